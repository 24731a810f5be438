"""What can go wrong with an endpoint elsewhere, played by a server that answers as it is told."""

from __future__ import annotations

import base64
import gc
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from kg.errors import EndpointError, QuerySyntaxError, QueryTimeout
from kg.query import Boolean, Dataset, Graph, Solutions, run
from kg.store.remote import RemoteStore

JSON = "application/sparql-results+json"
ONE = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"1"}}]}}'


class _Server(ThreadingHTTPServer):
    """Answers every request with what `says` holds, and keeps what was asked."""

    daemon_threads = True
    says: tuple[int, str, bytes] = (200, JSON, ONE)
    headers: dict[str, str]
    declared: int | None = None
    delay: threading.Event

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[dict[str, list[str]], Any]] = []
        self.headers = {}
        self.delay = threading.Event()
        self.delay.set()


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((parse_qs(body), self.headers))
        status, kind, content = self.server.says
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(self.server.declared or len(content)))
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.server.delay.wait(20)
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[_Server]:
    """The server, running."""
    gc.disable()  # in a thread of the server it would drop what pyoxigraph wants dropped where it was made
    with _Server() as found:
        thread = threading.Thread(target=found.serve_forever, args=(0.02,))
        thread.start()
        yield found
        found.delay.set()
        found.shutdown()
        thread.join()
    gc.collect()
    gc.enable()


@pytest.fixture
def url(server: _Server) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/sparql"


def test_a_query_is_posted_with_the_prefixes_that_it_uses(server: _Server, url: str) -> None:
    """On its first line, so that the lines of messages stay; graphs as the protocol names them."""
    result = run(
        RemoteStore(url),
        "SELECT ?a\n{ ?a a kg:Person }",
        dataset=Dataset(("urn:a", "urn:b"), ("urn:c",)),
        base_iri="http://x/",
    )
    assert isinstance(result, Solutions)
    assert list(result) == [(ox.Literal("1"),)]
    ((fields, headers),) = server.asked
    assert fields == {
        "query": ["BASE <http://x/> PREFIX kg: <https://w3id.org/report-kg/ontology#> SELECT ?a\n{ ?a a kg:Person }"],
        "default-graph-uri": ["urn:a", "urn:b"],
        "named-graph-uri": ["urn:c"],
    }
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["Accept"].startswith(JSON)
    assert "Authorization" not in headers


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (JSON, ONE),
        ("application/sparql-results+json; charset=utf-8", ONE),
        (
            "application/sparql-results+xml",
            b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="a"/></head><results><result>'
            b'<binding name="a"><literal>1</literal></binding></result></results></sparql>',
        ),
        ("text/tab-separated-values", b'?a\n"1"\n'),
    ],
)
def test_solutions_in_every_format(server: _Server, url: str, kind: str, content: bytes) -> None:
    """Those that keep what a term is; CSV does not."""
    server.says = (200, kind, content)
    assert list(run(RemoteStore(url), "SELECT ?a {}")) == [(ox.Literal("1"),)]  # type: ignore[arg-type]


