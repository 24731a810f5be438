"""Identity statements to quads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg import vocab
from kg.model import Term, digest
from kg.rdf import terms

if TYPE_CHECKING:
    import pyoxigraph

    from kg.resolve.profile import Identity

_CLASSES = {"merge": "kg:Merge", "distinction": "kg:Distinction", "proposal": "kg:Proposal"}


def identity_graph(base: str = vocab.BASE) -> str:
    """The IRI of the named graph that holds the identity statements; no report's graph can have it."""
    return terms.iri("identity:graph", base)


def identity_quads(statement: Identity, base: str = vocab.BASE) -> Iterator[pyoxigraph.Quad]:
    """The quads of one statement, in the identity graph; no two statements share any."""
    import pyoxigraph as ox

    graph = ox.NamedNode(identity_graph(base))
    subject = terms.node(statement.id, base)
    for predicate, value in _properties(statement):
        yield ox.Quad(subject, terms.node(predicate, base), terms.term(value, base), graph)


def link_quads(id: str, iri: str, note: str, base: str = vocab.BASE) -> Iterator[pyoxigraph.Quad]:
    """The quads of a link from a thing to one elsewhere, in the identity graph."""
    import pyoxigraph as ox

    graph = ox.NamedNode(identity_graph(base))
    one, there = terms.node(id, base), ox.NamedNode(iri)
    subject = terms.node("identity:" + digest(repr((id, iri))), base)
    same = terms.node("schema:sameAs")
    yield ox.Quad(one, same, there, graph)
    yield ox.Quad(subject, terms.node("rdf:type"), terms.node("kg:Link"), graph)
    yield ox.Quad(subject, terms.node("kg:one"), one, graph)
    yield ox.Quad(subject, same, there, graph)
    if note:
        yield ox.Quad(subject, terms.node("rdfs:comment"), terms.literal(terms.zh(note)), graph)


def _properties(statement: Identity) -> Iterator[tuple[str, Term]]:
    yield ("rdf:type", _CLASSES[statement.kind])
    yield ("kg:one", statement.entities[0])
    for entity in statement.entities[1:]:
        yield ("kg:other", entity)
    if statement.kind == "merge":
        for curie in sorted({curie for curie, _ in statement.readings} - {statement.entities[0]}):
            yield ("kg:mergedFrom", curie)
    for name in sorted({name for _, name in statement.readings}):
        yield ("kg:readAs", terms.zh(name))
    for reason in statement.reasons_for:
        yield ("kg:reasonFor", terms.zh(reason))
    for reason in statement.reasons_against:
        yield ("kg:reasonAgainst", terms.zh(reason))
    for decision in statement.decisions:
        yield ("kg:reviewedIn", decision)
