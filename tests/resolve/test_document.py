"""Resolution within a report, and the keys of entities."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.build import extract
from kg.readers import document_from_text
from kg.resolve.keys import join, region, slug

TEXT = """青山区举行2019年“质量月”启动仪式

9月2日，武汉市青山区2019年“质量月”启动仪式举行，副区长卢鉴明、区市场监管局局长陆健民出席。
9月2日，启动仪式上，卢鉴明致辞。
"""


@given(st.text(min_size=1))
def test_a_key_is_a_valid_local_name(name: str) -> None:
    """Whatever the name, its key holds letters and digits alone."""
    assert re.fullmatch(r"\w+", slug(name))


def test_a_key_adds_only_what_the_name_does_not_say() -> None:
    """The owner is added where the name lacks it."""
    assert join("质量论坛", "青山区", "2019年") == "质量论坛_青山区_2019年"
    assert join("2019年青山区质量论坛", "青山区") == "2019年青山区质量论坛"


@pytest.mark.parametrize(
    ("places", "expected"),
    [(("上海市", "宝山区"), "上海市"), (("湖北省", "武汉市", "青山区"), "武汉市"), (("甘肃省",), "甘肃省"), ((), "")],
)
def test_the_region_tells_namesakes_of_two_cities_apart(places: tuple[str, ...], expected: str) -> None:
    """A municipality, else a prefecture, else the widest place."""
    assert region(places) == expected


def test_names_that_sound_alike_stay_apart() -> None:
    """Two people whose names are read the same are two nodes."""
    people = {e.name for e in extract(document_from_text(TEXT, "r")).entities if e.type == "Person"}
    assert people == {"卢鉴明", "陆健民"}


def test_a_short_form_of_the_event_is_the_event() -> None:
    """启动仪式 in the second sentence is the launch of the first."""
    extraction = extract(document_from_text(TEXT, "r"))
    assert len({f.subject for f in extraction.facts if f.predicate in ("kg:attendedBy", "kg:addressedBy")}) == 1


def test_a_fact_told_twice_is_one_fact_with_two_pieces_of_evidence() -> None:
    """The date stands in both sentences; the fact stands once."""
    text = TEXT.replace("卢鉴明致辞", "副区长卢鉴明出席并致辞")
    attended = [
        f
        for f in extract(document_from_text(text, "r")).facts
        if f.predicate == "kg:attendedBy" and "卢鉴明" in f.object
    ]
    assert len(attended) == 1
    assert len(attended[0].evidence) == 2


def test_the_same_text_gives_the_same_facts_under_the_same_names() -> None:
    """Nothing depends on order of sets, time or earlier reports."""
    first, second = (extract(document_from_text(TEXT, "r")) for _ in range(2))
    assert first == second
    assert [f.id for f in first.facts] == [f.id for f in second.facts]
