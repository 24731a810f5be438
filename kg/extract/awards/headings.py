"""Awards that head a list: 一、市长质量奖（2家） with one winner in each of the lines below."""

from __future__ import annotations

from kg.extract.awards.contests import award_of_heading
from kg.extract.awards.naming import award_node
from kg.extract.awards.presentation import presented_at
from kg.extract.awards.recipients import find_recipients
from kg.extract.claims import text
from kg.extract.frames import Actor, Analysis, Frame
from kg.extract.patterns import pattern
from kg.extract.text import Sentence
from kg.model import BlockRole


def under_headings(analysis: Analysis, frame: Frame) -> None:
    """Write the recipients of the awards that head the lists of a section."""
    headings = [h for h in frame.headings if h.role is BlockRole.HEADING]
    for n, heading in enumerate(headings):
        end = headings[n + 1].span.start if n + 1 < len(headings) else len(analysis.document.clean)
        if members := _members(frame, heading.span.end, end):
            _heads(analysis, frame, heading, members)


def _heads(analysis: Analysis, frame: Frame, heading: Sentence, members: list[tuple[int, Actor]]) -> None:
    mention = award_of_heading(frame, heading.text)
    if mention is None or not pattern("rosters", "heading_tail").match(heading.text[mention.span.end :]):
        return
    node = award_node(frame, mention.name)
    if edition := pattern("awards", "edition").search(mention.name):
        span = heading.locate(mention.span.start, mention.span.end)
        analysis.add_at(frame, node, "kg:edition", text(edition.group()), span, "award.edition")
    for i, actor in members:
        analysis.add(frame, node, "kg:awardRecipient", actor.node, i, actor.start, actor.end, "award.roster")
    first, actor = members[0]
    event = presented_at(frame, first, mention, handed=False)
    analysis.add(frame, node, "kg:presentedAt", event, first, actor.start, actor.end, "award.presented")


def _members(frame: Frame, start: int, end: int) -> list[tuple[int, Actor]]:
    """Those whom the members of the list at a position of the text name; none where it is no list."""
    found: list[tuple[int, Actor]] = []
    for i, sentence in enumerate(frame.sentences):
        if not start <= sentence.span.start < end:
            continue
        if sentence.role is not BlockRole.LIST:
            break
        number = pattern("rosters", "number").match(sentence.text)
        stop = len(sentence.text.rstrip("。；;，, "))
        found += [(i, a) for a in find_recipients(frame, i, number.end() if number else 0, stop).actors]
    return found
