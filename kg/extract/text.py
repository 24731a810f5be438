"""Sentences, clauses, quotation marks and enumerations of simplified Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.patterns import pattern
from kg.model import BlockRole, Document, Span

OPENING = "“‘《「『（(〈【["
CLOSING = "”’》」』）)〉】]"
_PAIR = dict(zip(CLOSING, OPENING, strict=True))
_SENTENCE_END = "。！？；!?;"


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
    """The sentences of a document in order; a heading, title, list item or table row is one sentence."""
    for section in document.sections:
        for block in section.blocks:
            text = document.clean[block.span.start : block.span.end]
            whole = block.role is not BlockRole.BODY
            for start, end in [(0, len(text))] if whole else split_sentences(text):
                if text[start:end].strip():
                    span = Span(block.span.start + start, block.span.start + end)
                    yield Sentence(span, text[start:end], section.index, block.role)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Half-open bounds of the sentences; a full stop inside quotation marks ends one only if the quote ends there."""
    bounds, start, depth = [], 0, 0
    for i, char in enumerate(text):
        if char in "“‘《「『":
            depth += 1
        elif char in "”’》」』":
            depth = max(0, depth - 1)
            if depth == 0 and i and text[i - 1] in "。！？" and (i + 1 == len(text) or text[i + 1] not in "，、的；。"):
                bounds.append((start, i + 1))
                start = i + 1
        elif char in _SENTENCE_END and depth == 0:
            bounds.append((start, i + 1))
            start = i + 1
    if start < len(text):
        bounds.append((start, len(text)))
    return bounds


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
