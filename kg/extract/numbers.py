"""Numbers with their units: Arabic and Chinese numerals, 万, and how exact they are meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.extract.patterns import filled, pattern, words
from kg.model import Span
from kg.resources import gazetteer

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALE = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 1e4, "亿": 1e8}
_ORDINAL = "第首〔[."  # before a number: it counts nothing


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: value, unit as written, how exact (exact, at_least, at_most, about)."""

    span: Span
    number: float
    unit: str
    approximation: str

    @property
    def lexical(self) -> str:
        """The number without a needless fraction."""
        return str(int(self.number)) if self.number == int(self.number) else repr(self.number)


def parse_numeral(text: str) -> float | None:
    """The value of 43, 1.1, 四十三, 二十, 一千二百; None where the characters are no numeral."""
    if re.fullmatch(r"\d+(?:,\d{3})*(?:\.\d+)?", text):
        return float(text.replace(",", ""))
    total, digit = 0, None
    for char in text:
        if char in _DIGIT:
            if digit is not None:
                return None
            digit = _DIGIT[char]
        elif char in _SCALE:
            total += (1 if digit is None else digit) * _SCALE[char]
            digit = None
        else:
            return None
    return float(total + (digit or 0))


@cache
def _pattern() -> re.Pattern[str]:
    return filled("numbers", "quantity", units=tuple(row["unit"] for row in gazetteer("units")))


def _approximation(found: set[str]) -> str:
    """How exact a number is meant, by the words before and behind it."""
    for approximation in ("at_most", "at_least", "about"):
        if found.intersection(words("numbers", approximation)):
            return approximation
    return "exact"


def find_quantities(text: str) -> list[Quantity]:
    """The numbers with a known unit; ordinals (第三届), dates and times of day are not counted."""
    found = []
    for match in _pattern().finditer(text):
        behind = text[match.end() :]
        if match["unit"] == "大" and not pattern("numbers", "big").match(behind):
            continue  # 四大活动 counts, 五大产业 is a name
        if match.start("number") and text[match.start("number") - 1] in _ORDINAL:
            continue
        value = parse_numeral(match["number"])
        if value is None or re.match(r"[\d.]", behind):
            continue
        value *= _LARGE.get(match["scale"] or "", 1)
        how = _approximation({word for word in match.group("before", "after", "tail") if word})
        unit = "项" if match["unit"] == "大" else match["unit"]
        found.append(Quantity(Span(match.start(), match.end()), round(value, 6), unit, how))
    return found
