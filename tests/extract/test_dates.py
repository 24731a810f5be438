"""Dates of reports."""

from __future__ import annotations

import pytest

from kg.extract.dates import datatype, find_dates


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("2019年3月15日上午举行", "", ["2019-03-15"]),
        ("3月15日", "2019", ["2019-03-15"]),
        ("3月15日", "", ["--03-15"]),
        ("15日", "2019-03-16", ["2019-03-15"]),
        ("28日", "2019-03-02", ["2019-02-28"]),
        ("30日", "2020-01-02", ["2019-12-30"]),
        ("7日", "", ["---07"]),
        ("今天下午", "2021-05-01", ["2021-05-01"]),
        ("昨日", "2021-05-01", ["2021-04-30"]),
        ("今天", "2021", []),
        ("9月", "2021", ["2021-09"]),
        ("2021年", "", ["2021"]),
        ("13月40日", "2021", []),
        ("第9个月", "2021", []),
    ],
)
def test_partial_dates_take_year_and_month_from_the_report(text: str, published: str, expected: list[str]) -> None:
    """A date without a year or month is that of the report; one that cannot be is none."""
    assert [d.iso for d in find_dates(text, published)] == expected


def test_a_range_is_one_mention_with_two_ends() -> None:
    """7月19日至7月31日 and 5月18日至20日 are spans."""
    (first,) = find_dates("7月19日至7月31日", "2018")
    (second,) = find_dates("5月18日至20日", "2018")
    assert (first.iso, first.end) == ("2018-07-19", "2018-07-31")
    assert (second.iso, second.end) == ("2018-05-18", "2018-05-20")


@pytest.mark.parametrize(("word", "part"), [("上午", "AM"), ("下午", "PM"), ("晚上", "EVENING"), ("", "")])
def test_the_part_of_day_behind_a_date_belongs_to_it(word: str, part: str) -> None:
    """上午 and 下午 are read with the date, and are part of its span."""
    (date,) = find_dates(f"9月4日{word}在青山举行", "2020")
    assert date.part_of_day == part
    assert date.span.end == len(f"9月4日{word}")


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        ("2020", "xsd:gYear"),
        ("2020-09", "xsd:gYearMonth"),
        ("2020-09-04", "xsd:date"),
        ("--09-04", "xsd:gMonthDay"),
        ("---07", "xsd:gDay"),
    ],
)
def test_the_datatype_follows_the_precision(iso: str, expected: str) -> None:
    """Each precision has its XSD datatype."""
    assert datatype(iso) == expected
