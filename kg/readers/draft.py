"""What a format reader hands on: the text it drew, cut into lines, with what the markup says of each."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kg.model import BlockRole, Span

_WHITE = " \t\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of `Draft.text` without its outer white space.

    `gap` counts the blank lines before it, `indent` the columns of white space. `role` is what markup or page
    layout says it is; `starts` that a new paragraph begins here for certain; `skip` that it is page furniture. `glue`
    is the mark that joins it to the line before it: it stands for the line break or white space between them.
    """

    span: Span
    content: str
    gap: int = 0
    indent: int = 0
    role: BlockRole | None = None
    starts: bool = False
    skip: bool = False
    glue: str = ""

    @property
    def width(self) -> int:
        """Columns with the indent of a first line: a Han character takes two."""
        return columns(self.content) + min(self.indent, 4)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a format knows about the lines inside a span of the text."""

    span: Span
    role: BlockRole | None = None
    starts: bool = True
    skip: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A source as drawn by its reader.

    `title`, `published` and `publisher` are what the format states beside the text; what the text itself says of them
    goes before `published` and `publisher`.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    title: str = ""
    published: str = ""
    publisher: str = ""
    warnings: tuple[str, ...] = ()


def columns(text: str) -> int:
    """Columns a text takes where a Han character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def lines(draft: Draft) -> list[Line]:
    """The non-blank lines of a draft, in order, each with the mark that holds it.

    A mark that begins inside a line cuts off what stands before it there.
    """
    found: list[Line] = []
    marks = sorted(draft.marks, key=lambda mark: mark.span)
    index = gap = position = 0
    used: Mark | None = None
    for physical in draft.text.splitlines(keepends=True):
        content = physical.strip().strip(_WHITE)
        start, position = position, position + len(physical)
        if not content:
            gap += 1
            continue
        leading = physical[: physical.index(content)]
        start += len(leading)
        end = start + len(content)
        while index < len(marks) and marks[index].span.end <= start:
            index += 1
        mark = marks[index] if index < len(marks) and marks[index].span.start < end else None
        if mark is not None:
            start, end = max(start, mark.span.start), min(end, mark.span.end)
        found.append(_line(draft.text, Span(start, end), leading, gap, mark, mark is not used))
        used, gap = mark, 0
    return found


def _line(text: str, span: Span, leading: str, gap: int, mark: Mark | None, first: bool) -> Line:
    return Line(
        span=span,
        content=text[span.start : span.end],
        gap=gap,
        indent=columns(re.sub(r"[\u200b\ufeff]", "", leading.replace("\t", "    "))),
        role=mark.role if mark else None,
        starts=first and mark is not None and mark.starts,
        skip=mark.skip if mark else False,
    )
