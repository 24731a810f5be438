"""The facts of a reading that is in no store, as a store would show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model import Entity, Extraction, Fact, Literal, Term

if TYPE_CHECKING:
    from kg.rdf import FactRow


def extraction_rows(extraction: Extraction) -> list[FactRow]:
    """The facts of an extraction, by section and position, each once, equal to what `facts_from_store` reads of them."""
    entities = {entity.id: entity for entity in extraction.entities}
    rows = (_row(fact, entities, extraction) for fact in extraction.facts)
    found = {row.id: row for row in rows}
    return sorted(found.values(), key=lambda r: (r.section, r.evidence[:1], r.subject, r.predicate, r.object, r.id))


def _row(fact: Fact, entities: dict[str, Entity], extraction: Extraction) -> FactRow:
    from kg.rdf import FactRow, iri, ontology

    document = extraction.document
    title = document.title or document.name
    subject_label, subject_type = _name(fact.subject, entities, extraction)
    label, kind = _name(fact.object, entities, extraction)
    evidence = {(e.span.start, e.span.end, e.quote, e.prefix, e.suffix) for e in fact.evidence}
    return FactRow(
        id=iri(fact.id),
        subject=iri(fact.subject),
        subject_label=subject_label,
        subject_type=subject_type,
        predicate=fact.predicate,
        predicate_label_zh=ontology().label(fact.predicate),
        object=_text(fact.object),
        object_label=label,
        object_type=kind,
        qualifiers=tuple(sorted({(name, _text(value)) for name, value in fact.qualifiers})),
        document=iri(document.id),
        document_title=title,
        section=fact.section,
        rule=fact.rule,
        confidence=fact.confidence,
        evidence=tuple(sorted(evidence)),
    )


def _text(term: Term) -> str:
    from kg.rdf import iri

    return term.value if isinstance(term, Literal) else iri(term)


def _name(term: Term, entities: dict[str, Entity], extraction: Extraction) -> tuple[str, str]:
    """Label and type of a term, as `FactRow` has them."""
    from kg.rdf import ontology

    if isinstance(term, Literal):
        return term.value, "rdf:langString" if term.language else term.datatype
    if term == extraction.document.id:
        return extraction.document.title or extraction.document.name, "Document"
    if term in entities:
        return entities[term].name, entities[term].type.value
    return ontology().concepts[term].label_zh, "Concept"
