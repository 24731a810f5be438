"""What one client may ask of the endpoint, and that the others do not feel it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kg.store import open_store

from .conftest import Server, Start, eventually

#: Joins everything with everything: it would take years.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


def connect(server: Server, text: str) -> socket.socket:
    """A connection with something said on it."""
    found = socket.create_connection(("localhost", server.port), timeout=60)
    found.sendall(text.encode())
    return found


def everything(connection: socket.socket) -> bytes:
    """What comes until the other side hangs up."""
    found = b""
    with connection, contextlib.suppress(ConnectionError):
        while piece := connection.recv(1 << 16):
            found += piece
    return found


def test_a_query_over_its_time_is_stopped_and_told(built_sample: Path, start: Start) -> None:
    """Its process is gone, the others answer on."""
    server = start(built_sample, "--timeout-s", "1")
    assert server.query("ASK {}").status == 200
    found: dict[str, object] = {}
    asking = threading.Thread(target=lambda: found.update(reply=server.query(ENDLESS)))
    before = server.workers()
    asking.start()
    assert server.query("ASK {}").status == 200
    asking.join()
    reply = found["reply"]
    assert reply.status == 503  # type: ignore[attr-defined]
    assert reply.headers["Retry-After"]  # type: ignore[attr-defined]
    assert "longer than 1 second" in reply.json["detail"]  # type: ignore[attr-defined]
    assert eventually(lambda: len(before - server.workers()) == 1), "its process is still there"
    assert server.query("ASK {}").status == 200


def test_a_client_that_goes_away_takes_its_query_along(server: Server) -> None:
    """Long before the time of the query is over."""
    assert server.query("ASK {}").status == 200
    eventually(lambda: len(server.workers()) >= 2)
    before = server.workers()
    connection = connect(server, f"GET /sparql?{urlencode({'query': ENDLESS})} HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert not eventually(lambda: before - server.workers(), 0.5)
    connection.close()
    assert eventually(lambda: before - server.workers()), "its process is still there"
    assert server.query("ASK {}").status == 200


def test_more_rows_than_allowed_are_refused_in_words(built_sample: Path, start: Start) -> None:
    """Never cut off in silence; as many as allowed are answered."""
    server = start(built_sample, "--max-rows", "5")
    for accept in ("text/csv", "application/sparql-results+json", "application/sparql-results+xml", "text/plain"):
        assert server.query("SELECT * { ?s ?p ?o } LIMIT 5", Accept=accept).status == 200
        found = server.query("SELECT * { ?s ?p ?o } LIMIT 6", Accept=accept)
        assert found.status == 403
        assert "more than 5 results" in found.text
    assert server.query("CONSTRUCT WHERE { ?s ?p ?o }", Accept="text/turtle").status == 403
    assert server.ask("/query/reports?limit=5").status == 200


def test_a_larger_answer_than_allowed_is_refused(built_sample: Path, start: Start) -> None:
    """However few rows it has."""
    server = start(built_sample, "--max-answer-bytes", "1M")
    found = server.query("SELECT ?x { ?a ?b ?c . ?d ?e ?f . BIND(CONCAT(STR(?a), STR(?d)) AS ?x) } LIMIT 50000")
    assert found.status == 403
    assert "larger than 1 MiB" in found.json["detail"]


def test_a_request_that_is_too_large_is_refused_while_it_comes(built_sample: Path, start: Start) -> None:
    """Announced, it is not read at all; unannounced, no further than allowed."""
    server = start(built_sample, "--max-request-bytes", "1k")
    head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    announced = connect(server, head + "Content-Length: 1000000000000\r\n\r\n")
    assert everything(announced).startswith(b"HTTP/1.1 413 ")
    chunked = connect(server, head + "Transfer-Encoding: chunked\r\n\r\n")
    answer = b""
    with chunked, contextlib.suppress(OSError):
        for _ in range(10_000):
            chunked.sendall(b"400\r\n" + b" " * 1024 + b"\r\n")
            chunked.settimeout(0.001)
            with contextlib.suppress(TimeoutError):
                answer += chunked.recv(1 << 16)
            chunked.settimeout(60)
            if answer:
                break
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert server.ask("/sparql", "POST", "ASK {}", Content_Type="application/sparql-query").status == 200


def test_too_many_queries_wait_and_then_are_told(built_sample: Path, start: Start) -> None:
    """One at once, and the next waits for a tenth of a second."""
    server = start(built_sample, "--max-queries", "1", "--queue-s", "0.1", "--timeout-s", "30")
    busy = connect(server, f"GET /sparql?{urlencode({'query': ENDLESS})} HTTP/1.1\r\nHost: localhost\r\n\r\n")
    found = eventually(lambda: (reply := server.query("SELECT * { ?s a ?o, ?p } LIMIT 1")).status == 429 and reply)
    assert found
    assert found.headers["Retry-After"] == "5"
    busy.close()
    assert eventually(lambda: server.query("SELECT * { ?s a ?o, ?p } LIMIT 1").status == 200)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "GET /sparql HTTP/1.1\r\nHost: local",
        "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nASK",
    ],
)
def test_a_client_that_is_slow_is_cut_off(built_sample: Path, start: Start, said: str) -> None:
    """Whether it says nothing, half a head, or half a body; the others are answered meanwhile."""
    server = start(built_sample, "--client-timeout-s", "1")
    slow = connect(server, said)
    assert server.query("ASK {}").status == 200
    assert everything(slow).startswith(b"HTTP/1.1 408 ")
    assert server.query("ASK {}").status == 200


def test_a_client_that_drips_is_cut_off(built_sample: Path, start: Start) -> None:
    """A byte now and then is too slow."""
    server = start(built_sample, "--client-timeout-s", "0.5")
    head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 9999\r\n\r\n"
    slow = connect(server, head)
    slow.settimeout(0.1)
    answer = b""
    with slow, contextlib.suppress(OSError):
        for _ in range(300):
            slow.sendall(b" ")
            try:
                answer += slow.recv(1 << 16)
                break
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 408 ")


def test_a_head_that_is_too_large_is_refused(server: Server) -> None:
    """A URL or a header without end."""
    endless = connect(server, "GET /sparql?query=")
    answer = b""
    with endless, contextlib.suppress(OSError):
        for _ in range(1000):
            endless.sendall(b"A" * 4096)
        answer = everything(endless)
    assert answer[:13] in (b"HTTP/1.1 431 ", b"")
    assert server.query("ASK {}").status == 200


@pytest.mark.parametrize(
    "said",
    [
        "nonsense\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "\x00\x01\x02",
    ],
)
def test_what_is_no_http_is_refused(server: Server, said: str) -> None:
    """With 4xx, or by hanging up; never with 500."""
    connection = connect(server, said)
    connection.shutdown(socket.SHUT_WR)
    assert everything(connection)[:10] in (b"HTTP/1.1 4", b"", b"HTTP/1.1 2", b"HTTP/1.1 3")
    assert server.query("ASK {}").status == 200


def test_a_query_that_needs_too_much_memory_ends_alone(built_sample: Path, start: Start) -> None:
    """503, and the server answers on."""
    server = start(built_sample, "--max-memory", "200M")
    hoard = (
        "SELECT (GROUP_CONCAT(?x; separator='') AS ?y) { ?a ?b ?c . ?d ?e ?f . BIND(CONCAT(STR(?c), STR(?f)) AS ?x) }"
    )
    found = server.query(hoard)
    assert found.status == 503
    assert server.query("ASK {}").status == 200


class _Other(BaseHTTPRequestHandler):
    """Another machine: a SPARQL endpoint, a file, and one that sends on to somebody else."""

    asked: list[str]
    elsewhere: str

    def _answer(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path.startswith("/moved"):
            self.send_response(int(self.path.rpartition("/")[2]))
            self.send_header("Location", self.elsewhere)
            self.end_headers()
            return
        is_file = self.path.startswith("/file")
        body = (
            b"<http://e/a> <http://e/b> <http://e/c> ."
            if is_file
            else b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/turtle" if is_file else "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer  # noqa: N815 (so the library has them)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing."""


