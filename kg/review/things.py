"""Decisions about things: which entities of a report are marked for identity across reports."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Action, Anchor, Decision, Thing
from kg.review.facts import Bench
from kg.review.match import is_thing
from kg.review.placement import Placement, told

_REASON = {Action.MERGE: "merged", Action.SPLIT: "split", Action.RENAME: "renamed"}


def place_things(decision: Decision, bench: Bench, tags: dict[str, set[tuple[str, str]]]) -> list[Placement]:
    """Mark the entities that a decision is about in `tags`; what became of it in this report."""
    name = bench.document.name
    placed = bench.placed([anchor for thing in decision.things for anchor in thing.anchors])
    moved = bench.moved_from(placed)
    sides = {i: thing for i, thing in enumerate(decision.things) if _is_here(thing, bench)}
    if not sides:
        return []
    found = {i: curie for i, thing in sides.items() if (curie := _entity(thing, bench))}
    if not found:
        return [told(decision.id, name, "no such thing" if placed else "no quote", "", moved)]
    if decision.action is Action.SPLIT and len(found) > len(set(found.values())):
        return [told(decision.id, name, "one reading", "", moved)]
    for i, curie in found.items():
        tags.setdefault(curie, set()).add(_tag(decision, i))
    return [told(decision.id, name, _REASON[decision.action], "", moved)]


def _tag(decision: Decision, side: int) -> tuple[str, str]:
    match decision.action:
        case Action.MERGE:
            return ("merge", decision.id)
        case Action.SPLIT:
            return ("apart", f"{decision.id}/{side}")
        case _:
            return ("name", decision.name)


def _is_here(thing: Thing, bench: Bench) -> bool:
    """Whether some anchor names this report, or has its words here in place of a report that is gone."""
    return bench.concerns(thing.anchors) or bool(bench.placed(thing.anchors))


def _entity(thing: Thing, bench: Bench) -> str:
    """The CURIE of the thing: near its anchors if it has namesakes, "" where it is not there or nobody can say which."""
    same = sorted(c for c, entity in bench.entities.items() if is_thing(thing, entity, bench.entities))
    near = [curie for curie in same if curie in _near(thing.anchors, bench)] if len(same) > 1 else []
    for some in ([c for c in near if c == thing.id], near, [c for c in same if c == thing.id], same):
        if len(some) == 1:
            return some[0]
    return ""


def _near(anchors: Sequence[Anchor], bench: Bench) -> set[str]:
    """The things that facts in the sentences of anchors speak of."""
    reach = bench.reach(bench.placed(anchors))
    facts = [fact for fact in bench.facts if bench.stands_in(fact, reach)]
    return {curie for fact in facts for curie in (fact.subject, str(fact.object))}
