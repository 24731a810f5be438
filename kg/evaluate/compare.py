"""One claim against one gold fact: whether they say the same."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from kg.evaluate.align import Alignment
from kg.evaluate.claims import Claim, Term
from kg.evaluate.gold_sets import GoldFact, Row
from kg.evaluate.names import day_part, event_type, iso_date, likeness, normalise, ordinal
from kg.evaluate.vocabulary import vocabulary

#: How strong a match is through the value itself, and through one that is accepted for it.
_SAME, _ACCEPTED = 1.0, 0.9
_LEAST_SIMILARITY = 0.85


def agreement(fact: GoldFact, claim: Claim, alignment: Alignment) -> float:
    """0 where claim and fact differ, otherwise how strongly they agree, at most 1."""
    if claim.relation not in fact.relations or not same_place(fact, claim):
        return 0.0
    if fact.relation in vocabulary().naming:
        return _same_naming(fact, claim, alignment)
    if not alignment.resolve(claim.subject, claim.section) & fact.subject_ids:
        return 0.0
    return value_agreement(fact, claim, alignment)


def same_place(fact: GoldFact, claim: Claim) -> bool:
    """Whether the claim stands in a section where gold states the fact; what lasts may stand anywhere."""
    return fact.relation in vocabulary().lasting or claim.section in fact.sections


def value_agreement(fact: GoldFact, claim: Claim, alignment: Alignment) -> float:
    """The agreement of the values alone."""
    wanted, given = fact.ends[1], claim.value
    kind = wanted["type"]
    if kind in ("Date", "Quantity", "Post") and given.type != kind:
        return 0.0
    if kind == "Date":
        date = iso_date(given.date)
        return _SAME if date == wanted["date"] else _ACCEPTED * (date in fact.other_values)
    if kind == "Quantity":
        return _SAME * _same_quantity(wanted, given)
    if kind == "Post":
        return _same_post(fact, given, claim.section, alignment)
    if kind == "Text":
        return _same_text(fact, given.name)
    return _same_thing(fact, given, claim.section, alignment)


def _same_quantity(wanted: Row, given: Term) -> bool:
    units = vocabulary().units
    near = given.number is not None and abs(given.number - float(wanted["number"])) < 1e-9
    return near and units.find(given.unit) == units.find(wanted["unit"])


def _same_post(fact: GoldFact, given: Term, section: int, alignment: Alignment) -> float:
    if given.organisation is None:
        return 0.0
    wanted, role, names = fact.ends[1], normalise(given.role), given.organisation.names
    if role == normalise(wanted["role"]) and wanted["org"]["id"] in alignment.exactly(names, section):
        return _SAME
    known = set(map(normalise, names))
    posts = (post for post in fact.other_values if isinstance(post, dict))
    return _ACCEPTED * any(role == normalise(post["role"]) and normalise(post["org"]) in known for post in posts)


def _same_text(fact: GoldFact, given: str) -> float:
    wanted: str = fact.ends[1]["text"]
    if not given:
        return 0.0
    if fact.relation == "eventType":
        kind = event_type(given)
        return _SAME if kind == wanted else _ACCEPTED * (kind in fact.other_values)
    if fact.relation == "partOfDay":
        return float(day_part(given) == wanted)
    if fact.relation == "edition":
        number = ordinal(given)
        return float(number is not None and number == ordinal(wanted))
    best = max(likeness(given, form) for form in (wanted, *fact.other_values))
    return best if best >= vocabulary().least_similarity.get(fact.relation, _LEAST_SIMILARITY) else 0.0


def _same_thing(fact: GoldFact, given: Term, section: int, alignment: Alignment) -> float:
    found = alignment.resolve(given, section)
    if fact.ends[1]["id"] in found:
        return _SAME
    forms = [form for form in fact.other_values if isinstance(form, str)]
    if not found.isdisjoint(forms):
        return _ACCEPTED
    if given.type in ("Date", "Quantity", "Post"):
        return 0.0
    names = {normalise(form) for form in forms if form not in alignment.gold.entities}
    return _ACCEPTED * (normalise(given.name) in names)


def _same_naming(fact: GoldFact, claim: Claim, alignment: Alignment) -> float:
    """Symmetric: one side is the form that gold gives, the other names the thing."""
    forms = set(map(normalise, (fact.value["text"], *fact.other_values)))
    names = set(map(normalise, alignment.gold.entities[fact.subject["id"]].names_in(None)))
    one, other = normalise(claim.subject.name), normalise(claim.value.name)
    if not one or not other or one == other:
        return 0.0
    return float((other in forms and one in names) or (one in forms and other in names))


def claim_key(claim: Claim, alignment: Alignment) -> Hashable:
    """What makes two claims one: relation, subject and value as they were understood, and the section if it counts."""
    words = vocabulary()
    section = None if claim.relation in words.lasting else claim.section
    if claim.relation in words.naming:
        subject: Hashable = normalise(claim.subject.name)
    else:
        found = alignment.resolve(claim.subject, claim.section)
        subject = found or (claim.section, claim.subject.key)
    return section, claim.relation, subject, value_key(claim, alignment)


def value_key(claim: Claim, alignment: Alignment) -> Hashable:
    """What makes two values one."""
    value = claim.value
    if value.type == "Date":
        return "date", iso_date(value.date)
    if value.type == "Quantity":
        return "quantity", value.number, vocabulary().units.find(value.unit)
    if value.type == "Post":
        return "post", normalise(value.role), normalise(value.organisation.name if value.organisation else "")
    if claim.relation not in vocabulary().naming and (found := alignment.resolve(value, claim.section)):
        return "entity", found
    return "text", event_type(value.name) if claim.relation == "eventType" else normalise(value.name)


def understood(raw: Any) -> str:
    """A gold value as a person reads it."""
    kind = raw["type"]
    if kind == "Quantity":
        return f"{raw['number']} {raw['unit']}"
    if kind == "Post":
        return f"{raw['role']} @ {raw['org']['name']}"
    return str(raw["date"] if kind == "Date" else raw.get("text") or raw["name"])
