"""What is told beside precision and recall and does not change them: qualifiers, and entities found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.evaluate.score import Outcome
from kg.evaluate.vocabulary import vocabulary


@dataclass
class Share:
    """So many of so many."""

    got: int = 0
    of: int = 0

    def add(self, good: bool) -> None:
        """Count one more, good or not."""
        self.got += good
        self.of += 1


def qualifiers(outcomes: Iterable[Outcome]) -> dict[str, Share]:
    """Of the matched facts: approximate numbers marked as such, roles given and right, amounts of prizes."""
    shares: dict[str, Share] = defaultdict(Share)
    roles = vocabulary().roles
    for outcome in outcomes:
        for i, c in outcome.matched.items():
            fact, claim = outcome.gold.facts[i], outcome.claims[c]
            if fact.value["type"] == "Quantity" and fact.value["approx"] != "exact":
                good = claim.value.approximation == fact.value["approx"]
                shares["approximate numbers marked as such"].add(good)
            if fact.roles:
                given, wanted = set(map(roles.find, claim.roles)), set(map(roles.find, fact.roles))
                shares["roles given"].add(bool(given))
                if given:
                    shares["roles given that agree"].add(bool(given & wanted))
            if fact.amount:
                same = claim.amount is not None and claim.amount.get("number") == fact.amount["number"]
                shares["amounts of awards"].add(same)
    return dict(sorted(shares.items()))


def entities_found(outcomes: Iterable[Outcome]) -> dict[str, Share]:
    """By type: how many of the things that core and extra facts speak of some claim speaks of too."""
    shares: dict[str, Share] = defaultdict(Share)
    for outcome in outcomes:
        gold, alignment = outcome.gold, outcome.alignment
        found: set[str] = set()
        for claim in outcome.claims:
            found |= alignment.resolve(claim.subject, claim.section) | alignment.resolve(claim.value, claim.section)
            if claim.value.organisation:
                found |= alignment.named(claim.value.organisation.name, claim.section)
        ends = [
            end
            for fact in gold.facts
            if fact.tier != "optional"
            for end in (fact.subject, fact.value, fact.value.get("org") or {})
        ]
        for entity in {end["id"] for end in ends if end.get("id") in gold.entities}:
            if not gold.entities[entity].optional:
                shares[gold.entities[entity].type].add(entity in found)
    return dict(sorted(shares.items()))
