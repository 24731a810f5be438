"""The event that a question describes without naming it: its type, district, organizer, day, or words of its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.query.questions.reading import Segment
from kg.query.questions.text import fold
from kg.query.questions.things import EventRecord, Thing, Things


@dataclass(frozen=True, slots=True)
class Described:
    """The one event of a description, and the stretches that describe it."""

    thing: Thing
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several events of one description."""

    things: tuple[Thing, ...]
    segments: tuple[Segment, ...]


def described_event(free: Iterable[Segment], things: Things) -> Described | Ambiguous | None:
    """The event that these stretches describe together; None where they describe none."""
    free = tuple(free)
    kinds = tuple(s for s in free if s.types and not s.concepts)
    words = tuple(s for s in free if not s.is_known and len(fold(s.surface)) > 1)
    near = tuple(s for s in free if s.things and not s.types)
    days = tuple(s for s in free if s.date)
    if not kinds and not words:
        return None
    segments = (*kinds, *words, *near, *days)
    found = [event for event in things.events if _fits(event, kinds, words, near, days, things.year)]
    inner = {event.thing.label for event in found}
    found = [event for event in found if not event.wholes & inner] or found
    if len(found) > 1:
        exact = [e for e in found if any(fold(s.surface) in fold(e.thing.label) for s in kinds)]
        found = exact if len(exact) == 1 else found
    labels = {event.thing.label for event in found}
    if len(labels) == 1:
        return Described(found[0].thing, segments)
    return Ambiguous(tuple(event.thing for event in found), segments) if found else None


def tells_of(segment: Segment, label: str, things: Things) -> bool:
    """Whether a stretch says no more of the event of this label than is so: its type, district, organizer or day."""
    groups = [(segment,) if segment.types else (), (segment,) if segment.things else ()]
    days = (segment,) if segment.date else ()
    if not (any(groups) or days):
        return False
    return any(
        _fits(event, groups[0], (), groups[1] if not segment.types else (), days, things.year)
        for event in things.events
        if event.thing.label == label
    )


def described_series(free: Iterable[Segment], things: Things) -> Described | Ambiguous | None:
    """The one series that bears the name of a place or organization: 宝山区 … 质量月, 上实服务要开展."""
    segments = tuple(s for s in free if any(t.classes & {"Division", "Organization"} for t in s.things))
    campaigns = tuple(s for s in free if "campaign" in s.concepts)
    said = any("stated" in s.concepts for s in free)
    if len(segments) != 1 or not (campaigns or said):
        return None
    names = [fold(thing.label) for thing in segments[0].things]
    found = [series for series in things.of("EventSeries") if any(name in fold(series.label) for name in names)]
    found = [
        series
        for series in found
        if all(fold(c.surface) in fold(series.label) for c in campaigns if not c.surface.isascii())
    ]
    return Described(found[0], (*segments, *campaigns)) if len(found) == 1 else None


def _fits(
    event: EventRecord,
    kinds: tuple[Segment, ...],
    words: tuple[Segment, ...],
    near: tuple[Segment, ...],
    days: tuple[Segment, ...],
    year: int,
) -> bool:
    label = fold(event.thing.label)
    context = {event.thing.label, *event.near, *event.wholes}
    return (
        "Event" in event.thing.classes
        and all(segment.types & event.types or fold(segment.surface) in label for segment in kinds)
        and all(fold(segment.surface) in label for segment in words)
        and all(any(thing.label in text for thing in s.things for text in context) for s in near)
        and all(any(day.startswith(s.date.text(year)) for day in event.dates) for s in days if s.date)
    )
