"""Groups, and organizations that only a list shows: 各成员单位, 40支队伍, 甲、乙、丙三家企业."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from kg.extract.divisions import find_divisions
from kg.extract.names import surname_at
from kg.extract.naming import CJK, OrganizationMention, alternation, has_boundary, has_title, last_boundary, table
from kg.extract.patterns import pattern
from kg.extract.titles import title_pattern
from kg.model import Span

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九十")} | {"两": 2}
_ITEM = "[\u3400-\u9fffA-Za-z0-9·]"
_COUNTED = re.compile(
    rf"(?P<list>{_ITEM}{{2,16}}(?:、{_ITEM}{{2,12}}?)+)(?P<more>等)?(?P<count>[两二三四五六七八九十]|\d{{1,2}})"
    rf"家{CJK}{{0,4}}?(?:企业|单位|公司|机构)"
)
_MEASURE = "[余多]?[名位家支个项]"


def find_groups(text: str) -> list[OrganizationMention]:
    """Phrases that name bodies or people without naming them, with a count in front of them, without one behind."""
    found = []
    for match in _group_pattern().finditer(text):
        phrase = _behind_people(re.sub(table()["groups"]["lead"], "", match[1]))
        start = match.end(1) - len(phrase)
        count = re.search(r"\d+$", text[:start]) if re.match(_MEASURE + "|人", phrase) else None
        start = count.start() if count else start
        surface = text[start : match.end(1)]
        if text.endswith(tuple(table()["groups"]["speaking_as"].split()), 0, start):
            continue  # 甲作为企业代表发言: what somebody speaks as
        if len(surface) >= 2 and (count or not re.match(_MEASURE, surface)) and not _is_clause(surface):
            found.append(OrganizationMention(Span(start, match.end(1)), surface, surface, "group"))
    for match in re.finditer(table()["groups"]["partners"], text):
        span = Span(*match.span(1))
        if not _taken(span, found):
            found.append(OrganizationMention(span, match[1], match[1], "group"))
    return found


def _behind_people(phrase: str) -> str:
    """A group's phrase without the titles and names that come before it: 总裁某某与市局相关领导."""
    for title in title_pattern().finditer(phrase):
        joint = re.compile(f"{CJK}{{2,4}}?[与和及]").match(phrase, title.end())
        if joint and surname_at(phrase, title.end()):
            return phrase[joint.end() :]
    return phrase


def _is_clause(surface: str) -> bool:
    verbs = "|".join(table()["groups"]["clause"].split())
    return "等" in surface or bool(re.search(verbs, surface) or re.match(r"记者|通讯员|[他她]|与(?!会)|同", surface))


@cache
def _group_pattern() -> re.Pattern[str]:
    groups = table()["groups"]
    heads = alternation(tuple(sorted(groups["heads"].split(), key=len, reverse=True)))
    followers = alternation(tuple(groups["followers"].split()))
    start = rf"(?:(?<!{CJK})|(?<=以及)|(?<={CJK}及))"
    phrase = rf"({groups['organizers']}|{CJK}[\u3400-\u9fff“”A-Z]{{0,18}}?(?:{heads}))"
    return re.compile(rf"{start}{phrase}(?=共?(?:约|近|超)?\d|[，。、；]|等|以?及|{followers}|$)")


def counted_names(text: str, found: Sequence[OrganizationMention]) -> list[OrganizationMention]:
    """Names without an ending that a list counts (甲、乙、丙三家企业); the number must agree unless 等 stands there."""
    added = []
    for match in _COUNTED.finditer(text):
        items = [(m.start() + match.start(), m.group()) for m in re.finditer("[^、]+", match["list"])]
        start, first = items[0]
        cut = last_boundary(first)
        items[0] = (start + cut, first[cut:])
        number = _DIGITS.get(match["count"]) or int(match["count"])
        if number < len(items) or (number != len(items) and not match["more"]):
            continue
        for begin, name in items:
            span = Span(begin, begin + len(name))
            if len(name) >= 2 and not _taken(span, found) and not _group_pattern().fullmatch(name):
                added.append(OrganizationMention(span, name, name, "enterprise"))
    return added


def listed_names(text: str, found: Sequence[OrganizationMention]) -> list[OrganizationMention]:
    """Names without an ending in a list of enterprises: 中铁某某、远山监理等参建单位; most must be known by brand or place."""
    added = []
    for match in pattern("organizations", "list_of_firms").finditer(text):
        items = [(m.start() + match.start("list"), m.group()) for m in re.finditer("[^、]+", match["list"])]
        known = sum(bool(pattern("organizations", "brand").match(name) or find_divisions(name)) for _, name in items)
        if 2 * known <= len(items) or any(has_boundary(n) or has_title(n) or is_generic_item(n) for _, n in items):
            continue
        spans = [(Span(begin, begin + len(name)), name) for begin, name in items]
        added += [OrganizationMention(s, n, n, "enterprise") for s, n in spans if not _taken(s, found)]
    return added


def is_generic_item(name: str) -> bool:
    """Whether an item of a list names a kind: 各项目部, 企业."""
    return bool(re.search(table()["not_closing"], name))


def closing_names(text: str, found: Sequence[OrganizationMention]) -> list[OrganizationMention]:
    """A name without an ending that closes a list of at least two bodies: 市财政局、东街街道、某某化工作了发言."""
    ends = {m.span.end: m for m in found if m.kind != "group"}
    added = []
    for match in re.finditer(rf"、({CJK}{{2,8}}?)(?={table()['closing']})", text):
        last, span, name = ends.get(match.start()), Span(*match.span(1)), match[1]
        if last is None or last.span.start - 1 not in ends or text[last.span.start - 1] != "、":
            continue
        generic = re.search(table()["not_closing"], name) or has_boundary(name) or has_title(name)
        if not generic and not _taken(span, found):
            added.append(OrganizationMention(span, name, name, "enterprise"))
    return added


def _taken(span: Span, found: Sequence[OrganizationMention]) -> bool:
    return any(span.overlaps(m.span) for m in found)
