"""GraphML and GEXF: the property graph that `Store.to_networkx` draws, for programs that show networks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import networkx as nx

    from kg.store import Store

#: Between the values of an attribute that has several.
SEPARATOR = " | "
# What XML 1.0 may not hold, not even escaped (https://www.w3.org/TR/xml/#charsets).
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def graphml(store: Store, out: BinaryIO) -> None:
    """The network as GraphML."""
    # Not nx.write_graphml: it writes other bytes where lxml is installed.
    from networkx.readwrite.graphml import GraphMLWriter

    writer = GraphMLWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(_flat(store))
    writer.dump(out)


def gexf(store: Store, out: BinaryIO) -> None:
    """The network as GEXF 1.2, without the date of writing that networkx puts there."""
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(_flat(store))
    for meta in [element for element in writer.xml if element.tag.endswith("meta")]:
        writer.xml.remove(meta)
    writer.write(out)


def _flat(store: Store) -> nx.MultiDiGraph[str]:
    """The property graph with scalar attributes, XML's characters, and an identifier of its own for each edge."""
    import networkx as nx

    graph = store.to_networkx()
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, attributes in graph.nodes(data=True):
        flat.add_node(node, **{name: _scalar(value) for name, value in attributes.items()})
    for number, (source, target, attributes) in enumerate(graph.edges(data=True), 1):
        flat.add_edge(source, target, key=f"e{number}", **{name: _scalar(value) for name, value in attributes.items()})
    return flat


def _scalar(value: Any) -> Any:
    if isinstance(value, list):
        value = SEPARATOR.join(value)
    return _ILLEGAL.sub("", value) if isinstance(value, str) else value
