"""JSON-LD 1.1 with our context inline, so that a reader needs no network; a named graph a report."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.rdf import iri, json_ld_context, text_of
from kg.rdf.terms import compact

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.store import Store

_SAFE_INTEGER = 2**53 - 1  # beyond it a JSON number is not the same in every program


def write(store: Store, out: BinaryIO) -> None:
    """All graphs, sorted by name, their nodes sorted by IRI."""
    context = json_ld_context(store.base)
    writer = _Writer(store.base, {key for key, value in context.items() if isinstance(value, dict)})
    out.write(b'{\n"@context": ')
    out.write(_json(context))
    out.write(b',\n"@graph": [')
    for number, name in enumerate(store.graphs()):
        graph = {"@id": writer.name(name), "@graph": writer.nodes(store.match(graph=name))}
        out.write(b",\n" if number else b"\n")
        out.write(_json(graph))
    out.write(b"\n]\n}\n")


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8")


class _Writer:
    def __init__(self, base: str, coerced: set[str]) -> None:
        self.base = base
        self.coerced = coerced

    def name(self, name: str) -> str:
        """A compact IRI where it can be one: JSON-LD takes `prefix://…` for an absolute IRI."""
        short = compact(name, self.base)
        return name if "://" in short else short

    def nodes(self, quads: Iterable[ox.Quad]) -> list[dict[str, Any]]:
        """A node a subject, keys sorted, `@id` and `@type` first."""
        subjects: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            predicate = compact(quad.predicate.value, self.base)
            key, value = (
                ("@type", self.name(_id(quad.object)))
                if predicate == "rdf:type"
                else (
                    predicate,
                    self.value(predicate, quad.object),
                )
            )
            subjects[_id(quad.subject)][key].append(value)
        return [
            {"@id": self.name(subject)} | {key: _one(found) for key, found in sorted(description.items())}
            for subject, description in sorted(subjects.items())
        ]

    def value(self, predicate: str, term: object) -> Any:
        """A value as JSON-LD has it: a string, a number, or an object with its type or language."""
        import pyoxigraph as ox

        if not isinstance(term, ox.Literal):
            return self.name(_id(term)) if predicate in self.coerced else {"@id": self.name(_id(term))}
        if term.language:
            return {"@value": term.value, "@language": term.language}
        datatype = compact(term.datatype.value, self.base)
        if datatype == "xsd:integer" and _is_safe_integer(term.value):
            return int(term.value)
        if datatype == "xsd:string" and predicate not in self.coerced:
            return term.value
        return {"@value": term.value, "@type": iri(datatype) if "://" in datatype else datatype}


def _id(term: object) -> str:
    import pyoxigraph as ox

    return str(term) if isinstance(term, ox.BlankNode) else text_of(term)


def _is_safe_integer(text: str) -> bool:
    return str(text).lstrip("-").isdecimal() and abs(int(text)) <= _SAFE_INTEGER and str(int(text)) == text


def _one(values: list[Any]) -> Any:
    """The only value, or all of them sorted."""
    ordered = sorted(values, key=lambda value: json.dumps(value, ensure_ascii=False))
    return ordered[0] if len(ordered) == 1 else ordered
