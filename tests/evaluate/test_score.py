"""What the scorer counts, on gold of a few lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import KgError
from kg.evaluate.evaluation import Evaluation, evaluate
from kg.evaluate.figures import COLUMNS, as_json, figure_rows
from kg.evaluate.gold_sets import bundled_gold, read_gold
from kg.evaluate.matching import best_assignment, most_pairs
from kg.evaluate.mistakes import Kind
from kg.evaluate.names import event_type, iso_date, normalise, ordinal
from kg.evaluate.page import render
from kg.evaluate.report import report_lines

Row = dict[str, Any]
TEXT = "云山区启动质量月\n\n9月3日，云山区“质量月”启动仪式举行。副区长李四致辞，区市场监管局局长王五主持。\n\n共有43项活动。\n"
EVENT = {"id": "E1", "type": "Event", "name": "云山区“质量月”启动仪式"}
MONTH = {"id": "S1", "type": "Series", "name": "云山区“质量月”"}
LI = {"id": "P1", "type": "Person", "name": "李四"}
WANG = {"id": "P2", "type": "Person", "name": "王五"}
BUREAU = {"id": "O1", "type": "Organisation", "name": "云山区市场监督管理局"}
POST = {"type": "Post", "role": "局长", "org": BUREAU}
ENTITIES = [
    {"id": "S00", "type": "Section", "section": 0, "name": "云山区启动质量月"},
    EVENT | {"section": 0, "anchor": ["云山区“质量月”启动仪式"]},
    MONTH | {"section": 0},
    LI,
    WANG,
    BUREAU | {"local_aliases": {"0": ["区市场监管局"]}},
]
FACTS = [
    ("addressedBy", EVENT, LI, "core", "李四致辞"),
    ("addressedBy", EVENT, WANG, "core", "王五主持"),
    ("hasPost", WANG, POST, "core", "局长王五"),
    ("heldOn", EVENT, {"type": "Date", "date": "2021-09-03"}, "core", "9月3日"),
    ("quantity", MONTH, {"type": "Quantity", "number": 43, "unit": "项", "approx": "exact"}, "extra", "43项活动"),
    ("partOf", EVENT, MONTH, "optional", "启动仪式"),
]


def row(relation: str, subject: Row, value: Row, evidence: str) -> Row:
    bare = [{k: v for k, v in end.items() if k != "id"} for end in (subject, value)]
    return {
        "doc": "云山",
        "section": 0,
        "relation": relation,
        "subject": bare[0],
        "value": bare[1],
        "evidence": [evidence],
    }


RIGHT = [row(relation, subject, value, evidence) for relation, subject, value, _, evidence in FACTS]


#: A line of facts.jsonl with report, relation and tier to fill in.
FACT = (
    '{"doc": "%s", "fid": "1", "section": 0, "relation": "%s", "tier": "%s", '
    '"subject": {"id": "E1"}, "value": {"type": "Date", "date": "2021"}}'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gold set of one report."""
    facts = [
        {"fid": f"F{i}", "doc": "云山", "section": 0, "tier": tier, "relation": relation, "subject": subject}
        | {"value": value, "evidence": [evidence]}
        for i, (relation, subject, value, tier, evidence) in enumerate(FACTS)
    ]
    for name, rows in (("facts", facts), ("entities", [entity | {"doc": "云山"} for entity in ENTITIES])):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in rows)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return tmp_path


def changed(index: int, **changes: Any) -> list[Row]:
    return [line | changes if i == index else line for i, line in enumerate(RIGHT)]


def run(folder: Path, rows: list[Row]) -> Evaluation:
    return evaluate(read_gold(folder), rows, {"云山": TEXT})


