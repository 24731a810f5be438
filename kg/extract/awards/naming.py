"""The node of an award under its full name, and what the name itself says: edition, year, the government that grants it."""

from __future__ import annotations

import re

from kg.extract.actors import organization
from kg.extract.awards.mentions import AwardMention
from kg.extract.claims import Node, text
from kg.extract.dates import datatype
from kg.extract.divisions import find_divisions
from kg.extract.frames import Analysis, Frame
from kg.extract.patterns import pattern
from kg.model import EntityType, Literal


def award_node(frame: Frame, name: str) -> Node:
    """The node of an award under its full name: 区长质量奖 is that of the section's district."""
    name = name.strip("“”") if name.count("“") == 1 and name.startswith("“") and name.endswith("”") else name
    name = pattern("awards", "adverb_before").sub("", name)
    if frame.place and pattern("awards", "government_prize").search(name):
        has_place = any(p[:2] in name for p in frame.scope.places) or bool(find_divisions(name))
        name = name if has_place else frame.place + name
    return Node(EntityType.AWARD, name)


def contest_of(frame: Frame) -> str:
    """What the prizes of a section's contest are named for (质量知识竞赛 of 2024年“质量月”质量知识竞赛决赛), or ""."""
    if frame.main is None or frame.main_head is None or frame.main_head.type != "competition":
        return ""
    name = pattern("awards", "round_at_end").sub("", frame.main.name)
    return pattern("awards", "before_contest").sub("", name)


def describe(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, node: Node) -> None:
    """Write what the name of an award says of it."""
    span = mention.span
    if match := pattern("awards", "edition").search(mention.name):
        at = (span.start + match.start(), span.start + match.end())
        analysis.add(frame, node, "kg:edition", text(match.group()), i, *at, "award.edition")
    if match := re.match(r"(\d{4})年(?:度)?", mention.name):
        value = Literal(match[1], datatype(match[1]))
        analysis.add(frame, node, "kg:awardYear", value, i, span.start, span.start + match.end(), "award.year")
    _government(analysis, frame, i, mention, node)


def _government(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, node: Node) -> None:
    """A government's quality prize is granted by the government of its place."""
    if not pattern("awards", "government_prize").search(node.name):
        return
    named = [d.name for _, d in find_divisions(node.name, frame.scope.places)]
    named += [p for p in frame.scope.places if p[:2] in node.name]
    if named:
        span = mention.span
        grantor = organization(named[0] + "人民政府")
        analysis.add(frame, node, "kg:awardGrantor", grantor, i, span.start, span.end, "award.government")
