"""What every store must do; any implementation can be run through this by adding it to `any_store`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.model import Extraction
from kg.rdf import document_quads, graph_iri, iri
from kg.store import Store, find_graph, open_store, select

Make = Callable[..., Extraction]


@pytest.fixture(params=["memory", "disk"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind, open for writing."""
    path = ":memory:" if request.param == "memory" else tmp_path / "kg-store"
    with open_store(path, create=True) as store:
        yield store


def _fill(store: Store, extraction: Extraction) -> int:
    return store.replace_graph(graph_iri(extraction.document.name), document_quads(extraction))


def test_a_new_store_is_empty(any_store: Store) -> None:
    """There is nothing in a new store, and nothing is found in it."""
    assert (len(any_store), any_store.graphs(), list(any_store.match())) == (0, [], [])


def test_a_graph_comes_back_as_it_was_put(any_store: Store, extraction: Extraction) -> None:
    """A store holds the quads of a document, no fewer and no more."""
    changed = _fill(any_store, extraction)
    assert changed == len(any_store)
    assert set(any_store.match()) == set(document_quads(extraction))
    assert any_store.graphs() == [graph_iri("2031-yunlu")]


def test_building_again_changes_nothing(any_store: Store, extraction: Extraction) -> None:
    """The same quads a second time are no change."""
    _fill(any_store, extraction)
    assert _fill(any_store, extraction) == 0


def test_replacing_leaves_nothing_of_the_old_graph(any_store: Store, extraction: Extraction) -> None:
    """A graph that is replaced holds the new triples alone; other graphs stay."""
    _fill(any_store, extraction)
    node = ox.NamedNode(iri("person:另一人"))
    quad = ox.Quad(node, ox.NamedNode(iri("rdfs:label")), ox.Literal("另一人", language="zh"))
    any_store.replace_graph(iri("graph:other"), [quad])
    any_store.replace_graph(graph_iri("2031-yunlu"), [quad])
    assert len(any_store) == 2
    assert any_store.graphs() == [iri("graph:2031-yunlu"), iri("graph:other")]


def test_text_that_looks_like_an_escape_is_kept(any_store: Store) -> None:
    """Backslashes, line ends, quotation marks and odd characters come back as they went in."""
    hard = 'a\\u0041 \\ \\n "”\n\r\t\x01 𠀀😀 {}<>'
    node = ox.NamedNode(iri("document:x"))
    any_store.replace_graph(iri("graph:x"), [ox.Quad(node, ox.NamedNode(iri("kg:text")), ox.Literal(hard))])
    assert [quad.object.value for quad in any_store.match(node)] == [hard]  # type: ignore[union-attr]


def test_a_failing_source_of_quads_leaves_the_graph(any_store: Store, extraction: Extraction) -> None:
    """When making the quads fails halfway, the old graph is untouched."""
    _fill(any_store, extraction)
    before = set(any_store.match())

    def broken() -> Iterator[ox.Quad]:
        yield from list(document_quads(extraction))[:3]
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        any_store.replace_graph(graph_iri("2031-yunlu"), broken())
    assert set(any_store.match()) == before


def test_removing_a_graph(any_store: Store, make_extraction: Make) -> None:
    """A removed graph is gone with all it held; removing it again says that there was none."""
    _fill(any_store, make_extraction("a"))
    _fill(any_store, make_extraction("b"))
    assert any_store.remove_graph(iri("graph:a"))
    assert not any_store.remove_graph(iri("graph:a"))
    assert any_store.graphs() == [iri("graph:b")]


@pytest.mark.parametrize("name", ["person:林知远_云麓区", "https://w3id.org/report-kg/person/林知远_云麓区"])
def test_match_takes_curies_and_iris(any_store: Store, extraction: Extraction, name: str) -> None:
    """A thing is found by its short name and by its long one, in any position."""
    _fill(any_store, extraction)
    assert {quad.object for quad in any_store.match(name, "rdf:type")} == {ox.NamedNode(iri("kg:Person"))}
    assert len(list(any_store.match(None, "kg:attendedBy", name, iri("graph:2031-yunlu")))) == 1
    assert not list(any_store.match(None, "kg:attendedBy", name, "graph:other"))


def test_match_finds_literals(any_store: Store, extraction: Extraction) -> None:
    """A literal is asked for as a term; a string is always a name."""
    _fill(any_store, extraction)
    assert len(list(any_store.match(None, "rdfs:label", ox.Literal("林知远", language="zh")))) == 1


def test_queries_see_the_union_and_know_the_prefixes(any_store: Store, make_extraction: Make) -> None:
    """A query without GRAPH sees all documents, and needs no PREFIX lines."""
    _fill(any_store, make_extraction("a"))
    _fill(any_store, make_extraction("b"))
    solutions: Any = any_store.query("SELECT DISTINCT ?p { ?e kg:attendedBy ?p . ?p rdfs:label '林知远'@zh }")
    assert [solution["p"].value for solution in solutions] == [iri("person:林知远_云麓区")]
    graphs: Any = any_store.query("SELECT ?g { GRAPH ?g { ?e kg:attendedBy ?p } }")
    assert len(list(graphs)) == 2


