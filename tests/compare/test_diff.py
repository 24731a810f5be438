from __future__ import annotations

import csv
import io
import json
import subprocess
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import resources
from kg.build import extract, sample
from kg.compare import FactDiff, extraction_diff, extraction_rows, fact_diff, render, store_diff, summary
from kg.compare.align import content
from kg.errors import StoreError
from kg.model import Extraction
from kg.rdf import FactRow, document_quads, facts_from_store, graph_iri
from kg.readers import document_from_text
from kg.store import open_store

Kg = Callable[..., "subprocess.CompletedProcess[str]"]
NEWS = (
    "云山区启动质量月\n\n"
    "2031年9月3日，云山区2031年“质量月”启动仪式在云山会堂举行。云山区副区长李思出席并致辞，云山区市场监督管理局局长王武主持。\n\n"
    "全区共推出43项活动。\n"
)
#: One of the bundled news items.
ITEM = (resources.path("data", "reports", "single", "05-fengxian-opening.txt")).read_text(encoding="utf-8")


def read(text: str, name: str = "r") -> Extraction:
    """What is understood of a text."""
    return extract(document_from_text(text, name))


def said(rows: Iterable[FactRow]) -> list[tuple[str, str]]:
    """Predicate and object of facts."""
    return [(row.predicate, row.object_label) for row in rows]


def moved(diff: FactDiff) -> list[tuple[str, str, str]]:
    """Predicate, old and new object of changes of the object."""
    return [(c.new.predicate, c.old.object_label, c.new.object_label) for c in diff.changed if "object" in c.what]


@pytest.mark.parametrize(
    ("old", "new", "predicate", "before", "after"),
    [
        ("43项活动", "45项活动", "kg:quantity", "43项", "45项"),
        ("9月3日", "9月4日", "kg:heldOn", "2031-09-03", "2031-09-04"),
        ("在云山会堂", "在云山剧院", "kg:heldAt", "云山会堂", "云山剧院"),
        ("李思", "李司", "kg:attendedBy", "李思", "李司"),
        ("22家", "25家", "kg:quantity", "22家企业", "25家企业"),
        ("3日，奉贤", "9月4日，奉贤", "kg:heldOn", "2020-09-03", "2020-09-04"),
        ("副区长顾佾", "区长顾佾", "kg:holdsPost", "奉贤区人民政府副区长", "奉贤区人民政府区长"),
        ("顾佾", "顾仪", "kg:addressedBy", "顾佾", "顾仪"),
    ],
)
def test_another_value_is_a_change(old: str, new: str, predicate: str, before: str, after: str) -> None:
    """A number, a date, a venue, a name, a post: the old value and the new one, and nothing else is gone or added."""
    text = NEWS if old in NEWS else ITEM
    assert old in text
    diff = extraction_diff(read(text), read(text.replace(old, new)))
    assert (predicate, before, after) in moved(diff)
    assert (diff.added, diff.gone) == ((), ())


def test_a_person_left_out_is_gone() -> None:
    """What was said of the person is gone; the rest stays."""
    diff = extraction_diff(read(NEWS), read(NEWS.replace("云山区副区长李思出席并致辞，", "")))
    assert {("kg:attendedBy", "李思"), ("kg:addressedBy", "李思")} <= set(said(diff.gone))
    assert diff.added == ()
    assert moved(diff) == []


def test_a_sentence_more_is_added() -> None:
    """New facts, no change to the others, though all after it moved."""
    longer = ITEM.replace("\n\n接下来", "区长袁泉主持仪式。\n\n接下来")
    diff = extraction_diff(read(ITEM), read(longer))
    assert {("kg:addressedBy", "袁泉"), ("kg:holdsPost", "奉贤区人民政府区长")} == set(said(diff.added))
    assert (diff.gone, diff.changed) == ((), ())


def test_a_move_is_no_change() -> None:
    """Words before the facts move them, and nothing changed; nor does another file name."""
    assert not extraction_diff(
        read(NEWS), read(NEWS.replace("\n\n2031", "\n\n本文系来稿，文字未改。\n\n2031"), "other")
    )