@contextlib.contextmanager
def other_machine(elsewhere: str = "") -> Iterator[tuple[str, list[str]]]:
    """Its authority, and what it was asked."""
    asked: list[str] = []
    handler = type("Handler", (_Other,), {"asked": asked, "elsewhere": elsewhere})
    with HTTPServer(("127.0.0.1", 0), handler) as found:
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        try:
            yield f"127.0.0.1:{found.server_port}", asked
        finally:
            found.shutdown()
            thread.join()


ASKING = (
    "SELECT * {{ SERVICE <http://{0}/sparql> {{ ?x ?y ?z }} }}",
    "SELECT * {{ SERVICE SILENT <http://{0}/sparql> {{ ?x ?y ?z }} }}",
    "PREFIX e: <http://{0}/> SELECT * {{ SERVICE e:sparql {{ ?x ?y ?z }} }}",
    "BASE <http://{0}/> SELECT * {{ SERVICE <sparql> {{ ?x ?y ?z }} }}",
    "SELECT * {{ BIND(IRI('http://{0}/sparql') AS ?s) SERVICE ?s {{ ?x ?y ?z }} }}",
    "SELECT * {{ VALUES ?s {{ <http://{0}/sparql> }} SERVICE ?s {{ ?x ?y ?z }} }}",
    "SELECT * {{ {{ SELECT * {{ sErViCe<http://{0}/sparql> {{ ?x ?y ?z }} }} }} }}",
    "SELECT * {{ ?s ?p 1SERVICE <http://{0}/sparql> {{ ?x ?y ?z }} }}",
    "SELECT * {{ #\n SERVICE #x\n <http://{0}/sparql> {{ ?x ?y ?z }} }}",
    "SELECT * {{ OPTIONAL {{ SERVICE <http://{0}/\\u0073parql> {{ ?x ?y ?z }} }} }}",
    "SELECT * {{ \\u0053ERVICE <http://{0}/sparql> {{ ?x ?y ?z }} }}",
)


