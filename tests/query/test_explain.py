"""What a query does, told without running it."""

from __future__ import annotations

import pytest

from kg.query import named_queries, named_query
from kg.query.explain import explain
from kg.query.unknown import notes, unknown_terms
from kg.store import OxigraphStore
from kg.vocab import BASE


def text(store: OxigraphStore, sparql: str) -> str:
    return "\n".join(explain(store, sparql))


def test_text_algebra_and_matches(mini_store: OxigraphStore) -> None:
    """Prefixes are put in, the tree is that of the standard, each pattern has its number, the largest is marked."""
    shown = text(mini_store, "SELECT ?n { ?p a kg:Person ; rdfs:label ?n OPTIONAL { ?p kg:holdsPost ?post } }")
    lines = shown.splitlines()
    assert "PREFIX kg: <https://w3id.org/report-kg/ontology#>" in lines
    assert [line.strip() for line in lines if line.strip() in ("Project PV=[?n]", "LeftJoin", "BGP")] == [
        "Project PV=[?n]",
        "LeftJoin",
        "BGP",
        "BGP",
    ]
    (person,) = (line for line in lines if line.startswith("?p rdf:type kg:Person"))
    assert person.split()[-1] == "4"
    (label,) = (line for line in lines if line.startswith("?p rdfs:label ?n"))
    assert "← the most" in label


def test_nothing_is_run(mini_store: OxigraphStore) -> None:
    """A query that would never end is explained at once; a SERVICE is not asked."""
    everything = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a"
    assert "OrderBy" in text(mini_store, everything)
    assert "Service" in text(mini_store, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_what_rdflib_does_not_know_is_said_in_a_sentence(mini_store: OxigraphStore) -> None:
    """The query stands there all the same."""
    shown = text(mini_store, "SELECT * { ?s ?p <<( ?a ?b ?c )>> }")
    assert "# No algebra: rdflib does not understand" in shown
    assert shown.startswith("# Query\n")


@pytest.mark.parametrize("name", [query.name for query in named_queries()])
def test_every_named_query_is_explained(mini_store: OxigraphStore, name: str) -> None:
    """With a tree."""
    assert "# Algebra" in text(mini_store, named_query(name).bind(mini_store, {}) if _free(name) else _raw(name))


def _free(name: str) -> bool:
    return not any(p.required for p in named_query(name).parameters)


def _raw(name: str) -> str:
    return named_query(name).sparql


@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("SELECT * { ?e kg:attendedBye ?p }", [("kg:attendedBye", "kg:attendedBy")]),
        ("SELECT * { ?e a kg:person }", [("kg:person", "kg:Person")]),
        (
            "PREFIX k: <https://w3id.org/report-kg/ontology#> SELECT * { ?e k:heldOnn ?p }",
            [("k:heldOnn", "kg:heldOn")],
        ),
        (
            "SELECT * { ?e <https://w3id.org/report-kg/ontology#heldOnn> ?p }",
            [("<https://w3id.org/report-kg/ontology#heldOnn>", "kg:heldOn")],
        ),
        ("SELECT * { ?e kg:xyzzy ?p }", [("kg:xyzzy", "")]),
        (
            "SELECT * { ?e rdfs:lable ?p ; skos:altLable ?q }",
            [("rdfs:lable", "rdfs:label"), ("skos:altLable", "skos:altLabel")],
        ),
        ("SELECT * { ?e schema:name ?p ; foaf:knows ?q ; a kg:Event ; kg:eventType kg:launch_ceremony }", []),
        ("SELECT * { ?e rdfs:label 'kg:attendedBye' } # kg:attendedBye", []),
        ("PREFIX kg: <https://example.org/> SELECT * { ?e kg:attendedBye ?p }", []),
    ],
)
def test_unknown_terms(sparql: str, expected: list[tuple[str, str]]) -> None:
    """Terms that the ontology does not have, with the nearest; those of others only where they look like one in use."""
    assert unknown_terms(sparql, BASE) == expected


@pytest.mark.parametrize("query", named_queries(), ids=lambda query: query.name)
def test_named_queries_use_terms_that_are_there(query) -> None:  # type: ignore[no-untyped-def]
    """None of ours asks for what cannot be."""
    assert notes(query.sparql, BASE) == []
