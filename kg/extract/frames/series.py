"""The series that a section tells of, under its full name: 青山区2020年“质量月”."""

from __future__ import annotations

import re

from kg.extract.claims import Node
from kg.extract.divisions import find_divisions
from kg.extract.events import find_campaigns, name_start
from kg.extract.frames.model import Frame
from kg.extract.frames.names import short_place
from kg.extract.patterns import filled, pattern, words
from kg.model import EntityType


def series_of(frame: Frame) -> Node:
    """The node of the section's series: by its own name, worldwide, or its owner's."""
    return Node(EntityType.SERIES, _own_series_name(frame) or _worldwide_name(frame) or _owned_name(frame))


def series_name(owner: str, year: str, campaign: str) -> str:
    """The name of an owner's series: 青山区2020年“质量月”."""
    quoted = campaign if campaign.endswith(words("series", "unquoted")) else f"“{campaign}”"
    return f"{owner}{year}年{quoted}" if year else f"{owner}{quoted}"


def _owned_name(frame: Frame) -> str:
    return series_name(_owner_of_campaign(frame), frame.year, frame.campaign)


def _worldwide_name(frame: Frame) -> str:
    if not pattern("series", "worldwide").match(frame.campaign) or _is_local(frame):
        return ""
    return f"{frame.year}年{frame.campaign}" if frame.year else frame.campaign


def _is_local(frame: Frame) -> bool:
    """Whether a place has its own part in a worldwide day (青山区2023年全国科普日)."""
    own = filled("series", "local_part", place=frame.place or "□", campaign=frame.campaign)
    return any(own.search(s.text) for s in (*frame.headings, *frame.sentences))


def _owner_of_campaign(frame: Frame) -> str:
    """Whose campaign it is: 全省“质量月” told from a city is that of the province."""
    joint_owners = filled("series", "joint_owners", campaign=frame.campaign)
    for text in (s.text for s in (*frame.headings, *frame.sentences)):
        if joint := joint_owners.search(text):
            return joint["owners"]
    if frame.place and find_campaigns(frame.main_name) and _opens_with_place(frame):
        return frame.place
    whole_place = filled("series", "whole_place", campaign=frame.campaign)
    for text in (frame.main_name, *(s.text for s in frame.headings)):
        if match := whole_place.search(text):
            return frame.scope.place(match["kind"]) or frame.owner
    return frame.owner


def _opens_with_place(frame: Frame) -> bool:
    """Whether the main event is named for the place (青山区2020年“质量月”启动仪式), wherever it is told or held."""
    name = re.sub(r"^\d{4}年(?:度)?", "", frame.main_name)
    return name.startswith(frame.place) and not name.startswith(frame.scope.organization or "□")


def _own_series_name(frame: Frame) -> str:
    """A series with a name of its own (2020年白水市建设工程“质量月”): more than owner, year and campaign."""
    for mention in find_campaigns(frame.main_name):
        start = name_start(frame.main_name, mention.span.start)
        name = frame.main_name[start : mention.span.end].removesuffix("活动").removesuffix("系列")
        name = pattern("series", "slogan_before").sub("", name)
        rest = _beyond_owner(frame, name.replace(mention.campaign, ""))
        if len(rest) < 3 or pattern("series", "no_name").search(rest) or find_divisions(rest):
            continue
        if not frame.main_name[:start].strip():
            return name if re.search(r"\d{4}年", name) or not frame.year else f"{frame.year}年{name}"
    return ""


def _beyond_owner(frame: Frame, name: str) -> str:
    """What a name says beyond its year and the places and enterprise of the section."""
    rest = re.sub(r"\d{4}年|[“”‘’]", "", name)
    owners = (*frame.scope.places, *(short_place(p) for p in frame.scope.places), frame.scope.organization)
    for owner in filter(None, owners):
        rest = rest.replace(owner, "")
    return rest
