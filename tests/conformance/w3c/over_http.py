"""The other way to ask: an endpoint, by the SPARQL 1.1 Protocol and the Graph Store Protocol, with nothing but HTTP."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

import pyoxigraph as ox

from w3c.compare import blanks
from w3c.manifest import Case, Data, dataset_of
from w3c.runner import from_files
from w3c.ways import WHOLE, NotSparql, Refused, quads_in

ACCEPT = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".tsv": "text/tab-separated-values",
    ".csv": "text/csv",
    ".nt": "application/n-triples",
}
#: A graph in which there is nothing: the default graph of tests without data.
EMPTY = "urn:x-empty"
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def only_asks(case: Case) -> bool:
    """Whether a case changes nothing, and has its named graphs in files of their own: then the library will do."""
    quads = dataset_of(Data(default=case.data.default))
    return not case.kind.startswith("update") and all(isinstance(q.graph_name, ox.DefaultGraph) for q in quads)


def library(cases: Iterable[Case]) -> list[ox.Quad]:
    """Every file that a query is asked of, each in the graph of its own IRI: one store for all tests that only ask."""
    quads: dict[str, list[ox.Quad]] = {}
    for case in filter(only_asks, cases):
        for data in (case.data, from_files(case)) if "syntax" not in case.kind else ():
            for name, file in [*((file.iri, file) for file in data.default), *data.named]:
                assert name == file.iri, name
                quads.setdefault(name, dataset_of(Data(named=((name, file),))))
    return [quad for graph in quads.values() for quad in graph]


class OverHttp:
    """An endpoint at an address that ends in a slash, with `sparql`, `update` and `store` below it.

    Where `holds_library`, its store holds what `library` gives, and a test's dataset is named in the request;
    otherwise it is loaded into the store.
    """

    def __init__(self, address: str, *, token: str = "", holds_library: bool = False) -> None:
        self._address = address
        self._token = token
        self._holds_library = holds_library
        self._dataset: list[tuple[str, str]] = []

    def load(self, quads: Iterable[ox.Quad], data: Data) -> None:
        if self._holds_library:
            default = [file.iri for file in data.default] or [EMPTY]
            self._dataset = [("default-graph-uri", iri) for iri in default]
            self._dataset += [("named-graph-uri", iri) for iri, _ in data.named]
            return
        self._send("POST", "update", b"DROP ALL", "application/sparql-update")
        graphs: dict[str, list[ox.Triple]] = {}
        homes: dict[str, set[str]] = {}
        for quad in quads:
            name = getattr(quad.graph_name, "value", "")
            graphs.setdefault(name, []).append(ox.Triple(quad.subject, quad.predicate, quad.object))
            for label in (*blanks(quad.subject), *blanks(quad.object)):
                homes.setdefault(label, set()).add(name)
        if any(len(names) > 1 for names in homes.values()):  # sent graph by graph they would become two
            blocks = (
                f"GRAPH <{name}> {{ {_lines(graph)} }}" if name else _lines(graph) for name, graph in graphs.items()
            )
            self._send("POST", "update", f"INSERT DATA {{ {' '.join(blocks)} }}".encode(), "application/sparql-update")
            return
        for name, triples in graphs.items():
            where = "store?" + (urlencode({"graph": name}) if name else "default")
            self._send("PUT", where, ox.serialize(triples, format=ox.RdfFormat.TURTLE), "text/turtle")

    def ask(self, query: str, suffix: str, base: str) -> bytes:
        dataset = [] if "FROM" in query.upper().split() else self._dataset
        form = [("query", f"BASE <{base}>\n{query}"), *dataset]
        return self._form("sparql", form, ACCEPT[suffix])

    def accepts(self, request: str, base: str, *, is_update: bool) -> None:
        if is_update:
            self.update(request.replace("<http:", "<x-nowhere:"), base)
        else:
            self._form("sparql", [("query", f"BASE <{base}>\n{request}")], "*/*")

    def update(self, update: str, base: str) -> None:
        self._send("POST", "update", f"BASE <{base}>\n{update}".encode(), "application/sparql-update")

    def quads(self) -> list[ox.Quad]:
        return quads_in(self._form("sparql", [("query", WHOLE)], ACCEPT[".srj"]))

    def _form(self, path: str, pairs: Sequence[tuple[str, str]], accept: str) -> bytes:
        return self._send("POST", path, urlencode(pairs).encode(), "application/x-www-form-urlencoded", accept)

    def _send(self, method: str, path: str, body: bytes, media_type: str, accept: str = "*/*") -> bytes:
        headers = {"Content-Type": media_type, "Accept": accept}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(self._address + path, body, headers, method=method)
        try:
            with _OPENER.open(request, timeout=60) as answer:
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            said = error.read().decode("utf-8", "replace")
            kind = NotSparql if error.code == 400 and "not SPARQL" in said else Refused
            raise kind(f"{error.code}: {said}") from error


def _lines(triples: Iterable[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
