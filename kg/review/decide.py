"""Decisions, made from what a person points at in a store; each is checked against the ontology before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kg.errors import ReviewError
from kg.model import Action, Anchor, Decision, Literal, Span, Statement, Thing, Value
from kg.query import find_entities
from kg.rdf import FactRow, text_of
from kg.rdf.terms import compact, iri
from kg.review.anchor import Fit, Ground, bare
from kg.review.claims import anchors_of, check_statement, curie_of, statement_of, thing_anchors, thing_of
from kg.review.record import check

if TYPE_CHECKING:
    from kg.rdf.read import Matching

_CONTEXT = 32


@dataclass(frozen=True, slots=True)
class Signature:
    """By whom, when and why."""

    by: str
    at: str
    why: str = ""


def on_fact(store: Matching, row: FactRow, action: Action, signed: Signature) -> Decision:
    """To accept or to reject a fact."""
    statement = statement_of(store, row)
    anchors = anchors_of(row, store.base)
    return _checked(Decision(action, signed.by, signed.at, signed.why, statement, anchors))


def edit(store: Matching, row: FactRow, signed: Signature, *, subject: Thing | None = None, predicate: str = "",
         object: Value | None = None, qualifiers: Sequence[tuple[str, Literal]] = ()) -> Decision:  # fmt: skip
    """To put another subject, predicate, object or qualifiers in the place of those of a fact."""
    old = statement_of(store, row)
    merged = dict(old.qualifiers if not predicate or predicate == old.predicate else ()) | dict(qualifiers)
    told = tuple(sorted(((n, v) for n, v in merged.items() if v.value), key=lambda pair: pair[0]))
    new = Statement(subject or old.subject, predicate or old.predicate, old.object if object is None else object, told)
    if new == old:
        raise ReviewError(
            "the edit changes nothing", hint="say what should stand there: --object, --subject, --predicate"
        )
    anchors = anchors_of(row, store.base)
    return _checked(Decision(Action.EDIT, signed.by, signed.at, signed.why, old, anchors, to=new))


def add(store: Matching, document: str, statement: Statement, quote: str, signed: Signature) -> Decision:
    """To add a fact with the words of a report that say so; ReviewError where they do not stand there."""
    anchor = quoted(store, document, quote)
    return _checked(Decision(Action.ADD, signed.by, signed.at, signed.why, statement, (anchor,)))


def merge(store: Matching, one: str, other: str, signed: Signature) -> Decision:
    """That two things, by name, CURIE or IRI, are one."""
    first, second = (the_thing(store, name) for name in (one, other))
    if first.id == second.id:
        raise ReviewError(f"{one} and {other} are one thing already", hint="`kg evidence NAME` shows what it is")
    return _checked(Decision(Action.MERGE, signed.by, signed.at, signed.why, things=(first, second)))


def apart(store: Matching, one: str, other: str, signed: Signature) -> Decision:
    """That two things, by name, CURIE or IRI, are not one."""
    things = tuple(the_thing(store, name) for name in (one, other))
    return _checked(Decision(Action.SPLIT, signed.by, signed.at, signed.why, things=things))


def split(store: Matching, name: str, documents: Sequence[str], signed: Signature) -> Decision:
    """That what these reports call by the name of a thing is not what the other reports mean."""
    thing, entity = the_thing(store, name), the_iri(store, name)
    here = thing_anchors(store, entity, documents)
    rest = thing_anchors(store, entity, documents, without=True)
    missing = sorted(set(documents) - {anchor.document for anchor in here})
    if missing:
        raise ReviewError(
            f"the report {missing[0]} has no fact of {thing.name}", hint=f"`kg evidence {name}` shows which do"
        )
    if not rest:
        raise ReviewError(
            f"no other report speaks of {thing.name}", hint="a split parts some of its reports from the others"
        )
    sides = (replace(thing, anchors=here), replace(thing, anchors=rest))
    return _checked(Decision(Action.SPLIT, signed.by, signed.at, signed.why, things=sides))


def rename(store: Matching, name: str, new: str, signed: Signature) -> Decision:
    """What a thing should be called."""
    thing = the_thing(store, name)
    return _checked(Decision(Action.RENAME, signed.by, signed.at, signed.why, things=(thing,), name=new.strip()))


def the_thing(store: Matching, name: str) -> Thing:
    """The one thing that a name, CURIE or IRI means, with anchors; ReviewError where it is several, or has no facts."""
    entity = the_iri(store, name)
    thing = thing_of(store, entity, thing_anchors(store, entity))
    if not thing.anchors:
        raise ReviewError(f"no fact speaks of {name}", hint=f"`kg evidence {name}` shows what there is")
    return thing


def the_iri(store: Matching, name: str) -> str:
    """The IRI of the one thing that a name, CURIE or IRI means; ReviewError where it is several, UnknownName for none."""
    queryable: Any = store
    found = find_entities(queryable, name)
    if len(found) > 1:
        shown = " or ".join(compact(each, store.base) for each in found)
        raise ReviewError(f"{len(found)} things are named {name}", hint=f"say which: {shown}")
    return found[0]


def quoted(store: Matching, document: str, quote: str) -> Anchor:
    """The anchor of words in a report of the store; ReviewError where they are not there, or at several places."""
    text = text_of_document(store, document)
    ground = Ground(text)
    place = ground.place(Anchor(document, quote))
    if place.fit is not Fit.EXACT or place.span is None:
        raise ReviewError(
            f"the report {document} does not say “{quote}”",
            hint="quote the report's own words, and enough of them that they stand in one place",
        )
    if (times := ground.bare.count(bare(quote))) > 1:
        raise ReviewError(f"the report {document} says “{quote}” {times} times", hint="quote more of the sentence")
    return anchor_at(document, text, place.span)


def anchor_at(document: str, text: str, span: Span) -> Anchor:
    """The anchor of a span of a report's text."""
    before, after = text[max(0, span.start - _CONTEXT) : span.start], text[span.end : span.end + _CONTEXT]
    return Anchor(document, text[span.start : span.end], before, after)


def text_of_document(store: Matching, document: str) -> str:
    """The text of a report by its name; ReviewError where the store has none of that name."""
    found = next(store.match(iri(f"document:{document}", store.base), "kg:text"), None)
    if found is None:
        names = sorted(curie_of(text_of(q.subject), store.base).partition(":")[2] for q in store.match(None, "kg:text"))
        raise ReviewError(f"the store has no report {document}", hint=f"there are {', '.join(names[:12])}")
    return text_of(found.object)


def _checked(decision: Decision) -> Decision:
    for statement in filter(None, (decision.to or decision.statement,)):
        if decision.action is not Action.REJECT:
            check_statement(statement)
    try:
        check(decision)
    except ValueError as error:
        raise ReviewError(str(error)) from error
    return decision
