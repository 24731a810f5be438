"""Numbers with their units: Arabic and Chinese numerals, 万, and how exact they are meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.model import Span
from kg.resources import gazetteer

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALE = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = r"\d+(?:,\d{3})*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+"


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
    units = sorted((row["unit"] for row in gazetteer("units")), key=lambda u: (-len(u), u))
    before = r"(?P<before>不超过|不少于|超过|至少|最多|将近|接近|大约|近|约|超|逾|达)?"
    number = rf"(?P<number>{_NUMERAL})(?P<scale>[万亿])?"
    after = r"(?P<after>余|多|几)?"
    return re.compile(rf"{before}\s*{number}{after}(?P<big>大)?(?P<unit>{'|'.join(units)})(?P<tail>左右|以上|以内)?")


_AT_LEAST = {"超过", "不少于", "至少", "超", "逾", "余", "多", "几", "以上"}
_AT_MOST = {"不超过", "最多", "以内"}
_ABOUT = {"将近", "接近", "大约", "近", "约", "左右"}


def find_quantities(text: str) -> list[Quantity]:
    """The numbers with a known unit; ordinals (第三届), dates and times of day are not counted."""
    found = []
    for match in _pattern().finditer(text):
        if match["unit"] == "大" and not re.match(r"[^，。；、]{0,4}活动", text[match.end() :]):
            continue  # 四大活动 counts, 五大产业 is a name
        if match.start("number") and text[match.start("number") - 1] in "第首〔[.":
            continue
        value = parse_numeral(match["number"])
        if value is None or re.match(r"[\d.]", text[match.end() : match.end() + 1]):
            continue
        value *= {"万": 1e4, "亿": 1e8}.get(match["scale"] or "", 1)
        words = {match["before"], match["after"], match["tail"]}
        how = (
            "at_most"
            if words & _AT_MOST
            else "at_least"
            if words & _AT_LEAST
            else "about"
            if words & _ABOUT
            else "exact"
        )
        unit = "项" if match["unit"] == "大" else match["unit"]
        found.append(Quantity(Span(match.start(), match.end()), round(value, 6), unit, how))
    return found
