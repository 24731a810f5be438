"""Updates, guarded."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kg.errors import QueryError, QuerySyntaxError, UpdateForbidden
from kg.model import Extraction
from kg.query import Dataset
from kg.query.update import GraphChange, run_update
from kg.rdf import document_quads, graph_iri
from kg.store import OxigraphStore, open_store

REPORT = graph_iri("2031-yunlu")
IDENTITY = "https://w3id.org/report-kg/identity/graph"
NOTE = "INSERT DATA { GRAPH <urn:notes> { <urn:a> rdfs:comment '要核对' } }"


@pytest.fixture
def writable(make_extraction: Callable[..., Extraction]) -> Iterator[OxigraphStore]:
    """A store with a report and a graph of notes."""
    with open_store(":memory:") as store:
        extraction = make_extraction()
        store.replace_graph(graph_iri(extraction.document.name), document_quads(extraction))
        store.update("INSERT DATA { GRAPH <urn:old> { <urn:a> <urn:b> 1, 2 } }")
        yield store


def test_a_graph_of_ones_own_may_be_written(writable: OxigraphStore) -> None:
    """What was added and removed is told by graph."""
    report = run_update(writable, f"{NOTE} ; DELETE DATA {{ GRAPH <urn:old> {{ <urn:a> <urn:b> 1 }} }}")
    assert report.changes == (GraphChange("urn:notes", 1, 0), GraphChange("urn:old", 0, 1))
    assert "urn:notes" in writable.graphs()


def test_a_dry_run_changes_nothing(writable: OxigraphStore) -> None:
    """It tells what would be."""
    before = set(writable.match())
    report = run_update(writable, NOTE, dry_run=True)
    assert (report.changes, report.dry_run) == ((GraphChange("urn:notes", 1, 0),), True)
    assert set(writable.match()) == before


FORBIDDEN = [
    f"INSERT DATA {{ GRAPH <{REPORT}> {{ <a:a> <a:b> 1 }} }}",
    "DROP GRAPH graph:2031-yunlu",
    "INSERT DATA { GRAPH graph:2032-to-come { <a:a> <a:b> 1 } }",
    f"CLEAR SILENT GRAPH <{IDENTITY}>",
    "DROP ALL",
    "CLEAR NAMED",
    f"MOVE <{REPORT}> TO <urn:x>",
    f"ADD <urn:old> TO <{REPORT}>",
    "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
    "DELETE { GRAPH ?g { ?p ?q ?o } } WHERE { GRAPH ?g { ?p a kg:Person ; ?q ?o } }",
    f"INSERT {{ GRAPH ?g {{ <a:a> <a:b> 1 }} }} WHERE {{ BIND(IRI('{REPORT}') AS ?g) }}",
    f"INSERT {{ GRAPH ?g {{ <a:a> <a:b> 1 }} }} WHERE {{ BIND(IF(RAND() < 0.01, <{REPORT}>, <urn:x>) AS ?g) }}",
    f"INSERT DATA {{ <a:a> <a:b> 1 }} ; DROP GRAPH <{REPORT[:-1]}\\u0075>",
    f"INSERT {{ <a:a> <a:b> 1 }} WHERE {{ FILTER('a'<'>#' ) }} ; DROP GRAPH <{REPORT}> #\n",
    f"INSERT DATA {{ <urn:\\u0063'> <a:b> 1 }} ; DROP GRAPH <{REPORT}> ; INSERT DATA {{ <urn:\\u0063'> <a:b> 1 }}",
    f'INSERT DATA {{ <a:a> <a:b> """a"\\n""" }} ; DROP GRAPH <{REPORT}> ; INSERT DATA {{ <a:a> <a:b> """b"\\n""" }}',
]


@pytest.mark.parametrize("update", FORBIDDEN)
@pytest.mark.parametrize("dry_run", [True, False])
def test_what_reports_say_is_not_changed(writable: OxigraphStore, update: str, dry_run: bool) -> None:
    """By no way of writing it, and nothing else of the update is applied either."""
    before = set(writable.match())
    if "RAND" in update and dry_run:
        pytest.skip("whether it would meet a report's graph is told by chance, and nothing is changed")
    with pytest.raises(UpdateForbidden) as caught:
        run_update(writable, update, dry_run=dry_run)
    assert "--allow-report-graphs" in caught.value.hint
    assert set(writable.match()) == before


def test_report_graphs_on_demand(writable: OxigraphStore) -> None:
    """With --allow-report-graphs."""
    report = run_update(writable, "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", allow_report_graphs=True)
    assert {change.graph for change in report.changes} == {REPORT, "urn:old"}
    assert len(writable) == 0


