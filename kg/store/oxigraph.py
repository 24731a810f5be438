"""A store on Oxigraph, on disk or in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from kg import vocab
from kg.errors import StoreError, StoreUnavailable
from kg.rdf import terms
from kg.store.base import NodeLike, Results, TermLike

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph as ox
    import rdflib


class OxigraphStore:
    """`kg.store.base.Store` over a `pyoxigraph.Store`; make one with `kg.store.open_store`.

    One process may write to a directory; any number may read snapshots of it.
    """

    def __init__(
        self, store: ox.Store, *, base: str = vocab.BASE, read_only: bool = False, path: Path | None = None
    ) -> None:
        self._store: ox.Store | None = store
        self._prefixes = vocab.prefixes(base)
        self.base = base
        self.read_only = read_only
        self.path = path

    @property
    def raw(self) -> ox.Store:
        """The pyoxigraph store; StoreError after `close`."""
        if self._store is None:
            raise StoreError("the store is closed", hint="open it again with kg.store.open_store")
        return self._store

    def replace_graph(self, name: str, quads: Iterable[ox.Quad]) -> int:
        """Make the graph hold exactly these triples; see `Store.replace_graph`.

        Only the difference is written, so building the same report again writes nothing.
        """
        import pyoxigraph as ox

        graph = self._term(name)
        # Oxigraph keeps values, not spellings ("2.50" is 2.5): only what went through it compares with what is there.
        passed = ox.Store()
        passed.extend(quads)
        new = {ox.Triple(quad.subject, quad.predicate, quad.object) for quad in passed}
        old = {ox.Triple(quad.subject, quad.predicate, quad.object) for quad in self.match(graph=graph)}
        added, removed = new - old, old - new
        operations = [_data("DELETE", graph, removed)] if removed else []
        operations += [_data("INSERT", graph, added)] if added else []
        if operations:
            self._write(" ;\n".join(operations))
        return len(added) + len(removed)

    def remove_graph(self, name: str) -> bool:
        """Remove a graph; False where there was none."""
        graph = self._term(name)
        if not self.raw.contains_named_graph(graph):
            return False
        self._write(f"DROP SILENT GRAPH {graph}")
        return True

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return sorted(terms.text_of(graph) for graph in self.raw.named_graphs())

    def match(
        self,
        subject: NodeLike | None = None,
        predicate: NodeLike | None = None,
        object: TermLike | None = None,
        graph: NodeLike | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads of a pattern; see `Store.match`."""
        s, p, o, g = (self._term(name) for name in (subject, predicate, object, graph))
        return iter(self.raw.quads_for_pattern(s, p, o, g))

    def query(self, sparql: str) -> Results:
        """The results of a query over the union of all graphs; SyntaxError where it is not SPARQL 1.1."""
        return self.raw.query(sparql, prefixes=self._prefixes, use_default_graph_as_union=True)

    def update(self, sparql: str) -> None:
        """Apply an update in one transaction; SyntaxError where it is not SPARQL 1.1."""
        self._write(sparql)

    def to_rdflib(self) -> rdflib.Graph:
        """A copy of the union of all graphs; changes to it do not reach the store."""
        from kg.store.projection import to_rdflib

        return to_rdflib(self)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The entities as a property graph; see `kg.store.projection.to_networkx`."""
        from kg.store.projection import to_networkx

        return to_networkx(self)

    def close(self) -> None:
        """Write what is pending and let go of the directory."""
        if self._store is not None and not self.read_only and self.path:
            with _storage_errors():
                self._store.flush()
        self._store = None

    def __len__(self) -> int:
        return len(self.raw)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, sparql: str) -> None:
        if self.read_only:
            raise StoreError("the store was opened for reading only", hint="open it with read_only=False")
        with _storage_errors():
            self.raw.update(sparql, prefixes=self._prefixes)

    def _term(self, name: TermLike | NodeLike | None) -> Any:
        """The term of a name: a term itself, an IRI, or a CURIE of a known prefix."""
        import pyoxigraph as ox

        if not isinstance(name, str):
            return name
        if name.partition(":")[0] in self._prefixes:
            return terms.node(name, self.base)
        return ox.NamedNode(name)


def _data(verb: str, graph: object, triples: Iterable[ox.Triple]) -> str:
    """`INSERT DATA` or `DELETE DATA`: N-Triples are valid there, and Oxigraph takes their escapes as they are."""
    import pyoxigraph as ox

    lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    return f"{verb} DATA {{ GRAPH {graph} {{\n{lines.decode('utf-8')}}} }}"


@contextmanager
def _storage_errors() -> Iterator[None]:
    """Turns what RocksDB reports while writing into a StoreUnavailable."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise translate(error) from error


def translate(error: OSError | RuntimeError) -> StoreUnavailable:
    """The error of the storage in our words."""
    if "No space left" in str(error) or getattr(error, "errno", None) == 28:
        return StoreUnavailable(
            "the store cannot be written: the disk is full", hint="free some space and run the command again"
        )
    return StoreUnavailable(
        f"the store cannot be written: {error}", hint="check the disk; the graph is as it was before this report"
    )
