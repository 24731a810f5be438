"""The main event of a section: which of the events it names is told of, and under what name."""

from __future__ import annotations

from kg.extract.claims import Node
from kg.extract.dates import find_dates
from kg.extract.events import (
    EventMention,
    Head,
    aim_end,
    find_campaigns,
    find_events,
    heads,
    is_dated_name,
    is_held,
    name_start,
)
from kg.extract.frames.model import Frame
from kg.extract.frames.names import clean_name, with_owner
from kg.extract.frames.series import series_name
from kg.extract.patterns import pattern, words
from kg.extract.text import mask_quotes, normal_name
from kg.model import BlockRole, EntityType

_LEAST_SCORE = 6.0  # below it, a name is only mentioned
_LEAST_RANK_OF_HEADING = 5
_OF_LAUNCH, _OF_THEME = "启动仪式", "主题活动"  # rows of the gazetteer of heads


def choose_main(frame: Frame) -> None:
    """Set the main event of a frame: the best named one, else the heading's, a launch, or one that goes by its theme."""
    score, mention = _best_mention(frame)
    if score < _LEAST_SCORE:
        headed = _headed(frame)
        if headed:
            score, mention = _LEAST_SCORE, headed
            frame.is_headed = True
    if mention is None or score < _LEAST_SCORE:
        score, mention = _announced(frame) or (score, mention)
    if mention is None or score < _LEAST_SCORE:
        launch = _launch_without_name(frame)
        if launch is None:
            _choose_by_theme(frame)
        else:
            _set_main(frame, heads()[_OF_LAUNCH], launch)
        return
    if mention.bare:
        mention = _whole_of(frame, mention) or mention
    if _is_campaign(mention) and _is_called_launch(frame):
        _set_main(frame, heads()[_OF_LAUNCH], _main_name(frame, mention) + _OF_LAUNCH)
        return
    _set_main(frame, mention.head, _main_name(frame, mention))


def _set_main(frame: Frame, head: Head, name: str) -> None:
    frame.main_head = head
    frame.main_name = name
    frame.main = Node(EntityType.EVENT, name)


def _best_mention(frame: Frame) -> tuple[float, EventMention | None]:
    """The event of the running text that scores highest; what is told first wins."""
    best: tuple[float, EventMention | None] = (float("-inf"), None)
    headlined = [normal_name(m.name) for h in frame.headings for m in find_events(h.text)]
    for i, sentence in enumerate(frame.sentences):
        if sentence.role is not BlockRole.BODY:
            continue
        for mention in find_events(sentence.text):
            score = _score(sentence.text, mention, frame) - 0.6 * i
            if not mention.bare and normal_name(mention.name) in headlined:
                score += 2
            if score > best[0]:
                best = (score, mention)
    return best


def _score(text: str, mention: EventMention, frame: Frame) -> float:
    score = float(mention.head.rank)
    masked = mask_quotes(text)
    if any(d.is_day for d in find_dates(text, frame.published)):
        score += 3
    if any(v in masked for v in words("main_event", "verbs")):
        score += 1.5
    if is_held(text, mention.span.end):
        score += 1
    if find_campaigns(mention.name):
        score += 2
    if mention.bare:
        score -= 1
    if pattern("main_event", "won").match(text[mention.span.end :]):
        score -= 6
    if mention.span.start < aim_end(text):
        score -= 8
    return score


def _headed(frame: Frame) -> EventMention | None:
    """The event that the heading names."""
    named = [m for h in frame.headings for m in find_events(h.text)]
    named = [m for m in named if not m.bare and m.head.rank >= _LEAST_RANK_OF_HEADING]
    return max(named, key=lambda m: m.head.rank) if named else None


def _announced(frame: Frame) -> tuple[float, EventMention] | None:
    """An activity whose last word proves nothing, in the first sentence that says on what day who carried it out."""
    for sentence in frame.sentences[:2]:
        if sentence.role is not BlockRole.BODY or not any(d.is_day for d in find_dates(sentence.text, frame.published)):
            continue
        for mention in find_events(sentence.text, weak=True):
            verb = pattern("main_event", "carried_out").search(sentence.text[: mention.span.start])
            if verb and not mention.bare and not find_campaigns(mention.name):
                return _LEAST_SCORE, mention
    return None


