"""Running SPARQL: what is answered, what is refused, and how errors show the place."""

from __future__ import annotations

import pytest

from kg.errors import QueryError, QuerySyntaxError, UpdateForbidden
from kg.query import Boolean, Dataset, Graph, Solutions, run
from kg.store import OxigraphStore


def test_a_select_gives_solutions_in_the_order_of_its_variables(mini_store: OxigraphStore) -> None:
    """Prefixes need no declaration, and all reports are asked together."""
    result = run(mini_store, "SELECT DISTINCT ?name ?p { ?p a kg:Person ; rdfs:label ?name } ORDER BY ?name")
    assert isinstance(result, Solutions)
    assert result.variables == ("name", "p")
    assert [row["name"] for row in result.rows()] == ["林一舟", "许宁", "高远"]


def test_an_ask_is_true_or_false(mini_store: OxigraphStore) -> None:
    """A Boolean has a truth value."""
    yes, no = run(mini_store, "ASK { ?s a kg:Person }"), run(mini_store, "ASK { ?s a kg:Nothing }")
    assert isinstance(yes, Boolean)
    assert yes
    assert not no


def test_construct_and_describe_give_graphs(mini_store: OxigraphStore) -> None:
    """Triples, one by one."""
    result = run(mini_store, "CONSTRUCT { ?p a kg:Person } WHERE { ?p a kg:Person }")
    assert isinstance(result, Graph)
    assert len(set(result)) == 3
    assert list(run(mini_store, "DESCRIBE person:林一舟"))  # type: ignore[arg-type]


