"""Where events were held: venue, project, enterprise, and the administrative area."""

from __future__ import annotations

import re

from kg.extract.actors import organization, place
from kg.extract.claims import Node
from kg.extract.dates import find_dates
from kg.extract.divisions import find_divisions, resolve_division
from kg.extract.frames import Analysis, Frame
from kg.extract.patterns import pattern, rules, words
from kg.extract.text import mask_quotes
from kg.model import EntityType

_NEAR = 12  # characters between a place and the event behind it
_LONGEST_AREA = 20

Placed = set[tuple[Node, Node]]


def places(analysis: Analysis) -> Analysis:
    """Write heldAt and heldInDistrict claims."""
    for frame in analysis.frames:
        placed: Placed = set()
        for i, sentence in enumerate(frame.sentences):
            masked = mask_quotes(sentence.text)
            for row, compiled in rules("places"):
                for match in compiled.finditer(masked):
                    _place(analysis, frame, i, match, row["id"], row.get("venue", False), placed)
        _district_of_item(analysis, frame, placed)
    return analysis


def _place(analysis: Analysis, frame: Frame, i: int, match: re.Match[str], rule: str, venue_only: bool,
           placed: Placed) -> None:  # fmt: skip
    text = frame.sentences[i].text
    start, end = _venue_bounds(text, *match.span("place"), frame)
    name = text[start:end]
    if "、" in name:
        _several(analysis, frame, i, match, start, end, placed)
        return
    if len(name) < 2 or pattern("places", "no_place").search(name) or "□" in name:
        return
    subject = _event_at(frame, i, match.start(), match.end())
    if subject is None:
        return
    node = _node(frame, name, venue_only)
    if node is None or (subject, node) in placed:
        return
    if rule == "place.walk" and _is_outing(frame, i, subject, node, placed):
        return
    placed.add((subject, node))
    if rule.startswith("place.subject"):
        frame.venues.add(node.name)
    is_area = node.type is EntityType.PLACE and _is_district(frame, node)
    analysis.add(frame, subject, "kg:heldInDistrict" if is_area else "kg:heldAt", node, i, start, end, rule)
    if not is_area:
        _area_before(analysis, frame, i, subject, start, end, placed)


def _is_outing(frame: Frame, i: int, subject: Node, node: Node, placed: Placed) -> bool:
    """Whether it is where people went on to, not where they met: a town, a further house, the place of another day."""
    if resolve_division(node.name, frame.scope.places):
        return True
    if frame.main_head and frame.main_head.type == "visit":
        return False
    another_day = i > 0 and any(d.is_day for d in find_dates(frame.sentences[i].text, frame.published))
    return another_day or any(s == subject and not _is_district(frame, p) for s, p in placed)


def _several(analysis: Analysis, frame: Frame, i: int, match: re.Match[str], start: int, end: int,
             placed: Placed) -> None:  # fmt: skip
    """在青山区、白水区举行: each of the districts, where all of them are districts."""
    text = frame.sentences[i].text
    subject = _event_at(frame, i, match.start(), match.end())
    found = find_divisions(text[start:end], frame.scope.places)
    rest = re.sub(r"[、和与及]", "", text[start:end])
    if subject is None or sum(len(s) for s, _ in found) != len(rest):
        return
    for span, division in found:
        node = place(division.name)
        if (subject, node) not in placed:
            placed.add((subject, node))
            at = (start + span.start, start + span.end)
            analysis.add(frame, subject, "kg:heldInDistrict", node, i, *at, "place.several")


def _is_district(frame: Frame, node: Node) -> bool:
    """Whether a place is an administrative area, a zone included, and no venue."""
    named = resolve_division(node.name, frame.scope.places) and not pattern("places", "no_division").search(node.name)
    return bool(named) or _is_area(node.name)


def _is_area(name: str) -> bool:
    return bool(pattern("places", "area").search(name)) and len(name) < _LONGEST_AREA


