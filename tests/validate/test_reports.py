"""Validation of some reports finds what validation of all finds about them."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import resources
from kg.model import Extraction
from kg.rdf import document_quads, graph_iri, iri
from kg.store import OxigraphStore, open_store
from kg.validate import ValidationResult, validate
from kg.validate.constraints import our_shapes

make = runpy.run_path(str(Path(__file__).parents[1] / "graphs.py"))["extraction"]
NAMES = ("first", "second", "third")
THINGS = {"PERSON": "person:林知远_云麓区", "POST": "post:云麓区质量促进局_局长", "DISTRICT": "place:云麓区"}


def filled() -> OxigraphStore:
    """A store of three reports that tell of the same things."""
    store = open_store(":memory:")
    for name in NAMES:
        store.replace_graph(graph_iri(name), document_quads(make(name)))
    return store


@pytest.fixture
def three() -> Iterator[OxigraphStore]:
    """The store of three reports."""
    with filled() as store:
        yield store


def broken(store: OxigraphStore, name: str) -> None:
    """Break a rule in a store."""
    update = BREAKS[name]
    for word, curie in THINGS.items():
        update = update.replace(word, curie)
    store.update(update)


def by_report(store: OxigraphStore) -> set[ValidationResult]:
    """The results of all reports, each validated for itself."""
    return {result for graph in store.graphs() for result in validate(store, graphs=[graph]).results}


def test_every_constraint_of_our_shapes_is_known() -> None:
    """Nothing in our shapes goes past the screen unread; a new kind of constraint has to be added there."""
    tables = (our_shapes().of_class, our_shapes().of_subjects, our_shapes().of_objects)
    asked = [each for table in tables for properties in table.values() for each in properties]
    assert len(asked) > 75
    assert all(each.is_known for each in asked)


def test_good_reports_need_no_pyshacl(three: OxigraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is suspect pySHACL is not run."""
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    assert validate(three, graphs=three.graphs()).results == ()


#: Updates of which each breaks a rule, some of them only by what two reports say together.
BREAKS = {
    "no label in one, one in the others": "DELETE WHERE { GRAPH graph:first { PERSON rdfs:label ?l } }",
    "no label anywhere": "DELETE WHERE { GRAPH ?g { PERSON rdfs:label ?l } }",
    "no class in one": "DELETE WHERE { GRAPH graph:second { PERSON a ?c } }",
    "no class anywhere": "DELETE WHERE { GRAPH ?g { PERSON a ?c } }",
    "a post in two bodies by two reports": "INSERT DATA { GRAPH graph:second { POST kg:postIn DISTRICT } }",
    "two numbers by two reports": "INSERT DATA { GRAPH graph:third { quantity:12-家-exact kg:number 13 } }",
    "a value of a class by another report": "INSERT DATA { GRAPH graph:first { DISTRICT a kg:Event } GRAPH graph:second"
    " { DISTRICT kg:attendedBy PERSON . PERSON kg:attendedBy DISTRICT } }",
    "a report speaks of a fact of another": "DELETE { } INSERT { GRAPH graph:second { ?f kg:section 4 } }"
    " WHERE { GRAPH graph:first { ?f kg:section 0 } }",
    "no evidence": "DELETE WHERE { GRAPH graph:first { ?f kg:evidence ?e } }",
    "end before start": "DELETE { GRAPH graph:first { ?s oa:end ?e } } INSERT { GRAPH graph:first { ?s oa:end 0 } }"
    " WHERE { GRAPH graph:first { ?s oa:end ?e } }",
    "wrong quote": "DELETE { GRAPH graph:third { ?s oa:exact ?e } } INSERT { GRAPH graph:third { ?s oa:exact '别的' } }"
    " WHERE { GRAPH graph:third { ?s oa:exact ?e } }",
    "two texts": "INSERT DATA { GRAPH graph:second { document:first kg:text 'x' } }",
    "text of no document": "INSERT DATA { GRAPH graph:second { PERSON kg:text 'x' } }",
    "no direct triple": "DELETE WHERE { GRAPH graph:third { ?s kg:attendedBy ?p } }",
    "unknown words": "INSERT DATA { GRAPH graph:third { PERSON kg:mood 'x' ; a kg:Picnic } }",
    "no such day": "INSERT DATA { GRAPH graph:first { PERSON kg:heldOn '2031-02-30'^^xsd:date } }",
    "a subject that is a value": "INSERT DATA { GRAPH graph:first { fact:x rdf:subject 'somebody' } }",
    "english label": "INSERT DATA { GRAPH graph:first { PERSON rdfs:label 'Lin'@en } }",
    "confidence": "INSERT { GRAPH graph:first { ?f kg:confidence 1.5 } } WHERE { GRAPH graph:first { ?f a kg:Fact } }",
    "approximation": "INSERT DATA { GRAPH graph:first { quantity:12-家-exact kg:approximation 'some' } }",
}


