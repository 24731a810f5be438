"""What names of organizations are made of: forms of bodies, endings, the words that bound a name, places in front."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.extract.divisions import Division, ancestors, find_divisions, resolve_division
from kg.model import Span
from kg.resources import gazetteer, patterns

CJK = "[\u3400-\u9fff]"
#: A run of characters that a name may consist of.
NAME = re.compile(r"[\u3400-\u9fffA-Za-z0-9·&\-()（）]+")
Row = dict[str, str]

_OPEN_BRACKET = re.compile(r"[（(][^（）()]*$")
_LEGAL = re.compile(r"(?:有限公司|有限责任公司|集团公司)$")

#: 各县（市、区）, up to anywhere in it; 第七届, which opens the name of an event or a prize.
_EACH = re.compile(r"各[省市州盟县区旗乡镇级]{0,3}[（(][^（）()]{0,8}[）)]?$|第[一二三四五六七八九十百\d]{1,4}届$")


@dataclass(frozen=True, slots=True)
class OrganizationMention:
    """An organization as named in a text: the span, what stands there, the full name it means, its kind.

    `kind` is government, party, leading_group, leading_group_office, town_government, enterprise, institution,
    association or group (bodies or people without a name of their own: 企业代表). `aliases` are further names that
    are equally absolute: the surface with its place, and what the text itself introduces in brackets.
    """

    span: Span
    surface: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()


@cache
def table() -> dict[str, Any]:
    """The content of `data/patterns/organizations.toml`."""
    return patterns("organizations")


@cache
def words(key: str) -> tuple[str, ...]:
    """A list of words of that table, longest first."""
    return tuple(sorted(table()[key].split(), key=len, reverse=True))


@cache
def pattern(key: str) -> re.Pattern[str]:
    """A regular expression of that table."""
    return re.compile(table()[key])


@cache
def alternation(items: tuple[str, ...]) -> str:
    """A regular expression that matches any of some words."""
    return "|".join(map(re.escape, items))


# -- forms of bodies (市场监管局, 发改委) and endings of open names (有限公司, 福利院)


@cache
def _bodies() -> dict[str, tuple[Row, ...]]:
    rows: dict[str, list[Row]] = {}
    for row in gazetteer("organization_short_forms"):
        rows.setdefault(row["form"][0], []).append(row)
    return {first: tuple(sorted(found, key=lambda r: -len(r["form"]))) for first, found in rows.items()}


def body_at(text: str, position: int) -> Row | None:
    """The row of the body whose form stands at a position, the longest form first."""
    for row in _bodies().get(text[position : position + 1], ()):
        if text.startswith(row["form"], position):
            other = tuple(table()["not_body"].get(row["form"], "").split())
            return None if other and text.startswith(other, position + len(row["form"])) else row
    return None


@cache
def _endings() -> tuple[dict[str, Row], tuple[int, ...]]:
    """The rows by their ending, the first of equal ones; the lengths of endings, longest first."""
    rows: dict[str, Row] = {}
    for row in gazetteer("organization_suffixes"):
        rows.setdefault(row["suffix"], row)
    return rows, tuple(sorted({len(suffix) for suffix in rows}, reverse=True))


def ending_of(name: str) -> Row | None:
    """The row of the ending of a whole name."""
    rows, lengths = _endings()
    return next((rows[name[-n:]] for n in lengths if name[-n:] in rows), None)


def first_ending(run: str) -> tuple[int, Row] | None:
    """The nearest ending in a run of characters, as (length of the name, row); a name that goes on behind it wins."""
    rows, lengths = _endings()
    for end in range(2, len(run) + 1):
        for length in lengths:
            suffix = run[end - length : end] if length <= end else ""
            if suffix in rows and (end == len(run) or run[end] not in table()["not_before"].get(suffix, "")):
                if _OPEN_BRACKET.search(run[:end]):
                    break  # 集团 in 某某（集团）有限公司
                return _extended(run, end) or (end, rows[suffix])
    return None


@cache
def _extension() -> re.Pattern[str]:
    bracket = r"(?:[（(][^（）()]{2,8}[）)])?"
    return re.compile(f"{bracket}(?:{'|'.join(table()['extensions'])})")


def _extended(run: str, end: int) -> tuple[int, Row] | None:
    match = _extension().match(run, end)
    row = ending_of(run[: match.end()]) if match else None
    return (match.end(), row) if match and row else None


def is_legal(name: str) -> bool:
    """Whether a name ends in a legal form."""
    return bool(_LEGAL.search(name))


def kind_of(name: str) -> str:
    """The kind of an organization by its full name."""
    if name.startswith(("中共", "共青团")):
        return "party"
    for row in gazetteer("organization_short_forms"):
        if name.endswith(row["form"]) or (row["official"] and name.endswith(row["official"])):
            return row["kind"]
    row_of_ending = ending_of(name)
    return row_of_ending["kind"] if row_of_ending else "enterprise"


def lengths_by_start(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The lengths of some names of two characters and more by their first two characters, the longest first."""
    lengths: dict[str, set[int]] = {}
    for name in names:
        if len(name) >= 2:
            lengths.setdefault(name[:2], set()).add(len(name))
    return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}


