"""From what JSON holds back to a decision; `kg.model.plain` is the way there."""

from __future__ import annotations

from typing import Any

from kg.model import Action, Anchor, Decision, EntityType, Literal, Statement, Thing, Value
from kg.review.moments import moment

#: How many things each action on things is about.
THINGS = {Action.MERGE: 2, Action.SPLIT: 2, Action.RENAME: 1}
_MARKS = ("id", "version")

Record = dict[str, Any]


def decision_of(record: Record) -> Decision:
    """The decision of a record; ValueError, TypeError or KeyError (the missing field) where it makes no sense."""
    content = {name: value for name, value in record.items() if name not in _MARKS}
    decision = Decision(
        action=Action(content.pop("action")),
        by=_text(content.pop("by")),
        at=_text(content.pop("at")),
        why=_text(content.pop("why", "")),
        statement=_maybe_statement(content.pop("statement", None)),
        anchors=anchors_of(content.pop("anchors", [])),
        to=_maybe_statement(content.pop("to", None)),
        things=tuple(thing_of(thing) for thing in content.pop("things", [])),
        name=_text(content.pop("name", "")),
    )
    if content:
        raise ValueError(f"unknown field {min(content)}")
    check(decision)
    return decision


def check(decision: Decision) -> None:
    """Whether a decision says all that its action needs; ValueError says what is missing."""
    moment(decision.at)
    if not decision.by.strip():
        raise ValueError("by is empty")
    if decision.action in THINGS:
        _check_things(decision)
    elif decision.statement is None or not decision.anchors:
        raise ValueError(f"{decision.action.value} needs a statement and anchors")
    if (decision.action is Action.EDIT) != (decision.to is not None):
        raise ValueError("an edit, and nothing else, needs to")
    if not all(anchor.exact.strip() for anchor in _all_anchors(decision)):
        raise ValueError("an anchor quotes nothing")


def _check_things(decision: Decision) -> None:
    wanted = THINGS[decision.action]
    if len(decision.things) != wanted or not all(thing.anchors for thing in decision.things):
        raise ValueError(f"{decision.action.value} needs {wanted} things with anchors")
    if len({thing.type for thing in decision.things}) > 1:
        raise ValueError(f"{decision.action.value} needs things of one type")
    if (decision.action is Action.RENAME) != bool(decision.name.strip()):
        raise ValueError("a rename, and nothing else, needs a name")


def _all_anchors(decision: Decision) -> tuple[Anchor, ...]:
    return (*decision.anchors, *(anchor for thing in decision.things for anchor in thing.anchors))


def anchors_of(records: list[Record]) -> tuple[Anchor, ...]:
    """The anchors of records."""
    return tuple(Anchor(**{name: _text(value) for name, value in record.items()}) for record in records)


def statement_of(record: Record) -> Statement:
    """The statement of a record."""
    value = value_of(record["object"])
    qualifiers = tuple((_text(name), _literal(literal)) for name, literal in record.get("qualifiers", []))
    return Statement(thing_of(record["subject"]), _text(record["predicate"]), value, qualifiers)


def _maybe_statement(record: Record | None) -> Statement | None:
    return None if record is None else statement_of(record)


def thing_of(record: Record) -> Thing:
    """The thing of a record."""
    return Thing(
        EntityType(record["type"]),
        _text(record["name"]),
        tuple(_text(name) for name in record.get("names", [])),
        _text(record.get("id", "")),
        tuple((_text(name), value_of(value)) for name, value in record.get("properties", [])),
        anchors_of(record.get("anchors", [])),
    )


def value_of(record: object) -> Value:
    """A concept's CURIE, a thing (with a type) or a literal (with a value)."""
    if isinstance(record, str):
        return record
    if not isinstance(record, dict):
        raise TypeError(f"{record!r} is no object of a statement")
    return thing_of(record) if "type" in record else _literal(record)


def _literal(record: Record) -> Literal:
    return Literal(**{"value": "", **{name: _text(value) for name, value in record.items()}})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
