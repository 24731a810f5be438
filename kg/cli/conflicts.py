"""`kg conflicts`: where reports contradict each other, with both quotes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import format_option, output_option, quiet_option, say, store_option, writing

if TYPE_CHECKING:
    from kg.compare import Conflict, Statement

_FORMATS = {"text": ("txt",), "json": ("application/json",), "csv": ("text/csv",)}
_SIDE = ("value", "label", "report", "title", "section", "start", "end", "quote", "sentence", "reports")
COLUMNS = (
    "thing",
    "thing_label",
    "predicate",
    "predicate_label_zh",
    *(f"{s}_{c}" for s in ("one", "other") for c in _SIDE),
)


@click.command()
@click.option("--document", metavar="NAME", help="Only conflicts that this report has a part in, by its name.")
@format_option(_FORMATS, help="Format; if not given, that of -o, else text.")
@output_option
@store_option
@quiet_option
def conflicts(document: str | None, format: str | None, output: Path | None, store: str, quiet: bool) -> None:
    """Show where reports contradict each other, with both quotes in their sentences.

    Dates, venues, districts, editions, exact numbers of the same things, and posts that nobody holds at once (副区长, 区长).
    Both statements stay in the graph. What is only less precise is no conflict. The same as the query `conflicts`.

    \b
    Examples:
      kg conflicts
      kg conflicts --format csv -o conflicts.csv
    """
    from kg.cli.common import FormatName
    from kg.cli.evidence import coloured
    from kg.compare import conflicts as find
    from kg.store import open_store

    wanted = format or FormatName(_FORMATS).guess(output) or "text"
    with open_store(store) as opened:
        found = [c for c in find(opened) if document is None or document in _names(c)]
    colour = output is None and coloured()
    with writing(output) as stream:
        stream.write(_written(found, wanted, colour).encode("utf-8"))
    say(f"{len(found)} conflict{'' if len(found) == 1 else 's'}", quiet=quiet)


def _written(found: list[Conflict], format: str, colour: bool) -> str:
    if format == "json":
        return json.dumps([_record(conflict) for conflict in found], ensure_ascii=False, indent=2) + "\n"
    if format == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(_flat(conflict) for conflict in found)
        return text.getvalue()
    return "".join(f"{line}\n" for conflict in found for line in _lines(conflict, colour))


def _lines(conflict: Conflict, colour: bool) -> Iterator[str]:
    from kg.cli.evidence import marked
    from kg.query.table import one_line

    yield f"{one_line(conflict.thing_label)} · {conflict.predicate_label_zh}"
    for statement in (conflict.one, conflict.other):
        fact = statement.fact
        more = f"，另有 {statement.reports - 1} 篇" if statement.reports > 1 else ""
        yield f"  {one_line(fact.object_label)}  （{one_line(fact.document_title)}，第 {fact.section} 节{more}）"
        yield f"    {marked(statement.passage, colour)}"
    yield ""


def _record(conflict: Conflict) -> dict[str, Any]:
    keys = ("thing", "thing_label", "predicate", "predicate_label_zh")
    sides = {"one": _side(conflict.one), "other": _side(conflict.other)}
    return {key: getattr(conflict, key) for key in keys} | sides


def _flat(conflict: Conflict) -> dict[str, Any]:
    record = _record(conflict)
    sides = {f"{name}_{key}": value for name in ("one", "other") for key, value in record.pop(name).items()}
    return record | sides


def _side(statement: Statement) -> dict[str, Any]:
    fact = statement.fact
    start, end, quote, *_ = fact.evidence[0]
    place = (fact.document, fact.document_title, fact.section, start, end, quote, statement.passage.marked())
    return dict(zip(_SIDE, (fact.object, fact.object_label, *place, statement.reports), strict=True))


def _names(conflict: Conflict) -> set[str]:
    """The names of both reports, as they stand at the end of their IRIs, and the IRIs."""
    from urllib.parse import unquote

    iris = {conflict.one.fact.document, conflict.other.fact.document}
    return iris | {unquote(iri.rpartition("/")[2]) for iri in iris}
