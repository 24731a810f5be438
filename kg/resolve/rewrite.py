"""The facts of a report over the things of the graph, in place of the report's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.model import Entity, EntityType, Extraction, Fact, Literal, Term, unique
from kg.resolve.identity.resolution import canonical_of, resolve_all
from kg.resolve.keys import slug
from kg.resolve.profile import Canonical
from kg.resolve.profiles import profiles
from kg.resolve.qualifiers import merged

_POST_IN = "kg:postIn"


def together(extractions: Sequence[Extraction]) -> list[Extraction]:
    """The extractions with one CURIE for what is one thing in several of them; each keeps its own names."""
    found = [profiles(extraction) for extraction in extractions]
    resolution = resolve_all(profile for some in found for profile in some)
    rewritten = []
    for extraction, some in zip(extractions, found, strict=True):
        names = {profile.id: profile.name for profile in some}
        things = canonical_of(some, resolution)
        own = {local: Canonical(thing.id, names[local]) for local, thing in things.items()}
        rewritten.append(rewrite(extraction, own))
    return rewritten


def rewrite(extraction: Extraction, canonical: Mapping[str, Canonical]) -> Extraction:
    """The extraction with each entity under the CURIE and name that the graph has for it.

    `canonical` maps local CURIEs; what it leaves out stays as it is, but for posts, whose CURIE and name follow their
    organization's. Names of the report that are not the graph's become aliases. Facts that come to say the same in one
    section become one with all evidence; a fact between a thing and itself goes.
    """
    names = dict(canonical)
    for entity in extraction.entities:
        if entity.type is EntityType.POST:
            names[entity.id] = _post(entity, names)
    entities: dict[str, Entity] = {}
    for entity in extraction.entities:
        thing = names.get(entity.id, Canonical(entity.id, entity.name))
        renamed = _entity(entity, thing, names)
        old = entities.get(thing.id)
        entities[thing.id] = renamed if old is None else _joined(old, renamed)
    facts = _facts(extraction.facts, names)
    ordered = tuple(entities[id_] for id_ in sorted(entities))
    return replace(extraction, entities=ordered, facts=facts)


def _post(post: Entity, names: Mapping[str, Canonical]) -> Canonical:
    """A post is a role in an organization: its CURIE and its name say both."""
    properties = dict(post.properties)
    body, role = properties.get(_POST_IN), properties.get("kg:role")
    if not isinstance(body, str) or not isinstance(role, Literal) or body not in names:
        return Canonical(post.id, post.name)
    thing = names[body]
    key, last = thing.id.partition(":")[2], slug(role.value)
    return Canonical(f"post:{key}" if last in key else f"post:{key}_{last}", thing.name + role.value)


def _entity(entity: Entity, thing: Canonical, names: Mapping[str, Canonical]) -> Entity:
    aliases = tuple(sorted({entity.name, *entity.aliases} - {thing.name}))
    if entity.type is EntityType.POST:
        aliases = ()  # the post has no other name than that of its organization
    properties = tuple((predicate, _term(value, names)) for predicate, value in entity.properties)
    return Entity(thing.id, entity.type, thing.name, aliases, properties)


def _joined(one: Entity, other: Entity) -> Entity:
    aliases = tuple(sorted({*one.aliases, *other.aliases}))
    return replace(one, aliases=aliases, properties=unique((*one.properties, *other.properties)))


def _term(term: Term, names: Mapping[str, Canonical]) -> Term:
    return names[term].id if isinstance(term, str) and term in names else term


def _facts(facts: Iterable[Fact], names: Mapping[str, Canonical]) -> tuple[Fact, ...]:
    drafts: dict[tuple[str, str, Term, int], _Joint] = {}
    for fact in facts:
        subject, value = _term(fact.subject, names), _term(fact.object, names)
        assert isinstance(subject, str)
        if subject != value:
            qualifiers = tuple((name, _term(term, names)) for name, term in fact.qualifiers)
            changed = replace(fact, subject=subject, object=value, qualifiers=qualifiers)
            drafts.setdefault((subject, fact.predicate, value, fact.section), _Joint()).facts.append(changed)
    return tuple(joint.fact() for joint in drafts.values())


@dataclass
class _Joint:
    """Facts that say the same in one section."""

    facts: list[Fact] = field(default_factory=list)

    def fact(self) -> Fact:
        first = self.facts[0]
        if len(self.facts) == 1:
            return first
        evidence = unique(e for fact in self.facts for e in fact.evidence)
        return replace(first, evidence=evidence, qualifiers=merged(q for fact in self.facts for q in fact.qualifiers))
