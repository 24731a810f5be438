"""Precision, recall and F1 of claims against gold: for each report, and for all together.

Claims that say the same are one. Gold facts and claims are matched one to one, core facts first; a matched core or extra
fact is a hit, an unmatched one a miss. A claim that is left over is neutral if gold has it as optional, repeats a fact
in another accepted way, follows from gold, or is of a relation that the set leaves open; every other one is false.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kg.evaluate.align import Alignment
from kg.evaluate.claims import Claim, read_claims
from kg.evaluate.compare import agreement, claim_key, value_key
from kg.evaluate.gold_sets import TIERS, GoldFact, GoldReport, GoldSet
from kg.evaluate.implied import is_implied
from kg.evaluate.links import LinkScore, nodes_of_entities, score_links
from kg.evaluate.vocabulary import vocabulary


@dataclass(frozen=True)
class Counts:
    """Hits, false claims and misses, and what follows from them; adding sums them up."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.hits + other.hits, self.false + other.false, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """The share of the judged claims that is right."""
        return self.hits / (self.hits + self.false) if self.hits else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold facts that was found."""
        return self.hits / (self.hits + self.missed) if self.hits else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.hits / (2 * self.hits + self.false + self.missed) if self.hits else 0.0


@dataclass(frozen=True)
class Outcome:
    """What became of the gold facts and the claims of one report.

    `matched` is the index of a gold fact to that of the claim in `claims`, which are without repeats.
    """

    gold: GoldReport
    claims: tuple[Claim, ...]
    alignment: Alignment
    matched: Mapping[int, int]
    false: tuple[Claim, ...]
    neutral: Counter[str] = field(default_factory=Counter)

    @property
    def missed(self) -> list[GoldFact]:
        """The core facts that no claim states, then the extra ones."""
        return [
            fact
            for tier in TIERS[:2]
            for i, fact in enumerate(self.gold.facts)
            if fact.tier == tier and i not in self.matched
        ]

    def counts(self, *, core: bool = False) -> Counts:
        """The counts over core and extra facts, or over core facts only; false claims count in both."""
        judged = [i for i, f in enumerate(self.gold.facts) if f.tier == "core" or (f.tier == "extra" and not core)]
        hits = sum(i in self.matched for i in judged)
        return Counts(hits, len(self.false), len(judged) - hits)

    def table(self) -> Iterable[tuple[str, int, Counts]]:
        """Relation, section and count of each judged fact and each false claim."""
        for i, fact in enumerate(self.gold.facts):
            if fact.tier != "optional":
                yield fact.relation, fact.section, Counts(hits=1) if i in self.matched else Counts(missed=1)
        for claim in self.false:
            held = claim.written == "holdsCertification"
            yield claim.written if held else claim.relation, claim.section, Counts(false=1)


@dataclass(frozen=True)
class Score:
    """The outcomes of all reports, by name, what was wrong with the lines, and the links between reports."""

    outcomes: Mapping[str, Outcome]
    problems: Counter[str]
    silent: tuple[str, ...]
    links: LinkScore

    def counts(self, *, core: bool = False) -> Counts:
        """The counts over all reports (micro average)."""
        return sum((outcome.counts(core=core) for outcome in self.outcomes.values()), Counts())

    def mean_f1(self, *, core: bool = False) -> float:
        """The mean of the F1 of the reports (macro average)."""
        scores = [outcome.counts(core=core).f1 for outcome in self.outcomes.values()]
        return sum(scores) / len(scores) if scores else 0.0

    def relations(self) -> dict[str, Counts]:
        """The counts of each relation, in the order of their names."""
        table: dict[str, Counts] = defaultdict(Counts)
        for outcome in self.outcomes.values():
            for relation, _, counts in outcome.table():
                table[relation] += counts
        return dict(sorted(table.items()))

    def sections(self) -> dict[tuple[str, int], Counts]:
        """The counts of each section of each report."""
        table: dict[tuple[str, int], Counts] = defaultdict(Counts)
        for name, outcome in self.outcomes.items():
            for _, section, counts in outcome.table():
                table[name, section] += counts
        return dict(sorted(table.items()))

    def neutral(self) -> dict[str, int]:
        """How many claims were not judged, by reason."""
        return dict(sorted(sum((outcome.neutral for outcome in self.outcomes.values()), Counter()).items()))


