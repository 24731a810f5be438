"""Components of a drawing side by side, close and without overlap: polyomino packing on a coarse grid.

After K. Freivalds, U. Dogrusoz, P. Kikusts, "Disconnected Graph Layout and the Polyomino Packing Approach" (2002).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from math import sqrt

Cell = tuple[int, int]
Part = tuple[list[float], list[float], Sequence[tuple[float, float]]]  # x and y of the boxes' centres, their sizes

GRID = 25.0  # px: the cells, as long as
_ACROSS = 100  # no more than about so many lie side by side
ASPECT = 1.35  # width over height to grow towards


def pack(parts: Sequence[Part]) -> list[tuple[list[float], list[float]]]:
    """New x and y for each part, in the order given (largest first packs best); the whole is centred on (0, 0)."""
    area = sum((max(xs) - min(xs) + GRID) * (max(ys) - min(ys) + GRID) for xs, ys, _ in parts)
    grid = float(max(GRID, round(sqrt(area) / _ACROSS)))
    taken: set[Cell] = set()
    placed = []
    searches: dict[frozenset[Cell], Iterator[Cell]] = {}  # where one had no room, the next of its shape has none
    for xs, ys, sizes in parts:
        left, top = min(xs), min(ys)
        xs, ys = [x - left for x in xs], [y - top for y in ys]
        shape = _cells(xs, ys, sizes, grid)
        offsets = searches.setdefault(shape, _offsets(shape))
        column, row = next(at for at in offsets if not any((x + at[0], y + at[1]) in taken for x, y in shape))
        taken.update((x + column, y + row) for x, y in shape)
        placed.append(([x + column * grid for x in xs], [y + row * grid for y in ys]))
    return _centred(placed)


def _cells(xs: list[float], ys: list[float], sizes: Sequence[tuple[float, float]], grid: float) -> frozenset[Cell]:
    """The grid cells that the boxes of a part cover, with half a cell of air around."""
    covered = set()
    air = grid / 2
    for x, y, (width, height) in zip(xs, ys, sizes, strict=True):
        for column in range(int((x - width / 2 - air) // grid), int((x + width / 2 + air) // grid) + 1):
            for row in range(int((y - height / 2 - air) // grid), int((y + height / 2 + air) // grid) + 1):
                covered.add((column, row))
    return frozenset(covered)


def _offsets(shape: frozenset[Cell]) -> Iterator[Cell]:
    """All offsets, in the order in which the shape needs an ever larger rectangle around (0, 0) to lie in."""
    left, right = min(x for x, _ in shape), max(x for x, _ in shape)
    top, bottom = min(y for _, y in shape), max(y for _, y in shape)
    before = None
    for half in count():
        wide = int(half * ASPECT)
        offsets = (range(-wide - left, wide - right + 1), range(-half - top, half - bottom + 1))
        yield from _new(offsets, before)
        before = offsets


def _new(offsets: tuple[range, range], before: tuple[range, range] | None) -> Iterator[Cell]:
    """The offsets of a rectangle that were not in the smaller one before, those nearest to (0, 0) first."""
    columns, rows = offsets
    if before is None or not before[0] or not before[1]:
        found = [(x, y) for x in columns for y in rows]
    else:
        found = [(x, y) for x in columns if x not in before[0] for y in rows]
        found += [(x, y) for x in before[0] for y in rows if y not in before[1]]
    yield from sorted(found, key=lambda cell: (cell[0] * cell[0] + cell[1] * cell[1], cell))


def _centred(placed: list[tuple[list[float], list[float]]]) -> list[tuple[list[float], list[float]]]:
    if not placed:
        return []
    every_x = [x for xs, _ in placed for x in xs]
    every_y = [y for _, ys in placed for y in ys]
    dx, dy = (min(every_x) + max(every_x)) / 2, (min(every_y) + max(every_y)) / 2
    return [([x - dx for x in xs], [y - dy for y in ys]) for xs, ys in placed]
