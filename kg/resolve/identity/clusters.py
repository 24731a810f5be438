"""Clusters of readings: seals join, bars keep apart; a function of the set, whatever its order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from kg.resolve.identity.rules import Bar, Hint, Rules, Seal
from kg.resolve.profile import Profile

#: Bars of decisions count before all others.
_DECIDED = -1

Keys = Callable[["Cluster"], Iterable[object]]
Held = Mapping[str, frozenset[str]]


class Cluster:
    """Readings that are one thing, in the order of their signatures, and all that they say together."""

    def __init__(self, profiles: Sequence[Profile], rules: Rules, parts: Sequence[Cluster] = ()) -> None:
        self.profiles = tuple(profiles)
        self.rules = rules
        self.ids = frozenset(p.id for p in profiles)
        self.values: Held = _union([c.values for c in parts]) if parts else _values(profiles[0])
        self.sides: Held = _union([c.sides for c in parts]) if parts else _sides(profiles[0])
        self.seals: dict[tuple[str, ...], Seal] = {}
        self.hints: dict[tuple[str, ...], Hint] = {}
        #: How many readings have a seal.
        self.shared: Counter[tuple[str, ...]] = Counter()
        for seal in rules.seals(profiles[0]) if not parts else (s for c in parts for s in c.seals.values()):
            known = self.seals.get(seal.key)
            if known is None or (seal.tier, seal.reason) < (known.tier, known.reason):
                self.seals[seal.key] = seal
        for hint in rules.hints(profiles[0]) if not parts else (h for c in parts for h in c.hints.values()):
            self.hints.setdefault(hint.key, hint)
        for part in parts:
            self.shared.update(part.shared)
        if not parts:
            self.shared.update(self.seals.keys())

    @classmethod
    def joined(cls, parts: Sequence[Cluster]) -> Cluster:
        """Several clusters as one."""
        profiles = sorted((p for c in parts for p in c.profiles), key=lambda p: p.signature)
        return cls(profiles, parts[0].rules, parts)

    def keys_at(self, tier: int) -> Iterator[tuple[str, ...]]:
        """The keys of its seals of a tier."""
        return (key for key, seal in self.seals.items() if seal.tier == tier)


def _values(profile: Profile) -> Held:
    return {feature: frozenset(values) for feature, values in profile.features}


def _sides(profile: Profile) -> Held:
    """What people said of a reading: decision -> the side that it is on."""
    found: dict[str, set[str]] = {}
    for kind, value in profile.tags:
        if kind == "apart":
            decision, _, side = value.rpartition("/")
            found.setdefault(decision, set()).add(side)
    return {decision: frozenset(sides) for decision, sides in found.items()}


def _union(parts: Iterable[Held]) -> Held:
    found: dict[str, set[str]] = {}
    for part in parts:
        for name, values in part.items():
            found.setdefault(name, set()).update(values)
    return {name: frozenset(values) for name, values in found.items()}


def clusters_of(profiles: Sequence[Profile], rules: Rules) -> list[Cluster]:
    """The profiles of a component as clusters: decisions first, then tier after tier, the stronger evidence first."""
    distinct = {profile.signature: profile for profile in profiles}
    clusters = [Cluster((distinct[s],), rules) for s in sorted(distinct)]
    clusters = _tier(clusters, _decisions, _DECIDED, rules)
    for tier in sorted({seal.tier for cluster in clusters for seal in cluster.seals.values()}):
        clusters = _tier(clusters, partial(Cluster.keys_at, tier=tier), tier, rules)
    return sorted(clusters, key=lambda c: c.profiles[0].signature)


def _decisions(cluster: Cluster) -> Iterator[tuple[str, ...]]:
    for profile in cluster.profiles:
        for kind, value in profile.tags:
            if kind in ("merge", "apart"):  # those on one side of a decision are one thing
                yield (kind, value)


def _tier(clusters: list[Cluster], keys: Keys, tier: int, rules: Rules) -> list[Cluster]:
    joined: list[Cluster] = []
    for component in components(clusters, keys):
        joined += _settle(component, keys, tier, rules)
    return joined


def components(clusters: Sequence[Cluster], keys: Keys) -> list[list[Cluster]]:
    """The clusters in groups that are connected over keys, in the order of their first members."""
    parent = list(range(len(clusters)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[object, int] = {}
    for i, cluster in enumerate(clusters):
        for key in keys(cluster):
            a, b = root(i), root(first.setdefault(key, i))
            parent[max(a, b)] = min(a, b)
    groups: dict[int, list[Cluster]] = {}
    for i, cluster in enumerate(clusters):
        groups.setdefault(root(i), []).append(cluster)
    return list(groups.values())


def _settle(component: list[Cluster], keys: Keys, tier: int, rules: Rules) -> list[Cluster]:
    """The component as one cluster; where a bar falls inside it, in the parts that the bar leaves.

    Readings without a value of the bar go with the one part that they share a seal with, and stay alone between two.
    """
    if len(component) == 1:
        return component
    barred = _bar_inside(component, tier, rules)
    if barred is None:
        return [Cluster.joined(component)]
    settled: list[Cluster] = []
    for part in _parts(component, barred, keys):
        for group in components(part, keys):
            settled += _settle(group, keys, tier, rules)
    return settled


_Values = dict[int, frozenset[str]]


def _bar_inside(component: list[Cluster], tier: int, rules: Rules) -> _Values | None:
    """The values, by position, of the first bar that falls between members; None where none does."""
    for decision in sorted({d for c in component for d in c.sides}):
        values = {i: c.sides[decision] for i, c in enumerate(component) if decision in c.sides}
        if _is_split(values):
            return values
    if tier == _DECIDED:
        return None
    for bar in rules.bars:
        if bar.tier <= tier:
            values = {i: v for i, c in enumerate(component) if (v := c.values.get(bar.feature))}
            if _is_split(values):
                return values
    beside = _beside(component)
    return beside if _is_split(beside) else None


def _beside(component: list[Cluster]) -> _Values:
    """The CURIEs of members that stand beside another member in one report."""
    owners = Counter(id for c in component for id in c.ids)
    named = {id for c in component for id in c.values.get("beside", ()) if owners[id] - (id in c.ids) > 0}
    tellers = {id for c in component if c.values.get("beside", frozenset()) & named for id in c.ids}
    told = named | tellers
    return {i: ids for i, c in enumerate(component) if (ids := c.ids & told)}


def _linked(values: _Values) -> dict[str, str]:
    """The smallest value that each value is held together with, directly or over others; two of them: a bar inside."""
    parent = {value: value for held in values.values() for value in held}

    def root(value: str) -> str:
        while parent[value] != value:
            parent[value] = parent[parent[value]]
            value = parent[value]
        return value

    for held in values.values():
        for value in held:
            a, b = root(value), root(min(held))
            parent[max(a, b)] = min(a, b)
    return {value: root(value) for value in parent}


def _is_split(values: _Values) -> bool:
    return len(set(_linked(values).values())) > 1


def _parts(component: list[Cluster], values: _Values, keys: Keys) -> list[list[Cluster]]:
    """The members by the value that they hold; those that hold none where their seals lead, if to one part only."""
    side = _linked(values)
    parts: dict[str, list[Cluster]] = {}
    reach: dict[object, set[str]] = {}
    for i, held in values.items():
        at = side[min(held)]
        parts.setdefault(at, []).append(component[i])
        for key in keys(component[i]):
            reach.setdefault(key, set()).add(at)
    alone: list[list[Cluster]] = []
    for group in components([c for i, c in enumerate(component) if i not in values], keys):
        touched = set().union(*(reach.get(key, set()) for c in group for key in keys(c)))
        if len(touched) == 1:
            parts[touched.pop()] += group
        else:
            alone.append(group)
    return [*(parts[at] for at in sorted(parts)), *alone]


def clashes(left: Cluster, right: Cluster) -> tuple[list[str], list[str]]:
    """The reasons why two clusters are not one: those that settle it, and those that only speak against it."""
    settling: list[str] = []
    other: list[str] = []
    for decision in sorted(left.sides.keys() & right.sides.keys()):
        if left.sides[decision].isdisjoint(right.sides[decision]):
            settling.append("复核决定：不是同一对象")
    for bar in left.rules.bars:
        one, two = left.values.get(bar.feature), right.values.get(bar.feature)
        if one and two and one.isdisjoint(two):
            said = bar.say.format(_shown(bar, one), _shown(bar, two))
            (settling if bar.decisive else other).append(said)
    if _told_apart(left, right) or _told_apart(right, left):
        settling.append("同一报告中并列为两项")
    return list(dict.fromkeys([*settling, *left.rules.against(left.values, right.values)])), other


def _told_apart(left: Cluster, right: Cluster) -> bool:
    return not left.values.get("beside", frozenset()).isdisjoint(right.ids - left.ids)


def _shown(bar: Bar, values: frozenset[str]) -> str:
    return "、".join(sorted(bar.show(v) or v for v in values))
