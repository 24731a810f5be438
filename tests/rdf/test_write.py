from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg import vocab
from kg.errors import OntologyError
from kg.model import Entity, EntityType, Extraction, Literal
from kg.rdf import document_quads, graph_iri, iri


def _triples(extraction: Extraction) -> set[tuple[str, str, str]]:
    return {(q.subject.value, q.predicate.value, str(q.object)) for q in document_quads(extraction)}


def test_every_quad_stands_in_the_graph_of_its_document(extraction: Extraction) -> None:
    """All quads of a document lie in one named graph, and none in the default graph."""
    assert {q.graph_name.value for q in document_quads(extraction)} == {graph_iri("2031-yunlu")}


def test_no_blank_nodes_and_no_repeats(extraction: Extraction) -> None:
    """Every subject and object is named or literal, and no quad comes twice."""
    quads = list(document_quads(extraction))
    assert len(quads) == len(set(quads))
    assert not [q for q in quads if isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode)]


def test_same_extraction_same_quads_in_the_same_order(extraction: Extraction) -> None:
    """The order of quads depends on the extraction alone."""
    assert list(document_quads(extraction)) == list(document_quads(extraction))


def test_each_fact_has_its_direct_triple(extraction: Extraction) -> None:
    """Beside the node of a fact stands the triple that it claims."""
    found = _triples(extraction)
    for fact in extraction.facts:
        assert any(s == iri(fact.subject) and p == iri(fact.predicate) for s, p, _ in found)
        assert (iri(fact.id), iri("rdf:type"), f"<{iri('kg:Fact')}>") in found


def test_dates_numbers_and_texts_are_typed(extraction: Extraction) -> None:
    """A date is an xsd:date, a number an integer, a confidence a decimal, a label Chinese text."""
    objects = {str(q.object) for q in document_quads(extraction)}
    assert f'"2031-09-03"^^<{iri("xsd:date")}>' in objects
    assert f'"12"^^<{iri("xsd:integer")}>' in objects
    assert f'"0.9"^^<{iri("xsd:decimal")}>' in objects
    assert '"林知远"@zh' in objects


@pytest.mark.parametrize(
    ("value", "datatype"),
    [("2031", "gYear"), ("2031-09", "gYearMonth"), ("2031-09-04", "date"), ("早春", "string")],
)
def test_publication_has_the_precision_of_the_report(extraction: Extraction, value: str, datatype: str) -> None:
    """The date of publication is a year, a month or a day, as the report has it; a text stays text."""
    changed = replace(extraction, document=replace(extraction.document, published=value), facts=(), gaps=())
    published = [q.object for q in document_quads(changed) if q.predicate.value == iri("kg:publishedOn")]
    assert published == [ox.Literal(value, datatype=ox.NamedNode(iri(f"xsd:{datatype}")))]


def test_folders_of_the_building_machine_do_not_reach_the_graph(extraction: Extraction) -> None:
    """Of the source only the file's name is kept, whatever system wrote its path."""
    for source in ("/srv/reports/a.txt", r"C:\reports\a.txt", "a.txt"):
        changed = replace(extraction, document=replace(extraction.document, source=source))
        assert [str(q.object) for q in document_quads(changed) if q.predicate.value == iri("kg:sourceFile")] == [
            '"a.txt"'
        ]


@pytest.mark.parametrize("predicate", ["kg:invented", "kg:text", "kg:speechRole", "schema:attendee", "nonsense"])
def test_a_fact_with_an_unknown_predicate_is_refused(extraction: Extraction, predicate: str) -> None:
    """Only relations of the ontology can be claimed; the error names the fact, the document and the predicate."""
    fact = replace(extraction.facts[0], predicate=predicate)
    with pytest.raises(OntologyError, match=predicate) as caught:
        list(document_quads(replace(extraction, facts=(fact,))))
    assert "2031-yunlu" in str(caught.value)
    assert fact.id in str(caught.value)


def test_an_unknown_qualifier_property_or_concept_is_refused(extraction: Extraction) -> None:
    """Qualifiers, defining properties and event types must be of the ontology too."""
    fact = replace(extraction.facts[0], qualifiers=(("kg:mood", Literal("好")),))
    with pytest.raises(OntologyError, match="kg:mood"):
        list(document_quads(replace(extraction, facts=(fact,))))
    entity = Entity("person:某", EntityType.PERSON, "某", properties=(("kg:height", Literal("2")),))
    with pytest.raises(OntologyError, match="kg:height"):
        list(document_quads(replace(extraction, entities=(entity,), facts=())))
    typed = replace(extraction.facts[1], object="kg:picnic")
    with pytest.raises(OntologyError, match="kg:picnic"):
        list(document_quads(replace(extraction, facts=(typed,))))


