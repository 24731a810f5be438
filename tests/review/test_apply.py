"""Decisions about facts upon what rules read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.build import check_quotes
from kg.model import Action, EntityType, Fact, Literal, Span, Thing
from kg.review import Docket, Status, apply

DATE = Literal("2020-09-05", "xsd:date")


def claims(extraction, predicate: str) -> set[str]:
    """The objects of a relation, by name or value."""
    names = {e.id: e.name for e in extraction.entities}
    found = (f.object for f in extraction.facts if f.predicate == predicate)
    return {o.value if isinstance(o, Literal) else names.get(o, o) for o in found}


def reasons(reviewed) -> list[tuple[str, str]]:
    """Status and the beginning of the sentence of each placement."""
    return [(p.status.value, p.zh) for p in reviewed.placements]


def test_without_decisions_nothing_changes(report):
    """The very extraction comes back."""
    assert apply(report, ()).extraction is report


def test_a_rejected_fact_is_gone_with_all_that_it_alone_supported(report, told):
    """The place stands in one fact only; post and organization go with the last fact of their person's post."""
    hall = told.fact("kg:heldAt")
    reviewed = apply(report, [told.decide(Action.REJECT, hall)])
    assert hall not in reviewed.extraction.facts
    assert len(reviewed.extraction.facts) == len(report.facts) - 1
    assert {e.id for e in report.entities} - {e.id for e in reviewed.extraction.entities} == {hall.object}
    post = told.fact("kg:holdsPost", "王立新")
    also = apply(report, [told.decide(Action.REJECT, post)]).extraction
    assert {e.id for e in report.entities} - {e.id for e in also.entities} == {
        "post:奉贤区市场监督管理局_局长",
        "organization:奉贤区市场监督管理局",
    }
    assert [d.action for d in also.decisions] == [Action.REJECT]


def test_a_quantity_goes_with_its_fact(report, told):
    """Nothing of a number is left that nobody counts with."""
    reviewed = apply(report, [told.decide(Action.REJECT, told.fact("kg:quantity"))])
    assert not [e for e in reviewed.extraction.entities if e.type is EntityType.QUANTITY]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("奉贤区启动质量月\n\n", "奉贤区启动质量月\n\n本报讯。各方关注的质量月来了。"),
        ("天气晴朗", "天空作美"),
        ("李明远出席并致辞", "李明远出席活动并致辞"),
        ("李明远出席并致辞，区", "李明远到会出席，并作了致辞，区"),
        ("副区长李明远", "副区长、区质量工作领导小组组长李明远"),
        ("奉贤会堂", "奉贤大会堂"),
        ("举行。副区长李明远", "举行。\n\n 副区长李明远"),
    ],
)
def test_rejected_stays_rejected_in_an_edited_report(read, report, told, old, new):
    """Edits before, after and inside the quote: the fact does not come back, the decision is told of."""
    text = report.document.text
    assert old in text
    edited = read(text.replace(old, new))
    decisions = [told.decide(Action.REJECT, told.fact("kg:attendedBy", "李明远"))]
    assert "李明远" in claims(edited, "kg:attendedBy")
    reviewed = apply(edited, decisions)
    assert "李明远" not in claims(reviewed.extraction, "kg:attendedBy")
    assert "李明远" in claims(reviewed.extraction, "kg:addressedBy")
    assert [p.status for p in reviewed.placements] == [Status.APPLIED]


@pytest.mark.parametrize(
    "words", ["副区长李明远出席并致辞", "李明远", "出席", "启动仪式在奉贤会堂举行。副区长李明远出席"]
)
def test_rejected_stays_rejected_when_another_rule_finds_it_anew(report, told, words):
    """Another rule, another span of the sentence, another CURIE of the person: still gone."""
    fact = told.fact("kg:attendedBy", "李明远")
    decision = told.decide(Action.REJECT, fact)
    start = report.document.clean.index(words)
    evidence = report.document.evidence(Span(start, start + len(words)))
    person = replace(report.entity(str(fact.object)), id="person:李明远_新")
    anew = replace(fact, object=person.id, rule="another", evidence=(evidence,), section=fact.section)
    others = tuple(f for f in report.facts if f != fact)
    changed = replace(report, facts=(*others, anew), entities=(*report.entities, person))
    reviewed = apply(changed, [decision])
    assert anew not in reviewed.extraction.facts
    assert len(reviewed.extraction.facts) == len(others)


