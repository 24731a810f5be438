"""Writing over HTTP: who may, what is promised, and what is left after a fault."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kg.store import open_store

from .conftest import TOKEN, Reply, Server, Start, eventually

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def count(server: Server, sparql: str = COUNT) -> int:
    """The one number that a query answers with."""
    return int(server.query(sparql).json["results"]["bindings"][0]["n"]["value"])


def add(i: int, graph: str = "http://e/g") -> str:
    """An update that adds one triple."""
    return f"INSERT DATA {{ GRAPH <{graph}> {{ <http://e/{i}> rdfs:label '第{i}'@zh }} }}"


def test_updates_need_the_token(writable: Server) -> None:
    """None, another, and one in the URL are refused alike; the right one is taken, however the scheme is spelt."""
    type_ = "application/sparql-update"
    without = writable.ask("/update", "POST", add(1), Content_Type=type_)
    assert (without.status, without.headers["WWW-Authenticate"]) == (401, 'Bearer realm="kg"')
    wrong = writable.update(add(1), token=TOKEN + "x")
    assert wrong.status == 401
    assert "invalid_token" in wrong.headers["WWW-Authenticate"]
    assert writable.ask(f"/update?access_token={TOKEN}", "POST", add(1), Content_Type=type_).status == 401
    for way, path in (("PUT", "/store?default"), ("POST", "/store"), ("DELETE", "/store?default")):
        assert writable.ask(path, way, "", Content_Type="text/turtle").status == 401
    assert count(writable) == 0
    assert writable.ask("/update", "POST", add(1), Content_Type=type_, Authorization=f"bearer {TOKEN}").status == 204
    assert writable.post("/update", {"update": add(2)}, Authorization=f"Bearer {TOKEN}").status == 204
    assert count(writable) == 2


def test_what_was_written_is_read_at_once(writable: Server) -> None:
    """By the next query, whichever worker answers it, and under another ETag."""
    tags = set()
    for i in range(12):
        assert writable.update(add(i)).status == 204
        found = writable.query(COUNT)
        assert int(found.json["results"]["bindings"][0]["n"]["value"]) == i + 1
        tags.add(found.headers["ETag"])
    assert len(tags) == 12


@pytest.mark.parametrize(
    ("body", "type_", "path", "status"),
    [
        ("INSERT DATA {", "application/sparql-update", "/update", 400),
        ("SELECT * {}", "application/sparql-update", "/update", 400),
        ("", "application/sparql-update", "/update?update=CLEAR+ALL", 400),
        ("CLEAR ALL", "application/sparql-update", "/update?query=ASK%7B%7D", 400),
        ("CLEAR ALL", "application/sparql-update", "/update?using-graph-uri=x", 400),
        ("CLEAR ALL", "text/plain", "/update", 415),
        ("update=CLEAR+ALL&update=CLEAR+ALL", "application/x-www-form-urlencoded", "/update", 400),
        ("", "application/x-www-form-urlencoded", "/update", 400),
        ("LOAD <http://127.0.0.1:9/x>", "application/sparql-update", "/update", 403),
        ("LOAD SILENT <file:///etc/passwd>", "application/sparql-update", "/update", 403),
        (
            "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
            "application/sparql-update",
            "/update",
            403,
        ),
        ("DROP GRAPH <http://e/none>", "application/sparql-update", "/update", 400),
    ],
)
def test_what_updates_are_refused(writable: Server, body: str, type_: str, path: str, status: int) -> None:
    """With a status that says why; nothing is changed."""
    writable.update(add(1))
    found = writable.ask(path, "POST", body, Content_Type=type_, Authorization=f"Bearer {TOKEN}")
    assert (found.status, found.json["status"]) == (status, status)
    assert "passwd" not in found.json["detail"]
    assert count(writable) == 1


def test_graphs_of_reports_are_protected(sample_store: Path, start: Start) -> None:
    """By updates and by the graph store; a graph of one's own beside them is not."""
    server = start(sample_store, "--allow-update", KG_TOKEN=TOKEN)
    graph = server.query("SELECT ?g { GRAPH ?g {} } ORDER BY DESC(?g) LIMIT 1").json["results"]["bindings"][0]["g"][
        "value"
    ]
    before = count(server)
    for sparql in (
        f"CLEAR GRAPH <{graph}>",
        "DROP ALL",
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    ):
        assert server.update(sparql).status == 403
    known = {"Authorization": f"Bearer {TOKEN}", "Content_Type": "text/turtle"}
    path = "/store?" + urlencode({"graph": graph})
    for method in ("PUT", "POST", "DELETE"):
        assert server.ask(path, method, "", **known).status == 403
    assert count(server) == before
    assert server.update(add(1, "urn:notes")).status == 204
    assert count(server) == before + 1


