"""Endpoints on this machine in the place of those that the federation tests name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

from w3c.manifest import Case, Data, dataset_of
from w3c.ways import Way

JSON = "application/sparql-results+json"


class _Handler(BaseHTTPRequestHandler):
    """SPARQL 1.1 Protocol, as far as a federated query needs it: the store of a path, asked by GET or POST."""

    server: _Server

    def do_GET(self) -> None:
        self._answer(parse_qs(urlsplit(self.path).query)["query"][0])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8")
        is_form = self.headers["Content-Type"].startswith("application/x-www-form-urlencoded")
        self._answer(parse_qs(body)["query"][0] if is_form else body)

    def _answer(self, query: str) -> None:
        store = self.server.stores.get(urlsplit(self.path).path)
        if store is None:
            self.send_error(404)
            return
        answer = store.query(query).serialize(format=ox.QueryResultsFormat.JSON)
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stores: dict[str, ox.Store]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stores = stores


@contextmanager
def endpoints(case: Case) -> Iterator[dict[str, str]]:
    """Serves the data of a case; IRIs of endpoints to what stands for them. One without data answers 404."""
    stores, instead = {}, {}
    for i, (iri, data) in enumerate(case.services):
        stores[f"/{i}"] = ox.Store()
        stores[f"/{i}"].extend(dataset_of(data))
        instead[iri] = f"/{i}"
    server = _Server(stores)
    address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield {
            "http://invalid.endpoint.org/sparql": f"{address}/none",
            **{iri: address + path for iri, path in instead.items()},
        }
    finally:
        server.shutdown()
        server.server_close()


class Renaming:
    """A way in which endpoints have other names: in queries and data going in, and in answers coming out."""

    def __init__(self, way: Way, instead: dict[str, str]) -> None:
        self._way, self._instead = way, instead

    def load(self, quads: Iterable[ox.Quad], data: Data) -> None:
        def other(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> object:
            return ox.NamedNode(self._instead.get(term.value, term.value)) if isinstance(term, ox.NamedNode) else term

        renamed = [ox.Quad(other(q.subject), q.predicate, other(q.object), q.graph_name) for q in quads]
        self._way.load(renamed, data)

    def ask(self, query: str, suffix: str, base: str) -> bytes:
        for iri, other in self._instead.items():
            query = query.replace(f"<{iri}>", f"<{other}>")
        answer = self._way.ask(query, suffix, base)
        for iri, other in self._instead.items():
            answer = answer.replace(other.encode(), iri.encode())
        return answer

    def accepts(self, request: str, base: str, *, is_update: bool) -> None:
        self._way.accepts(request, base, is_update=is_update)

    def update(self, update: str, base: str) -> None:
        self._way.update(update, base)

    def quads(self) -> list[ox.Quad]:
        return self._way.quads()
