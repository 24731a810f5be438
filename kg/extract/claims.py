"""What components write down before identities are resolved: nodes by type and name, claims by node and span."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import EntityType, Literal, Span


@dataclass(frozen=True, slots=True)
class Node:
    """A thing by type and name; `context` tells apart things of one name (the owner of a series, the item of an event).

    `properties` and `aliases` describe it and take no part in comparing.
    """

    type: EntityType
    name: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class PostNode:
    """A post: the role's title and the organization it belongs to."""

    role: str
    organization: Node | None


@dataclass(frozen=True, slots=True)
class QuantityNode:
    """A number with its unit and how exact it is meant."""

    number: str
    unit: str
    approximation: str


Object = Node | PostNode | QuantityNode | Literal


@dataclass(frozen=True, slots=True)
class Claim:
    """Subject, predicate (CURIE), object, with the spans of `Document.clean` that say so and the rule that read them."""

    subject: Node
    predicate: str
    object: Object
    section: int
    spans: tuple[Span, ...]
    rule: str
    qualifiers: tuple[tuple[str, Literal], ...] = ()


def text(value: str) -> Literal:
    """A Chinese text literal."""
    return Literal(value, "rdf:langString", "zh")