def test_names_with_characters_that_no_iri_may_hold(extraction: Extraction) -> None:
    """Spaces, brackets, slashes and their like are percent-encoded; Chinese characters and quotation marks are not."""
    entity = Entity('organization:甲 乙<“丙”>/{丁}|\\^`"#?%[]\u3000\ue000', EntityType.ORGANIZATION, "甲")
    quads = list(document_quads(replace(extraction, entities=(entity,), facts=())))
    names = {q.subject.value for q in quads if "organization" in q.subject.value}
    assert names == {
        vocab.BASE + "organization/甲%20乙%3C“丙”%3E%2F%7B丁%7D%7C%5C%5E%60%22%23%3F%25%5B%5D%E3%80%80%EE%80%80"
    }
    written = ox.serialize(quads, format=ox.RdfFormat.TRIG)
    assert set(ox.parse(written, format=ox.RdfFormat.TRIG)) == set(quads)


def test_distinct_names_stay_distinct() -> None:
    """A name that looks encoded already is not taken for the encoded form of another."""
    assert iri("person:a b") != iri("person:a%20b")


def test_every_node_hangs_on_the_base_iri(extraction: Extraction) -> None:
    """Another base moves every node of ours and leaves the vocabulary where it is."""
    quads = list(document_quads(extraction, base="https://example.org/"))
    ours = [q.subject.value for q in quads if "ontology#" not in q.subject.value]
    assert all(name.startswith("https://example.org/") for name in ours)
    assert all(not q.predicate.value.startswith("https://example.org/") for q in quads)


def test_evidence_of_the_same_words_is_shared(extraction: Extraction) -> None:
    """Two facts with the same evidence point at one node."""
    first = extraction.facts[0]
    second = replace(extraction.facts[1], evidence=first.evidence)
    quads = list(document_quads(replace(extraction, facts=(first, second), gaps=())))
    resources = {q.subject.value for q in quads if q.object == ox.NamedNode(iri("oa:SpecificResource"))}
    assert len(resources) == 1


def test_gaps_point_at_their_sentence(extraction: Extraction) -> None:
    """A sentence that gave no fact is kept as a selector on the document."""
    quads = list(document_quads(extraction))
    selector = next(q.object for q in quads if q.predicate.value == iri("kg:gap"))
    exact = [q.object.value for q in quads if q.subject == selector and q.predicate.value == iri("oa:exact")]
    assert exact == ["当天天气晴好。"]


def test_a_candidate_has_its_place_and_reason_and_is_no_fact(extraction: Extraction) -> None:
    """It hangs on the document, quotes what was seen, and no fact or entity stands for it."""
    found = _triples(extraction)
    (candidate,) = [o.strip("<>") for _, p, o in found if p == iri("kg:candidate")]
    assert (candidate, iri("kg:seemsToBe"), f"<{iri('kg:Quantity')}>") in found
    assert (candidate, iri("kg:reason"), f"<{iri('kg:count_unknown')}>") in found
    (selector,) = [o.strip("<>") for s, p, o in found if (s, p) == (candidate, iri("oa:hasSelector"))]
    assert [o for s, p, o in found if (s, p) == (selector, iri("oa:exact"))] == ['"12家"']
    assert (candidate, iri("rdf:type"), f"<{iri('kg:Fact')}>") not in found


def test_provenance_says_that_the_graph_was_drawn_from_the_report(extraction: Extraction) -> None:
    """The graph was generated by an activity that used the report; version and resources are on record."""
    found = _triples(extraction)
    graph, activity, report = iri("graph:2031-yunlu"), iri("activity:2031-yunlu"), iri("document:2031-yunlu")
    assert (graph, iri("prov:wasGeneratedBy"), f"<{activity}>") in found
    assert (activity, iri("prov:used"), f"<{report}>") in found
    assert [o for s, p, o in found if s == activity and p == iri("kg:resourcesSha256")]


def test_the_building_machine_leaves_no_trace(extraction: Extraction, root: Path) -> None:
    """No path of this machine stands in any quad."""
    written: Any = ox.serialize(document_quads(extraction), format=ox.RdfFormat.N_QUADS)
    assert str(root.parent).encode() not in written
    assert b"somewhere" not in written