def _whole_of(frame: Frame, ceremony: EventMention) -> EventMention | None:
    """A course, contest or conference under a name of its own, whose 开班仪式 or 颁奖仪式 is but a part of it."""
    for sentence in frame.sentences[:4] + frame.headings:
        for mention in find_events(sentence.text):
            if mention.bare or pattern("main_event", "won").match(sentence.text[mention.span.end :]):
                continue
            if mention.span.start < aim_end(sentence.text) or not _has_ceremonies(mention, ceremony):
                continue
            return mention
    return None


def _has_ceremonies(mention: EventMention, ceremony: EventMention) -> bool:
    """Whether it is of a kind that is opened and closed, and named as one of its kind: by year, number or place."""
    return is_dated_name(mention) or (
        ceremony.head.type in words("main_event", "ceremonies") and mention.head.type in words("main_event", "wholes")
    )


def _choose_by_theme(frame: Frame) -> None:
    """An event that nobody named (…走进山寨，用小品讲述诚信故事): it goes by its theme."""
    text = "".join(s.text for s in frame.sentences[:3] if s.role is BlockRole.BODY)
    if not any(d.is_day for d in find_dates(text, frame.published)) or not pattern("main_event", "held").search(text):
        return
    theme = pattern("main_event", "theme").search(text)
    starts = pattern("main_event", "campaign_starts")
    if theme and not any(starts.match(text[m.span.end :]) for m in find_campaigns(text)):
        _set_main(frame, heads()[_OF_THEME], f"“{theme['theme']}”{_OF_THEME}")


def _launch_without_name(frame: Frame) -> str | None:
    """“质量月”活动在…拉开帷幕: a launch that the report does not call one."""
    for sentence in frame.sentences:
        if not any(d.is_day for d in find_dates(sentence.text, frame.published)):
            continue
        for mention in find_campaigns(sentence.text):
            rest = sentence.text[mention.span.end :]
            by_officials = pattern("main_event", "with_officials").search(sentence.text)
            launched = by_officials and pattern("main_event", "launched").match(rest)
            if pattern("main_event", "launched_at").match(rest) or launched:
                start = name_start(sentence.text, mention.span.start)
                name = with_owner(frame, clean_name(frame, sentence.text[start : mention.span.end]))
                return name + _OF_LAUNCH if _is_called_launch(frame) else name
    return None


def _is_campaign(mention: EventMention) -> bool:
    """Whether a name is no more than that of a campaign (江州市2020年食品安全宣传周活动)."""
    return any(c.span.end == len(mention.name) for c in find_campaigns(mention.name))


def _is_called_launch(frame: Frame) -> bool:
    """Whether the report speaks later of the 启动仪式, and of no other."""
    named = [m for s in frame.sentences for m in find_events(s.text) if m.head.text == _OF_LAUNCH]
    return bool(named) and all(m.bare for m in named)


def _main_name(frame: Frame, mention: EventMention) -> str:
    """The full name of the main event; a bare head takes that of a full mention, of the series, or of the award."""
    if not mention.bare:
        return with_owner(frame, clean_name(frame, mention.name))
    for sentence in frame.headings + frame.sentences:
        for other in find_events(sentence.text):
            if not other.bare and other.head.text == mention.head.text:
                return with_owner(frame, clean_name(frame, other.name))
    if frame.campaign:
        return series_name(frame.owner, frame.year, frame.campaign) + mention.head.text
    return _award_ceremony_name(frame, mention) or frame.owner + clean_name(frame, mention.name)


def _award_ceremony_name(frame: Frame, mention: EventMention) -> str:
    """为第五届政府质量奖获奖单位举行颁奖仪式: the ceremony takes the award's name."""
    for sentence in frame.sentences:
        if match := pattern("main_event", "ceremony_for").search(sentence.text):
            return with_owner(frame, match[1] + mention.head.text)
    return ""