def score(gold: GoldSet, rows: Iterable[Any], *, short_names: bool = False) -> Score:
    """Score the rows of a system; with `short_names`, names that are valid in one section only count there (lenient)."""
    claims = read_claims(rows, gold)
    outcomes = {
        name: score_report(report, claims.of_report[name], short_names=short_names)
        for name, report in gold.reports.items()
    }
    nodes = {n: nodes_of_entities(claims.of_report[n], outcome.alignment) for n, outcome in outcomes.items()}
    silent = tuple(name for name in gold.reports if not claims.of_report[name])
    return Score(outcomes, claims.problems, silent, score_links(gold.links, nodes))


def score_report(gold: GoldReport, claims: list[Claim], *, short_names: bool = False) -> Outcome:
    """Score the claims about one report."""
    alignment = Alignment(gold, claims, short_names=short_names)
    single = _without_repeats(claims, alignment)
    neutral = Counter({"duplicate": len(claims) - len(single)} if len(claims) > len(single) else ())
    choices = _choices(gold, single, alignment)
    matched = _match(gold, choices)
    free = set(range(len(single))) - set(matched.values())
    for i, fact in enumerate(gold.facts):
        optional = next((c for c in choices[i] if c in free), None) if fact.tier == "optional" else None
        if optional is not None:
            free.discard(optional)
            neutral["optional"] += 1
    fitting = _turned(choices)
    false = []
    for c in sorted(free):
        claim = single[c]
        if _repeats_a_fact(claim, fitting.get(c, ()), gold, matched, single, alignment):
            neutral["redundant"] += 1
        elif is_implied(claim, alignment):
            neutral["implied"] += 1
        elif claim.relation in gold.open_relations:
            neutral["not judged"] += 1
        else:
            false.append(claim)
    return Outcome(gold, tuple(single), alignment, matched, tuple(false), neutral)


def _without_repeats(claims: Iterable[Claim], alignment: Alignment) -> list[Claim]:
    """Each claim once, with the evidence, roles and amount of all that say the same."""
    first: dict[Any, Claim] = {}
    for claim in claims:
        key = claim_key(claim, alignment)
        known = first.get(key)
        first[key] = claim if known is None else _joined(known, claim)
    return list(first.values())


def _joined(known: Claim, claim: Claim) -> Claim:
    return replace(
        known,
        evidence=known.evidence + claim.evidence,
        roles=known.roles | claim.roles,
        amount=known.amount or claim.amount,
    )


def _choices(gold: GoldReport, claims: list[Claim], alignment: Alignment) -> dict[int, list[int]]:
    """Index of a gold fact -> indices of the claims that agree with it, those that agree most first."""
    of_relation: dict[str, list[int]] = defaultdict(list)
    for c, claim in enumerate(claims):
        of_relation[claim.relation].append(c)
    choices: dict[int, list[int]] = {}
    for i, fact in enumerate(gold.facts):
        candidates = [c for relation in fact.relations for c in of_relation[relation]]
        scored = sorted((-agreement(fact, claims[c], alignment), c) for c in candidates)
        choices[i] = [c for strength, c in scored if strength < 0]
    return choices


def _match(gold: GoldReport, choices: Mapping[int, list[int]]) -> dict[int, int]:
    from kg.evaluate.matching import most_pairs

    matched: dict[int, int] = {}
    for tier in TIERS[:2]:
        matched = most_pairs([i for i, fact in enumerate(gold.facts) if fact.tier == tier], choices, matched)
    return matched


def _turned(choices: Mapping[int, list[int]]) -> dict[int, list[int]]:
    fitting: dict[int, list[int]] = defaultdict(list)
    for i, claims in choices.items():
        for c in claims:
            fitting[c].append(i)
    return fitting


def _repeats_a_fact(
    claim: Claim,
    facts: Iterable[int],
    gold: GoldReport,
    matched: Mapping[int, int],
    claims: list[Claim],
    alignment: Alignment,
) -> bool:
    """Whether it fits a gold fact in another accepted way; of free texts only the same text does."""
    for i in facts:
        fact = gold.facts[i]
        if fact.relation not in vocabulary().least_similarity or fact.ends[1]["type"] != "Text":
            return True
        holder = matched.get(i)
        if holder is not None and value_key(claims[holder], alignment) == value_key(claim, alignment):
            return True
    return False
