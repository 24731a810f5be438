"""The identity graph's statements: why readings are one, and why namesakes are not, or may be.

Their number grows with the component, not with its square: of the clusters that share a hint each is compared with the
next in the order of their CURIEs only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.model import EntityType
from kg.resolve.identity.clusters import Cluster, clashes
from kg.resolve.profile import Canonical, Identity

_MOST_REASONS = 12


def statements(type_: EntityType, clusters: Sequence[Cluster], named: Sequence[Canonical]) -> tuple[Identity, ...]:
    """The statements of a component, by id."""
    found = [s for c, name in zip(clusters, named, strict=True) if (s := _merge(type_, c, name))]
    found += [_pair(type_, clusters[i], clusters[j], named[i], named[j]) for i, j in _pairs(clusters, named)]
    return tuple(sorted(found, key=lambda s: s.id))


def _merge(type_: EntityType, cluster: Cluster, name: Canonical) -> Identity | None:
    readings = _readings(cluster)
    decisions = _decisions(cluster, "merge")
    renamed = _decisions(cluster, "name")
    if len(cluster.profiles) < 2 and not decisions and not renamed:
        return None
    reasons = {s.reason for key, s in cluster.seals.items() if cluster.shared[key] > 1}
    told = sorted(reasons)[:_MOST_REASONS]
    told += ["复核决定：是同一对象"] if decisions else []
    told += [f"复核决定：名为“{name.name}”"] if renamed else []
    return Identity("merge", type_, (name.id,), readings, tuple(told), (), decisions)


def _pairs(clusters: Sequence[Cluster], named: Sequence[Canonical]) -> list[tuple[int, int]]:
    """Neighbours among the clusters that share a hint or a seal."""
    order = sorted(range(len(clusters)), key=lambda i: named[i].id)
    sharing: dict[tuple[str, ...], list[int]] = {}
    for i in order:
        for key in (*clusters[i].hints, *clusters[i].seals, *(("apart", d) for d in clusters[i].sides)):
            sharing.setdefault(key, []).append(i)
    found = {(a, b) for members in sharing.values() for a, b in pairwise(members) if a != b}
    return sorted(found)


def _pair(type_: EntityType, left: Cluster, right: Cluster, one: Canonical, two: Canonical) -> Identity:
    in_favour = sorted(_in_favour(left, right))
    settling, other = clashes(left, right)
    kind = "distinction" if settling or not in_favour else "proposal"
    reasons = tuple([*settling, *other][:_MOST_REASONS])
    if not reasons and kind == "distinction":
        reasons = ("只有名称相同，别无共同之处",)
    decisions = sorted({*_decisions(left, "apart")} & {*_decisions(right, "apart")})
    readings = tuple(sorted({*_readings(left), *_readings(right)}))
    entities = tuple(sorted((one.id, two.id)))
    return Identity(kind, type_, entities, readings, tuple(in_favour[:_MOST_REASONS]), reasons, tuple(decisions))


def _in_favour(left: Cluster, right: Cluster) -> Iterator[str]:
    for key in left.seals.keys() & right.seals.keys():
        yield left.seals[key].reason
    for key in left.hints.keys() & right.hints.keys():
        if left.hints[key].reason:
            yield left.hints[key].reason


def _readings(cluster: Cluster) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({(p.id, p.name) for p in cluster.profiles}))


def _decisions(cluster: Cluster, kind: str) -> tuple[str, ...]:
    values = {value for p in cluster.profiles for k, value in p.tags if k == kind}
    return tuple(sorted({v.rpartition("/")[0] if kind == "apart" else v for v in values}))
