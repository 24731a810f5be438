"""The manifest of a graph: the hashes of all that went in and of what came out, and whether they still hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kg.rdf import graph_iri, identity_graph
from kg.store.oxigraph import digest

if TYPE_CHECKING:
    from kg.store.base import Store


def inventory(store: Store) -> dict[str, Any]:
    """What the graph was made from and what it is, as hashes; the same wherever and whenever the same was built.

    `links` is the hash of the table of links, `decisions` of a report that of what people decided about it.
    `reports` lists name, file and hash of each report with the rules that read it and the hash of its named graph (see
    `kg.store.oxigraph.digest`); `graph` is the hash over all of these.
    """
    digests = store.ledger.digests()
    reports = [
        {
            "name": origin.document,
            "file": origin.file,
            "sha256": origin.sha256,
            "program": origin.program,
            "resources": origin.resources,
            "decisions": origin.review,
            "graph": digests[origin.document],
        }
        for origin in store.ledger.origins()
    ]
    identity = _graph_digest(store, identity_graph(store.base))
    total = hashlib.sha256(identity.encode())
    for report in reports:
        total.update(f"{report['name']}\n{report['graph']}\n".encode())
    return {
        "base": store.base,
        "links": store.ledger.setting("links"),
        "reports": reports,
        "identity": identity,
        "graph": total.hexdigest(),
    }


def verify(store: Store, files: Mapping[str, str] | None = None) -> Iterator[str]:
    """What of the manifest does not hold, a sentence each: graphs that changed, that are missing, that nobody made.

    `files` are the hashes of sources by the names of their reports; with them, reports that changed or are missing
    there are named too.
    """
    expected = {graph_iri(name, store.base): (name, digest) for name, digest in store.ledger.digests().items()}
    waiting = set(store.ledger.stale())
    if not store.ledger.is_settled():
        yield "上次建图未完成，请再运行 kg build。 The last build did not end: run `kg build` again."
    for graph, (name, digest_) in expected.items():
        if name not in waiting and _graph_digest(store, graph) != digest_:
            yield f"{name}：图已非建成时的样子。 Its graph is not as it was built."
    for graph in store.graphs():
        if graph not in expected and graph != identity_graph(store.base):
            yield f"{graph}：此图不出自任何报告。 No report made this graph."
    if files is not None:
        yield from _against(store, files)


def _against(store: Store, files: Mapping[str, str]) -> Iterator[str]:
    known = {origin.document: origin.sha256 for origin in store.ledger.origins()}
    for name in sorted({*known, *files}):
        if name not in files:
            yield f"{name}：来源中没有此报告。 The sources do not hold this report."
        elif name not in known:
            yield f"{name}：尚未建入。 This report was not built."
        elif known[name] != files[name]:
            yield f"{name}：来源已改。 The source changed."


def _graph_digest(store: Store, graph: str) -> str:
    import pyoxigraph as ox

    def triples() -> Iterable[ox.Triple]:
        return (ox.Triple(quad.subject, quad.predicate, quad.object) for quad in store.match(graph=graph))

    return digest(triples())
