"""A decision in a line, for people."""

from __future__ import annotations

from kg.model import Action, Decision, Literal, Statement, Thing, Value
from kg.query.table import one_line
from kg.rdf import ontology


def label(action: Action) -> str:
    """The word for an action in Chinese and English."""
    concept = ontology().concepts[f"kg:{action.value}"]
    return f"{concept.label_zh} {concept.label_en}"


def claim_of(decision: Decision) -> str:
    """What a decision is about, and what it makes of it."""
    if decision.statement is None:
        names = {Action.MERGE: " = ", Action.SPLIT: " ≠ "}.get(decision.action, "")
        shown = names.join(thing.name for thing in decision.things)
        return f"{shown} → {decision.name}" if decision.name else shown
    return _statement(decision.statement) + (f" → {_changes(decision.statement, decision.to)}" if decision.to else "")


def told(decision: Decision) -> str:
    """The line that says that a decision was taken."""
    return f"{decision.id}  {label(decision.action)}  {claim_of(decision)}"


def shown(value: Value) -> str:
    """A value by its name, its characters, or its label."""
    if isinstance(value, Thing):
        return value.name
    return one_line(value.value) if isinstance(value, Literal) else ontology().label(value)


def _statement(statement: Statement) -> str:
    return f"{statement.subject.name} · {ontology().label(statement.predicate)} · {shown(statement.object)}"


def _changes(old: Statement, new: Statement) -> str:
    """What is new, or the whole statement where it is more than the object."""
    if (old.subject, old.predicate) != (new.subject, new.predicate):
        return _statement(new)
    if old.object != new.object:
        return shown(new.object)
    return "；".join(f"{ontology().label(name)} {value.value}" for name, value in new.qualifiers) or "—"
