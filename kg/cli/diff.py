"""`kg diff`: what changed between two stores, or two versions of a report."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import EXIT_NO
from kg.cli.common import format_option, output_option, quiet_option, say, writing

if TYPE_CHECKING:
    from kg.compare import FactDiff

_FORMATS = {"text": ("txt",), "json": ("application/json",), "csv": ("text/csv",)}
_COLOURS = {"added": "green", "gone": "red", "changed": "yellow"}
_FACT = ("section", "subject_label", "object_label", "object_type", "qualifiers", "quotes")
COLUMNS = (
    *("change", "what", "document", "predicate", "predicate_label_zh", "predicate_label_en"),
    *(f"{side}_{name}" for side in ("old", "new") for name in _FACT),
)


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--document", metavar="NAME", help="Of two stores, compare this report only.")
@click.option("--all", "everything", is_flag=True, help="Show all entries, however many there are.")
@format_option(_FORMATS, help="Format; if not given, that of -o, else text.")
@output_option
@quiet_option
@click.pass_context
def diff(
    ctx: click.Context,
    old: Path,
    new: Path,
    document: str | None,
    everything: bool,
    format: str | None,
    output: Path | None,
    quiet: bool,
) -> None:
    """Compare two stores, or two versions of a report, fact by fact.

    OLD and NEW are both folders of stores, or both files of reports. Shows the facts that were added (+), are gone (-)
    or changed (~), with their quotes; where a fact only moved in its report, nothing changed. The exit code is 0 where
    the facts are equal, 1 where they differ.

    \b
    Examples:
      kg diff kg-store yesterday-store
      kg diff report-v1.docx report-v2.docx
    """
    from kg.cli.common import FormatName
    from kg.compare import SHOWN, summary

    found = _compared(old, new, document)
    wanted = format or FormatName(_FORMATS).guess(output) or "text"
    with writing(output) as stream:
        stream.write(_written(found, wanted, everything, output).encode("utf-8"))
    say(summary(found), quiet=quiet)
    if wanted == "text" and not everything and len(found) > SHOWN:
        say("--all 全部列出 / shows all", quiet=quiet)
    if found:
        ctx.exit(EXIT_NO)


def _compared(old: Path, new: Path, document: str | None) -> FactDiff:
    from kg.compare import extraction_diff, store_diff

    if old.is_dir() != new.is_dir():
        raise click.UsageError("a store and a report cannot be compared: give two stores, or two reports")
    if old.is_dir() or not old.exists():
        from kg.store import open_store

        with open_store(old) as before, open_store(new) as after:
            return store_diff(before, after, document)
    if document:
        raise click.UsageError("--document says which report of two stores: leave it out with two reports")
    from kg.build import extract

    return extraction_diff(extract(old), extract(new))


def _written(found: FactDiff, format: str, everything: bool, output: Path | None) -> str:
    from kg.compare import SHOWN, records, render

    if format == "json":
        return json.dumps(list(records(found)), ensure_ascii=False, indent=2) + "\n"
    if format == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(map(_flat, records(found)))
        return text.getvalue()
    from kg.cli.evidence import coloured

    style = _coloured if output is None and coloured() else _plain
    return render(found, None if everything else SHOWN, style)


def _coloured(kind: str, text: str) -> str:
    return click.style(text, fg=_COLOURS[kind])


def _plain(kind: str, text: str) -> str:
    return text


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """An entry on one line; what it has not is empty."""
    either = record["new"] or record["old"]
    shared = {name: either[name] for name in COLUMNS[2:6]}
    flat = {"change": record["change"], "what": "; ".join(record["what"])} | shared
    for side in ("old", "new"):
        fact = record[side] or {}
        flat |= {f"{side}_{name}": fact.get(name, "") for name in _FACT}
        flat[f"{side}_qualifiers"] = "; ".join(f"{name}={value}" for name, value in fact.get("qualifiers", ()))
        flat[f"{side}_quotes"] = " / ".join(fact.get("quotes", ()))
    return flat