def test_report_graphs_may_be_written_when_insisted(sample_store: Path, start: Start) -> None:
    """With the option for it."""
    server = start(sample_store, "--allow-update", "--allow-report-graphs", KG_TOKEN=TOKEN)
    assert server.update("DROP ALL").status == 204
    assert count(server) == 0


def test_acknowledged_updates_survive_kill_9(writable: Server) -> None:
    """Of server and writer at once, in the midst of further updates: nothing acknowledged is lost, and nothing is half."""
    done: list[int] = []
    stop = threading.Event()

    def write(first: int) -> None:
        for i in range(first, first + 10_000):
            if stop.is_set():
                return
            try:
                pair = f"INSERT DATA {{ GRAPH <http://e/g> {{ <http://e/{i}> rdfs:label 'a', 'b' }} }}"
                if writable.update(pair).status == 204:
                    done.append(i)
            except OSError:
                return

    threads = [threading.Thread(target=write, args=(i * 10_000,)) for i in range(3)]
    for thread in threads:
        thread.start()
    eventually(lambda: len(done) > 30)
    for pid in [*writable.workers(), writable.process.pid]:
        os.kill(pid, signal.SIGKILL)
    stop.set()
    for thread in threads:
        thread.join()
    acknowledged = list(done)
    assert len(acknowledged) > 30
    with open_store(writable.store) as store:
        rows = store.query("SELECT ?s (COUNT(*) AS ?n) { ?s rdfs:label ?o } GROUP BY ?s")
        found = {int(row["s"].value.rpartition("/")[2]): int(row["n"].value) for row in rows}  # type: ignore[union-attr]
    assert set(acknowledged) <= set(found)
    assert set(found.values()) == {2}


def test_an_update_over_its_time_is_stopped(tmp_path: Path, start: Start) -> None:
    """Its process is killed, and the next one is carried out."""
    with open_store(tmp_path / "big", read_only=False, create=True) as store:
        rows = " ".join(f"<http://e/{i}> rdfs:label '{i}' ." for i in range(300))
        store.update(f"INSERT DATA {{ GRAPH <http://e/g> {{ {rows} }} }}")
    server = start(tmp_path / "big", "--allow-update", "--timeout-s", "1", KG_TOKEN=TOKEN)
    assert server.update(add(1000)).status == 204
    before = server.workers()
    found = server.update(
        "INSERT { GRAPH <http://e/h> { ?a ?b ?x } } WHERE { GRAPH <http://e/g> { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        " BIND(CONCAT(?c, ?f, ?i) AS ?x) }"
    )
    assert found.status == 503
    assert "all of it or nothing" in found.json["hint"]
    assert eventually(lambda: len(before - server.workers()) == 1), "the writer is still there"
    assert count(server) == 301
    assert server.update(add(1001)).status == 204
    assert count(server) == 302


def test_concurrent_updates_are_all_carried_out(writable: Server) -> None:
    """One after the other, while queries go on."""
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda i: writable.update(add(i)), range(60)))
        assert {reply.status for reply in replies} == {204}
    assert count(writable) == 60


def test_a_build_beside_the_server_is_seen(sample_store: Path, tmp_path: Path, start: Start) -> None:
    """New answers and other ETags, in a second; a client that had the old one gets the new one."""
    server = start(sample_store)
    before = server.query(COUNT)
    assert server.query(COUNT, If_None_Match=before.headers["ETag"]).status == 304
    with open_store(sample_store, read_only=False) as store:
        store.update(add(1))

    def changed() -> Reply | None:
        found = server.query(COUNT, If_None_Match=before.headers["ETag"])
        return found if found.status == 200 else None

    after = eventually(changed)
    assert after is not None
    assert after.body != before.body
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_store_that_somebody_else_writes_to_is_told(writable: Server) -> None:
    """503, to try again later; and afterwards it goes on."""
    with open_store(writable.store, read_only=False):
        found = writable.update(add(1))
        assert (found.status, found.headers["Retry-After"]) == (503, "5")
    assert writable.update(add(1)).status == 204


def test_the_writer_lets_others_write(writable: Server) -> None:
    """Some seconds after the last update `kg build` finds the store free."""
    from kg.errors import StoreLocked

    assert writable.update(add(1)).status == 204

    def is_free() -> bool:
        try:
            open_store(writable.store, read_only=False).close()
        except StoreLocked:
            return False
        return True

    assert eventually(is_free)