def test_results_stream(mini_store: OxigraphStore) -> None:
    """The first of countless solutions comes at once."""
    result = run(mini_store, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert isinstance(result, Solutions)
    assert len(next(iter(result))) == 9


def test_limit(mini_store: OxigraphStore) -> None:
    """A limit from outside holds for solutions and for graphs."""
    assert len(list(run(mini_store, "SELECT * { ?s ?p ?o }", limit=2))) == 2  # type: ignore[arg-type]
    assert len(list(run(mini_store, "CONSTRUCT WHERE { ?s ?p ?o }", limit=2))) == 2  # type: ignore[arg-type]


def test_service_is_refused_unless_allowed(mini_store: OxigraphStore) -> None:
    """Nothing leaves the machine; with leave, the engine tries."""
    sparql = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    with pytest.raises(QueryError, match="another machine") as caught:
        run(mini_store, sparql)
    assert "--allow-service" in caught.value.hint
    assert run(mini_store, sparql, allow_service=True)


@pytest.mark.parametrize("sparql", ["DELETE WHERE { ?s ?p ?o }", "PREFIX a: <b:> # x\nDROP ALL", "clear default"])
def test_an_update_is_refused(mini_store: OxigraphStore, sparql: str) -> None:
    """With another error than bad syntax, and nothing changes."""
    before = len(mini_store)
    with pytest.raises(UpdateForbidden):
        run(mini_store, sparql)
    assert len(mini_store) == before


@pytest.mark.parametrize(
    ("sparql", "line", "column", "words"),
    [
        ("SELECT ?s WHERE {\n  ?s ?p ", 2, 9, "here or before"),
        ("SELECT ?s {\n  ?s rdfs:label '甲乙' ) }", 2, 25, "here or before"),
        ("SELECT ?s WHRE { ?s ?p ?o }", 1, 16, "WHRE is no word"),
        ("SELECT ?s { ?s foo:b 1 }", 1, 21, "prefix of foo:b is not declared"),
        ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", 1, 40, "neither grouped nor aggregated"),
        (" # nothing", 1, 11, "no SELECT"),
        ("谁出席了启动仪式", 1, 9, "no SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ],
)
def test_a_syntax_error_shows_the_place(
    mini_store: OxigraphStore, sparql: str, line: int, column: int, words: str
) -> None:
    """Line and column as fields, the line with a caret in the message, and always a next step."""
    with pytest.raises(QuerySyntaxError, match=words) as caught:
        run(mini_store, sparql)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.hint
    assert str(caught.value).endswith("^")


def test_a_misspelt_word_is_answered_with_the_right_one(mini_store: OxigraphStore) -> None:
    """FILTR is FILTER; a bare word is told that names need a prefix."""
    for sparql, hint in [("SELECT * { ?s ?p ?o FILTR(?o) }", "FILTER"), ("SELECT * { Shanghai ?p ?o }", "prefix")]:
        with pytest.raises(QuerySyntaxError) as caught:
            run(mini_store, sparql)
        assert hint in caught.value.hint


def test_the_caret_stands_under_the_column(mini_store: OxigraphStore) -> None:
    """Chinese characters before it are two columns wide."""
    with pytest.raises(QuerySyntaxError) as caught:
        run(mini_store, "SELECT ?s { ?s rdfs:label '甲乙' ) }")
    shown, caret = str(caught.value).splitlines()[-2:]
    assert len(caret) == 2 + caught.value.column + 2
    assert shown.strip().startswith("SELECT")


EAST = "https://w3id.org/report-kg/graph/2021-dongchuan"
NEWS = "https://w3id.org/report-kg/graph/2021-yunshan-news"


@pytest.mark.parametrize(
    ("sparql", "dataset", "count"),
    [
        ("SELECT ?e { ?e kg:attendedBy person:许宁 }", Dataset(), 1),
        ("SELECT ?e { ?e kg:attendedBy person:许宁 }", Dataset(union=False), 0),
        ("SELECT ?e { ?e kg:attendedBy person:许宁 }", Dataset(default_graphs=(NEWS,)), 0),
        ("SELECT ?e { ?e kg:attendedBy person:许宁 }", Dataset(default_graphs=(NEWS, EAST)), 1),
        ("SELECT ?e { ?e kg:attendedBy person:许宁 }", Dataset(named_graphs=(EAST,)), 0),
        ("SELECT ?e { GRAPH ?g { ?e kg:attendedBy person:许宁 } }", Dataset(named_graphs=(EAST,)), 1),
        ("SELECT ?e { GRAPH ?g { ?e kg:attendedBy person:许宁 } }", Dataset(default_graphs=(EAST,)), 0),
        (f"SELECT ?e FROM <{NEWS}> {{ ?e kg:attendedBy person:许宁 }}", Dataset(), 0),
        (f"SELECT ?e FROM <{EAST}> {{ ?e kg:attendedBy person:许宁 }}", Dataset(), 1),
        (f"SELECT ?e FROM <{NEWS}> {{ ?e kg:attendedBy person:许宁 }}", Dataset(default_graphs=(EAST,)), 1),
        (f"SELECT ?e FROM NAMED <{EAST}> {{ ?e kg:attendedBy person:许宁 }}", Dataset(), 0),
    ],
)
def test_dataset(mini_store: OxigraphStore, sparql: str, dataset: Dataset, count: int) -> None:
    """The union unless told otherwise; FROM is obeyed; graphs given from outside win over FROM (Protocol 2.1.4)."""
    assert len(list(run(mini_store, sparql, dataset=dataset))) == count  # type: ignore[arg-type]


def test_base_iri(mini_store: OxigraphStore) -> None:
    """Relative IRIs are resolved against it; without one they are an error."""
    sparql = "ASK { <person/林一舟> a kg:Person }"
    assert run(mini_store, sparql, base_iri="https://w3id.org/report-kg/")
    with pytest.raises(QuerySyntaxError):
        run(mini_store, sparql)


def test_a_service_that_does_not_answer_is_told(mini_store: OxigraphStore) -> None:
    """As an error of the query, not of this machine."""
    sparql = "SELECT * { SERVICE <http://127.0.0.1:2/> { ?s ?p ?o } }"
    with pytest.raises(QueryError, match="SERVICE") as caught:
        list(run(mini_store, sparql, allow_service=True))  # type: ignore[arg-type]
    assert "SILENT" in caught.value.hint


def test_hosts_of_services_are_allowed_one_by_one(mini_store: OxigraphStore) -> None:
    """One of two is not enough; a variable is none."""
    one, other = "SERVICE <http://127.0.0.1:2/> { ?s ?p ?o }", "SERVICE SILENT <http://example.org/> { ?s ?p ?o }"
    assert run(mini_store, f"SELECT * {{ {one} }}", allow_service=["127.0.0.1"])
    for body in (f"{one} {other}", "?x a ?service SERVICE ?service { ?s ?p ?o }"):
        with pytest.raises(QueryError, match="another machine"):
            run(mini_store, f"SELECT * {{ {body} }}", allow_service=["127.0.0.1"])
    glued = "PREFIX ex: <http://127.0.0.1/> SELECT * { SERVICEex:a { ?s ?p ?o } }"
    with pytest.raises(QueryError):
        run(mini_store, glued, allow_service=["127.0.0.1"])
