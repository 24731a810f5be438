"""Honours that are told without the word for a prize: lists of titles, 被认定为…, titles in apposition."""

from __future__ import annotations

import re

from kg.extract.actors import organization, place
from kg.extract.awards.giving import named_recipients
from kg.extract.awards.mentions import AwardMention, find_awards
from kg.extract.awards.naming import award_node, describe
from kg.extract.awards.numbers import count_group, count_recipients
from kg.extract.awards.recipients import Recipients
from kg.extract.claims import Node
from kg.extract.counts import node_of
from kg.extract.frames import Actor, Analysis, Frame
from kg.extract.numbers import find_quantities
from kg.extract.patterns import filled, pattern, words
from kg.extract.text import enumeration
from kg.model import EntityType, Literal, Span


def conferred_list(analysis: Analysis, frame: Frame, i: int) -> None:
    """得到A授予的三项质量荣誉：甲、乙、丙."""
    sentence = frame.sentences[i].text
    for match in pattern("awards", "conferred").finditer(sentence):
        recipient = organization(frame.scope.organization) if frame.scope.organization else None
        named = _actors_between(frame, i, *match.span("grantor"))
        giver = named[0].node if named else organization(match["grantor"])
        for start, end in enumeration(sentence, *match.span("list")):
            node = Node(EntityType.AWARD, sentence[start:end])
            analysis.add(frame, node, "kg:awardRecipient", recipient, i, start, end, "award.conferred")
            analysis.add(frame, node, "kg:awardGrantor", giver, i, match.start("grantor"), end, "award.conferred")
        at, end = match.span("count")
        for quantity in find_quantities(match["count"]):
            span, counted = (at + quantity.span.start, end), Literal("honours")
            analysis.add(frame, recipient, "kg:quantity", node_of(quantity), i, *span, "award.count", counts=counted)


def _actors_between(frame: Frame, i: int, start: int, end: int) -> list[Actor]:
    return [a for a in frame.actors[i] if a.start >= start and a.end <= end]


def named_as(analysis: Analysis, frame: Frame, i: int) -> None:
    """甲公司被国家知识产权局确定为示范企业: a title without the word for a prize."""
    sentence = frame.sentences[i].text
    known = find_awards(sentence)
    named = [m for id in ("named_as", "appointed") for m in pattern("awards", id).finditer(sentence)]
    for match in named:
        span = Span(*match.span("award"))
        start = max(sentence.rfind(mark, 0, match.start()) for mark in "，。；") + 1
        recipients = named_recipients(frame, i, start, match.start())
        if recipients.actors and not any(span.overlaps(k.span) for k in known):
            _titled(analysis, frame, i, match, recipients)


def _titled(analysis: Analysis, frame: Frame, i: int, match: re.Match[str], recipients: Recipients) -> None:
    span = Span(*match.span("award"))
    node = award_node(frame, match["award"])
    describe(analysis, frame, i, AwardMention(span, match["award"]), node)
    for actor in recipients.actors:
        analysis.add(frame, node, "kg:awardRecipient", actor.node, i, actor.start, match.end(), "award.named")
        count_group(analysis, frame, i, node, actor)
    if recipients.count:
        count_recipients(analysis, frame, i, node, recipients.count)
    by = _actors_between(frame, i, *match.span("by")) if match.groupdict().get("by") else []
    for giver in by[:1]:
        analysis.add(frame, node, "kg:awardGrantor", giver.node, i, giver.start, match.end(), "award.named")
    main = frame.target(i, match.start())
    if main and main == frame.main and pattern("awards", "on_the_spot").search(frame.sentences[i].text):
        analysis.add(frame, node, "kg:presentedAt", main, i, span.start, span.end, "award.presented")


def in_apposition(analysis: Analysis, frame: Frame, i: int) -> None:
    """全国示范单位滨江车场: an honour in apposition to who holds it."""
    sentence = frame.sentences[i].text
    holder = filled("awards", "holder", endings=words("places", "venue_endings"))
    for match in pattern("awards", "honour").finditer(sentence):
        if rest := holder.match(sentence[match.end() :]):
            node, where = Node(EntityType.AWARD, match.group()), place(rest["who"])
            span = (match.start(), match.end() + rest.end())
            analysis.add(frame, node, "kg:awardRecipient", where, i, *span, "award.honour")