@pytest.mark.parametrize("name", BREAKS)
def test_reports_one_by_one_give_the_results_of_the_whole(three: OxigraphStore, name: str) -> None:
    """Nothing is missed, nothing is added, and all reports at once are the same again."""
    broken(three, name)
    whole = validate(three).results
    assert by_report(three) == set(whole)
    assert validate(three, graphs=three.graphs()).results == whole
    assert bool(whole) == (" in one" not in name)


def test_only_what_the_report_has_a_part_in(three: OxigraphStore) -> None:
    """A fault that another report has made is not told; one that both have made is told for both."""
    three.update("DELETE WHERE { GRAPH graph:first { ?f kg:evidence ?e } }")
    assert validate(three, graphs=[graph_iri("second")]).conforms
    assert not validate(three, graphs=[graph_iri("first")]).conforms
    broken(three, "a post in two bodies by two reports")
    assert [r.path for r in validate(three, graphs=[graph_iri("third")]).results] == [iri("kg:postIn")]


def test_graphs_exclude_other_choices(three: OxigraphStore) -> None:
    """The shapes of others may ask what no single report can tell."""
    with pytest.raises(ValueError, match="our own shapes"):
        validate(three, resources.path("ontology", "shapes.ttl"), graphs=[])


QUADS = sorted((quad for name in NAMES[:2] for quad in document_quads(make(name))), key=str)
TERMS = [
    *dict.fromkeys([*(q.object for q in QUADS), *(q.subject for q in QUADS), ox.Literal("2031-02-30"), ox.Literal(5)])
]
GRAPHS = [ox.NamedNode(graph_iri(name)) for name in NAMES]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_is_damaged_is_found_report_by_report(data: st.DataObject) -> None:
    """Quads are taken out, moved to another report, and given other values: the results stay those of the whole."""
    pick = st.integers(0, len(QUADS) - 1)
    with filled() as store:
        for number in data.draw(st.lists(pick, max_size=6)):
            store.raw.remove(QUADS[number])
        for number in data.draw(st.lists(pick, max_size=6)):
            quad, graph = QUADS[number], GRAPHS[number % 3]
            term = TERMS[data.draw(st.integers(0, len(TERMS) - 1))]
            store.raw.add(ox.Quad(quad.subject, quad.predicate, term, graph))
        assert by_report(store) == set(validate(store).results)


def test_reading_of_the_extraction_is_whole(extraction: Extraction) -> None:
    """The invented report has every kind of node that shapes speak of, so that the tests above reach them."""
    kinds = set(our_shapes().of_class)
    with open_store(":memory:") as store:
        store.replace_graph(graph_iri("a"), document_quads(extraction))
        seen = {quad.object.value for quad in store.match(None, "rdf:type")}
    assert {iri(f"kg:{kind}") for kind in ("Fact", "Candidate", "Post", "Quantity", "Event")} <= kinds & seen