def test_gold_itself_has_no_mistake(folder: Path) -> None:
    """Core and extra facts are hits; an optional one is neither hit nor mistake."""
    found = run(folder, RIGHT)
    counts = found.strict.counts()
    assert (counts.hits, counts.false, counts.missed, counts.f1) == (5, 0, 0, 1.0)
    assert found.strict.counts(core=True).hits == 4
    assert found.strict.neutral() == {"optional": 1}
    assert found.mistakes == ()


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        (RIGHT[1:], [Kind.MISSED]),
        (RIGHT[2:3], [Kind.NOT_FOUND] * 4),
        (changed(3, value={"type": "Date", "date": "2021-09-05"}), [Kind.WRONG_VALUE]),
        (changed(2, subject={"type": "Person", "name": "李四"}), [Kind.WRONG_SUBJECT]),
        (changed(0, relation="coOrganisedBy"), [Kind.WRONG_RELATION]),
        (changed(2, value=POST | {"org": {"type": "Organisation", "name": "区市场监管局"}}), [Kind.SHORT_NAME]),
        ([*RIGHT, row("heldAt", EVENT, {"type": "Place", "name": "云山公园"}, "云山")], [Kind.FALSE]),
        (
            [*RIGHT, row("theme", {"type": "Event", "name": "知识竞赛"}, {"type": "Text", "text": "甲乙"}, "")],
            [Kind.UNKNOWN],
        ),
    ],
)
def test_kinds_of_mistakes(folder: Path, rows: list[Row], kinds: list[Kind]) -> None:
    """Each miss and each false fact is of one kind; one place read wrongly is told once."""
    found = run(folder, rows)
    assert [mistake.kind for mistake in found.mistakes] == kinds
    counts, told = found.strict.counts(), list(found.kinds().values())
    assert (sum(c.false for c in told), sum(c.missed for c in told)) == (counts.false, counts.missed)


def test_turned_round(folder: Path) -> None:
    """A post of the wrong direction: subject and value have changed places."""
    swapped = changed(0, subject={"type": "Person", "name": "李四"}, value=RIGHT[0]["subject"])
    assert [mistake.kind for mistake in run(folder, swapped).mistakes] == [Kind.TURNED_ROUND]


def test_short_names_count_in_the_lenient_figures(folder: Path) -> None:
    """区市场监管局 is no entity in a graph, but what was read is right."""
    found = run(folder, changed(2, value=POST | {"org": {"type": "Organisation", "name": "区市场监管局"}}))
    assert (found.strict.counts(core=True).hits, found.lenient.counts(core=True).hits) == (3, 4)


def test_mistakes_show_the_sentence_with_the_words_marked(folder: Path) -> None:
    """The sentence comes from the report; without its text the evidence stands alone."""
    assert run(folder, RIGHT[1:]).mistakes[0].sentences == ["副区长【李四致辞】，区市场监管局局长王五主持。"]
    bare = evaluate(read_gold(folder), RIGHT[1:])
    assert bare.mistakes[0].sentences == ["李四致辞"]


def test_report_json_and_rows_tell_the_same(folder: Path) -> None:
    """The terminal, JSON and the table for spreadsheets agree."""
    found = run(folder, RIGHT[1:])
    data = as_json(found)
    json.dumps(data)
    assert data["core"] == {"precision": 1.0, "recall": 0.75, "f1": 0.8571, "tp": 3, "fp": 0, "fn": 1}
    assert [fact["fid"] for fact in data["missed"]] == ["F0"]
    rows = [dict(zip(COLUMNS, cells, strict=True)) for cells in figure_rows(found)]
    assert [r["f1"] for r in rows if r["of"] == "report" and r["facts"] == "core"] == [0.8571, 0.8571]
    lines = list(report_lines(found))
    assert any("0.857" in line for line in lines)
    assert "    gold    云山区“质量月”启动仪式 · addressedBy · 李四" in lines
    assert not any("李四" in line for line in report_lines(found, show=0))


def test_page_is_text_and_fetches_nothing(folder: Path) -> None:
    """What a report or a system says is escaped; the page has no script and may load nothing."""
    hostile = row("heldAt", EVENT, {"type": "Place", "name": "<script>alert(1)</script>\u202e"}, "云山")
    page = render(run(folder, [*RIGHT[1:], hostile]), "<b>甲</b>")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page
    assert "<title>&lt;b&gt;甲&lt;/b&gt;</title>" in page
    assert "default-src &#x27;none&#x27;; style-src &#x27;sha256-" in page
    assert "<mark>李四致辞</mark>" in page
    assert "http" not in page.replace("http-equiv", "")


def test_bundled_gold_is_that_of_the_sample() -> None:
    """`kg evaluate` alone has something to score against."""
    gold = bundled_gold()
    assert list(gold.reports) == ["2020-shanghai-quality-month"]
    assert sum(fact.tier == "core" for fact in gold.reports["2020-shanghai-quality-month"].facts) == 231


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("facts.jsonl", "{", "facts.jsonl:1: not JSON"),
        ("facts.jsonl", "[]", "not a JSON object"),
        ("facts.jsonl", '{"doc": "云山"}', "lacks fid"),
        ("entities.jsonl", '{"doc": "云山", "id": "x", "name": "y"}', "lacks type"),
        ("entities.jsonl", '{"doc": "云山", "id": "x", "name": "y", "type": "Section"}', "not well formed"),
        ("entities.jsonl", '{"doc": "云山", "id": "x", "name": "y", "type": "Person"}', "no entity is called E1"),
        ("facts.jsonl", FACT % ("杭山", "heldOn", "core"), "has facts of 杭山 and no entities"),
        ("facts.jsonl", FACT % ("云山", "heldUpon", "core"), "no relation is called heldUpon"),
        ("facts.jsonl", FACT % ("云山", "heldOn", "Core"), "no tier is called Core"),
    ],
)
def test_gold_that_is_wrong_names_file_and_line(folder: Path, file: str, text: str, words: str) -> None:
    """An annotator is told where to look."""
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(KgError, match=words.replace(".", r"\.")):
        read_gold(folder)