def test_a_store_that_goes_away_is_no_fault(sample_store: Path, start: Start) -> None:
    """503 without a path; when it is back, so are the answers."""
    server = start(sample_store)
    assert server.query(COUNT).status == 200
    away = sample_store.with_name("away")
    shutil.move(sample_store, away)
    assert eventually(lambda: server.query(COUNT).status == 503)
    assert str(sample_store) not in server.query(COUNT).text
    shutil.move(away, sample_store)
    assert eventually(lambda: server.query(COUNT).status == 200)


def test_hostile_graphs_are_refused_or_read_as_they_are(writable: Server) -> None:
    """No file is read, no other machine asked, no memory filled for a document's sake."""
    entity = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    laughs = (
        "<!DOCTYPE x [<!ENTITY a0 'ha'>"
        + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12))
        + "]>"
    )
    xml = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'>"
        "<rdf:Description rdf:about='http://e/x'><e:p>{}</e:p></rdf:Description></rdf:RDF>"
    )
    known = {"Authorization": f"Bearer {TOKEN}"}
    for prolog, text in ((entity, "&f;"), (laughs, "&a11;")):
        found = writable.ask(
            "/store?default", "PUT", prolog + xml.format(text), Content_Type="application/rdf+xml", **known
        )
        assert found.status in (400, 503), found.text
    remote = '{"@context": "http://127.0.0.1:9/context", "@id": "http://e/x", "name": "y"}'
    assert writable.ask("/store?default", "PUT", remote, Content_Type="application/ld+json", **known).status == 400
    quads = '{"@id": "http://e/g", "@graph": [{"@id": "http://e/x", "http://e/p": "y"}]}'
    assert writable.ask("/store?default", "PUT", quads, Content_Type="application/ld+json", **known).status == 400
    assert count(writable) == 0


def test_graph_store_in_every_format(writable: Server) -> None:
    """What is put comes back; what is posted is added, with blank nodes of its own."""
    known = {"Authorization": f"Bearer {TOKEN}"}
    bodies = {
        "text/turtle": "[] <http://e/p> '沈' .",
        "application/n-triples": '_:a <http://e/p> "沈" .\n',
        "application/ld+json": '{"http://e/p": "沈"}',
        "application/rdf+xml": "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'>"
        "<rdf:Description><e:p>沈</e:p></rdf:Description></rdf:RDF>",
    }
    path = "/store?graph=http://e/" + "%E6%B2%88"
    for i, (type_, body) in enumerate(bodies.items()):
        assert writable.ask(path, "PUT", body, Content_Type=type_, **known).status == (204 if i else 201)
        found = writable.ask(path, Accept="application/n-triples")
        assert '<http://e/p> "沈" .' in found.text
        assert len(found.text.splitlines()) == 1
        assert writable.ask(path, "POST", body, Content_Type=type_, **known).status == 200
        assert len(writable.ask(path, Accept="application/n-triples").text.splitlines()) == 2
    assert writable.ask(path, "PUT", "<x", Content_Type="text/turtle", **known).status == 400
    assert writable.ask(path, "PUT", "x", Content_Type="text/csv", **known).status == 415
    assert writable.ask(path, "PUT", "x", Content_Type="multipart/form-data; boundary=b", **known).status == 400
    assert writable.ask("/store", "PUT", "", Content_Type="text/turtle", **known).status == 400
    assert writable.ask("/store", "DELETE", **known).status == 400
    assert writable.ask(path, "DELETE", **known).status == 200
    assert writable.ask(path, "DELETE", **known).status == 404
    assert writable.ask("/store?default", "DELETE", **known).status == 200


def test_a_token_is_made_where_none_is_given(tmp_path: Path, start: Start) -> None:
    """It is shown once, and it is the one that counts."""
    open_store(tmp_path / "empty", read_only=False, create=True).close()
    server = start(tmp_path / "empty", "--allow-update")
    line = next(line for line in server.lines if line.startswith("Token"))
    assert server.update(add(1), token=line.rpartition(" ")[2]).status == 204
    assert server.update(add(2)).status == 401


def test_a_token_comes_from_a_file(tmp_path: Path, start: Start) -> None:
    """Without the white space around it."""
    open_store(tmp_path / "empty", read_only=False, create=True).close()
    (tmp_path / "token").write_text("from-a-file\n")
    server = start(tmp_path / "empty", "--allow-update", "--token-file", str(tmp_path / "token"))
    assert not [line for line in server.lines if line.startswith("Token")]
    assert server.update(add(1), token="from-a-file").status == 204
