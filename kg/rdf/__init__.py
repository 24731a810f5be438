"""Extraction to quads and back. Nothing else writes RDF, and nothing outside the ontology gets past it.

The shape: one named graph a document, facts as `rdf:Statement`-like nodes with qualifiers and Web Annotation
evidence, and beside each fact the direct triple. No blank nodes, no time of building.
"""

from kg.rdf.context import context_file, json_ld_context
from kg.rdf.identity import identity_graph, identity_quads, link_quads
from kg.rdf.ontology import Concept, Ontology, Term, ontology, predicate_labels
from kg.rdf.page import ontology_page
from kg.rdf.read import FactRow, facts_from_store
from kg.rdf.terms import iri, text_of
from kg.rdf.write import document_quads, graph_iri

__all__ = [
    "Concept",
    "FactRow",
    "Ontology",
    "Term",
    "context_file",
    "document_quads",
    "facts_from_store",
    "graph_iri",
    "identity_graph",
    "identity_quads",
    "iri",
    "json_ld_context",
    "link_quads",
    "ontology",
    "ontology_page",
    "predicate_labels",
    "text_of",
]
