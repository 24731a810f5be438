"""Decisions as CSV: filled in by people, formula-proof, there and back without loss."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ReviewError
from kg.model import Action
from kg.review.intake import import_sheet
from kg.review.sheet import COLUMNS, escape, export_sheet, unescape
from kg.review.worklist import Worklist


@pytest.fixture
def sheet(reviewed_store):
    """Exports the store's facts with decisions, fills cells in by a function of the rows, and imports."""

    def run(fill, known=(), decisions=(), **options):
        content = b"".join(export_sheet(reviewed_store, Worklist(reviewed_store).facts(), decisions))
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        fill(rows)
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, delimiter=options.get("delimiter", ","))
        writer.writeheader()
        writer.writerows(rows)
        encoded = text.getvalue().encode(options.get("encoding", "utf-8-sig"))
        return import_sheet(encoded, reviewed_store, known, "李四", "核对过")

    return run


def row(rows, relation, **cells):
    """Fill in cells of the first row of a relation."""
    next(r for r in rows if r["predicate"] == relation).update(cells)


@given(st.text())
def test_cells_round_trip_and_are_no_formulas(text):
    """Whatever a report says: no cell begins as a formula does, and reading gives what was written."""
    assert unescape(escape(text)) == text
    assert escape(text)[:1] not in tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def test_the_file_opens_in_a_spreadsheet(reviewed_store, report):
    """A byte order mark, a header, a row a fact with its quote in the sentence and an empty action."""
    content = b"".join(export_sheet(reviewed_store, Worklist(reviewed_store).facts(), ()))
    assert content.startswith("\ufeffaction,".encode())
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == len(report.facts)
    assert {r["action"] for r in rows} == {""}
    assert any("【李明远出席】并致辞" in r["quote"] for r in rows)
    assert {r["document"] for r in rows} == {"报告"}


def test_filled_rows_become_decisions(sheet, told):
    """Words in Chinese or English; the empty rows mean nothing; names and reasons of their own count first."""

    def fill(rows):
        row(rows, "kg:heldAt", action="认可")
        row(rows, "kg:quantity", action="Reject", why="抄错", by="王五")
        row(rows, "kg:heldOn", action="edit", to_object="2020-09-05")

    found = {d.statement.predicate: d for d in sheet(fill)}
    assert {p: d.action for p, d in found.items()} == {
        "kg:heldAt": Action.ACCEPT, "kg:quantity": Action.REJECT, "kg:heldOn": Action.EDIT,
    }  # fmt: skip
    assert (found["kg:heldAt"].by, found["kg:heldAt"].why) == ("李四", "核对过")
    assert (found["kg:quantity"].by, found["kg:quantity"].why) == ("王五", "抄错")
    assert found["kg:heldOn"].to.object.value == "2020-09-05"
    assert found["kg:heldAt"].statement == told.statement(told.fact("kg:heldAt"))
    assert found["kg:heldAt"].anchors == told.anchors(told.fact("kg:heldAt"))


def test_importing_twice_decides_once(sheet):
    """What the log holds already is passed over, and so is a row that is there twice."""

    def fill(rows):
        row(rows, "kg:heldAt", action="认可")
        rows.append(dict(next(r for r in rows if r["predicate"] == "kg:heldAt")))

    first = sheet(fill)
    assert len(first) == 1
    assert sheet(fill, known=first) == []


def test_decisions_round_trip(sheet, told):
    """Exported decisions of every kind come back as they were, into a log that has none of them."""
    facts = told.extraction.facts
    thing = told.thing("person:李明远_上海市")
    person = type(thing)(thing.type, "=李明远", (), thing.id, (), told.anchors(facts[8]))
    decisions = [
        told.decide(a, fact) for a, fact in zip((Action.ACCEPT, Action.REJECT, Action.ADD), facts, strict=False)
    ]
    decisions.append(told.edit(facts[3], facts[4].object))
    shared = {"by": "张三", "at": told.at(), "why": "+同一人"}
    from kg.model import Decision

    decisions.append(Decision(Action.MERGE, **shared, things=(person, person)))
    decisions.append(Decision(Action.RENAME, **shared, things=(person,), name="@新名"))
    assert sheet(lambda rows: None, decisions=decisions) == decisions
    assert sheet(lambda rows: None, decisions=decisions, known=decisions) == []


