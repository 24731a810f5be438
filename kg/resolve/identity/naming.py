"""What the graph calls a cluster: the fullest official name, and the CURIE of a reading that bears it."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import digest
from kg.resolve.identity.clusters import Cluster
from kg.resolve.keys import slug
from kg.resolve.names import plain
from kg.resolve.profile import Canonical


def canonicals(clusters: Sequence[Cluster]) -> list[Canonical]:
    """The canonical CURIE and name of each cluster; no two CURIEs are equal.

    Clusters that would share one all get something readable behind it (organization, day, place), so that a further
    namesake changes none of them.
    """
    names = [_name(cluster) for cluster in clusters]
    ids = [_id(cluster) for cluster in clusters]
    taken: dict[str, list[int]] = {}
    for i, id in enumerate(ids):
        taken.setdefault(id, []).append(i)
    locals_ = {id for cluster in clusters for id in cluster.ids}
    for id, sharers in sorted(taken.items()):
        if len(sharers) > 1:
            for i, told in zip(sharers, _told_apart(id, [clusters[i] for i in sharers], locals_), strict=True):
                ids[i] = told
    return [Canonical(id, name) for id, name in zip(ids, names, strict=True)]


def _name(cluster: Cluster) -> str:
    decided = sorted({value for p in cluster.profiles for kind, value in p.tags if kind == "name"})
    if decided:
        return decided[-1]
    return max({(cluster.rules.fullness(p, p.name), p.name) for p in cluster.profiles})[1]


def _id(cluster: Cluster) -> str:
    """Of the readings under the fullest name the shortest CURIE."""
    _, name = max({(cluster.rules.fullness(p, p.name), p.name) for p in cluster.profiles})
    return min((p.id for p in cluster.profiles if plain(p.name) == plain(name)), key=lambda id: (len(id), id))


def _told_apart(id: str, clusters: Sequence[Cluster], taken: set[str]) -> list[str]:
    """The CURIE with the first discriminator that tells all apart; what no discriminator tells apart, by a hash."""
    labels = [id] * len(clusters)
    for feature in clusters[0].rules.discriminators:
        added = [_first(cluster, feature) for cluster in clusters]
        wanted = [labels.count(label) > 1 for label in labels]
        labels = [
            f"{label}_{slug(value)}" if need and value and slug(value) not in label else label
            for label, value, need in zip(labels, added, wanted, strict=True)
        ]
        if len(set(labels)) == len(labels):
            break
    return [
        label if labels.count(label) == 1 and label not in taken - {id}
        else f"{label}_{digest(clusters[i].profiles[0].signature, 8)}"
        for i, label in enumerate(labels)
    ]  # fmt: skip


def _first(cluster: Cluster, feature: str) -> str:
    return min(cluster.values.get(feature, frozenset()), default="")
