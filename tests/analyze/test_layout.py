"""Where nodes are drawn: always the same, never on one another."""

from __future__ import annotations

import random

import pytest

from kg.analyze import layout


def tree(n: int) -> tuple[list[str], list[tuple[str, str]]]:
    chance = random.Random(7)
    nodes = [f"n{i}" for i in range(n)]
    return nodes, [(nodes[i], nodes[chance.randrange(i)]) for i in range(1, n)]


def test_order_of_input_does_not_matter():
    """The same graph gives the same positions, however its nodes and edges are listed."""
    nodes, edges = tree(120)
    first = layout(nodes, edges)
    shuffled_nodes, shuffled_edges = nodes[::-1], [(b, a) for a, b in reversed(edges)]
    assert layout(shuffled_nodes, shuffled_edges) == first


def test_positions_are_the_same_on_every_machine():
    """Positions written down once: a difference in the last bit of a sine would show here."""
    nodes, edges = tree(9)
    assert layout(nodes, edges) == KNOWN


@pytest.mark.parametrize("n", [1, 2, 3, 40, 450])
def test_boxes_do_not_overlap(n):
    """No label covers another."""
    nodes, edges = tree(n)
    boxes = {node: (60 + 7 * (i % 9), 40) for i, node in enumerate(nodes)}
    places = layout(nodes, edges, boxes)
    for i, a in enumerate(nodes):
        for b in nodes[i + 1 :]:
            dx, dy = abs(places[a][0] - places[b][0]), abs(places[a][1] - places[b][1])
            assert dx + 2 >= (boxes[a][0] + boxes[b][0]) / 2 or dy + 2 >= (boxes[a][1] + boxes[b][1]) / 2


def test_components_lie_side_by_side():
    """Parts that nothing joins keep apart, and the drawing is centred."""
    nodes = [f"{part}{i}" for part in "abcdefgh" for i in range(5)]
    edges = [(f"{part}0", f"{part}{i}") for part in "abcdefgh" for i in range(1, 5)]
    places = layout(nodes, edges)
    assert len(set(places.values())) == len(nodes)
    assert abs(min(x for x, _ in places.values()) + max(x for x, _ in places.values())) <= 2


def test_neighbours_are_nearer_than_strangers():
    """Nodes that an edge joins are closer to each other than nodes on average."""
    nodes, edges = tree(200)
    places = layout(nodes, edges)

    def mean(pairs: list[tuple[str, str]]) -> float:
        return sum(abs(places[a][0] - places[b][0]) + abs(places[a][1] - places[b][1]) for a, b in pairs) / len(pairs)

    assert mean(edges) < 0.4 * mean([(a, b) for a in nodes for b in nodes if a < b])


def test_odd_graphs():
    """Nothing, loops, and repeated edges are all fine; an edge to nowhere is an error."""
    assert layout([], []) == {}
    assert layout(["a"], [("a", "a")]) == {"a": (0, 0)}
    assert set(layout(["a", "b"], [("a", "b")] * 5)) == {"a", "b"}
    with pytest.raises(KeyError):
        layout(["a"], [("a", "b")])


KNOWN = {
    "n0": (17, -15),
    "n1": (22, 16),
    "n2": (-14, -27),
    "n3": (34, 47),
    "n4": (-44, -6),
    "n5": (47, -32),
    "n6": (-77, -5),
    "n7": (53, -1),
    "n8": (77, -47),
}
