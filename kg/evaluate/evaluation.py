"""An evaluation: the rows of a system against a gold set, strictly and leniently, with every mistake named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kg.evaluate.gold_sets import GoldSet
from kg.evaluate.mistakes import Kind, Mistake, mistakes
from kg.evaluate.score import Counts, Score, score
from kg.evaluate.sentences import ReportText


@dataclass(frozen=True)
class Evaluation:
    """Both scores and the texts of the reports that are at hand, by name of the report."""

    strict: Score
    lenient: Score
    texts: Mapping[str, str]

    @cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """Every mistake, by kind, then by report and section."""
        found: list[Mistake] = []
        for name, outcome in self.strict.outcomes.items():
            text = ReportText(self.texts[name], outcome.gold.headings) if name in self.texts else None
            found += mistakes(outcome, self.lenient.outcomes[name], text)
        order = {kind: i for i, kind in enumerate(Kind)}
        return tuple(sorted(found, key=lambda mistake: order[mistake.kind]))

    def kinds(self) -> dict[Kind, Counts]:
        """How many facts were missed, and how many claims are false, by kind of mistake; only the kinds there are."""
        table: dict[Kind, Counts] = {}
        for mistake in self.mistakes:
            is_false = mistake.claim is not None and mistake.claim in self._false
            counts = Counts(0, int(is_false), int(mistake.fact is not None))
            table[mistake.kind] = table.get(mistake.kind, Counts()) + counts
        return table

    @cached_property
    def _false(self) -> frozenset[object]:
        return frozenset(claim for outcome in self.strict.outcomes.values() for claim in outcome.false)


def evaluate(gold: GoldSet, rows: Iterable[Any], texts: Mapping[str, str] | None = None) -> Evaluation:
    """Score rows of the gold form; `texts` are the reports themselves, by name, and give mistakes their sentences."""
    rows = list(rows)
    return Evaluation(score(gold, rows), score(gold, rows, short_names=True), texts or {})
