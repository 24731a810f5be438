"""Titles of posts in a text: 副局长, 常务副市长, 党组书记, 一级巡视员."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kg.model import Span
from kg.resources import gazetteer, patterns


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
    found: list[Title] = []
    position = 0
    while match := title_pattern().search(text, position):
        within = next((o for o in inside if o.start <= match.start() < o.end), None)
        if within is not None:
            # 工作党委书记: the body ends inside what looks like 党委书记
            position = within.end if within.end < match.end() else match.end()
            continue
        position = match.end()
        if not _part_of_word(text, match):
            found.append(_title(match))
    return found


def _title(match: re.Match[str]) -> Title:
    passing = "|".join(patterns("people")["passing"].split())
    role = re.sub(f"^(?:{passing})", "", match[0])
    row = _rows()[match["title"]]
    return Title(match.end() - len(role), match.end(), role, row["kind"], row["organization"])


def _part_of_word(text: str, match: re.Match[str]) -> bool:
    """Whether a title is part of another word: 市长质量奖, 领导小组, 委员会."""
    further = {"委员": ("会",), "教授": ("级",)}.get(match["title"], ())
    return text.startswith((*patterns("people")["not_titles"].split(), *further), match.end())


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {row["title"]: row for row in gazetteer("titles")}


@cache
def title_words() -> str:
    """A regular expression of all titles without the words before them."""
    return "|".join(map(re.escape, sorted(_rows(), key=len, reverse=True)))


@cache
def title_pattern() -> re.Pattern[str]:
    """A title with the words before it; group `title` is the title itself."""
    table = patterns("people")
    before = sorted([*table["modifiers"].split(), *table["passing"].split()], key=len, reverse=True)
    # lazy, so that 总经理助理 is found whole before 总 could be taken for a modifier of 经理
    return re.compile(f"(?:{'|'.join(before)})*?(?P<title>{title_words()})")
