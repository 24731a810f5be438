"""The terms of `ontology/report-kg.ttl`, parsed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg import resources, vocab
from kg.errors import OntologyError

if TYPE_CHECKING:
    import pyoxigraph

Kind = Literal["class", "relation", "qualifier", "property", "datatype"]
_Properties = dict[str, list["pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple"]]


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or datatype: CURIE, kind, labels, comments and where it hangs; tuples hold CURIEs."""

    curie: str
    kind: Kind
    label_zh: str
    label_en: str
    comment_zh: str
    comment_en: str
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """An item of a concept scheme: CURIE, scheme, preferred labels, further labels."""

    curie: str
    scheme: str
    label_zh: str
    label_en: str
    alt_zh: tuple[str, ...] = ()
    alt_en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ontology:
    """All terms and concepts by CURIE, in the order of the file."""

    version: str
    terms: Mapping[str, Term]
    concepts: Mapping[str, Concept]

    def of_kind(self, *kinds: Kind) -> tuple[Term, ...]:
        """The terms of these kinds, in the order of the file."""
        return tuple(term for term in self.terms.values() if term.kind in kinds)

    def label(self, curie: str) -> str:
        """The Chinese label of a term or concept, or the CURIE itself where the ontology has none."""
        found = self.terms.get(curie) or self.concepts.get(curie)
        return found.label_zh if found else curie


@cache
def ontology() -> Ontology:
    """The ontology of this installation; OntologyError where the file does not parse."""
    return read_ontology(resources.path("ontology", "report-kg.ttl"))


def read_ontology(path: Path) -> Ontology:
    """The terms of a Turtle file; OntologyError names path and line of what is wrong."""
    import pyoxigraph as ox

    subjects: dict[str, _Properties] = defaultdict(lambda: defaultdict(list))
    try:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode):
                predicate = vocab.compact(quad.predicate.value)
                subjects[vocab.compact(quad.subject.value)][predicate].append(quad.object)
    except SyntaxError as error:
        raise OntologyError(str(error.msg), path=path.name, line=error.lineno or 0) from error
    version = next((_text(p, "owl:versionInfo") for p in subjects.values() if "owl:versionInfo" in p), "")
    terms = {curie: _term(curie, p) for curie, p in subjects.items() if "rdfs:label" in p}
    concepts = {curie: _concept(curie, p) for curie, p in subjects.items() if "skos:inScheme" in p}
    return Ontology(version, terms, concepts)


def predicate_labels(language: str = "zh") -> dict[str, str]:
    """CURIE to label, in "zh" or "en", of every property."""
    return {
        term.curie: term.label_zh if language == "zh" else term.label_en
        for term in ontology().of_kind("relation", "qualifier", "property")
    }


def _term(curie: str, properties: _Properties) -> Term:
    return Term(
        curie,
        _kind(properties),
        _text(properties, "rdfs:label", "zh"),
        _text(properties, "rdfs:label", "en"),
        _text(properties, "rdfs:comment", "zh"),
        _text(properties, "rdfs:comment", "en"),
        domain=_curies(properties, "rdfs:domain") + _curies(properties, "schema:domainIncludes"),
        range=_curies(properties, "rdfs:range") + _curies(properties, "schema:rangeIncludes"),
        parents=_curies(properties, "rdfs:subClassOf") + _curies(properties, "rdfs:subPropertyOf"),
        see_also=_curies(properties, "rdfs:seeAlso"),
    )


def _kind(properties: _Properties) -> Kind:
    types = _curies(properties, "rdf:type")
    if "kg:Relation" in types:
        return "relation"
    if "kg:Qualifier" in types:
        return "qualifier"
    if "rdfs:Datatype" in types:
        return "datatype"
    return "class" if {"owl:Class", "rdfs:Class"} & set(types) else "property"


def _concept(curie: str, properties: _Properties) -> Concept:
    return Concept(
        curie,
        _curies(properties, "skos:inScheme")[0],
        _text(properties, "skos:prefLabel", "zh"),
        _text(properties, "skos:prefLabel", "en"),
        _texts(properties, "skos:altLabel", "zh"),
        _texts(properties, "skos:altLabel", "en"),
    )


def _curies(properties: _Properties, predicate: str) -> tuple[str, ...]:
    import pyoxigraph as ox

    return tuple(vocab.compact(o.value) for o in properties.get(predicate, ()) if isinstance(o, ox.NamedNode))


def _texts(properties: _Properties, predicate: str, language: str | None = None) -> tuple[str, ...]:
    import pyoxigraph as ox

    literals = [o for o in properties.get(predicate, ()) if isinstance(o, ox.Literal)]
    return tuple(o.value for o in literals if o.language == language)


def _text(properties: _Properties, predicate: str, language: str | None = None) -> str:
    return next(iter(_texts(properties, predicate, language)), "")
