"""One report's facts, looked up from both sides, and the places that it speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from kg.extract.divisions import chain, find_divisions
from kg.model import Entity, EntityType, Extraction, Fact, Literal, Term
from kg.resolve.names import Placed, city_of, is_county, placed, short_division_name

_HELD_IN = 4  # votes of a fact that says where; a name that opens with a place has one

_PART_OF_ID = re.compile(r"_")


class Reading:
    """The facts of one extraction by subject and by object, and the division that each section speaks from."""

    def __init__(self, extraction: Extraction) -> None:
        self.entities = {entity.id: entity for entity in extraction.entities}
        self.about: dict[str, list[Fact]] = {}
        self.naming: dict[str, list[Fact]] = {}
        for fact in extraction.facts:
            self.about.setdefault(fact.subject, []).append(fact)
            if isinstance(fact.object, str):
                self.naming.setdefault(fact.object, []).append(fact)
        self.events: dict[str, dict[str, set[str]]] = {}
        self.report = extraction.document.id
        self._facts = extraction.facts

    def objects(self, subject: str, *predicates: str) -> Iterator[str]:
        """The things or values that a thing has under some predicates, in the order of the facts."""
        for fact in self.about.get(subject, ()):
            if fact.predicate in predicates:
                yield text_of(fact.object)

    def subjects(self, thing: str, *predicates: str) -> Iterator[str]:
        """The things that have a thing under some predicates."""
        for fact in self.naming.get(thing, ()):
            if fact.predicate in predicates:
                yield fact.subject

    def name(self, id: str) -> str:
        """The name of an entity; the CURIE's local part where it is none of the report."""
        entity = self.entities.get(id)
        return entity.name if entity else id.partition(":")[2]

    def sections(self, id: str) -> set[int]:
        """The sections whose facts speak of a thing."""
        return {fact.section for fact in (*self.about.get(id, ()), *self.naming.get(id, ()))}

    @cached_property
    def context(self) -> tuple[str, ...]:
        """The names of all divisions that the report names, with those above them."""
        names = sorted({n for e in self.entities.values() for n in (e.name, *e.aliases, *owners(e.id))})
        found = {d for name in names for _, d in find_divisions(name) if d.code}
        codes = {c for e in self.entities.values() if (c := division_code(e))}
        above = {short_division_name(c) for code in codes for c in (code, city_of(code)) if c}
        return tuple(sorted({n for d in found for n in chain(d)} | above - {""}))

    def placed(self, id: str) -> Placed:
        """An entity's name and the division in front of it; told by its CURIE where the report names two of that name."""
        found = placed(self.name(id), self.context)
        told = placed(_PART_OF_ID.split(id.partition(":")[2])[0]) if found.code and not found.is_placed else found
        return told if told.is_placed else found

    def code(self, name: str) -> str:
        """The code of the division that a name opens with, "" where it opens with none that is known."""
        found = placed(name, self.context)
        return found.code if found.is_placed else ""

    def place_of(self, id: str) -> str:
        """The code of the division that the sections of a thing speak from: the county they name most, else the city."""
        votes: Counter[str] = Counter()
        for section in self.sections(id):
            votes.update(self._votes.get(section, {}))
        counties = {code: count for code, count in votes.items() if is_county(code)}
        best = counties or votes
        return max(best, key=lambda code: (best[code], code)) if best else ""

    @cached_property
    def _votes(self) -> dict[int, Counter[str]]:
        votes: dict[int, Counter[str]] = {}
        for fact in self._facts:
            counter = votes.setdefault(fact.section, Counter())
            for id in (fact.subject, fact.object):
                entity = self.entities.get(id) if isinstance(id, str) else None
                if entity is None or entity.type in (EntityType.DOCUMENT, EntityType.QUANTITY):
                    continue
                code = division_code(entity) or next(
                    filter(None, map(self.code, (entity.name, *owners(entity.id)))), ""
                )
                if code:
                    counter[code] += _HELD_IN if fact.predicate == "kg:heldInDistrict" else 1
        return votes


def text_of(term: Term) -> str:
    """A CURIE, or the lexical form of a literal."""
    return term.value if isinstance(term, Literal) else term


def division_code(entity: Entity) -> str:
    """The code of a place that is an administrative division, "" for any other entity."""
    return next((text_of(value) for name, value in entity.properties if name == "kg:divisionCode"), "")


def owners(id: str) -> tuple[str, ...]:
    """What a local CURIE has behind the name, without the year: the place or enterprise whose thing it is."""
    return tuple(part for part in _PART_OF_ID.split(id)[1:] if not re.fullmatch(r"\d{4}年|第\d+节", part))


def years_of_id(id: str) -> tuple[str, ...]:
    """The year that a local CURIE was given to tell the thing from those of other years."""
    return tuple(part[:4] for part in _PART_OF_ID.split(id)[1:] if re.fullmatch(r"\d{4}年", part))
