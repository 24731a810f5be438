"""People and bodies at an event: who attended, who spoke, who took part; the posts that people hold."""

from __future__ import annotations

import re

from kg.extract.actors import organization
from kg.extract.claims import Node, PostNode, text
from kg.extract.dates import datatype
from kg.extract.events import find_campaigns
from kg.extract.frames import Analysis, Frame
from kg.extract.involvement import Involvement, find_involvement
from kg.extract.patterns import pattern
from kg.extract.people import PersonMention, Post, find_people
from kg.model import EntityType, Literal

_PREDICATE = {"attended": "kg:attendedBy", "addressed": "kg:addressedBy", "participant": "kg:participant"}
_ORGANIZING = frozenset({"kg:organizedBy", "kg:undertakenBy"})


def attendance(analysis: Analysis) -> Analysis:
    """Write holdsPost, attendedBy, addressedBy and participant claims."""
    known: dict[str, tuple[Post, ...]] = {}
    for frame in analysis.frames:
        for i, sentence in enumerate(frame.sentences):
            organizations = frame.mentions[i]
            people = find_people(sentence.text, frame.scope, organizations, known)
            frame.people.append(people)
            for mention in people:
                _posts(analysis, frame, i, mention)
                known[mention.name] = known.get(mention.name, ()) + mention.posts
            lead = _lead(frame, i)
            for involvement in find_involvement(sentence.text, people, organizations, lead=lead):
                _involve(analysis, frame, i, involvement)
    return analysis


def person(name: str) -> Node:
    """The node of a person."""
    return Node(EntityType.PERSON, name)


def _posts(analysis: Analysis, frame: Frame, i: int, mention: PersonMention) -> None:
    for post in mention.posts:
        body = organization(post.organization) if post.organization else None
        when = analysis.document.published
        as_of = Literal(when, datatype(when)) if when else None
        start = min(post.span.start, mention.span.start)
        end = max(post.span.end, mention.span.end)
        node = PostNode(post.role, body)
        if body is not None:
            analysis.add(frame, person(mention.name), "kg:holdsPost", node, i, start, end, "people.post", asOf=as_of)


def _lead(frame: Frame, i: int) -> str:
    """The heading that a list item stands under, or ""."""
    position = frame.sentences[i].span.start
    above = [h.text for h in frame.headings if h.span.end <= position]
    return above[-1] if above else ""


def _involve(analysis: Analysis, frame: Frame, i: int, involvement: Involvement) -> None:
    subject = _event(frame, i, involvement)
    if subject is None:
        return
    node: Node
    if isinstance(involvement.who, PersonMention):
        node = person(involvement.who.name)
    elif pattern("involvement", "everybody").match(involvement.who.name):
        return
    elif involvement.who.kind == "group":
        node = Node(EntityType.GROUP, involvement.who.name, str(frame.section.index))
    else:
        node = organization(involvement.who.name)
    speech = text(involvement.speech_role) if involvement.speech_role else None
    start, end = involvement.span.start, involvement.span.end
    predicate = _PREDICATE[involvement.role]
    rule = f"people.{involvement.role}"
    if predicate == "kg:participant" and (node.name == frame.scope.organization or _organizes(analysis, node, subject)):
        return  # its own event: the organizer takes part by nature
    analysis.add(frame, subject, predicate, node, i, start, end, rule, speechRole=speech)
    if isinstance(involvement.who, PersonMention) and frame.scope.organization:
        _sends(analysis, frame, i, involvement, subject)


def _organizes(analysis: Analysis, body: Node, event: Node) -> bool:
    """Whether a report has told that a body organizes or undertakes an event."""
    return any(c.predicate in _ORGANIZING and c.object == body for c in analysis.told(event))


def _sends(analysis: Analysis, frame: Frame, i: int, involvement: Involvement, subject: Node) -> None:
    """In an item about an enterprise, its chief at somebody else's event stands for the enterprise."""
    who = involvement.who
    assert isinstance(who, PersonMention)
    own = organization(frame.scope.organization)
    told = (*analysis.told(subject), *analysis.told(frame.series))
    organizers = {c.object for c in told if c.predicate == "kg:organizedBy"}
    if any(p.organization == own.name for p in who.posts) and organizers and own not in organizers:
        start = min(p.span.start for p in who.posts)
        end = max(involvement.span.end, who.span.end)
        analysis.add(frame, subject, "kg:participant", own, i, start, end, "people.sent")


def _event(frame: Frame, i: int, involvement: Involvement) -> Node | None:
    """The event that a person was at: one named just behind the verb (出席开班仪式), else what the sentence speaks of."""
    sentence = frame.sentences[i].text
    for mention, node in frame.events[i]:
        if mention.bare and node == frame.main:
            continue  # 宣布大赛开幕, 主持会议: that of which the sentence speaks
        gap = sentence[involvement.span.end : mention.span.start]
        if mention.span.start > involvement.span.start and len(gap) <= 2 and not re.search(r"[，。；]", gap):
            return node
    before = [n for m, n in frame.events[i] if m.span.end <= involvement.span.start and n != frame.main]
    if told := _told_before(frame, i, involvement):
        return told
    if before and involvement.role == "participant" and frame.target(i, involvement.span.start) != frame.main:
        return before[-1]
    target = frame.target(i, involvement.span.start)
    is_series = target is not None and target.type is EntityType.SERIES
    speaks_of_month = involvement.role == "participant" and find_campaigns(sentence)
    if is_series and frame.main and not speaks_of_month:
        return frame.main  # whoever 参加活动 was at the event
    return target


def _told_before(frame: Frame, i: int, involvement: Involvement) -> Node | None:
    """The event that the sentence tells the holding of before somebody does something: 举办某培训班，邀请某某授课."""
    sentence, start = frame.sentences[i].text, involvement.span.start
    for mention, node in reversed(frame.events[i]):
        lead = sentence[max(0, mention.span.start - 24) : mention.span.start]
        trail = sentence[mention.span.end : start]
        told = pattern("involvement", "holds").search(lead) or pattern("involvement", "held").match(trail)
        if mention.span.end <= start and node != frame.main and told:
            return node
    return None
