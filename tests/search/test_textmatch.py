"""kg:textMatch inside SPARQL."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import KgError, QueryError, QuerySyntaxError
from kg.query import run
from kg.query.results import Boolean, Solutions
from kg.query.textmatch import expand_search
from kg.store import OxigraphStore, open_store

Ask = Callable[[str], list[dict[str, str]]]
PERSON = "https://w3id.org/report-kg/person/林知远"
REPORT = "https://w3id.org/report-kg/document/yunlu"


@pytest.fixture
def ask(hall: OxigraphStore) -> Ask:
    def answer(sparql: str) -> list[dict[str, str]]:
        result = run(hall, sparql)
        assert isinstance(result, Solutions)
        return list(result.rows())

    return answer


@pytest.mark.parametrize(
    "pattern",
    [
        '?x kg:textMatch "林知远"',
        '?x kg:textMatch "林知远" .',
        "?x kg:textMatch '''林知远'''",
        '?x kg:textMatch "林知\\u8FDC"@zh',
        '$x <https://w3id.org/report-kg/ontology#textMatch> "林知远" # a comment\n',
        '(?x) kg:textMatch "林知远"',
        '(?x) kg:textMatch ("林知远" 10)',
        '?x kg:textMatch "林知远", "知远"',
        '?x kg:textMatch "林知远" ; kg:textMatch "知远"',
        '?x a ?t ; kg:textMatch "林知远" ; rdfs:label ?l',
        '?x kg:textMatch "林知远" ; a ?t ; .',
        '?x rdfs:label ?l . ?x kg:textMatch "林知远" FILTER(STRLEN(?l) > 0)',
        'FILTER(STRLEN(?l) > 0) ?x kg:textMatch "林知远" ; rdfs:label ?l',
        'BIND("a" AS ?b) ?x kg:textMatch "林知远"',
        'VALUES ?v { 1 } ?x kg:textMatch "林知远"',
        'VALUES (?v ?w) { (1 2) } ?x kg:textMatch "林知远"',
        '{ ?x kg:textMatch "林知远" } UNION { ?x kg:textMatch "没有的词" }',
        '{ SELECT ?x { ?x kg:textMatch "林知远" } ORDER BY ?x }',
        'GRAPH ?g { ?x kg:textMatch "林知远" }',
        'GRAPH graph:yunlu { ?x kg:textMatch "林知远" ; a ?t }',
        '?x a ?t FILTER EXISTS { ?x kg:textMatch "林知远" }',
        '?x a ?t FILTER(EXISTS { ?x kg:textMatch "林知远" } && true)',
        '?x a ?t MINUS { ?x a ?t FILTER NOT EXISTS { ?x kg:textMatch "林知远" } }',
        '?x kg:textMatch "林知远" OPTIONAL { ?x kg:textMatch "没有的词" }',
        '{ ?y kg:number 20.?z a ?w } UNION { ?x kg:textMatch "林知远" }',
    ],
)
def test_a_pattern_binds_things_and_reports(ask: Ask, pattern: str) -> None:
    """A thing by its name, a report by its text, wherever a triple may stand."""
    assert {row["x"] for row in ask(f"SELECT DISTINCT ?x {{ {pattern} }}")} == {PERSON, REPORT}


def test_where_and_how_well_it_fits(ask: Ask) -> None:
    """Three variables in brackets; the number is the most results."""
    rows = ask('SELECT * { (?x ?snippet ?score) kg:textMatch ("林知远" 20) } ORDER BY DESC(?score)')
    assert [row["snippet"] for row in rows] == ["【林知远】", "9月14日，云麓区质量促进局【林知远】到场。"]
    assert float(rows[0]["score"]) == 6
    assert len(ask('SELECT * { (?x ?s) kg:textMatch ("林知远" 1) }')) == 1


def test_a_known_thing_may_be_the_subject(hall: OxigraphStore) -> None:
    """Whether that very thing is found."""
    for name, expected in (("林知远", True), ("曾民", False)):
        result = run(hall, f'ASK {{ person:{name} kg:textMatch "知远" }}')
        assert isinstance(result, Boolean)
        assert bool(result) is expected


def test_a_graph_answers_for_itself(ask: Ask) -> None:
    """A graph that does not speak of a thing does not find it."""
    assert ask('SELECT ?x { GRAPH graph:other { ?x kg:textMatch "林知远" } }') == []


def test_the_prefix_is_that_of_the_query(ask: Ask) -> None:
    """Another prefix for our namespace works; kg: for another namespace is not ours."""
    ours = "PREFIX r: <https://w3id.org/report-kg/ontology#>"
    assert ask(f'{ours} SELECT ?x {{ ?x r:textMatch "林知远" ; a r:Person }}') == [{"x": PERSON}]
    assert ask('PREFIX kg: <http://example.org/> SELECT ?x { ?x kg:textMatch "林知远" }') == []


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ("?x kg:textMatch \\"a\\"" AS ?y) {}',
        "SELECT ?l { kg:textMatch rdfs:label ?l }",
        "SELECT ?p { ?p rdfs:subPropertyOf kg:textMatch }",
        'CONSTRUCT { ?x kg:textMatch "x" } WHERE { ?x a kg:Person }',
        "# kg:textMatch\nASK {}",
    ],
)
def test_what_only_mentions_the_term_stays(hall: OxigraphStore, text: str) -> None:
    """In a string, a comment, a template, or as what a triple is about."""
    assert expand_search(text, hall) == text


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("?x kg:textMatch ?w", "not the variable ?w"),
        ("?x kg:textMatch", "needs the words"),
        ("?x kg:textMatch 5", "needs words in quotes"),
        ('?x kg:textMatch ("a" "b")', "whole number"),
        ('?x kg:textMatch ("a" 2.5)', "whole number"),
        ('?x kg:textMatch/rdfs:label "a"', "part of a path"),
        ('?x ^kg:textMatch "a"', "part of a path"),
        ('?x rdfs:label [ kg:textMatch "a" ]', "part of a path"),
        ('[] kg:textMatch "a"', "must be a variable"),
        ('_:b kg:textMatch "a"', "must be a variable"),
        ('(?a ?b ?c ?d) kg:textMatch "a"', "up to three"),
    ],
)
def test_what_it_cannot_mean_is_told_in_words(hall: OxigraphStore, pattern: str, words: str) -> None:
    """Each mistake with the form that works."""
    with pytest.raises(QueryError, match=re.escape(words)) as caught:
        run(hall, f"SELECT * {{ {pattern} }}")
    assert "kg:textMatch" in caught.value.hint


def test_construct_where_is_told_apart(hall: OxigraphStore) -> None:
    """Its pattern is its template, so nothing can stand in place of it."""
    with pytest.raises(QueryError, match="CONSTRUCT WHERE"):
        run(hall, 'CONSTRUCT WHERE { ?x kg:textMatch "a" }')


def test_an_error_of_syntax_shows_the_query_as_it_was_written(hall: OxigraphStore) -> None:
    """The caret stands in the author's text, not in the one with the results in it."""
    with pytest.raises(QuerySyntaxError) as caught:
        run(hall, 'SELECT ?x {\n  ?x kg:textMatch "林知远" .\n  ?y }')
    assert caught.value.line == 3
    assert "VALUES" not in str(caught.value)


