"""An award that a sentence names: who got it from whom, and where it was presented."""

from __future__ import annotations

import re

from kg.extract.awards.ceremonies import for_winners, of_ceremony
from kg.extract.awards.giving import Giving, find_giving
from kg.extract.awards.mentions import AwardMention, is_bare
from kg.extract.awards.naming import award_node, describe
from kg.extract.claims import Node
from kg.extract.counts import is_of_the_past, node_of
from kg.extract.frames import Actor, Analysis, Frame
from kg.extract.numbers import find_quantities
from kg.extract.patterns import pattern, words
from kg.model import EntityType, Literal

_LEAST_NAME = 4  # characters; a shorter one is a word for an award


def conferral(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> None:
    """Write recipients, grantor, number and presentation of an award where the sentence tells that it was given."""
    sentence = frame.sentences[i].text
    if any(m.span.start <= mention.span.start and m.span.end >= mention.span.end for m, _ in frame.events[i]):
        of_ceremony(analysis, frame, i, mention)
        return
    _founded(analysis, frame, i, mention)
    if is_of_the_past(sentence[: mention.span.start]):
        return
    giving = find_giving(frame, i, mention)
    if giving is None:
        for_winners(analysis, frame, i, mention)
    elif "每" not in mention.name and not _is_of_each(sentence, mention):
        for node in _nodes(frame, i, mention, giving):
            _given(analysis, frame, i, mention, giving, node)


def _is_of_each(sentence: str, mention: AwardMention) -> bool:
    """Whether the clause of an award tells what each of those got who were named before (每家奖励50万元)."""
    start = max(sentence.rfind(mark, 0, mention.span.start) for mark in "，。；") + 1
    end = re.search(r"[，。；]", sentence[mention.span.end :])
    stop = mention.span.end + end.start() if end else len(sentence)
    return bool(pattern("awards", "each").search(sentence[start:stop]))


def _given(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, giving: Giving, node: Node) -> None:
    describe(analysis, frame, i, mention, node)
    span = mention.span
    for actor in giving.recipients:
        start, end = min(actor.start, span.start), max(actor.end, span.end)
        analysis.add(frame, node, "kg:awardRecipient", actor.node, i, start, end, "award.recipient")
        _recipient_count(analysis, frame, i, node, actor)
    if giving.giver is not None:
        giver = giving.giver
        analysis.add(frame, node, "kg:awardGrantor", giver.node, i, giver.start, span.end, "award.giver")
    before = frame.sentences[i].text[: span.start]
    main = frame.target(i, span.start)
    handed = giving.presented or _is_handed_over(frame, i)
    if handed and main == frame.main and not pattern("awards", "earlier").search(before):
        analysis.add(frame, node, "kg:presentedAt", main, i, span.start, span.end, "award.presented")


def _founded(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> None:
    """X奖由A设立: A grants the editions of the prize that the section speaks of."""
    at = mention.span.end
    match = pattern("awards", "founded").match(frame.sentences[i].text[at:])
    if not match:
        return
    start, end = at + match.start("who"), at + match.end("who")
    givers = [a for a in frame.actors[i] if a.start >= start and a.end <= end]
    editions = {c.subject for c in analysis.claims if c.section == frame.section.index and c.predicate == "kg:edition"}
    for node in sorted((e for e in editions if mention.name in e.name), key=lambda n: n.name):
        for giver in givers:
            analysis.add(frame, node, "kg:awardGrantor", giver.node, i, mention.span.start, end, "award.founded")


def _is_handed_over(frame: Frame, i: int) -> bool:
    """会上，甲荣获…: or a sentence of the item says 为获奖单位颁奖."""
    opened = pattern("awards", "at_the_event").match(frame.sentences[i].text)
    return bool(opened) and any(pattern("awards", "handing_over").search(s.text) for s in frame.sentences)


def _nodes(frame: Frame, i: int, mention: AwardMention, giving: Giving) -> list[Node]:
    """The award by its name; a bare 证书 by what its holders hold, 获奖证书 by each contest that they won."""
    bare = mention.name.strip("“”《》")
    phrase = frame.sentences[i].text[giving.start : giving.end]
    if is_bare(mention.name) or len(bare) < _LEAST_NAME:
        contests = [m for m, _ in frame.events[i] if giving.start <= m.span.start and m.span.end <= giving.end]
        held = pattern("awards", "held").search(phrase)
        names = ([held["what"] + "证书"] if held else []) + [m.name + "获奖证书" for m in contests]
        return [award_node(frame, n) for n in names]
    title = re.search(r"[“‘](?P<title>[^”’]{2,12})[”’]", phrase)
    if pattern("awards", "of_a_title").match(bare) and title:
        return [award_node(frame, f"“{title['title']}”{bare}")]
    return [award_node(frame, mention.name)]


def _recipient_count(analysis: Analysis, frame: Frame, i: int, node: Node, actor: Actor) -> None:
    """How many got the award: 31家企业的38名学员 — the 38 did."""
    if actor.node.type is not EntityType.GROUP:
        return
    for quantity in reversed(find_quantities(actor.surface)):
        if quantity.unit in words("awards", "units_of_recipients"):
            span = (actor.start + quantity.span.start, actor.start + quantity.span.end)
            counted = Literal("recipients")
            analysis.add(frame, node, "kg:quantity", node_of(quantity), i, *span, "award.count", counts=counted)
            return
