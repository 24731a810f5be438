"""Which gold entity a name or node of a system stands for.

Persons, organisations and places are found by a name that is exactly one of theirs. Events, and things whose names vary
much, are aligned one to one within their section by the assignment of most likeness.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.evaluate.claims import Claim, Term
from kg.evaluate.gold_sets import GoldReport
from kg.evaluate.likeness import anchor_cover, name_likeness, rarity
from kg.evaluate.matching import best_assignment
from kg.evaluate.names import Weight, has_han, normalise
from kg.evaluate.vocabulary import vocabulary

#: Section, whether it happens, and what makes it one node: id or name.
NodeKey = tuple[int, bool, tuple[str, str]]

#: Least likeness of names for an event, for an event whose anchor is covered, and for a thing.
_EVENT, _ANCHORED_EVENT, _THING = 0.5, 0.3, 0.55
_COVERED = 0.8
#: Names of a node that are looked at for each mention of it.
_NAMES = 6


@dataclass
class Node:
    """What a system says of one node in one section; `options` are all gold entities it is like enough to be."""

    type: str
    names: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    facts: int = 0
    options: frozenset[str] = frozenset()


class Alignment:
    """The nodes of the claims about one report, and the gold entities they stand for.

    With `short_names` the names that are valid in one section only count there as well. `unaligned` are the events
    without a counterpart, `merged` the ids that stand for several things, with the ids of these.
    """

    def __init__(self, gold: GoldReport, claims: Sequence[Claim], *, short_names: bool = False) -> None:
        self.gold = gold
        self.nodes: dict[NodeKey, Node] = {}
        self.entity_of: dict[NodeKey, str] = {}
        self.unaligned: list[NodeKey] = []
        self.merged: list[tuple[str, list[str]]] = []
        self._kept_from: dict[str, set[str]] = defaultdict(set)
        self._resolved: dict[tuple[int, bool | None, tuple[str, str], str], frozenset[str]] = {}
        sections = sorted({claim.section for claim in claims} | set(gold.sections))
        self._named = {section: _things_by_name(gold, section, short_names) for section in sections}
        for claim in claims:
            self._note(claim, claim.subject, claim.evidence)
            self._note(claim, claim.value, ())
        for section in sections:
            self._align_events(section)
            self._align_things(section)
        self._part_merged_events()
        self._part_merged_things(claims)

    def named(self, name: str, section: int) -> set[str]:
        """The things that bear exactly this name in a section."""
        return self._named[section].get(normalise(name), set())

    def exactly(self, names: Iterable[str], section: int) -> set[str]:
        """The things that the first name means; where it is unknown the one thing that the other names agree on."""
        found = [self.named(name, section) for name in names]
        if found and found[0]:
            return set(found[0])
        union = set[str]().union(*found)
        return union if len(union) == 1 else set()

    def resolve(self, term: Term, section: int) -> frozenset[str]:
        """The gold entities that a term of a claim in a section may stand for."""
        key = (section, term.happens, term.key, term.name)
        if key not in self._resolved:
            self._resolved[key] = frozenset(self._resolve(term, section))
        return self._resolved[key]

    def _resolve(self, term: Term, section: int) -> set[str]:
        if term.happens is None:
            return self.named(term.name, section) if term.type == "Text" else set()
        key = (section, term.happens, term.key)
        found = {self.entity_of[key]} if key in self.entity_of else set()
        if not term.happens or not found:
            node = self.nodes.get(key)
            found |= self.exactly([term.name, *(node.names if node else ())], section)
        return found - self._kept_from.get(term.id, set()) if term.id else found

    def _note(self, claim: Claim, term: Term, evidence: Iterable[str]) -> None:
        if term.happens is None:
            return
        node = self.nodes.setdefault((claim.section, term.happens, term.key), Node(term.type))
        node.names += [name for name in term.names[:_NAMES] if name not in node.names]
        node.facts += 1
        node.evidence += evidence

    def _keys(self, section: int, *, happening: bool) -> list[NodeKey]:
        return sorted((k for k in self.nodes if k[0] == section and k[1] == happening), key=lambda k: str(k[2]))

    def _align_events(self, section: int) -> None:
        keys = self._keys(section, happening=True)
        self._assign(keys, self.gold.visible(section, True), section)
        self.unaligned += [key for key in keys if key not in self.entity_of]

    def _align_things(self, section: int) -> None:
        keys = [
            key
            for key in self._keys(section, happening=False)
            if not any(self.named(name, section) for name in self.nodes[key].names)
        ]
        loose = vocabulary().loose_types
        things = [e for e in self.gold.visible(section, False) if self.gold.entities[e].type in loose]
        self._assign(keys, things, section)

    def _assign(self, keys: list[NodeKey], candidates: list[str], section: int) -> None:
        """Give each node the candidate that makes the whole most alike; a candidate goes to one node only."""
        if not keys or not candidates:
            return
        weight = rarity([self.gold.entities[e].name for e in candidates])
        fits = [[self._fit(key, e, section, weight) for e in candidates] for key in keys]
        for row, column in sorted(best_assignment(fits).items()):
            self.entity_of[keys[row]] = candidates[column]
            self.nodes[keys[row]].options = frozenset(
                e for e, fit in zip(candidates, fits[row], strict=True) if fit > 0
            )

    def _fit(self, key: NodeKey, candidate: str, section: int, weight: Weight) -> float:
        node, entity = self.nodes[key], self.gold.entities[candidate]
        alike = name_likeness(node.names, entity.names_in(section), weight)
        cover = anchor_cover(node.evidence, entity)
        if key[1]:
            latin = not any(map(has_han, node.names))
            good = alike >= _EVENT or (cover >= _COVERED and (latin or alike >= _ANCHORED_EVENT))
        else:
            good = alike >= _THING
        bonus = 0.05 * (entity.type == node.type) + 0.02 * (not entity.optional) + 0.02 * (entity.section == section)
        return alike + 0.25 * cover + bonus if good else 0.0

    def _part_merged_events(self) -> None:
        """One id for different events in different sections keeps the most frequent of them only."""
        groups: dict[str, list[NodeKey]] = defaultdict(list)
        for key in self.entity_of:
            if key[1] and key[2][0] == "id":
                groups[key[2][1]].append(key)
        for node_id, keys in groups.items():
            found = {self.entity_of[key] for key in keys}
            if len(found) < 2:
                continue
            shared = self.gold.umbrellas.intersection(*(self.nodes[key].options for key in keys))
            if shared:  # it fits the series of the whole report everywhere
                self.entity_of.update(dict.fromkeys(keys, min(shared)))
                continue
            facts: Counter[str] = Counter()
            for key in keys:
                facts[self.entity_of[key]] += self.nodes[key].facts
            kept = min(facts, key=lambda e: (-facts[e], e))
            self.merged.append((node_id, sorted(found)))
            for key in keys:
                if self.entity_of[key] != kept:
                    del self.entity_of[key]

    def _part_merged_things(self, claims: Sequence[Claim]) -> None:
        """One id with the names of two entities of one type keeps the more frequent."""
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for claim in claims:
            for term in (claim.subject, claim.value):
                if term.id and term.happens is False:
                    seen[term.id].update(self.named(term.name, claim.section))
        for node_id, count in seen.items():
            of_type: dict[str, list[str]] = defaultdict(list)
            for entity in count:
                of_type[self.gold.entities[entity].type].append(entity)
            for entities in of_type.values():
                if len(entities) > 1:
                    entities.sort(key=lambda e: (-count[e], e))
                    self._kept_from[node_id] |= set(entities[1:])
                    self.merged.append((node_id, sorted(entities)))


def _things_by_name(gold: GoldReport, section: int, short_names: bool) -> dict[str, set[str]]:
    """Normalised name to the things that bear it in a section."""
    named: dict[str, set[str]] = defaultdict(set)
    for thing in gold.visible(section, False):
        entity = gold.entities[thing]
        for name in entity.names_in(section) if short_names else entity.names():
            named[normalise(name)].add(thing)
    return dict(named)
