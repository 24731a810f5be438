"""Numbers that a report states of an event or a series: how many activities, departments, people, teams, days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.extract.claims import Node, QuantityNode
from kg.extract.events import find_campaigns
from kg.extract.frames import Analysis, Frame
from kg.extract.numbers import Quantity, find_quantities
from kg.extract.text import mask_quotes
from kg.model import Literal
from kg.resources import patterns


@dataclass(frozen=True, slots=True)
class _Rule:
    counts: str
    units: frozenset[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    of: str


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            p["counts"], frozenset(p["units"]), re.compile(p.get("before", "")), re.compile(p.get("after", "")), p["of"]
        )
        for p in patterns("counts")["count"]
    )


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


def _count(analysis: Analysis, frame: Frame, i: int, text: str, quantity: Quantity) -> None:
    start, end = quantity.span.start, quantity.span.end
    for rule in _rules():
        if (
            not rule.units & {quantity.unit, text[end - 1 : end]}
            or not rule.before.search(text[:start])
            or not rule.after.match(text[end:])
        ):
            continue
        subject = _subject(frame, i, start, rule)
        if subject is None or is_of_the_past(text[:start]):
            return
        stop = end + len(rule.after.match(text[end:]).group())  # type: ignore[union-attr]
        counted = Literal(rule.counts)
        analysis.add(
            frame, subject, "kg:quantity", node_of(quantity), i, start, stop, f"count.{rule.counts}", counts=counted
        )
        return


def is_of_the_past(before: str) -> bool:
    """Whether what stands before a number or award tells of earlier years or of totals."""
    clause = r"(?:至今|目前|截至|自\d{4}年|历年|[年月]来|去年|以来|已有|统计)[^，。；]*(?:，全[市区县省])?[^，。；]*$"
    return bool(re.search(clause, before) or re.search(r"(?:全年共|近年来|累计|据统计)[^。；]*$", before))


def _subject(frame: Frame, i: int, at: int, rule: _Rule) -> Node | None:
    if rule.of == "series":
        return frame.series or frame.main
    near = [n for m, n in frame.events[i] if m.span.start >= at and m.span.start - at < 12] or [
        n for m, n in frame.events[i] if 0 <= at - m.span.end < 14
    ]
    target = frame.target(i, at)
    if rule.counts == "duration":
        if re.match(rf"[^，。；]{{1,4}}的[“‘]?{re.escape(frame.campaign or '□')}", frame.sentences[i].text[at:]):
            return frame.series
        return near[0] if near else target
    sentence = frame.sentences[i].text
    before = [n for m, n in frame.events[i] if m.span.end <= at]
    if (
        rule.counts == "participants"
        and before
        and before[-1] != frame.main
        and at - frame.events[i][0][0].span.end < 20
    ):
        return before[-1]
    told_of_month = find_campaigns(sentence[:at]) and not re.search(r"参加(?:活动|仪式|会议|启动)|参会", sentence[at:])
    if target == frame.series and frame.main and not told_of_month and rule.counts not in ("duration", "activities"):
        return frame.main  # people and bodies are counted at the event, unless the sentence counts those of the month
    return target or frame.main
