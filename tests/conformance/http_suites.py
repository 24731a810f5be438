"""The W3C's suites of HTTP requests, read from their manifests, and an endpoint to send them to."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

SUITES = Path(os.environ.get("W3C_SUITES") or Path(__file__).parents[3] / "shared" / "w3c") / "sparql" / "sparql11"
ABSENT = f"needs the W3C's test suites at {SUITES}, or where the variable W3C_SUITES says"
TOKEN = "known-to-the-tests"
HT, MF = "http://www.w3.org/2011/http#", "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
CNT, UT = "http://www.w3.org/2011/content#", "http://www.w3.org/2009/sparql/tests/test-update#"
RDF, RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"
_CODE = "from kg.cli import main; main(prog_name='kg')"


@dataclass(frozen=True)
class Request:
    """What is sent, and what is to come back."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    statuses: tuple[str, ...] = ()
    boolean: bool | None = None
    format: str = ""
    location: str = ""
    expected_headers: dict[str, str] = field(default_factory=dict)
    expected_body: str = ""


@dataclass(frozen=True)
class Case:
    """An entry of a manifest: graphs to load first (IRI to file), and requests in their order."""

    iri: str
    name: str
    graphs: dict[str, Path]
    requests: tuple[Request, ...]


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def type(self) -> str:
        """The media type."""
        return self.headers.get("Content-Type", "").partition(";")[0]

    def triples(self) -> set[ox.Triple]:
        """The graph that it holds."""
        format = ox.RdfFormat.from_media_type(self.type)
        assert format is not None, f"{self.type} is no format of graphs"
        return {quad.triple for quad in ox.parse(self.body, format=format)}


@dataclass
class Endpoint:
    """A `kg serve` that takes updates."""

    port: int

    def send(self, request: Request, path: str) -> Reply:
        """One request, with the token."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        try:
            connection.putrequest(request.method, path, skip_accept_encoding=True)
            for name, value in request.headers.items():
                connection.putheader(name, value)
            connection.putheader("Authorization", f"Bearer {TOKEN}")
            if request.body is not None:
                connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders(request.body)
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    def start_afresh(self, graphs: dict[str, Path]) -> None:
        """Nothing in the store but these graphs."""
        body, type_ = b"DROP ALL", {"content-type": "application/sparql-update"}
        assert self.send(Request("POST", "", type_, body), "/update").status == 204
        for iri, file in graphs.items():
            request = Request("PUT", "", {"content-type": "application/n-triples"}, file.read_bytes())
            assert self.send(request, f"/store?graph={iri}").status == 201


@contextmanager
def serving(folder: Path) -> Iterator[Endpoint]:
    """An endpoint over an empty store."""
    from kg.store import open_store

    open_store(folder, create=True).close()
    command = [sys.executable, "-c", _CODE, "serve", "--bind", "localhost:0", "--allow-update", "-s", str(folder)]
    environment = {**os.environ, "KG_TOKEN": TOKEN}
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8", env=environment) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r":(\d+)/$", line.strip())
        assert found, line
        try:
            yield Endpoint(int(found[1]))
        finally:
            process.terminate()
            process.communicate(timeout=30)


def marked(case: Case | None, suite: str, folder: str) -> Any:
    """The case as a parameter of a test, counted in the table of conformance."""
    if case is None:
        return pytest.param(None, marks=pytest.mark.skip(reason=ABSENT), id="absent")
    mark = pytest.mark.w3c(suite=suite, folder=folder, category="requests", iri=case.iri, way="HTTP")
    return pytest.param(case, marks=[mark], id=case.iri.rpartition("#")[2])


class Manifest:
    """A manifest, read as RDF."""

    def __init__(self, file: Path) -> None:
        self._store = ox.Store()
        base = f"http://example/{file.parent.name}/"
        self._store.load(file.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=base + file.name)
        self._base, self._folder = base, file.parent
        self._here = ox.NamedNode(base + file.name)

    def cases(self) -> list[Case]:
        """The entries in their order, and then what is a test and was forgotten in the list."""
        listed = self._list(self.value(self._here, MF + "entries"))
        typed = self._store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), None)
        tests = sorted({q.subject for q in typed if q.object.value.endswith("ProtocolTest")}, key=str)
        return [self._case(entry) for entry in [*listed, *(test for test in tests if test not in listed)]]

    def comments(self, name: str) -> dict[str, tuple[str, str]]:
        """The name and the comment that contains a text, of each entry in its order."""
        found = {}
        for entry in self._list(self.value(self._here, MF + "entries")):
            texts = [term.value for term in self.values(entry, RDFS + "comment") if name in term.value]
            found[entry.value] = (self.value(entry, MF + "name").value, texts[0])
        return found

    def values(self, subject: Any, predicate: str) -> list[Any]:
        """The objects of a subject and a predicate."""
        return [quad.object for quad in self._store.quads_for_pattern(subject, ox.NamedNode(predicate), None)]

    def value(self, subject: Any, predicate: str) -> Any:
        """The one object, or None."""
        return next(iter(self.values(subject, predicate)), None)

    def _list(self, node: Any) -> list[Any]:
        found = []
        while node is not None and node != ox.NamedNode(RDF + "nil"):
            found.append(self.value(node, RDF + "first"))
            node = self.value(node, RDF + "rest")
        return found

    def _case(self, entry: Any) -> Case:
        graphs = {
            self.value(data, RDFS + "label").value: self._folder
            / self.value(data, UT + "graph").value.removeprefix(self._base)
            for data in self.values(entry, UT + "graphData")
        }
        requests = self._list(self.value(self.value(entry, MF + "action"), HT + "requests"))
        name = self.value(entry, MF + "name")
        return Case(entry.value, name.value if name else "", graphs, tuple(map(self._request, requests)))

    def _request(self, node: Any) -> Request:
        response = self.value(node, HT + "resp")
        boolean, format = self.value(response, MF + "expectedBoolean"), self.value(response, MF + "expectedFormat")
        location, expected = self.value(response, MF + "expectedLocation"), self.value(response, HT + "body")
        return Request(
            method=self.value(node, HT + "methodName").value,
            path=self.value(node, HT + "absolutePath").value,
            headers=self._headers(node),
            body=self._body(self.value(node, HT + "body")),
            statuses=tuple(sorted(s.value.rpartition("#")[2] for s in self.values(response, MF + "expectedStatus"))),
            boolean=None if boolean is None else boolean.value == "true",
            format=format.value if format else "",
            location=location.value if location else "",
            expected_headers=self._headers(response),
            expected_body=self.value(expected, CNT + "chars").value if expected else "",
        )

    def _headers(self, node: Any) -> dict[str, str]:
        return {
            self.value(header, HT + "fieldName").value: self.value(header, HT + "fieldValue").value
            for header in self._list(self.value(node, HT + "headers"))
        }

    def _body(self, node: Any) -> bytes | None:
        if node is None:
            return None
        return self.value(node, CNT + "chars").value.encode(self.value(node, CNT + "characterEncoding").value)  # type: ignore[no-any-return]


#: Statuses as the manifests name them.
_NAMED = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}


def is_expected(status: int, names: tuple[str, ...]) -> bool:
    """Whether a status is one of those named, as Created or StatusCode4xx."""
    return any(_NAMED.get(name) == status or name == f"StatusCode{status // 100}xx" for name in names)


def same_graph(first: set[ox.Triple], second: set[ox.Triple]) -> bool:
    """Whether two graphs are isomorphic."""
    canonical = []
    for triples in (first, second):
        dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        canonical.append(set(dataset))
    return canonical[0] == canonical[1]