def test_facts_are_added_by_a_row_of_ones_own(sheet):
    """Names, types in either language, the relation by its label, and the report's words."""
    cells = {"action": "补充", "document": "报告", "subject": "奉贤区2020年“质量月”启动仪式", "subject_type": "活动"}
    cells |= {"predicate": "形式", "object": "户外", "quote": "天气晴朗"}
    (found,) = sheet(lambda rows: rows.append(cells))
    assert (found.action, found.statement.predicate) == (Action.ADD, "kg:form")
    assert found.anchors[0].exact == "天气晴朗"
    assert found.anchors[0].suffix.startswith("，气氛")


def test_things_are_merged_and_renamed_by_rows(sheet):
    """A merge of subject and object, a new name in to_object."""

    def fill(rows):
        rows.append({"action": "merge", "subject": "李明远", "object": "王立新"})
        rows.append({"action": "改名", "subject": "李明远", "to_object": "李明元"})

    merge, rename = sheet(fill)
    assert [t.name for t in merge.things] == ["李明远", "王立新"]
    assert rename.name == "李明元"


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"action": "maybe"}, "action", "no action"),
        ({"to_object": "x"}, "action", "not what to do"),
        ({"action": "edit"}, "to_object", "needs what should stand"),
        ({"action": "accept", "to_object": "x"}, "to_object", "changes nothing"),
        ({"action": "edit", "to_object": "gestern"}, "to_object", "no date"),
        ({"action": "accept", "data": "{}"}, "data", "no fact"),
        ({"action": "accept", "data": ""}, "data", "no fact"),
        ({"action": "accept", "decision": "decision:1", "data": "x"}, "data", "no decision"),
        ({"action": "add", "object": ""}, "object", "needs this"),
        ({"action": "add", "predicate": "knows"}, "predicate", "no relation"),
        ({"action": "add", "subject_type": "Thing"}, "subject_type", "no type"),
        ({"action": "add", "quote": "没有这句话"}, "quote", "does not say"),
        ({"action": "add", "quote": "奉贤"}, "quote", "times"),
        ({"action": "merge", "object": ""}, "object", "needs this"),
        ({"action": "rename", "subject": "无此人", "to_object": "x"}, "action", "无此人"),
    ],
)
def test_a_wrong_cell_is_named(sheet, cells, column, says):
    """Line and column as the spreadsheet shows them; nothing is taken."""

    def fill(rows):
        row(rows, "kg:heldAt", action="认可")
        row(rows, "kg:heldOn", **cells)

    with pytest.raises(ReviewError, match=says) as caught:
        sheet(fill)
    assert caught.value.column == column
    assert f"line {caught.value.line}, column {column}" in str(caught.value)
    assert caught.value.line > 1
    assert caught.value.hint


def test_all_wrong_rows_are_told(sheet):
    """The first is the error, the hint names the rest."""

    def fill(rows):
        row(rows, "kg:heldAt", action="maybe")
        row(rows, "kg:heldOn", action="perhaps")

    with pytest.raises(ReviewError) as caught:
        sheet(fill)
    assert {"maybe", "perhaps"} <= set((str(caught.value) + caught.value.hint).replace(":", " ").split())


def test_a_decision_is_not_edited_in_the_sheet(sheet, told):
    """Who changes the action or the id of a decision that was taken is told."""
    decision = told.decide(Action.ACCEPT, told.fact("kg:heldAt"))
    with pytest.raises(ReviewError, match="is not edited"):
        sheet(lambda rows: rows[-1].update(action="reject"), decisions=[decision])
    with pytest.raises(ReviewError, match="not the id"):
        sheet(lambda rows: rows[-1].update(decision="decision:1"), decisions=[decision])


@pytest.mark.parametrize("options", [{"delimiter": ";"}, {"delimiter": "\t"}, {"encoding": "gb18030"}])
def test_what_other_spreadsheets_save_is_read(sheet, options):
    """Semicolons of a German Excel, tabs, and the encoding of a Chinese Windows."""
    (found,) = sheet(lambda rows: row(rows, "kg:heldAt", action="认可"), **options)
    assert found.statement.subject.name == "奉贤区2020年“质量月”启动仪式"


def test_another_file_is_refused(reviewed_store):
    """A file without our columns is named so."""
    with pytest.raises(ReviewError, match="lacks the column action"):
        import_sheet("甲,乙\n1,2\n".encode(), reviewed_store, (), "李四")
