"""An award that a sentence names: who got it from whom, and where it was presented."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extract.awards.ceremonies import for_winners, of_ceremony
from kg.extract.awards.giving import Giving, find_giving
from kg.extract.awards.grantors import by_conferral, by_decision, founded, of_the_prize_before
from kg.extract.awards.mentions import AwardMention, is_bare
from kg.extract.awards.money import money_in, money_with
from kg.extract.awards.naming import award_node, describe
from kg.extract.awards.numbers import count_group, count_recipients
from kg.extract.awards.presentation import presented_at
from kg.extract.awards.rosters import on_roster
from kg.extract.claims import Node, text
from kg.extract.counts import is_of_the_past
from kg.extract.frames import Actor, Analysis, Frame
from kg.extract.patterns import pattern
from kg.model import EntityType

_LEAST_NAME = 4  # characters; a shorter one is a word for an award


def conferral(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> None:
    """Write recipients, grantor, number and presentation of an award where the sentence tells that it was given."""
    sentence = frame.sentences[i].text
    if any(m.span.start <= mention.span.start and m.span.end >= mention.span.end for m, _ in frame.events[i]):
        of_ceremony(analysis, frame, i, mention)
        return
    founded(analysis, frame, i, mention)
    if is_of_the_past(sentence[: mention.span.start]):
        _given_before(analysis, frame, i, mention)
        return
    decided = by_decision(analysis, frame, i, mention)
    giving = on_roster(frame, i, mention) or find_giving(frame, i, mention)
    if giving is None and not decided:
        for_winners(analysis, frame, i, mention)
        if not is_bare(mention.name):
            by_conferral(analysis, frame, i, mention, award_node(frame, mention.name))
    elif giving and "每" not in mention.name and not _is_of_each(sentence, mention):
        for node, actors in _shares(frame, i, mention, giving):
            _given(analysis, frame, i, mention, replace(giving, recipients=actors), node)


def _given_before(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> None:
    """去年荣获C, 此前已获得C: those who are named hold the award; totals of earlier years are left alone."""
    giving = find_giving(frame, i, mention)
    if giving is None or any(actor.node.type is EntityType.GROUP for actor in giving.recipients):
        return
    for node, actors in _shares(frame, i, mention, giving):
        _given(analysis, frame, i, mention, replace(giving, recipients=actors, is_earlier=True), node)


def _shares(frame: Frame, i: int, mention: AwardMention, giving: Giving) -> list[tuple[Node, tuple[Actor, ...]]]:
    """Each award of a mention with those who got it: of 一、二等奖 the first got the first, where the numbers agree."""
    if mention.each:
        pairs = zip(mention.each, giving.recipients, strict=True)
        agree = len(mention.each) == len(giving.recipients)
        return [(award_node(frame, name), (actor,)) for name, actor in pairs] if agree else []
    return [(node, giving.recipients) for node in _nodes(frame, i, mention, giving)]


def _contest(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, node: Node) -> None:
    """The contest whose award it is, with its edition."""
    span, contest = (mention.span.start, mention.span.end), mention.contest
    analysis.add(frame, node, "kg:awardOf", contest, i, *span, "award.contest")
    edition = pattern("awards", "edition").search(contest.name) if contest else None
    if edition:
        analysis.add(frame, contest, "kg:edition", text(edition.group()), i, *span, "award.edition")


def _is_of_each(sentence: str, mention: AwardMention) -> bool:
    """Whether the clause of an award tells what each of those got who were named before (每家奖励50万元)."""
    start = max(sentence.rfind(mark, 0, mention.span.start) for mark in "，。；") + 1
    end = re.search(r"[，。；]", sentence[mention.span.end :])
    stop = mention.span.end + end.start() if end else len(sentence)
    return bool(pattern("awards", "each").search(sentence[start:stop]))


def _given(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, giving: Giving, node: Node) -> None:
    describe(analysis, frame, i, mention, node)
    span = mention.span
    money = money_with(frame.sentences[i].text, max(span.end, giving.end))
    for actor in giving.recipients:
        start, end = min(actor.start, span.start), max(actor.end, span.end)
        if not pattern("giving", "only_counted").fullmatch(actor.surface):  # 3家获得C: a number, and nobody
            analysis.add(frame, node, "kg:awardRecipient", actor.node, i, start, end, "award.recipient", **money)
        count_group(analysis, frame, i, node, actor)
    aside = money_in(frame.sentences[i].text[giving.start : giving.end]) if giving.below else {}
    for n, actor in giving.below:
        start, end = actor.start, actor.end
        analysis.add(frame, node, "kg:awardRecipient", actor.node, n, start, end, "award.roster", **aside)
    if giving.count and not mention.each:
        count_recipients(analysis, frame, i, node, giving.count)
    if mention.contest and mention.contest != node:
        _contest(analysis, frame, i, mention, node)
    if giving.giver is not None:
        giver = giving.giver
        analysis.add(frame, node, "kg:awardGrantor", giver.node, i, giver.start, span.end, "award.giver")
    by_conferral(analysis, frame, i, mention, node)
    of_the_prize_before(analysis, frame, i, mention, node)
    event = None if giving.is_earlier else presented_at(frame, i, mention, giving.presented)
    analysis.add(frame, node, "kg:presentedAt", event, i, span.start, span.end, "award.presented")


def _nodes(frame: Frame, i: int, mention: AwardMention, giving: Giving) -> list[Node]:
    """The award by its name; a bare 证书 by what its holders hold, 获奖证书 by each contest that they won."""
    bare = mention.name.strip("“”《》")
    phrase = frame.sentences[i].text[giving.start : giving.end]
    if certificate := pattern("awards", "certificate_of_post").fullmatch(bare):
        group = giving.recipients[0].surface if giving.recipients else ""
        post = pattern("awards", "post_of_group").search(group)
        return [award_node(frame, post["post"] + certificate.group())] if post else []
    is_word = is_bare(mention.name) or (len(bare) < _LEAST_NAME and bare == mention.name)
    if is_word:
        contests = [m for m, _ in frame.events[i] if giving.start <= m.span.start and m.span.end <= giving.end]
        held = pattern("awards", "held").search(phrase)
        names = ([held["what"] + "证书"] if held else []) + [m.name + "获奖证书" for m in contests]
        return [award_node(frame, n) for n in names]
    title = re.search(r"[“‘](?P<title>[^”’]{2,12})[”’]", phrase)
    if pattern("awards", "of_a_title").match(bare) and title:
        return [award_node(frame, f"“{title['title']}”{bare}")]
    return [award_node(frame, mention.name)]
