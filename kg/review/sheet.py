"""Decisions as a spreadsheet: CSV that Excel opens, fills and saves, there and back without loss.

A row is a fact to decide on, with an empty `action` to fill in, or a decision taken before. `data` holds what the program
needs to take the row back, so that nothing hangs on what a spreadsheet does to the other cells.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kg.model import Decision, plain
from kg.query.table import one_line
from kg.rdf import ontology
from kg.review.claims import anchors_of, statement_of
from kg.review.describe import shown
from kg.review.worklist import Item

if TYPE_CHECKING:
    from kg.rdf.read import Matching

COLUMNS = (
    *("action", "to_object", "to_type", "why", "by", "at", "decision", "fact", "document", "section"),
    *("subject", "subject_type", "predicate", "predicate_label", "object", "object_type", "quote", "note", "data"),
)
#: What makes a spreadsheet run a cell as a formula, full-width forms included; and the mark that stops it.
_RISKY = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20'"

Row = dict[str, str]


def escape(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; `unescape` undoes it.

    >>> escape("=1+1"), unescape(escape("'=x"))
    ("'=1+1", "'=x")
    """
    return f"'{cell}" if cell[:1] and cell[0] in _RISKY else cell


def unescape(cell: str) -> str:
    """The text of a cell, the mark before what looks like a formula taken off."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in _RISKY else cell


def export_sheet(store: Matching, items: Iterable[Item], decisions: Sequence[Decision]) -> Iterator[bytes]:
    """The lines of a CSV file in UTF-8 with a byte order mark: facts to decide on, then the decisions of a log."""
    yield b"\xef\xbb\xbf" + _line(COLUMNS)
    for item in items:
        if item.row is not None:
            yield _line(_cells(_fact_row(store, item)))
    for decision in decisions:
        yield _line(_cells(_decision_row(decision)))


def _line(cells: Iterable[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode("utf-8")


def _cells(row: Row) -> list[str]:
    return [escape(row.get(name, "")) for name in COLUMNS]


def _fact_row(store: Matching, item: Item) -> Row:
    row = item.row
    assert row is not None
    anchors = anchors_of(row, store.base)
    data = {"statement": plain(statement_of(store, row)), "anchors": plain(anchors)}
    return {
        "fact": item.id,
        "document": item.document,
        "section": str(row.section),
        "subject": row.subject_label,
        "subject_type": row.subject_type,
        "predicate": row.predicate,
        "predicate_label": row.predicate_label_zh,
        "object": one_line(row.object_label),
        "object_type": row.object_type,
        "quote": item.quote,
        "note": " ".join(filter(None, (item.kind.zh, item.note))),
        "data": json.dumps(data, ensure_ascii=False, sort_keys=True),
    }


def _decision_row(decision: Decision) -> Row:
    row = {
        "action": decision.action.value,
        "to_object": shown(decision.to.object) if decision.to else decision.name,
        "why": one_line(decision.why),
        "by": decision.by,
        "at": decision.at,
        "decision": decision.id,
        "document": "；".join(decision.documents),
        "quote": " / ".join(one_line(anchor.exact) for anchor in decision.anchors),
        "data": json.dumps(plain(decision), ensure_ascii=False, sort_keys=True),
    }
    statement, things = decision.statement, decision.things
    if statement:
        label = ontology().label(statement.predicate)
        row |= {"subject": statement.subject.name, "subject_type": statement.subject.type.value}
        row |= {"predicate": statement.predicate, "predicate_label": label, "object": shown(statement.object)}
    elif things:
        row |= {"subject": things[0].name, "subject_type": things[0].type.value, "object": things[-1].name}
    return row
