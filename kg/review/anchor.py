"""Finding the words of an anchor again in a report that may have been edited since.

White space and line breaks never count: in reports they fall inside words. First the very words are looked for, and of
several places the one whose surroundings agree best; then, for words that were edited, the place that shares most short
runs of characters with words and surroundings. Both take time in proportion to the text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property

from kg.model import Anchor, Span

#: A quote of this many characters is enough by itself; a shorter one (9月4日) stands in many sentences.
_SPEAKS_FOR_ITSELF = 12
#: Characters right beside a quote, before and after it taken together, that make its surroundings the same.
_BESIDE = 6
#: Surroundings agree from this share of common characters on: half of a clause was rewritten at most.
_SURROUNDINGS_ALIKE = 0.5
#: Edited words are the same words from this share of common characters on (9月4日, 9月14日: 0.89) …
_WORDS_ALIKE = 0.5
#: … if they and their surroundings together agree by this much: two sentences of a form (A区举办…, B区举办…) reach 0.5.
_WHOLE_ALIKE = 0.65
_GRAM = 3  # characters of a run; two are too common in Chinese, four are lost by single edits
_COMMON = 64  # a run that stands in more places than that tells nothing of where
_BIN = 16  # places that differ by less are one place
_TRIES = 3
_FURTHEST = 200  # characters of a sentence on either side of a quote

_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_END = re.compile(r"[。！？!?；]|\n[ \t\u3000]*\n")


class Fit(StrEnum):
    """How the words of an anchor were found."""

    EXACT = "exact"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an anchor stands: a span of the text, None where it is missing."""

    fit: Fit
    span: Span | None = None


def bare(text: str) -> str:
    """A text without white space and invisible characters."""
    return "".join(c for c in text if not (c.isspace() or c in _INVISIBLE))


