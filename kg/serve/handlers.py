"""What workers run for the endpoint that is no query; they load nothing that speaks HTTP.

Each function takes the store, arguments, and the reply that it writes to; see `kg.query.task.Task`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError, UnknownName, UpdateForbidden

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


def write_graph(store: OxigraphStore, arguments: dict[str, Any], reply: Reply) -> None:
    """Write a graph, "" being the default graph as it is stored; UnknownName where there is none."""
    import pyoxigraph as ox

    from kg.query.results import Graph
    from kg.query.write import write

    graph = _graph(store, arguments["graph"])
    if arguments["graph"] and not store.raw.contains_named_graph(graph):
        raise UnknownName(f"there is no graph {arguments['graph']}", hint="/sparql describes the graphs there are")
    reply.describe(kind="graph", format=arguments["format"])
    triples: Any = (ox.Triple(q.subject, q.predicate, q.object) for q in store.match(graph=graph))
    write(Graph(triples, store.base), arguments["format"], reply)  # type: ignore[arg-type]


def write_dataset(store: OxigraphStore, arguments: dict[str, Any], reply: Reply) -> None:
    """Write all graphs, as `kg export` does."""
    from kg.export import export

    reply.describe(kind="graph", format=arguments["format"])
    export(store, reply, arguments["format"])  # type: ignore[arg-type]


def update(store: OxigraphStore, arguments: dict[str, Any], reply: Reply) -> None:
    """In the writer: apply an update, and have it on the disk."""
    from kg.query.dataset import Dataset
    from kg.query.update import run_update

    using = Dataset(tuple(arguments["default_graphs"]), tuple(arguments["named_graphs"]))
    run_update(
        store,
        arguments["sparql"],
        allow_service=arguments["services"],
        allow_load=arguments["loads"],
        allow_report_graphs=arguments["report_graphs"],
        using=using if using else None,
        base_iri=arguments["base_iri"],
        count=False,
    )
    store.sync()


def write_triples(store: OxigraphStore, arguments: dict[str, Any], reply: Reply) -> None:
    """In the writer: make a graph hold what came, or add that to it, in one transaction; have it on the disk."""
    import pyoxigraph as ox

    graph, name = arguments["graph"], _graph(store, arguments["graph"], arguments)
    triples = [triple for part in arguments["parts"] for triple in _parsed(part, arguments["base_iri"])]
    existed = store.raw.contains_named_graph(name) if graph else any(True for _ in store.match(graph=name))
    data = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode("utf-8")
    target = f"GRAPH {name}" if graph else "DEFAULT"
    steps = [f"DROP SILENT {target}"] if arguments["replace"] else []
    steps += [f"CREATE SILENT {target}"] if graph else []
    steps += [f"INSERT DATA {{ {target} {{ {data} }} }}" if graph else f"INSERT DATA {{ {data} }}"]
    store.update(" ;\n".join(steps))
    store.sync()
    reply.describe(created=not existed)


def remove_graph(store: OxigraphStore, arguments: dict[str, Any], reply: Reply) -> None:
    """In the writer: remove a graph, or empty the default graph; UnknownName where there is none."""
    graph, name = arguments["graph"], _graph(store, arguments["graph"], arguments)
    if not graph:
        store.update("DROP DEFAULT")
    elif not store.remove_graph(graph):
        raise UnknownName(f"there is no graph {graph}")
    store.sync()
    reply.describe(removed=str(name))


def _graph(store: OxigraphStore, graph: str, writing: dict[str, Any] | None = None) -> Any:
    """The term of a graph; UpdateForbidden where it is to be written and builds own it."""
    import pyoxigraph as ox

    from kg.query.update import is_protected

    if writing is not None and graph and is_protected(graph, store.base) and not writing["report_graphs"]:
        raise UpdateForbidden(
            f"{graph} is a graph that `kg build` made from a report",
            hint="write to a graph of your own; correct reports with `kg review`",
        )
    try:
        return ox.NamedNode(graph) if graph else ox.DefaultGraph()
    except ValueError:
        raise QueryError(f"{graph} is no IRI", hint="graph=http://…") from None


def _parsed(part: dict[str, str], base_iri: str) -> Iterator[ox.Triple]:
    """The triples of a text, their blank nodes unlike all others; QueryError where it cannot be read."""
    import base64

    import pyoxigraph as ox

    format = getattr(ox.RdfFormat, part["format"].upper().replace("-", "_"))
    try:
        for quad in ox.parse(base64.b64decode(part["text"]), format=format, base_iri=base_iri, rename_blank_nodes=True):
            if quad.graph_name != ox.DefaultGraph():
                raise QueryError("the text has graphs in it, and one graph is asked for", hint="send the graph alone")
            yield quad.triple
    except (SyntaxError, ValueError, OSError) as error:
        reason = getattr(error, "msg", None) or str(error)
        raise QueryError(f"the graph cannot be read: {reason}", hint=f"is it {part['format']}?") from None
