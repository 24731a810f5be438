"""From the facts and things of a store to what a decision says of them: names, and anchors for their quotes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kg.errors import ReviewError, UnknownName
from kg.model import Anchor, EntityType, Literal, Statement, Thing, Value, unique
from kg.query.table import one_line
from kg.rdf import FactRow, facts_from_store, ontology, text_of
from kg.rdf.terms import compact, iri

if TYPE_CHECKING:
    from kg.rdf.read import Matching

_TYPES = {kind.value: kind for kind in EntityType}
_SHOWN = 3
_DOT = " · "
#: Reports in which a decision about a thing holds on to it; the others follow through identity.
MOST_REPORTS = 20


def find_fact(store: Matching, name: str) -> FactRow:
    """The fact that a CURIE, an IRI, the beginning of one, or its line (A · 主办 · B) means.

    UnknownName where it is none, or several.
    """
    if _DOT in name:
        return _told_fact(store, name)
    space = iri("fact:", store.base)
    wanted = name.strip().removeprefix("<").removesuffix(">").removeprefix(space).removeprefix("fact:")
    if next(store.match(space + wanted, "rdf:subject"), None):
        return fact_row(store, space + wanted)
    known = {text_of(q.subject) for q in store.match(None, "rdf:type", "kg:Fact")}
    found = sorted(fact for fact in known if wanted and fact.startswith(space + wanted))
    if len(found) == 1:
        return fact_row(store, found[0])
    if found:
        shown = "、".join(compact(fact, store.base) for fact in found[:_SHOWN])
        raise UnknownName(f"{len(found)} facts begin with {name}", hint=f"say more of it: {shown} …")
    raise UnknownName(
        f"the store has no fact {name}", hint="`kg review --all` lists the facts with their names, so does `kg facts --format csv`"
    )  # fmt: skip


def _told_fact(store: Matching, line: str) -> FactRow:
    """The fact whose subject, relation and object are told as in lists, parted by ` · `."""
    wanted = tuple(part.strip() for part in line.split(_DOT))
    relations = [
        term.curie for term in ontology().of_kind("relation") if term.label_zh in wanted or term.curie in wanted
    ]
    found = [
        row
        for relation in relations
        for row in facts_from_store(store, predicate=relation)
        if _DOT.join(wanted) == _DOT.join((row.subject_label, row.predicate_label_zh, one_line(row.object_label)))
    ]
    if len(found) == 1:
        return found[0]
    if found:
        shown = " or ".join(f"{compact(r.id, store.base)} ({document_name(r.document, store.base)})" for r in found)
        raise UnknownName(f"{len(found)} facts say {line}", hint=f"say which: {shown}")
    raise UnknownName(f"no fact says {line}", hint="`kg review --all --list` shows all facts as they are told")


def fact_row(store: Matching, fact: str) -> FactRow:
    """The row of a fact's IRI."""
    subject = text_of(next(store.match(fact, "rdf:subject")).object)
    predicate = text_of(next(store.match(fact, "rdf:predicate")).object)
    return next(row for row in facts_from_store(store, entity=subject, predicate=predicate) if row.id == fact)


def statement_of(store: Matching, row: FactRow) -> Statement:
    """What a fact claims, by names."""
    value: Value
    if row.object_is_literal:
        value = Literal(row.object, row.object_type, "zh" if row.object_type == "rdf:langString" else "")
    elif row.object_type in _TYPES:
        value = thing_of(store, row.object)
    else:
        value = curie_of(row.object, store.base)
    return Statement(thing_of(store, row.subject), row.predicate, value, tuple(_qualifiers(store, row)))


def anchors_of(row: FactRow, base: str) -> tuple[Anchor, ...]:
    """An anchor for each quote of a fact."""
    name = document_name(row.document, base)
    return unique(Anchor(name, quote, prefix, suffix) for _, _, quote, prefix, suffix in row.evidence)


def thing_of(store: Matching, thing: str, anchors: tuple[Anchor, ...] = ()) -> Thing:
    """A thing of the store by its IRI: type, all its names, and what defines it; UnknownName where it is none of ours."""
    labels: set[str] = set()
    aliases: set[str] = set()
    types: set[str] = set()
    properties: set[tuple[str, Value]] = set()
    defining = {term.curie for term in ontology().of_kind("property")}
    for quad in store.match(thing):
        predicate, value = compact(quad.predicate.value, store.base), quad.object
        if predicate == "rdf:type":
            types.add(compact(text_of(value), store.base).rpartition(":")[2])
        elif predicate == "rdfs:label":
            labels.add(text_of(value))
        elif predicate == "skos:altLabel":
            aliases.add(text_of(value))
        elif predicate in _DEFINING & defining:
            literal = _literal(value, store.base)
            properties.add((predicate, literal or thing_of(store, text_of(value))))
    kinds = sorted(types & _TYPES.keys())
    if not kinds or not labels:
        raise UnknownName(
            f"the store has no thing {compact(thing, store.base)}", hint="`kg query reports` lists what was read"
        )
    name = min(labels)
    names = tuple(sorted((labels | aliases) - {name}))
    curie = curie_of(thing, store.base)
    kind = _TYPES[kinds[0]]
    if kind is EntityType.DOCUMENT:  # its text and hash are no part of its name
        properties.clear()
    return Thing(kind, name, names, curie, tuple(sorted(properties, key=lambda pair: pair[0])), anchors)


