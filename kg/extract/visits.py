"""Construction projects and sites that were visited, places that people came from, the core of a programme."""

from __future__ import annotations

import re

from kg.extract.actors import place
from kg.extract.claims import Node, text
from kg.extract.divisions import find_divisions
from kg.extract.frames import Analysis, Frame
from kg.extract.text import enumeration
from kg.model import EntityType, Literal
from kg.resources import patterns

_PROJECT = re.compile(r"(?:项目|工程|中心|大厦|工地|基地|院区|厂区|园区)(?:建设)?$")


def visits(analysis: Analysis) -> Analysis:
    """Write observed, participantsFrom and focus claims, and the visits that follow a meeting as events of their own."""
    for frame in analysis.frames:
        for i, sentence in enumerate(frame.sentences):
            _observed(analysis, frame, i, sentence.text)
            _visit(analysis, frame, i, sentence.text)
            _origin(analysis, frame, i, sentence.text)
            _core(analysis, frame, i, sentence.text)
    return analysis


def project(name: str) -> Node:
    """The node of a construction project."""
    return Node(EntityType.PROJECT, re.sub(r"项目建设$", "项目", name))


def _observed(analysis: Analysis, frame: Frame, i: int, sentence: str) -> None:
    """观摩的工程有四个，分别是A、B、C，以及D."""
    match = re.search(patterns("visits")["observed"], sentence)
    if not match or frame.main is None:
        return
    start, end = match.span("list")
    if tail := re.search(patterns("visits")["tail"], sentence[start:end]):
        end = start + tail.start()
    for a, b in enumeration(sentence, start, end):
        name = re.sub(r"^(?:分别是|包括|有)", "", sentence[a:b])
        if _PROJECT.search(name):
            analysis.add(frame, frame.main, "kg:observed", project(name), i, a, b, "visit.list")


def _visit(analysis: Analysis, frame: Frame, i: int, sentence: str) -> None:
    """会后，与会人员现场观摩X项目: a visit after the meeting, part of it."""
    match = re.search(patterns("visits")["visit"], sentence)
    if (
        not match
        or frame.main is None
        or any(m.span.start < match.end() and match.start() < m.span.end for m, _ in frame.events[i])
    ):
        return
    name = re.sub(r"^(?:现场)", "", match["what"])
    event = Node(EntityType.EVENT, f"{name}现场{match['verb']}", str(frame.section.index))
    span = match.span()
    concept = Literal("kg:visit", "curie")
    analysis.add(frame, event, "kg:partOf", frame.main, i, *span, "visit.after")
    analysis.add(frame, event, "kg:eventType", concept, i, *span, "visit.after")
    analysis.add(frame, event, "kg:observed", project(name), i, *span, "visit.after")
    if re.search(r"(?:会议|仪式|活动)?(?:结束后|之后|会后)", sentence[: match.start()]):
        analysis.add(frame, event, "kg:follows", frame.main, i, 0, match.end(), "visit.after")


def _origin(analysis: Analysis, frame: Frame, i: int, sentence: str) -> None:
    for match in re.finditer(patterns("visits")["origin"], sentence):
        target = frame.target(i, match.start())
        if target is None or target.type is not EntityType.EVENT:
            continue
        if re.match(r"[^，。；]{0,8}(?:领导|负责|干部|同志|专家|委员)", sentence[match.end() :]):
            continue  # officials of those places attend; they do not say where the others came from
        found = find_divisions(match["list"], frame.scope.places)
        if not found or found[0][0].start != 0 or re.search(r"企业|单位|部门", match["list"]):
            continue
        at = match.start("list")
        for span, division in found:
            where = place(division.name)
            analysis.add(frame, target, "kg:participantsFrom", where, i, at + span.start, at + span.end, "visit.origin")


def _core(analysis: Analysis, frame: Frame, i: int, sentence: str) -> None:
    for match in re.finditer(patterns("visits")["core"], sentence):
        if not (
            match.group().startswith(("核心", "重点")) or re.search(r"为(?:活动|工作)?(?:核心|重点)", match.group())
        ):
            continue
        subject = frame.series or frame.main
        verbs = patterns("visits")["core_verbs"]
        for part in re.finditer(rf"{verbs}(?P<what>[^、，。；]+?)(?=(?:、|和|与|及){verbs}|、|$)", match["list"]):
            at = match.start("list")
            what = part["what"]
            analysis.add(frame, subject, "kg:focus", text(what), i, at + part.start(), at + part.end(), "visit.core")
