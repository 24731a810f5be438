"""The graph as other libraries see it: rdflib's triples, networkx' property graph."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kg.rdf import terms
from kg.rdf.ontology import ontology

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.store.base import Store


def to_rdflib(store: Store) -> rdflib.Graph:
    """A copy of the union of all graphs in memory, each triple once, with our prefixes bound."""
    import rdflib

    from kg import vocab

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in vocab.prefixes(store.base).items():
        graph.bind(prefix, namespace)
    converted: dict[object, Any] = {}
    for quad in store.match():
        triple = []
        for part in (quad.subject, quad.predicate, quad.object):
            if part not in converted:
                converted[part] = rdflib_term(part)
            triple.append(converted[part])
        graph.add((triple[0], triple[1], triple[2]))
    return graph


def rdflib_term(term: object) -> Any:
    """The rdflib term of a pyoxigraph term."""
    import pyoxigraph as ox
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, ox.Literal)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value == terms.iri("xsd:string"):
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))


def to_networkx(store: Store) -> nx.MultiDiGraph[str]:
    """The entities and the facts between them.

    A node is an entity's IRI, with `label`, `type` (the class's local name), `curie`, and a list under the CURIE of
    each predicate whose values are literals (`kg:heldOn`: ["2020-09-04"]). An edge is one predicate between two
    entities, keyed by its CURIE, with `predicate`, `label` (Chinese), `facts` (IRIs of the facts that say so, none for
    what defines a thing) and `weight`, the number of these facts. Nodes and edges come in sorted order.
    """
    import networkx as nx

    reader = _Reader(store)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri in sorted(reader.types):
        graph.add_node(iri, **reader.node(iri))
    for (subject, predicate, value), facts in sorted(reader.edges().items()):
        graph.add_edge(
            subject,
            value,
            key=predicate,
            predicate=predicate,
            label=ontology().label(predicate),
            facts=sorted(facts),
            weight=len(facts),
        )
    return graph


_OWN = ("rdf:type", "rdfs:label", "kg:text")
_BOOKKEEPING = ("kg:Fact", "kg:Decision")  # classes whose members are no entities


class _Reader:
    """One pass over the classes, then over the triples of each entity."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.types: dict[str, str] = {}
        for term in ontology().of_kind("class"):
            if (term.curie.startswith("kg:") and term.curie not in _BOOKKEEPING) or term.curie == "skos:Concept":
                for quad in store.match(None, "rdf:type", term.curie):
                    self.types.setdefault(terms.text_of(quad.subject), term.curie.rpartition(":")[2])

    def node(self, iri: str) -> dict[str, Any]:
        import pyoxigraph as ox

        curie = terms.compact(iri, self.store.base)
        values: dict[str, set[str]] = defaultdict(set)
        labels = sorted(terms.text_of(quad.object) for quad in self.store.match(iri, "rdfs:label"))
        for quad in self.store.match(iri):
            predicate = terms.compact(quad.predicate.value, self.store.base)
            if isinstance(quad.object, ox.Literal) and predicate not in _OWN:
                values[predicate].add(quad.object.value)
        attributes: dict[str, Any] = {"label": labels[0] if labels else curie, "type": self.types[iri], "curie": curie}
        return attributes | {predicate: sorted(found) for predicate, found in sorted(values.items())}

    def edges(self) -> dict[tuple[str, str, str], set[str]]:
        """(subject, predicate CURIE, object) to the facts that state it."""
        edges: dict[tuple[str, str, str], set[str]] = {}
        for subject in self.types:
            for quad in self.store.match(subject):
                value, predicate = terms.text_of(quad.object), terms.compact(quad.predicate.value, self.store.base)
                if value in self.types and predicate not in _OWN:
                    edges.setdefault((subject, predicate, value), set())
        for quad in self.store.match(None, "rdf:subject"):
            fact, subject = terms.text_of(quad.subject), terms.text_of(quad.object)
            for stated in self.store.match(fact, "rdf:predicate", None, quad.graph_name):
                predicate = terms.compact(terms.text_of(stated.object), self.store.base)
                for target in self.store.match(fact, "rdf:object", None, quad.graph_name):
                    key = (subject, predicate, terms.text_of(target.object))
                    if key in edges:
                        edges[key].add(fact)
        return edges
