"""What a query answers: Solutions, a Boolean, or a Graph; each is read once, from the store, as it comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from kg.errors import QueryError
from kg.vocab import BASE

if TYPE_CHECKING:
    import pyoxigraph

    from kg.query.named import Column
    from kg.store.dataset import Dataset

    RdfTerm = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple


class Queryable(Protocol):
    """What querying needs of a store: a query over the union of its graphs, with our prefixes known."""

    @property
    def base(self) -> str:
        """The namespace of the store's own nodes."""

    def query(self, sparql: str, *, dataset: Dataset | None = None, base_iri: str | None = None) -> Any:
        """The answer as pyoxigraph gives it: QuerySolutions, QueryBoolean or QueryTriples; see `kg.store.Store`."""


@dataclass(frozen=True)
class Solutions:
    """The answer to a SELECT: variables in the order of the SELECT, and a tuple of terms for each solution.

    A variable without a value is None. `columns` holds the headings of a named query, `base` the namespace of the
    store's nodes. `raw` is the engine's own iterator, or any other over rows of terms in the order of `variables`. `notes` are sentences for the reader.
    Iterating reads from the store; it works once.
    """

    variables: tuple[str, ...]
    raw: pyoxigraph.QuerySolutions | Iterable[tuple[RdfTerm | None, ...]]
    columns: Mapping[str, Column] = field(default_factory=dict)
    base: str = BASE
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[tuple[RdfTerm | None, ...]]:
        with evaluating():
            for solution in self.raw:
                yield tuple(solution)

    def rows(self) -> Iterator[dict[str, str]]:
        """Each solution as texts by variable, without the variables that have no value."""
        for terms in self:
            pairs = zip(self.variables, terms, strict=True)
            yield {name: str(getattr(term, "value", term)) for name, term in pairs if term is not None}


@dataclass(frozen=True)
class Boolean:
    """The answer to an ASK."""

    raw: pyoxigraph.QueryBoolean

    def __bool__(self) -> bool:
        return bool(self.raw)


@dataclass(frozen=True)
class Graph:
    """The answer to a CONSTRUCT or DESCRIBE; iterating gives triples, once."""

    raw: pyoxigraph.QueryTriples
    base: str = BASE

    def __iter__(self) -> Iterator[pyoxigraph.Triple]:
        with evaluating():
            yield from self.raw


@contextmanager
def evaluating() -> Iterator[None]:
    """Turns what the engine reports in the midst of an answer (a SERVICE that fails) into a QueryError."""
    try:
        yield
    except RuntimeError as error:
        raise QueryError(f"the query cannot be answered: {error}") from error


Result = Solutions | Boolean | Graph
