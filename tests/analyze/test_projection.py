"""The projection of a store: what becomes a node, an edge, a fact on either."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from kg.analyze import project, show
from kg.rdf import document_quads, graph_iri
from kg.store import open_store

GRAPHS = runpy.run_path(str(Path(__file__).parents[1] / "graphs.py"))


@pytest.fixture
def graph():
    """The projection of the invented report."""
    extraction = GRAPHS["extraction"]()
    with open_store(":memory:") as store:
        store.replace_graph(graph_iri(extraction.document.name), document_quads(extraction))
        return project(store)


def test_entities_are_nodes_but_posts_quantities_and_reports_are_not(graph):
    """What is folded in is no node."""
    assert {data["type"] for _, data in graph.nodes(data=True)} == {
        "Award",
        "Event",
        "EventSeries",
        "Organization",
        "Person",
        "Place",
    }


def test_post_becomes_an_edge_with_its_role(graph):
    """The person is joined to the organization by the role."""
    edges = graph.get_edge_data(GRAPHS["PERSON"], GRAPHS["BUREAU"])
    assert [(data["predicate"], data["label"]) for data in edges.values()] == [("kg:holdsPost", "局长")]


def test_literals_and_quantities_are_facts_of_their_node(graph):
    """Dates, concepts and numbers stay with the event, in reading order."""
    facts = graph.nodes[GRAPHS["EVENT"]]["facts"]
    assert {row.predicate for row in facts} == {"kg:eventType", "kg:heldOn", "kg:partOfDay", "kg:quantity"}
    starts = [row.evidence[0][0] for row in facts]
    assert starts == sorted(starts)


def test_aliases_and_reports_are_kept(graph):
    """A node has its other names, the graph its reports."""
    assert graph.nodes[GRAPHS["BUREAU"]]["aliases"] == ("区质促局",)
    [report] = graph.graph["reports"]
    assert (report.title, report.published, report.source) == (
        "云麓区举行“匠心月”启动仪式",
        "2031年9月4日",
        "2031-yunlu.txt",
    )


def test_a_second_report_adds_facts_to_the_same_edges():
    """Two reports of one event: as many nodes and edges, twice the facts."""
    with open_store(":memory:") as store:
        for name in ("one", "two"):
            extraction = GRAPHS["extraction"](name)
            store.replace_graph(graph_iri(name), document_quads(extraction))
        graph = project(store)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (8, 9)
    assert {len(data["facts"]) for *_, data in graph.edges(data=True)} == {2}


@pytest.mark.parametrize(
    ("value", "datatype", "shown"),
    [
        ("2020-09-04", "xsd:date", "2020年9月4日"),
        ("2020-09", "xsd:gYearMonth", "2020年9月"),
        ("2020", "xsd:gYear", "2020年"),
        ("--09-26", "xsd:gMonthDay", "9月26日"),
        ("---07", "xsd:gDay", "7日"),
        ("soon", "xsd:date", "soon"),
        ("2020", "xsd:string", "2020"),
    ],
)
def test_dates_are_shown_as_people_write_them(value, datatype, shown):
    """Every precision of date has its Chinese form; what is no date is left alone."""
    assert show(value, datatype) == shown
