"""Sentences, clauses, quotation marks and enumerations of simplified Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.extract.patterns import pattern
from kg.model import BlockRole, Document, Span

OPENING = "“‘《「『（(〈【["
CLOSING = "”’》」』）)〉】]"
_PAIR = dict(zip(CLOSING, OPENING, strict=True))
_QUOTES = dict(zip("”’》」』", "“‘《「『", strict=True))
_SENTENCE_END = "。！？；!?;"
#: A sentence of more characters is read in pieces: its parts cost what they cost, and no text costs its square.
LONGEST_SENTENCE = 2000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a block: its span in `Document.clean`, its text, section, and the block's role."""

    span: Span
    text: str
    section: int
    role: BlockRole

    def locate(self, start: int, end: int) -> Span:
        """The span in `Document.clean` of a stretch of this sentence."""
        return Span(self.span.start + start, self.span.start + end)


def sentences(document: Document) -> Iterator[Sentence]:
    """The sentences of a document in order; a heading, title, list item or table row is one sentence.

    Whatever is longer than `LONGEST_SENTENCE` comes in pieces.
    """
    for section in document.sections:
        for block in section.blocks:
            text = document.clean[block.span.start : block.span.end]
            whole = block.role is not BlockRole.BODY
            for start, end in _pieces(text, [(0, len(text))] if whole else split_sentences(text)):
                if text[start:end].strip():
                    span = Span(block.span.start + start, block.span.start + end)
                    yield Sentence(span, text[start:end], section.index, block.role)


def _pieces(text: str, bounds: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The bounds, the longest ones cut behind a comma of their second half, or where there is none in mid-word."""
    for start, end in bounds:
        while end - start > LONGEST_SENTENCE:
            half, limit = start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE
            cut = max(text.rfind(mark, half, limit) for mark in "，,、\n") + 1 or limit
            yield start, cut
            start = cut
        yield start, end


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Half-open bounds of the sentences; a full stop inside quotation marks ends one only if the quote ends there.

    An opening mark that is never closed holds nothing together.
    """
    paired = _paired_quotes(text)
    bounds, start, depth = [], 0, 0
    for i, char in enumerate(text):
        if i in paired:
            if char not in _QUOTES:
                depth += 1
                continue
            depth -= 1
            if depth == 0 and text[i - 1] in "。！？" and (i + 1 == len(text) or text[i + 1] not in "，、的；。"):
                bounds.append((start, i + 1))
                start = i + 1
        elif char in _SENTENCE_END and depth == 0:
            bounds.append((start, i + 1))
            start = i + 1
    if start < len(text):
        bounds.append((start, len(text)))
    return bounds


def _paired_quotes(text: str) -> frozenset[int]:
    """Where the quotation marks stand that have their partner; a mark inside an unclosed one still finds its own."""
    paired: list[int] = []
    open_at: dict[str, list[int]] = {mark: [] for mark in _QUOTES.values()}
    for i, char in enumerate(text):
        if char in open_at:
            open_at[char].append(i)
        elif char in _QUOTES and open_at[_QUOTES[char]]:
            paired += (open_at[_QUOTES[char]].pop(), i)
    return frozenset(paired)


@lru_cache(maxsize=512)  # the sentences of a section; each component asks again
def mask_quotes(text: str) -> str:
    """The text with everything inside quotation marks and brackets replaced by `□`, so that a search skips it."""
    out: list[str] = []
    stack: list[str] = []
    for char in text:
        if char in CLOSING and stack and stack[-1] == _PAIR[char]:
            stack.pop()
            out.append(char)
        elif char in OPENING:
            out.append("□" if stack else char)
            stack.append(char)
        else:
            out.append("□" if stack else char)
    return "".join(out)


def opening_of(text: str, closing: int) -> int:
    """The position of the opening mark that the closing mark at `closing` belongs to, or -1."""
    depth, mark = 0, text[closing]
    for i in range(closing, -1, -1):
        if text[i] == mark:
            depth += 1
        elif text[i] == _PAIR[mark]:
            depth -= 1
            if depth == 0:
                return i
    return -1


def closing_of(text: str, opening: int) -> int:
    """The position of the mark that closes the one at `opening`, or -1."""
    mark = text[opening]
    close = CLOSING[OPENING.index(mark)]
    depth = 0
    for i in range(opening, len(text)):
        if text[i] == mark:
            depth += 1
        elif text[i] == close:
            depth -= 1
            if depth == 0:
                return i
    return -1


_JOIN = re.compile(r"、|，?以及|，(?=(?:以及|还有|和|及))|，")


def enumeration(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Bounds of the members of the list text[start:end], separated by 、 ， 以及 outside quotation marks."""
    masked = mask_quotes(text)[start:end]
    bounds, at = [], 0
    for match in _JOIN.finditer(masked):
        bounds.append((start + at, start + match.start()))
        at = match.end()
    bounds.append((start + at, end))
    return [_trim(text, a, b) for a, b in bounds if b > a]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    if match := pattern("text", "list_lead").match(text[start:end]):
        start += match.end()
    while start < end and text[start] in " \u3000":
        start += 1
    while end > start and text[end - 1] in " \u3000":
        end -= 1
    return start, end


def normal_name(name: str) -> str:
    """A name as it is compared: no quotation marks, spaces, middle dots, brackets or dashes."""
    return re.sub(r"[\s“”‘’\"'《》「」『』()（）·•—\-–、，,/&：:！!。]", "", name)
