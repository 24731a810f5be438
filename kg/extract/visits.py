"""Construction projects and sites that were visited, places that people came from, the core of a programme."""

from __future__ import annotations

from kg.extract.actors import place
from kg.extract.claims import Node, text
from kg.extract.divisions import find_divisions
from kg.extract.frames import Analysis, Frame
from kg.extract.patterns import pattern
from kg.extract.text import enumeration
from kg.model import EntityType, Literal


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
    return Node(EntityType.PROJECT, name.removesuffix("建设") if name.endswith("项目建设") else name)


def _observed(analysis: Analysis, frame: Frame, i: int, sentence: str) -> None:
    """观摩的工程有四个，分别是A、B、C，以及D."""
    match = pattern("visits", "observed").search(sentence)
    if not match or frame.main is None:
        return
    start, end = match.span("list")
    if tail := pattern("visits", "list_tail").search(sentence[start:end]):
        end = start + tail.start()
    for a, b in enumeration(sentence, start, end):
        name = pattern("visits", "list_lead").sub("", sentence[a:b])
        if pattern("visits", "project").search(name):
            analysis.add(frame, frame.main, "kg:observed", project(name), i, a, b, "visit.list")


def _visit(analysis: Analysis, frame: Frame, i: int, sentence: str) -> None:
    """会后，与会人员现场观摩X项目: a visit after the meeting, part of it."""
    match = pattern("visits", "visit").search(sentence)
    if not match or frame.main is None:
        return
    if any(m.span.start < match.end() and match.start() < m.span.end for m, _ in frame.events[i]):
        return
    name = match["what"].removeprefix("现场")
    event = Node(EntityType.EVENT, f"{name}现场{match['verb']}", str(frame.section.index))
    span = match.span()
    concept = Literal("kg:visit", "curie")
    analysis.add(frame, event, "kg:partOf", frame.main, i, *span, "visit.after")
    analysis.add(frame, event, "kg:eventType", concept, i, *span, "visit.after")
    analysis.add(frame, event, "kg:observed", project(name), i, *span, "visit.after")
    if pattern("visits", "afterwards").search(sentence[: match.start()]):
        analysis.add(frame, event, "kg:follows", frame.main, i, 0, match.end(), "visit.after")


def _origin(analysis: Analysis, frame: Frame, i: int, sentence: str) -> None:
    """来自A、B等地的选手: the places that those who took part came from."""
    for match in pattern("visits", "origin").finditer(sentence):
        target = frame.target(i, match.start())
        if target is None or target.type is not EntityType.EVENT:
            continue
        if pattern("visits", "officials").match(sentence[match.end() :]):
            continue  # officials of those places attend; they do not say where the others came from
        found = find_divisions(match["list"], frame.scope.places)
        if not found or found[0][0].start != 0 or pattern("visits", "no_origin").search(match["list"]):
            continue
        at = match.start("list")
        for span, division in found:
            where = place(division.name)
            analysis.add(frame, target, "kg:participantsFrom", where, i, at + span.start, at + span.end, "visit.origin")


def _core(analysis: Analysis, frame: Frame, i: int, sentence: str) -> None:
    """核心是聚焦A、强化B: what a programme is about, each part under its own verb."""
    for match in pattern("visits", "core").finditer(sentence):
        if not pattern("visits", "core_marked").search(match.group()):
            continue
        at = match.start("list")
        for part in pattern("visits", "core_part").finditer(match["list"]):
            subject, span = frame.series or frame.main, (at + part.start(), at + part.end())
            analysis.add(frame, subject, "kg:focus", text(part["what"]), i, *span, "visit.core")
