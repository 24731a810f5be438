"""Resolution within one report: claims to facts, nodes to entities."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from kg.extract.claims import Claim, Node, Object, PostNode, QuantityNode
from kg.extract.divisions import ancestors
from kg.extract.frames import Analysis, Frame
from kg.model import (
    PREFIX_OF_TYPE,
    Entity,
    EntityType,
    Extraction,
    Fact,
    Literal,
    Span,
    Term,
    unique,
)
from kg.resolve.keys import division_of, has_year, join, region, region_of_name, slug

_RELATIVE = re.compile(
    r"^(?:该|本|我|全|各|其|这)|^(?:公司|集团|局|省局|市局|区局|总局|企业|重工)$|^[省市区县镇州](?!场|政)"
)


def resolve(analysis: Analysis) -> Extraction:
    """The facts of a report over entities; claims of one content in one section become one fact with all evidence."""
    resolver = _Resolver(analysis)
    merged: dict[tuple[object, ...], _Draft] = {}
    for claim in analysis.claims:
        subject = resolver.node(claim.subject, claim.section)
        obj = resolver.term(claim.object, claim.section)
        if subject == obj:
            continue
        draft = merged.setdefault((subject, claim.predicate, obj, claim.section), _Draft(claim))
        draft.add(claim)
    document = analysis.document
    facts = tuple(
        Fact(
            subject, predicate, obj, section,  # type: ignore[arg-type]
            unique(document.evidence(s) for s in draft.spans),
            draft.rule, tuple(sorted(draft.qualifiers.items(), key=lambda q: q[0])),
        )
        for (subject, predicate, obj, section), draft in merged.items()
    )  # fmt: skip
    return Extraction(document, resolver.all(facts), facts, _gaps(analysis), document.warnings)


@dataclass
class _Draft:
    first: Claim
    spans: list[Span] = field(default_factory=list)
    qualifiers: dict[str, Term] = field(default_factory=dict)

    def add(self, claim: Claim) -> None:
        self.spans += claim.spans
        for name, value in claim.qualifiers:
            old = self.qualifiers.get(name)
            if name == "kg:speechRole" and isinstance(old, Literal) and value.value not in old.value.split("、"):
                value = Literal(f"{old.value}、{value.value}", value.datatype, value.language)
            elif old is not None:
                continue
            self.qualifiers[name] = value

    @property
    def rule(self) -> str:
        return self.first.rule


class _Resolver:
    """Mints CURIEs and collects entities; one per document."""

    def __init__(self, analysis: Analysis) -> None:
        self.document = analysis.document
        self.frames = {f.section.index: f for f in analysis.frames}
        self.people = _regions_of_people(analysis)
        self.entities: dict[str, Entity] = {}
        self.surfaces = _surfaces(analysis)

    def term(self, value: Object, section: int) -> Term:
        if isinstance(value, Node):
            return self.node(value, section)
        if isinstance(value, PostNode):
            return self.post(value, section)
        if isinstance(value, QuantityNode):
            return self.quantity(value)
        return value.value if value.datatype == "curie" else value

    def node(self, node: Node, section: int) -> str:
        if node.type is EntityType.DOCUMENT:
            self.entities[self.document.id] = Entity(self.document.id, node.type, node.name)
            return self.document.id
        frame = self.frames[section]
        curie = f"{PREFIX_OF_TYPE[node.type]}:{self._key(node, frame)}"
        if curie not in self.entities:
            aliases = tuple(a for a in sorted(self.surfaces.get(node, ())) if a != node.name)
            self.entities[curie] = Entity(curie, node.type, node.name, aliases, self._properties(node, frame))
        return curie

    def _key(self, node: Node, frame: Frame) -> str:
        year = f"{frame.year}年" if frame.year and not has_year(node.name) else ""
        owner = "" if any(p in node.name for p in frame.scope.places) else frame.owner
        match node.type:
            case EntityType.PERSON:
                return join(node.name, self.people.get(node.name, ""))
            case EntityType.EVENT | EntityType.AGREEMENT:
                return join(node.name, owner, year)
            case EntityType.AWARD:
                return join(node.name, owner, year if not re.search(r"第.{1,3}届", node.name) else "")
            case EntityType.GROUP:
                return join(node.name, owner, self.document.name, str(frame.section.index))
            case EntityType.PROJECT:
                return join(node.name, region(frame.scope.places))
            case EntityType.PLACE:
                return self._place_key(node, frame)
            case _:
                return slug(node.name)

    def _place_key(self, node: Node, frame: Frame) -> str:
        division = division_of(node.name, frame.scope.places)
        if division is None:
            return join(node.name, frame.place)
        if division.level == "town":
            return join(node.name, frame.place)
        from kg.extract.divisions import resolve_division

        plain = resolve_division(node.name)
        return slug(node.name) if plain == division else slug("".join(d.name for d in (*ancestors(division), division)))

    def _properties(self, node: Node, frame: Frame) -> tuple[tuple[str, Term], ...]:
        if node.type is not EntityType.PLACE:
            return ()
        division = division_of(node.name, frame.scope.places)
        if division is None or not division.code:
            return ()
        return (("kg:divisionCode", Literal(division.code)), ("kg:divisionLevel", Literal(division.level)))

    def post(self, post: PostNode, section: int) -> str:
        body = self.node(post.organization, section) if post.organization else ""
        name = (post.organization.name if post.organization else "") + post.role
        curie = f"post:{join(post.organization.name, post.role) if post.organization else slug(post.role)}"
        properties: list[tuple[str, Term]] = [("kg:role", Literal(post.role, "rdf:langString", "zh"))]
        if body:
            properties.append(("kg:postIn", body))
        self.entities.setdefault(curie, Entity(curie, EntityType.POST, name, (), tuple(properties)))
        return curie

    def quantity(self, quantity: QuantityNode) -> str:
        curie = f"quantity:{quantity.number}-{slug(quantity.unit)}-{quantity.approximation}"
        words = {"at_least": "多", "at_most": "以内", "about": "约", "exact": ""}
        before = "约" if quantity.approximation == "about" else ""
        after = "" if before else words[quantity.approximation]
        label = f"{before}{quantity.number}{after if after == '多' else ''}{quantity.unit}{after if after == '以内' else ''}"
        number = "xsd:integer" if quantity.number.isdigit() else "xsd:decimal"
        properties: tuple[tuple[str, Term], ...] = (
            ("kg:number", Literal(quantity.number, number)),
            ("kg:unit", Literal(quantity.unit, "rdf:langString", "zh")),
            ("kg:approximation", Literal(quantity.approximation)),
        )
        self.entities.setdefault(curie, Entity(curie, EntityType.QUANTITY, label, (), properties))
        return curie

    def all(self, facts: tuple[Fact, ...]) -> tuple[Entity, ...]:
        """The entities that facts speak of, and those that describe these, by CURIE."""
        used = {f.subject for f in facts} | {f.object for f in facts if isinstance(f.object, str)}
        for curie in sorted(used & self.entities.keys()):
            used |= {v for _, v in self.entities[curie].properties if isinstance(v, str)}
        return tuple(self.entities[c] for c in sorted(used & self.entities.keys()))


def _regions_of_people(analysis: Analysis) -> dict[str, str]:
    """A person's region: where the organizations of the posts are, else where the section is."""
    votes: dict[str, Counter[str]] = {}
    for claim in analysis.claims:
        frame = next(f for f in analysis.frames if f.section.index == claim.section)
        where = ""
        if claim.subject.type is EntityType.PERSON and isinstance(claim.object, PostNode) and claim.object.organization:
            where = region_of_name(claim.object.organization.name, frame.scope.places)
            name = claim.subject.name
        elif isinstance(claim.object, Node) and claim.object.type is EntityType.PERSON:
            name = claim.object.name
        else:
            continue
        counter = votes.setdefault(name, Counter())
        if where:
            counter[where] += 10
        else:
            counter[region(frame.scope.places) or frame.scope.organization] += 1
    return {name: max(c, key=lambda k: (c[k], k)) for name, c in votes.items()}


def _surfaces(analysis: Analysis) -> dict[Node, set[str]]:
    """Other names under which the report speaks of a node, relative ones (该区, 市局) left out."""
    found: dict[Node, set[str]] = {}
    for frame in analysis.frames:
        for actors in frame.actors:
            for actor in actors:
                if actor.node.type is EntityType.ORGANIZATION and not _RELATIVE.search(actor.surface):
                    found.setdefault(actor.node, set()).add(actor.surface)
        for events in frame.events:
            for mention, node in events:
                if not mention.bare and len(mention.name) > 5:
                    found.setdefault(node, set()).add(mention.name)
    return found


def _gaps(analysis: Analysis) -> tuple[Span, ...]:
    """The sentences of body, lists and tables that no claim's evidence touches."""
    spans = sorted(s for c in analysis.claims for s in c.spans)
    gaps = []
    for frame in analysis.frames:
        for sentence in frame.sentences:
            if not any(s.overlaps(sentence.span) for s in spans) and len(sentence.text.strip()) > 3:
                gaps.append(sentence.span)
    return tuple(gaps)
