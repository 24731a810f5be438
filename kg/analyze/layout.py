"""Where to draw nodes: the same positions for the same graph, on every machine.

A multilevel force layout after C. Walshaw, "A Multilevel Algorithm for Force-Directed Graph-Drawing" (2003): the
graph is made smaller by merging neighbours, the small one is laid out, and each finer one starts from it. Repulsion
reaches only as far as a grid cell, so an iteration costs O(n + m). Afterwards the boxes of nodes (mark and label) are
pushed apart, and the components are packed side by side (`kg.analyze.packing`).

Only + - * / and square roots are used, which IEEE 754 defines to the last bit; sines would differ between machines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from random import Random

from kg.analyze.packing import pack

Adjacency = list[dict[int, int]]  # neighbour and weight, for each node
Points = tuple[list[float], list[float]]
Box = tuple[float, float]

SPRING = 115.0  # px: length of an edge at rest
REPULSION = 1.0
ASPECT = 1.7  # width over height to aim at: wider than a screen, as what overlaps is mostly parted upwards
FILL, LOOSE = 0.65, 0.3  # the part of the drawing that boxes cover, of one with more than _SMALL nodes
_SMALL = 400  # up to this size repulsion reaches further and steps shrink slowly: a rounder picture in half a second
_MAX_CLUSTER = 6
_ROUNDS = 2400  # of pushing boxes apart; a few dozen do, mostly


def layout(
    nodes: Iterable[str],
    edges: Iterable[tuple[str, str]],
    boxes: Mapping[str, Box] | None = None,
    *,
    seed: int = 2020,
) -> dict[str, tuple[int, int]]:
    """Positions in px, y downwards, centred on (0, 0); the order of nodes and edges does not matter.

    `boxes` gives the width and height in px that a node takes with its label (30 x 30 where it says nothing).
    Edges may repeat (they pull harder) and may join a node to itself. KeyError for an edge to an unknown node.
    """
    names = sorted(set(nodes))
    number = {name: i for i, name in enumerate(names)}
    adjacency: Adjacency = [{} for _ in names]
    for a, b in edges:
        i, j = number[a], number[b]
        if i != j:
            adjacency[i][j] = adjacency[j][i] = adjacency[i].get(j, 0) + 1
    given = boxes or {}
    sizes = [given.get(name, (30.0, 30.0)) for name in names]
    parts = [_component(members, adjacency, sizes, seed) for members in _components(adjacency)]
    placed = pack([(xs, ys, [sizes[i] for i in members]) for members, (xs, ys) in parts])
    position: dict[int, tuple[int, int]] = {}
    for (members, _), (xs, ys) in zip(parts, placed, strict=True):
        position.update((i, (round(x), round(y))) for i, x, y in zip(members, xs, ys, strict=True))
    return {name: position[i] for i, name in enumerate(names)}


def _components(adjacency: Adjacency) -> list[list[int]]:
    """Connected components, the largest first."""
    seen = [False] * len(adjacency)
    found = []
    for start in range(len(adjacency)):
        if seen[start]:
            continue
        seen[start] = True
        members = [start]
        for node in members:  # grows while it is read
            for other in adjacency[node]:
                if not seen[other]:
                    seen[other] = True
                    members.append(other)
        found.append(sorted(members))
    return sorted(found, key=lambda members: (-len(members), members[0]))


def _component(members: list[int], adjacency: Adjacency, sizes: Sequence[Box], seed: int) -> tuple[list[int], Points]:
    """A component's nodes and their positions, without overlaps."""
    local = {node: i for i, node in enumerate(members)}
    own = [{local[j]: weight for j, weight in sorted(adjacency[i].items())} for i in members]
    xs, ys = _multilevel(own, Random(seed))
    boxes = [sizes[i] for i in members]
    stretch = _stretch(xs, ys)
    xs = [x * stretch for x in xs]
    scale = _scale(xs, ys, boxes)
    xs, ys = [x * scale for x in xs], [y * scale for y in ys]
    separate(xs, ys, boxes)
    return members, (xs, ys)


def _stretch(xs: list[float], ys: list[float]) -> float:
    """The factor for x that gives a drawing its aspect without twisting it too far."""
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    return min(2.4, max(1.0, ASPECT * height / width)) if width > 1 else 1.0


