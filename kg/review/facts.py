"""Decisions about facts, one after the other, upon the facts of one report."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from kg.model import Action, Anchor, Decision, Entity, Evidence, Extraction, Fact, Span, Statement, Term, Thing, unique
from kg.review.anchor import Fit, Ground, Place, bare
from kg.review.match import exact_first, is_claim, is_value, words_of
from kg.review.mint import entity_for
from kg.review.placement import Placement, told

_NUMBER = re.compile(r"[\d零〇一二三四五六七八九十百千万亿两]+")
_CONTEXT = 32  # characters on either side of a quote, as `Document.evidence` has it


@dataclass(frozen=True, slots=True)
class Placed:
    """An anchor of a decision, where it stands in this report."""

    anchor: Anchor
    place: Place


class Bench:
    """What was read of a report, while decisions are at work on it."""

    def __init__(self, extraction: Extraction, gone: Collection[str] = ()) -> None:
        self.document = extraction.document
        self.facts = list(extraction.facts)
        self.entities: dict[str, Entity] = {entity.id: entity for entity in extraction.entities}
        self._gone = frozenset(gone)
        self._ground = Ground(self.document.text)
        self._places: dict[Anchor, Place] = {}

    def placed(self, anchors: Sequence[Anchor]) -> list[Placed]:
        """The anchors that stand in this report."""
        found = (Placed(anchor, self._place(anchor)) for anchor in anchors)
        return [one for one in found if one.place.span is not None]

    def concerns(self, anchors: Sequence[Anchor]) -> bool:
        """Whether some anchor names this very report."""
        return any(anchor.document == self.document.name for anchor in anchors)

    def reach(self, placed: Sequence[Placed]) -> list[Span]:
        """The sentences of placed anchors: a corrected rule may quote other words of the sentence."""
        return [self._ground.sentence(one.place.span) for one in placed if one.place.span]

    def moved_from(self, placed: Sequence[Placed]) -> str:
        """The report that all placed anchors name, if it is another one."""
        names = sorted({one.anchor.document for one in placed})
        return names[0] if names and self.document.name not in names else ""

    def stands_in(self, fact: Fact, reach: Sequence[Span]) -> bool:
        """Whether some evidence of a fact lies in these sentences."""
        return any(e.span.overlaps(span) for e in fact.evidence for span in reach)

    def find(self, statement: Statement, reach: Sequence[Span]) -> list[Fact]:
        """The facts that claim this in these sentences."""
        of_kind = (fact for fact in self.facts if fact.predicate == statement.predicate)
        found = [f for f in of_kind if self.stands_in(f, reach) and is_claim(statement, f, self.entities)]
        return exact_first(statement, found)

    def names(self, fact: Fact) -> tuple[str, ...]:
        """The names of the things that a fact speaks of."""
        things = (self.entities.get(str(curie)) for curie in (fact.subject, fact.object))
        return tuple(name for thing in things if thing for name in (thing.name, *thing.aliases))

    def used(self) -> tuple[Entity, ...]:
        """The entities that facts speak of, and those that describe these, by CURIE."""
        used: set[str] = set()
        queue = {f.subject for f in self.facts} | {f.object for f in self.facts if isinstance(f.object, str)}
        while queue:
            used |= queue
            pairs = (pair for curie in queue & self.entities.keys() for pair in self.entities[curie].properties)
            queue = {value for _, value in pairs if isinstance(value, str)} - used
        return tuple(self.entities[curie] for curie in sorted(used & self.entities.keys()))

    def decide(self, decision: Decision) -> list[Placement]:
        """Carry out a decision about a fact; what became of it, nothing if it is about a gone report without trace here."""
        placed, statement = self.placed(decision.anchors), decision.statement
        assert statement is not None
        if not placed:
            return [told(decision.id, self.document.name, "no quote")] if self.concerns(decision.anchors) else []
        reach = self.reach(placed)
        found = self.find(statement, reach)
        reason, detail = self._carry_out(decision, statement, found, placed, reach)
        return [told(decision.id, self.document.name, reason, detail, self.moved_from(placed))]

    def _carry_out(self, decision: Decision, statement: Statement, found: list[Fact], placed: list[Placed],
                   reach: list[Span]) -> tuple[str, str]:  # fmt: skip
        """Change the facts; the reason to tell, and its detail."""
        if decision.action is Action.REJECT:
            self.facts = [fact for fact in self.facts if fact not in found]
            alike = "" if found else self._alike(statement, placed)
            return ("another name", alike) if alike else ("removed" if found else "not found anymore", "")
        wanted = decision.to or statement
        has = [fact for fact in self.find(wanted, reach) if decision.to is None or fact not in found]
        is_edit = decision.action is Action.EDIT and bool(found)
        if is_edit:
            self._rewrite(found, wanted, has, decision, reach)
            return "changed", ""
        if has:
            self._mark(has, wanted if decision.action in (Action.EDIT, Action.ADD) else None, decision)
            return "kept", ""
        if doubt := self._doubt((statement, wanted), placed):
            return "other words", doubt
        self.facts.append(self._asserted(wanted, placed, reach, decision))
        return "asserted", ""

    def _rewrite(
        self, found: list[Fact], to: Statement, has: list[Fact], decision: Decision, reach: list[Span]
    ) -> None:
        """Put what an edit says in the place of the facts found; once, where it is there already."""
        if has:
            self.facts = [fact for fact in self.facts if fact not in found]
            self._mark(has, to, decision)
            return
        subject, value = self._terms(to, reach)
        for old in found:
            ids = unique((*old.decisions, decision.id))
            new = Fact(subject, to.predicate, value, old.section, old.evidence, "", _qualifiers(to), None, ids)
            self.facts[self.facts.index(old)] = new

    def _mark(self, facts: list[Fact], statement: Statement | None, decision: Decision) -> None:
        """Note the decision on facts that say what it says; `statement` sets their qualifiers too."""
        for fact in facts:
            qualifiers = _qualifiers(statement) if statement and statement.qualifiers else fact.qualifiers
            ids = unique((*fact.decisions, decision.id))
            self.facts[self.facts.index(fact)] = replace(fact, decisions=ids, qualifiers=qualifiers)

    def _asserted(self, statement: Statement, placed: list[Placed], reach: list[Span], decision: Decision) -> Fact:
        """The fact that no rule finds, with the placed quotes as its evidence."""
        subject, value = self._terms(statement, reach)
        spans = sorted({one.place.span for one in placed if one.place.span})
        evidence = tuple(self._evidence(span) for span in spans)
        start = bisect_left(self.document.offsets, spans[0].start)
        section = self.document.section_at(start).index
        return Fact(
            subject, statement.predicate, value, section, evidence, "", _qualifiers(statement), None, (decision.id,)
        )

    def _terms(self, statement: Statement, reach: list[Span]) -> tuple[str, Term]:
        subject = self._entity(statement.subject, reach)
        value = statement.object
        return subject, (self._entity(value, reach) if isinstance(value, Thing) else value)

    def _entity(self, thing: Thing, reach: list[Span]) -> str:
        near = {curie for f in self.facts if self.stands_in(f, reach) for curie in (f.subject, str(f.object))}
        return entity_for(thing, self.entities, near, self.document)

    def _alike(self, statement: Statement, placed: Sequence[Placed]) -> str:
        """The name of another subject of that type for which rules read the same in the very words, if there is one."""
        spans = [one.place.span for one in placed if one.place.span]
        for fact in self.facts:
            subject = self.entities.get(fact.subject)
            if subject is None or subject.type is not statement.subject.type or fact.decisions:
                continue
            is_same = fact.predicate == statement.predicate and self.stands_in(fact, spans)
            if is_same and is_value(statement.object, fact.object, self.entities):
                return subject.name
        return ""

    def _doubt(self, statements: Sequence[Statement], placed: Sequence[Placed]) -> str:
        """The words that now stand in place of a quote, if they may say something else than the claim; else ""."""
        if any(one.place.fit is Fit.EXACT for one in placed):
            return ""  # one quote that is as it was is enough
        names = [bare(name) for statement in statements for name in words_of(statement)]
        quotes = [(bare(p.anchor.exact), self.document.quote(p.place.span)) for p in placed if p.place.span]
        for old, new in quotes:
            is_named = all(name in bare(new) for name in names if name in old)
            if is_named and _NUMBER.findall(old) == _NUMBER.findall(bare(new)):
                return ""
        return quotes[0][1]

    def _place(self, anchor: Anchor) -> Place:
        if anchor not in self._places:
            if anchor.document == self.document.name:
                self._places[anchor] = self._ground.place(anchor)
            elif anchor.document in self._gone:
                self._places[anchor] = self._ground.place_whole(anchor)
            else:
                self._places[anchor] = Place(Fit.MISSING)
        return self._places[anchor]

    def _evidence(self, span: Span) -> Evidence:
        text = self.document.text
        before, after = text[max(0, span.start - _CONTEXT) : span.start], text[span.end : span.end + _CONTEXT]
        return Evidence(self.document.id, span, self.document.quote(span), before, after)


def _qualifiers(statement: Statement) -> tuple[tuple[str, Term], ...]:
    return tuple(sorted(statement.qualifiers, key=lambda pair: pair[0]))