@pytest.mark.xfail(strict=True, reason="Oxigraph 0.5 counts a triple once a graph (oxigraph#1919); 0.6 does not")
def test_a_triple_of_two_documents_is_one_triple_of_the_union(any_store: Store, make_extraction: Make) -> None:
    """The union holds each triple once, however many documents state it."""
    _fill(any_store, make_extraction("a"))
    _fill(any_store, make_extraction("b"))
    solutions: Any = any_store.query("SELECT ?p { ?e kg:attendedBy ?p }")
    assert len(list(solutions)) == 1


def test_a_query_that_is_none_says_where(any_store: Store) -> None:
    """A mistake in a query is a SyntaxError with line and column."""
    with pytest.raises(SyntaxError, match="2:16"):
        any_store.query("SELECT ?s\nWHERE { ?s ?p }")


def test_update_changes_the_store(any_store: Store) -> None:
    """An update with our prefixes is applied, as a whole."""
    any_store.update("INSERT DATA { GRAPH graph:x { person:某 rdfs:label '某'@zh } }")
    assert len(any_store) == 1
    with pytest.raises(SyntaxError):
        any_store.update("INSERT { nonsense")


def test_a_closed_store_says_so(any_store: Store) -> None:
    """Closing twice is harmless; asking afterwards is an error with a next step."""
    any_store.close()
    any_store.close()
    with pytest.raises(StoreError, match="closed"):
        len(any_store)


def test_rdflib_sees_the_union(any_store: Store, make_extraction: Make) -> None:
    """The rdflib graph holds each triple once, with types and languages, and is a copy."""
    _fill(any_store, make_extraction("a"))
    _fill(any_store, make_extraction("b"))
    graph = any_store.to_rdflib()
    triples = {(quad.subject, quad.predicate, quad.object) for quad in any_store.match()}
    assert len(graph) == len(triples)
    answers: Any = graph.query("SELECT ?d { ?e kg:heldOn ?d }")
    assert [str(row.d.toPython()) for row in answers] == ["2031-09-03"]
    before = len(any_store)
    graph.remove((None, None, None))
    assert len(any_store) == before


def test_networkx_sees_entities_and_facts_between_them(any_store: Store, make_extraction: Make) -> None:
    """Nodes have label, type and values; an edge names its predicate and the facts of every document behind it."""
    _fill(any_store, make_extraction("a"))
    _fill(any_store, make_extraction("b"))
    graph = any_store.to_networkx()
    event, person = iri("event:2031年“匠心月”启动仪式_云麓区"), iri("person:林知远_云麓区")
    assert graph.nodes[person]["label"] == "林知远"
    assert graph.nodes[person]["type"] == "Person"
    assert graph.nodes[event]["kg:heldOn"] == ["2031-09-03"]
    edge = graph.edges[event, person, "kg:attendedBy"]
    assert (edge["label"], edge["weight"], len(edge["facts"])) == ("出席者", 2, 2)
    assert "Fact" not in {kind for _, kind in graph.nodes(data="type")}
    post = iri("post:云麓区质量促进局_局长")
    assert graph.edges[post, iri("organization:云麓区质量促进局"), "kg:postIn"]["facts"] == []
    assert list(graph.nodes) == sorted(graph.nodes)


def test_a_selection_is_a_store_of_its_own(any_store: Store, make_extraction: Make) -> None:
    """One graph, or entities and direct triples without evidence, as a store that answers like the whole."""
    _fill(any_store, make_extraction("a"))
    _fill(any_store, make_extraction("b"))
    assert select(any_store) is any_store
    for name in ("a", "document:a", "graph:a", iri("graph:a"), iri("document:a")):
        assert select(any_store, graph=name).graphs() == [iri("graph:a")]
    plain = select(any_store, graph="a", evidence=False)
    assert list(plain.match(None, "kg:attendedBy"))
    for curie in ("kg:Fact", "oa:SpecificResource", "prov:Activity"):
        assert not list(plain.match(None, "rdf:type", curie))
    assert not list(plain.match(None, "kg:text"))
    assert not list(plain.match(None, "kg:gap"))


def test_a_graph_that_is_not_there_is_named_with_those_that_are(any_store: Store, make_extraction: Make) -> None:
    """Asking for an unknown report lists the known ones; an empty store says how to fill it."""
    with pytest.raises(StoreError, match="no graph of x") as caught:
        find_graph(any_store, "x")
    assert "kg build" in caught.value.hint
    for number in range(14):
        any_store.update(f"INSERT DATA {{ GRAPH graph:r{number:02} {{ person:某 rdfs:label '某'@zh }} }}")
    with pytest.raises(StoreError, match="no graph of x") as caught:
        find_graph(any_store, "x")
    assert caught.value.hint.endswith("r10, r11 and 2 more")
