"""What was not understood is told: silent sentences, numbers that the facts do not meet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.build import build, extract, sample
from kg.evaluate.completeness import Completeness, completeness
from kg.evaluate.stored import stored_completeness
from kg.model import Extraction
from kg.readers import document_from_text
from kg.store import open_store


def of(text: str) -> Completeness:
    return completeness(extract(document_from_text(f"青山区启动质量月\n\n{text}\n", "青山")))


LAUNCH = "9月4日，青山区2020年“质量月”启动仪式在青山会堂举行。"


@pytest.mark.parametrize(
    ("text", "said", "counts", "found", "is_met"),
    [
        ("本次“质量月”共有43项活动。", "43项", "activities", 1, False),
        (
            "区市场监管局、区教育局、区总工会三部门联合主办的青山区2020年“质量月”启动仪式，由王小明主持。",
            "三部门",
            "",
            3,
            True,
        ),
        ("仪式上，青山钢铁、青山食品、青山光学三家企业讲述品牌故事。", "三家企业", "", 3, True),
        ("仪式上，青山钢铁、青山食品等十家企业参加。", "十家企业", "", 2, True),
    ],
)
def test_numbers_are_held_against_what_was_found(text: str, said: str, counts: str, found: int, is_met: bool) -> None:
    """A number with the names before it, and a number of parts; an open list is met when all of it was found."""
    declared = {number.said: number for number in of(LAUNCH + text).declared}
    assert said in declared
    number = declared[said]
    assert (number.counts, len(number.found), number.is_met) == (counts, found, is_met)


@pytest.mark.parametrize(
    "text", ["质量提升、质量宣教、质量共治三大类活动。", "甲公司、乙公司共13家企业。", "共有三家企业参加。"]
)
def test_what_is_no_list_of_names_is_left_alone(text: str) -> None:
    """Kinds are no names, and a number that does not fit its list closes another."""
    assert [number.said for number in of(LAUNCH + text).declared if not number.counts] == []


def test_silent_sentences_have_their_section_and_place() -> None:
    """The quote stands where it says, in the section that holds it."""
    extraction = extract(sample())
    found = completeness(extraction)
    assert len(found.silent) == len(extraction.gaps) > 0
    for gap in found.in_order():
        span = gap.evidence.span
        assert extraction.document.text[span.start : span.end] == gap.evidence.quote
        section = extraction.document.sections[gap.section]
        assert section.span.start <= extraction.document.offsets.index(span.start) < section.span.end
        assert gap.evidence.quote.strip("\n") in found.sentence(gap).replace("【", "").replace("】", "")


def test_the_sample_says_what_it_lacks() -> None:
    """Four enterprises of four; of 43 activities the ones that are told."""
    declared = {number.said: number for number in completeness(extract(sample())).declared}
    assert declared["四家企业"].is_met
    assert not declared["43项"].is_met
    assert {number.said for number in completeness(extract(sample())).unmet} < set(declared)


def test_the_store_tells_the_same(tmp_path: Path) -> None:
    """From the store, which keeps facts, gaps and the text: sections, sentences and numbers of the extraction."""
    (tmp_path / "青山.txt").write_text(f"青山区启动质量月\n\n{LAUNCH}天气很好。本次共有43项活动。\n", encoding="utf-8")
    for source in (sample(), tmp_path / "青山.txt"):
        with open_store(":memory:", read_only=False) as store:
            build([source], store, validate=False)
            stored = list(stored_completeness(store))
            assert list(stored_completeness(store, "nobody")) == []
        assert [_bare(found) for found in stored] == [_bare(completeness(extract(source)))]


def _bare(found: Completeness) -> list[tuple[object, ...]]:
    gaps = [(gap.section, gap.evidence.span, found.sentence(gap)) for gap in found.in_order()]
    return [*gaps, *((n.of, n.said, n.counts, n.number, sorted(n.found), n.is_met) for n in found.declared)]


def test_nothing_to_tell_of_an_empty_extraction() -> None:
    """No fact, no number, no sentence."""
    document = document_from_text("青山", "青山")
    found = completeness(Extraction(replace(document)))
    assert (found.silent, found.declared, found.unmet) == ((), (), ())
