"""Links to things elsewhere: the table, a reconciliation service, and what becomes of them in the graph."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from kg.build import build, remove
from kg.errors import LinkError
from kg.linking import Link, Service, read_links, write_links
from kg.store import Store, open_store

REPORT = "青山区质量月启动\n\n9月2日，武汉市青山区2019年“质量月”启动仪式在青山会堂举行，副区长李文明出席并致辞。\n"
HERE = "http://example.org/entity/"


def table(path: Path, *rows: str) -> Path:
    path.write_text("type\tname\tiri\tnote\n" + "".join(row + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "r.txt"
    file.write_text(REPORT, "utf-8")
    return file


def linked(store: Store) -> set[tuple[str, str]]:
    quads = store.match(None, "schema:sameAs")
    return {(q.subject.value.rpartition("/")[2], q.object.value) for q in quads if "/identity/" not in q.subject.value}


def test_a_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """Rows without an IRI are still to be filled and are left out."""
    rows = [Link("Person", "甲", HERE + "Q1", "注"), Link("Place", "乙", "")]
    text = io.StringIO()
    write_links(rows, text)
    (tmp_path / "t.tsv").write_text(text.getvalue(), "utf-8")
    assert read_links(tmp_path / "t.tsv") == (rows[0],)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Persons\t甲\thttp://x/1", "t.tsv:2: 'Persons' is no class"),
        ("Person\t甲\tQ1", "t.tsv:2: 'Q1' is no IRI"),
        ("Person\t甲\thttp://x/1\t注\t又", "t.tsv:2: expected the columns"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    """What is expected, what was found, what to write."""
    with pytest.raises(LinkError, match=message) as caught:
        read_links(table(tmp_path / "t.tsv", row))
    assert caught.value.hint


def test_links_come_and_go_with_the_table_and_with_what_they_are_about(tmp_path: Path, report: Path) -> None:
    """The table beside the store is used; an edited table changes the links, a withdrawn report takes them along."""
    store = tmp_path / "s"
    beside = table(tmp_path / "s.links.tsv", f"Person\t李文明\t{HERE}Q1", f"Person\t王建国\t{HERE}Q2")
    built = build(report, store)
    assert built.conforms
    assert [w for w in built.warnings if "王建国" in w]
    with open_store(store) as opened:
        assert {iri for _, iri in linked(opened)} == {HERE + "Q1"}
    table(beside, f"Person\t李文明\t{HERE}Q3", f"Place\t青山区\t{HERE}Q4")
    build(report, store)
    with open_store(store) as opened:
        assert {iri for _, iri in linked(opened)} == {HERE + "Q3", HERE + "Q4"}
    remove(["r"], store)
    with open_store(store) as opened:
        assert len(opened) == 0


class _Answers(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        self._send({"versions": ["0.2"], "name": "test", "identifierSpace": HERE})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        queries = json.loads(parse_qs(body)["queries"][0])
        self._send(
            {
                key: {
                    "result": [
                        {
                            "id": "Q1",
                            "name": query["query"],
                            "score": 100,
                            "match": query["query"] == "青山区",
                            "type": [],
                        },
                        {"id": "Q2", "name": "另", "score": 12.5, "match": False, "type": []},
                    ][: query["limit"]]
                }
                for key, query in queries.items()
            }
        )

    def _send(self, content: object) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())


@pytest.fixture
def service() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api"
    server.shutdown()
    server.server_close()


def test_a_service_fills_what_it_is_sure_of(tmp_path: Path, report: Path, service: str, kg: Any) -> None:
    """The others stand in the note."""
    build(report, tmp_path / "s", validate=False)
    done = kg("link", "-s", str(tmp_path / "s"), "--service", service, "--type", "Place", "--limit", "2")
    rows = {row.split("\t")[1]: row.split("\t")[2:] for row in done.stdout.splitlines()}
    assert rows["青山区"][0] == HERE + "Q1"
    assert rows["青山会堂"][0] == ""
    assert HERE + "Q2 另 12.5" in rows["青山会堂"][1]


def test_a_service_that_is_not_there_is_told(service: str) -> None:
    """With the address."""
    with pytest.raises(LinkError, match="cannot be reached"):
        list(Service("http://127.0.0.1:9/api", timeout_s=1).candidates(["甲"]))
    with pytest.raises(LinkError, match="no address"):
        Service("file:///etc/passwd")
    assert len(list(Service(service).candidates([str(n) for n in range(60)]))) == 60
