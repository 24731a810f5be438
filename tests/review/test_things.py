"""Decisions about things: what identity across reports is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import Action, Decision, EntityType
from kg.review import Docket, Status, apply

LI, WANG = "person:李明远_上海市", "person:王立新_上海市"


@pytest.fixture
def thing(told):
    """A thing of the report with the anchors of its first fact."""

    def make(curie: str, predicate: str = "kg:holdsPost", name: str = ""):
        fact = next(f for f in told.extraction.facts if curie in (f.subject, f.object) and f.predicate == predicate)
        found = replace(told.thing(curie), anchors=told.anchors(fact))
        return replace(found, name=name, id="") if name else found

    return make


def decision(action: Action, second: int, *things, name: str = "") -> Decision:
    """A decision about things, taken at a second."""
    return Decision(action, "张三", f"2026-01-02T00:00:{second:02}Z", "", things=things, name=name)


def test_a_merge_marks_both(report, thing):
    """Both CURIEs bear the decision's id."""
    merge = decision(Action.MERGE, 1, thing(LI), thing(WANG))
    reviewed = apply(report, [merge])
    assert reviewed.tags == {LI: (("merge", merge.id),), WANG: (("merge", merge.id),)}
    assert [p.status for p in reviewed.placements] == [Status.APPLIED]
    assert reviewed.extraction.decisions == (merge,)
    assert reviewed.extraction.facts == report.facts


def test_a_split_tells_its_sides(report, thing):
    """Each side bears the id and its number; in another report only its own side."""
    split = decision(Action.SPLIT, 1, thing(LI), thing(WANG))
    assert apply(report, [split]).tags == {LI: (("apart", f"{split.id}/0"),), WANG: (("apart", f"{split.id}/1"),)}
    far = replace(thing(WANG), anchors=(replace(thing(WANG).anchors[0], document="另一篇"),))
    one_sided = decision(Action.SPLIT, 1, thing(LI), far)
    assert apply(report, [one_sided]).tags == {LI: (("apart", f"{one_sided.id}/0"),)}


def test_a_split_within_one_reading_is_told(report, thing):
    """One report reads both sides as one thing: nobody can part them there."""
    split = decision(Action.SPLIT, 1, thing(LI), thing(LI))
    reviewed = apply(report, [split])
    assert reviewed.tags == {}
    assert [p.status for p in reviewed.placements] == [Status.UNPLACED]


def test_a_rename_gives_the_name(report, thing):
    """The later of two names counts."""
    names = [decision(Action.RENAME, i, thing(LI), name=f"李明远{i}") for i in (1, 2)]
    reviewed = apply(report, names)
    assert reviewed.tags == {LI: (("name", "李明远2"),)}
    assert sorted(p.status.value for p in reviewed.placements) == ["applied", "idle"]


def test_the_later_of_merge_and_split_counts(report, thing):
    """One who merged and parted again has parted, and the other way round, whichever thing is named first."""
    merge, split = decision(Action.MERGE, 1, thing(LI), thing(WANG)), decision(Action.SPLIT, 2, thing(WANG), thing(LI))
    assert {tag for tags in apply(report, [merge, split]).tags.values() for tag, _ in tags} == {"apart"}
    again = replace(merge, at="2026-01-02T00:00:03Z")
    assert {tag for tags in apply(report, [merge, again, split]).tags.values() for tag, _ in tags} == {"merge"}


def test_a_thing_is_found_by_name_where_its_curie_changed(report, thing):
    """CURIEs are a hint."""
    merge = decision(Action.MERGE, 1, replace(thing(LI), id="person:旧的"), thing(WANG))
    assert set(apply(report, [merge]).tags) == {LI, WANG}


def test_a_thing_that_is_read_no_more_is_told(report, thing):
    """Its words are there, its name is not: nothing to do; without the words: to be looked at again."""
    other = thing(LI, name="赵志刚")
    reviewed = apply(report, [decision(Action.RENAME, 1, other, name="赵志强")])
    assert [p.status for p in reviewed.placements] == [Status.IDLE]
    lost = replace(
        other, anchors=(replace(other.anchors[0], exact="完全不同的一句原文说了别的事情", prefix="", suffix=""),)
    )
    reviewed = apply(report, [decision(Action.RENAME, 1, lost, name="赵志强")])
    assert [p.status for p in reviewed.placements] == [Status.UNPLACED]
    assert (reviewed.tags, reviewed.extraction) == ({}, report)


def test_of_namesakes_the_one_at_the_anchor(report, thing):
    """Two entities of one name: the quote says which; where it does not, neither."""
    event = next(e for e in report.entities if e.type is EntityType.EVENT)
    twin = replace(event, id="event:同名")
    both = replace(report, entities=(*report.entities, twin))
    found = replace(thing(event.id, "kg:heldOn"), id="")
    rename = decision(Action.RENAME, 1, found, name="新名")
    assert set(apply(both, [rename]).tags) == {event.id}
    facts = tuple(replace(f, subject=twin.id) if f.predicate == "kg:heldAt" else f for f in both.facts)
    assert apply(replace(both, facts=facts), [rename]).tags == {}


def test_a_thing_of_an_added_fact_can_be_named(report, told, thing):
    """Facts come first, then things: whom a person added can be merged."""
    fact = told.fact("kg:attendedBy", "李明远")
    person = replace(told.thing(LI), name="赵志刚", names=(), id="person:赵志刚")
    add = replace(told.decide(Action.ADD, fact), statement=replace(told.statement(fact), object=person))
    merge = decision(Action.MERGE, 50, replace(person, anchors=told.anchors(fact)), thing(LI))
    assert set(apply(report, [merge, add]).tags) == {LI, "person:赵志刚"}
    assert set(apply(report, [merge]).tags) == {LI}


def test_a_tag_of_a_thing_that_decisions_took_away_is_none(report, told, thing):
    """A person whom no fact speaks of any more bears nothing."""
    rejects = [told.decide(Action.REJECT, f) for f in report.facts if LI in (f.subject, f.object)]
    assert apply(report, [*rejects, decision(Action.RENAME, 50, thing(LI), name="x")]).tags == {}


def test_things_move_with_a_renamed_report(read, report, thing):
    """The report has another name now: its words say that it is the one."""
    rename = decision(Action.RENAME, 1, thing(LI), name="李明元")
    docket = Docket([rename], ["改名"])
    reviewed = apply(read(report.document.text, "改名"), docket.of("改名"), docket.gone)
    assert reviewed.tags == {LI: (("name", "李明元"),)}
    assert reviewed.placements[0].moved_from == "报告"
