"""Every decision is replayed or reported, whatever happens to the report."""

from __future__ import annotations

import random
from collections import Counter

from kg.build import check_quotes
from kg.model import Action, Fact
from kg.review import Status, apply
from kg.review.anchor import Ground, bare
from kg.review.match import is_claim

ROUNDS, EDITS = 25, 8  # of the sample each time anew: 200 edits
_CHARACTERS = "的区质量月启动仪式2020年9月，。、“”\n "


def edit(text: str, source: random.Random) -> str:
    """A text with one random edit, as people and programs make them."""
    at = source.randrange(len(text))
    size = source.choice([1, 2, 3, 8, 20, 60])
    sentences = text.split("。")
    one, other = (source.randrange(len(sentences)) for _ in range(2))
    match source.randrange(7):
        case 0:
            return text[:at] + "".join(source.choices(_CHARACTERS, k=size)) + text[at:]
        case 1:
            return text[:at] + text[at + size :]
        case 2:
            return text[:at] + "".join(source.choices(_CHARACTERS, k=size)) + text[at + size :]
        case 3:
            sentences[one], sentences[other] = sentences[other], sentences[one]
        case 4:
            sentences.insert(one, sentences[other])
        case 5:
            del sentences[one]
        case _:
            return text[:at] + source.choice(["\n", "\n\n", " ", "\u3000"]) + text[at:]
    return "。".join(sentences)


def decisions(told, source: random.Random) -> list:
    """Forty decisions about forty facts: twelve accepted, twelve rejected, eight edited, eight added."""
    facts = source.sample(told.extraction.facts, 40)
    found = [told.decide(Action.ACCEPT, fact) for fact in facts[:12]]
    found += [told.decide(Action.REJECT, fact) for fact in facts[12:24]]
    others: dict[str, Fact] = {fact.predicate: fact for fact in told.extraction.facts}
    found += [told.edit(fact, told.statement(others[fact.predicate]).object) for fact in facts[24:32]]
    return found + [told.decide(Action.ADD, fact) for fact in facts[32:]]


def check(decision, placement, reviewed, text: str) -> None:
    """That what a placement says is so."""
    extraction = reviewed.extraction
    entities = {e.id: e for e in extraction.entities}
    stands = [a for a in decision.anchors if bare(a.prefix + a.exact + a.suffix) in bare(text)]
    match placement.status:
        case Status.UNPLACED:
            assert not stands or "另" in placement.zh or "同样事实" in placement.zh, placement
        case Status.APPLIED if decision.action is Action.REJECT:
            places = [place.span for a in stands if (place := Ground(text).place_whole(a)).span]
            near = [f for f in extraction.facts if any(e.span.overlaps(p) for e in f.evidence for p in places)]
            again = [f for f in near if is_claim(decision.statement, f, entities) and not f.decisions]
            assert all(f.subject != decision.statement.subject.id for f in again), placement
        case Status.APPLIED:
            assert any(decision.id in f.decisions for f in extraction.facts), placement
        case Status.IDLE:
            assert decision.action is Action.REJECT or "取代" in placement.zh, placement


def test_all_decisions_are_replayed_or_reported_over_200_edits(sample_document, sample_extraction, read, tell):
    """Forty decisions, 25 times 8 random edits: each has one placement that is true, and the quotes are exact."""
    source = random.Random(20260104)
    text = sample_document.text
    told = decisions(tell(sample_extraction), source)
    assert len(told) == 40
    seen: Counter[Status] = Counter()
    for _ in range(ROUNDS):
        edited = text
        for _ in range(EDITS):
            edited = edit(edited, source)
        reviewed = apply(read(edited, "sample"), told)
        assert Counter(p.decision for p in reviewed.placements) == Counter(d.id for d in told)
        by_id = {d.id: d for d in told}
        for placement in reviewed.placements:
            check(by_id[placement.decision], placement, reviewed, reviewed.extraction.document.text)
            seen[placement.status] += 1
        check_quotes(reviewed.extraction)
        assert all(f.evidence for f in reviewed.extraction.facts)
    assert sum(seen.values()) == 40 * ROUNDS
    assert seen[Status.APPLIED] > 0.9 * sum(seen.values()), seen


def test_rejecting_everything_leaves_nothing(sample_extraction, tell):
    """With every fact rejected no fact and no entity is left, and every decision is applied."""
    told = tell(sample_extraction)
    reviewed = apply(sample_extraction, [told.decide(Action.REJECT, fact) for fact in sample_extraction.facts])
    assert (reviewed.extraction.facts, reviewed.extraction.entities) == ((), ())
    assert {p.status for p in reviewed.placements} == {Status.APPLIED}


def test_the_order_of_decisions_means_nothing(sample_extraction, tell):
    """The same extraction and the same placements, in whatever order the lines stand."""
    source = random.Random(7)
    told = decisions(tell(sample_extraction), source)
    first = apply(sample_extraction, told)
    for _ in range(5):
        source.shuffle(told)
        assert apply(sample_extraction, told) == first


def test_applying_again_changes_nothing(sample_extraction, tell):
    """Decisions upon what decisions made give the same claims."""
    told = decisions(tell(sample_extraction), random.Random(11))
    once = apply(sample_extraction, told).extraction
    twice = apply(once, told).extraction
    assert [f.id for f in twice.facts] == [f.id for f in once.facts]
    assert twice.entities == once.entities
