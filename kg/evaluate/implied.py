"""What follows from gold without standing in it: claims that are neither right nor wrong."""

from __future__ import annotations

from collections.abc import Iterable

from kg.evaluate.align import Alignment
from kg.evaluate.claims import Claim
from kg.evaluate.compare import value_agreement
from kg.evaluate.names import event_type, normalise
from kg.evaluate.vocabulary import vocabulary

#: A type of event that says nothing wrong of any event.
_GENERIC = "themed_activity"
_SHORTEST_PIECE = 4


def is_implied(claim: Claim, alignment: Alignment) -> bool:
    """Whether the claim follows from gold facts about the parts and wholes of its subject."""
    gold, relation = alignment.gold, claim.relation
    subjects = alignment.resolve(claim.subject, claim.section)
    if relation == "partOf":
        return not alignment.resolve(claim.value, claim.section).isdisjoint(_wholes(subjects, alignment))
    if relation in vocabulary().naming:
        return _names_one_thing(claim, alignment)
    if relation == "eventType":
        return event_type(claim.value.name) == _GENERIC and any(gold.entities[s].happens for s in subjects)
    if relation == "focus" and _is_piece_of_theme(claim, subjects, alignment):
        return True
    if relation == "presentedAt" and _presented_in_part(claim, subjects, alignment):
        return True
    return _holds_of_relative(claim, subjects, alignment)


def _wholes(entities: Iterable[str], alignment: Alignment) -> set[str]:
    return set[str]().union(*(alignment.gold.wholes.get(e, ()) for e in entities))


def _names_one_thing(claim: Claim, alignment: Alignment) -> bool:
    both = {normalise(claim.subject.name), normalise(claim.value.name)}
    return len(both) == 2 and any(
        both <= set(map(normalise, entity.names_in(claim.section))) for entity in alignment.gold.entities.values()
    )


def _is_piece_of_theme(claim: Claim, subjects: frozenset[str], alignment: Alignment) -> bool:
    """A piece of a theme, aim or topic of the same event or of a part of it."""
    gold, piece = alignment.gold, normalise(claim.value.name)
    if len(piece) < _SHORTEST_PIECE:
        return False
    near = set(subjects).union(*(gold.parts.get(s, ()) for s in subjects))
    facts = (fact for relation in ("theme", "purpose", "focus") for fact in gold.of_relation.get(relation, ()))
    return any(
        fact.section == claim.section
        and fact.holders() & near
        and fact.value["type"] == "Text"
        and piece in normalise(fact.value["text"])
        for fact in facts
    )


def _presented_in_part(claim: Claim, subjects: frozenset[str], alignment: Alignment) -> bool:
    """Presented at the whole of the event that gold names."""
    gold = alignment.gold
    values = alignment.resolve(claim.value, claim.section)
    return any(
        fact.subject["id"] in subjects and values & gold.wholes.get(fact.value["id"], set())
        for fact in gold.of_relation.get("presentedAt", ())
    )


def _holds_of_relative(claim: Claim, subjects: frozenset[str], alignment: Alignment) -> bool:
    """A part has the date, venue, district and organisers of its whole; a whole has the people of its parts."""
    gold, words = alignment.gold, vocabulary()
    relatives: set[str] = set()
    for whole in _wholes(subjects, alignment):
        passed_on = words.from_series if gold.entities[whole].type == "Series" else words.from_event
        if claim.relation in passed_on:
            relatives.add(whole)
    if claim.relation in words.from_parts:
        relatives.update(*(gold.parts.get(s, ()) for s in subjects))
    return any(
        fact.holders() & relatives and value_agreement(fact, claim, alignment) > 0
        for fact in gold.accepting.get(claim.relation, ())
    )