def _scale(xs: list[float], ys: list[float], boxes: Sequence[Box]) -> float:
    """The factor that makes the boxes cover `FILL` of the drawing; a thin drawing counts as half as thick as long."""
    covered = sum(width * height for width, height in boxes)
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    area = max(width, height / 2) * max(height, width / 2)
    fill = FILL if len(xs) <= _SMALL else LOOSE
    return sqrt(covered / fill / area) if area > 1 else 1.0


def _multilevel(adjacency: Adjacency, random: Random) -> Points:
    """Positions of a connected graph's nodes: coarsen, lay out the coarsest, refine level by level."""
    levels: list[tuple[Adjacency, list[int], list[int]]] = []  # graph, weights, and the cluster each node goes into
    weights = [1] * len(adjacency)
    while len(adjacency) > 2:
        cluster = _clusters(adjacency, weights)
        if max(cluster) + 1 > 0.9 * len(adjacency):
            break
        levels.append((adjacency, weights, cluster))
        adjacency, weights = _merged(adjacency, weights, cluster)
    spring = SPRING * sqrt(7 / 4) ** len(levels)
    xs = [(random.random() - 0.5) * spring * 2 for _ in adjacency]
    ys = [(random.random() - 0.5) * spring * 2 for _ in adjacency]
    _relax(adjacency, weights, xs, ys, spring)
    for depth in range(len(levels) - 1, -1, -1):
        adjacency, weights, cluster = levels[depth]
        spring *= sqrt(4 / 7)
        xs = [xs[c] + (random.random() - 0.5) * spring * 0.5 for c in cluster]
        ys = [ys[c] + (random.random() - 0.5) * spring * 0.5 for c in cluster]
        _relax(adjacency, weights, xs, ys, spring)
    return xs, ys


def _clusters(adjacency: Adjacency, weights: list[int]) -> list[int]:
    """For each node the number of the cluster it merges into; loose ends first, each to its lightest neighbour."""
    cluster = [-1] * len(adjacency)
    mass: list[int] = []
    count: list[int] = []
    for node in sorted(range(len(adjacency)), key=lambda i: (len(adjacency[i]), weights[i], i)):
        if cluster[node] >= 0:
            continue
        best, best_key = -1, (0.0, 0, 0)
        for other, weight in adjacency[node].items():
            joined = cluster[other]
            if joined >= 0 and count[joined] >= _MAX_CLUSTER:
                continue
            key = (-weight / (mass[joined] if joined >= 0 else weights[other]), len(adjacency[other]), other)
            if best < 0 or key < best_key:
                best, best_key = other, key
        if best < 0 or cluster[best] < 0:
            cluster[node] = len(mass)
            mass.append(weights[node])
            count.append(1)
            if best < 0:
                continue
            node, best = best, node
        joined = cluster[node] = cluster[best]
        mass[joined] += weights[node]
        count[joined] += 1
    return cluster


def _merged(adjacency: Adjacency, weights: list[int], cluster: list[int]) -> tuple[Adjacency, list[int]]:
    """The graph of the clusters, with the weights of nodes and edges summed."""
    size = max(cluster) + 1
    merged: Adjacency = [{} for _ in range(size)]
    heavy = [0] * size
    for node, neighbours in enumerate(adjacency):
        here = cluster[node]
        heavy[here] += weights[node]
        for other, weight in neighbours.items():
            there = cluster[other]
            if there != here:
                merged[here][there] = merged[here].get(there, 0) + weight
    return [dict(sorted(neighbours.items())) for neighbours in merged], heavy


def _relax(adjacency: Adjacency, weights: list[int], xs: list[float], ys: list[float], spring: float) -> None:
    """Move the nodes to where springs and repulsion balance, in place; steps shrink until they are small."""
    n = len(xs)
    reach = (5 if n <= _SMALL else 2) * spring
    step, last = spring, 0.02 * spring
    cooling = 0.96 if n <= _SMALL else 0.85 if n <= 5 * _SMALL else 0.78
    while step > last:
        dx, dy = [0.0] * n, [0.0] * n
        _repel(weights, xs, ys, dx, dy, spring, reach)
        _attract(adjacency, weights, xs, ys, dx, dy, spring)
        for i in range(n):
            length = sqrt(dx[i] * dx[i] + dy[i] * dy[i])
            if length > 0:
                scale = min(length, step) / length
                xs[i] += dx[i] * scale
                ys[i] += dy[i] * scale
        step *= cooling


