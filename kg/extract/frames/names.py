"""Full names of events: relative words written out, the owner added where the name lacks it, short forms recognized."""

from __future__ import annotations

import re

from kg.extract.claims import Node
from kg.extract.divisions import find_divisions
from kg.extract.events import EventMention, find_campaigns, without_kind
from kg.extract.frames.model import Frame
from kg.extract.patterns import filled, pattern, words
from kg.extract.text import mask_quotes, normal_name
from kg.model import EntityType

#: Events that are a part of the item's main event where they have no name of their own.
_CEREMONIES = ("launch_ceremony", "closing_ceremony", "award_ceremony")
_NATION = "全国"
_ACTIVITY = "活动"
_LONG_NAME = 6  # characters by which a name is told from others


def event_node(frame: Frame, mention: EventMention) -> Node:
    """The node of an event mention: the main event for its short forms, else a node of the section."""
    name = clean_name(frame, mention.name)
    if frame.main and frame.main_head and _is_main(frame, mention, name):
        return frame.main
    if mention.bare and frame.main and mention.head.type in _CEREMONIES:
        base = frame.main.name
        if frame.main_head and frame.main_head.type in _CEREMONIES:
            base = filled("event_names", "head_at_end", head=frame.main_head.text).sub("", base)
        return Node(EntityType.EVENT, base + without_kind(mention.name), str(frame.section.index))
    return Node(EntityType.EVENT, name, str(frame.section.index))


def _is_main(frame: Frame, mention: EventMention, name: str) -> bool:
    assert frame.main is not None
    assert frame.main_head is not None
    a, b = normal_name(name), normal_name(frame.main.name)
    if a == b or b == a + frame.main_head.text or (len(a) >= _LONG_NAME and b.endswith(a)):
        return True
    if _without_place(frame, a) == _without_place(frame, b):
        return True
    if len(b) >= _LONG_NAME and a.endswith(b) and pattern("event_names", "quoted_lead").match(name):
        return True  # “匠心筑梦”江州市第六届技能大赛
    if mention.bare:
        generic = mention.head.text in words("event_names", "generic_heads") and mention.head.text in b
        return mention.head.text in frame.main.name or generic or _is_left_of(mention.head.text, b)
    if not (mention.head.text == frame.main_head.text or (a.endswith(_ACTIVITY) and b.endswith(_ACTIVITY))):
        return False
    return a in b or _is_abridged(a, b) or (bool(find_campaigns(name)) and bool(find_campaigns(b)))


def _without_place(frame: Frame, name: str) -> str:
    """A name without the places of the section, however they are written: 2020年度全市培训班, 2020年度江州市培训班."""
    for written in frame.scope.places:
        name = name.replace(normal_name(written), "")
    return pattern("event_names", "of_a_place").sub("", name)


def _is_abridged(short: str, full: str) -> bool:
    """首席质量官培训班 for 江州市2021年度企业首席质量官能力提升培训班: words left out, none added, none of a number."""
    return len(short) >= _LONG_NAME and not re.search(r"[\d第]", short) and _is_subsequence(short, full)


def _is_left_of(short: str, full: str) -> bool:
    """咨询活动 for “安全咨询日”活动."""
    return short.endswith(_ACTIVITY) and full.endswith(_ACTIVITY) and len(short) > 2 and _is_subsequence(short, full)


def _is_subsequence(short: str, full: str) -> bool:
    characters = iter(full)
    return all(c in characters for c in short)


def clean_name(frame: Frame, name: str) -> str:
    """A name without a count before it and quotation marks around it; 全区 becomes the section's place."""
    name = pattern("event_names", "count_before").sub("", name)
    if len(name) > 2 and name[0] in "“‘《" and name[-1] in "”’》" and mask_quotes(name).count("□") == len(name) - 2:
        name = name[1:-1]
    if frame.place and not name.startswith(_NATION):
        name = pattern("event_names", "relative_place").sub(frame.place, name)
    return name.strip(" 的")


def with_owner(frame: Frame, name: str) -> str:
    """A name with the section's enterprise or place before it, unless it says whose event it is."""
    owner = frame.place if pattern("event_names", "of_a_place").search(name) else frame.owner
    quoted = name.startswith(("“", "‘", _NATION)) and not find_campaigns(name[:6])
    if not owner or (quoted and not pattern("event_names", "recurring").match(name)):
        return name
    if pattern("event_names", "enterprise_owner").search(name):
        return name
    places = frame.scope.places
    if any(p in name or short_place(p) in name for p in places) or short_place(owner) in name or find_divisions(name):
        return name
    if (frame.scope.organization and frame.scope.organization[:4] in name) or _NATION in name:
        return name
    return owner + name


def short_place(place: str) -> str:
    """A place without the word for its kind (青山区 -> 青山), where two characters are left."""
    return pattern("event_names", "kind_of_place").sub("", place)
