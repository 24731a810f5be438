"""The entity of a report that a decision means, made where the report has none."""

from __future__ import annotations

from collections.abc import Collection

from kg.model import PREFIX_OF_TYPE, Document, Entity, EntityType, Literal, Term, Thing
from kg.resolve.keys import join, slug
from kg.review.match import is_thing


def entity_for(thing: Thing, entities: dict[str, Entity], near: Collection[str], document: Document) -> str:
    """The CURIE of the entity that is this thing; of several the one with that CURIE, then one `near`, then the first.

    Where there is none, it is added to `entities`, with what defines it.
    """
    if thing.type is EntityType.DOCUMENT:
        entities.setdefault(document.id, Entity(document.id, thing.type, document.title or document.name))
        return document.id
    same = [curie for curie, entity in entities.items() if is_thing(thing, entity, entities)]
    if same:
        return min(same, key=lambda curie: (curie != thing.id, curie not in near, curie))
    properties: list[tuple[str, Term]] = []
    for predicate, value in thing.properties:
        term = entity_for(value, entities, near, document) if isinstance(value, Thing) else value
        properties.append((predicate, term))
    curie = _curie(thing, dict(properties), entities)
    entities[curie] = Entity(curie, thing.type, thing.name, _aliases(thing), tuple(properties))
    return curie


def _curie(thing: Thing, properties: dict[str, Term], entities: dict[str, Entity]) -> str:
    """As `kg.resolve` would call it where the name alone decides, else the CURIE that it had in the graph."""
    prefix = PREFIX_OF_TYPE[thing.type]
    if thing.type is EntityType.POST:
        body = entities.get(str(properties.get("kg:postIn", "")))
        role = _lexical(properties.get("kg:role")) or thing.name
        return f"{prefix}:{join(body.name, role)}" if body else f"{prefix}:{slug(role)}"
    if thing.type is EntityType.QUANTITY:
        number, unit, how = (_lexical(properties.get(p)) for p in ("kg:number", "kg:unit", "kg:approximation"))
        return f"{prefix}:{number}-{slug(unit)}-{how}"
    return thing.id if thing.id.startswith(f"{prefix}:") else f"{prefix}:{slug(thing.name)}"


def _lexical(value: Term | None) -> str:
    return value.value if isinstance(value, Literal) else ""


def _aliases(thing: Thing) -> tuple[str, ...]:
    return tuple(sorted({name for name in thing.names if name != thing.name}))
