"""Where reports contradict each other: both statements, each with its words. The rules are in `queries/conflicts.rq`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.query.passages import Passage
    from kg.rdf import FactRow
    from kg.store import Store


@dataclass(frozen=True, slots=True)
class Statement:
    """One of two values: the fact of the first report that states it, its words in their sentence, how many reports do."""

    fact: FactRow
    passage: Passage
    reports: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two values of one thing that cannot both hold; `thing` is an IRI, `predicate` a CURIE."""

    thing: str
    thing_label: str
    predicate: str
    predicate_label_zh: str
    one: Statement
    other: Statement


def conflicts(store: Store) -> Iterator[Conflict]:
    """The conflicts of a store, by the thing's label, relation and values: dates, venues, districts, editions, exact
    numbers of the same things, and posts that nobody holds at once.

    Time: a few passes over the statements of these kinds, whatever their number of reports for one thing.

    >>> from kg.store import open_store
    >>> with open_store(":memory:") as store:
    ...     list(conflicts(store))
    []
    """
    from kg.query import Solutions, run_named
    from kg.rdf import predicate_labels
    from kg.vocab import compact

    result = run_named(store, "conflicts")
    assert isinstance(result, Solutions)  # the query is a SELECT
    for row in result.rows():
        thing, predicate = row["thing"], compact(row["predicate"], store.base)
        one, other = (
            _statement(store, thing, predicate, row[side], row[f"{side}Report"], int(row[f"{side}Reports"]))
            for side in ("one", "other")
        )
        label = predicate_labels().get(predicate, predicate)
        yield Conflict(thing, row["thingLabel"], predicate, label, one, other)


def _statement(store: Store, thing: str, predicate: str, value: str, document: str, reports: int) -> Statement:
    from kg.query.passages import passage
    from kg.rdf import facts_from_store, text_of

    facts = facts_from_store(store, document=document, entity=thing, predicate=predicate)
    fact = next(row for row in facts if row.subject == thing and row.object == value)
    text = next((text_of(quad.object) for quad in store.match(document, "kg:text")), "")
    start, end, *_ = fact.evidence[0]
    return Statement(fact, passage(text, start, end), reports)
