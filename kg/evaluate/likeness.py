"""How well a node of a system fits a gold entity: by its names, and by the words of the report it rests on."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from kg.evaluate.gold_sets import GoldEntity
from kg.evaluate.names import Weight, dice, has_han, normalise, pairs

#: A name that is alike but not the same stays below one that is.
_ALIKE = 0.95
#: A name that holds the gold name, and one that the gold name holds; neither may be more than three times as long.
_HOLDS, _IS_HELD, _TIMES = 0.75, 0.65, 3


def rarity(names: Sequence[str]) -> Weight:
    """How much a pair of characters counts: those that are rare among the names count more."""
    frequency = Counter(pair for name in names for pair in pairs(name))
    total = len(names) + 1.5
    unknown = 0.5 * math.log(total)

    def weight(pair: str) -> float:
        seen = frequency.get(pair)
        return unknown if seen is None else math.log(total / (seen + 0.5)) + 0.05

    return weight


def name_likeness(names: Iterable[str], gold_names: Iterable[str], weight: Weight) -> float:
    """The best likeness of any of the names to any gold name; 1 only for a name that is the same."""
    names = list(names)
    return max((_likeness(name, wanted, weight) for wanted in gold_names for name in names), default=0.0)


def _likeness(name: str, wanted: str, weight: Weight) -> float:
    given, gold = normalise(name), normalise(wanted)
    if not given or not gold:
        return 0.0
    if given == gold:
        return 1.0
    if not has_han(name) and not has_han(wanted):
        return _ALIKE * dice(_words(name), _words(wanted))
    without_district = dice(pairs(given.replace("区", "")), pairs(gold.replace("区", "")))
    score = _ALIKE * max(dice(pairs(name), pairs(wanted), weight), without_district)
    if len(gold) >= 4 and gold in given and len(given) <= _TIMES * len(gold):
        score = max(score, _HOLDS)
    if len(given) >= 5 and given in gold and len(gold) <= _TIMES * len(given):
        score = max(score, _IS_HELD)
    return score


def _words(name: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", name.lower())


def anchor_cover(evidence: Iterable[str], entity: GoldEntity) -> float:
    """How much of the words that name an event in the report the evidence covers; long evidence counts less."""
    spans = [span for span in evidence if normalise(span)]
    return max((_cover(anchor, span) for anchor in entity.anchors for span in spans), default=0.0)


def _cover(anchor: str, span: str) -> float:
    wanted, given = normalise(anchor), normalise(span)
    share = 1.0 if wanted in given else dice(pairs(anchor), pairs(span))
    return share * min(1.0, _TIMES * len(wanted) / len(given))
