"""Tables set with white space: rows whose cells stand apart by tabs or wide gaps, the same number in each row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.model import BlockRole, Span
from kg.readers.draft import Line
from kg.readers.patterns import matches

#: What may stand between cells, the surest sign first. A single space does only where the rows are numbered.
_TAB, _WIDE, _SINGLE = "\t[ \t\u3000]*", "(?: {2,}|\u3000[ \u3000]*)", "[ \u3000]+"
#: Cells of a row at least; two are enough where the rows are numbered.
_FEWEST_CELLS = {_TAB: 2, _WIDE: 3, _SINGLE: 3}
_LONGEST_CELL = 60
Cells = list[tuple[int, int]]


def tabular(lines: Sequence[Line]) -> list[Line]:
    """The lines, those of tables cut into their cells: a line each, `glue` the sign that joins it to the one before."""
    found: list[Line] = []
    index = 0
    while index < len(lines):
        rows = next((rows for gap in (_TAB, _WIDE, _SINGLE) if (rows := _rows(lines, index, gap))), [])
        found.extend(
            cell
            for line, cells in zip(lines[index : index + len(rows)], rows, strict=True)
            for cell in _cut(line, cells)
        )
        if not rows:
            found.append(lines[index])
        index += max(1, len(rows))
    return found


def _rows(lines: Sequence[Line], start: int, gap: str) -> list[Cells]:
    """The cells of the rows of the table that begins at a line; empty where none does."""
    first = _cells(lines[start], gap)
    numbered = bool(first) and matches("table", "number_head", lines[start].content[slice(*first[0])])
    if len(first) < _FEWEST_CELLS[gap] and not (numbered and len(first) >= 2):
        return []
    if gap == _SINGLE and not numbered:
        return []
    rows = [first]
    for at in range(start + 1, len(lines)):
        line = lines[at]
        cells = _cells(line, gap)
        if len(cells) != len(first) or line.gap > lines[start + 1].gap:
            break
        if numbered and re.sub(r"\W+$", "", line.content[slice(*cells[0])]) != str(len(rows)):
            break
        rows.append(cells)
    return rows if len(rows) * len(first) >= (4 if numbered else 6 if gap == _TAB else 9) and len(rows) >= 2 else []


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
