"""The node of an award under its full name, and what the name itself says: edition, year, the government that grants it."""

from __future__ import annotations

import re

from kg.extract.actors import organization
from kg.extract.awards.mentions import AwardMention
from kg.extract.claims import Node, text
from kg.extract.dates import datatype
from kg.extract.divisions import find_divisions
from kg.extract.frames import Analysis, Frame
from kg.extract.patterns import pattern, words
from kg.model import EntityType, Literal


def award_node(frame: Frame, name: str) -> Node:
    """The node of an award under its full name: 区长质量奖 is that of the section's district."""
    name = name.strip("“”") if name.count("“") == 1 and name.startswith("“") and name.endswith("”") else name
    name = pattern("awards", "title_word").sub(lambda m: m["name"], name)
    name = pattern("awards", "adverb_before").sub("", name)
    if frame.place and pattern("awards", "government_prize").search(name):
        has_place = any(p[:2] in name for p in frame.scope.places) or bool(find_divisions(name))
        name = name if has_place else frame.place + name
    return Node(EntityType.AWARD, name)


def describe(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, node: Node) -> None:
    """Write what the name of an award says of it."""
    edition = pattern("awards", "edition").search(mention.name)
    of_prize = mention.contest is None and mention.name.endswith(words("awards", "kinds_of_prize"))
    if edition and (of_prize or not mention.is_rank):
        at = _told_at(frame, i, mention, edition)
        analysis.add(frame, node, "kg:edition", text(edition.group()), i, *at, "award.edition")
    if year := re.match(r"[“‘]?(\d{4})年(?:度)?", mention.name):
        value = Literal(year[1], datatype(year[1]))
        analysis.add(frame, node, "kg:awardYear", value, i, *_told_at(frame, i, mention, year), "award.year")
    _government(analysis, frame, i, mention, node)


def _told_at(frame: Frame, i: int, mention: AwardMention, match: re.Match[str]) -> tuple[int, int]:
    """Where a part of a name stands; of a rank, whose contest or prize is named elsewhere, the rank itself."""
    start, end = mention.span.start + match.start(), mention.span.start + match.end()
    stands = frame.sentences[i].text[start:end] == match.group()
    return (start, end) if stands else (mention.span.start, mention.span.end)


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
