"""What is worth a look first: conflicts, proposals of identity, facts with little support, names without a fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any

from kg.compare import conflicts
from kg.model import Anchor, Decision
from kg.query import Solutions, run_named
from kg.query.passages import passage
from kg.query.table import one_line
from kg.rdf import FactRow, facts_from_store, ontology, text_of
from kg.rdf.terms import compact
from kg.resolve.keys import slug
from kg.review.claims import anchors_of, curie_of, document_name

if TYPE_CHECKING:
    from kg.rdf.read import Matching


class Kind(StrEnum):
    """Why something is worth a look; the order is that of the list."""

    CONFLICT = "conflict"
    PROPOSAL = "proposal"
    SUPPORT = "support"
    CANDIDATE = "candidate"
    FACT = "fact"

    @property
    def zh(self) -> str:
        """The word for it in Chinese."""
        return {
            "conflict": "说法不一",
            "proposal": "疑为同一",
            "support": "依据单薄",
            "candidate": "未成事实",
            "fact": "事实",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at: what, why, and the words of the report.

    `id` is the CURIE of the fact, proposal or candidate; `row` the fact, where it is one; `pair` the two things of a
    proposal, as CURIEs; `document` the name of the report; `quote` stands in its sentence, marked by 【】.
    """

    kind: Kind
    id: str
    claim: str
    note: str = ""
    quote: str = ""
    document: str = ""
    row: FactRow | None = None
    pair: tuple[str, ...] = ()


