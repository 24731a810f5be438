"""The quotes behind the rows of an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.query import Boolean, Graph, Solutions, named_queries, run, run_named
from kg.store import OxigraphStore, open_store

ATTENDED = "SELECT ?event ?person { ?event kg:attendedBy ?person }"


def asked(store: OxigraphStore, sparql: str) -> Solutions:
    result = run(store, sparql, evidence=True)
    assert isinstance(result, Solutions)
    return result


def quotes(store: OxigraphStore, sparql: str) -> set[str]:
    return {row["quote"] for row in asked(store, sparql).rows() if "quote" in row}


def test_a_relation_with_both_ends_in_the_row(mini_store: OxigraphStore) -> None:
    """Its quotes and reports, a row for each quote; two reports say the same, so the row comes twice."""
    result = asked(mini_store, "SELECT DISTINCT ?event ?person { ?event kg:attendedBy ?person }")
    assert result.variables == ("event", "person", "quote", "report", "reportLabel")
    rows = list(result.rows())
    lin = [row for row in rows if row["person"].endswith("林一舟") and "启动" in row["event"]]
    assert {(row["quote"], row["reportLabel"]) for row in lin} == {
        ("副局长林一舟出席", "2021年东川市质量月活动"),
        ("林一舟出席", "云山区启动质量月"),
    }
    assert all(row["report"].startswith("https://w3id.org/report-kg/document/") for row in rows)


@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("SELECT ?e { ?e kg:attendedBy person:许宁 }", {"林一舟、高远、许宁参加"}),
        ("SELECT ?e ?p { ?e kg:addressedBy|kg:undertakenBy ?p }", {"出席并讲话", "林一舟致辞", "恒木家具有限公司承办"}),
        ("SELECT ?e ?p { ?p ^kg:undertakenBy ?e }", {"恒木家具有限公司承办"}),
        ("SELECT ?e ?how ?p { ?e ?how ?p . FILTER(?how = kg:undertakenBy) }", {"恒木家具有限公司承办"}),
        ("SELECT (?e AS ?event) (?p AS ?who) { ?e kg:undertakenBy ?p }", {"恒木家具有限公司承办"}),
        ("SELECT ?fact { ?fact a kg:Fact ; rdf:predicate kg:undertakenBy }", {"恒木家具有限公司承办"}),
        (
            "SELECT ?s ?o { ?f rdf:subject ?s ; rdf:predicate kg:undertakenBy ; rdf:object ?o }",
            {"恒木家具有限公司承办"},
        ),
        ("SELECT ?e ?p (COUNT(*) AS ?n) { ?e kg:undertakenBy ?p } GROUP BY ?e ?p", {"恒木家具有限公司承办"}),
        ("SELECT ?e ?p { { ?e a kg:Event } UNION { ?e kg:undertakenBy ?p } }", {"恒木家具有限公司承办"}),
    ],
)
def test_however_the_relation_is_asked_for(mini_store: OxigraphStore, sparql: str, expected: set[str]) -> None:
    """Constants, alternatives, inverse paths, variables for the predicate, other names, fact nodes, groups."""
    assert quotes(mini_store, sparql) == expected


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?p { ?e kg:attendedBy ?p }",
        "SELECT ?e ?p { ?e a kg:Event . ?p a kg:Person MINUS { ?e kg:attendedBy ?p } FILTER(?e != ?p) }",
        "SELECT ?e ?p { ?e kg:partOf/kg:attendedBy ?p }",
        "SELECT ?p ?l { ?p rdfs:label ?l }",
    ],
)
def test_what_cannot_be_shown_is_said(mini_store: OxigraphStore, sparql: str) -> None:
    """The rows stay as they are, and a note tells what to select."""
    result = asked(mini_store, sparql)
    assert "no fact stands in these rows" in result.notes[0]
    assert len(list(result)) == len(list(run(mini_store, sparql)))  # type: ignore[arg-type]


def test_a_column_report_is_obeyed(mini_store: OxigraphStore) -> None:
    """A row that speaks of a report gets the quote of that report only."""
    sparql = """SELECT ?event ?person ?report { ?event kg:attendedBy ?person .
      ?f rdf:subject ?event ; rdf:object ?person ; kg:statedIn ?report FILTER(STRENDS(STR(?report), "news")) }"""
    result = asked(mini_store, sparql)
    assert result.variables == ("event", "person", "report", "quote")
    assert {row["quote"] for row in result.rows()} == {"林一舟出席"}


def test_what_is_no_table_stays(mini_store: OxigraphStore) -> None:
    """ASK and CONSTRUCT have no rows; a query with quotes of its own gets no second ones."""
    assert isinstance(run(mini_store, "ASK {}", evidence=True), Boolean)
    assert isinstance(run(mini_store, "CONSTRUCT WHERE { ?s ?p ?o }", evidence=True), Graph)
    own = asked(mini_store, "SELECT ?quote { ?s <http://www.w3.org/ns/oa#exact> ?quote }")
    assert own.variables == ("quote",)


def test_what_rdflib_cannot_parse_is_said(mini_store: OxigraphStore) -> None:
    """SPARQL 1.2, for one."""
    result = asked(mini_store, "SELECT ?e ?p { ?e kg:attendedBy ?p OPTIONAL { ?e ?q <<( ?a ?b ?c )>> } }")
    assert "rdflib" in result.notes[0]
    assert result.variables == ("e", "p")


def test_rows_are_read_as_they_are_needed(mini_store: OxigraphStore) -> None:
    """The first comes without the last."""
    everything = "SELECT * { ?event kg:attendedBy ?person . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    assert len(next(iter(asked(mini_store, everything)))) == 14


def test_named_queries_have_evidence(built_sample: Path) -> None:
    """Most of those about relations do; the rows without quotes are those of the query."""
    with open_store(built_sample) as store:
        quoted = 0
        for query in named_queries():
            values = {p.name: p.example for p in query.parameters if p.required}
            result = run_named(store, query.name, values, evidence=True)
            assert isinstance(result, Solutions)
            plain = set(run_named(store, query.name, values))  # type: ignore[arg-type]
            rows = list(result)
            assert {row[: len(next(iter(plain), ()))] for row in rows} == plain
            quoted += "quote" in result.variables and any(row[result.variables.index("quote")] for row in rows)
    assert quoted >= 25