def test_other_qualifiers_are_a_change() -> None:
    """The same person, the same event, another part in it."""
    (change,) = extraction_diff(read(NEWS), read(NEWS.replace("并致辞", "并讲话"))).changed
    assert change.what == ("qualifiers", "quote")
    assert (dict(change.old.qualifiers), dict(change.new.qualifiers)) == (
        {"kg:speechRole": "致辞"},
        {"kg:speechRole": "讲话"},
    )


def test_another_name_of_the_event_is_a_change_of_its_facts() -> None:
    """Nothing is gone or added: the same is said, of a thing with another name."""
    diff = extraction_diff(read(NEWS), read(NEWS.replace("启动仪式在", "启动大会在")))
    assert (diff.added, diff.gone) == ((), ())
    assert ("subject",) in {change.what for change in diff.changed}


def test_rows_of_an_extraction_are_those_of_its_store() -> None:
    """Read from the extraction or from the store, the facts of the sample are the same."""
    extraction = extract(sample())
    with open_store(":memory:") as store:
        store.replace_graph(graph_iri(extraction.document.name), document_quads(extraction))
        stored = {row.id: row for row in facts_from_store(store)}
    assert {row.id: row for row in extraction_rows(extraction)} == stored


LABELS = st.sampled_from(["甲", "乙"])
CONTEXT = st.sampled_from(["", "前面有些话", "别处的一些话"])


@st.composite
def fact_rows(draw: st.DrawFn) -> FactRow:
    """A fact over few words, so that many are alike."""
    start = draw(st.integers(0, 4))
    quote = draw(st.sampled_from(["甲出席", "乙出席", "甲 出席"]))
    return FactRow(
        id=f"fact:{draw(st.integers(0, 3))}",
        subject="x:s",
        subject_label=draw(LABELS),
        subject_type=draw(st.sampled_from(["Event", "Document"])),
        predicate=draw(st.sampled_from(["kg:attendedBy", "kg:quantity"])),
        predicate_label_zh="出席者",
        object="x:o",
        object_label=draw(LABELS),
        object_type="Person",
        qualifiers=draw(st.sampled_from([(), (("kg:counts", "teams"),), (("kg:speechRole", "致辞"),)])),
        document="x:d",
        document_title="报道",
        section=draw(st.integers(0, 2)),
        rule="",
        confidence=None,
        evidence=((start, start + len(quote), quote, draw(CONTEXT), draw(CONTEXT)),),
    )


READINGS = st.lists(fact_rows(), max_size=12)


def contents(rows: Iterable[FactRow]) -> Counter[Hashable]:
    """What facts say, wherever they stand."""
    return Counter(map(content, rows))


@given(READINGS)
def test_nothing_changes_from_a_reading_to_itself(rows: list[FactRow]) -> None:
    """Nor to the same facts in another order."""
    assert not fact_diff(rows, rows)
    assert not fact_diff(rows, rows[::-1])


@given(READINGS, READINGS)
def test_the_way_back_is_the_mirror(old: list[FactRow], new: list[FactRow]) -> None:
    """What was added is gone on the way back, and changes go the other way."""
    there, back = fact_diff(old, new), fact_diff(new, old)
    assert (contents(there.added), contents(there.gone)) == (contents(back.gone), contents(back.added))
    pairs = Counter((content(c.old), content(c.new)) for c in there.changed)
    assert pairs == Counter((content(c.new), content(c.old)) for c in back.changed)


@given(READINGS, READINGS)
def test_a_diff_leads_from_the_old_to_the_new(old: list[FactRow], new: list[FactRow]) -> None:
    """The old facts without what is gone and with what was added are the new ones."""
    diff = fact_diff(old, new)
    gone = contents([*diff.gone, *(c.old for c in diff.changed)])
    added = contents([*diff.added, *(c.new for c in diff.changed)])
    assert contents(old) - gone + added == contents(new)
    assert not gone - contents(old)


@given(READINGS, READINGS)
def test_the_order_of_the_facts_does_not_matter(old: list[FactRow], new: list[FactRow]) -> None:
    """The same diff, entry for entry, from readings in another order."""
    assert render(fact_diff(old, new)) == render(fact_diff(old[::-1], new[::-1]))


def test_time_grows_with_the_facts() -> None:
    """Twenty thousand facts of which all changed are aligned without comparing all with all."""
    (row, *_) = extraction_rows(read(NEWS))
    old = [replace(row, subject_label=f"会{n}", object_label="甲") for n in range(20_000)]
    new = [replace(row, subject_label=f"会{n}", object_label="乙") for n in range(20_000)]
    diff = fact_diff(old, new)
    assert (len(diff.changed), len(diff)) == (20_000, 20_000)


