"""Decisions of people upon what was read of one report: a pure function, without clock or disk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from kg.model import Candidate, Decision, Extraction, Span
from kg.review.facts import Bench
from kg.review.log import in_order
from kg.review.overrides import overridden
from kg.review.placement import Placement, Status
from kg.review.record import THINGS
from kg.review.things import place_things

Tags = dict[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A report as people corrected it.

    `tags` say for the CURIE of an entity what `kg.resolve` is to know of it: ("merge", id), ("apart", "id/side"),
    ("name", new name). `placements` tell of every decision about this report what became of it.
    """

    extraction: Extraction
    tags: Tags
    placements: tuple[Placement, ...] = ()


def apply(extraction: Extraction, decisions: Sequence[Decision], gone: Collection[str] = ()) -> Reviewed:
    """What was read of a report, as the decisions about it have it.

    Decisions about other reports are passed over, but for those about reports that are `gone`: where this one has their
    very words and surroundings, they count here. Later decisions override earlier ones about the same thing; the order
    in which they are given means nothing.

    >>> from kg.model import Document
    >>> apply(Extraction(Document("a", "", "", "", (), ())), ()).placements
    ()
    """
    name = extraction.document.name
    concerned = [d for d in in_order(decisions) if any(n == name or n in gone for n in d.documents)]
    if not concerned:
        return Reviewed(extraction, {})
    bench = Bench(extraction, gone)
    placements: list[Placement] = list(overridden(concerned, bench))
    over = {placement.decision for placement in placements}
    live = [decision for decision in concerned if decision.id not in over]
    for decision in live:
        if decision.action not in THINGS:
            placements += bench.decide(decision)
    # Things come last: a fact that a person added may be what speaks of them.
    tags: dict[str, set[tuple[str, str]]] = {}
    for decision in live:
        if decision.action in THINGS:
            placements += place_things(decision, bench, tags)
    applied = {p.decision for p in placements if p.status is Status.APPLIED}
    reviewed = _finish(extraction, bench, tuple(d for d in live if d.id in applied))
    kept = {entity.id for entity in reviewed.entities}
    found = {curie: tuple(sorted(some)) for curie, some in sorted(tags.items()) if curie in kept}
    return Reviewed(reviewed, found, tuple(sorted(placements)))


def _finish(extraction: Extraction, bench: Bench, applied: tuple[Decision, ...]) -> Extraction:
    """The extraction with the facts of the bench, and without what no fact supports any more."""
    if not applied:
        return extraction
    told = [(fact, e.span) for fact in bench.facts if fact.decisions for e in fact.evidence]
    spans = [span for _, span in told]
    document = extraction.document

    def is_explained(candidate: Candidate) -> bool:
        words = candidate.evidence.quote
        return any(
            candidate.evidence.span.overlaps(span) and any(words in name for name in bench.names(fact))
            for fact, span in told
        )

    def is_silent(gap: Span) -> bool:
        source = document.source_span(gap)
        return not any(source.overlaps(span) for span in spans)

    return replace(
        extraction,
        facts=tuple(bench.facts),
        entities=bench.used(),
        gaps=tuple(gap for gap in extraction.gaps if is_silent(gap)),
        candidates=tuple(c for c in extraction.candidates if not is_explained(c)),
        decisions=applied,
    )
