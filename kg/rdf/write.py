"""Extraction to quads."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import PurePath, PureWindowsPath
from typing import TYPE_CHECKING

from kg import __version__, resources, vocab
from kg.errors import OntologyError
from kg.model import Candidate, Decision, Document, Entity, Evidence, Extraction, Fact, Literal, Term, digest
from kg.rdf import terms
from kg.rdf.ontology import Kind, ontology

if TYPE_CHECKING:
    import pyoxigraph

_Triple = tuple[str, str, Term]


def graph_iri(document_name: str, base: str = vocab.BASE) -> str:
    """The IRI of the named graph of a document."""
    return terms.iri(f"graph:{document_name}", base)


def document_quads(extraction: Extraction, base: str = vocab.BASE) -> Iterator[pyoxigraph.Quad]:
    """The quads of one document's graph, each once, in an order that depends on the extraction alone.

    Raises OntologyError for a predicate, class or concept that the ontology does not define, and for a fact whose
    predicate is not one that reports can claim.

    >>> from kg.model import Document, Extraction
    >>> document = Document("a", "标题", "标题", "标题", (0, 1), ())
    >>> next(document_quads(Extraction(document))).subject.value
    'https://w3id.org/report-kg/document/a'
    """
    import pyoxigraph as ox

    graph = terms.node(f"graph:{extraction.document.name}", base)
    node = partial(terms.node, base=base)
    for subject, predicate, value in dict.fromkeys(_triples(extraction)):
        yield ox.Quad(node(subject), node(predicate), terms.term(value, base), graph)


def _triples(extraction: Extraction) -> Iterator[_Triple]:
    document = extraction.document
    yield from _document(document)
    for entity in extraction.entities:
        yield from _entity(entity, document)
    yield from _concepts(extraction)
    for fact in extraction.facts:
        yield from _fact(fact, document)
    for gap in extraction.gaps:
        evidence = document.evidence(gap)
        selector = f"selector:{_key(evidence)}"
        yield (document.id, "kg:gap", selector)
        yield from _selector(selector, evidence)
    for candidate in extraction.candidates:
        yield from _candidate(candidate, document)
    for decision in extraction.decisions:
        yield from _decision(decision, document)


def _document(document: Document) -> Iterator[_Triple]:
    subject, activity, graph = document.id, f"activity:{document.name}", f"graph:{document.name}"
    yield (subject, "rdf:type", "kg:Document")
    yield (subject, "rdfs:label", terms.zh(document.title or document.name))
    if document.published:
        yield (subject, "kg:publishedOn", terms.date(document.published))
    if document.source:
        yield (subject, "kg:sourceFile", Literal(_file_name(document.source)))
    if document.sha256:
        yield (subject, "kg:sha256", Literal(document.sha256))
    yield (subject, "kg:format", Literal(document.format))
    yield (subject, "kg:text", Literal(document.text))
    # The activity made the graph and read the report: PROV would have it backwards if the report were its product.
    yield (graph, "rdf:type", "prov:Entity")
    yield (graph, "prov:wasGeneratedBy", activity)
    yield (graph, "prov:wasDerivedFrom", subject)
    yield (activity, "rdf:type", "prov:Activity")
    yield (activity, "prov:used", subject)
    yield (activity, "kg:programVersion", Literal(__version__))
    yield (activity, "kg:resourcesSha256", Literal(resources.fingerprint()))


def _file_name(source: str) -> str:
    """The last part of a path of any system: a folder of the building machine says nothing of the report."""
    return PureWindowsPath(PurePath(source).name).name


def _entity(entity: Entity, document: Document) -> Iterator[_Triple]:
    _require(f"kg:{entity.type.value}", ("class",), f"entity {entity.id}", document)
    yield (entity.id, "rdf:type", f"kg:{entity.type.value}")
    if entity.id != document.id:  # the report's own label is its title
        yield (entity.id, "rdfs:label", terms.zh(entity.name))
    for alias in entity.aliases:
        yield (entity.id, "skos:altLabel", terms.zh(alias))
    for predicate, value in entity.properties:
        _require(predicate, ("property", "relation"), f"entity {entity.id}", document)
        yield (entity.id, predicate, value)


def _concepts(extraction: Extraction) -> Iterator[_Triple]:
    """Type, scheme and label of the concepts in use, so that the store can name them without the ontology."""
    for fact in extraction.facts:
        if isinstance(fact.object, str) and fact.object.startswith("kg:"):
            yield from _concept(fact.object, f"fact {fact.id}", extraction.document)


def _concept(curie: str, where: str, document: Document) -> Iterator[_Triple]:
    concept = ontology().concepts.get(curie)
    if concept is None:
        raise _unknown(curie, where, document)
    yield (curie, "rdf:type", "skos:Concept")
    yield (curie, "skos:inScheme", concept.scheme)
    yield (curie, "rdfs:label", terms.zh(concept.label_zh))


def _fact(fact: Fact, document: Document) -> Iterator[_Triple]:
    fact_id = fact.id
    _require(fact.predicate, ("relation",), f"fact {fact_id}", document)
    yield fact.key
    yield (fact_id, "rdf:type", "kg:Fact")
    yield (fact_id, "rdf:subject", fact.subject)
    yield (fact_id, "rdf:predicate", fact.predicate)
    yield (fact_id, "rdf:object", fact.object)
    yield (fact_id, "kg:statedIn", document.id)
    yield (fact_id, "kg:section", terms.integer(fact.section))
    if fact.rule:
        yield (fact_id, "kg:rule", Literal(fact.rule))
    if fact.confidence is not None:
        yield (fact_id, "kg:confidence", terms.decimal(fact.confidence))
    for predicate, value in fact.qualifiers:
        _require(predicate, ("qualifier", "relation"), f"fact {fact_id}", document)
        yield (fact_id, predicate, value)
    for evidence in fact.evidence:
        yield from _evidence(fact_id, evidence)
    for decision in fact.decisions:
        yield (fact_id, "kg:reviewedIn", decision)
    if fact.decisions and not fact.rule:  # no rule found it: a person said so
        yield (fact_id, "prov:wasGeneratedBy", fact.decisions[0])


def _evidence(fact_id: str, evidence: Evidence) -> Iterator[_Triple]:
    key = _key(evidence)
    resource, selector = f"evidence:{key}", f"selector:{key}"
    yield (fact_id, "kg:evidence", resource)
    yield (resource, "rdf:type", "oa:SpecificResource")
    yield (resource, "oa:hasSource", evidence.document)
    yield (resource, "oa:hasSelector", selector)
    yield from _selector(selector, evidence)


def _candidate(candidate: Candidate, document: Document) -> Iterator[_Triple]:
    kind, selector = f"kg:{candidate.type.value}", f"selector:{_key(candidate.evidence)}"
    _require(kind, ("class",), f"candidate {candidate.id}", document)
    yield (document.id, "kg:candidate", candidate.id)
    yield (candidate.id, "rdf:type", "kg:Candidate")
    yield (candidate.id, "kg:seemsToBe", kind)
    yield (candidate.id, "kg:reason", candidate.reason)
    yield (candidate.id, "kg:section", terms.integer(candidate.section))
    yield (candidate.id, "oa:hasSource", document.id)
    yield (candidate.id, "oa:hasSelector", selector)
    yield from _selector(selector, candidate.evidence)
    yield from _concept(candidate.reason, f"candidate {candidate.id}", document)


def _decision(decision: Decision, document: Document) -> Iterator[_Triple]:
    """What a person decided of this report; the decision itself, in all its parts, is kept in the review log."""
    decision_id, agent, action = decision.id, f"agent:{decision.by}", f"kg:{decision.action.value}"
    yield (decision_id, "rdf:type", "kg:Decision")
    yield (decision_id, "rdf:type", "prov:Activity")
    yield (decision_id, "kg:action", action)
    yield (decision_id, "prov:used", document.id)
    yield (decision_id, "prov:endedAtTime", Literal(decision.at, "xsd:dateTime"))
    yield (decision_id, "prov:wasAssociatedWith", agent)
    yield (agent, "rdf:type", "prov:Agent")
    # No rdfs:label: who looks for a person by name means one of the reports, not who reviewed them.
    yield (agent, "foaf:name", Literal(decision.by))
    if decision.why:
        yield (decision_id, "rdfs:comment", Literal(decision.why))
    yield from _concept(action, f"decision {decision_id}", document)


def _selector(selector: str, evidence: Evidence) -> Iterator[_Triple]:
    yield (selector, "rdf:type", "oa:TextPositionSelector")
    yield (selector, "rdf:type", "oa:TextQuoteSelector")
    yield (selector, "oa:start", terms.integer(evidence.span.start))
    yield (selector, "oa:end", terms.integer(evidence.span.end))
    yield (selector, "oa:exact", Literal(evidence.quote))
    yield (selector, "oa:prefix", Literal(evidence.prefix))
    yield (selector, "oa:suffix", Literal(evidence.suffix))


def _key(evidence: Evidence) -> str:
    """Equal for equal evidence, so that facts share it."""
    span = evidence.span
    return digest(repr((evidence.document, span.start, span.end, evidence.quote, evidence.prefix, evidence.suffix)))


def _require(curie: str, kinds: tuple[Kind, ...], where: str, document: Document) -> None:
    term = ontology().terms.get(curie)
    if term is None or term.kind not in kinds:
        raise _unknown(curie, where, document, " or ".join(kinds))


def _unknown(curie: str, where: str, document: Document, kind: str = "concept") -> OntologyError:
    return OntologyError(
        f"{where} of {document.name} uses {curie}, which the ontology does not define as a {kind}",
        path="report-kg.ttl",
        hint="add the term to ontology/report-kg.ttl, with labels and comments in Chinese and English",
    )