@pytest.mark.parametrize("query", ASKING)
def test_no_query_asks_another_machine(server: Server, query: str) -> None:
    """However it is written: refused, and nobody was asked."""
    with other_machine() as (there, asked):
        found = server.query(query.format(there))
        assert found.status in (400, 403)
        assert server.post("/sparql", {"query": query.format(there)}).status in (400, 403)
        assert asked == []


def test_from_and_graph_parameters_fetch_nothing(server: Server) -> None:
    """They name graphs of the store, not files of the web."""
    with other_machine() as (there, asked):
        sparql = f"SELECT * FROM <http://{there}/file> {{ ?s ?p ?o }}"
        assert server.query(sparql).json["results"]["bindings"] == []
        more = {"default-graph-uri": f"http://{there}/file", "named-graph-uri": f"http://{there}/file2"}
        assert server.post("/sparql", {"query": "SELECT * { ?s ?p ?o }", **more}).status == 200
        assert asked == []


def test_service_reaches_the_hosts_that_are_allowed_and_no_others(built_sample: Path, start: Start) -> None:
    """By name and port; a host that was not named is refused even beside one that was."""
    with other_machine() as (there, asked), other_machine() as (elsewhere, not_asked):
        server = start(built_sample, "--allow-service", there)
        assert server.query(ASKING[0].format(there)).status == 200
        assert len(asked) == 1
        both = f"SELECT * {{ SERVICE <http://{there}/sparql> {{ ?x ?y ?z }} SERVICE <http://{elsewhere}/s> {{ ?x ?y ?z }} }}"
        for query in (both, *(query.format(elsewhere) for query in ASKING)):
            assert server.query(query).status in (400, 403)
        for query in (f"SELECT * {{ SERVICE <http://{there}@{elsewhere}/s> {{}} }}", ASKING[4].format(there)):
            assert server.query(query).status in (400, 403)
        assert (len(asked), not_asked) == (1, [])


def test_load_reaches_the_hosts_that_are_allowed_and_no_others(tmp_path: Path, start: Start) -> None:
    """The triples come, and nothing of other hosts."""
    from .conftest import TOKEN

    open_store(tmp_path / "empty", read_only=False, create=True).close()
    with other_machine() as (there, asked), other_machine() as (elsewhere, not_asked):
        server = start(tmp_path / "empty", "--allow-update", "--allow-load", there, KG_TOKEN=TOKEN)
        assert server.update(f"LOAD <http://{there}/file> INTO GRAPH <urn:g>").status == 204
        assert server.query("ASK { GRAPH <urn:g> { <http://e/a> ?p ?o } }").json["boolean"]
        for sparql in (
            f"LOAD <http://{elsewhere}/file>",
            f"LOAD <http://{there}/file>; LOAD SILENT <http://{elsewhere}/f>",
        ):
            assert server.update(sparql).status == 403
        assert (len(asked), not_asked) == (1, [])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_an_allowed_host_cannot_send_on_to_another(tmp_path: Path, start: Start, status: int) -> None:
    """The engine follows no redirection, neither for SERVICE nor for LOAD; the page on security promises so."""
    from .conftest import TOKEN

    open_store(tmp_path / "empty", read_only=False, create=True).close()
    with other_machine() as (elsewhere, not_asked), other_machine(f"http://{elsewhere}/file") as (there, asked):
        server = start(
            tmp_path / "empty", "--allow-update", "--allow-service", there, "--allow-load", there, KG_TOKEN=TOKEN
        )
        assert server.query(f"SELECT * {{ SERVICE <http://{there}/moved/{status}> {{ ?x ?y ?z }} }}").status == 400
        assert server.update(f"LOAD <http://{there}/moved/{status}>").status == 400
        assert (len(asked), not_asked) == (2, [])