def _repel(
    weights: list[int],
    xs: list[float],
    ys: list[float],
    dx: list[float],
    dy: list[float],
    spring: float,
    reach: float,
) -> None:
    """Add to dx, dy the push between nodes that are nearer than `reach`."""
    force, reach2 = REPULSION * spring * spring, reach * reach
    for i, others in _near(xs, ys, reach):
        x, y, mine = xs[i], ys[i], weights[i]
        sum_x = sum_y = 0.0
        for j in others:
            ax, ay = x - xs[j], y - ys[j]
            d2 = ax * ax + ay * ay
            if d2 >= reach2:
                continue
            if d2 < 1e-9:
                ax, ay, d2 = 0.01 * (1 + i % 7), 0.01 * (1 + j % 5), 0.0005
            push = force / d2
            sum_x += ax * push * weights[j]
            sum_y += ay * push * weights[j]
            dx[j] -= ax * push * mine
            dy[j] -= ay * push * mine
        dx[i] += sum_x
        dy[i] += sum_y


def _attract(
    adjacency: Adjacency,
    weights: list[int],
    xs: list[float],
    ys: list[float],
    dx: list[float],
    dy: list[float],
    spring: float,
) -> None:
    """Add to dx, dy the pull of each edge on its ends: distance squared over the length at rest."""
    for i, neighbours in enumerate(adjacency):
        x, y = xs[i], ys[i]
        for j in neighbours:
            if j < i:
                continue
            ax, ay = xs[j] - x, ys[j] - y
            pull = sqrt(ax * ax + ay * ay) / spring
            dx[i] += ax * pull
            dy[i] += ay * pull
            dx[j] -= ax * pull
            dy[j] -= ay * pull


def _near(xs: list[float], ys: list[float], reach: float) -> Iterable[tuple[int, list[int]]]:
    """For each node the nodes near it, each pair once: those in its own grid cell and in half of the cells around."""
    cells: dict[tuple[int, int], list[int]] = {}
    for i, (x, y) in enumerate(zip(xs, ys, strict=True)):
        cells.setdefault((int(x // reach), int(y // reach)), []).append(i)
    for (cx, cy), members in cells.items():
        around: list[int] = []
        for key in ((cx + 1, cy - 1), (cx + 1, cy), (cx + 1, cy + 1), (cx, cy + 1)):
            around += cells.get(key, ())
        for place, i in enumerate(members):
            yield i, members[place + 1 :] + around


def separate(xs: list[float], ys: list[float], sizes: Sequence[Box]) -> None:
    """Push boxes apart until none overlap, in place; where there is no room to, the whole grows a little first."""
    cell = max([30.0, *(max(size) for size in sizes)])
    for turn in range(_ROUNDS):
        moved = False
        for i, others in _near(xs, ys, cell):
            for j in others:
                moved |= _part(i, j, xs, ys, sizes)
        if not moved:
            return
        if turn % 400 == 399:
            xs[:], ys[:] = [x * 1.07 for x in xs], [y * 1.07 for y in ys]


def _part(i: int, j: int, xs: list[float], ys: list[float], sizes: Sequence[Box]) -> bool:
    """Move two boxes apart along the axis where that takes less; whether they overlapped."""
    ax, ay = xs[j] - xs[i], ys[j] - ys[i]
    over_x = (sizes[i][0] + sizes[j][0]) / 2 - abs(ax)
    if over_x <= 0:
        return False
    over_y = (sizes[i][1] + sizes[j][1]) / 2 - abs(ay)
    if over_y <= 0:
        return False
    if over_x < over_y:
        shift = (over_x + 1) / 2 if ax >= 0 else -(over_x + 1) / 2
        xs[i] -= shift
        xs[j] += shift
    else:
        shift = (over_y + 1) / 2 if ay >= 0 else -(over_y + 1) / 2
        ys[i] -= shift
        ys[j] += shift
    return True
