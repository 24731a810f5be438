"""Questions in words: the examples of the forms, questions of somebody who had not seen them, and what is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.errors import QueryFileError
from kg.query import named_queries, run_named
from kg.query.questions import Match, NoMatch, answer_question, examples, forms, language_of, question_forms
from kg.query.questions.dates import find_dates
from kg.query.questions.words import words
from kg.store import OxigraphStore, open_store

PARAPHRASES = tomllib.loads((Path(__file__).parent / "paraphrases.toml").read_text(encoding="utf-8"))["question"]
#: What the sample, one report that nobody has reviewed, has no rows for.
EMPTY = {"conflicts", "identity", "reviewed-facts"}


@pytest.fixture(scope="module")
def store(built_sample: Path) -> Iterator[OxigraphStore]:
    """The store of the sample."""
    with open_store(built_sample) as opened:
        yield opened


def test_every_query_can_be_asked_in_words() -> None:
    """At least thirty forms, one or more for each named query, in both languages, with examples."""
    asked = {form.query.name for form in question_forms()}
    assert asked == {query.name for query in named_queries()} == {example.query for example in examples()}
    assert len(question_forms()) >= 30
    assert [form.query.name for form in question_forms() if not form.zh or not form.en] == []


@pytest.mark.parametrize("example", [e for e in examples() if e.values is not None], ids=lambda e: e.question)
def test_example_is_mapped(store: OxigraphStore, example: Any) -> None:
    """To this query with these values, nothing left over; and the query has rows, but for a 否."""
    found = answer_question(store, example.question)
    assert isinstance(found, Match), found
    assert (found.query.name, found.parameters) == (example.query, dict(example.values))
    rows = run_named(store, found.query.name, found.parameters, limit=1)
    assert list(rows) or example.query in EMPTY or found.kind == "yes-no"  # type: ignore[arg-type]


@pytest.mark.parametrize("example", [e for e in examples() if e.values is None], ids=lambda e: e.question)
def test_counterexample_is_not_mapped_here(store: OxigraphStore, example: Any) -> None:
    """Something else answers it, or nothing."""
    found = answer_question(store, example.question)
    assert isinstance(found, NoMatch) or found.query.name != example.query


@pytest.mark.parametrize("form", question_forms(), ids=lambda form: f"{form.query.name}: {form.zh}")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_form_answers_to_its_own_words(store: OxigraphStore, form: Any, language: str) -> None:
    """The question that `kg ask` shows for a form is one that it understands, as that query or a nearer one."""
    found = answer_question(store, form.text(language, {}), language)
    assert isinstance(found, Match), (form.text(language, {}), found)
    assert found.left == ()


@pytest.mark.parametrize("asked", PARAPHRASES, ids=lambda asked: str(asked["number"]))
def test_question_of_somebody_else_is_answered_rightly_or_not_at_all(store: OxigraphStore, asked: Any) -> None:
    """Never by a query that does not answer it, never with other values."""
    found = answer_question(store, asked["text"])
    if isinstance(found, Match):
        assert found.query.name in asked["queries"]
        assert found.parameters == asked.get("values", {})


def test_most_questions_of_somebody_else_are_answered(store: OxigraphStore) -> None:
    """The floor: 98 of the 100 that can be."""
    answerable = [asked for asked in PARAPHRASES if asked["queries"]]
    answered = [asked for asked in answerable if isinstance(answer_question(store, asked["text"]), Match)]
    assert len(answered) >= 98
    assert len(answerable) == 100


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("王小明参加了哪些活动？", "王小明"),
        ("沈伟明参加了哪些活动？", "相近的有：沈伟民"),
        ("华为获得了什么奖项", "华为"),
        ("浦东新区有哪些活动？", "浦东新区"),
        ("沈伟民去年参加了哪些活动？", "去年"),
        ("沈伟民没有参加哪些活动？", "没有与此相应"),
        ("谁参加了启动仪式？", "6 场"),
        ("书香门地的股价是什么？", "股价"),
        ("为什么沈伟民参加活动？", "没有与此相应"),
        ("沈伟民比顾佾多参加几场活动？", ""),
        ("Which events did Napoleon attend?", "Napoleon"),
        ("你好", ""),
        ("", ""),
        ("？！", ""),
    ],
)
def test_what_cannot_be_mapped_is_refused_with_its_reason(store: OxigraphStore, question: str, reason: str) -> None:
    """An unknown name, a date that depends on today, a negation, several events: no answer, but what may be asked."""
    found = answer_question(store, question)
    assert isinstance(found, NoMatch), found
    assert reason in found.zh
    assert found.en
    assert found.nearest
    for near, name in found.nearest:
        again = answer_question(store, near)
        assert isinstance(again, Match), (near, name)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("2020年9月4日有哪些活动？", {"from": "2020-09-04", "to": "2020-09-04"}),
        ("9月4号有什么活动", {"from": "2020-09-04", "to": "2020-09-04"}),
        ("九月二十一日之后办了哪些活动", {"from": "2020-09-21"}),
        ("2020年9月10日以前有哪些活动", {"to": "2020-09-10"}),
        ("从9月1日到9月10日有哪些活动", {"from": "2020-09-01", "to": "2020-09-10"}),
        ("Which events were there before September 10, 2020?", {"to": "2020-09-10"}),
        ("２０２０年９月有哪些活动", {"from": "2020-09", "to": "2020-09"}),
    ],
)
def test_dates(store: OxigraphStore, question: str, values: dict[str, str]) -> None:
    """Days and months in both languages, bounds on either side; the store's one year where none is given."""
    found = answer_question(store, question)
    assert isinstance(found, Match), found
    assert (found.query.name, found.parameters) == ("events-by-date", values)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("SGM", "上汽通用汽车"),
        ("闵行市场监管局", "闵行区市场监督管理局"),
        ("市市场监管局", "上海市市场监督管理局"),
        ("申通地铁", "申通地铁集团"),
        ("中建七局(上海)", "中建七局(上海)有限公司"),
    ],
)
def test_short_names_of_organizations(store: OxigraphStore, name: str, label: str) -> None:
    """Aliases of the report, short forms and names without what they end in, where they mean one thing only."""
    found = answer_question(store, f"{name}主办过哪些活动？")
    assert isinstance(found, Match), found
    assert found.parameters == {"organizer": label}


