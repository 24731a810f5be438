"""What is worth a look first, and decisions by a key each."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.model import Action, Literal
from kg.rdf import document_quads, graph_iri, iri
from kg.review.decide import Signature
from kg.review.session import Session, keys, lines
from kg.review.worklist import Kind, Worklist
from kg.store import open_store


@pytest.fixture
def two_reports(report, read):
    """Two reports of one event that differ in a number."""
    other = read(report.document.text.replace("22家", "20家"), "另一篇")
    with open_store(":memory:") as store:
        for extraction in (report, other):
            store.replace_graph(graph_iri(extraction.document.name), document_quads(extraction))
        yield store


@pytest.fixture
def proposal(reviewed_store):
    """The store with a proposal of identity beside it."""
    graph = ox.NamedNode(iri("graph:identity"))

    def quads():
        node = ox.NamedNode(iri("identity:1"))
        pairs = [("rdf:type", "kg:Proposal"), ("kg:one", "person:李明远_上海市"), ("kg:other", "person:王立新_上海市")]
        for predicate, value in pairs:
            yield ox.Quad(node, ox.NamedNode(iri(predicate)), ox.NamedNode(iri(value)), graph)
        yield ox.Quad(node, ox.NamedNode(iri("kg:reasonFor")), ox.Literal("同一地区"), graph)

    reviewed_store.replace_graph(graph.value, quads())
    return reviewed_store


def test_disagreements_come_first(two_reports):
    """Both facts, each with what the other report says, until somebody decides."""
    found = list(Worklist(two_reports).items())
    assert [item.kind for item in found[:2]] == [Kind.CONFLICT, Kind.CONFLICT]
    assert {item.document for item in found[:2]} == {"报告", "另一篇"}
    assert all("另一报告说" in item.note and "【" in item.quote for item in found[:2])
    assert [item.kind for item in found] == sorted((i.kind for i in found), key=list(Kind).index)


def test_what_is_decided_is_not_asked_again(two_reports, told):
    """A decision in the log takes its fact from the list, before any build."""
    decision = told.decide(Action.ACCEPT, told.fact("kg:quantity"))
    (left,) = Worklist(two_reports, [decision]).items((Kind.CONFLICT,))
    assert left.document == "另一篇"
    facts = list(Worklist(two_reports, [decision]).facts(document="报告"))
    assert len(facts) == len(told.extraction.facts)


def test_weak_facts_name_neither_end(sample_extraction):
    """One quote, in which neither subject nor object is named; dates and numbers are no such thing."""
    with open_store(":memory:") as store:
        store.replace_graph(graph_iri("sample"), document_quads(sample_extraction))
        found = list(Worklist(store).items((Kind.SUPPORT,)))
        assert 0 < len(found) < len(sample_extraction.facts) / 5
        for item in found:
            assert len(item.row.evidence) == 1
            assert item.row.subject_label not in item.row.evidence[0][2]
            assert item.row.object_type not in ("Quantity", "xsd:date")
        candidates = list(Worklist(store).items((Kind.CANDIDATE,)))
        assert len(candidates) == len(sample_extraction.candidates)
        assert {item.id for item in candidates} == {c.id for c in sample_extraction.candidates}


def test_proposals_of_identity_are_listed(proposal, told):
    """With both names and the reasons; a decision about the two takes it from the list."""
    (item,) = Worklist(proposal).items((Kind.PROPOSAL,))
    assert item.pair == ("person:李明远_上海市", "person:王立新_上海市")
    assert "李明远" in item.claim
    assert "同一地区" in item.note
    taken = []
    session(proposal, ["m", "同一人"], taken).run([item])
    assert (taken[0].action, taken[0].why) == (Action.MERGE, "同一人")
    assert list(Worklist(proposal, taken).items((Kind.PROPOSAL,))) == []
    session(proposal, ["x", ""], taken).run([item])
    assert taken[1].action is Action.SPLIT


def session(store, answers, taken, said=None):
    """A sitting with these answers."""
    replies = iter(answers)
    sign = lambda why: Signature("张三", f"2026-01-02T00:00:{len(taken):02}Z", why)  # noqa: E731
    say = said.append if said is not None else (lambda line: None)
    return Session(store, sign, lambda question, choices: next(replies), say, taken.append)


def test_keys_decide(reviewed_store):
    """Accept, reject, edit with a value, skip, quit; what was decided is written at once."""
    items = list(Worklist(reviewed_store).facts(predicate="kg:heldOn"))
    items += list(Worklist(reviewed_store).facts(predicate="kg:heldAt")) * 4
    taken = []
    assert session(reviewed_store, ["e", "2020-09-05", "", "a", "对", "s", "r", "", "q"], taken).run(items) == 3
    assert [d.action for d in taken] == [Action.EDIT, Action.ACCEPT, Action.REJECT]
    assert taken[0].to.object == Literal("2020-09-05", "xsd:date")
    assert [d.why for d in taken] == ["", "对", ""]


def test_a_slip_at_the_prompt_costs_nothing(reviewed_store):
    """A date that is none is told; the sitting goes on."""
    (item,) = Worklist(reviewed_store).facts(predicate="kg:heldOn")
    taken, said = [], []
    assert session(reviewed_store, ["e", "later", "r", ""], taken, said).run([item, item]) == 1
    assert any("no date" in line for line in said)


def test_a_name_without_a_fact_gets_one(reviewed_store, sample_extraction):
    """At a candidate a fact is added, with the report's words."""
    with open_store(":memory:") as store:
        store.replace_graph(graph_iri("sample"), document_quads(sample_extraction))
        item = next(i for i in Worklist(store).items((Kind.CANDIDATE,)) if i.claim == "区质安办")
        assert set(keys(item)) == set("dsq")
        assert "区质安办" in "".join(lines(item))
        event = next(e.name for e in sample_extraction.entities if e.name.startswith("“提品质"))
        taken = []
        answers = ["d", "活动", event, "主办", "闵行区质安办", "市场监管局（区质安办）", ""]
        session(store, answers, taken).run([item])
        (added,) = taken
        assert (added.action, added.statement.object.name) == (Action.ADD, "闵行区质安办")
