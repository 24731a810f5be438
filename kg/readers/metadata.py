"""What the layout of a report says of itself: date of publication, publisher, authors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.model import BlockRole, unique
from kg.readers.patterns import pattern
from kg.readers.roles import Paragraph
from kg.readers.sections import lead_length

_DATE = re.compile(r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|年度|[-/.]\d{1,2}[-/.]\d)")
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
_NAME = r"[\u4e00-\u9fff]{2,3}(?:·[\u4e00-\u9fff]{2,6})?|[\u4e00-\u9fff]{4}"
_NOT_A_NAME = frozenset("本网讯 本报讯 本刊讯 编辑 佚名 本刊 本报 本网 综合 记者 通讯员 管理员 作者 不详 匿名 本站 网络 未知 编者".split())


def bylines(paragraphs: Sequence[Paragraph]) -> Iterator[str]:
    """The stretches of text that speak of the report and not of its subject."""
    for paragraph in paragraphs:
        if paragraph.role is BlockRole.BYLINE:
            yield paragraph.text
        elif paragraph.role is BlockRole.BODY and (cut := lead_length(paragraph.text)):
            yield paragraph.text[:cut]


def published(paragraphs: Sequence[Paragraph], title: str) -> str:
    """ISO date of publication: from a byline, a dateline, the title, or the only year of the text; "" if unknown."""
    lines = list(bylines(paragraphs))
    for line in lines:
        if found := _DATE.search(line):
            return _iso(*found.groups())
    year = _year(title) or _year(" ".join(p.text for p in paragraphs if p.role is not BlockRole.NOTICE))
    for line in lines:
        if year and (found := _MONTH_DAY.search(line)):
            return _iso(year, *found.groups())
    return year


def _iso(year: str, month: str, day: str) -> str:
    if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
        return f"{year}-{int(month):02d}-{int(day):02d}"
    return year


def _year(text: str) -> str:
    """The year that a text names, if it names only one."""
    years = set(_YEAR.findall(text))
    return years.pop() if len(years) == 1 else ""


def publisher(paragraphs: Sequence[Paragraph]) -> str:
    """Who published the report, from its source line, a table of particulars, its dateline or its signature."""
    for paragraph in paragraphs:
        if paragraph.role in (BlockRole.BYLINE, BlockRole.TABLE) and (
            found := pattern("metadata", "publisher").search(paragraph.text)
        ):
            return found[1]
    return ""


def authors(paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    """The people who wrote the report; editors are not among them."""
    return unique(name for line in bylines(paragraphs) for name in _names(line))


def _names(line: str) -> list[str]:
    label = pattern("metadata", "author_labels").pattern
    found: list[str] = []
    signed = re.fullmatch(rf"[^\u4e00-\u9fff]*((?:{_NAME})(?:[\s、，]+(?:{_NAME}))*)\s*[/／]\s*(?:文|撰文|文图)\s*", line)
    bracket = re.search(r"[（(]([^（()）]*)[）)]", line)
    groups = [signed[1]] if signed else re.findall(rf"(?:{label})\s*[:：/／]?\s*((?:(?:{_NAME})(?:[\s、，]+|(?=[）)]|$)))+)", line)
    if not groups and bracket and "：" not in line and re.fullmatch(rf"(?:{_NAME})(?:[\s、，]+(?:{_NAME}))*", bracket[1].strip()):
        groups = [bracket[1]]
    for group in groups:
        found += [name for name in re.split(r"[\s、，]+", re.sub(label, " ", group)) if name]
    return [name for name in found if name not in _NOT_A_NAME]
