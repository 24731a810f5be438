"""IRIs: the namespaces, their prefixes, and CURIEs made whole."""

from __future__ import annotations

from kg.model import PREFIX_OF_TYPE

BASE = "https://w3id.org/report-kg/"
ONTOLOGY = BASE + "ontology#"

#: Kinds of nodes that are no entity type but have a namespace of their own.
_KINDS = ("fact", "evidence", "selector", "candidate", "graph", "activity", "identity", "decision", "agent")

EXTERNAL: dict[str, str] = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "oa": "http://www.w3.org/ns/oa#",
    "sh": "http://www.w3.org/ns/shacl#",
    "schema": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "time": "http://www.w3.org/2006/time#",
    "foaf": "http://xmlns.com/foaf/0.1/",
}


def prefixes(base: str = BASE) -> dict[str, str]:
    """Prefix to namespace, for Turtle, SPARQL and CURIEs; `base` replaces the default base of our own nodes."""
    own = {prefix: f"{base}{prefix}/" for prefix in sorted({*PREFIX_OF_TYPE.values(), *_KINDS})}
    return {"kg": ONTOLOGY, **own, **EXTERNAL}


def expand(curie: str, base: str = BASE) -> str:
    """The IRI of a CURIE; ValueError for an unknown prefix."""
    prefix, _, local = curie.partition(":")
    namespace = prefixes(base).get(prefix)
    if namespace is None:
        raise ValueError(f"unknown prefix in CURIE: {curie}")
    return namespace + local


def compact(iri: str, base: str = BASE) -> str:
    """The CURIE of an IRI, or the IRI itself where no prefix fits."""
    best = max((n for n in prefixes(base).items() if iri.startswith(n[1])), key=lambda n: len(n[1]), default=None)
    return f"{best[0]}:{iri[len(best[1]) :]}" if best else iri
