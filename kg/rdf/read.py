"""Quads back to facts, with labels and quotes, for those who show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kg.rdf import terms
from kg.rdf.ontology import ontology
from kg.rdf.write import graph_iri

if TYPE_CHECKING:
    import pyoxigraph


_Values = dict[str, list["pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple"]]
_FACT_NODE = {"rdf:type", "rdf:subject", "rdf:predicate", "rdf:object", "kg:section", "kg:rule", "kg:confidence"} | {
    "kg:statedIn",
    "kg:evidence",
    "kg:reviewedIn",
    "prov:wasGeneratedBy",
}


class Matching(Protocol):
    """What reading needs of a store: its base IRI and quads by pattern (`None` matches anything)."""

    @property
    def base(self) -> str:
        """The namespace of the store's own nodes."""

    def match(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | pyoxigraph.Literal | None = None,
        graph: str | None = None,
    ) -> Iterator[pyoxigraph.Quad]:
        """The quads of a pattern."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact as people see it.

    `id`, `subject`, `document` and an `object` that is no literal are IRIs; `predicate` and the predicates of
    `qualifiers` are CURIEs; `subject_type` and `object_type` are local names of classes (`Person`, `Concept`), for a
    literal its datatype as a CURIE (`xsd:date`, `rdf:langString`). `evidence` holds (start, end, quote, prefix,
    suffix), by position, counted in code points of the document's `kg:text`. `decisions` are the IRIs of the decisions of
    people that stand behind the fact or changed it.
    """

    id: str
    subject: str
    subject_label: str
    subject_type: str
    predicate: str
    predicate_label_zh: str
    object: str
    object_label: str
    object_type: str
    qualifiers: tuple[tuple[str, str], ...]
    document: str
    document_title: str
    section: int
    rule: str
    confidence: float | None
    evidence: tuple[tuple[int, int, str, str, str], ...]
    decisions: tuple[str, ...] = ()

    @property
    def object_is_literal(self) -> bool:
        """Whether the object is a value and not a thing."""
        return ":" in self.object_type


def facts_from_store(
    store: Matching, *, document: str | None = None, entity: str | None = None, predicate: str | None = None
) -> Iterator[FactRow]:
    """The facts of a store, ordered by document, section, first position.

    `document` is a document's name, CURIE or IRI; `entity` the CURIE or IRI of a subject or object; `predicate` a CURIE
    or IRI. Conditions given together must all hold. Memory: the facts of one document at a time.
    """
    reader = _Reader(store)
    graph = _document_graph(document, store.base) if document else None
    wanted = _fact_ids(store, graph, entity, predicate)
    for name in sorted(wanted):
        rows = [reader.row(fact, name) for fact in wanted[name]]
        yield from sorted(rows, key=_order)


def _order(row: FactRow) -> tuple[object, ...]:
    start = row.evidence[0][0] if row.evidence else -1
    return (row.document, row.section, start, row.subject, row.predicate, row.object, row.id)


def _document_graph(document: str, base: str) -> str:
    for prefix in (terms.namespaces(base)["document"], "document:"):
        if document.startswith(prefix):
            name = document.removeprefix(prefix)
            return terms.namespaces(base)["graph"] + name if prefix.startswith("http") else graph_iri(name, base)
    return graph_iri(document, base)


def _fact_ids(store: Matching, graph: str | None, entity: str | None, predicate: str | None) -> dict[str, set[str]]:
    """Graph IRI to the IRIs of the facts asked for."""
    found = None
    if entity:
        found = _ids(store.match(None, "rdf:subject", entity, graph)) | _ids(
            store.match(None, "rdf:object", entity, graph)
        )
    if predicate:
        stated = _ids(store.match(None, "rdf:predicate", predicate, graph))
        found = stated if found is None else found & stated
    if found is None:
        found = _ids(store.match(None, "rdf:type", "kg:Fact", graph))
    by_graph: dict[str, set[str]] = defaultdict(set)
    for name, fact in found:
        by_graph[name].add(fact)
    return by_graph


def _ids(quads: Iterable[pyoxigraph.Quad]) -> set[tuple[str, str]]:
    return {(terms.text_of(quad.graph_name), terms.text_of(quad.subject)) for quad in quads}


class _Reader:
    """Reads facts of one store and remembers the names and types that it has looked up."""

    def __init__(self, store: Matching) -> None:
        self.store = store
        self.names: dict[tuple[str, str], tuple[str, str]] = {}

    def values(self, subject: str, graph: str | None) -> _Values:
        found: _Values = defaultdict(list)
        if not subject:  # a damaged fact: nothing to look up
            return found
        for quad in self.store.match(subject, None, None, graph):
            found[terms.compact(quad.predicate.value, self.store.base)].append(quad.object)
        return found

    def row(self, fact: str, graph: str) -> FactRow:
        import pyoxigraph as ox

        values = self.values(fact, graph)
        subject, document = _first(values, "rdf:subject"), _first(values, "kg:statedIn")
        predicate = terms.compact(_first(values, "rdf:predicate"), self.store.base)
        value = values["rdf:object"][0] if values["rdf:object"] else ox.Literal("")
        subject_label, subject_type = self.name(subject, graph)
        object_label, object_type = self.describe(value, graph)
        confidence = _first(values, "kg:confidence")
        return FactRow(
            id=fact,
            subject=subject,
            subject_label=subject_label,
            subject_type=subject_type,
            predicate=predicate,
            predicate_label_zh=ontology().label(predicate),
            object=terms.text_of(value),
            object_label=object_label,
            object_type=object_type,
            qualifiers=_qualifiers(values),
            document=document,
            document_title=self.name(document, graph)[0],
            section=int(_first(values, "kg:section") or 0),
            rule=_first(values, "kg:rule"),
            confidence=float(confidence) if confidence else None,
            evidence=tuple(sorted(self.evidence(terms.text_of(e), graph) for e in values["kg:evidence"])),
            decisions=tuple(sorted(terms.text_of(d) for d in values["kg:reviewedIn"])),
        )

    def describe(self, value: object, graph: str) -> tuple[str, str]:
        """Label and type of an object."""
        import pyoxigraph as ox

        if isinstance(value, ox.Literal):
            return value.value, terms.compact(value.datatype.value, self.store.base)
        return self.name(terms.text_of(value), graph)

    def name(self, iri: str, graph: str) -> tuple[str, str]:
        """Label and class of a thing, as its document has them."""
        if (iri, graph) not in self.names:
            values = self.values(iri, graph)
            label = _first(values, "rdfs:label") or terms.compact(iri, self.store.base).partition(":")[2] or iri
            classes = sorted(terms.text_of(c) for c in values["rdf:type"])
            kind = terms.compact(classes[0], self.store.base).rpartition(":")[2] if classes else ""
            self.names[iri, graph] = (label, kind)
        return self.names[iri, graph]

    def evidence(self, iri: str, graph: str) -> tuple[int, int, str, str, str]:
        selector = _first(self.values(iri, graph), "oa:hasSelector")
        values = self.values(selector, graph)
        start, end = int(_first(values, "oa:start") or 0), int(_first(values, "oa:end") or 0)
        return (start, end, _first(values, "oa:exact"), _first(values, "oa:prefix"), _first(values, "oa:suffix"))


def _first(values: _Values, predicate: str) -> str:
    return min((terms.text_of(value) for value in values.get(predicate, ())), default="")


def _qualifiers(values: _Values) -> tuple[tuple[str, str], ...]:
    pairs = ((p, terms.text_of(value)) for p, found in values.items() if p not in _FACT_NODE for value in found)
    return tuple(sorted(pairs))
