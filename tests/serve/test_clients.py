"""Clients that others wrote talk to the endpoint: rdflib, SPARQLWrapper, Oxigraph, curl; and our own `--endpoint`."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from kg.errors import KgError
from kg.query import Solutions, named_queries, run_named, write
from kg.store import OxigraphStore, open_store
from kg.store.remote import RemoteStore

from .conftest import TOKEN, Server

NAMES = "SELECT ?name WHERE { ?p a kg:Person ; rdfs:label ?name } ORDER BY ?name"
PREFIXES = (
    "PREFIX kg: <https://w3id.org/report-kg/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX person: <https://w3id.org/report-kg/person/> "
)
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def local(built_sample: Path) -> Iterator[OxigraphStore]:
    """The store that the endpoint serves."""
    with open_store(built_sample) as store:
        yield store


@pytest.fixture(scope="module")
def names(local: OxigraphStore) -> list[str]:
    """The answer to NAMES."""
    return [str(row["name"].value) for row in local.query(NAMES)]  # type: ignore[index,union-attr]


# --- rdflib -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("format", ["xml", "json", "csv", "tsv"])
def test_rdflib_reads(server: Server, names: list[str], method: Any, format: str) -> None:
    """rdflib's store asks in each way and for each format, and gets the same names."""
    graph = rdflib.Graph(SPARQLStore(f"{server.url}/sparql", method=method, returnFormat=format))
    assert [str(row[0]) for row in graph.query(PREFIXES + NAMES)] == names


def test_rdflib_is_a_graph(server: Server, local: OxigraphStore) -> None:
    """Triples by pattern, the number of them, ASK, CONSTRUCT, and a named graph as a context."""
    store = SPARQLStore(f"{server.url}/sparql")
    graph = rdflib.Graph(store)
    person = rdflib.URIRef("https://w3id.org/report-kg/ontology#Person")
    found = set(graph.subjects(rdflib.RDF.type, person))
    assert {str(iri) for iri in found} == {q.subject.value for q in local.match(None, "rdf:type", "kg:Person")}
    assert bool(graph.query(PREFIXES + "ASK { ?p a kg:Person }"))
    made = graph.query(PREFIXES + "CONSTRUCT { ?p a kg:Person } WHERE { ?p a kg:Person }").graph
    assert made is not None
    assert set(made.subjects()) == found
    name = next(name for name in local.graphs() if "/graph/" in name)
    one = rdflib.Graph(store, identifier=rdflib.URIRef(name))
    assert len(one) == sum(1 for _ in local.match(graph=name))


def test_rdflib_writes(writable: Server) -> None:
    """rdflib's store for updates, with the token: add, read back, change, remove."""
    store = SPARQLUpdateStore(f"{writable.url}/sparql", f"{writable.url}/update", headers=BEARER)
    graph = rdflib.Graph(store, identifier=rdflib.URIRef("http://e/g"))
    one = (rdflib.URIRef("http://e/s"), rdflib.RDFS.label, rdflib.Literal('一“二”\\"\n', lang="zh"))
    graph.add(one)
    assert list(graph) == [one]
    graph.update("INSERT DATA { <http://e/t> <http://e/p> 1 }")
    assert len(graph) == 2
    graph.remove(one)
    assert len(graph) == 1
    without = SPARQLUpdateStore(f"{writable.url}/sparql", f"{writable.url}/update")
    with pytest.raises(Exception, match="401"):
        rdflib.Graph(without, identifier=rdflib.URIRef("http://e/g")).add(one)


# --- SPARQLWrapper ----------------------------------------------------------------------------------------------------


@pytest.fixture
def wrapper(server: Server) -> Any:
    """SPARQLWrapper at the endpoint."""
    module = pytest.importorskip("SPARQLWrapper", reason="needs SPARQLWrapper")
    return module.SPARQLWrapper(f"{server.url}/sparql")


@pytest.mark.parametrize("method", ["GET", "POST", "POSTDIRECTLY"])
@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper_selects(wrapper: Any, names: list[str], method: str, format: str) -> None:
    """GET, a form, and a body; each format of solutions, and a type that the client knows."""
    wrapper.setMethod("POST" if method == "POSTDIRECTLY" else method)
    if method == "POSTDIRECTLY":
        wrapper.setRequestMethod("postdirectly")
    wrapper.setReturnFormat(format)
    wrapper.setQuery(PREFIXES + NAMES)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # it warns of a Content-Type that it did not ask for
        result = wrapper.query().convert()
    if format == "json":
        found = [row["name"]["value"] for row in result["results"]["bindings"]]
    elif format == "xml":
        found = [node.firstChild.data for node in result.getElementsByTagName("literal")]
    else:
        found = [line.strip('"').removesuffix('"@zh') for line in result.decode().split()[1:]]
    assert found == names


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("format", ["xml", "rdf+xml", "turtle", "n3", "json-ld"])
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # SPARQLWrapper still uses it
def test_sparqlwrapper_constructs(wrapper: Any, local: OxigraphStore, method: str, format: str) -> None:
    """Each format of graphs; what comes is a graph of rdflib, or bytes that it parses."""
    wrapper.setMethod(method)
    wrapper.setReturnFormat(format)
    wrapper.setQuery(PREFIXES + "CONSTRUCT { ?p a kg:Person } WHERE { ?p a kg:Person }")
    result = wrapper.query().convert()
    if isinstance(result, bytes):
        result = rdflib.Graph().parse(data=result, format="turtle")
    assert {str(iri) for iri in result.subjects()} == {
        quad.subject.value for quad in local.match(None, "rdf:type", "kg:Person")
    }


