"""Names of events and series in a sentence: heads, how far a name reaches to the left, campaigns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.extract.divisions import is_in_name
from kg.extract.patterns import filled, pattern, words
from kg.extract.text import CLOSING, OPENING, mask_quotes, opening_of
from kg.model import Span
from kg.resources import gazetteer

_MAX_NAME = 60  # characters
_LONG_NAME = 8
_ACTIVITY = "活动"


@dataclass(frozen=True, slots=True)
class Head:
    """The last word of an event's name."""

    text: str
    type: str
    strong: bool
    rank: int


@dataclass(frozen=True, slots=True)
class EventMention:
    """A name of an event in a sentence: its span there, the name, and its head.

    `bare` marks a name that is nothing but its head (启动仪式).
    """

    span: Span
    name: str
    head: Head
    bare: bool


@dataclass(frozen=True, slots=True)
class CampaignMention:
    """A campaign in a sentence (“质量月”活动): span with quotation marks and 活动, and the campaign's own name."""

    span: Span
    campaign: str


@cache
def heads() -> dict[str, Head]:
    """The event heads by their text."""
    rows = gazetteer("event_heads")
    return {r["head"]: Head(r["head"], r["type"].strip("-"), r["strength"] == "strong", int(r["rank"])) for r in rows}


@cache
def _head_pattern() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(h) for h in sorted(heads(), key=lambda h: (-len(h), h))))


@cache
def _campaign_pattern() -> re.Pattern[str]:
    return filled("events", "campaign", campaigns=campaign_names())


@cache
def campaign_names() -> tuple[str, ...]:
    """The campaigns of the gazetteer."""
    return tuple(row["campaign"] for row in gazetteer("campaigns"))


def find_campaigns(text: str) -> list[CampaignMention]:
    """The campaigns that a text names."""
    return [CampaignMention(Span(*m.span()), m["name"]) for m in _campaign_pattern().finditer(text)]


def find_events(text: str, weak: bool = False) -> list[EventMention]:
    """The events that a text names, longest names only; with `weak`, also names whose head is no proof by itself.

    A compound (启动仪式暨颁奖展演) is one mention whose head is that of its first part; a name inside quotation marks
    counts only where it reaches their end (“深入实施质量提升行动 大力推进…” is a slogan).
    """
    return list(_events_of(text, weak))


@lru_cache(maxsize=512)  # the sentences of a section; each component asks again
def _events_of(text: str, weak: bool) -> tuple[EventMention, ...]:
    found: list[EventMention] = []
    masked = mask_quotes(text)
    for match in _head_pattern().finditer(text):
        start, end = _whole_head(text, *match.span())
        head = heads()[text[start:end]]
        if _goes_on(text, end):
            continue
        mention = _bounded(text, masked, start, end, head)
        if mention and not (head.strong or weak or is_dated_name(mention) or _is_proved(text, mention)):
            continue
        if mention is None or _is_counted(text, mention):
            continue
        if found and mention.span.start < found[-1].span.end + (mention.bare and not found[-1].bare):
            previous = found.pop()
            joined = Span(min(previous.span.start, mention.span.start), mention.span.end)
            best = mention.head
            if "暨" in text[joined.start : joined.end]:
                best = max(previous.head, mention.head, key=lambda h: h.rank)
            mention = _mention(text, joined.start, joined.end, best)
        found.append(mention)
    return tuple(found)


def _whole_head(text: str, start: int, end: int) -> tuple[int, int]:
    """A head that overlaps the one found and ends later is meant (现场观摩 + 会)."""
    for stop in range(min(len(text), end + 3), end, -1):
        for begin in range(start, end):
            if text[begin:stop] in heads():
                return begin, stop
    return start, end


def is_held(text: str, end: int) -> bool:
    """Whether the text goes on behind a name with where it was held, or that it was (…在江州举行)."""
    return bool(pattern("events", "held_behind").match(text[end : end + _MAX_NAME]))


