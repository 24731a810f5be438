"""What each sentence of a section speaks of: its main event, its series, or another event that it names."""

from __future__ import annotations

import re

from kg.extract.claims import Node
from kg.extract.dates import find_dates
from kg.extract.events import EventMention, find_campaigns, find_events
from kg.extract.frames.model import Frame
from kg.extract.frames.names import event_node
from kg.extract.patterns import filled, pattern, words

_LEAST_RANK_OF_TOPIC = 6  # an event below it is no topic of the sentences that follow

Mark = tuple[int, Node | None]


def map_events(frame: Frame) -> None:
    """Fill `Frame.events`: the named events of each sentence, short forms of the main event included."""
    for sentence in frame.sentences:
        mentions = find_events(sentence.text)
        found = [(m, event_node(frame, m)) for m in mentions]
        if frame.main and not any(n == frame.main for _, n in found):
            weak = [
                m
                for m in find_events(sentence.text, weak=True)
                if m not in mentions and not m.bare and not find_campaigns(m.name)
            ]
            found += [(m, frame.main) for m in weak if event_node(frame, m) == frame.main]
        kept = [(m, n) for m, n in found if not _is_quoted_aside(sentence.text, m)]
        sent_to = pattern("targets", "sent_to")
        frame.elsewhere |= {n for m, n in kept if n != frame.main and sent_to.search(sentence.text[: m.span.start])}
        frame.events.append([(m, n) for m, n in kept if n == frame.main or not m.bare or len(m.head.text) > 2])


def _is_quoted_aside(text: str, mention: EventMention) -> bool:
    """写有…的横幅: the name stands on a banner."""
    before, behind = pattern("targets", "inscribed"), pattern("targets", "inscription")
    return bool(before.search(text[: mention.span.start]) or behind.match(text[mention.span.end :]))


def map_targets(frame: Frame) -> None:
    """Fill `Frame.targets`: what each sentence speaks of, and from where on it speaks of something else."""
    current = frame.main or frame.series
    topic: Node | None = None  # of the paragraph, where an event opens it
    for i, _ in enumerate(frame.sentences):
        start = _sentence_target(frame, i, current)
        topic = _item(frame, i) or (topic if _same_paragraph(frame, i) else None)
        marks: list[Mark] = sorted([(0, topic or start), *_shifts(frame, i, current)], key=lambda m: m[0])
        frame.targets.append(marks)
        current = current if topic else _goes_on_with(frame, i) or marks[-1][1]


def _shifts(frame: Frame, i: int, current: Node | None) -> list[Mark]:
    """Where clauses of a sentence open with words like 仪式上 or “质量月”期间."""
    marks: list[Mark] = []
    for name, node in (
        ("in_main", frame.main),
        ("after_main", frame.series or frame.main),
        ("in_series", frame.series),
    ):
        opening = "loose_opening" if name == "in_series" else "opening"  # 青山区在“质量月”期间…
        marks += [(at, node or current) for at in _openings(frame.sentences[i].text, name, opening)]
    return marks


def _openings(text: str, name: str, opening: str) -> list[int]:
    return [
        match.start("words")
        for word in words("targets", name)
        if word in text
        for match in filled("targets", opening, word=word).finditer(text)
    ]


def _item(frame: Frame, i: int) -> Node | None:
    """（一）供需对接会。5月16日，地点：…: what follows in the paragraph is told of the event that opens it."""
    text = frame.sentences[i].text
    lead = pattern("targets", "enumerator").match(text)
    start = lead.end() if lead else 0
    for mention, node in frame.events[i]:
        opens = start and mention.span.start <= start + 1 and re.match(r"[。：，]|$", text[mention.span.end :])
        if opens and node != frame.main:
            return node
    return None


def _same_paragraph(frame: Frame, i: int) -> bool:
    return i > 0 and frame.sentences[i].span.start == frame.sentences[i - 1].span.end


def is_speech(text: str) -> bool:
    """Whether a sentence reports what somebody said or called for."""
    return bool(pattern("targets", "speech").search(text))


def _goes_on_with(frame: Frame, i: int) -> Node | None:
    """A sentence that dates another event is followed by sentences about that event."""
    others = [(m, n) for m, n in frame.events[i] if n != frame.main and m.head.rank >= _LEAST_RANK_OF_TOPIC]
    if others and (any(n == frame.main for _, n in frame.events[i]) or _is_plan(frame, i)):
        return None
    dated = any(d.is_day for d in find_dates(frame.sentences[i].text, frame.published))
    return others[-1][1] if others and dated and frame.main else None


def _is_plan(frame: Frame, i: int) -> bool:
    """Whether a sentence, or the list that it is a member of, tells what somebody will hold."""
    while i and _same_paragraph(frame, i) and frame.sentences[i - 1].text.rstrip().endswith(("；", "：")):
        if pattern("targets", "will_hold").search(frame.sentences[i].text):
            return True
        i -= 1
    return bool(pattern("targets", "will_hold").search(frame.sentences[i].text))


def _is_topic(frame: Frame, text: str, mention: EventMention, current: Node | None) -> bool:
    """Whether a sentence that names the main event is about it: one about a part of it may name it too (宣布大赛开幕)."""
    is_part = current is not None and frame.main is not None and current.name.startswith(frame.main.name)
    if not mention.bare or not is_part or current == frame.main:
        return True
    return bool(pattern("targets", "before_topic").search(text[: mention.span.start]))


def _sentence_target(frame: Frame, i: int, current: Node | None) -> Node | None:
    """What a sentence speaks of at its beginning, where the one before spoke of `current`."""
    text = frame.sentences[i].text
    if any(node == frame.main and _is_topic(frame, text, m, current) for m, node in frame.events[i]):
        return frame.main
    if is_speech(text):
        return current
    if frame.is_headed and any(d.is_day for d in find_dates(text, frame.published)):
        return frame.main
    if frame.series and pattern("targets", "plans").search(text):
        return frame.series
    for mention in find_campaigns(text):
        behind = text[mention.span.end :]
        if frame.series and pattern("targets", "about_campaign").match(behind):
            starts = frame.main and pattern("main_event", "campaign_starts").match(behind)
            return frame.main if starts else frame.series
    return current