def _area_before(analysis: Analysis, frame: Frame, i: int, subject: Node, start: int, end: int,
                 placed: Placed) -> None:  # fmt: skip
    """A venue whose name opens with a county or town lies there."""
    text = frame.sentences[i].text
    for span, division in find_divisions(text[start:end], frame.scope.places):
        area = place(division.name)
        told = (
            division.level in ("county", "town") or not frame.place or (division.level == "city" and _is_wider(frame))
        )
        if span.start == 0 and told and (subject, area) not in placed:
            placed.add((subject, area))
            analysis.add(frame, subject, "kg:heldInDistrict", area, i, start, start + span.end, "place.venue-area")


def _is_wider(frame: Frame) -> bool:
    """Whether the section is about a whole province: then a city is told as well."""
    division = resolve_division(frame.place, frame.scope.places)
    return division is not None and division.level == "province" and not division.name.endswith("市")


def _venue_bounds(text: str, start: int, end: int, frame: Frame) -> tuple[int, int]:
    """Without a date before it, an owner's 的, or an adverb behind it."""
    for date in find_dates(text[start:end], frame.published):
        if date.span.start == 0:
            start += date.span.end
            return _venue_bounds(text, start, end, frame)
    if match := pattern("places", "before_venue").match(text[start:end]):
        start += match.end()
    if match := pattern("places", "lead").match(text[start:end]):
        start += match.end()
    if match := pattern("places", "tail").search(text[start:end]):
        end = start + match.start()
    return start, end


def _node(frame: Frame, name: str, venue_only: bool) -> Node | None:
    """The node of a place by its name; with `venue_only`, None where its ending does not show that it is one."""
    division = resolve_division(name, frame.scope.places)
    if division and not pattern("places", "no_division").search(name):
        return place(division.name)
    bare = [d for s, d in find_divisions(name, frame.scope.places) if s.start == 0 and s.end == len(name)]
    if bare:
        return place(bare[0].name)
    if venue_only and not name.endswith(words("places", "venue_endings")):
        return None
    if own := _of_own_enterprise(frame, name):
        return place(own)
    name = _in_full(frame, name)
    if name.endswith(words("places", "enterprise_endings")):
        return organization(name)
    if name.endswith(words("places", "project_endings")):
        return Node(EntityType.PROJECT, name)
    return place(name)


def _of_own_enterprise(frame: Frame, name: str) -> str:
    """公司会议室, 集团总部: a room of the enterprise that the section is about."""
    owner = frame.scope.organization
    if not owner:
        return ""
    if pattern("places", "head_office").match(name):
        return owner + name.removeprefix("集团").removeprefix("公司")
    return owner + name.removeprefix("公司") if name.startswith("公司") else ""


def _in_full(frame: Frame, name: str) -> str:
    """区文化馆, 县城广场 with the name of the district or county."""
    if match := pattern("places", "relative").match(name):
        whole = frame.scope.place(match["kind"])
        return whole + name[1:] if whole else name
    return frame.scope.place("县") + name[1:] if name.startswith("县城") else name


def _event_at(frame: Frame, i: int, start: int, end: int) -> Node | None:
    """The event named before the place (…在X举行) or behind it (在X举行…)."""
    after = [n for m, n in frame.events[i] if m.span.start >= end - 1 and m.span.start - end < _NEAR]
    before = [n for m, n in frame.events[i] if m.span.end <= start + 1]
    if after:
        return after[0]
    if before:
        return before[-1]
    target = frame.target(i, start)
    return frame.main if target is None else target if target.type is EntityType.EVENT else None


def _district_of_item(analysis: Analysis, frame: Frame, placed: Placed) -> None:
    """An item about a district tells of events held there, unless the text puts them elsewhere."""
    districts = [p for s, p in placed if s == frame.main and _is_district(frame, p)]
    if frame.main is None or not frame.place or frame.scope.organization or districts:
        return
    division = resolve_division(frame.place, frame.scope.places)
    if division is None or (division.level == "province" and "市" not in division.name):
        return
    for sentence in (*frame.headings, *frame.sentences):
        at = sentence.text.find(division.name)
        length = len(division.name)
        if at < 0 and division.short:
            at, length = sentence.text.find(division.short), len(division.short)
        if at >= 0:
            span = sentence.locate(at, at + length)
            analysis.add_at(frame, frame.main, "kg:heldInDistrict", place(division.name), span, "place.item")
            return
