"""What the layout of a report says of itself: date of publication, publisher, authors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.model import BlockRole, unique
from kg.readers.patterns import pattern
from kg.readers.roles import Paragraph
from kg.readers.sections import cuts

_DATE = re.compile(r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|年度|[-/.]\d{1,2}[-/.]\d)")
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")


def bylines(paragraphs: Sequence[Paragraph]) -> Iterator[str]:
    """The stretches of text that speak of the report and not of its subject."""
    for paragraph in paragraphs:
        if paragraph.role is BlockRole.BYLINE:
            yield paragraph.text
        else:
            first, last = cuts(paragraph)
            yield from (part for part in (paragraph.text[:first], paragraph.text[last:]) if part)


def published(paragraphs: Sequence[Paragraph], title: str, stated: str = "") -> str:
    """ISO date of publication: from a byline, the format, a dateline, the title, or the only year; "" if unknown."""
    lines = [*bylines(paragraphs), stated]
    for line in lines:
        if found := _DATE.search(line):
            return _iso(*found.groups())
    year = _year(title) or _told_year([p.text for p in paragraphs if p.role is not BlockRole.NOTICE])
    for line in lines:
        if year and (found := _MONTH_DAY.search(line)):
            return _iso(year, *found.groups())
    return year


def _iso(year: str, month: str, day: str) -> str:
    if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
        return f"{year}-{int(month):02d}-{int(day):02d}"
    return year


def _told_year(texts: Sequence[str]) -> str:
    """The only year a text names, titles of works aside; of several, the only one of its full dates."""
    whole = " ".join(texts)
    untitled = re.sub("《[^》]*》", "", whole)
    dated = set(re.findall(r"(?<!\d)((?:19|20)\d{2})年\d{1,2}月\d{1,2}日", untitled))
    return _year(whole) or _year(untitled) or (dated.pop() if len(dated) == 1 else "")


def _year(text: str) -> str:
    """The year that a text names, if it names only one."""
    years = set(_YEAR.findall(text))
    return years.pop() if len(years) == 1 else ""


def publisher(paragraphs: Sequence[Paragraph]) -> str:
    """Who published the report: its source line or table of particulars, its dateline, or whoever signs it."""
    for paragraph in paragraphs:
        if paragraph.role in (BlockRole.BYLINE, BlockRole.TABLE) and (
            found := pattern("metadata", "publisher").search(paragraph.text)
        ):
            return found[1]
    for line in bylines(paragraphs):
        if found := pattern("metadata", "original").match(line):
            return found[1]
        if found := pattern("metadata", "agency").match(line):
            return found[1]
    signed = [p.text for p in paragraphs[-6:] if p.role in (BlockRole.BYLINE, BlockRole.NOTICE)]
    return next((text for text in signed if pattern("metadata", "signature").fullmatch(text)), "")


def authors(paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    """The people who wrote the report; editors are not among them."""
    return unique(name for line in bylines(paragraphs) for name in _names(line))


def _names(line: str) -> list[str]:
    """The names in a byline: after a label (记者, 作者 …), before /文, or alone in brackets."""
    found = [group for match in pattern("metadata", "authors").finditer(line) for group in match.groups() if group]
    names = [name for group in found for name in pattern("metadata", "between_names").split(group)]
    return [name for name in names if name and not pattern("metadata", "no_name").fullmatch(name)]
