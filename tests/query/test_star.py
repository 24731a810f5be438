"""The order of the variables of `SELECT *`."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.query import Solutions, run
from kg.query.star import star, visible
from kg.store import OxigraphStore

CASES = [
    ("SELECT * {?s ?p ?o}", "s p o"),
    ("select distinct * where { ?z $y ?x }", "z y x"),
    ("SELECT * { FILTER EXISTS { ?x ?b ?a } ?a ?b ?c }", "a b c"),
    ("SELECT * { FILTER NOT EXISTS { ?c ?b ?a } ?a ?b ?c . FILTER(EXISTS { ?q ?b ?a } || ?c = ?r) }", "a b c"),
    ("SELECT * { FILTER(?c > 1) ?a ?b ?c }", "a b c"),
    ("SELECT * { FILTER REGEX(?c, '}') ?a ?b ?c }", "a b c"),
    ("SELECT * { ?z ?y ?x MINUS { ?a ?y ?c } }", "z y x"),
    ("SELECT * { ?z ?y ?x BIND(?x + ?m AS ?c) }", "z y x c"),
    ("SELECT * { ?z ?y ?x { SELECT ?f (COUNT(?g) AS ?a) { ?g ?f ?b } GROUP BY ?f } ?c ?d ?e }", "z y x f a c d e"),
    ("SELECT * { { SELECT * { ?z a ?y } VALUES ?b { 1 } } GRAPH ?a { ?d a ?c } } VALUES ?aa { 1 }", "z y b a d c aa"),
    ("SELECT * { ?z a 1 } ORDER BY ?y DESC(?x) LIMIT 3 VALUES (?k ?b) { (1 2) }", "z k b"),
    ("SELECT * { { ?z a 1 } UNION { ?y a 1 } OPTIONAL { ?x ?w ?z } }", "z y x w"),
    ("SELECT * { # ?no\n ?b <a:p>/<a:q> [ <a:r> ?a ] . (?d ?c) <a:x> '?no' }", "b a d c"),
    ("PREFIX a: <b:> SELECT * FROM <a:g> { ?b a:x ?a }", "b a"),
]


@pytest.mark.parametrize(("sparql", "names"), CASES)
def test_variables_come_in_the_order_of_the_query(sparql: str, names: str) -> None:
    """Those that are in scope, as Oxigraph says, in the order in which they come into scope."""
    known = {variable.value for variable in ox.Store().query(sparql).variables}
    assert set(visible(sparql)) == known
    assert " ".join(visible(sparql)) == names


@pytest.mark.parametrize("sparql", ["SELECT ?a { { SELECT * { ?a ?b ?c } } }", "ASK {}", "SELECT (COUNT(*) AS ?n) {}"])
def test_another_query_has_no_star(sparql: str) -> None:
    """A list of variables, or another form, is left alone."""
    assert star(sparql) is None
    assert visible(sparql) == ()


def test_the_answer_has_that_order(mini_store: OxigraphStore) -> None:
    """And each value stands under its own variable, with a limit too."""
    result = run(mini_store, "SELECT * { ?thing a ?class } ORDER BY ?thing", limit=1)
    assert isinstance(result, Solutions)
    assert result.variables == ("thing", "class")
    (row,) = result.rows()
    assert row["class"].startswith("http")


def test_with_leave_for_service_too(mini_store: OxigraphStore) -> None:
    """There the query is sent as it is, and the columns are put in order afterwards."""
    result = run(mini_store, "SELECT * { ?thing a ?class }", allow_service=True)
    assert isinstance(result, Solutions)
    assert result.variables == ("thing", "class")
    assert all(row["class"].startswith("http") for row in result.rows())


def test_brackets_without_end_keep_the_order_of_the_engine() -> None:
    """A thousand sub-queries within each other are no reason to run out of stack."""
    sparql = "SELECT * { { " * 1000 + " SELECT * {} " + " } }" * 1000
    assert visible(sparql) == ()