def _is_proved(text: str, mention: EventMention) -> bool:
    """A name of some length with a weak head, told of as held (江州质量协会主题日活动在江州举行), that is no campaign's."""
    if mention.bare or len(mention.name) < _LONG_NAME or not is_held(text, mention.span.end):
        return False
    return not any(c.span.end == len(mention.name) for c in find_campaigns(mention.name))


def aim_end(text: str) -> int:
    """Where the aim ends that a sentence opens with (为贯彻落实…精神，): what it names is not what was held. 0 for none."""
    match = pattern("events", "aim").match(text)
    return match.end() if match else 0


def is_dated_name(mention: EventMention) -> bool:
    """2023年青山区首席质量官培训: a year or a number in a row makes a name of a weak head."""
    return (
        mention.head.rank > 2 and mention.head.text != "活动" and bool(pattern("events", "dated").search(mention.name))
    )


def _is_counted(text: str, mention: EventMention) -> bool:
    """77项主题宣传活动 counts activities and names none."""
    name, before, behind = mention.name, text[: mention.span.start], text[mention.span.end :]
    if pattern("events", "no_name").search(name) or pattern("events", "generic").fullmatch(name):
        return True
    if pattern("events", "summed").search(before) or pattern("events", "repeated").match(behind):
        return True  # A、B等一系列主题活动; 论坛2场
    counted = pattern("events", "counted").match(name) or pattern("events", "count_before").search(before)
    return bool(counted) and not re.search(r"[“‘]", name)


def parts_of_compound(name: str) -> tuple[str, ...]:
    """The parts of a compound name around 暨; the name alone where a part does not end in an event's head."""
    parts = tuple(name[a:b] for a, b in _split(mask_quotes(name)))
    whole = len(parts) > 1 and all(
        _ends_in_head(p.rstrip("”’活动"), len(p.rstrip("”’活动"))) or _ends_in_head(p, len(p)) for p in parts
    )
    return parts if whole else (name,)


def _split(masked: str) -> list[tuple[int, int]]:
    at, out = 0, []
    for i, char in enumerate(masked):
        if char == "暨":
            out.append((at, i))
            at = i + 1
    return [*out, (at, len(masked))]


def _bounded(text: str, masked: str, start: int, end: int, head: Head) -> EventMention | None:
    """The mention with the head at [start, end), with the quotation marks that belong to it and all parts of a 暨."""
    begin = name_start(text, start)
    while end < len(text) and text[end] in "”’" and opening_of(text, end) >= begin:
        end += 1
    if end < len(text) and masked[end] == "□" and text[end] != "暨":
        return None
    if (
        begin
        and text[begin - 1] in "“‘"
        and end < len(text)
        and text[end] in "”’"
        and opening_of(text, end) == begin - 1
    ):
        end += 1
        begin = name_start(text, begin - 1)
        if text.startswith(_ACTIVITY, end):
            end += len(_ACTIVITY)
    while begin and text[begin - 1] == "暨":
        begin = name_start(text, begin - 1)
    return _mention(text, begin, end, head) if end > begin else None


def _goes_on(text: str, end: int) -> bool:
    """Whether the head is only the beginning of a longer word (启动仪式 + 场地)."""
    return bool(pattern("events", "goes_on").match(text[end:]))


def _mention(text: str, start: int, end: int, head: Head) -> EventMention:
    name = text[start:end]
    return EventMention(Span(start, end), name, head, _is_bare(name, head))


def without_kind(name: str) -> str:
    """A bare name without the word for the kind of event before its head (大赛开幕式 -> 开幕式)."""
    kind = next((k for k in words("events", "kinds") if name.startswith(k) and len(name) > len(k)), "")
    return name.removeprefix(kind) if any(name.removeprefix(kind).startswith(h) for h in heads()) else name