def test_the_same_claim_of_another_event_is_shown_to_somebody(report, told):
    """Rules call the event something else now: whether that is the rejected claim, only a person can tell."""
    fact = told.fact("kg:attendedBy", "李明远")
    event = replace(report.entity(fact.subject), id="event:动员会", name="动员会")
    facts = tuple(replace(f, subject=event.id) if f == fact else f for f in report.facts)
    changed = replace(report, facts=facts, entities=(*report.entities, event))
    reviewed = apply(changed, [told.decide(Action.REJECT, fact)])
    assert reviewed.extraction is changed
    (placement,) = reviewed.placements
    assert placement.status is Status.UNPLACED
    assert "动员会" in placement.zh


def test_another_claim_of_the_sentence_is_not_rejected(report, told):
    """The person who spoke there, and the date, stay."""
    reviewed = apply(report, [told.decide(Action.REJECT, told.fact("kg:addressedBy", "王立新"))])
    assert claims(reviewed.extraction, "kg:addressedBy") == {"李明远"}


def test_the_same_claim_of_another_sentence_is_not_rejected(report, told):
    """What one sentence got wrong, another may get right."""
    fact = told.fact("kg:attendedBy", "李明远")
    start = report.document.clean.index("与会人员")
    elsewhere = replace(fact, evidence=(report.document.evidence(Span(start, start + 4)),))
    left = apply(replace(report, facts=(*report.facts, elsewhere)), [told.decide(Action.REJECT, fact)]).extraction.facts
    assert elsewhere in left
    assert fact not in left


def test_an_edit_puts_the_new_claim_in_the_place_of_the_old(report, told):
    """Old gone, new there with the same words as evidence, made by no rule."""
    decision = told.edit(told.fact("kg:heldOn"), DATE)
    reviewed = apply(report, [decision]).extraction
    (fact,) = [f for f in reviewed.facts if f.predicate == "kg:heldOn"]
    assert (fact.object, fact.rule, fact.decisions) == (DATE, "", (decision.id,))
    assert fact.evidence == told.fact("kg:heldOn").evidence
    assert len(reviewed.facts) == len(report.facts)
    check_quotes(reviewed)


def test_an_edit_to_what_rules_find_anyway_leaves_one_fact(report, told):
    """The corrected rule gives what the person had written: one fact, marked, with the rule's name."""
    fact = told.fact("kg:heldOn")
    decision = told.edit(fact, DATE)
    corrected = replace(report, facts=tuple(replace(f, object=DATE) if f == fact else f for f in report.facts))
    reviewed = apply(corrected, [decision])
    (found,) = [f for f in reviewed.extraction.facts if f.predicate == "kg:heldOn"]
    assert (found.object, found.rule, found.decisions) == (DATE, fact.rule, (decision.id,))
    both = replace(report, facts=(*report.facts, replace(fact, object=DATE)))
    assert claims(apply(both, [decision]).extraction, "kg:heldOn") == {"2020-09-05"}


def test_an_edit_may_change_qualifiers_only(report, told):
    """The claim stays, what is said of it changes."""
    fact = told.fact("kg:addressedBy", "王立新")
    to = replace(told.statement(fact), qualifiers=(("kg:speechRole", Literal("宣读", "rdf:langString", "zh")),))
    reviewed = apply(report, [told.decide(Action.EDIT, fact, to)]).extraction
    (found,) = [f for f in reviewed.facts if f.predicate == "kg:addressedBy" and f.object == fact.object]
    assert found.qualifiers == to.qualifiers


def test_an_edit_may_name_a_thing_that_the_report_does_not(report, told):
    """It is made, with what defines it; the one that it replaced goes."""
    body = Thing(EntityType.ORGANIZATION, "奉贤区人民政府办公室")
    properties = (("kg:postIn", body), ("kg:role", Literal("主任", "rdf:langString", "zh")))
    post = Thing(EntityType.POST, "奉贤区人民政府办公室主任", (), "", properties)
    reviewed = apply(report, [told.edit(told.fact("kg:holdsPost", "李明远"), post)]).extraction
    entities = {e.id: e for e in reviewed.entities}
    assert "post:奉贤区人民政府办公室_主任" in entities
    assert (
        dict(entities["post:奉贤区人民政府办公室_主任"].properties)["kg:postIn"] == "organization:奉贤区人民政府办公室"
    )
    assert "post:奉贤区人民政府_副区长" not in entities


