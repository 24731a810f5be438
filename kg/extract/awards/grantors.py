"""Who gives an award: by a decision that is read out, by whom it is conferred, by whom it was founded."""

from __future__ import annotations

from kg.extract.awards.mentions import AwardMention
from kg.extract.awards.naming import award_node, describe
from kg.extract.awards.presentation import presented_at
from kg.extract.claims import Node
from kg.extract.frames import Actor, Analysis, Frame
from kg.extract.patterns import pattern
from kg.model import EntityType


def by_decision(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> bool:
    """《A关于授予C的决定》: A gives the award, there where the decision is read out. Whether the mention is in such a title."""
    sentence = frame.sentences[i].text
    before = pattern("grantors", "decision_of").search(sentence[: mention.span.start])
    if not before or not pattern("grantors", "decision").match(sentence[mention.span.end :]):
        return False
    node = award_node(frame, mention.name)
    describe(analysis, frame, i, mention, node)
    for giver in _bodies(frame, i, *before.span("who")):
        analysis.add(frame, node, "kg:awardGrantor", giver.node, i, giver.start, mention.span.end, "award.decision")
    event = presented_at(frame, i, mention, handed=False)
    analysis.add(frame, node, "kg:presentedAt", event, i, mention.span.start, mention.span.end, "award.presented")
    return True


def by_conferral(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, node: Node) -> None:
    """由A授予C, 获得A颁发的C: A gives the award, whoever gets it."""
    match = pattern("grantors", "conferred_by").search(frame.sentences[i].text[: mention.span.start])
    for giver in _bodies(frame, i, *match.span(match.lastgroup or 0)) if match else []:
        analysis.add(frame, node, "kg:awardGrantor", giver.node, i, giver.start, mention.span.end, "award.conferral")


def of_the_prize_before(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, node: Node) -> None:
    """B获得C，领到了由A颁发的奖牌和奖金: A gives the award."""
    sentence = frame.sentences[i].text
    match = pattern("grantors", "handed_out_by").search(sentence, mention.span.end)
    for giver in _bodies(frame, i, *match.span("who")) if match else []:
        analysis.add(frame, node, "kg:awardGrantor", giver.node, i, mention.span.start, giver.end, "award.conferral")


def founded(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> None:
    """C由A设立: A grants the editions of the prize that the section speaks of."""
    at = mention.span.end
    match = pattern("grantors", "founded").match(frame.sentences[i].text[at:])
    if not match:
        return
    start, end = at + match.start("who"), at + match.end("who")
    editions = {c.subject for c in analysis.claims if c.section == frame.section.index and c.predicate == "kg:edition"}
    for node in sorted((e for e in editions if mention.name in e.name), key=lambda n: n.name):
        for giver in _bodies(frame, i, start, end):
            analysis.add(frame, node, "kg:awardGrantor", giver.node, i, mention.span.start, end, "award.founded")


def _bodies(frame: Frame, i: int, start: int, end: int) -> list[Actor]:
    inside = (a for a in frame.actors[i] if a.start >= start and a.end <= end)
    return [a for a in inside if a.node.type is EntityType.ORGANIZATION]
