"""Pairing one to one: the assignment of largest weight, and the matching of most pairs.

H. W. Kuhn, The Hungarian method for the assignment problem (1955); with potentials, O(n³), as by J. Munkres (1957) and
later authors. Both functions are deterministic: earlier rows and columns win ties.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf


def best_assignment(weights: Sequence[Sequence[float]]) -> dict[int, int]:
    """Row to column of the one-to-one assignment of largest total weight.

    Weights are not negative; a pair of weight zero is no pair.
    """
    if not weights or not weights[0]:
        return {}
    owner = _Hungarian(weights).solve()
    return {row: column for column, row in owner.items() if row < len(weights) and weights[row][column] > 0}


class _Hungarian:
    """The method on a square of costs; rows and columns count from 1, and 0 stands for none."""

    def __init__(self, weights: Sequence[Sequence[float]]) -> None:
        self.columns = len(weights[0])
        self.size = max(len(weights), self.columns)
        self.cost = [[0.0] * (self.size + 1)]
        for row in range(self.size):
            known = weights[row] if row < len(weights) else ()
            self.cost.append([0.0, *(-w for w in known), *[0.0] * (self.size - len(known))])
        self.row_price = [0.0] * (self.size + 1)
        self.column_price = [0.0] * (self.size + 1)
        self.owner = [0] * (self.size + 1)

    def solve(self) -> dict[int, int]:
        """Column to row, both from 0, for the columns that were given."""
        for row in range(1, self.size + 1):
            self._place(row)
        return {column - 1: self.owner[column] - 1 for column in range(1, self.columns + 1)}

    def _place(self, row: int) -> None:
        """Give a row a column; rows placed before may move along the cheapest path."""
        self.owner[0], column = row, 0
        slack, came_from = [inf] * (self.size + 1), [0] * (self.size + 1)
        reached = [False] * (self.size + 1)
        while True:
            reached[column] = True
            nearest = self._look_from(column, slack, came_from, reached)
            self._reprice(slack[nearest], slack, reached)
            column = nearest
            if self.owner[column] == 0:
                break
        while column:
            self.owner[column] = self.owner[came_from[column]]
            column = came_from[column]

    def _look_from(self, column: int, slack: list[float], came_from: list[int], reached: list[bool]) -> int:
        """Lower the slack of the columns out of reach by what the row of `column` offers; the column of the least."""
        row, nearest, least = self.owner[column], 0, inf
        for other in range(1, self.size + 1):
            if reached[other]:
                continue
            reduced = self.cost[row][other] - self.row_price[row] - self.column_price[other]
            if reduced < slack[other]:
                slack[other], came_from[other] = reduced, column
            if slack[other] < least:
                nearest, least = other, slack[other]
        return nearest

    def _reprice(self, step: float, slack: list[float], reached: list[bool]) -> None:
        for column in range(self.size + 1):
            if reached[column]:
                self.row_price[self.owner[column]] += step
                self.column_price[column] -= step
            else:
                slack[column] -= step


def most_pairs(order: Sequence[int], choices: Mapping[int, Sequence[int]], pairs: Mapping[int, int]) -> dict[int, int]:
    """The matching of most pairs that keeps everyone placed in `pairs` (left to right) placed.

    Those of `order` are placed in turn, each on the first of its `choices` that can be made free (augmenting paths).
    """
    holder = {right: left for left, right in pairs.items()}

    def place(left: int, tried: set[int]) -> bool:
        for right in choices[left]:
            if right in tried:
                continue
            tried.add(right)
            if right not in holder or place(holder[right], tried):
                holder[right] = left
                return True
        return False

    placed = set(pairs)
    for left in order:
        if left not in placed and place(left, set()):
            placed.add(left)
    return {left: right for right, left in holder.items()}
