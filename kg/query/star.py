"""`SELECT *` in the order in which a reader meets the variables.

SPARQL leaves open in which order `SELECT *` lists its variables, and Oxigraph sorts them. Here they are put in the
order in which they come into scope (SPARQL 1.1, section 18.2.1) as one reads the query: a variable of a FILTER, of a
MINUS or of an EXISTS is not in scope there, of a sub-select only what it selects, of BIND what stands behind AS.
"""

from __future__ import annotations

from kg.query.tokens import Token, tokens

_DEEPEST = 100
_OPENING, _CLOSING = frozenset("({["), frozenset(")}]")


def star(sparql: str) -> Token | None:
    """The `*` of a query that selects everything; None for any other query."""
    found = [token for token in tokens(sparql) if token.depth == 0]
    for i, token in enumerate(found):
        if token.keyword == "SELECT":
            after = found[i + 1 : i + 3]
            if after and after[0].keyword in ("DISTINCT", "REDUCED"):
                after = after[1:]
            return after[0] if after and after[0].text == "*" else None
    return None


def visible(sparql: str) -> tuple[str, ...]:
    """The variables that `SELECT *` means, in the order in which they come into scope.

    () where it is another query, or one with more brackets within each other than people write: it keeps the engine's
    order, and this its stack.
    """
    if star(sparql) is None:
        return ()
    found = list(tokens(sparql))
    if max(token.depth for token in found) > _DEEPEST:
        return ()
    start = next(i for i, token in enumerate(found) if token.keyword == "SELECT")
    return tuple(dict.fromkeys(_Walk(found).select(start)))


class _Walk:
    """Reads tokens from a position on; a position behind the end stands for "no more"."""

    def __init__(self, found: list[Token]) -> None:
        self.found = found

    def text(self, i: int) -> str:
        return self.found[i].text if i < len(self.found) else ""

    def keyword(self, i: int) -> str:
        return self.found[i].keyword if i < len(self.found) else ""

    def closing(self, i: int) -> int:
        """Where the bracket that opens at i closes."""
        depth = 0
        while i < len(self.found):
            depth += (self.text(i) in _OPENING) - (self.text(i) in _CLOSING)
            if depth == 0:
                return i
            i += 1
        return i

    def select(self, i: int) -> list[str]:
        """What a SELECT at i makes visible."""
        i += 1
        if self.keyword(i) in ("DISTINCT", "REDUCED"):
            i += 1
        if self.text(i) != "*":
            return self.selected(i)
        while i < len(self.found) and self.text(i) != "{":
            i += 1
        end = self.closing(i)
        names = self.group(i + 1, end)
        while end < len(self.found) and self.text(end + 1) != "}":  # VALUES behind everything else
            end += 1
            if self.keyword(end) == "VALUES":
                return names + self.group(end, len(self.found))
        return names

    def selected(self, i: int) -> list[str]:
        """The variables of a SELECT clause: `?x` and `(… AS ?x)`."""
        names = []
        while i < len(self.found) and self.text(i) != "{" and self.keyword(i) not in ("WHERE", "FROM"):
            if self.text(i) == "(":
                i = self.closing(i)
                names.append(self.text(i - 1)[1:])
            elif self.found[i].kind == "variable":
                names.append(self.text(i)[1:])
            i += 1
        return names

    def group(self, i: int, end: int) -> list[str]:
        """What a group of patterns between two positions makes visible."""
        names: list[str] = []
        while i < end:
            word = self.keyword(i)
            if word == "SELECT":
                return names + self.select(i)
            if word == "FILTER":
                i = self.constraint(i + 1)
            elif word == "MINUS":
                i = self.closing(i + 1)
            elif word == "BIND":
                i = self.closing(i + 1)
                names.append(self.text(i - 1)[1:])
            elif self.text(i) == "{":
                close = self.closing(i)
                names += self.group(i + 1, close)
                i = close
            elif self.found[i].kind == "variable":
                names.append(self.text(i)[1:])
            i += 1
        return names

    def constraint(self, i: int) -> int:
        """Where the constraint of a FILTER ends: brackets, a function with its brackets, or [NOT] EXISTS { … }."""
        while i < len(self.found) and self.text(i) not in _OPENING:
            i += 1
        return self.closing(i)
