from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.query import find_entities
from kg.search import Index, index_of
from kg.store import OxigraphStore, open_store


def labels(index: Index, text: str, **options: Any) -> list[tuple[str, str]]:
    return [(hit.field, hit.label) for hit in index.search(text, **options)]


def snippets(index: Index, text: str) -> list[str]:
    return [hit.snippet for hit in index.search(text, kind="text")]


def test_an_exact_label_comes_first_then_prefix_part_alias_text(index: Index) -> None:
    """The order of fields and of how well they fit; ties by label."""
    found = labels(index, "质量促进")
    assert found[:2] == [("label", "质量促进会"), ("label", "云麓区质量促进局")]
    assert found[2:] == [("text", "云麓区通过ISO9001认证")]
    assert labels(index, "区质促局")[0] == ("alias", "云麓区质量促进局")
    assert labels(index, "云麓区")[0] == ("label", "云麓区")
    assert labels(index, "云麓区")[1][0] == "label"


@pytest.mark.parametrize("typed", ["匠心月启动仪式", "“匠心月” 启动", "匠心月", "啟動儀式", "匠", "月"])
def test_chinese_words_of_any_length_are_found(index: Index, typed: str) -> None:
    """One character, two, with and without the quotes of the name, traditional characters."""
    assert ("label", "“匠心月”启动仪式") in labels(index, typed)


@pytest.mark.parametrize(
    ("typed", "snippet"),
    [
        ("ISO9001", "云麓区通过【ISO9001】认证"),
        ("iso", "云麓区通过【ISO】9001认证"),
        ("ｉｓｏ９００１认证", "云麓区通过【ISO9001认证】"),
        ("云麓区质量", "9月14日，【云麓区质量】促进局林知远到场。"),
        ("1000名", "青岚机械厂【1,000名】职工参加，占２０％。"),
        ("20％", "青岚机械厂1,000名职工参加，占【２０】％。"),
        ("青岚 职工", "【青岚】机械厂1,000名【职工】参加，占２０％。"),
    ],
)
def test_text_is_found_in_its_sentence(index: Index, typed: str, snippet: str) -> None:
    """Across a line break, in Latin letters and full-width digits, several words in one sentence."""
    assert snippet in " ".join(snippets(index, typed))


@pytest.mark.parametrize("typed", ["4日", "量安", "质量 职工", "9月 -林知远", '"职工 青岚"', "麓区 -云"])
def test_what_does_not_stand_there_is_not_found(index: Index, typed: str) -> None:
    """Half of a number, a word over a pause, words of two sentences, words that must not be there."""
    assert snippets(index, typed) == []


def test_offsets_lead_into_the_text(index: Index, hall: OxigraphStore) -> None:
    """start and end are code points of kg:text, and what stands there is the match, line break and all."""
    text = next(quad.object.value for quad in hall.match(None, "kg:text"))
    (hit,) = index.search("云麓区质量促进", kind="text")
    assert text[hit.start : hit.end] == "云麓\n区质量促进"
    assert hit.document.endswith("document/yunlu")


@pytest.mark.parametrize("typed", ["linzhiyuan", "lzy", "Lín Zhīyuǎn", "lin zhi yuan", "zengmin", "chongqing", "cq"])
def test_names_are_found_by_pinyin(index: Index, typed: str) -> None:
    """In full or by initials, with tones and spaces; a family name in each of its readings, a place in its own."""
    (hit,) = index.search(typed, kind="label")
    assert hit.field == "pinyin"
    assert hit.label in ("林知远", "曾民", "重庆")


def test_classes_choose(index: Index) -> None:
    """`of` leaves other classes out; text is of reports."""
    assert {hit.type for hit in index.search("云麓", of=["Place"])} == {"Place"}
    assert {hit.type for hit in index.search("云麓", of=["Document"])} == {"Document"}


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.text() | st.text(alphabet='"“”-*()^:+ANDORT质 \0\ud800％'))
def test_any_text_is_a_legal_search(index: Index, typed: str) -> None:
    """No text is an error of syntax, and every hit of text is marked."""
    for hit in index.search(typed, limit=50):
        assert hit.field != "text" or "【" in hit.snippet
    index.complete(typed)


def test_a_thousand_words_are_no_error(index: Index) -> None:
    """What is pasted by accident is answered."""
    assert index.search(" ".join(f"质{number}" for number in range(1000))) == []
    assert index.search("质" * 20_000) == []


def test_completion_offers_the_likely_first(index: Index) -> None:
    """What begins as typed, then what sounds so, then what holds it."""
    assert [c.label for c in index.complete("质量")] == ["质量促进会", "云麓区质量促进局"]
    assert [c.begins for c in index.complete("质量")] == [True, False]
    assert [c.label for c in index.complete("linz")] == ["林知远"]
    assert [c.label for c in index.complete("zhiyuan")] == ["林知远"]
    assert [c.label for c in index.complete("区质", of=["Organization"])] == ["云麓区质量促进局"]
    assert {c.type for c in index.complete("", of=["Person"])} == {"Person"}


def test_names_that_sound_alike(index: Index) -> None:
    """林之远 is heard as 林知远."""
    assert index.sounding("林之远") == ("林知远",)
    assert index.sounding("林之远", of=["Place"]) == ()


@pytest.mark.parametrize("name", ["匠心月 启动仪式", "云麓区 质量促进局", "区质促局。", "ＩＳＯ", "沈　伟民"])
def test_names_mean_the_same_with_and_without_the_index(sample_store: Any, name: str) -> None:
    """Looking a name up by the index gives what a scan of all labels gives, for every folded name of the sample."""
    from kg.query.names import _alike

    with open_store(sample_store) as store:
        names = {quad.object.value for quad in store.match(None, "rdfs:label")} | {name}
        (sample_store / "search.sqlite3").unlink()
        scanned = {text: _alike(store, f" {text.lower()} ", ()) for text in sorted(names)[::8]}
        index_of(store).close()
        assert {text: _alike(store, f" {text.lower()} ", ()) for text in scanned} == scanned


def test_an_unknown_name_is_answered_with_those_that_sound_so(sample_store: Any) -> None:
    """沈为民 → 沈伟民, from the index."""
    from kg.errors import UnknownName

    with open_store(sample_store) as store, pytest.raises(UnknownName) as caught:
        find_entities(store, "沈为民", ("Person",))
    assert caught.value.nearest[0] == "沈伟民"
