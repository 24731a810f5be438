"""The gold form of what a store holds, through the same writer as that of a fresh extraction."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from kg.evaluate.gold import Row, gold_rows
from kg.model import Document, Entity, EntityType, Evidence, Extraction, Fact, Literal, Section, Span, Term
from kg.rdf import FactRow, facts_from_store, text_of
from kg.vocab import compact

if TYPE_CHECKING:
    from kg.rdf.read import Matching

_TYPES = {kind.value: kind for kind in EntityType}
_PROPERTIES = ("kg:role", "kg:postIn", "kg:number", "kg:unit", "kg:approximation")


def stored_gold_rows(store: Matching, document: str | None = None) -> Iterator[Row]:
    """The facts of a store as objects of the gold form; `document` is a name, a CURIE or an IRI."""
    for iri, rows in groupby(facts_from_store(store, document=document), key=lambda row: row.document):
        yield from gold_rows(_extraction(store, iri, list(rows)))


def stored_texts(store: Matching) -> dict[str, str]:
    """The texts of the reports in a store, by the names of the reports."""
    texts = (
        (compact(text_of(quad.subject), store.base), text_of(quad.object)) for quad in store.match(None, "kg:text")
    )
    return {document.partition(":")[2]: text for document, text in texts}


def _extraction(store: Matching, iri: str, rows: list[FactRow]) -> Extraction:
    """As much of an extraction as the gold form shows."""
    name = compact(iri, store.base).partition(":")[2]
    document = Document(name, rows[0].document_title, "", "", (), (Section(0, "", Span(0, 0)),))
    things: dict[str, tuple[str, str]] = {}
    for row in rows:
        things[row.subject] = (row.subject_label, row.subject_type)
        if not row.object_is_literal:
            things[row.object] = (row.object_label, row.object_type)
    entities: dict[str, Entity] = {}
    for thing, (label, kind) in things.items():
        _add(store, entities, thing, label, kind)
    return Extraction(document, tuple(entities.values()), tuple(_fact(row, store.base) for row in rows))


def _add(store: Matching, entities: dict[str, Entity], iri: str, label: str, kind: str) -> None:
    """Add an entity, and the organization of a post, unless its class is none of ours, as that of a concept is."""
    curie = compact(iri, store.base)
    if curie in entities or kind not in _TYPES:
        return
    properties: list[tuple[str, Term]] = []
    for predicate in _PROPERTIES if kind in ("Post", "Quantity") else ():
        for quad in store.match(iri, predicate):
            value = text_of(quad.object)
            if predicate == "kg:postIn":
                _add(store, entities, value, _label(store, value), "Organization")
                properties.append((predicate, compact(value, store.base)))
            else:
                properties.append((predicate, Literal(value)))
    aliases = sorted({text_of(quad.object) for quad in store.match(iri, "skos:altLabel")})
    entities[curie] = Entity(curie, _TYPES[kind], label, tuple(aliases), tuple(properties))


def _label(store: Matching, iri: str) -> str:
    return min((text_of(quad.object) for quad in store.match(iri, "rdfs:label")), default="")


def _fact(row: FactRow, base: str) -> Fact:
    value: Term = Literal(row.object, row.object_type) if row.object_is_literal else compact(row.object, base)
    return Fact(
        compact(row.subject, base),
        row.predicate,
        value,
        row.section,
        tuple(Evidence(row.document, Span(start, end), quote) for start, end, quote, _, _ in row.evidence),
        row.rule,
        tuple((predicate, Literal(text)) for predicate, text in row.qualifiers),
    )
