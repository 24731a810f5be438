"""What is told of a SPARQL text without parsing it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.query.tokens import calls_out, form, limited, with_values

KNOWN = ("kg", "x")
CALLS = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://127.0.0.1:9/> {} }",
    "SELECT * { ?s ?p 1SERVICE <http://127.0.0.1:9/> {} }",
    "SELECT * { ?s ?p 1.5e3SERVICE <http://127.0.0.1:9/> {} }",
    "SELECT * { ?s ?p trueSERVICE <http://127.0.0.1:9/> {} }",
    "SELECT * { ?s ?p 1 SERVICEkg:x {} }",
    "SELECT * { ?s ?p kg:.SERVICE <http://127.0.0.1:9/> {} }",
    "PREFIX SERVICEx: <http://x/> SELECT * { SERVICEx:y {} }",
    "SELECT * { ?s ?p ?a SERVICE#\n<http://127.0.0.1:9/> {} }",
    "SELECT * { ?s kg:p ?o FILTER(?o<#>'''\n1) SERVICE <http://127.0.0.1:9/> {} #'''\n }",
    "SELECT * { ?s kg:p ?o FILTER(?o<x:#>'''\n) SERVICE <http://127.0.0.1:9/> {} #'''\n }",
    "SELECT * { ?s ?p ?a FILTER(?a<'>') SERVICE <http://127.0.0.1:9/> {} FILTER('a'='a') }",
]
STAYS = [
    "SELECT * { ?s ?p ?o }",
    "SELECT ?service { ?service kg:service 'Service' # SERVICE <x> {}\n; <http://a.example/x#service> 1 }",
    'SELECT * { ?s ?p """one "service" here""" FILTER(?a < 1 && ?b > 2) }',
    "SELECT * { ?s kg:customerService ?o }",
    "SELECT * { ?s ?p 'x'@service }",
]


@pytest.mark.parametrize("sparql", CALLS)
def test_service_is_seen_however_it_is_written(sparql: str) -> None:
    """Without spaces, after a number, behind what looks like an IRI or a string."""
    assert calls_out(sparql, KNOWN)


@pytest.mark.parametrize("sparql", CALLS)
def test_each_of_these_is_sparql(sparql: str) -> None:
    """The examples are real: the engine would run each of them."""
    sparql = sparql.replace("SERVICE ", "SERVICE SILENT ", 1)
    assert ox.Store().query(sparql, prefixes={"kg": "http://k/", "x": "http://x/"})


@pytest.mark.parametrize("sparql", STAYS)
def test_the_word_alone_is_no_service(sparql: str) -> None:
    """In a variable, a name, a string, an IRI, a comment or a language tag it is only a word."""
    assert not calls_out(sparql, KNOWN)


def test_form_skips_prologue_and_comments() -> None:
    """The first keyword of the query itself counts."""
    assert form("# SELECT\nPREFIX select: <http://x/#ask> BASE <http://y/> INSERT DATA {}") == "UPDATE"
    assert form("construct { } where { }") == "CONSTRUCT"
    assert form("hello") == form("") == ""


@pytest.mark.parametrize(
    ("sparql", "count"),
    [
        ("SELECT * { VALUES ?x { 1 2 3 4 } }", 3),
        ("SELECT * { VALUES ?x { 1 2 3 4 } } # none\n# here", 3),
        ("SELECT * { VALUES ?x { 1 2 3 4 } } LIMIT 10", 3),
        ("SELECT * { VALUES ?x { 1 2 3 4 } } LIMIT 2", 2),
        ("SELECT * { { SELECT * { VALUES ?x { 1 2 3 4 } } LIMIT 1 } }", 1),
        ("SELECT * { } VALUES ?x { 1 2 3 4 }", 3),
        ("SELECT * { VALUES ?x { 1 2 3 4 } } ORDER BY ?x OFFSET 2", 2),
    ],
)
def test_limit_is_put_where_it_belongs(sparql: str, count: int) -> None:
    """At the end, before VALUES; a smaller limit stays, one of a sub-query is left alone."""
    solutions = ox.Store().query(limited(sparql, 3))
    assert isinstance(solutions, ox.QuerySolutions)
    assert len(list(solutions)) == count


def test_limit_leaves_ask_alone() -> None:
    """ASK has no limit."""
    assert bool(ox.Store().query(limited("ASK { }", 0)))


def test_values_stand_in_every_place_of_their_parameter() -> None:
    """Also in sub-queries; strings with braces are one token; other BINDs stay; None takes the place away."""
    sparql = (
        'SELECT * { BIND(?_a_iri AS ?x) { SELECT * { BIND(?_a_iri AS ?y) } } BIND("?_a_iri AS ?q" AS ?b) '
        "BIND(?__c AS ?z) BIND(?__d AS ?d) FILTER(!BOUND(?d)) }"
    )
    assert with_values(sparql, {"a": ('"{"@zh', "<x:y>"), "c": None, "d": None}) == (
        'SELECT * { VALUES ?x { "{"@zh <x:y> } { SELECT * { VALUES ?y { "{"@zh <x:y> } } } BIND("?_a_iri AS ?q" AS ?b) '
        " VALUES ?d { UNDEF } FILTER(!BOUND(?d)) }"
    )
    with pytest.raises(QueryError, match=r"BIND\(\?_z"):
        with_values(sparql, {"z": None})


@pytest.mark.parametrize(
    "before",
    [
        "<urn:\\u0063'> <a:b> 1 . ",  # an escape in an IRI, with a quote behind it
        '?s ?p """a"\\n""" . ',  # a quote before an escape in a long string
        "?s ?p '''a'\\n''' . ",
    ],
)
def test_nothing_is_hidden_behind_an_escape(before: str) -> None:
    """Where an IRI or a string ends is told as Oxigraph tells it."""
    inner = f"{before} SERVICE <http://127.0.0.1:9/> {{ ?a ?b ?c }} {before}"
    assert calls_out(f"SELECT * {{ {inner} }}")
    assert not calls_out(f"SELECT * {{ {before} ?s ?p 'SERVICE' . {before} }}")
