"""Titles of posts in a text: 副局长, 常务副市长, 党组书记, 一级巡视员."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kg.model import Span
from kg.resources import gazetteer, patterns

#: Kinds of titles that say what somebody is; those that count behind a body too.
_LAY = frozenset({"behind", "member", "staff"})
_OF_BODY = frozenset({"member", "staff"})


@dataclass(frozen=True, slots=True)
class Title:
    """A title at [start, end): the role in full, its kind and the organization it implies (`titles.tsv`)."""

    start: int
    end: int
    role: str
    kind: str
    organization: str


def find_titles(text: str, organizations: Iterable[Span] = ()) -> list[Title]:
    """The titles in a text, longest first at a spot, none inside the name of an organization."""
    inside = list(organizations)
    ends = {span.end for span in inside}
    found: list[Title] = []
    position = 0
    while match := _with_laymen().search(text, position):
        within = next((o for o in inside if o.start <= match.start() < o.end), None)
        if within is not None:
            # 工作党委书记: the body ends inside what looks like 党委书记
            position = within.end if within.end < match.end() else match.end()
            continue
        position = match.end()
        if not _part_of_word(text, match) and not _misplaced(text, match, ends):
            found.append(_title(match))
    return found


def _title(match: re.Match[str]) -> Title:
    passing = "|".join(patterns("people")["passing"].split())
    role = re.sub(f"^(?:{passing})", "", match[0])
    row = _rows()[match["title"]]
    kind = {"behind": "nopost", "member": "nopost", "staff": ""}.get(row["kind"], row["kind"])
    return Title(match.start(), match.end(), role, kind, row["organization"])


def _part_of_word(text: str, match: re.Match[str]) -> bool:
    """Whether a title is part of another word: 市长质量奖, 领导小组, 委员会."""
    further = {"委员": ("会",), "教授": ("级",)}.get(match["title"], ())
    return text.startswith((*patterns("people")["not_titles"].split(), *further), match.end())


def _misplaced(text: str, match: re.Match[str], ends: set[int]) -> bool:
    """Whether a word is a title only behind that of a delegate or a body, and stands elsewhere: 市民 in 市民代表、市民."""
    kind = _rows()[match["title"]]["kind"]
    of_body = kind in _OF_BODY and match.start() in ends
    return kind in _LAY and not of_body and not text.endswith(("代表、", "代表，"), 0, match.start())


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {row["title"]: row for row in gazetteer("titles")}


@cache
def title_words() -> str:
    """A regular expression of all titles without the words before them."""
    return _any_of(title for title, row in _rows().items() if row["kind"] not in _LAY)


def _any_of(titles: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(titles, key=len, reverse=True)))


@cache
def title_pattern() -> re.Pattern[str]:
    """A title with the words before it; group `title` is the title itself."""
    return _pattern(title_words())


@cache
def _with_laymen() -> re.Pattern[str]:
    return _pattern(_any_of(_rows()))


@cache
def _pattern(titles: str) -> re.Pattern[str]:
    table = patterns("people")
    before = sorted([*table["modifiers"].split(), *table["passing"].split()], key=len, reverse=True)
    # lazy, so that 总经理助理 is found whole before 总 could be taken for a modifier of 经理
    return re.compile(f"(?:{'|'.join(before)})*?(?P<title>{titles})")
