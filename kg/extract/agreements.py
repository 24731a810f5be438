"""Agreements signed at an event, and their parties."""

from __future__ import annotations

import re

from kg.extract.claims import Node
from kg.extract.frames import Actor, Analysis, Frame
from kg.extract.organizers import is_second_plate, with_unknown
from kg.extract.patterns import pattern
from kg.model import EntityType


def _first_party(frame: Frame, i: int, clause: int) -> list[Actor]:
    """The body that the sentence began with, the subject of a later clause too."""
    return [a for a in frame.actors[i] if a.end < clause and a.node.type is EntityType.ORGANIZATION][:1]


def agreements(analysis: Analysis) -> Analysis:
    """Write signedBy and signedAt claims: A与B签署C."""
    for frame in analysis.frames:
        for i, sentence in enumerate(frame.sentences):
            for match in pattern("agreements", "signed").finditer(sentence.text):
                _signed(analysis, frame, i, match)
    return analysis


def _signed(analysis: Analysis, frame: Frame, i: int, match: re.Match[str]) -> None:
    sentence = frame.sentences[i].text
    clause = max(sentence.rfind(mark, 0, match.start()) for mark in "。；，") + 1
    if pattern("agreements", "announced").search(sentence[clause : match.start()]):
        return
    node = Node(EntityType.AGREEMENT, match["name"].strip("《》"), str(frame.section.index))
    parties = _parties(frame, i, clause, match.start())
    for actor in parties:
        if actor.node.type is EntityType.ORGANIZATION:
            analysis.add(frame, node, "kg:signedBy", actor.node, i, actor.start, match.end(), "agreement.party")
    opening = sentence[sentence.rfind("。", 0, match.start()) + 1 : match.start()]
    if pattern("agreements", "earlier").search(opening):
        return
    if parties and frame.main and frame.target(i, match.start()) == frame.main:
        analysis.add(frame, node, "kg:signedAt", frame.main, i, *match.span("name"), "agreement.event")


def _parties(frame: Frame, i: int, clause: int, verb: int) -> list[Actor]:
    """Those who sign in the clause that begins at `clause`; 并与丙签B has the subject of the clause before it."""
    sentence = frame.sentences[i].text
    near = with_unknown(frame.actors[i], sentence, verb)
    parties = [a for a in near if clause <= a.start and a.end <= verb and not is_second_plate(sentence, a)]
    if pattern("agreements", "further").match(sentence[clause:]):
        return _first_party(frame, i, clause) + parties
    return parties
