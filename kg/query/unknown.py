"""Terms of our vocabulary in a query that the ontology does not have, with the nearest that it has.

Such a term is good SPARQL: it only matches nothing, and the answer is empty without a word. So a word is said.
"""

from __future__ import annotations

import difflib
from itertools import pairwise

from kg import resources
from kg.query.tokens import tokens
from kg.vocab import ONTOLOGY, prefixes

#: What our graph uses of the vocabularies of others, beside what the ontology names.
_OTHERS = [
    "rdf:type",
    "rdf:subject",
    "rdf:predicate",
    "rdf:object",
    "rdfs:label",
    "rdfs:comment",
    "skos:altLabel",
    "skos:prefLabel",
    "skos:Concept",
    "skos:inScheme",
    "schema:sameAs",
    "oa:SpecificResource",
    "oa:TextQuoteSelector",
    "oa:TextPositionSelector",
    "oa:hasSource",
    "oa:hasSelector",
    "oa:exact",
    "oa:prefix",
    "oa:suffix",
    "oa:start",
    "oa:end",
    "prov:Activity",
    "prov:Agent",
    "prov:used",
    "prov:wasAssociatedWith",
    "prov:wasDerivedFrom",
    "prov:wasGeneratedBy",
    "prov:startedAtTime",
    "prov:endedAtTime",
]
_ALIKE = 0.7  # for terms of ours
_VERY_ALIKE = 0.8  # for those of others, which have many that we do not know


def unknown_terms(sparql: str, base: str) -> list[tuple[str, str]]:
    """The terms that are not there, as they stand in the query, each with the nearest one as a CURIE or ""."""
    mentioned = {word: curie for word, curie in _mentioned(sparql, base).items() if curie not in _OTHERS}
    if not mentioned:
        return []
    text = resources.path("ontology", "report-kg.ttl").read_text(encoding="utf-8")
    # Without parsing the ontology, which takes 30 ms: nearly always every term begins a line of its text.
    doubtful = {word: curie for word, curie in mentioned.items() if f"\n{curie} " not in text}
    if not doubtful:
        return []
    from kg.rdf import ontology

    known = [*ontology().terms, *ontology().concepts, *(term for term in _OTHERS if term not in ontology().terms)]
    found = []
    for word, curie in doubtful.items():
        if curie in known:
            continue
        near = _nearest(curie, known)
        if near or curie.startswith("kg:"):
            found.append((word, near))
    return found


def notes(sparql: str, base: str) -> list[str]:
    """A sentence for each such term."""
    return [
        f"the ontology has no {word}" + (f"; did you mean {near}?" if near else "")
        for word, near in unknown_terms(sparql, base)
    ]


def _mentioned(sparql: str, base: str) -> dict[str, str]:
    """The terms of known vocabularies in a query: as they stand there, and as CURIEs of ours."""
    vocabularies = {"kg": ONTOLOGY} | {
        p: prefixes(base)[p] for p in ("rdf", "rdfs", "skos", "schema", "oa", "prov", "org")
    }
    of_space = {space: prefix for prefix, space in vocabularies.items()}
    declared = dict(vocabularies)
    found: dict[str, str] = {}
    all_of_them = list(tokens(sparql))
    for before, token in pairwise(all_of_them):
        if token.kind == "iri" and before.kind == "name" and before.text.endswith(":"):
            declared[before.text[:-1]] = token.text[1:-1]  # PREFIX x: <…>
        elif token.kind == "iri":
            space, mark, local = _split(token.text[1:-1])
            if local and space + mark in of_space:
                found[token.text] = f"{of_space[space + mark]}:{local}"
        elif token.kind == "name" and before.keyword != "PREFIX":
            prefix, _, local = token.text.partition(":")
            space = declared.get(prefix, "")
            if local and space in of_space:
                found[token.text] = f"{of_space[space]}:{local}"
    return found


def _split(iri: str) -> tuple[str, str, str]:
    mark = "#" if "#" in iri else "/"
    return iri.rpartition(mark)


def _nearest(curie: str, known: list[str]) -> str:
    """The known term of the same vocabulary that is most like it, its letters' case aside."""
    prefix, _, local = curie.partition(":")
    names = {term.partition(":")[2].lower(): term for term in known if term.startswith(f"{prefix}:")}
    near = difflib.get_close_matches(local.lower(), names, 1, _ALIKE if prefix == "kg" else _VERY_ALIKE)
    return names[near[0]] if near else ""
