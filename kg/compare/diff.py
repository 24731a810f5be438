"""What changed from one reading to another, fact by fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kg.compare import align
from kg.compare.rows import extraction_rows
from kg.model import Extraction

if TYPE_CHECKING:
    from kg.rdf import FactRow
    from kg.store import Store


@dataclass(frozen=True, slots=True)
class Change:
    """A fact before and after; `what` changed: "subject", "object", "qualifiers", "quote"."""

    old: FactRow
    new: FactRow
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactDiff:
    """Facts that only the new reading has, facts that only the old one had, and facts that say something else now.

    In the order of reports and of their text. Where a fact only moved, nothing changed.
    """

    added: tuple[FactRow, ...] = ()
    gone: tuple[FactRow, ...] = ()
    changed: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.changed)

    def __len__(self) -> int:
        return len(self.added) + len(self.gone) + len(self.changed)


def fact_diff(old: Iterable[FactRow], new: Iterable[FactRow]) -> FactDiff:
    """What changed between two readings of one report; the name of the report is not looked at.

    Facts are the same where subject, predicate, object, qualifiers and quotes are, by name and not by CURIE or position.
    Of the others, what has the same claim is changed, and what has another object (or subject) at the same place of the
    text, or where there was one value and is one value. Time: near-linear in the number of facts.

    >>> fact_diff([], [])
    FactDiff(added=(), gone=(), changed=())
    """
    pairs, gone, added = align.align(old, new)
    changed = [Change(before, after, what) for before, after in pairs if (what := _what(before, after))]
    return FactDiff(tuple(added), tuple(gone), tuple(sorted(changed, key=_order)))


def extraction_diff(old: Extraction, new: Extraction) -> FactDiff:
    """What changed between two readings of a report, which may have had another name; it is told under the new one."""
    from kg.rdf import iri

    after = extraction_rows(new)
    name, title = iri(new.document.id), new.document.title or new.document.name
    before = (replace(row, document=name, document_title=title) for row in extraction_rows(old))
    return fact_diff(before, after)


def store_diff(old: Store, new: Store, document: str | None = None) -> FactDiff:
    """What changed between two stores, report by report, or in the report of that name.

    Memory: the facts of one report, and the differences. StoreError where neither store has the report.
    """
    from kg.errors import StoreError
    from kg.rdf import facts_from_store

    before, after = _reports(old), _reports(new)
    names = sorted(before.keys() | after.keys())
    if document is not None and document not in names:
        raise StoreError(
            f"neither store has a report {document}", hint="`kg query reports` lists them; give the file name"
        )
    added: list[FactRow] = []
    gone: list[FactRow] = []
    changed: list[Change] = []
    for name in names if document is None else [document]:
        if _is_same(old, new, before.get(name), after.get(name)):
            continue
        found = fact_diff(
            facts_from_store(old, document=name) if name in before else (),
            facts_from_store(new, document=name) if name in after else (),
        )
        added.extend(found.added)
        gone.extend(found.gone)
        changed.extend(found.changed)
    return FactDiff(tuple(added), tuple(gone), tuple(changed))


def _reports(store: Store) -> dict[str, str]:
    """Name to IRI of the reports in a store."""
    from kg.rdf import text_of
    from kg.vocab import prefixes

    iris = {text_of(quad.subject) for quad in store.match(None, "kg:text")}
    return {unquote(iri.removeprefix(prefixes(store.base)["document"])): iri for iri in iris}


def _is_same(old: Store, new: Store, before: str | None, after: str | None) -> bool:
    """Whether a report's graph holds the very same triples in both stores; no fact has to be read then."""
    if before is None or before != after:
        return False
    return set(_quads(old, before)) == set(_quads(new, before))


def _quads(store: Store, document: str) -> Iterator[object]:
    graphs = {quad.graph_name for quad in store.match(document, "kg:text")}
    return (quad for graph in graphs for quad in store.match(graph=graph))


def _what(old: FactRow, new: FactRow) -> tuple[str, ...]:
    parts = {
        "subject": align.subject(old) != align.subject(new),
        "object": align.value(old) != align.value(new),
        "qualifiers": old.qualifiers != new.qualifiers,
        "quote": align.quotes(old) != align.quotes(new),
    }
    return tuple(name for name, is_changed in parts.items() if is_changed)


def _order(change: Change) -> tuple[object, ...]:
    rows = (change.new, change.old)
    return tuple(part for row in rows for part in (row.section, row.evidence, row.subject, row.predicate, row.object))
