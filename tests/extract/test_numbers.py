"""Numbers with units."""

from __future__ import annotations

import pytest

from kg.extract.numbers import find_quantities, parse_numeral


@pytest.mark.parametrize(
    ("text", "expected"),
    [("43", 43), ("1.1", 1.1), ("二十", 20), ("十二", 12), ("两", 2), ("一千二百", 1200), ("百强", None)],
)
def test_numerals_in_arabic_and_chinese(text: str, expected: float | None) -> None:
    """Arabic and Chinese numerals have their value, other characters none."""
    assert parse_numeral(text) == expected


@pytest.mark.parametrize(
    ("text", "number", "unit", "approximation"),
    [
        ("约200人参加", 200, "人", "about"),
        ("近200余人", 200, "人", "at_least"),
        ("20多个部门", 20, "个部门", "at_least"),
        ("1.1万多人次", 11000, "人次", "at_least"),
        ("不超过2小时", 2, "小时", "at_most"),
        ("一千多位师生", 1000, "位", "at_least"),
        ("四大活动", 4, "项", "exact"),
        ("80人左右", 80, "人", "about"),
    ],
)
def test_words_around_a_number_say_how_exact_it_is(text: str, number: float, unit: str, approximation: str) -> None:
    """余, 多, 近, 约, 不超过 are kept as the approximation."""
    (quantity,) = find_quantities(text)
    assert (quantity.number, quantity.unit, quantity.approximation) == (number, unit, approximation)


@pytest.mark.parametrize("text", ["第三届", "第20个全国日", "五大产业", "2020年9月"])
def test_ordinals_names_and_dates_count_nothing(text: str) -> None:
    """第三届 and 五大产业 are not quantities."""
    assert find_quantities(text) == []
