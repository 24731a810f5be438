from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.search.text import fold, sentences, words
from kg.search.words import parse

SIMPLE = {"質": "质", "傳": "传", "統": "统"}


def said(text: str) -> list[str]:
    return [word.text for word in words(text, SIMPLE)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("质量", ["质", "量"]),
        ("質量", ["质", "量"]),
        ("ISO9001认证", ["iso", "9001", "认", "证"]),
        ("ＩＳＯ９００１", ["iso", "9001"]),
        ("闵\n行区", ["闵", "行", "区"]),
        ("“质量月”启动", ["质", "量", "月", "启", "动"]),
        ("质量、安全", ["质", "量", "‖", "安", "全"]),
        ("1,000名", ["1000", "名"]),
        ("1,2", ["1", "‖", "2"]),
        ("㎡", ["m", "2"]),
        ("café cafe\u0301", ["cafe", "cafe"]),
    ],
)
def test_words_are_folded(text: str, expected: list[str]) -> None:
    """A Chinese character, a run of letters and a run of digits are words; marks at which people pause stay."""
    assert said(text) == expected


@given(st.text())
def test_words_stand_in_order_where_they_say(text: str) -> None:
    """Offsets are inside the text, half-open, and grow."""
    found = list(words(text, SIMPLE))
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert [word.start for word in found] == sorted(word.start for word in found)
    assert not any(set(word.text) & set(' "') for word in found)


def test_a_number_that_a_line_break_cut_is_one_word() -> None:
    """20|20年 is 2020年 where reading joined the lines."""
    assert [word.text for word in words("20\n20年", {}, {2: 3})] == ["2020", "年"]
    assert said("20\n20年") == ["20", "20", "年"]


@given(st.text(alphabet="。！\n 甲乙”"))
def test_sentences_hold_all_but_space(text: str) -> None:
    """Every character that is no space is in one sentence."""
    spans = list(sentences(text))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


@pytest.mark.parametrize(
    ("typed", "phrases", "without"),
    [
        ("质量 月", [("质", "量"), ("月",)], []),
        ('"质量 月"', [("质", "量", "月")], []),
        ("“质量月”启动", [("质", "量", "月"), ("启", "动")], []),
        ("质量 -安全", [("质", "量")], [("安", "全")]),
        ('质量 -"安 全"', [("质", "量")], [("安", "全")]),
        ('质量 "安', [("质", "量"), ("安",)], []),
        ("GB-T", [("gb", "t")], []),
        ("- -- 。 \"\" ''", [], []),
        ("质量 质量", [("质", "量")], []),
    ],
)
def test_what_is_typed_is_understood(
    typed: str, phrases: list[tuple[str, ...]], without: list[tuple[str, ...]]
) -> None:
    """Words, phrases in quotes of any kind, and words that must not be there."""
    wanted = parse(typed, SIMPLE)
    assert list(wanted.phrases) == phrases
    assert list(wanted.without) == without


def test_names_fold_as_ever() -> None:
    """Case, width, quotes, dashes and spaces do not count."""
    assert fold("２０２０年“质量月” A-b") == "2020年质量月ab"
