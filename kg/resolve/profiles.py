"""Profiles: what one report knows of each thing that identity across reports is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kg.model import EntityType, Extraction, digest
from kg.resolve.features import features_of, other_names
from kg.resolve.identity import RULES
from kg.resolve.profile import Profile
from kg.resolve.reading import Reading

Tags = Mapping[str, tuple[tuple[str, str], ...]]

#: Two of these in one report are two things, however alike: the report itself tells them apart.
_TOLD_APART = frozenset({EntityType.EVENT, EntityType.SERIES, EntityType.AWARD, EntityType.GROUP, EntityType.AGREEMENT,
                         EntityType.PROJECT, EntityType.CERTIFICATION})  # fmt: skip


def profiles(extraction: Extraction, tags: Tags | None = None) -> tuple[Profile, ...]:
    """A profile for each entity of a report that identity is about, by local CURIE.

    `tags` are what people decided, by local CURIE. The report itself, posts and quantities have none. What nothing could
    make one with a thing of another report (a 区市场监管局 of no known district) is of its report alone: the feature
    `only_here`, a hash of the report's name, keeps it from equalling another of which as little is known.
    """
    reading = Reading(extraction)
    decided = tags or {}
    found = [
        _of_its_report(
            Profile(
                entity.type, entity.id, entity.name, other_names(entity, reading),
                features=features_of(entity, reading), tags=tuple(sorted(decided.get(entity.id, ()))),
            ),
            reading,
        )
        for entity in extraction.entities
        if entity.type in RULES and entity.id != reading.report
    ]  # fmt: skip
    keyed = [replace(profile, keys=keys_of(profile)) for profile in found]
    return tuple(sorted(_beside(keyed), key=lambda p: p.id))


def _of_its_report(profile: Profile, reading: Reading) -> Profile:
    if any(True for _ in RULES[profile.type].seals(profile)):
        return profile
    alone = ("only_here", (digest(reading.report, 8),))
    return replace(profile, features=tuple(sorted((*profile.features, alone))))


def keys_of(profile: Profile) -> tuple[str, ...]:
    """The block keys of a profile: profiles that share none are never compared.

    Its local CURIE, its seals and hints, and the decisions that join it to others.
    """
    rules = RULES[profile.type]
    keys = {"|".join(seal.key) for seal in rules.seals(profile)} | {"|".join(hint.key) for hint in rules.hints(profile)}
    keys |= {f"{kind}|{value.partition('/')[0]}" for kind, value in profile.tags if kind in ("merge", "apart")}
    return tuple(sorted({f"{profile.type.value}|{key}" for key in keys} | {profile.id}))


def _beside(found: list[Profile]) -> list[Profile]:
    """The profiles, each with the CURIEs of those of its report that share a key and yet are other things."""
    by_key: dict[str, set[str]] = {}
    for profile in found:
        if profile.type in _TOLD_APART:
            for key in _telling(profile):
                by_key.setdefault(key, set()).add(profile.id)
    out = []
    for profile in found:
        others = {id for key in _telling(profile) for id in by_key.get(key, ())} - {profile.id}
        if others:
            features = tuple(sorted((*profile.features, ("beside", tuple(sorted(others))))))
            profile = replace(profile, features=features)
        out.append(profile)
    return out


def _telling(profile: Profile) -> set[str]:
    """The keys by which a report lists things side by side; a group that wins two awards is described twice, and one."""
    if profile.type is EntityType.GROUP:
        return {"|".join(seal.key) for seal in RULES[profile.type].seals(profile)}
    return (
        {f"{profile.type.value}|{key}" for key in profile.keys if key != profile.id}
        if profile.type in _TOLD_APART
        else set()
    )
