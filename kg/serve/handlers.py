"""What workers run for the endpoint that is no query; they load nothing that speaks HTTP.

Each function takes the store, arguments, and the reply that it writes to; see `kg.query.task.Task`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.errors import UnknownName

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.query.worker import Reply
    from kg.store import OxigraphStore

SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_W3C = "http://www.w3.org/ns/formats/"
#: Format to its name at W3C (https://www.w3.org/ns/formats/).
_FORMATS = {
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "turtle": "Turtle",
    "n-triples": "N-Triples",
    "json-ld": "JSON-LD",
    "rdf-xml": "RDF_XML",
}


def write_description(store: OxigraphStore, arguments: dict[str, Any], reply: Reply) -> None:
    """In the worker: write what the store knows of a thing. UnknownName where that is nothing."""
    from kg.query.results import Graph
    from kg.query.rows import Counted
    from kg.query.write import write

    found = set(description(store, arguments["iri"]))
    if not found:
        raise UnknownName("the store knows nothing of that name", hint="/query/reports lists what has been read")
    reply.describe(kind="graph", format=arguments["format"])
    graph = Graph(Counted(found, arguments["most"]), store.base)  # type: ignore[arg-type]
    write(graph, arguments["format"], reply)  # type: ignore[arg-type]


def description(store: OxigraphStore, iri: str) -> Iterator[ox.Triple]:
    """What is said of a thing, the facts that it is in with their evidence, and the names of what they name.

    A concise bounded description (https://www.w3.org/submissions/CBD/) that follows facts and evidence, too.
    """
    import pyoxigraph as ox

    seen: set[Any] = set()
    named: set[Any] = set()
    waiting: list[Any] = [ox.NamedNode(iri)]
    for predicate in ("rdf:subject", "rdf:object"):
        waiting += [quad.subject for quad in store.match(None, predicate, iri)]
    followed = tuple(f"{store.base}{kind}/" for kind in ("evidence", "selector"))
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for quad in store.match(node):
            yield quad.triple
            value = quad.object
            if isinstance(value, ox.BlankNode) or (
                isinstance(value, ox.NamedNode) and value.value.startswith(followed)
            ):
                waiting.append(value)
            elif isinstance(value, ox.NamedNode):
                named.add(value)
    for node in named - seen:
        for quad in store.match(node, "rdfs:label"):
            yield quad.triple


def write_service(store: OxigraphStore, arguments: dict[str, Any], reply: Reply) -> None:
    """In the worker: write the description of a service on this store."""
    from kg.query.results import Graph
    from kg.query.write import write

    reply.describe(kind="graph", format=arguments["format"])
    triples: Any = _service_triples(store, arguments)
    write(Graph(triples, store.base), arguments["format"], reply)  # type: ignore[arg-type]


def _service_triples(store: OxigraphStore, arguments: dict[str, Any]) -> Iterator[ox.Triple]:
    import pyoxigraph as ox

    from kg.vocab import expand

    a = ox.NamedNode(expand("rdf:type"))
    service, dataset, default = ox.NamedNode(arguments["endpoint"]), ox.BlankNode("dataset"), ox.BlankNode("default")

    def say(subject: Any, name: str, value: Any) -> ox.Triple:
        return ox.Triple(subject, ox.NamedNode(name if ":" in name else SD + name), value)

    yield ox.Triple(service, a, ox.NamedNode(SD + "Service"))
    yield say(service, "endpoint", service)
    yield say(service, "supportedLanguage", ox.NamedNode(SD + "SPARQL11Query"))
    if arguments["update"]:
        yield say(service, "supportedLanguage", ox.NamedNode(SD + "SPARQL11Update"))
    if arguments["union"]:
        yield say(service, "feature", ox.NamedNode(SD + "UnionDefaultGraph"))
    if arguments["service"]:
        yield say(service, "feature", ox.NamedNode(SD + "BasicFederatedQuery"))
    for name in _FORMATS.values():
        yield say(service, "resultFormat", ox.NamedNode(_W3C + name))
    yield say(service, "defaultDataset", dataset)
    yield ox.Triple(dataset, a, ox.NamedNode(SD + "Dataset"))
    yield say(dataset, "defaultGraph", default)
    yield ox.Triple(default, a, ox.NamedNode(SD + "Graph"))
    total = 0
    for i, (graph, count) in enumerate(_counts(store)):
        node, content = ox.BlankNode(f"named{i}"), ox.BlankNode(f"graph{i}")
        yield say(dataset, "namedGraph", node)
        yield ox.Triple(node, a, ox.NamedNode(SD + "NamedGraph"))
        yield say(node, "name", ox.NamedNode(graph))
        yield say(node, "graph", content)
        yield ox.Triple(content, a, ox.NamedNode(SD + "Graph"))
        yield say(content, _VOID + "triples", ox.Literal(count))
        total += count
    yield say(default, _VOID + "triples", ox.Literal(total if arguments["union"] else 0))


def _counts(store: OxigraphStore) -> Iterator[tuple[str, int]]:
    """Each named graph with the number of its triples."""
    solutions: Any = store.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
    for graph, count in solutions:
        yield graph.value, int(count.value)
