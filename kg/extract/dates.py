"""Dates of Chinese reports: full, partial, ranges, parts of day; the year comes from the report."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.numbers import parse_numeral
from kg.model import Span

_PART = {"凌晨": "AM", "清晨": "AM", "早上": "AM", "早晨": "AM", "上午": "AM", "中午": "", "下午": "PM", "傍晚": "PM",
         "晚上": "EVENING", "晚间": "EVENING", "晚": "EVENING"}  # fmt: skip
_PARTS = "|".join(_PART)
_SINGLE = re.compile(
    r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})(?:[日号]|(?=\s*(?:[-—－–~～]+|至)\s*\d{1,2}[日号]))"
    r"|(?P<ym>\d{4})年(?P<mm>\d{1,2})月(?!\d)"
    r"|(?<![\d第个])(?P<m2>\d{1,2})月(?![\d份]*[日号])(?:份)?"
    r"|[昨今][（(](?P<d3>\d{1,2})[）)]日"
    r"|(?<![\d月])(?P<d2>\d{1,2})(?:日(?!报)|号(?![楼厅馆线门店院厂车仓机令文件会展]))"
    r"|(?P<y2>\d{4})年"
    r"|(?P<cy>[〇○零一二三四五六七八九]{4})年(?:(?P<cm>[一二三四五六七八九十]{1,2})月(?:(?P<cd>[一二三四五六七八九十]{1,3})日)?)?"
    r"|(?P<rel>今天|今日|当日|昨天|昨日|明天)"
)
_RANGE = re.compile(r"\s*(?:(?:起|开始)?[，,]?\s*(?:持续|延续)?(?:至|到)|—+|－|–|-|~|～)\s*")
_PART_AFTER = re.compile(rf"\s*(?:\(.{{1,3}}\)|（.{{1,3}}）)?\s*(?P<part>{_PARTS})?")
_DAYS_OF_REL = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "明天": 1}


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: `iso` is YYYY, YYYY-MM, YYYY-MM-DD, --MM-DD, --MM or ---DD; `end` is set for a range."""

    span: Span
    iso: str
    end: str = ""
    part_of_day: str = ""

    @property
    def is_day(self) -> bool:
        """Whether the date names a day."""
        return len(self.iso) == 10 or (self.iso.startswith("--") and len(self.iso) in (5, 7))


def find_dates(text: str, published: str = "") -> list[DateMention]:
    """The dates of a text; `published` (ISO, any precision) gives the year, and month and day where it has them."""
    found: list[DateMention] = []
    position = 0
    while match := _SINGLE.search(text, position):
        position = match.end()
        iso = _iso(match, published)
        if not iso:
            continue
        end, stop = "", match.end()
        if joint := _RANGE.match(text, stop):
            second = _SINGLE.match(text, joint.end())
            if second and (other := _range_end(second, iso, published)):
                end, stop = other, second.end()
        tail = _PART_AFTER.match(text, stop)
        part = part_of_day(tail["part"] or "") if tail else ""
        if tail and tail["part"]:
            stop = tail.end()
        position = stop
        found.append(DateMention(Span(match.start(), stop), iso, end, part))
    return found


def _range_end(match: re.Match[str], first: str, published: str) -> str:
    """The last day of a range: 至20日 is in the month of the first day."""
    if match["d2"] and first.startswith("--") and len(first) == 7:
        return f"{first[:5]}{int(match['d2']):02d}"
    return _iso(match, first[:7] if first[:1] != "-" and len(first) >= 7 else published)


def _iso(match: re.Match[str], published: str) -> str:
    group = match.groupdict()
    year = published[:4] if re.match(r"\d{4}", published) else ""
    if group["m"]:
        return _join(group["y"] or year, group["m"], group["d"])
    if group["ym"]:
        return f"{group['ym']}-{int(group['mm']):02d}" if 1 <= int(group["mm"]) <= 12 else ""
    if group["m2"]:
        if not 1 <= int(group["m2"]) <= 12:
            return ""
        return f"{year}-{int(group['m2']):02d}" if year else f"--{int(group['m2']):02d}"
    if group["d2"] or group["d3"]:
        return _day_only(int(group["d2"] or group["d3"]), published)
    if group["y2"]:
        return group["y2"] if 1900 <= int(group["y2"]) <= 2100 else ""
    if group["cy"]:
        return _in_characters(group["cy"], group["cm"], group["cd"])
    return _relative(group["rel"], published)


def _in_characters(year: str, month: str | None, day: str | None) -> str:
    """二〇一九年九月三日."""
    digits = "".join(str("〇一二三四五六七八九".find(c.replace("○", "〇").replace("零", "〇"))) for c in year)
    numbers = [int(parse_numeral(part) or 0) for part in (month, day) if part]
    if not 1900 <= int(digits) <= 2100 or not all(1 <= n <= limit for n, limit in zip(numbers, (12, 31), strict=False)):
        return ""
    return "-".join([digits, *(f"{n:02d}" for n in numbers)])


def part_of_day(word: str) -> str:
    """AM, PM or EVENING for a word like 上午; "" for 中午 and for no such word."""
    return _PART.get(word, "")


def _join(year: str, month: str, day: str) -> str:
    m, d = int(month), int(day)
    if not (1 <= m <= 12 and 1 <= d <= 31):
        return ""
    return f"{year}-{m:02d}-{d:02d}" if year else f"--{m:02d}-{d:02d}"


def _day_only(day: int, published: str) -> str:
    """The last such day up to the day of publication, or ---DD where that is not known."""
    if not 1 <= day <= 31:
        return ""
    if len(published) < 7 or published.startswith("-"):
        return f"---{day:02d}"
    year, month = int(published[:4]), int(published[5:7])
    if len(published) == 10 and day > int(published[8:10]):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return f"{year:04d}-{month:02d}-{day:02d}"


def _relative(word: str, published: str) -> str:
    if len(published) != 10 or word not in _DAYS_OF_REL:
        return ""
    from datetime import date, timedelta

    return (date.fromisoformat(published) + timedelta(days=_DAYS_OF_REL[word])).isoformat()


def datatype(iso: str) -> str:
    """The XSD datatype (CURIE) of a date's lexical form (XML Schema 1.1 part 2, 3.3)."""
    if iso.startswith("---"):
        return "xsd:gDay"
    if iso.startswith("--"):
        return "xsd:gMonthDay" if len(iso) > 4 else "xsd:gMonth"
    return {4: "xsd:gYear", 7: "xsd:gYearMonth"}.get(len(iso), "xsd:date")
