"""Tables set with white space: rows whose cells stand apart by tabs or wide gaps, the same number in each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from kg.model import BlockRole, Span
from kg.readers.draft import Line
from kg.readers.patterns import matches

#: What may stand between cells, the surest sign first. A single space does only where the rows are numbered.
_GAPS = ("\t[ \t\u3000]*", "(?: {2,}|\u3000[ \u3000]*)", "[ \u3000]+")
_LONGEST_CELL = 60
Cells = list[tuple[int, int]]


def tabular(lines: Sequence[Line]) -> list[Line]:
    """The lines, those of tables cut into their cells: a line each, `glue` the sign that joins it to the one before."""
    found: list[Line] = []
    index = 0
    while index < len(lines):
        rows = next((rows for gap in _GAPS if (rows := _rows(lines, index, gap))), [])
        found.extend(cell for line, cells in zip(lines[index:], rows, strict=False) for cell in _cut(line, cells))
        if not rows:
            found.append(lines[index])
        index += max(1, len(rows))
    return found


def _rows(lines: Sequence[Line], start: int, gap: str) -> list[Cells]:
    """The cells of the rows of the table that begins at a line; empty where none does."""
    rows: list[Cells] = []
    for line in lines[start:]:
        cells = _cells(line, gap)
        if len(cells) < 2 or (rows and (len(cells) != len(rows[0]) or line.gap > lines[start + 1].gap)):
            break
        rows.append(cells)
    if len(rows) < 2:
        return []
    first = [[line.content[slice(*row[0])] for line, row in zip(lines[start:], rows, strict=False)]][0]
    numbered = _numbered(first)
    enough: dict[str, Callable[[], bool]] = {
        _GAPS[0]: lambda: numbered or len(rows) * len(rows[0]) >= 6,
        _GAPS[1]: lambda: numbered or (len(rows) >= 3 and len(rows[0]) >= 3),
        _GAPS[2]: lambda: numbered and len(rows[0]) >= 3,
    }
    return rows if enough[gap]() else []


def _numbered(first: Sequence[str]) -> bool:
    """Whether the first cells are a head (序号) and the numbers 1, 2, 3 …"""
    numbers = [re.sub(r"\W+$", "", cell) for cell in first[1:]]
    return matches("table", "number_head", first[0]) and numbers == [str(i) for i in range(1, len(first))]


def _cells(line: Line, gap: str) -> Cells:
    """Where the cells of a line begin and end; none where it is no row: a mark of the format, a sentence, a long cell."""
    if line.role is not None or line.skip or "|" in line.content or re.search("[。！？；]", line.content):
        return []
    cells: Cells = []
    position = 0
    for match in re.finditer(gap, line.content):
        cells.append((position, match.start()))
        position = match.end()
    cells.append((position, len(line.content)))
    return cells if all(0 < end - start <= _LONGEST_CELL for start, end in cells) else []


def _cut(line: Line, cells: Cells) -> list[Line]:
    return [
        replace(
            line,
            span=Span(line.span.start + start, line.span.start + end),
            content=line.content[start:end],
            gap=line.gap if number == 0 else 0,
            role=BlockRole.TABLE,
            starts=number == 0,
            glue="|" if number else "",
        )
        for number, (start, end) in enumerate(cells)
    ]