_DEFINING = frozenset(
    {"kg:role", "kg:postIn", "kg:number", "kg:unit", "kg:approximation", "kg:divisionCode", "kg:divisionLevel"}
)


def thing_anchors(
    store: Matching, thing: str, documents: Collection[str] | None = None, *, without: bool = False
) -> tuple[Anchor, ...]:
    """An anchor for a thing in each report that speaks of it: the shortest quote of the first fact there.

    `documents` restricts the reports by name, or, with `without`, leaves these out. `MOST_REPORTS` at most.
    """
    found: dict[str, Anchor] = {}
    for row in facts_from_store(store, entity=thing):
        name = document_name(row.document, store.base)
        if documents is not None and (name in documents) is without:
            continue
        best = min(anchors_of(row, store.base), key=lambda anchor: (len(anchor.exact), anchor.exact), default=None)
        if best is not None:
            found.setdefault(name, best)
    limit = MOST_REPORTS if documents is None or without else None
    return tuple(found[name] for name in sorted(found)[:limit])


def document_name(document: str, base: str) -> str:
    """The name of a report from its IRI."""
    return curie_of(document, base).partition(":")[2]


def curie_of(thing: str, base: str) -> str:
    """The CURIE of an IRI as the model has it, characters that IRIs cannot hold included."""
    return unquote(compact(thing, base))


def check_statement(statement: Statement) -> None:
    """Whether the ontology allows a statement; ReviewError says which part it does not, and what it does."""
    term = ontology().terms.get(statement.predicate)
    if term is None or term.kind != "relation":
        raise ReviewError(
            f"{statement.predicate} is no relation of the ontology",
            hint="docs/reference/ontology.md lists the relations, as kg:attendedBy",
        )
    kind = f"kg:{statement.subject.type.value}"
    if term.domain and kind not in term.domain:
        raise _not_allowed(f"the subject of {term.curie} ({term.label_zh})", term.domain, kind)
    if term.range and not is_in_range(statement.object, term.range):
        raise _not_allowed(f"the object of {term.curie} ({term.label_zh})", term.range, _kind(statement.object))
    for name, _ in statement.qualifiers:
        qualifier = ontology().terms.get(name)
        if qualifier is None or qualifier.kind not in ("qualifier", "relation"):
            names = ", ".join(q.curie for q in ontology().of_kind("qualifier"))
            raise ReviewError(f"{name} is no qualifier of the ontology", hint=f"there are {names}")


def is_in_range(value: Value, range: Sequence[str]) -> bool:
    """Whether a relation with that range may have this object."""
    if isinstance(value, Thing):
        return f"kg:{value.type.value}" in range
    if isinstance(value, str):
        concept = ontology().concepts.get(value)
        return "skos:Concept" in range and concept is not None and concept.scheme == "kg:EventTypes"
    dates = ("xsd:date", "xsd:gYearMonth", "xsd:gYear", "xsd:gMonthDay", "xsd:gDay")
    return value.datatype in range or ("kg:PartialDate" in range and value.datatype in dates)


def _kind(value: Value) -> str:
    if isinstance(value, Thing):
        return f"kg:{value.type.value}"
    return value.datatype if isinstance(value, Literal) else value


def _not_allowed(what: str, allowed: Sequence[str], found: str) -> ReviewError:
    labels = ontology().label
    shown = " or ".join(f"{curie} ({labels(curie)})" for curie in allowed)
    return ReviewError(
        f"{what} must be {shown}, not {found} ({labels(found)})",
        hint="docs/reference/ontology.md says what each relation may join",
    )


def _qualifiers(store: Matching, row: FactRow) -> Iterator[tuple[str, Literal]]:
    wanted = {name for name, _ in row.qualifiers}
    pairs = ((compact(q.predicate.value, store.base), _literal(q.object, store.base)) for q in store.match(row.id))
    yield from sorted({(p, value) for p, value in pairs if p in wanted and value}, key=repr)


def _literal(value: object, base: str) -> Literal | None:
    import pyoxigraph as ox

    if not isinstance(value, ox.Literal):
        return None
    return Literal(value.value, compact(value.datatype.value, base), value.language or "")
