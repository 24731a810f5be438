"""Rewriting what the engine gets wrong (`kg.query.mend`)."""

from __future__ import annotations

import pytest

from kg.errors import QuerySyntaxError
from kg.query import run
from kg.query.mend import hoisted, mended
from kg.query.update import run_update
from kg.store import open_store

SAME = (
    "SELECT ?x { ?x ?p true }",
    'SELECT ?x { ?x ?p "TRUE GROUP_CONCAT(?x)" . ?TRUE kg:FALSE <x:TRUE> } # TRUE',
    "SELECT (GROUP_CONCAT(?x { }",
    "SELECT (group_concat ?x AS ?y) { }",
    "SELECT (GROUP_CONCAT(?x) AS ?y) { FILTER (?a <'TRUE#'&&?b>?c) }",
    "SELECT (ex:GROUP_CONCAT(?x) AS ?y) { }",
)


@pytest.mark.parametrize("sparql", SAME)
def test_text_that_needs_no_mending_stays(sparql: str) -> None:
    """Strings, names, variables and comments are left alone, and so is what does not parse anyway."""
    assert mended(sparql) == sparql


@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("ASK { FILTER (True || FALSE) }", "ASK { FILTER (true || false) }"),
        (
            'SELECT (Group_Concat(DISTINCT ?x; separator=")") AS ?y) { }',
            'SELECT (STR(Group_Concat(DISTINCT ?x; separator=")")) AS ?y) { }',
        ),
        ("ASK { } HAVING (GROUP_CONCAT(STR(?a)) = TRUE)", "ASK { } HAVING (STR(GROUP_CONCAT(STR(?a))) = true)"),
    ],
)
def test_text_is_mended_where_the_engine_is_wrong(sparql: str, expected: str) -> None:
    """Booleans get small letters, GROUP_CONCAT gets STR around it."""
    assert mended(sparql) == expected


def test_names_that_share_a_language_are_joined_to_a_plain_string() -> None:
    """GROUP_CONCAT has no language tag (SPARQL 1.1, section 18.5.1.7)."""
    with open_store(":memory:") as store:
        answer = run(store, 'SELECT (GROUP_CONCAT(?x; separator="、") AS ?y) { VALUES ?x { "甲"@zh "乙"@zh } }')
        assert [str(term) for row in answer for term in row] == ['"甲、乙"']


def test_place_of_an_error_is_that_of_the_query_as_written() -> None:
    """The caret stands where the reader's own text goes wrong, not the engine's."""
    sparql = "SELECT (GROUP_CONCAT(?x) AS ?y) WHERE { ?x ?p }"
    with open_store(":memory:") as store, pytest.raises(QuerySyntaxError) as error:
        run(store, sparql)
    assert error.value.column == len(sparql) + 1


def test_updates_are_mended_too() -> None:
    """What an update writes is what SPARQL says, and a fault is shown in the text as written."""
    with open_store(":memory:") as store:
        run_update(
            store,
            "INSERT { <x:a> <x:b> ?all, ?t } WHERE { SELECT (GROUP_CONCAT(?x) AS ?all) (TRUE AS ?t) {"
            ' VALUES ?x { "甲"@zh } } }',
        )
        assert {str(quad.object) for quad in store.match("x:a")} == {
            '"甲"',
            '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
        }
        wrong = "INSERT { <x:a> <x:b> ?y } WHERE { SELECT (GROUP_CONCAT(?x) AS ?y) { ?x ?p } }"
        with pytest.raises(QuerySyntaxError) as error:
            run_update(store, wrong)
        assert error.value.column <= len(wrong)


def test_prefixes_between_operations_are_known() -> None:
    """The examples of SPARQL 1.1 Update themselves declare prefixes anew after a semicolon."""
    update = """
        PREFIX dc: <http://purl.org/dc/elements/1.1/>
        INSERT DATA { <x:book> dc:title "旧" } ;
        PREFIX dc: <http://purl.org/dc/elements/1.1/>
        PREFIX x: <x:>
        DELETE DATA { x:book dc:title "旧" } ; PREFIX y:
        <x:> INSERT DATA { y:book dc:title "新" }"""
    with open_store(":memory:") as store:
        run_update(store, update)
        assert [str(quad.object) for quad in store.match("x:book")] == ['"新"']
    assert hoisted(update).count("\n") == update.count("\n")


@pytest.mark.parametrize(
    "update",
    [
        "PREFIX x: <x:> INSERT DATA { x:a x:b x:c } ; CLEAR DEFAULT",
        "INSERT DATA { kg:a kg:b kg:c } ; PREFIX kg: <x:> CLEAR DEFAULT",
        "PREFIX x: <x:> INSERT DATA { x:a x:b x:c } ; PREFIX x: <y:> CLEAR DEFAULT",
        "CLEAR DEFAULT ; BASE <x:> PREFIX x: <x:> CLEAR DEFAULT",
        "INSERT DATA { <x:a> <x:b> <x:c> ; <x:PREFIX> <x:d> }",
    ],
)
def test_prefixes_that_would_change_their_meaning_stay(update: str) -> None:
    """No name gets another IRI by the move: then the engine's complaint stays."""
    assert hoisted(update) == update