def test_an_accepted_fact_is_marked(report, told):
    """It keeps its rule, its id and its evidence."""
    fact = told.fact("kg:heldAt")
    decision = told.decide(Action.ACCEPT, fact)
    (found,) = [f for f in apply(report, [decision]).extraction.facts if f.decisions]
    assert (found.id, found.rule, found.evidence) == (fact.id, fact.rule, fact.evidence)
    assert found.decisions == (decision.id,)


def test_an_accepted_fact_stands_though_no_rule_finds_it(report, told):
    """All of it comes back: the same claims, with quotes that are those of the report."""
    decisions = [told.decide(Action.ACCEPT, fact) for fact in report.facts]
    silent = replace(report, facts=(), entities=())
    reviewed = apply(silent, decisions).extraction
    assert {f.key for f in reviewed.facts} == {f.key for f in report.facts}
    assert {e.id for e in reviewed.entities} == {e.id for e in report.entities}
    assert {f.rule for f in reviewed.facts} == {""}
    assert {q for f in reviewed.facts for q in f.qualifiers} == {q for f in report.facts for q in f.qualifiers}
    check_quotes(reviewed)


def test_an_accepted_fact_is_not_asserted_on_words_that_say_something_else(read, report, told):
    """The report now names another day and another person: that is told, and the old claim is not made."""
    text = report.document.text.replace("9月4日", "9月6日").replace("李明远出席", "赵志刚出席")
    decisions = [told.decide(Action.ACCEPT, f) for f in (told.fact("kg:heldOn"), told.fact("kg:attendedBy"))]
    reviewed = apply(read(text), decisions)
    assert claims(reviewed.extraction, "kg:heldOn") == {"2020-09-06"}
    assert "李明远" not in claims(reviewed.extraction, "kg:attendedBy")
    assert {p.status for p in reviewed.placements} == {Status.UNPLACED}
    assert any("9月6日" in p.zh for p in reviewed.placements)


def test_an_added_fact_stands_with_its_quote(report, told):
    """It has the words for evidence, the section they stand in, and fills the gap that they were."""
    start = report.document.text.index("天气晴朗")
    quote = report.document.text[start : start + 4]
    fact = told.fact("kg:heldAt")
    form = Literal("户外", "rdf:langString", "zh")
    statement = replace(told.statement(fact), predicate="kg:form", object=form)
    anchor = replace(told.anchors(fact)[0], exact=quote, prefix="", suffix="，气氛")
    decision = replace(told.decide(Action.ADD, fact), statement=statement, anchors=(anchor,))
    reviewed = apply(report, [decision]).extraction
    (found,) = [f for f in reviewed.facts if f.predicate == "kg:form"]
    assert [e.quote for e in found.evidence] == ["天气晴朗"]
    assert (found.object, found.section, found.decisions) == (form, fact.section, (decision.id,))
    assert len(report.gaps) > len(reviewed.gaps)
    check_quotes(reviewed)


def test_a_candidate_that_an_added_fact_names_is_none_any_more(read, tell):
    """What was seen and not understood is understood now."""
    text = "9月4日，青山区质量月启动仪式在青山会堂举行。\n\n会后，与会人员同世茂集团第三方在建评估展开交流。\n"
    extraction = read(text)
    (candidate,) = [c for c in extraction.candidates if c.evidence.quote == "世茂集团"]
    told = tell(extraction)
    fact = told.fact("kg:heldAt")
    statement = replace(
        told.statement(fact), predicate="kg:participant", object=Thing(EntityType.ORGANIZATION, "世茂集团")
    )
    quote = candidate.evidence
    anchor = replace(told.anchors(fact)[0], exact=quote.quote, prefix=quote.prefix, suffix=quote.suffix)
    decision = replace(told.decide(Action.ADD, fact), statement=statement, anchors=(anchor,))
    assert candidate not in apply(extraction, [decision]).extraction.candidates


def test_the_later_decision_counts(report, told):
    """Reject, accept, edit of one fact: the last one, whatever the order of lines; the others are told as overridden."""
    fact = told.fact("kg:heldOn")
    reject, accept, edit = (
        told.decide(Action.REJECT, fact),
        told.decide(Action.ACCEPT, fact, by="李四"),
        told.edit(fact, DATE),
    )
    assert claims(apply(report, [accept, reject]).extraction, "kg:heldOn") == {"2020-09-04"}
    reviewed = apply(report, [edit, accept, reject])
    assert claims(reviewed.extraction, "kg:heldOn") == {"2020-09-05"}
    assert reviewed == apply(report, [reject, accept, edit])
    assert sorted(p.status.value for p in reviewed.placements) == ["applied", "idle", "idle"]
    assert all(edit.id in p.zh for p in reviewed.placements if p.status is Status.IDLE)