def test_big_diffs_are_cut_and_say_so() -> None:
    """The first entries and how many more there are; all of them on request."""
    (row, *_) = extraction_rows(read(NEWS))
    diff = fact_diff([], [replace(row, object_label=f"甲{n}") for n in range(50)])
    assert render(diff, 10).count("\n  + ") == 10
    assert "另有 40 条" in render(diff, 10)
    assert render(diff, None).count("\n  + ") == 50
    assert summary(diff) == "事实新增 50，消失 0，改变 0 / 50 added, 0 gone, 0 changed"


@pytest.fixture
def stores(tmp_path: Path) -> tuple[Path, Path]:
    """Two stores that share a report; another one differs, and each has one of its own."""
    contents = {
        "a": {"shared": NEWS, "edited": NEWS, "only-a": NEWS},
        "b": {"shared": NEWS, "edited": NEWS.replace("43项", "45项"), "only-b": NEWS},
    }
    for folder, reports in contents.items():
        with open_store(tmp_path / folder, create=True) as store:
            for name, text in reports.items():
                store.replace_graph(graph_iri(name), document_quads(read(text, name)))
    return tmp_path / "a", tmp_path / "b"


def test_two_stores_report_by_report(stores: tuple[Path, Path]) -> None:
    """What both have the same is not told; a report that one store lacks is gone or added whole."""
    number = len(read(NEWS).facts)
    with open_store(stores[0]) as old, open_store(stores[1]) as new:
        diff = store_diff(old, new)
        assert (len(diff.added), len(diff.gone), moved(diff)) == (number, number, [("kg:quantity", "43项", "45项")])
        edited = store_diff(old, new, "edited")
        assert (edited.added, edited.gone, edited.changed) == ((), (), diff.changed)
        with pytest.raises(StoreError, match="neither store"):
            store_diff(old, new, "nowhere")


def test_command_with_stores(stores: tuple[Path, Path], kg: Kg) -> None:
    """Exit code 1 and the entries where they differ, 0 and nothing where they are equal."""
    done = kg("diff", *stores, "--document", "edited")
    assert done.returncode == 1
    assert "43项 → 45项" in done.stdout
    assert done.stderr == "事实新增 0，消失 0，改变 1 / 0 added, 0 gone, 1 changed\n"
    same = kg("diff", stores[0], stores[0], "-q")
    assert (same.returncode, same.stdout, same.stderr) == (0, "", "")


def test_command_with_reports(tmp_path: Path, kg: Kg) -> None:
    """Two files, in text, JSON and CSV; no colour in a pipe."""
    for name, text in (("old.txt", NEWS), ("new.txt", NEWS.replace("43项", "45项").replace("李思出席并致辞", "出席"))):
        (tmp_path / name).write_text(text, encoding="utf-8")
    text = kg("diff", "old.txt", "new.txt").stdout
    assert "\x1b" not in text
    assert text.count("云山区启动质量月") == 1
    entries = json.loads(kg("diff", "old.txt", "new.txt", "--format", "json").stdout)
    (number,) = [e for e in entries if e["change"] == "changed"]
    assert (number["old"]["object_label"], number["new"]["object_label"], number["what"]) == (
        "43项",
        "45项",
        ["object", "quote"],
    )
    rows = list(csv.DictReader(io.StringIO(kg("diff", "old.txt", "new.txt", "--format", "csv").stdout)))
    assert [row["change"] for row in rows] == [e["change"] for e in entries]
    assert {row["new_quotes"] for row in rows if row["change"] == "gone"} == {""}


@pytest.mark.parametrize("arguments", [("old.txt", "store"), ("old.txt", "old.txt", "--document", "x")])
def test_what_cannot_be_compared_is_refused(tmp_path: Path, kg: Kg, arguments: tuple[str, ...]) -> None:
    """A report beside a store, or a report of a report: wrong use, exit code 2."""
    (tmp_path / "old.txt").write_text(NEWS, encoding="utf-8")
    (tmp_path / "store").mkdir()
    assert kg("diff", *arguments).returncode == 2
