"""The gold form and the completeness of what a store holds, by the same code as those of a fresh extraction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from kg.evaluate.completeness import Completeness, Silent, completeness, section_of
from kg.evaluate.gold import Row, gold_rows
from kg.model import Document, Entity, EntityType, Evidence, Extraction, Fact, Literal, Section, Span, Term
from kg.rdf import FactRow, facts_from_store, ontology, text_of
from kg.vocab import compact, expand

if TYPE_CHECKING:
    from kg.rdf.read import Matching

_TYPES = {kind.value: kind for kind in EntityType}
_PROPERTIES = ("kg:role", "kg:postIn", "kg:number", "kg:unit", "kg:approximation")


def stored_gold_rows(store: Matching, document: str | None = None) -> Iterator[Row]:
    """The facts of a store as objects of the gold form; `document` is a name, a CURIE or an IRI."""
    for iri, rows in groupby(facts_from_store(store, document=document), key=lambda row: row.document):
        facts = list(rows)
        name = compact(iri, store.base).partition(":")[2]
        nameplate = Document(name, facts[0].document_title, "", "", (), (Section(0, "", Span(0, 0)),))
        yield from gold_rows(_extraction(store, nameplate, facts))


def stored_texts(store: Matching) -> dict[str, str]:
    """The texts of the reports in a store, by the names of the reports."""
    texts = (
        (compact(text_of(quad.subject), store.base), text_of(quad.object)) for quad in store.match(None, "kg:text")
    )
    return {document.partition(":")[2]: text for document, text in texts}


def stored_completeness(store: Matching, document: str | None = None) -> Iterator[Completeness]:
    """The completeness of each report of a store, by name; `document` is a name, a CURIE or an IRI.

    Sections and sentences are cut from the stored text, by the rules of plain text whatever the source's format was.
    """
    from kg.readers import document_from_text

    wanted = document and document.removeprefix(expand("document:", store.base)).removeprefix("document:")
    for name, text in sorted(stored_texts(store).items()):
        if wanted not in (None, name):
            continue
        iri = expand(f"document:{name}", store.base)
        read = document_from_text(text, name)
        rows = list(facts_from_store(store, document=iri))
        found = completeness(_extraction(store, replace(read, title=_label(store, iri)), rows))
        yield replace(found, silent=tuple(_silent(store, iri, read)))


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A candidate of a store, with the sentence that it stands in; `kind` and `reason` are local names of the ontology."""

    document: str
    title: str
    section: int
    kind: str
    kind_label: str
    mention: str
    reason: str
    reason_label: str
    start: int
    end: int
    sentence: str


def stored_candidates(store: Matching, document: str | None = None) -> Iterator[CandidateRow]:
    """The candidates of a store, by report and in the order of its text; `document` is a name, a CURIE or an IRI."""
    wanted = document and document.removeprefix(expand("document:", store.base)).removeprefix("document:")
    for name, text in sorted(stored_texts(store).items()):
        if wanted not in (None, name):
            continue
        iri = expand(f"document:{name}", store.base)
        found = [text_of(quad.object) for quad in store.match(iri, "kg:candidate")]
        title = _label(store, iri)
        rows = (_candidate(store, candidate, name, title, text) for candidate in found)
        yield from sorted(rows, key=lambda row: (row.start, row.end, row.kind))


def _candidate(store: Matching, iri: str, name: str, title: str, text: str) -> CandidateRow:
    from kg.query.passages import passage

    def value(subject: str, predicate: str) -> str:
        return text_of(next(store.match(subject, predicate)).object)

    selector = value(iri, "oa:hasSelector")
    start, end = int(value(selector, "oa:start")), int(value(selector, "oa:end"))
    kind, reason = (compact(value(iri, predicate), store.base) for predicate in ("kg:seemsToBe", "kg:reason"))
    return CandidateRow(
        name,
        title,
        int(value(iri, "kg:section")),
        kind.removeprefix("kg:"),
        ontology().label(kind),
        value(selector, "oa:exact"),
        reason.removeprefix("kg:"),
        ontology().label(reason),
        start,
        end,
        passage(text, start, end).marked(),
    )


def _silent(store: Matching, iri: str, document: Document) -> Iterator[Silent]:
    """The stored gaps of a report, in the order of the text."""
    spans = []
    for quad in store.match(iri, "kg:gap"):
        selector = text_of(quad.object)
        ends = (next(store.match(selector, predicate)) for predicate in ("oa:start", "oa:end"))
        spans.append(Span(*(int(text_of(end.object)) for end in ends)))
    for span in sorted(spans):
        evidence = Evidence(document.id, span, document.quote(span))
        yield Silent(section_of(document, span.start), evidence)


def _extraction(store: Matching, document: Document, rows: list[FactRow]) -> Extraction:
    """As much of an extraction as the gold form and completeness show."""
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
