"""Dates in questions, in Chinese and English, as precise as they are given."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_MONTHS = tuple(
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if name != "september" else "sept?(?:ember)?" for name in _MONTHS)
_NUMERALS = "〇一二三四五六七八九十"
_DAY = r"(?:[0-3]?\d|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<y>[12]\d{3})[-/.](?P<m>[01]?\d)(?:[-/.](?P<d>[0-3]?\d))?(?!\d)",
        rf"(?:(?P<y>[12]\d{{3}}|[〇零一二三四五六七八九]{{4}})\s*年)\s*(?:(?P<m>{_DAY})\s*月(?:份)?\s*(?:(?P<d>{_DAY})\s*[日号])?)?",
        rf"(?P<m>{_DAY})\s*月(?:份)?\s*(?:(?P<d>{_DAY})\s*[日号])?",
        rf"\b(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? (?P<mon>{_MONTH})\b\.?(?:,? (?P<y>[12]\d{{3}}))?",
        rf"\b(?P<mon>{_MONTH})\b\.? (?P<d>[0-3]?\d)(?:st|nd|rd|th)?\b(?!\d)(?:,? (?P<y>[12]\d{{3}}))?",
        rf"\b(?P<mon>{_MONTH})\b\.?(?: of)?(?: (?P<y>[12]\d{{3}}))?",
        r"\b(?P<y>(?:19|20)\d{2})\b",
    )
)


@dataclass(frozen=True, slots=True)
class DateWords:
    """A date at `[start, end)` of the question; year 0 where none is given."""

    start: int
    end: int
    year: int
    month: int = 0
    day: int = 0

    def text(self, year: int = 0) -> str:
        """As 2020, 2020-09 or 2020-09-04; `year` stands in where the question gives none."""
        parts = [f"{self.year or year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)]
        return "-".join(parts)


def find_dates(question: str) -> list[DateWords]:
    """The dates that a question names, in order; of two that overlap, the longer one."""
    plain = "".join(_narrow(char) for char in question)
    found = [made for pattern in _PATTERNS for match in pattern.finditer(plain) if (made := _made(match))]
    chosen: list[DateWords] = []
    for date in sorted(found, key=lambda d: (d.start - d.end, d.start)):
        if all(date.end <= other.start or other.end <= date.start for other in chosen):
            chosen.append(date)
    return sorted(chosen, key=lambda d: d.start)


def _narrow(character: str) -> str:
    """Full-width digits and signs as narrow ones; a character stays a character."""
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 else character


def _made(match: re.Match[str]) -> DateWords | None:
    group = match.groupdict()
    month = _number(group.get("m"))
    if name := group.get("mon"):
        month = next(i for i, full in enumerate(_MONTHS, 1) if full.startswith(name.lower()[:3]))
    day, year = _number(group.get("d")), _number(group.get("y"))
    if match[0] == "may" or month > 12 or day > 31 or (group.get("m") and not month):
        return None
    return DateWords(match.start(), match.end(), year, month, day)


def _number(text: str | None) -> int:
    """The number that digits or Chinese numerals up to 31, or four of them for a year, stand for; 0 for none."""
    if not text:
        return 0
    if text.isdecimal():
        return int(text)
    text = text.replace("零", "〇")
    if len(text) == 4:
        return int("".join(str(_NUMERALS.index(char)) for char in text))
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (_NUMERALS.index(tens) if tens else 1) + (_NUMERALS.index(ones) if ones else 0)
    return _NUMERALS.index(text)