def test_booleans_and_graphs(server: _Server, url: str) -> None:
    """Virtuoso answers ASK with a solution."""
    server.says = (200, JSON, b'{"head":{},"boolean":true}')
    assert run(RemoteStore(url), "# why\nPREFIX a: <b:> ASK {}") == Boolean(
        ox.parse_query_results('{"head":{},"boolean":true}', ox.QueryResultsFormat.JSON)
    )  # type: ignore[arg-type]
    server.says = (200, JSON, ONE)
    assert run(RemoteStore(url), "ASK {}")
    server.says = (200, JSON, ONE.replace(b'"1"', b'"0"'))
    assert not run(RemoteStore(url), "ASK {}")
    server.says = (200, "text/turtle", b"<a:a> <a:b> 1 .")
    graph = run(RemoteStore(url), "CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(graph, Graph)
    assert len(list(graph)) == 1
    assert "n-triples" in server.asked[-1][1]["Accept"]


@pytest.mark.parametrize(
    ("token", "header"),
    [
        ("s3cret", "Bearer s3cret"),
        ("me:s3cret", "Basic " + base64.b64encode(b"me:s3cret").decode()),
    ],
)
def test_a_token_is_sent_and_never_shown(server: _Server, url: str, token: str, header: str) -> None:
    """As Authorization, and to nobody else."""
    server.says = (401, "text/plain", b"who are you?")
    with pytest.raises(EndpointError, match="refuses the query \\(401\\): who are you") as caught:
        run(RemoteStore(url, token=token), "ASK {}")
    assert server.asked[0][1]["Authorization"] == header
    assert "s3cret" not in str(caught.value) + caught.value.hint
    assert "KG_TOKEN" in caught.value.hint


def test_a_password_in_the_address_is_taken_out_of_it(server: _Server, url: str) -> None:
    """So that no message shows it."""
    store = RemoteStore(url.replace("//", "//me:s3cret@"))
    assert store.url == url
    assert run(store, "SELECT ?a {}")
    assert server.asked[0][1]["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ((400, "text/plain", b"no such function\n\nSPARQL query:\nASK"), "does not take the query: no such function"),
        ((400, "application/problem+json", b'{"title":"t","detail":"too long"}'), "does not take the query: too long"),
        ((403, "text/plain", b""), "refuses the query \\(403\\)$"),
        ((404, "text/html", b"<html>"), "is no SPARQL endpoint \\(404 Not Found\\)"),
        ((302, "text/html", b""), "sends the query on to http://elsewhere/"),
        (
            (500, "text/html", b"<style>x</style><p>Oh\x1b[31m <b>no</b></p>"),
            "cannot answer \\(500 [^)]*\\): Oh\\[31m no$",
        ),
        ((503, "text/plain", b"later"), "cannot answer \\(503 Service Unavailable\\): later"),
        ((200, "text/html", b"<html>Welcome"), "answers with text/html, which is no answer to a query"),
        ((200, JSON, b"<html>"), "cannot be read"),
        ((200, JSON, ONE[:-20]), "cannot be read"),
    ],
)
def test_errors_are_plain(server: _Server, url: str, says: tuple[int, str, bytes], words: str) -> None:
    """One sentence with the server's own words, without markup or control characters, and a hint."""
    server.says = says
    server.headers = {"Location": "http://elsewhere/"} if says[0] == 302 else {}
    with pytest.raises(EndpointError, match=words) as caught:
        list(run(RemoteStore(url), "SELECT ?a {}"))  # type: ignore[arg-type]
    assert caught.value.hint
    assert caught.value.url == url
    assert len(server.asked) == 1


def test_a_fault_of_the_query_is_shown_at_its_place(server: _Server, url: str) -> None:
    """Where our parser finds it too."""
    server.says = (400, "text/plain", b"syntax error")
    with pytest.raises(QuerySyntaxError) as caught:
        run(RemoteStore(url), "SELECT ?a {\n ?a a kg:Person")
    assert caught.value.line == 2


def test_a_cut_connection(server: _Server, url: str) -> None:
    """In the midst of the answer, also where what came could be all of it."""
    server.says = (200, "application/n-triples", b"<a:a> <a:b> <a:c> .\n")
    server.declared = 1000
    with pytest.raises(EndpointError, match="cut off"):
        list(run(RemoteStore(url), "CONSTRUCT WHERE { ?s ?p ?o }"))  # type: ignore[arg-type]


def test_time_is_kept(server: _Server, url: str) -> None:
    """A server that is too slow is left."""
    server.delay.clear()
    with pytest.raises(QueryTimeout, match=r"0\.3 seconds") as caught:
        list(run(RemoteStore(url, timeout_s=0.3), "SELECT ?a {}"))  # type: ignore[arg-type]
    assert caught.value.seconds == 0.3


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:1/sparql", "nothing listens there"),
        ("ftp://example.org/", "no address of an endpoint"),
        ("file:///etc/passwd", "no address of an endpoint"),
        ("kg-store", "no address of an endpoint"),
    ],
)
def test_addresses_that_do_not_answer(url: str, words: str) -> None:
    """Nothing there, or not an address at all."""
    with pytest.raises(EndpointError, match=words):
        run(RemoteStore(url), "ASK {}")
