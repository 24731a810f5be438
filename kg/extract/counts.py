"""Numbers that a report states of an event or a series: how many activities, departments, people, teams, days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.extract.claims import Node, QuantityNode
from kg.extract.events import find_campaigns
from kg.extract.frames import Analysis, Frame
from kg.extract.numbers import Quantity, find_quantities
from kg.extract.patterns import compiled, filled, pattern
from kg.extract.text import mask_quotes
from kg.model import Literal
from kg.resources import patterns

#: How far, in characters, the name of an event may stand from the number that counts something at it.
_OF_PEOPLE = ("participants", "teams", "organizations")
_JUST_BEHIND, _JUST_BEFORE, _NEAR = 12, 14, 30


@dataclass(frozen=True, slots=True)
class CountRule:
    """What a number with one of the units counts between `before` and `after`; `of` is series or event."""

    counts: str
    units: frozenset[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    of: str


@cache
def _rules() -> tuple[CountRule, ...]:
    return tuple(_rule(number, row) for number, row in enumerate(patterns("counts")["count"], 1))


@cache
def counted_units() -> frozenset[str]:
    """The units that some rule of `counts.toml` names."""
    return frozenset(unit for rule in _rules() for unit in rule.units)


def _rule(number: int, row: dict[str, Any]) -> CountRule:
    name = f"count {number} ({row['counts']})"
    before, after = (compiled("counts", name, row.get(side, "")) for side in ("before", "after"))
    return CountRule(row["counts"], frozenset(row["units"]), before, after, row["of"])


def counts(analysis: Analysis) -> Analysis:
    """Write quantity claims; numbers of past years, of other prizes and of what is on show are left alone."""
    for frame in analysis.frames:
        for i, sentence in enumerate(frame.sentences):
            masked = mask_quotes(sentence.text)
            for quantity in find_quantities(masked):
                _count(analysis, frame, i, masked, quantity)
    return analysis


def node_of(quantity: Quantity) -> QuantityNode:
    """The node of a quantity."""
    return QuantityNode(quantity.lexical, quantity.unit, quantity.approximation)


def rule_for(text: str, quantity: Quantity) -> tuple[CountRule, int] | None:
    """The first rule of `counts.toml` that fits a number of a text, and where the phrase that it counts by ends."""
    start, end = quantity.span.start, quantity.span.end
    units = {quantity.unit} if quantity.unit in counted_units() else {quantity.unit, text[end - 1 : end]}
    for rule in _rules():
        after = rule.after.match(text[end:])
        if rule.units & units and after is not None and rule.before.search(text[:start]):
            return rule, end + after.end()
    return None


def _count(analysis: Analysis, frame: Frame, i: int, text: str, quantity: Quantity) -> None:
    """Write what the first rule that fits says a number counts."""
    found = rule_for(text, quantity)
    start = quantity.span.start
    if found is None or is_of_the_past(text[:start]) or _is_of_earlier_year(text[:start], frame.year):
        return
    rule, end = found
    if quantity.lexical == "1" and quantity.unit == "项":
        return  # 一项活动, 一项工程: an article, no number
    subject, counted = _subject(frame, i, start, rule), Literal(rule.counts)
    name = f"count.{rule.counts}"
    analysis.add(frame, subject, "kg:quantity", node_of(quantity), i, start, end, name, counts=counted)


def is_of_the_past(before: str) -> bool:
    """Whether what stands before a number or award tells of earlier years or of totals."""
    return bool(pattern("counts", "past_clause").search(before) or pattern("counts", "past").search(before))


def _is_of_earlier_year(before: str, year: str) -> bool:
    """Whether the sentence spoke of a year before that of the section last: 2018年“质量月”期间，共开展36项."""
    told = pattern("counts", "year_before").search(before)
    return bool(told and year and told["year"] < year)


def _subject(frame: Frame, i: int, at: int, rule: CountRule) -> Node | None:
    """What the number at `at` is a number of: the series, an event named close by, or what the sentence speaks of."""
    if rule.of == "series":
        return frame.series or frame.main
    if rule.counts == "duration":
        return _that_lasts(frame, i, at)
    sentence = frame.sentences[i].text
    before = [(m, n) for m, n in frame.events[i] if m.span.end <= at]
    if before and rule.counts in _OF_PEOPLE and before[-1][1] != frame.main:
        has_main = any(n == frame.main for _, n in frame.events[i])
        if not has_main or (rule.counts == "participants" and at - before[-1][0].span.end < _NEAR):
            return before[-1][1]
    target = frame.target(i, at)
    told_of_month = (find_campaigns(sentence[:at]) or pattern("counts", "during").match(sentence)) and not pattern(
        "counts", "at_event"
    ).search(sentence[at:])
    if target == frame.series and frame.main and not told_of_month and rule.counts != "activities":
        return frame.main  # people and bodies are counted at the event, unless the sentence counts those of the month
    return target or frame.main


def _that_lasts(frame: Frame, i: int, at: int) -> Node | None:
    """What lasts as long as the number at `at` says: 为期一个月的“质量月”, 为期三天的培训."""
    if filled("counts", "own_duration", campaign=frame.campaign or "□").match(frame.sentences[i].text[at:]):
        return frame.series
    text = frame.sentences[i].text
    behind = [
        n for m, n in frame.events[i] if 0 <= m.span.start - at < _JUST_BEHIND and "，" not in text[at : m.span.start]
    ]
    before = [n for m, n in frame.events[i] if 0 <= at - m.span.end < _JUST_BEFORE]
    near = behind or before
    return near[0] if near else frame.target(i, at)
