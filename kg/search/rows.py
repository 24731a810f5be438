"""What a named graph gives to the index: names of things, and reports with their text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.rdf.terms import iri
from kg.search.text import clean
from kg.vocab import ONTOLOGY

if TYPE_CHECKING:
    from kg.store import Store

LABEL, ALIAS = "label", "alias"


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing; `types` are the local names of its classes (of others the IRIs) between bars: |Event|."""

    iri: str
    field: str
    text: str
    language: str
    types: str


@dataclass(frozen=True, slots=True)
class Rows:
    """What a graph gives: names, and for each document its IRI, title and text; sorted."""

    names: tuple[Name, ...]
    documents: tuple[tuple[str, str, str], ...]

    @property
    def digest(self) -> str:
        """The same for the same content, wherever and whenever it was written."""
        total = hashlib.sha256()
        for row in (*((n.iri, n.field, n.text, n.language, n.types) for n in self.names), *self.documents):
            total.update("\0".join(row).encode() + b"\n")
        return total.hexdigest()


def rows_of(store: Store, graph: str) -> Rows:
    """The rows of a graph, by its IRI."""
    names = [
        (str(quad.subject.value), field, quad.object)
        for field, predicate in ((LABEL, _RDFS_LABEL), (ALIAS, _ALT_LABEL))
        for quad in _match(store, predicate, graph)
        if hasattr(quad.subject, "value") and hasattr(quad.object, "datatype")
    ]
    texts = [(str(quad.subject.value), str(quad.object.value)) for quad in _match(store, iri("kg:text"), graph)]
    if not names and not texts:
        return Rows((), ())
    types = _types(store, graph, {subject for subject, _, _ in names})
    titles = {subject: str(value.value) for subject, field, value in reversed(names) if field == LABEL}
    found = {
        Name(subject, field, clean(str(value.value)), str(value.language or ""), types[subject])
        for subject, field, value in names
        if subject in types
    }
    order = sorted(found, key=lambda name: (name.iri, name.field, name.text, name.language, name.types))
    return Rows(tuple(order), tuple(sorted((s, clean(titles.get(s, "")), clean(t)) for s, t in texts)))


_RDFS_LABEL, _ALT_LABEL, _TYPE = iri("rdfs:label"), iri("skos:altLabel"), iri("rdf:type")


def _match(store: Store, predicate: str, graph: str) -> Iterator[Any]:
    return store.match(None, predicate, None, graph)


def _types(store: Store, graph: str, things: set[str]) -> dict[str, str]:
    """The classes of things that have names, as the graph has them; things without a class are left out."""
    found = {}
    for thing in things:
        quads = store.match(thing, _TYPE, None, graph)
        if classes := sorted(str(getattr(quad.object, "value", "")).removeprefix(ONTOLOGY) for quad in quads):
            found[thing] = f"|{'|'.join(classes)}|"
    return found
