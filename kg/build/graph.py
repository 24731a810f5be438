"""From the ledger to the graph: what is one thing, and the quads of each report that this touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg import __version__, resources
from kg import resolve as _resolve
from kg.errors import StoreError
from kg.linking import Link
from kg.model import Decision, EntityType, Extraction, digest
from kg.rdf import document_quads, graph_iri, identity_graph, identity_quads, link_quads
from kg.resolve.profile import Identity, Profile
from kg.review import Docket, Placement, Reviewed, apply
from kg.store import Change, Store
from kg.store.ledger import Origin

if TYPE_CHECKING:
    import pyoxigraph as ox

#: Triples written in one transaction; more take more memory and are no faster.
_CHUNK = 100_000
_RULES, _LINKS = "rules", "links"


class Graph:
    """The graph of a store as a function of its ledger."""

    def __init__(self, store: Store, links: Sequence[Link] = (), decisions: Sequence[Decision] = ()) -> None:
        self.store = store
        self.ledger = store.ledger
        self.links = links
        self.decisions = decisions
        self.unplaced: list[str] = []
        self.placements: list[Placement] = []
        self._docket = Docket(decisions, self.ledger.documents())
        self._require_ledger()

    def _require_ledger(self) -> None:
        """A store that something else filled (RDF from elsewhere) cannot be built into."""
        if self.ledger.setting(_RULES) == "" and self.store.graphs():
            raise StoreError(
                "the store holds graphs that `kg build` did not make, so it cannot tell what belongs to which report",
                hint="build into another folder with `kg build --store FOLDER`",
            )

    def prepare(self) -> None:
        """Look at all readings with the rules of this program, if those of another looked at them before."""
        rules = f"{__version__} {resources.fingerprint()}"
        if self.ledger.setting(_RULES) == rules:
            return
        with self.ledger.transaction():
            for document in self.ledger.documents():
                self.ledger.set_profiles(document, self._profiles(document))
            self.ledger.touch_all()
            self.ledger.set(_RULES, rules)

    def has(self, origin: Origin) -> bool:
        """Whether the report was read before from the same bytes by the same rules."""
        known = self.ledger.origin(origin.document)
        return known is not None and replace(known, review="") == origin

    def put(self, origin: Origin, extraction: Extraction) -> None:
        """Keep the reading of a report; the graph follows with `settle`."""
        with self.ledger.transaction():
            self.ledger.put(origin, extraction, _resolve.profiles(extraction))

    def remove(self, document: str) -> bool:
        """Withdraw a report; the graph follows with `settle`. False where there is none of that name."""
        with self.ledger.transaction():
            return self.ledger.remove(document)

    def settle(self) -> list[str]:
        """Bring the graph up to date with the ledger; returns the reports whose graphs were written or removed.

        Each report's graph changes in one step. A process killed at any moment leaves each report as it was or as it
        will be, and the next call goes on.
        """
        self._review()
        links = digest(repr(tuple(self.links)))
        if self.ledger.is_settled() and self.ledger.setting(_LINKS) == links:
            return []
        with self.ledger.transaction():
            new: list[Identity] = []
            for profiles in self.ledger.components():
                new += self.ledger.settle(_resolve.resolve_component(profiles))
            statements = self._statements(new, self.ledger.take_orphans())
            self.ledger.set(_LINKS, links)
            documents = self.ledger.stale()
            digests: dict[str, str] = {}
            for changes in _chunks(self._changes(documents, digests), statements):
                self.store.change(changes)
                self.store.flush()  # what the ledger calls written must be so after a power cut; and memory stays flat
            self.ledger.written(digests)
        return documents

    def _statements(self, new: list[Identity], gone: list[Identity]) -> Change:
        """The change of the identity graph."""
        base = self.store.base
        old, links = self.ledger.links(), self._links()
        self.ledger.set_links(sorted(links))
        added = _triples(identity_quads(s, base) for s in new) | _triples(link_quads(*k, base) for k in links)
        removed = _triples(identity_quads(s, base) for s in gone) | _triples(link_quads(*k, base) for k in old - links)
        return Change(identity_graph(base), added - removed, removed - added)

    def _links(self) -> set[tuple[str, str, str]]:
        """The links of things that are there; rows of the table that mean nothing, or several things, are told."""
        found = set()
        self.unplaced = []
        for link in self.links:
            things = self.ledger.things(EntityType(link.type), link.name)
            if len(things) == 1:
                found.add((things[0], link.iri, link.note))
            else:
                what = (
                    f"means {' and '.join(things)}: write one of these in place of the name"
                    if things
                    else "is not there"
                )
                self.unplaced.append(f"link to {link.iri}: {link.type} {link.name} {what}")
        return found

    def _changes(self, documents: list[str], digests: dict[str, str]) -> Iterator[Change]:
        base = self.store.base
        for document in documents:
            reviewed = self._reviewed(document)
            quads: Iterable[ox.Quad] = ()
            if reviewed is not None:
                rewritten = _resolve.rewrite(reviewed.extraction, self.ledger.canonical(document))
                quads = document_quads(rewritten, base)
            change = self.store.difference(graph_iri(document, base), quads)
            digests[document] = change.digest
            yield change

    def _review(self) -> None:
        """Take up what people decided since, or about reports that came or went since."""
        self._docket = docket = Docket(self.decisions, self.ledger.documents())
        self.placements = []
        for origin in list(self.ledger.origins()):
            fingerprint = docket.fingerprint(origin.document)
            if fingerprint != origin.review:
                with self.ledger.transaction():
                    self.ledger.set_review(origin.document, fingerprint, self._profiles(origin.document))
        self.placements += docket.lost(self.placements)

    def _reviewed(self, document: str) -> Reviewed | None:
        """What a report says after the decisions of people, over its own entities."""
        extraction = self.ledger.extraction(document)
        if extraction is None:
            return None
        return apply(extraction, self._docket.of(document), self._docket.gone)

    def _profiles(self, document: str) -> tuple[Profile, ...]:
        reviewed = self._reviewed(document)
        if reviewed is None:
            return ()
        self.placements += reviewed.placements
        return _resolve.profiles(reviewed.extraction, reviewed.tags)


def _triples(quads: Iterable[Iterable[ox.Quad]]) -> frozenset[ox.Triple]:
    import pyoxigraph as ox

    return frozenset(ox.Triple(quad.subject, quad.predicate, quad.object) for some in quads for quad in some)


def _chunks(changes: Iterable[Change], last: Change) -> Iterator[list[Change]]:
    """The changes in lists of a bearable size, `last` in the last one.

    Graphs that are new are written in bulk, which cannot remove: they stay among themselves.
    """
    chunks: dict[bool, list[Change]] = {True: [], False: []}
    sizes = {True: 0, False: 0}
    for change in changes:
        kind = change.is_new
        chunks[kind].append(change)
        sizes[kind] += len(change.added) + len(change.removed)
        if sizes[kind] >= _CHUNK:
            yield chunks[kind]
            chunks[kind], sizes[kind] = [], 0
    if chunks[True]:
        yield chunks[True]
    yield [*chunks[False], last]
