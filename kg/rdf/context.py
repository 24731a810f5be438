"""The JSON-LD context: prefixes, and which properties hold IRIs."""

from __future__ import annotations

import json
from typing import Any

from kg import vocab
from kg.rdf.ontology import Ontology, Term, ontology

#: Properties of others whose values are things.
_NODES = (
    "oa:hasSelector",
    "oa:hasSource",
    "prov:used",
    "prov:wasAssociatedWith",
    "prov:wasDerivedFrom",
    "prov:wasGeneratedBy",
    "rdf:predicate",
    "rdf:subject",
    "skos:inScheme",
)


def json_ld_context(base: str = vocab.BASE, source: Ontology | None = None) -> dict[str, Any]:
    """The content of `@context`: JSON-LD 1.1, keys are CURIEs; values of object properties are read as IRIs."""
    terms = (source or ontology()).terms.values()
    nodes = {term.curie for term in terms if _holds_nodes(term)}
    coerced = {curie: {"@type": "@id"} for curie in sorted(nodes.union(_NODES))}
    return {"@version": 1.1, **vocab.prefixes(base), **coerced}


def context_file() -> str:
    """The text of `ontology/context.jsonld`."""
    return json.dumps({"@context": json_ld_context()}, ensure_ascii=False, indent=2) + "\n"


def _holds_nodes(term: Term) -> bool:
    """Whether every value of the property is a thing; one that may also hold a text is left open."""
    if term.kind not in ("relation", "qualifier", "property") or not term.curie.startswith("kg:"):
        return False
    return bool(term.range) and all(_is_class(curie) for curie in term.range)


def _is_class(curie: str) -> bool:
    prefix, _, _ = curie.partition(":")
    return curie != "kg:PartialDate" and prefix not in ("xsd", "rdf")