def _is_bare(name: str, head: Head) -> bool:
    """Whether a name says nothing but what kind of event it is: 启动仪式, 大赛开幕式, 闭幕式暨颁奖仪式."""
    if "暨" in name:
        return all(
            any(_is_bare(part, h) for h in heads().values() if part.endswith(h.text)) for part in name.split("暨")
        )
    plain = name.strip("“”‘’活动")
    if plain in (head.text, head.text.removesuffix(_ACTIVITY)):
        return True
    return any(plain == first + second for first in words("events", "kinds") for second in (head.text, ""))


def name_start(text: str, head_start: int) -> int:
    """Where the name that ends in the head at `head_start` begins: quotation marks are stepped over, verbs stop it."""
    i = head_start
    limit = max(0, head_start - _MAX_NAME)
    while i > limit:
        further = _step_back(text, i, head_start, limit)
        if further is None:
            break
        i = further
    return _cut_lead(text, i, head_start)


def _step_back(text: str, i: int, head_start: int, limit: int) -> int | None:
    """The next position to the left that the name reaches from `i`, or None where it begins at `i`."""
    char = text[i - 1]
    if char in CLOSING:
        if pattern("events", "enumerator").search(text[:i]):
            return None
        opening = opening_of(text, i - 1)
        return opening if opening >= limit else None
    if char == "—":
        before = text[:i].rstrip("—")
        return len(before) if before and before[-1] in "”’" else None
    if char == "、" and _joins_places(text, i):
        return i - 1
    return None if _is_border(text, i, head_start) else i - 1


def _is_border(text: str, i: int, head_start: int) -> bool:
    """Whether a name that reaches back to `i` cannot go further: punctuation, a date, a verb, an owner's 的, 和."""
    char = text[i - 1]
    if char in OPENING or char in "，。；：！？!?;、,:|｜\n~":
        return True
    if char == " " and not re.search(r"[A-Za-z0-9]$", text[: i - 1]):
        return True
    if pattern("events", "date_before").search(text[:i]) or _stop_at(text, i):
        return True
    if char == "的":
        return i < head_start or not text.startswith(words("events", "of_heads"), head_start)
    if char in "和与及":
        return bool(_head_pattern().search(text, max(0, i - 6), i - 1)) and _ends_in_head(text, i - 1)
    return False


def _joins_places(text: str, at: int) -> bool:
    """Whether the 、 before `at` joins two places that own an event together (青山省、白水市2017年…)."""
    before, behind = pattern("events", "place_joined"), pattern("events", "place_joining")
    return bool(before.search(text[:at]) and behind.match(text[at:]))


def _ends_in_head(text: str, end: int) -> bool:
    return any(text.endswith(h, 0, end) for h in heads())


@cache
def _stops() -> dict[str, tuple[str, ...]]:
    """The words that a name never reaches back over, by their last character, the longest first."""
    stops = words("events", "stops")
    return {last: tuple(w for w in stops if w.endswith(last)) for last in {w[-1] for w in stops}}


def _stop_at(text: str, i: int) -> bool:
    if text[i - 1] in "次场期届个" and pattern("events", "ordinal").search(text[:i]):
        return False
    for word in _stops().get(text[i - 1], ()):
        if text.endswith(word, 0, i):
            return not (_is_inside(text, i - len(word), i) or is_in_name(text, i - len(word), i))
    return False


def _is_inside(text: str, start: int, end: int) -> bool:
    for word in words("events", "inside"):
        at = text.find(word, max(0, end - len(word) - 4), start + len(word) + 4)
        while at >= 0:
            if at <= start and end <= at + len(word) and len(word) > end - start:
                return True
            at = text.find(word, at + 1, start + len(word) + 4)
    return False


def _cut_lead(text: str, start: int, head_start: int) -> int:
    changed = True
    while changed and start < head_start:
        changed = False
        for word in words("events", "lead"):
            if text.startswith(word, start) and start + len(word) <= head_start:
                start += len(word)
                changed = True
    return start
