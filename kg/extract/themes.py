"""Themes, slogans, quality policies, and the stories that bodies told."""

from __future__ import annotations

import re

from kg.extract.claims import Node, text
from kg.extract.events import find_campaigns, is_held
from kg.extract.frames import Analysis, Frame
from kg.extract.patterns import pattern, rules
from kg.extract.text import closing_of, normal_name
from kg.model import EntityType

#: What stands in quotation marks before these is a name (“好物”品牌展), not a theme.
_NAMED_FOR = frozenset({"exhibition", "forum", "competition", "release", "exchange", "open_day", "online_campaign"})
_LEAST_SLOGAN = 7  # “质量与品牌” names a forum, “质量成就美好生活” is a slogan


def themes(analysis: Analysis) -> Analysis:
    """Write theme, policy and story claims; a slogan in quotation marks before an event's name is its theme."""
    for frame in analysis.frames:
        seen: set[str] = set()
        for i, sentence in enumerate(frame.sentences):
            _stated(analysis, frame, i, sentence.text, seen)
            _leading(analysis, frame, i, sentence.text, seen)
            _policy(analysis, frame, i, sentence.text)
            _stories(analysis, frame, i, sentence.text)
    return analysis


def _stated(analysis: Analysis, frame: Frame, i: int, sentence: str, seen: set[str]) -> None:
    for row, compiled in rules("themes"):
        for match in compiled.finditer(sentence):
            start, end = match.span("text")
            start, end = _whole_quote(sentence, start, end)
            value = sentence[start:end].strip("“”‘’ ：:")
            if normal_name(value) in seen or len(value) < 4:
                continue
            seen.add(normal_name(value))
            subject = _subject(frame, i, match.start())
            analysis.add(frame, subject, "kg:theme", text(value), i, match.start(), max(end, start + 1), row["id"])


def _whole_quote(sentence: str, start: int, end: int) -> tuple[int, int]:
    """A theme in quotation marks is all that they hold."""
    if start and sentence[start - 1] in "“‘":
        closing = closing_of(sentence, start - 1)
        if closing > 0:
            return start, closing
    return start, end


def _subject(frame: Frame, i: int, at: int) -> Node | None:
    sentence = frame.sentences[i].text
    if frame.campaign and pattern("themes", "national").search(sentence[:at]):
        year = f"{frame.year}年" if frame.year else ""
        return Node(EntityType.SERIES, f"{year}全国“{frame.campaign}”")
    before = [n for m, n in frame.events[i] if (m.head.strong or is_held(sentence, m.span.end)) and m.span.end <= at]
    if before:
        return before[-1]
    if find_campaigns(sentence[:at]) and frame.series:
        return frame.series
    after = [n for m, n in frame.events[i] if m.head.strong and m.span.start >= at]
    if after and frame.main in after:
        return frame.main
    return frame.target(i, at) or frame.main or frame.series


def _leading(analysis: Analysis, frame: Frame, i: int, sentence: str, seen: set[str]) -> None:
    for mention, node in frame.events[i]:
        match = re.match(r"[“‘](?P<text>[^”’]+)[”’]", mention.name)
        if (node != frame.main and mention.head.rank < 6) or mention.head.type in _NAMED_FOR:
            continue
        if not match or find_campaigns(match["text"]) or normal_name(match["text"]) in seen:
            continue
        slogan = match["text"]
        if match.end() == len(mention.name) or not _is_slogan(slogan, mention.name[match.end() :]):
            continue
        seen.add(normal_name(slogan))
        start = mention.span.start
        analysis.add(frame, node, "kg:theme", text(slogan), i, start, start + match.end(), "theme.leading")


def _is_slogan(slogan: str, rest: str) -> bool:
    halves = re.split(r"[，、·\s]", slogan)
    return len(slogan) >= _LEAST_SLOGAN - 1 and (len(halves) > 1 or len(slogan) >= _LEAST_SLOGAN) and bool(rest)


def _policy(analysis: Analysis, frame: Frame, i: int, sentence: str) -> None:
    for match in pattern("themes", "policy").finditer(sentence):
        value = match["text"] or match["text2"]
        if frame.scope.organization:
            owner = Node(EntityType.ORGANIZATION, frame.scope.organization)
            analysis.add(frame, owner, "kg:policy", text(value), i, match.start(), match.end(), "theme.policy")


def _stories(analysis: Analysis, frame: Frame, i: int, sentence: str) -> None:
    """甲、乙分别讲述了“A”“B”的品牌故事: to each the one at its place, unless one body told them all."""
    for match in pattern("themes", "told").finditer(sentence):
        clause = max(sentence.rfind(mark, 0, match.start()) for mark in "。；") + 1
        tellers = [a for a in frame.actors[i] if clause <= a.start and a.end <= match.start()]
        tellers = [a for a in tellers if a.node.type is EntityType.ORGANIZATION]
        titles = list(re.finditer("[“《](.+?)[”》]", sentence[match.start("titles") : match.end("titles")]))
        if len(tellers) == 1:
            tellers *= len(titles)
        for actor, title in zip(tellers, titles, strict=False) if len(tellers) == len(titles) else ():
            end = match.start("titles") + title.end()
            analysis.add(frame, actor.node, "kg:story", text(title[1]), i, actor.start, end, "story.told")
