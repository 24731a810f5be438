"""A part of a store as a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.errors import StoreError
from kg.rdf import graph_iri, ontology, text_of
from kg.rdf.terms import iri, namespaces

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.store.base import Store

#: Kinds of nodes and properties that say where facts come from, and not what is the case.
_BOOKKEEPING = ("fact", "evidence", "selector", "candidate", "graph", "activity", "identity", "decision", "agent")
_LONG = ("kg:text", "kg:gap", "kg:candidate")
_SCHEMES = ("kg:CandidateReasons", "kg:ReviewActions")
_NAMES = 12


def select(store: Store, *, graph: str | None = None, evidence: bool = True) -> Store:
    """The store itself, or a copy in memory of one graph, or of entities and direct triples without evidence.

    `graph` is the IRI or CURIE of a named graph, or the name or CURIE of its document; StoreError where there is none.

    >>> from kg.store import open_store
    >>> with open_store(":memory:") as store:
    ...     select(store) is store
    True
    """
    import pyoxigraph as ox

    from kg.store.oxigraph import OxigraphStore

    if graph is None and evidence:
        return store
    name = find_graph(store, graph) if graph else None
    copy = ox.Store()
    quads = store.match(graph=name)
    copy.extend(quads if evidence else _plain(quads, store.base))
    return OxigraphStore(copy, base=store.base)


def find_graph(store: Store, name: str) -> str:
    """The IRI of the named graph that a person means: by IRI, CURIE, or its document's name, CURIE or IRI."""
    known = store.graphs()
    spaces = namespaces(store.base)
    bare = name
    for prefix in (spaces["graph"], spaces["document"], "graph:", "document:"):
        bare = bare.removeprefix(prefix)
    for candidate in (name, graph_iri(bare, store.base), spaces["graph"] + bare):
        if candidate in known:
            return candidate
    names = ", ".join(iri.removeprefix(spaces["graph"]) for iri in known[:_NAMES])
    more = f" and {len(known) - _NAMES} more" if len(known) > _NAMES else ""
    hint = f"there are {names}{more}" if known else "the store is empty: run `kg build`"
    raise StoreError(f"the store has no graph of {name}", hint=hint)


def _plain(quads: Iterator[ox.Quad], base: str) -> Iterator[ox.Quad]:
    spaces = tuple(namespaces(base)[prefix] for prefix in _BOOKKEEPING)
    long = {iri(curie) for curie in _LONG}
    words = {iri(concept.curie) for concept in ontology().concepts.values() if concept.scheme in _SCHEMES}
    for quad in quads:
        subject = text_of(quad.subject)
        if not subject.startswith(spaces) and subject not in words and quad.predicate.value not in long:
            yield quad