@pytest.mark.parametrize("name", ["Shen Weimin", "Weimin Shen", "沈 伟 民", "沈偉民", "沈伟民同志", "副主任沈伟民"])
def test_names_of_people(store: OxigraphStore, name: str) -> None:
    """In pinyin, with spaces, in traditional characters, with a title."""
    english = name.isascii()
    found = answer_question(store, f"Which events did {name} attend?" if english else f"{name}参加了哪些活动？")
    assert isinstance(found, Match), found
    assert (found.query.name, found.parameters) == ("events-of-person", {"person": "沈伟民"})


def test_kinds_of_answers(store: OxigraphStore) -> None:
    """Rows, yes or no, a number; and what was left out of account is told."""
    kinds = {
        "沈伟民参加了哪些活动？": "rows",
        "顾佾出席了徐汇区的活动吗？": "yes-no",
        "Did 沈伟民 attend the themed activity in 徐汇区?": "yes-no",
        "宝山区办了多少场活动？": "count",
    }
    for question, kind in kinds.items():
        found = answer_question(store, question)
        assert isinstance(found, Match), question
        assert found.kind == kind
    counted = answer_question(store, "宝山区办了多少场活动？")
    assert isinstance(counted, Match)
    assert counted.count == "event"


def test_the_store_of_another_district_knows_other_names(mini_store: OxigraphStore) -> None:
    """Names come from the store that is asked, forms do not depend on it."""
    found = answer_question(mini_store, "林一舟参加了哪些活动？")
    assert isinstance(found, Match)
    assert found.parameters == {"person": "林一舟"}
    described = answer_question(mini_store, "谁在云山区的启动仪式上讲话？")
    assert isinstance(described, Match)
    assert described.parameters == {"event": "2021年云山区质量月启动仪式"}
    assert isinstance(answer_question(mini_store, "沈伟民参加了哪些活动？"), NoMatch)


def test_dates_are_found_where_they_stand() -> None:
    """The longer of two that overlap; `may` is a verb."""
    found = find_dates("9月4日至2020年9月10日")
    assert [date.text(2020) for date in found] == ["2020-09-04", "2020-09-10"]
    assert find_dates("may I ask 10 people") == []
    assert [date.text() for date in find_dates("on 21st of September 2020")] == ["2020-09-21"]


def test_language_of_a_question() -> None:
    """English where two words are; a Chinese name in it does not matter."""
    assert language_of("Which events did 沈伟民 attend?") == "en"
    assert language_of("SGM是什么") == "zh"


def test_words_are_written_once() -> None:
    """Each word of the table has a concept, and each concept one weight."""
    assert len(words().concepts) > 1000
    assert set(words().weights.values()) == {"light", "weak", "strong"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[form]\n", "queries/reports.toml"),
        ('[[form]]\nneeds = ["nothing"]\nzh = "a"\nen = "a"\n', "nothing is no concept"),
        ('[[form]]\nslots = ["person"]\nzh = "a"\nen = "a"\n', "person is no parameter"),
        ('[[form]]\ncount = "person"\nzh = "a"\nen = "a"\n', "person is no column"),
        ('[[form]]\nwants = ["read"]\nzh = "a"\nen = "a"\n', "wants is no key"),
        ('[[form]]\nen = "a"\n', "zh"),
    ],
)
def test_a_malformed_form_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str) -> None:
    """QueryFileError says which file, and what is wrong."""
    file = tmp_path / "reports.toml"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(forms, "_files", lambda: [file])
    question_forms.cache_clear()
    try:
        with pytest.raises(QueryFileError, match=r"reports\.toml") as caught:
            question_forms()
        assert message in str(caught.value)
    finally:
        question_forms.cache_clear()
