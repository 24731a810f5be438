"""Where an award was handed over: the main event of the section, or the ceremony that the report names for it."""

from __future__ import annotations

from kg.extract.awards.mentions import AwardMention, find_awards
from kg.extract.claims import Node
from kg.extract.frames import Frame
from kg.extract.frames.targets import is_speech
from kg.extract.patterns import pattern

_NEAR = 2  # sentences before and behind the one that tells who got an award


def presented_at(frame: Frame, i: int, mention: AwardMention, handed: bool) -> Node | None:
    """The event at which an award that sentence i gives was handed over; None where nothing says so.

    `handed` says that the sentence itself tells of the handing over.
    """
    at = mention.span.start
    text = frame.sentences[i].text
    if pattern("awards", "earlier").search(text[:at]) or is_speech(text):
        return None
    if frame.main and mention.name.strip("“”") in frame.main.name and _is_ceremony(frame.main):
        return frame.main
    if ceremony := _named_before(frame, i, at):
        return ceremony
    told_of = frame.target(i, at)
    if told_of == frame.series and frame.main and not pattern("awards", "in_the_month").search(text[:at]):
        told_of = frame.main  # what is handed over is handed over at an event
    if told_of is None or (told_of != frame.main and not _is_ceremony(told_of)):
        return None
    if told_of != frame.main:
        return told_of
    opened = pattern("awards", "at_the_event").match(text)
    near = [frame.sentences[n].text for n in _around(frame, i)]
    awarding = [near_by for near_by in near if pattern("awards", "awarding").search(near_by)]
    if not (handed or opened or awarding):
        return None
    elsewhere = not handed and any(pattern("awards", "at_a_ceremony").search(near_by) for near_by in awarding)
    return _ceremony(frame, i) or (None if elsewhere else told_of)


def _around(frame: Frame, i: int) -> range:
    """The sentences near one that tells who got an award; those between that tell of further awards do not count."""
    count = len(frame.sentences)
    start, end = i, i + 1
    for _ in range(_NEAR):
        start, end = max(0, start - 1), min(count, end + 1)
        while start and find_awards(frame.sentences[start].text, ranks=True):
            start -= 1
        while end < count and find_awards(frame.sentences[end - 1].text, ranks=True):
            end += 1
    return range(start, end)


def _ceremony(frame: Frame, i: int) -> Node | None:
    """A ceremony close by that has no name of its own (颁奖仪式), unless the sentence opens with the event itself."""
    if pattern("awards", "at_the_event").match(frame.sentences[i].text):
        return None
    for n in sorted(_around(frame, i), key=lambda n: abs(n - i)):
        text = frame.sentences[n].text
        for event, node in frame.events[n]:
            if event.bare and _is_ceremony(node) and pattern("awards", "by_itself").search(text[: event.span.start]):
                return node
    return None


def _named_before(frame: Frame, i: int, at: int) -> Node | None:
    """The ceremony that the sentence tells of before the award: 颁奖仪式同期举行，甲获一等奖."""
    text = frame.sentences[i].text
    told = [(e, node) for e, node in frame.events[i] if e.span.end <= at and _is_ceremony(node)]
    here = [node for event, node in told if pattern("awards", "takes_place").match(text[event.span.end :])]
    return here[-1] if here else None


def _is_ceremony(node: Node) -> bool:
    return bool(pattern("awards", "ceremony_at_end").search(node.name))