def test_sparqlwrapper_asks_and_is_told_of_errors(wrapper: Any) -> None:
    """ASK in JSON and XML; a fault in the query comes as the client's own error, with our words."""
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

    wrapper.setQuery(PREFIXES + "ASK { ?p a kg:Person }")
    wrapper.setReturnFormat("json")
    assert wrapper.query().convert()["boolean"] is True
    wrapper.setReturnFormat("xml")
    assert wrapper.query().convert().getElementsByTagName("boolean")[0].firstChild.data == "true"
    wrapper.setQuery("SELECT nonsense")
    with pytest.raises(QueryBadFormed, match="line 1"):
        wrapper.query()


def test_sparqlwrapper_updates(writable: Server) -> None:
    """With the token in a header of its own; without it the client says that it may not."""
    from SPARQLWrapper import SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import Unauthorized

    for direct in (False, True):
        client = SPARQLWrapper(f"{writable.url}/sparql", f"{writable.url}/update")
        client.setMethod("POST")
        client.setRequestMethod("postdirectly" if direct else "urlencoded")
        client.setQuery(f'INSERT DATA {{ GRAPH <http://e/g> {{ <http://e/s{direct}> rdfs:label "名" }} }}')
        with pytest.raises(Unauthorized):
            client.query()
        client.addCustomHttpHeader("Authorization", BEARER["Authorization"])
        assert client.query().response.status == 204
    assert writable.query("SELECT (COUNT(*) AS ?n) { ?s ?p '名' }").json["results"]["bindings"][0]["n"]["value"] == "2"


# --- Oxigraph, curl ---------------------------------------------------------------------------------------------------


def test_oxigraph_asks_by_service(server: Server, names: list[str], tmp_path: Path) -> None:
    """SERVICE in pyoxigraph and in the command of Oxigraph, from an empty store of theirs."""
    federated = f"{PREFIXES} SELECT ?name {{ SERVICE <{server.url}/sparql> {{ ?p a kg:Person ; rdfs:label ?name }} }}"
    assert sorted(str(row["name"].value) for row in ox.Store().query(federated)) == names  # type: ignore[union-attr,index]
    command = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if command is None:
        pytest.skip("needs the command oxigraph (pip install oxigraph)")
    ox.Store(tmp_path / "empty").flush()
    query = [command, "query", "--location", str(tmp_path / "empty"), "--results-format", "json", "--query", federated]
    done = subprocess.run(query, capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    assert sorted(row["name"]["value"] for row in json.loads(done.stdout)["results"]["bindings"]) == names


def test_oxigraph_loads_from_the_graph_store(server: Server, local: OxigraphStore) -> None:
    """LOAD in pyoxigraph takes a graph from /store by content negotiation."""
    name = next(name for name in local.graphs() if "/graph/" in name)
    store = ox.Store()
    store.update(f"LOAD <{server.url}/store?graph={name}>")
    assert len(store) == sum(1 for _ in local.match(graph=name))


@pytest.mark.parametrize("how", [["-G"], ["-X", "POST"]])
@pytest.mark.parametrize("format", ["text/csv", "application/sparql-results+json"])
def test_curl(server: Server, names: list[str], how: list[str], format: str) -> None:
    """The lines that documentation everywhere shows, with compression asked for."""
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    command = ["curl", "--silent", "--show-error", "--fail", "--compressed", "--noproxy", "*", *how]
    command += ["-H", f"Accept: {format}", "--data-urlencode", f"query={NAMES}", f"{server.url}/sparql"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    if format == "text/csv":
        assert done.stdout.split() == ["name", *names]
    else:
        assert [row["name"]["value"] for row in json.loads(done.stdout)["results"]["bindings"]] == names


# --- Our own ----------------------------------------------------------------------------------------------------------


def _values() -> Iterator[Any]:
    for query in named_queries():
        needed = {p.name: p.example for p in query.parameters if p.required}
        everything = {p.name: p.example for p in query.parameters if p.example}
        yield pytest.param(query.name, needed, id=f"{query.name}-needed")
        if everything != needed:
            yield pytest.param(query.name, everything, id=f"{query.name}-all")


def _bytes(store: Any, name: str, values: dict[str, str], format: Any) -> bytes:
    result = run_named(store, name, values)
    assert isinstance(result, Solutions)
    out = io.BytesIO()
    write(result, format, out)
    return out.getvalue()


@pytest.mark.parametrize(("name", "values"), list(_values()))
def test_named_queries_answer_the_same_bytes(
    server: Server, local: OxigraphStore, name: str, values: dict[str, str]
) -> None:
    """By our own client of endpoints, and by the URL of the query, as from the store itself."""
    from urllib.parse import urlencode

    remote = RemoteStore(f"{server.url}/sparql", timeout_s=60)
    for format in ("csv", "json", "table"):
        here = _bytes(local, name, values, format)
        assert _bytes(remote, name, values, format) == here
        by_url = server.ask(f"/query/{name}?{urlencode({**values, 'format': format})}")
        assert (by_url.status, by_url.body) == (200, here)


def test_our_errors_come_through(server: Server) -> None:
    """What the endpoint says is wrong is what the prompt says."""
    with pytest.raises(KgError, match="SERVICE"):
        RemoteStore(f"{server.url}/sparql", timeout_s=60).query("SELECT * { SERVICE <http://127.0.0.1:9/> {} }")
