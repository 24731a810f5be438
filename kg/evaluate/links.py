"""The same thing in several reports: one id where gold says that it is one, several where it is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from kg.evaluate.align import Alignment
from kg.evaluate.claims import Claim
from kg.evaluate.gold_sets import Row

#: Gold entity of a report -> ids of the nodes that stand for it.
Nodes = Mapping[str, set[str]]


@dataclass(frozen=True)
class LinkScore:
    """How many pairs of gold entities are right; a pair is found where both have a node.

    `merged` counts pairs that are one and share an id, `apart` pairs that are not and share none.
    """

    merged: int = 0
    same_found: int = 0
    same: int = 0
    kept_apart: int = 0
    apart_found: int = 0
    apart: int = 0
    wrong: tuple[str, ...] = ()


def nodes_of_entities(claims: Iterable[Claim], alignment: Alignment) -> Nodes:
    """The ids that the claims about a report have for each gold entity."""
    nodes: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for term in (claim.subject, claim.value, claim.value.organisation):
            if term is not None and term.id and term.happens is not None:
                found = alignment.resolve(term, claim.section)
                if len(found) == 1:
                    nodes[next(iter(found))].add(term.id)
    return nodes


def score_links(links: Iterable[Row], nodes: Mapping[str, Nodes]) -> LinkScore:
    """Score the links between reports; `nodes` are those of each report."""
    counts: dict[str, int] = defaultdict(int)
    wrong: list[str] = []
    seen: set[frozenset[tuple[str, str]]] = set()
    for link in links:
        members = [member for member in link["members"] if member["doc"] in nodes]
        for one, other in combinations(members, 2):
            pair = frozenset((member["doc"], member["id"]) for member in (one, other))
            if pair in seen:  # two files may name the same pair
                continue
            seen.add(pair)
            left, right = (nodes[member["doc"]].get(member["id"], set()) for member in (one, other))
            found, shared, is_one = bool(left and right), bool(left & right), link["kind"] == "same"
            kind = "same" if is_one else "apart"
            counts[kind] += 1
            counts[f"{kind}_found"] += found
            counts["merged" if is_one else "kept_apart"] += shared if is_one else found and not shared
            if shared != is_one and (found or shared):
                wrong.append(f"{kind}: {link['name']} ({one['doc']} / {other['doc']})")
    return LinkScore(**counts, wrong=tuple(wrong))
