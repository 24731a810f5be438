"""Components of a drawing side by side, close and without overlap: polyomino packing on a coarse grid.

After K. Freivalds, U. Dogrusoz, P. Kikusts, "Disconnected Graph Layout and the Polyomino Packing Approach" (2002).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Cell = tuple[int, int]
Part = tuple[list[float], list[float], Sequence[tuple[float, float]]]  # x and y of the boxes' centres, their sizes

GRID = 70.0  # px
ASPECT = 1.5  # width over height to grow towards


def pack(parts: Sequence[Part]) -> list[tuple[list[float], list[float]]]:
    """New x and y for each part, in the order given (largest first packs best); the whole is centred on (0, 0)."""
    taken: set[Cell] = set()
    placed = []
    start: dict[int, int] = {}  # size of a part: ring where a part of at least that size last found room
    for xs, ys, sizes in parts:
        left, top = min(xs), min(ys)
        xs, ys = [x - left for x in xs], [y - top for y in ys]
        shape = _cells(xs, ys, sizes)
        ring = max((found for size, found in start.items() if size <= len(shape)), default=0)
        column, row, ring = _room(shape, taken, ring)
        start[len(shape)] = ring
        taken.update((x + column, y + row) for x, y in shape)
        placed.append(([x + column * GRID for x in xs], [y + row * GRID for y in ys]))
    return _centred(placed)


def _cells(xs: list[float], ys: list[float], sizes: Sequence[tuple[float, float]]) -> set[Cell]:
    """The grid cells that the boxes of a part cover, with half a cell of air around."""
    covered = set()
    air = GRID / 2
    for x, y, (width, height) in zip(xs, ys, sizes, strict=True):
        for column in range(int((x - width / 2 - air) // GRID), int((x + width / 2 + air) // GRID) + 1):
            for row in range(int((y - height / 2 - air) // GRID), int((y + height / 2 + air) // GRID) + 1):
                covered.add((column, row))
    return covered


def _room(shape: set[Cell], taken: set[Cell], ring: int) -> tuple[int, int, int]:
    """The offset nearest to the middle where the shape is free, and its ring; rings grow outwards from `ring`."""
    columns = [x for x, _ in shape]
    rows = [y for _, y in shape]
    middle = ((min(columns) + max(columns)) // 2, (min(rows) + max(rows)) // 2)
    while True:
        for x, y in _ring(ring):
            column, row = x - middle[0], y - middle[1]
            if not any((cx + column, cy + row) in taken for cx, cy in shape):
                return column, row, ring
        ring += 1


def _ring(radius: int) -> Iterator[Cell]:
    """The cells on the edge of a rectangle of that half height around (0, 0), wider than high, middle ones first."""
    if radius == 0:
        yield (0, 0)
        return
    wide = int(radius * ASPECT)
    cells = [(x, y) for x in range(-wide, wide + 1) for y in (radius, -radius)]
    cells += [(x, y) for y in range(1 - radius, radius) for x in (wide, -wide)]
    yield from sorted(cells, key=lambda cell: cell[0] * cell[0] + ASPECT * ASPECT * cell[1] * cell[1])


def _centred(placed: list[tuple[list[float], list[float]]]) -> list[tuple[list[float], list[float]]]:
    if not placed:
        return []
    every_x = [x for xs, _ in placed for x in xs]
    every_y = [y for _, ys in placed for y in ys]
    dx, dy = (min(every_x) + max(every_x)) / 2, (min(every_y) + max(every_y)) / 2
    return [([x - dx for x in xs], [y - dy for y in ys]) for xs, ys in placed]