class Ground:
    """A report's text, made ready once for placing many anchors; spans are of the text as read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._offsets = [i for i, c in enumerate(text) if not (c.isspace() or c in _INVISIBLE)]
        self.bare = "".join(text[i] for i in self._offsets)

    @cached_property
    def _grams(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for i in range(len(self.bare) - _GRAM + 1):
            found[self.bare[i : i + _GRAM]].append(i)
        return found

    def place(self, anchor: Anchor) -> Place:
        """Where the words of an anchor stand, unchanged or edited.

        >>> ground = Ground("9月4日，青山区启动。9月9日，云麓区启动。")
        >>> ground.place(Anchor("a", "9月4 日", "", "，青山区")).span
        Span(start=0, end=4)
        """
        before, words, after = bare(anchor.prefix), bare(anchor.exact), bare(anchor.suffix)
        if not words:
            return Place(Fit.MISSING)
        if (start := self._exact(before, words, after)) is not None:
            return Place(Fit.EXACT, self._span(start, start + len(words)))
        if found := self._edited(before, words, after):
            return Place(Fit.CHANGED, self._span(*found))
        return Place(Fit.MISSING)

    def place_whole(self, anchor: Anchor) -> Place:
        """Where the very words stand in their very surroundings: what may count in another report than the named one."""
        before, words, after = bare(anchor.prefix), bare(anchor.exact), bare(anchor.suffix)
        start = self.bare.find(before + words + after)
        if start < 0 or len(before + words + after) < _SPEAKS_FOR_ITSELF:
            return Place(Fit.MISSING)
        return Place(Fit.EXACT, self._span(start + len(before), start + len(before + words)))

    def sentence(self, span: Span) -> Span:
        """The sentence or sentences in which a span of the text lies."""
        first, last = max(0, span.start - _FURTHEST), min(len(self.text), span.end + _FURTHEST)
        for end in _END.finditer(self.text, first, span.start):
            first = end.end()
        found = _END.search(self.text, max(span.end - 1, span.start), last)
        return Span(first, max(found.end(), span.end) if found else last)

    def _span(self, start: int, end: int) -> Span:
        return Span(self._offsets[start], self._offsets[end - 1] + 1)

    def _exact(self, before: str, words: str, after: str) -> int | None:
        """The best place of the very words, in `bare`."""
        best: list[int] = []
        most = -1
        start = self.bare.find(words)
        while start >= 0:
            beside = self._beside(start, start + len(words), before, after)
            if beside >= most:
                best = [*best, start] if beside == most else [start]
                most = beside
            start = self.bare.find(words, start + 1)
        if not best:
            return None
        choice = max(best[:_COMMON], key=lambda at: (self._agreement(at, at + len(words), before, after), -at))
        is_sure = len(words) >= _SPEAKS_FOR_ITSELF or most >= min(_BESIDE, len(before + after))
        agreement = self._agreement(choice, choice + len(words), before, after)
        return choice if is_sure or agreement >= _SURROUNDINGS_ALIKE else None

    def _beside(self, start: int, end: int, before: str, after: str) -> int:
        """How many characters right before and right after a place are those of an anchor."""
        left = right = 0
        while left < min(len(before), start) and self.bare[start - 1 - left] == before[-1 - left]:
            left += 1
        while right < min(len(after), len(self.bare) - end) and self.bare[end + right] == after[right]:
            right += 1
        return left + right

    def _agreement(self, start: int, end: int, before: str, after: str) -> float:
        around = self.bare[max(0, start - len(before)) : start], self.bare[end : end + len(after)]
        pairs = ((mine, here) for mine, here in zip((before, after), around, strict=True) if mine)
        ratios = [SequenceMatcher(None, mine, here, autojunk=False).ratio() for mine, here in pairs]
        return sum(ratios) / len(ratios) if ratios else 0.0

    def _edited(self, before: str, words: str, after: str) -> tuple[int, int] | None:
        """The best place of edited words, as start and end in `bare`."""
        whole = before + words + after
        found: list[tuple[float, int, int]] = []
        for shift in self._shifts(whole):
            first = max(0, shift - 2 * _BIN)
            window = self.bare[first : shift + len(whole) + 4 * _BIN]
            start, end = _aligned(whole, window, len(before), len(before + words))
            if start >= end:
                continue
            here = window[max(0, start - len(before)) : end + len(after)]
            alike = SequenceMatcher(None, words, window[start:end], autojunk=False).ratio()
            all_alike = SequenceMatcher(None, whole, here, autojunk=False).ratio()
            if alike >= _WORDS_ALIKE and all_alike >= _WHOLE_ALIKE:
                found.append((alike + all_alike, -(first + start), first + end))
        if not found:
            return None
        _, start, end = max(found)
        return -start, end

    def _shifts(self, whole: str) -> list[int]:
        """Where a text would begin if its runs of characters stood where they are found, likeliest first."""
        votes: Counter[int] = Counter()
        for i in range(len(whole) - _GRAM + 1):
            places = self._grams.get(whole[i : i + _GRAM], ())
            if len(places) <= _COMMON:
                votes.update((place - i) // _BIN for place in places)
        # A place near the edge of its bin has votes in the next one too.
        both = {at: count + votes.get(at + 1, 0) for at, count in votes.items()}
        return [max(0, at * _BIN) for at in sorted(both, key=lambda at: (-both[at], at))[:_TRIES]]


def _aligned(whole: str, window: str, start: int, end: int) -> tuple[int, int]:
    """Where the characters [start, end) of a text lie in a window of an edited one; (0, 0) where they are gone."""
    to: dict[int, int] = {}
    for block in SequenceMatcher(None, whole, window, autojunk=False).get_matching_blocks():
        to.update((block.a + i, block.b + i) for i in range(block.size))
    inside = [to[i] for i in range(start, end) if i in to]
    if not inside:
        return 0, 0
    # The neighbours say where the edited words begin and end; without them, the first and last that are left do.
    first = to[start - 1] + 1 if start - 1 in to else inside[0]
    last = to[end] if end in to else inside[-1] + 1
    return first, last
