"""Sentences: where they end, and what becomes of one that never does."""

from __future__ import annotations

import pytest

from kg.extract.text import LONGEST_SENTENCE, sentences, split_sentences
from kg.readers import document_from_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("启动。举行；闭幕", ["启动。", "举行；", "闭幕"]),
        ("他说：“第一。第二。”会后参观。", ["他说：“第一。第二。”", "会后参观。"]),
        ("以“质量。强国”为主题。下一句。", ["以“质量。强国”为主题。", "下一句。"]),
        ("以“质量为主题。下一句。", ["以“质量为主题。", "下一句。"]),
        ("会上”一句。下一句。", ["会上”一句。", "下一句。"]),
        ("《甲“乙》丙。丁。", ["《甲“乙》丙。", "丁。"]),
    ],
)
def test_a_stop_ends_a_sentence_unless_it_is_inside_a_closed_quote(text: str, expected: list[str]) -> None:
    """A quotation mark without its partner holds nothing together."""
    assert [text[start:end] for start, end in split_sentences(text)] == expected


@pytest.mark.parametrize("unit", ["质量第一，", "质", "1", "甲、乙、", "“"])
def test_a_sentence_without_end_comes_in_pieces_that_lose_no_character(unit: str) -> None:
    """Nothing is read twice, nothing is left out, no piece is too long."""
    text = unit * (5 * LONGEST_SENTENCE // len(unit))
    document = document_from_text(f"标题\n\n{text}。", "endless")
    found = [s for s in sentences(document) if s.text != "标题"]
    assert len(found) >= 5
    assert all(len(s.text) <= LONGEST_SENTENCE for s in found)
    assert "".join(s.text for s in found) == f"{text}。"
    assert all(document.clean[s.span.start : s.span.end] == s.text for s in found)


def test_a_long_sentence_is_cut_behind_a_comma() -> None:
    """So that no name is torn."""
    document = document_from_text("标题\n\n" + "青山区质量局，" * 1000 + "。", "long")
    assert all(s.text.endswith(("，", "。")) for s in sentences(document) if s.text != "标题")
