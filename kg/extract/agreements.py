"""Agreements signed at an event, and their parties."""

from __future__ import annotations

import re

from kg.extract.claims import Node
from kg.extract.frames import Actor, Analysis, Frame
from kg.extract.organizers import is_second_plate, with_unknown
from kg.model import EntityType

_SIGNED = re.compile(
    r"(?:签署|签订|签下|签约)(?:了)?(?P<name>《[^》]{4,40}》|[^，。；]{2,36}?(?:协议(?:书)?|备忘录|承诺书|责任书|合同|公约|合作书|意向书))"
)


def _first_party(frame: Frame, i: int, clause: int) -> list[Actor]:
    """The body that the sentence began with, the subject of a later clause too."""
    return [a for a in frame.actors[i] if a.end < clause and a.node.type is EntityType.ORGANIZATION][:1]


def agreements(analysis: Analysis) -> Analysis:
    """Write signedBy and signedAt claims: A与B签署C."""
    for frame in analysis.frames:
        for i, sentence in enumerate(frame.sentences):
            for match in _SIGNED.finditer(sentence.text):
                node = Node(EntityType.AGREEMENT, match["name"].strip("《》"), str(frame.section.index))
                clause = max(sentence.text.rfind(mark, 0, match.start()) for mark in "。；，") + 1
                if re.search(r"将|拟|计划|准备", sentence.text[clause : match.start()]):
                    continue  # announced, not signed
                near = with_unknown(frame.actors[i], sentence.text, match.start())
                parties = [a for a in near if clause <= a.start and a.end <= match.start()]
                parties = [a for a in parties if not is_second_plate(sentence.text, a)]
                if re.match(r"并|还|又", sentence.text[clause:]):  # 甲与乙签A，并与丙签B
                    parties = _first_party(frame, i, clause) + parties
                for actor in parties:
                    if actor.node.type is EntityType.ORGANIZATION:
                        analysis.add(
                            frame, node, "kg:signedBy", actor.node, i, actor.start, match.end(), "agreement.party"
                        )
                if parties and frame.main and frame.target(i, match.start()) == frame.main:
                    span = match.span("name")
                    analysis.add(frame, node, "kg:signedAt", frame.main, i, *span, "agreement.event")
    return analysis