# -- words that bound a name


@cache
def _boundaries() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(words("boundaries")), frozenset(words("not_boundaries"))


@cache
def _sizes_by_end() -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]]:
    """The lengths of the boundary words by their first character, and by their last one."""
    tables: tuple[dict[str, set[int]], dict[str, set[int]]] = ({}, {})
    for word in _boundaries()[0]:
        for sizes, character in zip(tables, (word[0], word[-1]), strict=True):
            sizes.setdefault(character, set()).add(len(word))
    first, last = ({c: tuple(sorted(sizes, reverse=True)) for c, sizes in found.items()} for found in tables)
    return first, last


def _is_boundary(text: str, start: int, end: int) -> bool:
    """Whether the word at [start, end) bounds names here, and is not part of one (和 in 和平)."""
    word, (bounding, exceptions) = text[start:end], _boundaries()
    if word not in bounding:
        return False
    if word in {"日", "月", "年", "时"} and not re.search(r"[\d一二三四五六七八九十]", text[max(0, start - 1) : start]):
        return False
    return not any(
        text[left:right] in exceptions
        for left in range(max(0, start - 2), start + 1)
        for right in range(end, min(len(text), end + 2) + 1)
        if (left, right) != (start, end)
    )


def bounded_before(text: str, position: int) -> bool:
    """Whether a boundary word ends at a position."""
    sizes = _sizes_by_end()[1].get(text[position - 1], ()) if position else ()
    return any(_is_boundary(text, position - n, position) for n in sizes if position >= n)


def may_start(text: str, position: int) -> bool | None:
    """Whether a name may begin at a position by what stands before it; None for only behind another name."""
    before = text[position - 1] if position else ""
    if not "\u3400" <= before <= "\u9fff":
        return not (before.isascii() and before.isalnum())
    return bounded_before(text, position) or None


def bounds_at(text: str, position: int) -> bool:
    """Whether a boundary word begins at a position."""
    sizes = _sizes_by_end()[0].get(text[position : position + 1], ())
    return any(_is_boundary(text, position, position + n) for n in sizes)


def first_boundary(run: str, limit: int) -> int:
    """Where the first boundary word inside a run begins; its length, or `limit`, where there is none."""
    end = min(len(run), limit)
    return next((i for i in range(1, end) if bounds_at(run, i)), end)


def has_boundary(run: str, shortest: int = 1) -> bool:
    """Whether a run holds a boundary word of at least `shortest` characters."""
    sizes = range(shortest, 5)
    return any(_is_boundary(run, i, i + n) for i in range(len(run)) for n in sizes if i + n <= len(run))


def is_one_name(run: str, before: str) -> bool:
    """Whether a run with a legal form is one name: no longer boundary word in it, and no 的 that another begins behind.

    A member of a list and a line of its own may hold any 的; elsewhere only right before the legal form.
    """
    if has_boundary(run, 2):
        return False
    of = (i for i, character in enumerate(run) if character == "的" and _is_boundary(run, i, i + 1))
    is_item = not before or before[-1] in "、：:"
    return is_item or all(pattern("legal_words").match(run, i + 1) for i in of)


def last_boundary(run: str) -> int:
    """Where the last boundary word of a run ends, or 0."""
    size = len(run)
    return max(
        (i + n for i in range(size) for n in range(1, min(4, size - i) + 1) if _is_boundary(run, i, i + n)), default=0
    )


