"""What was not understood: sentences that gave no fact, and declared numbers that the facts do not meet.

A report that says 43项活动 and names three of them is not wrong, and the graph that holds three is not either; but who
counts in the graph should know. Which facts a number is held against stands in `data/patterns/completeness.toml`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.evaluate.names import normalise
from kg.model import Document, Entity, Evidence, Extraction, Fact, Literal, Span
from kg.resources import patterns


@dataclass(frozen=True, slots=True)
class Declared:
    """A number that a report states, and the things that were found of what it counts.

    `said` is the number as the report has it (43项), `of` the thing it is said of, or the list that it closes; `counts`
    is the qualifier of the fact, or "" for a list. `listed` is how many a list names, 0 without a list.
    """

    section: int
    evidence: Evidence
    of: str
    said: str
    counts: str
    number: float
    approximation: str
    found: tuple[str, ...]
    listed: int = 0

    @property
    def is_met(self) -> bool:
        """Whether as many were found as are declared, or all of a list that is open (甲、乙等十家企业)."""
        if self.approximation == "at_most":
            return bool(self.found)
        return len(self.found) >= (self.listed or self.number)


@dataclass(frozen=True, slots=True)
class Silent:
    """A sentence that gave no fact."""

    section: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Completeness:
    """What a report said and what was made of it, in the order of the text."""

    document: str
    title: str
    text: str
    silent: tuple[Silent, ...]
    declared: tuple[Declared, ...]

    @property
    def unmet(self) -> tuple[Declared, ...]:
        """The declared numbers that the facts do not meet."""
        return tuple(number for number in self.declared if not number.is_met)

    def in_order(self) -> list[Silent | Declared]:
        """Silent sentences and numbers in the order of the text."""
        gaps: list[Silent | Declared] = [*self.silent, *self.declared]
        return sorted(gaps, key=lambda gap: gap.evidence.span)

    def sentence(self, gap: Silent | Declared) -> str:
        """The silent sentence, or the sentence of a number with the number marked, on one line."""
        from kg.query.passages import passage

        found = passage(self.text, gap.evidence.span.start, gap.evidence.span.end)
        return found.quote if isinstance(gap, Silent) else found.marked()


def completeness(extraction: Extraction) -> Completeness:
    """The silent sentences and declared numbers of one report.

    >>> from kg.build import extract
    >>> from kg.readers import document_from_text
    >>> text = "9月4日，青山区2020年“质量月”启动仪式在青山会堂举行。本次“质量月”共有43项活动。"
    >>> [(n.said, len(n.found), n.is_met) for n in completeness(extract(document_from_text(text, "青山"))).declared]
    [('43项', 1, False)]
    """
    document = extraction.document
    silent = (Silent(document.section_at(gap.start).index, document.evidence(gap)) for gap in extraction.gaps)
    entities = {entity.id: entity for entity in extraction.entities}
    lists = list(_lists(extraction, entities))
    numbers = [n for n in _numbers(extraction, entities) if not any(_same_number(n, other) for other in lists)]
    ordered = sorted((*numbers, *lists), key=lambda declared: declared.evidence.span)
    return Completeness(document.name, document.title, document.text, tuple(silent), tuple(ordered))


def section_of(document: Document, position: int) -> int:
    """The section that holds a position of the source text."""
    at = bisect_left(document.offsets, position)
    return document.section_at(min(at, max(len(document.offsets) - 1, 0))).index if document.sections else 0


def _numbers(extraction: Extraction, entities: dict[str, Entity]) -> Iterator[Declared]:
    rules = {rule["counts"]: rule for rule in patterns("completeness")["number"]}
    for fact in extraction.facts:
        counts = _qualifier(fact, "kg:counts")
        if fact.predicate != "kg:quantity" or counts not in rules:
            continue
        quantity, subject = entities[str(fact.object)], entities[fact.subject]
        properties = {name: _lexical(value) for name, value in quantity.properties}
        yield Declared(
            fact.section,
            fact.evidence[0],
            subject.name,
            quantity.name,
            counts,
            float(properties["kg:number"]),
            properties.get("kg:approximation", "exact"),
            _named(fact, rules[counts], extraction, entities),
        )


def _named(
    quantity: Fact, rule: dict[str, Any], extraction: Extraction, entities: dict[str, Entity]
) -> tuple[str, ...]:
    """The names of the things of what a number counts, in the order of the facts."""
    names: dict[str, str] = {}
    for fact in extraction.facts:
        holder, thing = (fact.object, fact.subject) if rule.get("turned") else (fact.subject, fact.object)
        if fact.predicate not in rule["facts"] or holder != quantity.subject:
            continue
        entity = entities.get(str(thing))
        if entity is not None and entity.type in rule["types"]:
            names[entity.id] = entity.name
    return tuple(names.values())


def _lists(extraction: Extraction, entities: dict[str, Entity]) -> Iterator[Declared]:
    from kg.extract.numbers import parse_numeral

    document, rule = extraction.document, patterns("completeness")["list"]
    for match in re.finditer(rule["regex"], document.clean):
        number = parse_numeral(match["number"])
        items = list(re.finditer("[^、]+", match["list"]))
        if not number or (number != len(items) and not match["more"]) or number < len(items):
            continue
        told = _told_of(extraction, entities, document.source_span(Span(*match.span("list"))), rule["types"])
        found: dict[str, str] = {}
        for item in items:
            named = (e for e in told if e.id not in found and _is_named(e, item.group()))
            found.update((entity.id, entity.name) for entity in list(named)[:1])
        yield Declared(
            document.section_at(match.start()).index,
            document.evidence(Span(match.start(), match.end())),
            match["list"],
            match["number"] + match["unit"],
            "",
            number,
            "exact",
            tuple(found.values()),
            len(items),
        )


def _is_named(entity: Entity, item: str) -> bool:
    """Whether an item of a list names an entity, also by its place's short form: 区教育局 of 青山区教育局."""
    own = normalise(item[1:] if len(item) > 3 and item[0] in "省市区县州" else item)
    return any(name in item or normalise(name).endswith(own) for name in (entity.name, *entity.aliases))


def _told_of(extraction: Extraction, entities: dict[str, Entity], span: Span, types: list[str]) -> list[Entity]:
    """The entities of some types that facts with a quote in a stretch of the source speak of, longest names first."""
    near = (fact for fact in extraction.facts if any(e.span.overlaps(span) for e in fact.evidence))
    ends = {
        end: entities[end] for f in near for end in (f.object, f.subject) if isinstance(end, str) and end in entities
    }
    return sorted((e for e in ends.values() if e.type in types), key=lambda e: (-len(e.name), e.id))


def _same_number(number: Declared, other: Declared) -> bool:
    """Whether a number is the one that a list closes."""
    return number.number == other.number and number.evidence.span.overlaps(other.evidence.span)


def _qualifier(fact: Fact, name: str) -> str:
    return next((_lexical(value) for predicate, value in fact.qualifiers if predicate == name), "")


def _lexical(term: str | Literal) -> str:
    return term.value if isinstance(term, Literal) else term
