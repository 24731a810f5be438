"""From a result to the fact and the report it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kg.rdf import text_of
from kg.rdf.terms import namespaces
from kg.validate.report import ValidationResult

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.store import Store


def located(store: Store, result: ValidationResult) -> ValidationResult:
    """The result with fact, report and quote, as far as the store can tell; the first of several."""
    fact, graph = min(_facts(store, result), default=("", ""))
    if not graph:
        graph = min(_graphs(store.match(result.focus)), default="") if _is_iri(result.focus) else ""
    name = unquote(graph.removeprefix(namespaces(store.base)["graph"]))
    return replace(result, fact=fact, document=name, quote=_quote(store, fact, graph))


def _is_iri(text: str) -> bool:
    return ":" in text and " " not in text


def _graphs(quads: Iterable[ox.Quad]) -> list[str]:
    return [text_of(quad.graph_name) for quad in quads]


def _facts(store: Store, result: ValidationResult) -> set[tuple[str, str]]:
    """(fact, graph) of the facts that the result touches."""
    if not _is_iri(result.focus):
        return set()
    own = store.match(result.focus, "rdf:type", "kg:Fact")
    found = {(text_of(quad.subject), text_of(quad.graph_name)) for quad in own}
    return found or _by_evidence(store, result.focus) or _by_claim(store, result)


def _by_evidence(store: Store, focus: str) -> set[tuple[str, str]]:
    resources = {focus, *(text_of(quad.subject) for quad in store.match(None, "oa:hasSelector", focus))}
    quads = (quad for resource in resources for quad in store.match(None, "kg:evidence", resource))
    return {(text_of(quad.subject), text_of(quad.graph_name)) for quad in quads}


def _by_claim(store: Store, result: ValidationResult) -> set[tuple[str, str]]:
    """Facts about the focus with this predicate and value; where it is no claim, nothing."""
    found = set()
    for quad in store.match(None, "rdf:subject", result.focus):
        predicates = {text_of(q.object) for q in store.match(quad.subject, "rdf:predicate")}
        values = {text_of(q.object) for q in store.match(quad.subject, "rdf:object")}
        if result.path in predicates and (not result.value or result.value in values):
            found.add((text_of(quad.subject), text_of(quad.graph_name)))
    return found


def _links(quads: Iterable[ox.Quad]) -> list[str]:
    """The nodes that quads lead to; a damaged graph may have values there."""
    return [text_of(quad.object) for quad in quads if not hasattr(quad.object, "datatype")]


def _quote(store: Store, fact: str, graph: str) -> str:
    if not fact:
        return ""
    quotes = [
        (int(start), text_of(exact.object))
        for evidence in _links(store.match(fact, "kg:evidence", None, graph))
        for selector in _links(store.match(evidence, "oa:hasSelector", None, graph))
        for exact in store.match(selector, "oa:exact", None, graph)
        for start in (text_of(q.object) for q in store.match(selector, "oa:start", None, graph))
        if start.isdecimal()
    ]
    return min(quotes, default=(0, ""))[1]
