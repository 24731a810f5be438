"""The W3C's manifests as cases: what to load, what to ask, what to expect."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

#: Where the suites are: beside this checkout, or where the variable W3C_SUITES says.
SUITES = Path(os.environ.get("W3C_SUITES") or Path(__file__).parents[4] / "shared" / "w3c") / "sparql"
ABSENT = f"needs the W3C's test suites at {SUITES}, or where the variable W3C_SUITES says"
#: Where the suites are published; relative IRIs in their files resolve against it.
PUBLISHED = "https://w3c.github.io/rdf-tests/sparql/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"

#: The manifests to start from.
ROOTS = (
    "sparql11/manifest-sparql11-query.ttl",
    "sparql11/manifest-sparql11-update.ttl",
    "sparql11/manifest-sparql11-results.ttl",
    "sparql11/manifest-sparql11-fed.ttl",
    "sparql12/manifest.ttl",
    "sparql10/manifest-evaluation.ttl",
    "sparql10/manifest-syntax.ttl",
)

#: Type of a test in the manifests, to what it is here.
KINDS = {
    "QueryEvaluationTest": "query evaluation",
    "CSVResultFormatTest": "CSV results",
    "UpdateEvaluationTest": "update evaluation",
    "PositiveSyntaxTest": "query syntax, good",
    "PositiveSyntaxTest11": "query syntax, good",
    "NegativeSyntaxTest": "query syntax, bad",
    "NegativeSyntaxTest11": "query syntax, bad",
    "PositiveUpdateSyntaxTest": "update syntax, good",
    "PositiveUpdateSyntaxTest11": "update syntax, good",
    "NegativeUpdateSyntaxTest": "update syntax, bad",
    "NegativeUpdateSyntaxTest11": "update syntax, bad",
}

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class File:
    """A file of a suite and the IRI under which it is published."""

    path: Path
    iri: str

    @property
    def text(self) -> str:
        """What is in it; line ends as they are."""
        return self.path.read_bytes().decode("utf-8")


@dataclass(frozen=True, slots=True)
class Data:
    """Files for the default graph, and files for graphs of a name."""

    default: tuple[File, ...] = ()
    named: tuple[tuple[str, File], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A test of a manifest."""

    iri: str
    suite: str  # sparql10, sparql11, sparql12
    folder: str
    kind: str
    request: File
    data: Data
    services: tuple[tuple[str, Data], ...] = ()
    answer: File | None = None  # of a query
    after: Data = Data()  # of an update
    is_lax: bool = False  # REDUCED: how often a solution comes is free within limits

    @property
    def category(self) -> str:
        """The row of the table: formats of results and federation have rows of their own."""
        if self.kind == "query evaluation":
            by_folder = {"service": "federation", "json-res": "JSON results", "csv-tsv-res": "TSV results"}
            return by_folder.get(self.folder, self.kind)
        return self.kind

    @property
    def id(self) -> str:
        """Suite, folder and name, as in `sparql11/bind#bind01`."""
        return f"{self.suite}/{self.folder}#{self.iri.partition('#')[2] or self.iri.rsplit('/', 1)[1]}"


def cases(folder: Path) -> list[Case]:
    """All cases of the suites in a folder, in the order of the manifests."""
    return [case for root in ROOTS for case in _Manifest.open(folder, root).cases()]


class _Manifest:
    def __init__(self, folder: Path, path: str) -> None:
        self.folder, self.path = folder, path
        self.base = PUBLISHED + path
        self.graph = ox.Dataset(quads_of(File(folder / path, self.base)))

    @classmethod
    def open(cls, folder: Path, path: str) -> _Manifest:
        return cls(folder, path)

    def cases(self) -> Iterator[Case]:
        for below in self._lists("include"):
            yield from _Manifest.open(self.folder, self._file(below).iri.removeprefix(PUBLISHED)).cases()
        for entry in self._lists("entries"):
            yield self._case(entry)

    def _case(self, entry: Node) -> Case:
        assert isinstance(entry, ox.NamedNode), entry
        kind = next(KINDS[t.value.removeprefix(MF)] for t in self._all(entry, RDF + "type") if t.value.startswith(MF))
        suite, folder = self.path.split("/")[:2]
        action, result = self._one(entry, MF + "action"), self._one(entry, MF + "result")
        is_update = kind == "update evaluation"
        space = UT if is_update else QT
        request = self._file(self._one(action, UT + "request" if is_update else QT + "query") or action)
        if request.path.suffix == ".ru":  # some updates are called queries
            kind = kind.replace("query syntax", "update syntax")
        return Case(
            iri=entry.value,
            suite=suite,
            folder=folder,
            kind=kind,
            request=request,
            data=self._data(action, space),
            services=tuple(
                (self._one(service, QT + "endpoint").value, self._data(service, QT))
                for service in self._all(action, QT + "serviceData")
            ),
            answer=self._file(result) if isinstance(result, ox.NamedNode) else None,
            after=self._data(result, UT) if is_update else Data(),
            is_lax=self._one(entry, MF + "resultCardinality") == ox.NamedNode(MF + "LaxCardinality"),
        )

    def _data(self, node: Node | None, space: str) -> Data:
        named = []
        for graph in self._all(node, space + "graphData"):
            file = self._file(self._one(graph, space + "graph") or graph)
            label = self._one(graph, LABEL)
            named.append((label.value if label else file.iri, file))
        return Data(tuple(self._file(file) for file in self._all(node, space + "data")), tuple(named))

    def _file(self, node: Node) -> File:
        assert isinstance(node, ox.NamedNode), node
        assert node.value.startswith(PUBLISHED), node
        return File(self.folder / node.value.removeprefix(PUBLISHED), node.value)

    def _all(self, subject: Node | None, predicate: str) -> list[Node]:
        if not isinstance(subject, ox.NamedNode | ox.BlankNode):
            return []
        quads = self.graph.quads_for_subject(subject)
        return sorted((quad.object for quad in quads if quad.predicate.value == predicate), key=str)

    def _one(self, subject: Node | None, predicate: str) -> Node | None:
        found = self._all(subject, predicate)
        assert len(found) < 2, (subject, predicate, found)
        return found[0] if found else None

    def _lists(self, predicate: str) -> Iterator[Node]:
        for quad in self.graph.quads_for_predicate(ox.NamedNode(MF + predicate)):
            node: Node | None = quad.object
            while node is not None and node != ox.NamedNode(RDF + "nil"):
                first = self._one(node, RDF + "first")
                assert first is not None
                yield first
                node = self._one(node, RDF + "rest")


FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
}


@cache
def quads_of(file: File) -> tuple[ox.Quad, ...]:
    """The quads of a file; blank nodes of two files are never the same."""
    format = FORMATS[file.path.suffix]
    return tuple(ox.parse(file.path.read_bytes(), format, base_iri=file.iri, rename_blank_nodes=True))


def dataset_of(data: Data) -> list[ox.Quad]:
    """All quads of the files, each in its graph."""
    quads = [quad for file in data.default for quad in quads_of(file)]
    for name, file in data.named:
        graph = ox.NamedNode(name)
        quads += [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads_of(file)]
    return quads
