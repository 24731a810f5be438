"""What a store must do. A remote SPARQL endpoint can do all of it, so that one may stand behind it later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TypeAlias

from kg.store.dataset import Dataset

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph as ox
    import rdflib

    from kg.store.ledger import Ledger

    Results: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
    # Triple, because pyoxigraph types the subject of a quad so; RDF 1.1 has none there.
    NodeLike: TypeAlias = str | ox.NamedNode | ox.BlankNode | ox.DefaultGraph | ox.Triple
    TermLike: TypeAlias = str | ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
else:
    Results = NodeLike = TermLike = object


@dataclass(frozen=True, slots=True)
class Change:
    """What has to change in a graph (its IRI): triples to add and to remove.

    `is_new` says that the graph holds nothing yet, `digest` is the hash of what it will hold (see
    `kg.store.oxigraph.digest`), "" where nobody asked.
    """

    graph: str
    added: frozenset[ox.Triple] = frozenset()
    removed: frozenset[ox.Triple] = frozenset()
    is_new: bool = False
    digest: str = ""


class Store(Protocol):
    """Named graphs of quads, queried as their union.

    Every name may be given as a pyoxigraph term, an IRI or a CURIE. Graph names are IRIs. The default graph is empty;
    queries see the union of all named graphs as their default graph, and know our prefixes.
    """

    @property
    def base(self) -> str:
        """The namespace of the store's own nodes, ending in a slash."""

    @property
    def read_only(self) -> bool:
        """Whether writing raises StoreError."""

    def replace_graph(self, name: str, quads: Iterable[ox.Quad]) -> int:
        """Make the graph hold exactly these triples, in one transaction; returns how many triples changed.

        The graph names of the quads are ignored. A process killed at any moment leaves the old graph or the new one.
        """

    def difference(self, name: str, quads: Iterable[ox.Quad]) -> Change:
        """What has to change for the graph to hold exactly these triples; the graph names of the quads are ignored."""

    def change(self, changes: Iterable[Change]) -> None:
        """Apply changes of several graphs: all or, when the process is killed at any moment, none of them."""

    @property
    def ledger(self) -> Ledger:
        """What was read of each report; see `kg.store.ledger`."""

    def flush(self) -> None:
        """Have all that was written on the disk; returns when it is there."""

    def remove_graph(self, name: str) -> bool:
        """Remove a graph; False where there was none."""

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""

    def match(
        self,
        subject: NodeLike | None = None,
        predicate: NodeLike | None = None,
        object: TermLike | None = None,
        graph: NodeLike | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads of a pattern; `None` matches anything. A string is a name, never a literal."""

    def query(self, sparql: str, *, dataset: Dataset | None = None, base_iri: str | None = None) -> Results:
        """The results of a SPARQL 1.1 query; SyntaxError where it is none.

        `dataset` says which graphs are asked, all of them as one where it is None; the union takes the place of FROM
        clauses in the query, so that `kg.query.run` asks without it where there are such. Relative IRIs are resolved
        against `base_iri`.

        A triple that stands in several graphs is seen once for each (Oxigraph 0.5, oxigraph#1919), so ask with
        DISTINCT and COUNT(DISTINCT …).
        """

    def update(self, sparql: str, *, base_iri: str | None = None) -> None:
        """Apply a SPARQL 1.1 update in one transaction; SyntaxError where it is none.

        It is not guarded: see `kg.query.run_update`.
        """

    def to_rdflib(self) -> rdflib.Graph:
        """A copy of the union of all graphs, for programs that speak rdflib."""

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The entities as a property graph: see `kg.store.projection`."""

    def close(self) -> None:
        """Let go of the store; a second call does nothing."""

    def __len__(self) -> int:
        """How many quads there are."""

    def __enter__(self) -> Self:
        """The store itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