def test_what_an_edit_made_can_be_edited_and_rejected(report, told, tell):
    """Decisions follow one another: 4 to 5 to 6, and then none."""
    first = told.edit(told.fact("kg:heldOn"), DATE)
    once = apply(report, [first]).extraction
    again = tell(once)
    again.second = 100
    second = again.edit(again.fact("kg:heldOn"), Literal("2020-09-06", "xsd:date"))
    assert claims(apply(report, [second, first]).extraction, "kg:heldOn") == {"2020-09-06"}
    reject = again.decide(Action.REJECT, again.fact("kg:heldOn"))
    assert claims(apply(report, [first, reject]).extraction, "kg:heldOn") == set()


def test_rules_that_find_nothing_any_more_leave_nothing_to_do(report, told):
    """A rejected fact that is not found again is told as idle."""
    fact = told.fact("kg:heldOn")
    without = replace(report, facts=tuple(f for f in report.facts if f != fact))
    reviewed = apply(without, [told.decide(Action.REJECT, fact)])
    assert reviewed.extraction is without
    assert reasons(reviewed) == [("idle", "规则已不再得出此事实，无需改动")]


def test_a_quote_that_is_gone_is_told(read, report, told):
    """The sentence was taken out: the decision waits, and says so in both languages."""
    text = report.document.text.replace("副区长李明远出席并致辞，区市场监督管理局局长王立新主持。", "")
    reviewed = apply(read(text), [told.decide(Action.ACCEPT, told.fact("kg:attendedBy", "李明远"))])
    (placement,) = reviewed.placements
    assert placement.status is Status.UNPLACED
    assert "找不到" in placement.zh
    assert "not in the report" in placement.en


def test_a_renamed_report_keeps_its_decisions(read, report, told):
    """The file has another name: the words are found there, and that is told."""
    renamed = read(report.document.text, "改名")
    decision = told.decide(Action.REJECT, told.fact("kg:title"))
    docket = Docket([decision], ["改名"])
    assert docket.gone == {"报告"}
    reviewed = apply(renamed, docket.of("改名"), docket.gone)
    assert "kg:title" not in {f.predicate for f in reviewed.extraction.facts}
    (placement,) = reviewed.placements
    assert (placement.moved_from, placement.status) == ("报告", Status.APPLIED)
    assert "移至" in placement.zh
    assert docket.lost(reviewed.placements) == ()


def test_a_report_that_is_gone_is_told_once(read, told):
    """No other report has the words: the decision is lost, and listed."""
    other = read("云麓区召开会议，研究防汛工作。\n", "别的")
    docket = Docket([told.decide(Action.REJECT, told.fact("kg:heldOn"))], ["别的"])
    reviewed = apply(other, docket.of("别的"), docket.gone)
    assert reviewed.placements == ()
    (lost,) = docket.lost(reviewed.placements)
    assert (lost.document, lost.status) == ("报告", Status.UNPLACED)


def test_a_report_that_is_there_keeps_its_own(read, report, told):
    """A copy of the report under another name is not touched by decisions about the first."""
    copy = read(report.document.text, "副本")
    docket = Docket([told.decide(Action.REJECT, told.fact("kg:heldOn"))], ["副本", "报告"])
    assert docket.gone == set()
    assert apply(copy, docket.decisions, docket.gone).extraction is copy
    assert docket.fingerprint("副本") == ""
    assert docket.fingerprint("报告") != Docket([], ["报告"]).fingerprint("报告")


def test_namesakes_of_one_sentence_are_told_apart(report, told):
    """Two events of one name: only the one that was rejected goes."""
    fact = told.fact("kg:heldAt")
    event = replace(report.entity(fact.subject), id="event:另一启动仪式")
    twin = replace(fact, subject=event.id)
    both = replace(report, facts=(*report.facts, twin), entities=(*report.entities, event))
    left = apply(both, [told.decide(Action.REJECT, fact)]).extraction.facts
    assert twin in left
    assert fact not in left


def test_decisions_are_no_part_of_what_a_fact_is():
    """Marking a fact changes neither its key nor its id."""
    fact = Fact("a:b", "kg:form", "c:d", 0, ())
    marked = replace(fact, decisions=("decision:1",))
    assert (marked.id, marked.key) == (fact.id, fact.key)
