"""Certifications and accreditations, and who holds them."""

from __future__ import annotations

import re

from kg.extract.actors import organization
from kg.extract.awards.mentions import AwardMention
from kg.extract.awards.recipients import find_recipients
from kg.extract.claims import Node
from kg.extract.frames import Actor, Analysis, Frame
from kg.extract.patterns import pattern, words
from kg.model import EntityType


def certification(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> None:
    """Write holdsCertification where the sentence says that somebody has passed or obtained it."""
    sentence = frame.sentences[i].text
    before = sentence[: mention.span.start]
    before = before[: _list_start(before)]
    stated = pattern("awards", "certified").search(before)
    if not stated or (_is_copula(stated.group()) and not _is_of_a_body(sentence, mention)):
        return
    if holders := _behind(frame, i, before, mention):
        _held(analysis, frame, i, mention, holders)
        return
    holder = _holder(frame, i, before, mention)
    owner = organization(frame.scope.organization) if frame.scope.organization else None
    at = mention.span.start
    own = [Actor(at, at, owner, "")] if owner else []
    _held(analysis, frame, i, mention, [holder] if holder else own)


def _held(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, holders: list[Actor]) -> None:
    for name in _listed_certifications(frame.sentences[i].text, mention):
        node = Node(EntityType.CERTIFICATION, name)
        for holder in holders:
            span = (min(holder.start, mention.span.start), max(holder.end, mention.span.end))
            analysis.add(frame, holder.node, "kg:holdsCertification", node, i, *span, "award.certification")


def _behind(frame: Frame, i: int, before: str, mention: AwardMention) -> list[Actor]:
    """通过C的A: the body that stands behind; A、B等4家通过C的企业: those that the number sums up."""
    match = pattern("awards", "certified_who").match(frame.sentences[i].text, mention.span.end)
    if not match:
        return []
    bodies = [a for a in frame.actors[i] if a.node.type is EntityType.ORGANIZATION]
    behind = [a for a in bodies if a.start == match.start("who")]
    summed = pattern("awards", "summed_up").search(before)
    if behind or not summed:
        return behind
    start = max(before.rfind(mark, 0, summed.start()) for mark in "。；，") + 1
    return list(find_recipients(frame, i, start, summed.end("count")).actors)


def _is_copula(stated: str) -> bool:
    return stated.startswith(words("awards", "copulas"))


def _is_of_a_body(sentence: str, mention: AwardMention) -> bool:
    """是…认证单位: what is certified is a body."""
    return bool(pattern("awards", "certified_body").match(sentence[mention.span.end :]))


def _holder(frame: Frame, i: int, before: str, mention: AwardMention) -> Actor | None:
    """The organization named last in the clause."""
    clause = max(before.rfind(mark) for mark in "。；") + 1
    near = [a for a in frame.actors[i] if clause <= a.start < mention.span.start]
    near = [a for a in near if a.node.type is EntityType.ORGANIZATION]
    return near[-1] if near else None


def _list_start(before: str) -> int:
    """Where a list of certifications that goes on to the end of `before` begins (取得HACCP、…认证)."""
    end = len(before)
    while match := pattern("awards", "listed_certification").search(before[:end]):
        verb = pattern("awards", "up_to_certified").match(match.group())
        end = match.start() + (verb.end() if verb else 0)
        if verb:
            break
    return end


def _listed_certifications(sentence: str, mention: AwardMention) -> list[str]:
    """The certification of the mention, and those that share its last word (HACCP、ISO9001认证)."""
    before = sentence[: mention.span.start]
    last = mention.name.replace("的", "")
    tail = "认证" if last.endswith("认证") else "认可"
    earlier = [part for part in re.split("[、和及]", before[_list_start(before) :]) if part]
    if joined := pattern("awards", "joined_certification").match(last):
        earlier, last = [*earlier, joined["first"]], joined["last"]
    return [part if part.endswith(("认证", "认可")) else part + tail for part in earlier] + [last]
