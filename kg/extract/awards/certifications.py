"""Certifications and accreditations, and who holds them."""

from __future__ import annotations

from kg.extract.actors import organization
from kg.extract.awards.mentions import AwardMention
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
    holder = _holder(frame, i, before, mention)
    owner = organization(frame.scope.organization) if frame.scope.organization else None
    subject = holder.node if holder else owner
    span = (holder.start if holder else mention.span.start, mention.span.end)
    for name in _listed_certifications(sentence, mention):
        node = Node(EntityType.CERTIFICATION, name)
        analysis.add(frame, subject, "kg:holdsCertification", node, i, *span, "award.certification")


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
    earlier = [part for part in before[_list_start(before) :].split("、") if part]
    return [part if part.endswith(tail) else part + tail for part in earlier] + [last]
