"""The entities of one report: their CURIEs, their other names, and what defines them."""

from __future__ import annotations

from collections import Counter

from kg.extract.claims import Node, Object, PostNode, QuantityNode
from kg.extract.divisions import Scope, ancestors, resolve_division
from kg.extract.frames import Analysis, Frame
from kg.extract.patterns import pattern
from kg.model import PREFIX_OF_TYPE, Entity, EntityType, Fact, Literal, Term
from kg.resolve.keys import has_edition, has_year, join, qualified, region, region_of_name, slug

_LEAST_OTHER_NAME = 6  # characters; a shorter name of an event is only a word for it
_VOTES_OF_POST = 10  # a post says more about where somebody belongs than the section does
#: How a number is written that is not meant exactly.
_LABELS = {"about": "约{0}{1}", "at_least": "{0}多{1}", "at_most": "{0}{1}以内", "exact": "{0}{1}"}

Properties = tuple[tuple[str, Term], ...]


class Entities:
    """Mints CURIEs and collects entities; one per document."""

    def __init__(self, analysis: Analysis) -> None:
        self._document = analysis.document
        self._frames = {f.section.index: f for f in analysis.frames}
        self._people = _regions_of_people(analysis)
        self._surfaces = _surfaces(analysis)
        self._entities: dict[str, Entity] = {}

    def used_by(self, facts: tuple[Fact, ...]) -> tuple[Entity, ...]:
        """The entities that facts speak of, and those that describe these, by CURIE."""
        used = {f.subject for f in facts} | {f.object for f in facts if isinstance(f.object, str)}
        for curie in sorted(used & self._entities.keys()):
            used |= {v for _, v in self._entities[curie].properties if isinstance(v, str)}
        return tuple(self._entities[c] for c in sorted(used & self._entities.keys()))

    def term(self, value: Object, section: int) -> Term:
        """What a fact says in place of a claim's object: the CURIE of a thing, or the literal."""
        if isinstance(value, Node):
            return self.node(value, section)
        if isinstance(value, PostNode):
            return self._post(value, section)
        if isinstance(value, QuantityNode):
            return self._quantity(value)
        return value.value if value.datatype == "curie" else value

    def node(self, node: Node, section: int) -> str:
        """The CURIE of a node as the section at that index means it."""
        if node.type is EntityType.DOCUMENT:
            return self._add(self._document.id, node.type, node.name)
        frame = self._frames[section]
        curie = f"{PREFIX_OF_TYPE[node.type]}:{self._key(node, frame)}"
        if curie in self._entities:
            return curie
        aliases = tuple(a for a in sorted(self._surfaces.get(node, ())) if a != node.name)
        properties = _division(node, frame.scope) if node.type is EntityType.PLACE else ()
        return self._add(curie, node.type, node.name, aliases, properties)

    def _add(self, curie: str, type_: EntityType, name: str, aliases: tuple[str, ...] = (),
             properties: Properties = ()) -> str:  # fmt: skip
        """Keep an entity under the name that it was met by first."""
        self._entities.setdefault(curie, Entity(curie, type_, name, aliases, properties))
        return curie

    def _key(self, node: Node, frame: Frame) -> str:
        year = f"{frame.year}年" if frame.year and not has_year(node.name) else ""
        owner = "" if any(p in node.name for p in frame.scope.places) else frame.owner
        match node.type:
            case EntityType.PERSON:
                return join(node.name, self._people.get(node.name, ""))
            case EntityType.EVENT | EntityType.AGREEMENT:
                return join(node.name, owner, year)
            case EntityType.AWARD:
                return join(node.name, owner, "" if has_edition(node.name) else year)
            case EntityType.GROUP:
                return join(node.name, owner, f"第{frame.section.index}节" if frame.section.index else "")
            case EntityType.PROJECT:
                return join(node.name, region(frame.scope.places))
            case EntityType.PLACE:
                return _place_key(node, frame)
            case EntityType.ORGANIZATION:
                return qualified(node.name, frame.scope.places)
            case _:
                return slug(node.name)

    def _post(self, post: PostNode, section: int) -> str:
        role = ("kg:role", Literal(post.role, "rdf:langString", "zh"))
        if post.organization is None:
            return self._add(f"post:{slug(post.role)}", EntityType.POST, post.role, (), (role,))
        body = post.organization
        properties: Properties = (role, ("kg:postIn", self.node(body, section)))
        key = join(self._key(body, self._frames[section]), post.role)
        return self._add(f"post:{key}", EntityType.POST, body.name + post.role, (), properties)

    def _quantity(self, quantity: QuantityNode) -> str:
        curie = f"quantity:{quantity.number}-{slug(quantity.unit)}-{quantity.approximation}"
        label = _LABELS[quantity.approximation].format(quantity.number, quantity.unit)
        number = "xsd:integer" if quantity.number.isdigit() else "xsd:decimal"
        properties: Properties = (
            ("kg:number", Literal(quantity.number, number)),
            ("kg:unit", Literal(quantity.unit, "rdf:langString", "zh")),
            ("kg:approximation", Literal(quantity.approximation)),
        )
        return self._add(curie, EntityType.QUANTITY, label, (), properties)


def _place_key(node: Node, frame: Frame) -> str:
    """The key of a place: a division's name, with those above it where it has namesakes; a venue's with its place."""
    division = resolve_division(node.name, frame.scope.places)
    if division is None or division.level == "town":
        return join(node.name, frame.place)
    if resolve_division(node.name) == division:
        return slug(node.name)
    return slug("".join(d.name for d in (*ancestors(division), division)))


def _division(node: Node, scope: Scope) -> Properties:
    """Code and level of an administrative division."""
    division = resolve_division(node.name, scope.places)
    if division is None or not division.code:
        return ()
    return (("kg:divisionCode", Literal(division.code)), ("kg:divisionLevel", Literal(division.level)))


def _regions_of_people(analysis: Analysis) -> dict[str, str]:
    """A person's region: where the organizations of the posts are, else where the section is."""
    frames = {f.section.index: f for f in analysis.frames}
    votes: dict[str, Counter[str]] = {}
    for claim in analysis.claims:
        scope = frames[claim.section].scope
        here = region(scope.places) or scope.organization
        body = claim.object.organization if isinstance(claim.object, PostNode) else None
        if claim.subject.type is EntityType.PERSON and body is not None:
            where = region_of_name(body.name, scope.places)
            counter = votes.setdefault(claim.subject.name, Counter())
            counter[where or here] += _VOTES_OF_POST if where else 1
        elif isinstance(claim.object, Node) and claim.object.type is EntityType.PERSON:
            votes.setdefault(claim.object.name, Counter())[here] += 1
    return {name: max(c, key=lambda k: (c[k], k)) for name, c in votes.items()}


def _surfaces(analysis: Analysis) -> dict[Node, set[str]]:
    """Other names under which the report speaks of a node, relative ones (该区, 市局) left out."""
    found: dict[Node, set[str]] = {}
    for frame in analysis.frames:
        for actor in (a for actors in frame.actors for a in actors):
            is_name = not pattern("resolve", "relative").search(actor.surface)
            if actor.node.type is EntityType.ORGANIZATION and is_name:
                found.setdefault(actor.node, set()).add(actor.surface)
        for mention, node in (e for events in frame.events for e in events):
            if not mention.bare and len(mention.name) >= _LEAST_OTHER_NAME:
                found.setdefault(node, set()).add(mention.name)
    return found
