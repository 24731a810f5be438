"""What one report knows of one thing, as far as identity goes: the input of identity across reports."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kg.model import EntityType, digest

#: Name of a feature ("organization", "day", "person" …) and its values, both sorted.
Features = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Profile:
    """What one report knows of one thing: its CURIE there, its names, and the features that tell namesakes apart.

    Two equal profiles are one thing, whichever reports they are of: nothing of the report itself is in a profile, but
    for what a decision says of one report alone. Profiles that share no key are never compared. `keys` always hold the
    local CURIE. `tags` are what people decided: ("merge", id), ("apart", "id/side"), ("name", new name).
    """

    type: EntityType
    id: str
    name: str
    names: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    features: Features = ()
    tags: tuple[tuple[str, str], ...] = ()

    @cached_property
    def signature(self) -> str:
        """Equal for equal profiles only."""
        return digest(repr((self.type.value, self.id, self.name, self.names, self.keys, self.features, self.tags)), 32)

    def values(self, feature: str) -> tuple[str, ...]:
        """The values of a feature; none where it has none."""
        return next((values for name, values in self.features if name == feature), ())


@dataclass(frozen=True, slots=True)
class Identity:
    """A statement of the identity graph: which readings are one thing, which are not, which may be.

    A merge is stated where reports tell of one thing in more than one way. `kind` is "merge", "distinction" or "proposal"; `entities` are canonical CURIEs, one of a merge, two else;
    `readings` the local CURIE and name of each profile that it speaks of, sorted, without repeats; `reasons_for` and
    `reasons_against` are Chinese sentences with what was compared; `decisions` the ids of what people decided.
    """

    kind: str
    type: EntityType
    entities: tuple[str, ...]
    readings: tuple[tuple[str, str], ...]
    reasons_for: tuple[str, ...] = ()
    reasons_against: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """CURIE of the statement: a hash of all that it says."""
        return "identity:" + digest(repr((self.kind, self.type.value, self.entities, self.readings, self.reasons_for,
                                          self.reasons_against, self.decisions)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Canonical:
    """What the graph calls a thing: its CURIE and its label."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of a component of profiles: signature -> Canonical, and the statements that say why."""

    entities: dict[str, Canonical]
    statements: tuple[Identity, ...] = ()
