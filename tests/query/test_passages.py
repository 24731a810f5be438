"""A quote in its sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query.passages import passage

TEXT = "标题\n\n第一句。9月2日，云山区举办启动\n仪式，林一舟出席。“好！”他说。第三句"


def shown(quote: str, context: int | None = None) -> str:
    """The passage of a quote, marked."""
    start = TEXT.index(quote)
    return passage(TEXT, start, start + len(quote), context).marked()


@pytest.mark.parametrize(
    ("quote", "context", "expected"),
    [
        ("启动\n仪式", None, "9月2日，云山区举办【启动仪式】，林一舟出席。"),
        ("第一句。", None, "【第一句。】"),
        ("标题", None, "【标题】"),
        ("第三句", None, "【第三句】"),
        ("他说", None, "【他说】。"),
        ("句。9月2日", None, "第一【句。9月2日】，云山区举办启动仪式，林一舟出席。"),
        ("林一舟", 3, "…仪式，【林一舟】出席。…"),
        ("标题", 0, "【标题】"),
    ],
)
def test_a_quote_stands_in_its_sentence(quote: str, context: int | None, expected: str) -> None:
    """From the end of the sentence before to its own end, on one line; or in so many characters."""
    assert shown(quote, context) == expected


def test_a_text_without_sentences_is_cut() -> None:
    """Where no sentence ends, some two hundred characters on either side are shown."""
    found = passage("字" * 1000, 500, 502)
    assert found.before.startswith("…")
    assert found.after.endswith("…")
    assert len(found.marked()) < 420


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80), st.none() | st.integers(0, 50))
def test_any_span_of_any_text(text: str, start: int, length: int, context: int | None) -> None:
    """No span breaks it, and the quote is always there."""
    end = min(start + length, len(text))
    start = min(start, end)
    found = passage(text, start, end, context)
    assert "\n" not in found.marked()
