"""Texts as the index sees them: characters folded, words, sentences. Offsets are code points, half-open."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

# Quotes, brackets and spaces differ between a report and what a person types; letters, digits and the rest count.
_MARKS = re.compile(r"[\s“”‘’\"'《》〈〉「」『』【】()（）·・—–\-_,，、:：]+")
# Where a Chinese sentence ends: its mark with the closing quotes after it, or an empty line. A single line break does
# not count: in the texts that we read it falls inside words.
SENTENCE_END = re.compile(r"[。！？!?；][”’」』）)】]*|\n[ \t\u3000]*\n+")
#: Stands for a mark at which people pause: no phrase reaches over it. Never part of a word.
PAUSE = "‖"
_PAUSES = frozenset("，,、；;：:。！？!?…")
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, folded, and where it stands: one Chinese character, a run of letters, or a run of digits."""

    text: str
    start: int
    end: int


def fold(name: str) -> str:
    """A name without case, width, quotes, brackets, dashes and spaces."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", name).casefold())


def simplify(text: str, simple: Mapping[str, str]) -> str:
    """The text with simplified characters for traditional ones."""
    return "".join(simple.get(character, character) for character in text)


def clean(text: str) -> str:
    """The text without what neither UTF-8 nor SQLite holds: lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def one_line(text: str) -> str:
    """A text without line breaks, which in Chinese fall inside words, and without control characters.

    What a report says must not move the cursor or colour the screen.
    """
    joined: list[str] = []
    for piece in filter(None, (part.strip() for part in text.splitlines())):
        latin = joined and joined[-1][-1].isascii() and piece[0].isascii()
        joined += [" ", piece] if latin else [piece]
    return "".join(c for c in "".join(joined) if c == " " or unicodedata.category(c) not in ("Cc", "Cf"))


def words(text: str, simple: Mapping[str, str], joins: Mapping[int, int] | None = None) -> Iterator[Word]:
    """The words of a text and the pauses between them.

    Case, width and accents are folded, traditional characters simplified, spaces, line breaks and quotes left out, so
    that 闵|行 at a line's end is 闵行. A run of letters or digits is one word: 4日 is not found in 14日. The comma in
    1,000 is no pause. `joins` says where a run that a line break cut goes on, from its end to its start.
    """
    commas = {found.start() for found in _THOUSANDS.finditer(text)} if "," in text or "，" in text else frozenset()
    run, start, end, kind = "", 0, 0, ""
    for at, character in enumerate(text):
        if at in commas and kind == "digit" and end == at:
            end = at + 1
            continue
        for found, folded in _folded(character):
            if run and (found != kind or (end < at and not (joins and joins.get(end) == at))):
                yield Word(run, start, end)
                run = ""
            if found in ("letter", "digit"):
                run, start, end, kind = run + folded, start if run else at, at + 1, found
            elif found == "pause":
                yield Word(PAUSE, at, at + 1)
            elif found == "character":
                yield Word(simple.get(folded, folded), at, at + 1)
    if run:
        yield Word(run, start, end)


@lru_cache(maxsize=65536)
def _folded(character: str) -> tuple[tuple[str, str], ...]:
    """Kind and folded form of each character that a character of a text stands for: ㎡ is m and 2."""
    if character in _PAUSES:
        return (("pause", PAUSE),)
    latin = character < "\u0370"  # an accent may stand in the letter or after it
    folded = unicodedata.normalize("NFKD" if latin else "NFKC", character).casefold()
    return tuple((kind, part) for part in folded if (kind := _kind(part)))


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] in "LN" and (category == "Lo" or character >= "\u3000"):
        return "character"
    return {"L": "letter", "N": "digit"}.get(category[0], "")


def sentences(text: str, breaks: Iterable[int] = ()) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text stand, without the space around them; one ends at each of `breaks`, too."""
    start = 0
    for end in sorted({*(found.end() for found in SENTENCE_END.finditer(text)), *breaks, len(text)}):
        part = text[start:end]
        if stripped := part.strip():
            first = start + part.index(stripped)
            yield first, first + len(stripped)
        start = end


def marked(text: str, spans: list[tuple[int, int]], context: int, opening: str = "【", closing: str = "】") -> str:
    """The text on one line with marks around spans, and up to `context` characters on either side of them."""
    first, last = max(spans[0][0] - context, 0), min(spans[-1][1] + context, len(text))
    parts, at = [], first
    for start, end in spans:
        if start >= at:
            parts += [text[at:start], opening, text[start:end], closing]
            at = end
    shown = one_line("".join([*parts, text[at:last]]))
    return ("…" if first > 0 else "") + shown + ("…" if last < len(text) else "")


def positions(found: list[Word], phrase: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where a phrase stands among the words of a text."""
    size = len(phrase)
    for at in range(len(found) - size + 1):
        if all(found[at + i].text == phrase[i] for i in range(size)):
            yield found[at].start, found[at + size - 1].end
