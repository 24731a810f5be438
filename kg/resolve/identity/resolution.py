"""A component of profiles resolved; and all profiles of a set of reports, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg.resolve.identity import RULES
from kg.resolve.identity.clusters import clusters_of
from kg.resolve.identity.naming import canonicals
from kg.resolve.identity.statements import statements
from kg.resolve.profile import Canonical, Identity, Profile, Resolution


def resolve_component(profiles: Sequence[Profile]) -> Resolution:
    """What became of profiles of one type that are connected over their keys: who is who, and why.

    A function of the set of profiles: their order and repeats make no difference. ValueError where the types differ.
    """
    if not profiles:
        return Resolution({})
    types = {profile.type for profile in profiles}
    if len(types) > 1:
        raise ValueError(f"profiles of one component are of one type, not of {sorted(types)}")
    type_ = types.pop()
    clusters = clusters_of(profiles, RULES[type_])
    named = canonicals(clusters)
    entities = {p.signature: name for c, name in zip(clusters, named, strict=True) for p in c.profiles}
    return Resolution(dict(sorted(entities.items())), statements(type_, clusters, named))


def resolve_all(profiles: Iterable[Profile]) -> Resolution:
    """All profiles of some reports resolved, component by component, in memory; signature -> Canonical."""
    distinct = {profile.signature: profile for profile in profiles}
    entities: dict[str, Canonical] = {}
    told: list[Identity] = []
    for component in connected(distinct.values()):
        found = resolve_component(component)
        entities |= found.entities
        told += found.statements
    return Resolution(dict(sorted(entities.items())), tuple(sorted(told, key=lambda s: s.id)))


def connected(profiles: Iterable[Profile]) -> list[list[Profile]]:
    """The profiles in components that share no key, by their first signature."""
    ordered = sorted(profiles, key=lambda p: p.signature)
    parent = list(range(len(ordered)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[tuple[str, str], int] = {}
    for i, profile in enumerate(ordered):
        for key in profile.keys:
            a, b = root(i), root(first.setdefault((profile.type.value, key), i))
            parent[max(a, b)] = min(a, b)
    groups: dict[int, list[Profile]] = {}
    for i, profile in enumerate(ordered):
        groups.setdefault(root(i), []).append(profile)
    return list(groups.values())


def canonical_of(profiles: Iterable[Profile], resolution: Resolution) -> Mapping[str, Canonical]:
    """What the graph calls the things of one report: local CURIE -> Canonical."""
    return {profile.id: resolution.entities[profile.signature] for profile in profiles}
