"""What became of decisions, as far as a store can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.model import Anchor, Decision
from kg.rdf import text_of
from kg.rdf.terms import iri
from kg.review.anchor import Fit, Ground
from kg.review.apply import apply
from kg.review.claims import curie_of
from kg.review.docket import Docket
from kg.review.placement import Placement, Status, told

if TYPE_CHECKING:
    from kg.rdf.read import Matching
    from kg.store import Store
    from kg.store.ledger import Origin


def placements_in(store: Store, decisions: Sequence[Decision]) -> list[Placement]:
    """A placement for each decision and each report that it speaks of, in the order of the decisions.

    Where the store keeps the readings of a report, the decisions are tried on them; those that the last build did not
    know are told as such. Elsewhere, applied is what the graph holds, and of the rest is told whether the words still
    stand in the report.
    """
    ledger = store.ledger
    docket = Docket(decisions, ledger.documents())
    if not ledger.documents():
        return _by_graph(store, decisions)
    found = [placement for origin in ledger.origins() for placement in _tried(store, origin, docket)]
    found += docket.lost(found)
    order = {decision.id: i for i, decision in enumerate(decisions)}
    return sorted(found, key=lambda placement: (order[placement.decision], placement.document))


def _tried(store: Store, origin: Origin, docket: Docket) -> Iterator[Placement]:
    """The placements in one report."""
    decisions = docket.of(origin.document)
    extraction = store.ledger.extraction(origin.document) if decisions else None
    if extraction is None:
        return
    is_built_in = docket.fingerprint(origin.document) == origin.review
    for placement in apply(extraction, decisions, docket.gone).placements:
        waits = not is_built_in and placement.status is Status.APPLIED and not _is_in(store, placement)
        yield told(placement.decision, placement.document, "not built in") if waits else placement


def _is_in(store: Store, placement: Placement) -> bool:
    document = iri(f"document:{placement.document}", store.base)
    return any(store.match(iri(placement.decision, store.base), "prov:used", document))


def _by_graph(store: Matching, decisions: Sequence[Decision]) -> list[Placement]:
    grounds: dict[str, Ground | None] = {}
    found: list[Placement] = []
    for decision in decisions:
        used = store.match(iri(decision.id, store.base), "prov:used")
        inside = {curie_of(text_of(quad.object), store.base).partition(":")[2] for quad in used}
        for name in decision.documents:
            if name not in grounds:
                grounds[name] = _ground(store, name)
            found.append(_placement(decision, name, grounds[name], inside))
    return found


def _placement(decision: Decision, name: str, ground: Ground | None, inside: set[str]) -> Placement:
    if name in inside:
        return told(decision.id, name, "in the graph")
    if ground is None:
        moved = min(inside, default="")
        return told(decision.id, moved, "in the graph", "", name) if moved else told(decision.id, name, "no document")
    is_there = any(ground.place(a).fit is not Fit.MISSING for a in _anchors(decision) if a.document == name)
    return told(decision.id, name, "not built in" if is_there else "no quote")


def _anchors(decision: Decision) -> tuple[Anchor, ...]:
    return (*decision.anchors, *(anchor for thing in decision.things for anchor in thing.anchors))


def _ground(store: Matching, name: str) -> Ground | None:
    text = next(store.match(iri(f"document:{name}", store.base), "kg:text"), None)
    return Ground(text_of(text.object)) if text else None
