"""Which decisions a later one about the same thing overrides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.model import Action, Anchor, Decision, Thing
from kg.review.facts import Bench
from kg.review.match import same_claim, same_thing
from kg.review.placement import Placement, told
from kg.review.record import THINGS

_IDENTITY = (Action.MERGE, Action.SPLIT)


def overridden(decisions: Sequence[Decision], bench: Bench) -> Iterator[Placement]:
    """A placement for each decision, of those in order of time, that a later one overrides in this report."""
    for i, early in enumerate(decisions):
        late = next((d for d in reversed(decisions[i + 1 :]) if _overrides(d, early, bench)), None)
        if late is not None:
            yield told(early.id, bench.document.name, "overridden", late.id)


def _overrides(late: Decision, early: Decision, bench: Bench) -> bool:
    if late.action in THINGS or early.action in THINGS:
        return _overrides_identity(late, early)
    if late.statement is None or early.statement is None:
        return False
    if not same_claim(late.statement, early.statement, bench.entities):
        return False
    return _same_place(late.anchors, early.anchors, bench)


def _overrides_identity(late: Decision, early: Decision) -> bool:
    """A merge or split of the same two readings, or another name for the same one."""
    if late.action is Action.RENAME and early.action is Action.RENAME:
        return _same_reading(late.things[0], early.things[0])
    if late.action not in _IDENTITY or early.action not in _IDENTITY:
        return False
    (a, b), (c, d) = late.things, early.things
    straight = _same_reading(a, c) and _same_reading(b, d)
    return straight or (_same_reading(a, d) and _same_reading(b, c))


def _same_reading(one: Thing, other: Thing) -> bool:
    """Whether two decisions name one thing of one report."""
    documents = {anchor.document for anchor in one.anchors}
    return same_thing(one, other) and any(anchor.document in documents for anchor in other.anchors)


def _same_place(late: Sequence[Anchor], early: Sequence[Anchor], bench: Bench) -> bool:
    """Whether two decisions hold on to words of one sentence of this report, or, where it lost them, to the same words."""
    if not set(late).isdisjoint(early):
        return True
    ours, theirs = (bench.reach(bench.placed(anchors)) for anchors in (late, early))
    return any(a.overlaps(b) for a in ours for b in theirs)