def test_a_variable_graph_is_fine_where_it_meets_no_report(writable: OxigraphStore) -> None:
    """Found out on a copy."""
    report = run_update(writable, "DELETE WHERE { GRAPH ?g { ?s <urn:b> ?o } }")
    assert report.changes == (GraphChange("urn:old", 0, 2),)


def test_clearing_all_is_fine_where_there_is_no_report() -> None:
    """A store that no build filled."""
    with open_store(":memory:") as store:
        store.update("INSERT DATA { <a:a> <a:b> 1 . GRAPH <urn:x> { <a:a> <a:b> 1 } }")
        assert run_update(store, "CLEAR ALL").changes == (GraphChange("", 0, 1), GraphChange("urn:x", 0, 1))


def test_without_counting_nothing_is_counted(writable: OxigraphStore) -> None:
    """For who writes often."""
    assert run_update(writable, NOTE, count=False).changes == ()
    assert "urn:notes" in writable.graphs()


def test_notes_say_what_is_not_expected(writable: OxigraphStore) -> None:
    """WHERE sees an empty default graph; what goes there stands beside the reports."""
    (note,) = run_update(writable, "INSERT { GRAPH <urn:x> { ?p a <urn:P> } } WHERE { ?p a kg:Person }").notes
    assert "GRAPH ?g" in note
    (note,) = run_update(writable, "INSERT DATA { <a:a> <a:b> 1 }").notes
    assert "default graph" in note
    inside = "INSERT { GRAPH <urn:x> { ?p a <urn:P> } } WHERE { GRAPH ?g { ?p a kg:Person } FILTER(?p != <a:b>) }"
    assert run_update(writable, inside).notes == ()


@pytest.mark.parametrize(
    ("update", "error", "words"),
    [
        ("SELECT * { ?s ?p ?o }", QueryError, "kg query"),
        ("INSERT DATA { ?s ?p ?o }", QuerySyntaxError, "line 1"),
        ("DELETE WHERE { GRAPH ?g { ?s ?p } }", QuerySyntaxError, "the update is not SPARQL"),
        ("DROP GRAPH <urn:nowhere>", QueryError, "does not exist"),
        ("INSET DATA {}", QuerySyntaxError, "the update is not SPARQL"),
        ("LOAD <http://127.0.0.1:1/x>", UpdateForbidden, "LOAD"),
        ("LOAD <file:///etc/passwd> INTO GRAPH <urn:x>", UpdateForbidden, "LOAD"),
        ("INSERT { <a:a> <a:b> ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", QueryError, "SERVICE"),
    ],
)
def test_refusals(writable: OxigraphStore, update: str, error: type[Exception], words: str) -> None:
    """Each with its own words; nothing is changed and nothing fetched."""
    before = set(writable.match())
    with pytest.raises(error) as caught:
        run_update(writable, update)
    assert words in f"{caught.value} {caught.value.hint}"  # type: ignore[attr-defined]
    assert set(writable.match()) == before


def test_hosts_are_allowed_one_by_one(writable: OxigraphStore) -> None:
    """Another host stays refused."""
    with pytest.raises(UpdateForbidden, match="example\\.org"):
        run_update(writable, "LOAD <http://example.org/x>", allow_load=["example.com"])
    with pytest.raises(QueryError, match="example\\.org"):
        run_update(
            writable,
            "INSERT { <a:a> <a:b> 1 } WHERE { SERVICE <http://example.org/> {} }",
            allow_service=["example.com"],
        )


USING = "INSERT { GRAPH <urn:new> { ?s a <urn:Seen> } } WHERE { ?s <urn:b> ?o }"


def test_using(writable: OxigraphStore) -> None:
    """Graphs given from outside are what WHERE sees, in every operation that has one (Protocol 2.2.3)."""
    assert run_update(writable, USING).changes == ()
    default = Dataset(default_graphs=("urn:old",))
    assert run_update(writable, f"{USING} ; {NOTE}", using=default).changes == (
        GraphChange("urn:new", 1, 0),
        GraphChange("urn:notes", 1, 0),
    )
    named = Dataset(named_graphs=("urn:new",))
    assert run_update(writable, USING.replace("?s <urn:b> ?o", "GRAPH ?g { ?s ?p ?o }"), using=named).changes == ()
    removed = run_update(writable, "DELETE WHERE { GRAPH <urn:old> { ?s ?p ?o } }", using=named)
    assert removed.changes == ()


@pytest.mark.parametrize("update", [USING.replace("WHERE", "USING <urn:x> WHERE"), f"WITH <urn:x> {USING}"])
def test_using_in_both_places_is_an_error(writable: OxigraphStore, update: str) -> None:
    """As the protocol has it."""
    with pytest.raises(QueryError, match="USING or WITH"):
        run_update(writable, update, using=Dataset(default_graphs=("urn:old",)))
