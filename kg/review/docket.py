"""Which decisions concern which report, and which found no report at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from kg.model import Decision, digest
from kg.review.log import in_order
from kg.review.placement import Placement, told


class Docket:
    """The decisions of a log over the reports of a store, by name.

    `gone` are the names of reports that decisions speak of and the store does not have; their decisions are tried on
    every report.

    >>> Docket((), ["a"]).of("a")
    ()
    """

    def __init__(self, decisions: Iterable[Decision], documents: Collection[str]) -> None:
        self.decisions = in_order(decisions)
        self._documents = {decision.id: decision.documents for decision in self.decisions}
        present = frozenset(documents)
        self.gone = frozenset(name for names in self._documents.values() for name in names if name not in present)
        self._own: dict[str, list[Decision]] = defaultdict(list)
        self._orphans = [d for d in self.decisions if not self.gone.isdisjoint(self._documents[d.id])]
        for decision in self.decisions:
            for name in self._documents[decision.id]:
                self._own[name].append(decision)

    def of(self, document: str) -> tuple[Decision, ...]:
        """The decisions to try on a report, in order: its own, and those of reports that are gone."""
        return in_order([*self._own.get(document, ()), *self._orphans])

    def fingerprint(self, document: str) -> str:
        """Equal as long as the decisions about a report stay the same: what a build compares to skip it; "" for none."""
        own = self.of(document)
        gone = sorted({name for d in own for name in self._documents[d.id]} & self.gone)
        return digest(repr(([d.id for d in own], gone)), 32) if own else ""

    def lost(self, placements: Sequence[Placement]) -> tuple[Placement, ...]:
        """A placement for each decision about a report that is gone and whose words no other report has."""
        moved = {(placement.decision, placement.moved_from) for placement in placements}
        return tuple(
            told(decision.id, name, "no document")
            for decision in self._orphans
            for name in self._documents[decision.id]
            if name in self.gone and (decision.id, name) not in moved
        )
