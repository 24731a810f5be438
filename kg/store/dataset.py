"""Which graphs a query is asked of (SPARQL 1.1 Query, section 13.2; Protocol, section 2.1.4)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query sees: IRIs of those that make up its default graph, and of its named graphs.

    Where neither is given, a query sees what its own FROM and FROM NAMED say, and without these everything: as
    default graph the union of all graphs, or with `union=False` the store's own default graph. Where one of the two
    is given, it takes the place of the query's FROM clauses, and what is not given is empty, as with FROM alone or
    FROM NAMED alone.

    >>> bool(Dataset()), bool(Dataset(default_graphs=("https://example.org/g",)))
    (False, True)
    """

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    union: bool = True

    def __bool__(self) -> bool:
        """Whether it names graphs."""
        return bool(self.default_graphs or self.named_graphs)
