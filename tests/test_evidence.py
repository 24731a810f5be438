"""The first promise: every fact of every text we have points at the characters that say it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.model import Extraction
from kg.readers import document_from_text
from kg.store import open_store

ROOT = Path(__file__).resolve().parent.parent
OWN = sorted((ROOT / "data" / "reports").rglob("*.txt"))
SHARED = sorted(
    p
    for folder in ("corpus", "seed")
    for p in (ROOT.parent / "shared" / folder).rglob("*.*")
    if p.suffix in (".txt", ".html")
)


def quotes_are_slices(extraction: Extraction) -> int:
    """Check every piece of evidence; returns how many there were."""
    count = 0
    for fact in extraction.facts:
        assert fact.evidence, fact
        for evidence in fact.evidence:
            assert evidence.quote == extraction.document.text[evidence.span.start : evidence.span.end]
            assert evidence.quote.strip()
            count += 1
    return count


@pytest.mark.parametrize("path", OWN, ids=lambda p: p.stem)
def test_every_quote_of_our_reports_is_a_slice_of_its_source(path: Path) -> None:
    """The reports that come with the program."""
    assert quotes_are_slices(kg.read(path)) > 5


@pytest.mark.parametrize("path", SHARED or [None], ids=lambda p: p.stem if p else "absent")
def test_every_quote_of_the_shared_texts_is_a_slice_of_its_source(path: Path | None, shared: Path) -> None:
    """The development reports, html and broken columns among them, and the original report."""
    assert path is not None
    assert path.is_relative_to(shared)
    assert quotes_are_slices(kg.read(path)) > 0


def test_every_fact_in_the_store_has_its_quote_in_the_stored_text(built_sample: Path) -> None:
    """The same promise asked of the store itself, in SPARQL."""
    with open_store(built_sample) as store:
        answer = store.query(
            "SELECT (COUNT(DISTINCT ?fact) AS ?facts) (COUNT(DISTINCT ?good) AS ?quoted) WHERE { ?fact a kg:Fact ."
            " OPTIONAL { ?fact kg:evidence/oa:hasSelector ?s ; kg:statedIn/kg:text ?text ."
            "  ?s oa:start ?start ; oa:end ?end ; oa:exact ?quote ."
            "  FILTER(SUBSTR(?text, ?start + 1, ?end - ?start) = ?quote) BIND(?fact AS ?good) } }"
        )
        (row,) = list(answer)  # type: ignore[call-overload]
        assert int(row["facts"].value) == int(row["quoted"].value) > 200


PIECES = st.sampled_from(
    ["9月2日上午，", "青山区", "“质量月”", "启动仪式", "在广场举行", "。", "\n", "\n\n", "副区长李文", "出席", "、", "“", "”", "第二届", "质量奖",
     "获得", "20多家", "企业", "　", " ", "主办单位：", "区市场监管局", "以“", "为主题", "（", "）", "啟動儀式", "2019年", "x", "①"]
)  # fmt: skip


@given(st.lists(PIECES, min_size=1, max_size=40))
@settings(max_examples=150, deadline=None)
def test_whatever_the_text_quotes_are_slices_and_nothing_breaks(pieces: list[str]) -> None:
    """Torn sentences, unpaired quotation marks, mixed characters."""
    text = "".join(pieces)
    if text.strip():
        quotes_are_slices(kg.read(document_from_text(text, "torn")))


SAMPLE = (ROOT / "data" / "reports" / "2020-shanghai-quality-month.txt").read_text(encoding="utf-8")
CLAUSES = [clause for clause in re.split(r"(?<=[，。、；\n])", SAMPLE) if clause]


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_shuffled_and_cut_report_still_quotes_exactly(data: st.DataObject) -> None:
    """Its clauses in any order, some of them twice, cut anywhere."""
    clauses = data.draw(st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=60))
    text = "".join(clauses)
    text = text[data.draw(st.integers(0, len(text) - 1)) :]
    if text.strip():
        quotes_are_slices(kg.read(document_from_text(text, "shuffled")))


HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@given(st.text(HAN | st.sampled_from("，。、；：“”（）\n 0123456789年月日省市区局长奖"), max_size=400))
@settings(max_examples=60, deadline=None)
def test_random_chinese_breaks_nothing(text: str) -> None:
    """Any characters of the language, any marks."""
    if text.strip():
        quotes_are_slices(kg.read(document_from_text(text, "random")))


@pytest.mark.parametrize("depth", [1, 1000])
@pytest.mark.parametrize("marks", ["“”", "《》", "（）", "“”《》"])
def test_a_fact_behind_marks_nested_a_thousandfold_is_still_read(marks: str, depth: int) -> None:
    """Nor do marks that are never closed hide what follows them."""
    opening, closing = marks[::2], marks[1::2][::-1]
    for riddle in (opening * depth + "质" + closing * depth, opening * depth):
        text = f"青山区启动质量月\n\n{riddle}。9月3日，青山区“质量月”启动仪式在会展中心举行。"
        extraction = kg.read(document_from_text(text, "nested"))
        assert quotes_are_slices(extraction)
        assert "kg:heldAt" in {fact.predicate for fact in extraction.facts}, riddle[:8]