def test_a_folder_without_gold_says_what_gold_is(tmp_path: Path) -> None:
    """The hint names the files."""
    with pytest.raises(KgError) as caught:
        read_gold(tmp_path)
    assert "facts.jsonl" in caught.value.hint


def test_an_id_is_enough_in_gold(folder: Path) -> None:
    """Type and name of a subject or value are those of its entity."""
    (folder / "facts.jsonl").write_text(FACT % ("云山", "heldOn", "core"), encoding="utf-8")
    fact = read_gold(folder).reports["云山"].facts[0]
    assert fact.subject == EVENT
    assert run(folder, RIGHT).mistakes[0].wanted == (EVENT["name"], "heldOn", "2021")


def test_gold_without_headings_shows_its_sentences(folder: Path) -> None:
    """A set without lines of type Section is a single story."""
    entities = "".join(json.dumps(e | {"doc": "云山"}, ensure_ascii=False) + "\n" for e in ENTITIES[1:])
    (folder / "entities.jsonl").write_text(entities, encoding="utf-8")
    assert run(folder, RIGHT[1:]).mistakes[0].sentences == ["副区长【李四致辞】，区市场监管局局长王五主持。"]


def test_lines_of_any_shape_are_counted_and_never_an_error(folder: Path) -> None:
    """What a system writes is judged, left out with a reason, or false; it does not stop the scorer."""
    strange: list[Any] = [
        *(1, [], {}, {"relation": "heldOn"}, {"relation": "", "subject": "", "value": ""}),
        RIGHT[4] | {"value": {"type": "Quantity", "number": float("nan"), "unit": "项"}, "section": float("inf")},
        {"relation": "hasPost", "subject": None, "value": {"type": "Post", "org": None}, "role": 3, "doc": "云山"},
        {"relation": "heldOn", "subject": {"name": ["甲"], "aliases": 1}, "value": [1], "evidence": [{"text": 1}]},
        {"relation": "heldOn", "subject": "甲", "value": "2021", "doc": "杭山"},
        {"relation": "unheard of", "subject": "甲", "value": "2021"},
    ]
    found = run(folder, strange)
    assert found.strict.counts().hits == 0
    assert sum(found.strict.problems.values()) == 7
    json.dumps(as_json(found))


def test_best_assignment_weighs_the_whole() -> None:
    """A row gives its best column away where the whole gains; pairs of no weight are no pairs."""
    assert best_assignment([[0.9, 0.8], [0.85, 0.1]]) == {0: 1, 1: 0}
    assert best_assignment([[0.5], [0.7], [0.6]]) == {1: 0}
    assert best_assignment([[0.0, 0.0]]) == {}
    assert best_assignment([]) == {}


def test_most_pairs_moves_those_placed_before() -> None:
    """Someone placed stays placed, if elsewhere."""
    assert most_pairs([1], {0: [0, 1], 1: [0]}, {0: 0}) == {0: 1, 1: 0}


def test_names_dates_and_numbers_of_order_in_any_spelling() -> None:
    """What is the same to a reader is the same to the scorer."""
    assert normalise("寶山區 市場監管局") == normalise("宝山区市场监督管理局")
    assert normalise("上海市宝山区") == "宝山区"
    assert [iso_date(t) for t in ("2020年9月4日", "2020年", "9月26日", "7日", "2020-09-04T10:00")] == [
        *("2020-09-04", "2020", "--09-26", "---07", "2020-09-04"),
    ]
    assert [ordinal(t) for t in ("第二届", "第十二届", "第40个", "首批", "2nd", "甲")] == [2, 12, 40, 1, 2, None]
    assert [event_type(t) for t in ("开幕仪式", "launch ceremony", "全国技能大赛", "甲")] == [
        *("launch_ceremony", "launch_ceremony", "competition", "甲"),
    ]
