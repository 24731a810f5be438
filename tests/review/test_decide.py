"""Decisions made from what a store shows hold on to what was read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.errors import KgError, ReviewError, UnknownName
from kg.model import Action, Anchor, EntityType, Literal, Statement, Thing
from kg.rdf import document_quads, facts_from_store, graph_iri
from kg.review import apply, decide
from kg.review.claims import check_statement, find_fact, thing_anchors
from kg.review.decide import Signature
from kg.review.record import check
from kg.review.values import value_of
from kg.store import open_store

SIGNED = Signature("张三", "2026-01-02T03:04:05Z", "")


@pytest.fixture(params=["报告", "2020 巡礼（一）%20"])
def stored(request, read, report):
    """The short report under a plain and under an odd name, as read and as stored."""
    extraction = read(report.document.text, request.param)
    with open_store(":memory:") as store:
        store.replace_graph(graph_iri(request.param), document_quads(extraction))
        yield extraction, store


def test_every_stored_fact_can_be_rejected(stored):
    """What the store tells of a fact is enough to find it in what was read, whatever the report is called."""
    extraction, store = stored
    decisions = [decide.on_fact(store, row, Action.REJECT, SIGNED) for row in facts_from_store(store)]
    assert len(decisions) == len(extraction.facts)
    assert apply(extraction, decisions).extraction.facts == ()


def test_every_stored_fact_can_be_asserted(stored):
    """And enough to write it again, with its qualifiers and what defines its things."""
    extraction, store = stored
    decisions = [decide.on_fact(store, row, Action.ACCEPT, SIGNED) for row in facts_from_store(store)]
    again = apply(replace(extraction, facts=(), entities=()), decisions).extraction
    assert {(f.key, f.qualifiers) for f in again.facts} == {(f.key, f.qualifiers) for f in extraction.facts}
    kept = {e.id: sorted(e.properties, key=repr) for e in again.entities}
    assert kept == {e.id: sorted(e.properties, key=repr) for e in extraction.entities}


def test_a_split_parts_reports(read, report):
    """The reports named stand against the others, each with its quote."""
    other = read(report.document.text.replace("9月4日", "9月8日"), "另一篇")
    with open_store(":memory:") as store:
        for extraction in (report, other):
            store.replace_graph(graph_iri(extraction.document.name), document_quads(extraction))
        split = decide.split(store, "李明远", ["另一篇"], SIGNED)
        assert [[a.document for a in thing.anchors] for thing in split.things] == [["另一篇"], ["报告"]]
        person = split.things[0].id
        assert apply(other, [split]).tags == {person: (("apart", f"{split.id}/0"),)}
        assert apply(report, [split]).tags == {person: (("apart", f"{split.id}/1"),)}
        iri = next(row.object for row in facts_from_store(store, predicate="kg:attendedBy"))
        assert len(thing_anchors(store, iri)) == 2


def test_names_of_several_facts_or_things_are_told(read, report):
    """The hint lists what was meant."""
    other = read(report.document.text, "另一篇")
    with open_store(":memory:") as store:
        for extraction in (report, other):
            store.replace_graph(graph_iri(extraction.document.name), document_quads(extraction))
        line = "奉贤区2020年“质量月”启动仪式 · 举行地点 · 奉贤会堂"
        with pytest.raises(UnknownName, match="2 facts say") as caught:
            find_fact(store, line)
        assert "另一篇" in caught.value.hint
        digits = [row.id.rpartition("/")[2] for row in facts_from_store(store)]
        shared = next(d[0] for d in digits if sum(other[0] == d[0] for other in digits) > 1)
        with pytest.raises(UnknownName, match="facts begin with"):
            find_fact(store, shared)


@pytest.mark.parametrize(
    ("predicate", "text", "expected"),
    [
        ("kg:heldOn", "2020-09", Literal("2020-09", "xsd:gYearMonth")),
        ("kg:theme", "创新", Literal("创新", "rdf:langString", "zh")),
        ("kg:partOfDay", "AM", Literal("AM")),
        ("kg:eventType", "论坛", "kg:forum"),
        ("kg:author", "本报记者", Literal("本报记者", "rdf:langString", "zh")),
        ("kg:heldAt", "新会堂", Thing(EntityType.PLACE, "新会堂")),
        ("kg:organizedBy", "新公司", Thing(EntityType.ORGANIZATION, "新公司")),
    ],
)
def test_what_is_typed_becomes_what_the_relation_wants(reviewed_store, predicate, text, expected):
    """Dates, texts, words, concepts and new things; all of them pass the ontology."""
    found = value_of(reviewed_store, predicate, text)
    assert found == expected
    kind = EntityType.DOCUMENT if predicate == "kg:author" else EntityType.EVENT
    check_statement(Statement(Thing(kind, "x"), predicate, found))


def test_a_name_that_the_store_knows_is_of_its_own_type(reviewed_store):
    """A district that organizes stays the place that it is; --type makes something new of it."""
    district = value_of(reviewed_store, "kg:organizedBy", "奉贤区")
    assert isinstance(district, Thing)
    assert (district.type, district.id) == (EntityType.PLACE, "place:奉贤区")
    assert value_of(reviewed_store, "kg:organizedBy", "奉贤区", "组织机构") == Thing(EntityType.ORGANIZATION, "奉贤区")


def test_a_known_name_means_the_thing_of_the_store(reviewed_store, report):
    """By label, by CURIE, by another name."""
    named = value_of(reviewed_store, "kg:attendedBy", "李明远")
    assert isinstance(named, Thing)
    assert named.id == "person:李明远_上海市"
    assert value_of(reviewed_store, "kg:attendedBy", named.id) == named


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (Statement(Thing(EntityType.PERSON, "x"), "kg:heldOn", Literal("2020", "xsd:gYear")), "subject of kg:heldOn"),
        (Statement(Thing(EntityType.EVENT, "x"), "kg:heldOn", Literal("2020")), "object of kg:heldOn"),
        (Statement(Thing(EntityType.EVENT, "x"), "kg:eventType", "kg:role_unknown"), "object of kg:eventType"),
        (Statement(Thing(EntityType.EVENT, "x"), "kg:evidence", Literal("x")), "no relation"),
        (
            Statement(Thing(EntityType.EVENT, "x"), "kg:theme", Literal("a", "rdf:langString", "zh"), (("kg:text", Literal("x")),)),
            "no qualifier",
        ),
    ],
)  # fmt: skip
def test_the_ontology_is_asked_before_anything_is_written(statement, says):
    """The error names the part and what is allowed."""
    with pytest.raises(ReviewError, match=says) as caught:
        check_statement(statement)
    assert caught.value.hint


def test_the_words_of_an_added_fact_stand_in_one_place(reviewed_store, report):
    """Words that are not there, or there several times, or of no report, are refused; the anchor has surroundings."""
    assert decide.quoted(reviewed_store, "报告", "天气晴朗") == Anchor(
        "报告", "天气晴朗", report.document.text.partition("天气晴朗")[0][-32:], report.document.text.partition("天气晴朗")[2][:32]
    )  # fmt: skip
    for document, quote, says in (
        ("报告", "下雨", "does not say"),
        ("报告", "奉贤区", "times"),
        ("别的", "x", "no report"),
    ):
        with pytest.raises(ReviewError, match=says):
            decide.quoted(reviewed_store, document, quote)


def test_decisions_that_say_too_little_are_none(told):
    """Each action needs its parts."""
    good = told.decide(Action.ACCEPT, told.fact("kg:heldAt"))
    check(good)
    wrong = [
        replace(good, by=" "),
        replace(good, anchors=()),
        replace(good, anchors=(Anchor("a", " "),)),
        replace(good, to=good.statement),
        replace(good, action=Action.EDIT),
        replace(good, action=Action.MERGE, things=(good.statement.subject,) * 2),
    ]
    for decision in wrong:
        with pytest.raises(ValueError, match=r"\w"):
            check(decision)
    assert issubclass(ReviewError, KgError)