@cache
def _title_words() -> re.Pattern[str]:
    titles = {row["title"] for row in gazetteer("titles") if row["kind"] not in {"behind", "member", "staff"}} - set(
        words("titles_in_names")
    )
    return re.compile(alternation(tuple(sorted(titles, key=len, reverse=True))))


def has_title(run: str) -> bool:
    """Whether a run holds the title of a post."""
    return bool(_title_words().search(run))


def is_generic(own: str, ending: Row) -> bool:
    """Whether what stands before an ending names a kind and not one organization: 各, 多家, 获奖."""
    if is_legal(own + ending["suffix"]):
        return own.startswith(words("generic_legal_starts")) or own in words("generic_starts")
    return own.startswith(words("generic_starts")) or bool(re.match(r"\d|第?[一二三四五六七八九十]+[家个名位届]", own))


def is_distributive(text: str, position: int) -> bool:
    """Whether a position stands in or behind 各县（市、区）, or behind 第七届: what follows names no single body."""
    return _EACH.search(text[max(0, position - 12) : position]) is not None


# -- places in front


@cache
def place_named(surface: str, context: tuple[str, ...]) -> Division | None:
    """The division that a whole stretch names, alone or as a chain (苏州市吴江区); None for anything else."""
    found = find_divisions(surface, context)
    if len(found) == 1 and found[0][0] == Span(0, len(surface)):
        return found[0][1]
    splits = (re.fullmatch(rf"(.*)([\u4e00-\u9fff]{{{n}}}(?:镇|乡|街道))", surface) for n in (2, 3, 4))
    town = next((t for t in splits if t and (not t[1] or place_named(t[1], context))), None)
    if town is None or town[2][0] in "省市区县州旗盟":
        return None
    if len(town[2]) < 3 or re.search(r"乡镇|城镇|[各本该]", town[2]):
        return None
    return resolve_division(town[2])


def place_prefix(surface: str, division: Division) -> str:
    """A place as it goes before a body's name: the lowest division, with its parents where it has namesakes."""
    if division.level == "town":
        return surface
    if not surface.endswith(division.name) or not ancestors(division):
        return division.name
    unambiguous = resolve_division(division.name)
    return division.name if unambiguous is not None and unambiguous.code == division.code else surface


def unit_of(text: str, end: int) -> int:
    """Where the unit ends that stands behind a body: 质量发展处, 质量监督与安全司 before 司长, 财经委 of a 人大; 0 for none."""
    if text.endswith(("人大", "人大常委会", "政协"), 0, end):
        committee = pattern("committees").match(text, end)
        return committee.end() if committee and not has_title(committee[0].replace("委员会", "")) else 0
    for owners, key in ((("大学", "学院"), "joined_school"), (("政府",), "leading_group")):
        below = pattern(key).match(text, end) if text.endswith(owners, 0, end) else None
        if below and not has_boundary(below[0], 2) and not has_title(re.sub("委员会|领导小组", "", below[0])):
            return below.end()
    unit = pattern("units").match(text, end)
    if unit and not (has_boundary(unit[0]) or has_title(unit[0]) or re.search("委员会|领导小组", unit[0][:-3])):
        return unit.end()
    titled = pattern("titled_unit").match(text, end)
    if titled is None or has_boundary(titled[0], 2) or has_title(titled[0]) or find_divisions(titled[0]):
        return 0
    return titled.end()


def joined_name(run: str) -> re.Match[str] | None:
    """A name that joins two things, at the start of a run: 质量强区及品牌战略推进工作领导小组, 商务和投资促进局."""
    joined = pattern("joined").match(run) or pattern("joined_fields").match(run)
    if joined is None or has_boundary(joined[0], 2):
        return None
    second = joined.groupdict().get("second", "")
    return None if second and find_divisions(second) else joined


def suits(run: str, length: int, row: Row) -> bool:
    """Whether the own part between a place and an ending can be one."""
    own, sufficient = run[: length - len(row["suffix"])], row["suffix"] in words("sufficient")
    if row["start"] == "alone" or (row["start"] == "town" and len(own) > 3) or own.startswith(words("not_own")):
        return False
    return sufficient or len(own) > (row["kind"] in {"government", "institution"})
