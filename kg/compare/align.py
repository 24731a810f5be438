"""Which fact of a new reading is which of an old one.

Facts are paired level by level: whoever is left over at one level goes on to the next. At each level a fact has a key,
and only facts with equal keys can be paired, in the order of the text; so time grows with the number of facts, and at
every level as many facts are paired as can be. Swapping old and new swaps the pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.rdf import FactRow

Key = Callable[["FactRow"], Hashable]
Pair = tuple["FactRow", "FactRow"]

_CONTEXT = 10  # characters on either side of a quote that say where it stands
_LEAST_CONTEXT = 4


def content(row: FactRow) -> Hashable:
    """All that a fact says, but not where: equal for facts between which nothing changed."""
    return (*claim(row), row.qualifiers, quotes(row))


def claim(row: FactRow) -> tuple[Hashable, ...]:
    """Subject, predicate and object, by name and type: CURIEs may differ from reading to reading."""
    return (subject(row), row.predicate, value(row))


def subject(row: FactRow) -> Hashable:
    """The subject by type and name; the report itself has no name but one, whatever its title."""
    return (row.subject_type, "" if row.subject_type == "Document" else row.subject_label)


def value(row: FactRow) -> Hashable:
    """The object by type and name."""
    return (row.object_type, row.object_label)


def quotes(row: FactRow) -> tuple[str, ...]:
    """The words of a fact in their order, without the line breaks and spaces between them."""
    return tuple(_plain(quote) for _, _, quote, _, _ in row.evidence)


def align(old: Iterable[FactRow], new: Iterable[FactRow]) -> tuple[list[Pair], list[FactRow], list[FactRow]]:
    """Pairs of the same fact or of a fact and what became of it; the facts that are gone; the facts that were added."""
    before, after = sorted(old, key=_place), sorted(new, key=_place)
    only = _only(before) & _only(after)
    pairs: list[Pair] = []
    for key in (*_LEVELS, lambda row: slot(row) if slot(row) in only else None, *_RENAMED):
        found, before, after = _paired(before, after, key)
        pairs += found
    return pairs, before, after


def slot(row: FactRow) -> Hashable:
    """What a value is the value of: subject, predicate, and for a number what it counts."""
    return (subject(row), row.predicate, dict(row.qualifiers).get("kg:counts", ""))


def _only(rows: list[FactRow]) -> set[Hashable]:
    """The slots that hold one value."""
    return {key for key, number in Counter(slot(row) for row in rows).items() if number == 1}


def _paired(old: list[FactRow], new: list[FactRow], key: Key) -> tuple[list[Pair], list[FactRow], list[FactRow]]:
    """Facts with equal keys, in order; None is no key."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for number in range(len(old) - 1, -1, -1):
        if (mine := key(old[number])) is not None:
            waiting[mine].append(number)
    pairs, left, taken = [], [], set()
    for row in new:
        mine = key(row)
        if mine is not None and waiting.get(mine):
            taken.add(number := waiting[mine].pop())
            pairs.append((old[number], row))
        else:
            left.append(row)
    return pairs, [row for number, row in enumerate(old) if number not in taken], left


def _around(row: FactRow) -> Hashable:
    before, after = _before(row), _after(row)
    return (before, after) if before and after else None


def _before(row: FactRow) -> str | None:
    found = _plain(row.evidence[0][3])[-_CONTEXT:] if row.evidence else ""
    return found if len(found) >= _LEAST_CONTEXT else None


def _after(row: FactRow) -> str | None:
    found = _plain(row.evidence[0][4])[:_CONTEXT] if row.evidence else ""
    return found if len(found) >= _LEAST_CONTEXT else None


def _plain(text: str) -> str:
    return "".join(text.split())


def _with(*parts: Key) -> Key:
    """The parts together; no key where one of them is none."""

    def key(row: FactRow) -> Hashable:
        found = tuple(part(row) for part in parts)
        return None if None in found else found

    return key


def _predicate(row: FactRow) -> Hashable:
    return row.predicate


#: The same; the same claim with other qualifiers or words; another object in the same place.
_LEVELS: tuple[Key, ...] = (
    content,
    _with(claim, quotes),
    _with(claim, lambda row: row.qualifiers),
    _with(claim, _around),
    claim,
    _with(slot, _around),
    _with(slot, _before),
    _with(slot, _after),
)
#: The same said of a thing that has another name now.
_RENAMED: tuple[Key, ...] = (_with(_predicate, value, quotes), _with(_predicate, value, _around))


def _place(row: FactRow) -> tuple[object, ...]:
    return (
        row.section,
        row.evidence,
        row.subject_label,
        row.subject,
        row.predicate,
        row.object,
        row.qualifiers,
        row.id,
    )
