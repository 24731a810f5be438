"""`kg evaluate`: an extraction against gold, in figures, sentence by sentence, and as a page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from kg.cli.common import (
    FormatName,
    extractions,
    format_option,
    output_option,
    say,
    store_option,
    terminal_width,
    writing,
)

if TYPE_CHECKING:
    from kg.evaluate.evaluation import Evaluation
    from kg.evaluate.gold_sets import GoldSet

FORMATS = {"table": ("txt",), "json": ("application/json",), "csv": ("text/csv",)}


@dataclass(frozen=True)
class _System:
    """What is scored: rows of the gold form, the texts of reports by name, and how many could not be read."""

    rows: list[dict[str, Any]]
    texts: dict[str, str]
    failed: int = 0


@click.command()
@click.argument("gold", required=False, type=click.Path(path_type=Path))
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", type=click.Path(path_type=Path))
@click.option(
    "--system",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Score these facts: JSON lines as `kg facts --format gold` writes them.",
)
@click.option(
    "--document", "documents", multiple=True, metavar="NAME", help="Only gold of this report; NAME may hold *."
)
@click.option(
    "--show", type=click.IntRange(0), default=10, show_default=True, help="How many mistakes of a sort to list."
)
@click.option("--min-core-f1", type=click.FloatRange(0, 1), metavar="F1", help="Exit with 1 if the core F1 is lower.")
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a page of all mistakes.",
)
@format_option(FORMATS, help="Format; if not given, that of -o, else table.")
@output_option
@store_option
@click.pass_context
def evaluate(
    ctx: click.Context,
    gold: Path | None,
    sources: tuple[Path, ...],
    system: Path | None,
    documents: tuple[str, ...],
    show: int,
    min_core_f1: float | None,
    page: Path | None,
    format: str | None,
    output: Path | None,
    store: str,
) -> None:
    """Score facts against gold: precision, recall, F1, and each mistake with its sentence.

    GOLD is a folder with facts.jsonl and entities.jsonl, or a folder of such folders; without it the gold of the
    bundled sample. Scored are the reports of SOURCE, read now; or --system, and then SOURCE gives the sentences only;
    or else the store, and for the bundled gold the bundled sample.

    Core facts are those that any reader would demand. The strict figures ask for full names; the lenient ones
    accept 区市场监管局 where it means one bureau. Exit code 1: below --min-core-f1, or some reports could not be read.

    \b
    Examples:
      kg evaluate
      kg evaluate gold/mine reports/ --show 50
      kg evaluate gold/mine -s kg-store --html mistakes.html
      kg evaluate gold/mine --system other.jsonl --format json
    """
    from kg.evaluate.evaluation import evaluate as run

    default = gold is None and ctx.get_parameter_source("store") is not click.core.ParameterSource.COMMANDLINE
    wanted = _gold(gold, documents)
    found = _system(sources, system, store, bundled=default)
    _check(wanted, found.rows)
    evaluation = run(wanted, found.rows, found.texts)
    with writing(output) as stream:
        _write(evaluation, format or FormatName(FORMATS).guess(output) or "table", stream, show, to_file=bool(output))
    if page:
        from kg.evaluate.page import render

        with writing(page) as stream:
            stream.write(render(evaluation, _title(wanted)).encode())
    core = evaluation.strict.counts(core=True).f1
    if min_core_f1 is not None and core < min_core_f1:
        say(f"Below the floor: core F1 is {core:.4f}, wanted {min_core_f1:.4f}")
        ctx.exit(1)
    if found.failed:
        ctx.exit(1)


def _title(gold: GoldSet) -> str:
    names = list(gold.reports)
    return "错误分析 · " + (names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}")


def _gold(folder: Path | None, documents: tuple[str, ...]) -> GoldSet:
    from fnmatch import fnmatchcase

    from kg.evaluate.gold_sets import bundled_gold, read_gold

    gold = read_gold(folder) if folder else bundled_gold()
    if not documents:
        return gold
    chosen = gold.only(name for name in gold.reports if any(fnmatchcase(name, pattern) for pattern in documents))
    if not chosen.reports:
        raise click.BadParameter(
            f"no gold of {' or '.join(documents)}; there is {', '.join(gold.reports)}", param_hint="'--document'"
        )
    return chosen


def _system(sources: tuple[Path, ...], system: Path | None, store: str, *, bundled: bool) -> _System:
    if system:
        from kg.evaluate.gold_sets import read_lines

        return _System([row for _, row in read_lines(system)], _texts(sources))
    if not sources and not bundled:
        return _from_store(store)
    from kg.build import sample

    return _from_sources(sources or (sample(),))


def _from_sources(sources: tuple[Path, ...]) -> _System:
    from kg.evaluate.gold import gold_rows
    from kg.resolve import together

    found = list(extractions(sources))
    readings = together([extraction for extraction in found if extraction is not None])
    rows = [row for extraction in readings for row in gold_rows(extraction)]
    texts = {extraction.document.name: extraction.document.text for extraction in readings}
    return _System(rows, texts, found.count(None))


def _texts(sources: tuple[Path, ...]) -> dict[str, str]:
    from kg.readers import find_sources, read_document

    documents = map(read_document, find_sources(sources))
    return {document.name: document.text for document in documents}


def _from_store(path: str) -> _System:
    from kg.evaluate.stored import stored_gold_rows, stored_texts
    from kg.store import open_store

    with open_store(path) as store:
        return _System(list(stored_gold_rows(store)), stored_texts(store))


def _check(gold: GoldSet, rows: Iterable[dict[str, Any]]) -> None:
    """Facts of other reports only are a slip of the finger and no result."""
    told = {str(row.get("doc") or "") for row in rows}
    if told and not told & {*gold.reports, ""}:
        from kg.errors import UnreadableSource

        raise UnreadableSource(
            f"gold tells of {', '.join(gold.reports)}, and the facts are of {', '.join(sorted(told))}",
            hint="`doc` in gold is the name of the report's file without its extension",
        )


def _write(evaluation: Evaluation, format: str, stream: BinaryIO, show: int, *, to_file: bool) -> None:
    from kg.evaluate.figures import COLUMNS, as_json, figure_rows

    if format == "table":
        from kg.evaluate.report import report_lines

        for line in report_lines(evaluation, show=show, width=None if to_file else terminal_width()):
            stream.write(f"{line}\n".encode())
    elif format == "json":
        stream.write((json.dumps(as_json(evaluation), ensure_ascii=False, indent=1) + "\n").encode())
    else:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(figure_rows(evaluation))
        text.detach()
