"""Tables in a terminal, aligned where Chinese and Latin characters stand in one column.

A Chinese character is as wide as two Latin ones (Unicode Standard Annex 11, East Asian Width: wide and full-width).
Ambiguous characters count as narrow, but for the quotes and dashes of Chinese text, which no setting makes right
everywhere: they count as one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from kg.search.text import one_line as one_line

_GAP = "  "
#: Rows that are read before the first is shown, to learn how wide the columns are.
SAMPLE = 1000
#: A cell of a terminal is cut, or goes on in the next line, beyond this many columns.
_NARROWEST = 12


def text_width(text: str) -> int:
    """How many columns a text takes in a terminal."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(text: str, width: int) -> str:
    """The text with spaces after it, to a width in columns."""
    return text + " " * (width - text_width(text))


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns; a line of Latin text breaks at a space where it has one."""
    lines, line, used = [], "", 0
    for character in text:
        size = _width(character)
        if used + size > width and line:
            head, space, tail = line.rpartition(" ")
            if space and character.isascii() and character != " " and len(head) > len(line) // 2:
                lines.append(head)
                line = tail
            else:
                lines.append(line.rstrip())
                line = ""
            used = text_width(line)
            if character == " " and not line:
                continue
        line += character
        used += size
    return [*lines, line.rstrip()] if line or not lines else lines


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, width: int | None = None, numeric: Iterable[int] = ()
) -> Iterator[str]:
    """The lines of a table: headings, a rule, rows; no boxes.

    `width` is that of the terminal: long cells then wrap to fit it; without it nothing is wrapped. `numeric` are the
    columns that are set to the right. Rows are read as they are needed, but for the first `SAMPLE`, from which the
    columns' widths come; a later row that is wider stays whole and stands out.
    """
    rows = iter(rows)
    first = [[one_line(cell) for cell in row] for row in islice(rows, SAMPLE)]
    widths = [max(map(text_width, column)) for column in zip(headings, *first, strict=True)]
    if width is not None:
        widths = _fit(widths, width)
    right = frozenset(numeric)
    yield from _line(headings, widths, right, width is not None)
    yield _GAP.join("-" * size for size in widths)
    for row in chain(first, ([one_line(cell) for cell in row] for row in rows)):
        yield from _line(row, widths, right, width is not None)


def _fit(widths: list[int], width: int) -> list[int]:
    """Column widths whose sum fits, taking from the widest first; narrow columns stay as they are."""
    widths = list(widths)
    room = max(width - len(_GAP) * (len(widths) - 1), _NARROWEST)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widest = max(widths)
        at = widths.index(widest)
        next_widest = max([w for w in widths if w < widest], default=_NARROWEST)
        widths[at] = max(_NARROWEST, next_widest, widest - (sum(widths) - room))
        if widths[at] == widest:
            widths[at] -= 1
    return widths


def _line(cells: Sequence[str], widths: Sequence[int], right: frozenset[int], wrapped: bool) -> Iterator[str]:
    parts = [wrap(cell, size) if wrapped else [cell] for cell, size in zip(cells, widths, strict=True)]
    for number in range(max(map(len, parts))):
        shown = []
        for i, (part, size) in enumerate(zip(parts, widths, strict=True)):
            text = part[number] if number < len(part) else ""
            shown.append(" " * (size - text_width(text)) + text if i in right else pad(text, size))
        yield _GAP.join(shown).rstrip()
