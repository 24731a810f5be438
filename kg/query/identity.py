"""What the store knows of the identity of things: readings by report, and the statements about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.rdf import text_of
from kg.rdf.terms import compact
from kg.resolve.profile import Canonical, Identity

if TYPE_CHECKING:
    from kg.store import Store


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What some reports make of a thing: the CURIE and name that they alone would give it, and their names."""

    id: str
    name: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the graph: CURIE, label, class, and its readings, sorted."""

    id: str
    name: str
    type: str
    readings: tuple[ReadAs, ...]


def explain(store: Store, name: str | None = None) -> tuple[list[Thing], list[Identity]]:
    """The things that a name or CURIE means, and the statements about them; all statements without a name."""
    ledger = store.ledger
    if name is None:
        return [], list(ledger.statements())
    things = [_thing(store, found) for found in ledger.meant_by(name) or _meant_by_alias(store, name)]
    return things, ledger.statements_about({thing.id for thing in things})


def _thing(store: Store, found: Canonical) -> Thing:
    readings: dict[tuple[str, str], list[str]] = {}
    for entity, called, document in store.ledger.readings_of(found.id):
        readings.setdefault((entity, called), []).append(document)
    type_ = next((text_of(quad.object) for quad in store.match(found.id, "rdf:type")), "").rpartition("#")[2]
    return Thing(found.id, found.name, type_, tuple(ReadAs(*key, tuple(names)) for key, names in readings.items()))


def _meant_by_alias(store: Store, name: str) -> list[Canonical]:
    """The things that have a name among their other names."""
    import pyoxigraph as ox

    quads = store.match(None, "skos:altLabel", ox.Literal(name, language="zh"))
    ids = sorted({compact(text_of(quad.subject), store.base) for quad in quads})
    return [found for id_ in ids for found in store.ledger.meant_by(id_)]
