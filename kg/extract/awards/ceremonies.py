"""Awards that the name of a ceremony tells of, and lists of those who won them."""

from __future__ import annotations

from kg.extract.awards.mentions import AwardMention, find_awards
from kg.extract.awards.money import money_with
from kg.extract.awards.naming import award_node, describe
from kg.extract.awards.numbers import count_recipients
from kg.extract.awards.presentation import presented_at
from kg.extract.awards.recipients import find_recipients
from kg.extract.claims import Node
from kg.extract.counts import is_of_the_past
from kg.extract.events import EventMention, find_events
from kg.extract.frames import Analysis, Frame
from kg.extract.patterns import pattern
from kg.model import EntityType

_LEAST_NAME = 6  # characters of an award without edition after which a ceremony is named
_CERTIFYING = "颁证"


def of_ceremony(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> None:
    """第二届…质量奖颁奖仪式: the award is presented at that ceremony."""
    for event, event_node in frame.events[i]:
        inside = event.span.start <= mention.span.start and event.span.end >= mention.span.end
        if event.head.type == "award_ceremony" and inside:
            node = award_node(frame, mention.name)
            describe(analysis, frame, i, mention, node)
            span = (event.span.start, event.span.end)
            analysis.add(frame, node, "kg:presentedAt", event_node, i, *span, "award.ceremony")


def for_winners(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> None:
    """为第五届质量奖获奖单位举行颁奖仪式: the award is presented there."""
    sentence = frame.sentences[i].text
    before, behind = sentence[: mention.span.start], sentence[mention.span.end :]
    handed = pattern("awards", "handed_to").match(behind) and pattern("awards", "to_whom").search(before)
    held = frame.main_head is not None and frame.main_head.type == "award_ceremony"
    if handed and frame.target(i, mention.span.start) == frame.main:
        _presented_at_main(analysis, frame, i, mention, "award.presented")
    elif held and pattern("awards", "held_for").match(behind):
        _presented_at_main(analysis, frame, i, mention, "award.ceremony")


def _presented_at_main(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, rule: str) -> None:
    if frame.main is None:
        return
    node = award_node(frame, mention.name)
    describe(analysis, frame, i, mention, node)
    analysis.add(frame, node, "kg:presentedAt", frame.main, i, mention.span.start, mention.span.end, rule)


def at_ceremonies(analysis: Analysis, frame: Frame, i: int) -> None:
    """首席质量官颁证仪式 hands certificates to 首席质量官, 成果获奖项目颁奖仪式 a prize to 成果获奖项目."""
    for event, event_node in frame.events[i]:
        match = pattern("awards", "ceremony").fullmatch(event.name)
        if match is None or not pattern("awards", "of_winners").search(event.name):
            continue
        if not find_awards(match["who"]) and not find_events(match["who"]):
            _at_ceremony(analysis, frame, i, event, event_node, match["who"])


def _at_ceremony(analysis: Analysis, frame: Frame, i: int, event: EventMention, event_node: Node, who: str) -> None:
    batch = pattern("awards", "edition").search(who)
    bare = who.replace(batch.group(), "") if batch else who
    name = bare + "证书" if _CERTIFYING in event.name else pattern("awards", "winners_at_end").sub("", bare) + "奖"
    node = Node(EntityType.AWARD, name)
    group = Node(EntityType.GROUP, who, str(frame.section.index))
    span = (event.span.start, event.span.end)
    analysis.add(frame, node, "kg:presentedAt", event_node, i, *span, "award.ceremony")
    analysis.add(frame, node, "kg:awardRecipient", group, i, *span, "award.ceremony")


def on_lists_of_winners(analysis: Analysis, frame: Frame) -> None:
    """A、B、C获奖 at a ceremony named for its award, and lists of those who 榜上有名."""
    if frame.main is None:
        return
    named = [a for a in find_awards(frame.main.name) if _is_full(a)]
    for i, sentence in enumerate(frame.sentences):
        _on_list(analysis, frame, i)
        match = pattern("awards", "won").search(sentence.text)
        if not match or not named or is_of_the_past(sentence.text[: match.start()]):
            continue
        node = award_node(frame, named[0].name)
        start = max(sentence.text.rfind(mark, 0, match.start()) for mark in "，。；") + 1
        for actor in frame.actors[i]:
            if start <= actor.start and actor.end <= match.start() and actor.node.type is EntityType.ORGANIZATION:
                span = (actor.start, match.end())
                analysis.add(frame, node, "kg:awardRecipient", actor.node, i, *span, "award.winners")


def got_what_was_told(analysis: Analysis, frame: Frame, told: list[list[AwardMention]]) -> None:
    """对获得C的企业进行表彰。A、B获此殊荣: they got the award that the sentence before names; `told` are those of each."""
    for i in range(1, len(frame.sentences)):
        text, before = frame.sentences[i].text, frame.sentences[i - 1].text
        match = pattern("awards", "got_this").match(text)
        awards = [m for m in told[i - 1] if not m.is_certification]
        if match is None or told[i] or len(awards) != 1 or not pattern("awards", "honours").search(before):
            continue
        node, mention = award_node(frame, awards[0].name), awards[0]
        whom = find_recipients(frame, i, *match.span("who"))
        money = money_with(text, match.end())
        if not whom.actors:
            continue
        describe(analysis, frame, i - 1, mention, node)
        for actor in whom.actors:
            start, end = actor.start, match.end()
            analysis.add(frame, node, "kg:awardRecipient", actor.node, i, start, end, "award.winners", **money)
        if whom.count:
            count_recipients(analysis, frame, i, node, whom.count)
        event, span = presented_at(frame, i - 1, mention, handed=True), mention.span
        analysis.add(frame, node, "kg:presentedAt", event, i - 1, span.start, span.end, "award.presented")


def _is_full(mention: AwardMention) -> bool:
    return bool(pattern("awards", "edition").search(mention.name)) or len(mention.name) >= _LEAST_NAME


def _on_list(analysis: Analysis, frame: Frame, i: int) -> None:
    """会上公布了2023年度先进单位名单，A、B等5家榜上有名."""
    sentence = frame.sentences[i].text
    end = pattern("awards", "on_list").search(sentence)
    if end is None:
        return
    for mention in find_awards(sentence):
        listed = pattern("awards", "list_of").match(sentence[mention.span.end :])
        if not listed or end.start() < mention.span.end:
            continue
        node = award_node(frame, mention.name)
        describe(analysis, frame, i, mention, node)
        for actor in frame.actors[i]:
            inside = mention.span.end < actor.start and actor.end <= end.start()
            if inside and actor.node.type is EntityType.ORGANIZATION:
                analysis.add(frame, node, "kg:awardRecipient", actor.node, i, actor.start, end.end(), "award.list")
        if frame.main and frame.target(i, mention.span.start) == frame.main:
            span = (mention.span.start, mention.span.end)
            analysis.add(frame, node, "kg:presentedAt", frame.main, i, *span, "award.presented")
