"""Which thing, which claim a decision means: by CURIE where that still holds, else by type and name."""

from __future__ import annotations

from collections.abc import Mapping

from kg.model import Entity, EntityType, Fact, Literal, Statement, Term, Thing, Value
from kg.resolve.keys import slug

_WORDS = ("rdf:langString", "xsd:string")  # texts are compared as names are, dates and numbers as they are

Entities = Mapping[str, Entity]


def is_thing(thing: Thing, entity: Entity, entities: Entities) -> bool:
    """Whether an entity of a report is the thing that a decision names."""
    if thing.type is not entity.type:
        return False
    if thing.type is EntityType.DOCUMENT or (thing.id and thing.id == entity.id):
        return True  # a report speaks of no other document than itself
    if _folded(thing.name, *thing.names) & _folded(entity.name, *entity.aliases):
        return True
    return thing.type is EntityType.POST and _is_post(thing, entity, entities)


def _is_post(thing: Thing, entity: Entity, entities: Entities) -> bool:
    """A post is its role in its organization, which may have got another name."""
    wanted, has = dict(thing.properties), dict(entity.properties)
    body, organization = wanted.get("kg:postIn"), entities.get(str(has.get("kg:postIn", "")))
    if wanted.get("kg:role") != has.get("kg:role") or not isinstance(body, Thing) or organization is None:
        return False
    return is_thing(body, organization, entities)


def is_value(value: Value, term: Term, entities: Entities) -> bool:
    """Whether the object of a fact is the one that a decision names."""
    if isinstance(value, Thing):
        entity = entities.get(term) if isinstance(term, str) else None
        return entity is not None and is_thing(value, entity, entities)
    return _literal_key(value) == _literal_key(term)


def is_claim(statement: Statement, fact: Fact, entities: Entities) -> bool:
    """Whether a fact claims what a decision is about; qualifiers do not count."""
    subject = entities.get(fact.subject)
    return (
        statement.predicate == fact.predicate
        and subject is not None
        and is_thing(statement.subject, subject, entities)
        and is_value(statement.object, fact.object, entities)
    )


def same_thing(one: Thing, other: Thing) -> bool:
    """Whether two decisions name one thing."""
    if one.type is not other.type:
        return False
    names = _folded(one.name, *one.names) & _folded(other.name, *other.names)
    return bool(names) or bool(one.id and one.id == other.id) or one.type is EntityType.DOCUMENT


def same_claim(one: Statement, other: Statement, entities: Entities) -> bool:
    """Whether two decisions are about one claim of a report that speaks of these entities."""
    return (
        one.predicate == other.predicate
        and _same_value(one.subject, other.subject, entities)
        and _same_value(one.object, other.object, entities)
    )


def _same_value(one: Value, other: Value, entities: Entities) -> bool:
    if isinstance(one, Thing) and isinstance(other, Thing):
        return same_thing(one, other) and not _are_namesakes(one, other, entities)
    if isinstance(one, Thing) or isinstance(other, Thing):
        return False
    return _literal_key(one) == _literal_key(other)


def _are_namesakes(one: Thing, other: Thing, entities: Entities) -> bool:
    """Whether the report itself tells two things of one name apart."""
    return one.id != other.id and one.id in entities and other.id in entities


def exact_first(statement: Statement, facts: list[Fact]) -> list[Fact]:
    """Of facts that claim this by name, those that do by CURIE, if there are any: the others speak of namesakes."""
    wanted = statement.object.id if isinstance(statement.object, Thing) else None
    return [f for f in facts if f.subject == statement.subject.id and wanted in (None, f.object)] or facts


def words_of(statement: Statement) -> tuple[str, ...]:
    """The names and the value of a claim, as they may stand in a quote."""
    parts: list[str] = []
    for value in (statement.subject, statement.object):
        if isinstance(value, Thing):
            parts += [value.name, *value.names]
            parts += [v.value for _, v in value.properties if isinstance(v, Literal)]
        elif isinstance(value, Literal):
            parts.append(value.value)
    return tuple(sorted({part for part in parts if part}))


def _folded(*names: str) -> set[str]:
    return {slug(name) for name in names if name}


def _literal_key(value: Literal | str) -> tuple[str, str]:
    if isinstance(value, str):
        return ("concept", value)
    return ("words", slug(value.value)) if value.datatype in _WORDS else ("value", value.value)