def test_a_remote_store_says_that_it_cannot() -> None:
    """Without an index there is a hint what to write instead."""

    class Remote:
        base = "https://w3id.org/report-kg/"

        def query(self, sparql: str) -> Any:
            raise AssertionError(sparql)

    with pytest.raises(QueryError, match="local store"):
        run(Remote(), 'SELECT ?x { ?x kg:textMatch "a" }')


def test_the_sample_on_disk_answers_too(built_sample: Any) -> None:
    """By the index that the build left."""
    with open_store(built_sample) as store:
        result = run(store, 'SELECT ?x { ?x kg:textMatch "沈伟民" ; a kg:Person }')
        assert isinstance(result, Solutions)
        assert len(list(result)) == 1


_PIECES = [
    "?x",
    "kg:textMatch",
    '"质"',
    "(",
    ")",
    "{",
    "}",
    ";",
    ",",
    ".",
    "[",
    "]",
    "FILTER",
    "a",
    "GRAPH",
    "VALUES",
    "1.",
    "SELECT",
    "",
]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join))
def test_no_text_breaks_it(hall: OxigraphStore, body: str) -> None:
    """Whatever stands in the braces, the outcome is an answer or an error in words."""
    with contextlib.suppress(KgError):
        list(run(hall, f"SELECT * {{ {body} }}", limit=3))  # type: ignore[arg-type]
