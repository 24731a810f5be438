"""Which queries are told to stream."""

from __future__ import annotations

import pytest

from kg.query.simple import streams


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?p ?o WHERE { GRAPH ?g { <http://e/x> ?p ?o } }",
        "select * { ?s ?p ?o . } limit 10",
        "SELECT ?x {?x a kg:Person}",
        "SELECT ?x { ?x rdfs:label '' }".replace("''", '"沈伟民"@zh'),
        "SELECT ?s { GRAPH <http://e/g> { ?s kg:heldOn ?d } }",
        "  SELECT\n?s\nWHERE\n{\n?s ?p ?o\n}\n",
    ],
)
def test_one_pattern_streams(sparql: str) -> None:
    """Its matches are its solutions."""
    assert streams(sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT DISTINCT ?p { ?s ?p ?o }",
        "SELECT REDUCED ?p { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?s { ?s ?p ?s }",
        "SELECT ?s { ?s ?p $s }",
        "SELECT ?s { GRAPH ?s { ?s ?p ?o } }",
        "SELECT ?s { ?s ?p ?o } ORDER BY ?s",
        "SELECT ?s { ?s ?p ?o } OFFSET 100000000",
        "SELECT ?s { ?s ?p ?o } GROUP BY ?s",
        "SELECT ?s { ?s ?p ?o . ?s ?q ?r }",
        "SELECT ?s { ?s ?p ?o ; ?q ?r }",
        "SELECT ?s { ?s ?p ?o, ?r }",
        "SELECT ?s { ?s rdfs:label* ?o }",
        "SELECT ?s { ?s rdfs:label/rdfs:label ?o }",
        "SELECT ?s { ?s ^rdfs:label ?o }",
        "SELECT ?s { ?s ?p ?o FILTER(?o > 1) }",
        "SELECT ?s { ?s ?p ?o } VALUES ?s { <http://e/x> }",
        "SELECT ?s FROM <http://e/g> { ?s ?p ?o }",
        "SELECT ?s { SERVICE <http://e/g> { ?s ?p ?o } }",
        "SELECT ?s { ?s kg:textMatch ?o OPTIONAL { ?s ?p ?o } }",
        "SELECT ?s { { SELECT ?s { ?s ?p ?o } } }",
        "ASK { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
        "DESCRIBE <http://e/x>",
        "SELECT ?s { ?s ?p ?o } # }",
        "PREFIX e: <http://e/> SELECT ?s { ?s ?p e:x }",
        "CLEAR ALL",
        "",
    ],
)
def test_all_else_does_not(sparql: str) -> None:
    """Whatever may read much before it answers, and whatever is not understood."""
    assert not streams(sparql)


def test_full_text_is_left_to_workers() -> None:
    """A pattern that stands for a search is no pattern of the store."""
    assert not streams('SELECT ?s { ?s kg:textMatch "词" }')