class Worklist:
    """What is worth a look in a store, without what the log decides already."""

    def __init__(self, store: Matching, decisions: Iterable[Decision] = ()) -> None:
        self._store: Any = store
        self._texts: dict[str, str] = {}
        self._decided: set[tuple[str, Anchor]] = set()
        self._pairs: set[frozenset[str]] = set()
        for decision in decisions:
            self.note(decision)

    def note(self, decision: Decision) -> None:
        """Leave out what this decides from now on."""
        for statement in filter(None, (decision.statement, decision.to)):
            self._decided |= {(statement.predicate, anchor) for anchor in decision.anchors}
        self._pairs.add(frozenset(thing.id for thing in decision.things))

    def items(self, kinds: Sequence[Kind] = (), limit: int | None = None) -> Iterator[Item]:
        """The items by kind, in the order of `Kind`; without `kinds` all but plain facts."""
        makers = {
            Kind.CONFLICT: self._conflicts,
            Kind.PROPOSAL: self._proposals,
            Kind.SUPPORT: self._weak,
            Kind.CANDIDATE: self._candidates,
        }
        found = (item for kind, make in makers.items() if not kinds or kind in kinds for item in make())
        return islice(found, limit)

    def facts(self, limit: int | None = None, **conditions: str | None) -> Iterator[Item]:
        """All facts, decided or not, with the conditions of `kg.rdf.facts_from_store`."""
        rows = facts_from_store(self._store, **conditions)
        return islice((self.fact(row, Kind.FACT) for row in rows), limit)

    def is_open(self, row: FactRow) -> bool:
        """Whether nobody has decided on a fact."""
        anchors = anchors_of(row, self._store.base)
        return not row.decisions and not any((row.predicate, anchor) in self._decided for anchor in anchors)

    def fact(self, row: FactRow, kind: Kind, note: str = "") -> Item:
        """The item of a fact."""
        claim = f"{row.subject_label} · {row.predicate_label_zh} · {one_line(row.object_label)}"
        start, end = max((found[:2] for found in row.evidence), key=lambda s: s[1] - s[0], default=(0, 0))
        marked = passage(self._text(row.document), start, end).marked() if end else ""
        name = document_name(row.document, self._store.base)
        return Item(kind, compact(row.id, self._store.base), claim, note, marked, name, row)

    def _conflicts(self) -> Iterator[Item]:
        told: set[str] = set()
        for found in conflicts(self._store):
            for one, other in ((found.one, found.other), (found.other, found.one)):
                for row in facts_from_store(self._store, entity=found.thing, predicate=found.predicate):
                    is_it = row.subject == found.thing and row.object == one.fact.object
                    if is_it and self.is_open(row) and row.id not in told:
                        told.add(row.id)
                        says, quote = other.fact.object_label, other.fact.evidence[0][2]
                        note = f"另一报告说“{one_line(says)}”：{one_line(quote)} another report differs"
                        yield self.fact(row, Kind.CONFLICT, note)

    def _proposals(self) -> Iterator[Item]:
        for quad in self._store.match(None, "rdf:type", "kg:Proposal"):
            proposal, base = text_of(quad.subject), self._store.base
            ends = [text_of(q.object) for p in ("kg:one", "kg:other") for q in self._store.match(proposal, p)]
            pair = tuple(curie_of(end, base) for end in ends)
            if len(pair) != 2 or frozenset(pair) in self._pairs:
                continue
            reasons = {p: self._values(proposal, p) for p in ("kg:reasonFor", "kg:reasonAgainst")}
            note = f"同一 for: {reasons['kg:reasonFor']} 不同 against: {reasons['kg:reasonAgainst']}"
            claim = " = ".join(f"{self._label(end)} ({curie})？" for end, curie in zip(ends, pair, strict=True))
            yield Item(Kind.PROPOSAL, compact(proposal, base), claim, note, pair=pair)

    def _weak(self) -> Iterator[Item]:
        """Facts that one quote of one report supports which names neither end: they hang on how the text was read."""
        note = "只有一处原文，且未点明双方 one quote, which names neither side"
        for row in facts_from_store(self._store):
            if len(row.evidence) == 1 and self.is_open(row) and not self._names_an_end(row) and self._is_alone(row):
                yield self.fact(row, Kind.SUPPORT, note)

    def _names_an_end(self, row: FactRow) -> bool:
        if row.object_type == "Quantity" or (row.object_is_literal and row.object_type != "rdf:langString"):
            return True  # a date or number is not written as the graph has it
        words = slug(row.evidence[0][2])
        ends = [name for end in (row.subject, row.object) for name in self._names(end)]
        return any(slug(name) in words or words in slug(name) for name in (*ends, row.object_label))

    def _names(self, thing: str) -> list[str]:
        if "://" not in thing:
            return []
        return [text_of(q.object) for p in ("rdfs:label", "skos:altLabel") for q in self._store.match(thing, p)]

    def _is_alone(self, row: FactRow) -> bool:
        """Whether no other fact says the same."""
        facts = (text_of(q.subject) for q in self._store.match(None, "rdf:subject", row.subject))
        return not any(
            fact != row.id
            and any(text_of(q.object) == row.object for q in self._store.match(fact, "rdf:object"))
            and any(self._store.match(fact, "rdf:predicate", row.predicate))
            for fact in facts
        )

    def _candidates(self) -> Iterator[Item]:
        """Names and numbers that no fact speaks of, by report, in the order of the text."""
        found: list[tuple[str, int, str]] = []
        for quad in self._store.match(None, "kg:candidate"):
            candidate = text_of(quad.object)
            selector = self._value(candidate, "oa:hasSelector")
            found.append((text_of(quad.subject), int(self._value(selector, "oa:start")), candidate))
        for document, start, candidate in sorted(found):
            end = int(self._value(self._value(candidate, "oa:hasSelector"), "oa:end"))
            text = self._text(document)
            reason = ontology().label(compact(self._value(candidate, "kg:reason"), self._store.base))
            kind = ontology().label(compact(self._value(candidate, "kg:seemsToBe"), self._store.base))
            note = f"疑为{kind}，{reason} no fact speaks of it"
            marked, words = passage(text, start, end).marked(), one_line(text[start:end])
            name = document_name(document, self._store.base)
            yield Item(Kind.CANDIDATE, compact(candidate, self._store.base), words, note, marked, name)

    def _rows(self, query: str) -> Iterator[dict[str, str]]:
        result = run_named(self._store, query, {})
        assert isinstance(result, Solutions)
        yield from result.rows()

    def _text(self, document: str) -> str:
        if document not in self._texts:
            found = next(self._store.match(document, "kg:text"), None)
            self._texts[document] = text_of(found.object) if found else ""
        return self._texts[document]

    def _value(self, thing: str, predicate: str) -> str:
        return text_of(next(self._store.match(thing, predicate)).object)

    def _label(self, thing: str) -> str:
        return min((text_of(q.object) for q in self._store.match(thing, "rdfs:label")), default="")

    def _values(self, thing: str, predicate: str) -> str:
        return "；".join(sorted(text_of(q.object) for q in self._store.match(thing, predicate))) or "无 none"
