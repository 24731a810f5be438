"""Checks that SHACL Core cannot say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from kg.rdf import ontology, text_of
from kg.rdf.terms import compact, iri
from kg.validate.report import ValidationResult

if TYPE_CHECKING:
    from kg.store import Store

_result = partial(ValidationResult, "", "")


def own_checks(store: Store, graphs: Sequence[str] | None = None) -> Iterator[ValidationResult]:
    """The results of all checks, without report and fact; of what stands in these graphs, or in any."""
    for graph in [None] if graphs is None else graphs:
        yield from _quotes(store, graph)
        yield from _direct_triples(store, graph)
        yield from _terms(store, graph)


def _quotes(store: Store, graph: str | None) -> Iterator[ValidationResult]:
    """`oa:exact` is what stands in the text of the document from `oa:start` to `oa:end`."""
    pointers: list[tuple[Any, Any]] = [(quad.subject, quad.object) for quad in store.match(None, "kg:gap", None, graph)]
    for quad in store.match(None, "oa:hasSource", None, graph):
        pointers += [(quad.object, found.object) for found in store.match(quad.subject, "oa:hasSelector")]
    texts = {document: _value(store, document, "kg:text") for document, _ in pointers}
    for document, selector in dict.fromkeys(pointers):
        exact = _value(store, selector, "oa:exact")
        start, end = _value(store, selector, "oa:start"), _value(store, selector, "oa:end")
        if not (start.isdecimal() and end.isdecimal()):
            continue  # the shapes say so already
        there = texts[document][int(start) : int(end)]
        if there != exact:
            yield _result(
                text_of(selector),
                iri("oa:exact"),
                exact,
                f"原文与所指位置不符：该处为「{there}」。",
                f"The quote is not what stands there: “{there}”.",
            )


def _value(store: Store, subject: Any, predicate: str) -> str:
    """The first text there; "" of a literal, which has no properties."""
    if hasattr(subject, "datatype"):
        return ""
    return min((text_of(quad.object) for quad in store.match(subject, predicate)), default="")


def _direct_triples(store: Store, graph: str | None) -> Iterator[ValidationResult]:
    """What a fact claims stands as a triple in the same graph."""
    for quad in store.match(None, "rdf:subject", None, graph):
        claim = [list(store.match(quad.subject, p, None, quad.graph_name)) for p in ("rdf:predicate", "rdf:object")]
        for predicate, value in ((p.object, o.object) for p in claim[0] for o in claim[1]):
            if hasattr(quad.object, "datatype") or hasattr(predicate, "datatype"):
                continue  # the shapes say that literals do not stand there
            if not any(store.match(quad.object, predicate, value, quad.graph_name)):
                yield _result(
                    text_of(quad.subject),
                    text_of(predicate),
                    text_of(value),
                    "事实缺少相应的直接三元组。",
                    "The direct triple of the fact is missing.",
                )


_USED = {
    "predicate": "SELECT DISTINCT ?term { GRAPH %s { ?subject ?term ?object } }",
    "class": "SELECT DISTINCT ?term { GRAPH %s { ?subject a ?term } }",
}


def _terms(store: Store, graph: str | None) -> Iterator[ValidationResult]:
    """Every predicate and class is one that the ontology defines."""
    known = {term.curie: term.kind for term in ontology().terms.values()}
    for use, query in _USED.items():
        solutions: Any = store.query(query % (f"<{graph}>" if graph else "?graph"))
        for solution in solutions:
            term = text_of(solution["term"])
            kind = known.get(compact(term, store.base))
            if kind is None or (kind == "class") != (use == "class"):
                yield _result(
                    term,
                    "",
                    "",
                    "本体中没有这一词。",
                    f"The ontology defines no such {use}.",
                )
