"""Where events were held: venue, project, enterprise, and the administrative area."""

from __future__ import annotations

import re
from functools import cache

from kg.extract.actors import organization, place
from kg.extract.claims import Node
from kg.extract.dates import find_dates
from kg.extract.divisions import find_divisions, resolve_division
from kg.extract.frames import Analysis, Frame
from kg.extract.text import mask_quotes
from kg.model import EntityType
from kg.resources import patterns

_NO_PLACE = re.compile(
    r"^[该此各全]|分会场|期间|活动(?!中心|室|广场|馆|基地)|仪式|过程|基础|方面|同时|全[国市省区县]范围|范围内|之际|当天|下午|上午|会上|领域|范围|指导下|支持下|带领下|见证下|背景下|时候|工作|"
    r"质量月|直播中|线上|条幅|横幅|网络|讲话|致辞|努力|行走|奋斗|高潮|演讲|学习|号召|动员|掌声|全球|我国|国内|\d+月|\d+日|条件"
)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    return tuple((p["id"], re.compile(p["regex"]), p.get("venue", False)) for p in patterns("places")["pattern"])


def places(analysis: Analysis) -> Analysis:
    """Write heldAt and heldInDistrict claims."""
    for frame in analysis.frames:
        placed: set[tuple[Node, Node]] = set()
        for i, sentence in enumerate(frame.sentences):
            for rule, pattern, venue_only in _patterns():
                for match in pattern.finditer(mask_quotes(sentence.text)):
                    _place(analysis, frame, i, match, rule, venue_only, placed)
        _district_of_item(analysis, frame, placed)
    return analysis


def _place(analysis: Analysis, frame: Frame, i: int, match: re.Match[str], rule: str, venue_only: bool,
           placed: set[tuple[Node, Node]]) -> None:  # fmt: skip
    text = frame.sentences[i].text
    start, end = _venue_bounds(text, *match.span("place"), frame)
    name = text[start:end]
    if "、" in name:
        _several(analysis, frame, i, match, start, end, placed)
        return
    if len(name) < 2 or _NO_PLACE.search(name) or "□" in name:
        return
    subject = _event_at(frame, i, match.start(), match.end())
    if subject is None:
        return
    node = _node(frame, name, venue_only)
    if node is None or (subject, node) in placed:
        return
    if rule == "place.walk" and resolve_division(node.name, frame.scope.places):
        return  # where people went on to, not where they met
    placed.add((subject, node))
    if rule == "place.subject":
        frame.venues.add(node.name)
    is_area = node.type is EntityType.PLACE and (resolve_division(node.name, frame.scope.places) or _is_area(node.name))
    analysis.add(frame, subject, "kg:heldInDistrict" if is_area else "kg:heldAt", node, i, start, end, rule)
    if not is_area:
        _area_before(analysis, frame, i, subject, start, end, placed)


def _several(
    analysis: Analysis,
    frame: Frame,
    i: int,
    match: re.Match[str],
    start: int,
    end: int,
    placed: set[tuple[Node, Node]],
) -> None:
    """在涪城区、游仙区、安州区举行: each of the districts, where all of them are districts."""
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


def _is_area(name: str) -> bool:
    return bool(re.search(r"(?:试验区|新区|开发区|示范区)$", name)) and len(name) < 20


def _area_before(analysis: Analysis, frame: Frame, i: int, subject: Node, start: int, end: int,
                 placed: set[tuple[Node, Node]]) -> None:  # fmt: skip
    """A venue whose name opens with a county or town lies there."""
    text = frame.sentences[i].text
    for span, division in find_divisions(text[start:end], frame.scope.places):
        area = place(division.name)
        told = division.level in ("county", "town") or not frame.place
        if span.start == 0 and told and (subject, area) not in placed:
            placed.add((subject, area))
            analysis.add(frame, subject, "kg:heldInDistrict", area, i, start, start + span.end, "place.venue-area")


def _venue_bounds(text: str, start: int, end: int, frame: Frame) -> tuple[int, int]:
    """Without a date before it, an owner's 的, or an adverb behind it."""
    for date in find_dates(text[start:end], frame.published):
        if date.span.start == 0:
            start += date.span.end
            return _venue_bounds(text, start, end, frame)
    if (of := text.rfind("的", start, end)) >= 0:
        start = of + 1
    if match := re.match(r"(?:上午|下午|晚上)?(?:全国五星级现场|位于|设在)", text[start:end]):
        start += match.end()
    if match := re.search(
        r"(?:拉开|隆重|成功|正式|里|内|共同|联合|接着|随后|相继|同时|分别|同步|如期|顺利|圆满|热烈|召集)+$",
        text[start:end],
    ):
        end = start + match.start()
    return start, end


def _node(frame: Frame, name: str, venue_only: bool) -> Node | None:
    division = resolve_division(name, frame.scope.places)
    if division:
        return place(division.name)
    bare = [d for s, d in find_divisions(name, frame.scope.places) if s.start == 0 and s.end == len(name)]
    if bare:
        return place(bare[0].name)
    if venue_only and not name.endswith(tuple(patterns("places")["venue_endings"])):
        return None
    if re.match(r"(?:总部|集团总部|公司总部)", name) and frame.scope.organization:
        return place(frame.scope.organization + name.removeprefix("集团").removeprefix("公司"))
    if name.startswith("公司") and frame.scope.organization:
        return place(frame.scope.organization + name.removeprefix("公司"))
    if match := re.match(r"(?P<kind>[省市区县])(?!场|民)(?=[一-龥]{2})", name):
        whole = frame.scope.place(match["kind"])
        name = whole + name[1:] if whole else name
    elif match := re.match(r"县城", name):
        name = frame.scope.place("县") + name[1:]
    if name.endswith(("公司", "集团")):
        return organization(name)
    if name.endswith("项目"):
        return Node(EntityType.PROJECT, name)
    return place(name)


def _event_at(frame: Frame, i: int, start: int, end: int) -> Node | None:
    """The event named before the place (…在X举行) or behind it (在X举行…)."""
    after = [n for m, n in frame.events[i] if m.span.start >= end - 1 and m.span.start - end < 12]
    before = [n for m, n in frame.events[i] if m.span.end <= start + 1]
    if after:
        return after[0]
    if before:
        return before[-1]
    target = frame.target(i, start)
    return frame.main if target is None else target if target.type is EntityType.EVENT else None


def _district_of_item(analysis: Analysis, frame: Frame, placed: set[tuple[Node, Node]]) -> None:
    """An item about a district tells of events held there, unless the text puts them elsewhere."""
    districts = [
        p for s, p in placed if s == frame.main and (resolve_division(p.name, frame.scope.places) or _is_area(p.name))
    ]
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
