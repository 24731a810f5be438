from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import PREFIX_OF_TYPE, Document, Entity, EntityType, Extraction, Fact, Literal, Section, Span, Term
from kg.rdf import FactRow, document_quads, facts_from_store, graph_iri, iri, ontology, predicate_labels
from kg.store import OxigraphStore, open_store

TEXT = "甲 乙\n丙“丁”\\u0041<b>&𠀀😀\t戊\r\n己" * 3

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
relations = st.sampled_from([term.curie for term in ontology().of_kind("relation")])
qualifiers = st.sampled_from([term.curie for term in ontology().of_kind("qualifier")])
literals = st.one_of(
    texts.map(Literal),
    texts.map(lambda text: Literal(text, "rdf:langString", "zh")),
    st.dates().map(lambda day: Literal(day.isoformat(), "xsd:date")),
    st.integers(-(10**9), 10**9).map(lambda number: Literal(str(number), "xsd:integer")),
)


@st.composite
def entity(draw: st.DrawFn) -> Entity:
    """An entity of any type under any name."""
    kind, name = draw(st.sampled_from(list(EntityType))), draw(texts)
    return Entity(f"{PREFIX_OF_TYPE[kind]}:{name}", kind, name, aliases=tuple(draw(st.lists(texts, max_size=2))))


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    """An extraction over `TEXT` with facts of every form."""
    things = draw(st.lists(entity(), min_size=1, max_size=5, unique_by=lambda thing: thing.id))
    document = Document(draw(texts), "题", TEXT, TEXT, tuple(range(len(TEXT))), (Section(0, "", Span(0, len(TEXT))),))
    spans = st.integers(0, len(TEXT) - 1).flatmap(
        lambda start: st.integers(start + 1, len(TEXT)).map(lambda end: Span(start, end))
    )
    objects: st.SearchStrategy[Term] = st.one_of(st.sampled_from(things).map(lambda thing: thing.id), literals)
    facts = st.builds(
        Fact,
        subject=st.sampled_from(things).map(lambda thing: thing.id),
        predicate=relations,
        object=objects,
        section=st.integers(0, 40),
        evidence=st.lists(spans, min_size=1, max_size=3, unique=True).map(
            lambda found: tuple(document.evidence(span) for span in found)
        ),
        rule=texts,
        qualifiers=st.lists(st.tuples(qualifiers, literals), max_size=2, unique_by=lambda q: q[0]).map(tuple),
        confidence=st.none() | st.floats(0.0001, 1).map(lambda value: round(value, 4)),
    )
    return Extraction(document, tuple(things), tuple(draw(st.lists(facts, max_size=6, unique_by=lambda f: f.id))))


def _expected(fact: Fact) -> tuple[object, ...]:
    value = fact.object
    text = value.value if isinstance(value, Literal) else iri(value)
    evidence = sorted((e.span.start, e.span.end, e.quote, e.prefix, e.suffix) for e in fact.evidence)
    qualifiers = sorted((p, q.value) for p, q in fact.qualifiers if isinstance(q, Literal))
    return (
        *(iri(fact.id), iri(fact.subject), fact.predicate, text),
        *(fact.section, fact.rule, fact.confidence, tuple(qualifiers), tuple(evidence)),
    )


def _found(row: FactRow) -> tuple[object, ...]:
    return (
        *(row.id, row.subject, row.predicate, row.object),
        *(row.section, row.rule, row.confidence, row.qualifiers, row.evidence),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(extractions())
def test_facts_come_back_from_the_store_as_they_went_in(extraction: Extraction) -> None:
    """Facts to quads to facts loses nothing: whatever names, texts, dates, qualifiers and spans they have."""
    with open_store(":memory:") as store:
        store.replace_graph(graph_iri(extraction.document.name), document_quads(extraction))
        rows = list(facts_from_store(store))
        assert sorted(map(_found, rows), key=repr) == sorted(map(_expected, extraction.facts), key=repr)
        assert store.replace_graph(graph_iri(extraction.document.name), document_quads(extraction)) == 0


def test_rows_carry_labels_and_types(store: OxigraphStore) -> None:
    """A row names its ends, their classes and its predicate for people."""
    (row,) = facts_from_store(store, predicate="kg:attendedBy")
    assert (row.subject_label, row.subject_type) == ("2031年“匠心月”启动仪式", "Event")
    assert (row.predicate_label_zh, row.object_label, row.object_type) == ("出席者", "林知远", "Person")
    assert (row.document_title, row.confidence) == ("云麓区举行“匠心月”启动仪式", 0.9)
    assert not row.object_is_literal
    (start, end, quote, prefix, suffix), *_ = row.evidence
    assert (quote, prefix[-2:], suffix[:3], end - start) == ("林知远出席", "局长", "并致辞", 5)


def test_a_literal_and_a_concept_have_types_too(store: OxigraphStore) -> None:
    """The type of a literal is its datatype, of an event type `Concept`, which has its label in the store."""
    (date,) = facts_from_store(store, predicate="kg:heldOn")
    assert (date.object_label, date.object_type, date.object_is_literal) == ("2031-09-03", "xsd:date", True)
    (kind,) = facts_from_store(store, predicate="kg:eventType")
    assert (kind.object_label, kind.object_type) == ("启动仪式", "Concept")


def test_rows_come_by_position(store: OxigraphStore) -> None:
    """Within a section, facts come in the order of their words."""
    starts = [row.evidence[0][0] for row in facts_from_store(store)]
    assert starts == sorted(starts)
    assert len(starts) == 13


def test_facts_of_an_entity_are_those_about_it_and_those_that_name_it(store: OxigraphStore) -> None:
    """An entity is found as subject and as object, by CURIE or IRI."""
    rows = list(facts_from_store(store, entity="person:林知远_云麓区"))
    assert {row.predicate for row in rows} == {"kg:attendedBy", "kg:addressedBy", "kg:holdsPost"}
    assert list(facts_from_store(store, entity=iri("person:林知远_云麓区"))) == rows
    both = facts_from_store(store, entity="person:林知远_云麓区", predicate="kg:holdsPost")
    assert [row.predicate for row in both] == ["kg:holdsPost"]


@pytest.mark.parametrize("name", ["2031-yunlu", "document:2031-yunlu", iri("document:2031-yunlu")])
def test_facts_of_one_document(store: OxigraphStore, make_extraction: Callable[..., Extraction], name: str) -> None:
    """A document is asked for by name, CURIE or IRI; an entity in two documents has the facts of both."""
    store.replace_graph(graph_iri("second"), document_quads(make_extraction("second")))
    assert {row.document for row in facts_from_store(store, document=name)} == {iri("document:2031-yunlu")}
    documents = [row.document for row in facts_from_store(store, predicate="kg:attendedBy")]
    assert documents == [iri("document:2031-yunlu"), iri("document:second")]


def test_predicates_have_labels_in_both_languages() -> None:
    """The labels of all properties can be had by CURIE."""
    assert predicate_labels()["kg:undertakenBy"] == "承办"
    assert predicate_labels("en")["kg:undertakenBy"] == "undertaken by"
