"""`kg search`: find names and sentences by words."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import format_option, output_option, say, store_option, terminal_width, writing
from kg.cli.complete import EntityName
from kg.model import EntityType

if TYPE_CHECKING:
    from kg.search import Hit, Index

_FORMATS = {"table": ("txt", "text/plain"), "json": ("application/json",), "csv": ("text/csv",),
            "tsv": ("text/tab-separated-values",)}  # fmt: skip
_COLUMNS = ("field", "type", "label", "iri", "snippet", "document", "section", "start", "end", "score", "reports")
_HEADINGS = {"zh": ("类型", "名称", "所在", "报道"), "en": ("Type", "Name", "Where", "Report")}


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="WORD...", type=EntityName())
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice([kind.value for kind in EntityType], case_sensitive=False),
    metavar="CLASS",
    help="Only things of this class, Person say; may be repeated.",
)
@click.option("--in", "kind", type=click.Choice(("labels", "text")), help="Only names of things, or only sentences.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, metavar="N", help="At most so many.")
@click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of a table's headings.",
)
@format_option(_FORMATS, default="table")
@output_option
@store_option
def search(
    words: tuple[str, ...],
    types: tuple[str, ...],
    kind: str | None,
    limit: int,
    language: str,
    format: str,
    output: Path | None,
    store: str,
) -> None:
    """Find things by name, and sentences of reports by their words.

    All WORDs must be in one name or one sentence; "质量月 启动" in quotes of your own ('"…"') is a phrase, -WORD must not
    be there (write -- before the first WORD then). Case, width, quotes and traditional characters do not matter; names
    are found by pinyin too (shenweimin, swm). Names come first, the best first.

    Exit code 1: nothing was found.

    \b
    Examples:
      kg search 沈伟民
      kg search 质量 培训 --in text --limit 5
      kg search swm --type Person
      kg search --format json -- 启动仪式 -宝山
    """
    from kg.search import open_index

    asked = " ".join(words)
    with open_index(store) as index:
        hits = index.search(asked, kind={"labels": "label", "text": "text", None: None}[kind], of=types, limit=limit)
        hint = "" if hits else _hint(index, asked, types)
    if hits or format == "json":
        with writing(output) as stream:
            stream.write(_shown(hits, format, language, None if output else terminal_width()).encode())
    if not hits:
        say(f"没有找到 nothing found: {_safe(asked)}")
        if hint:
            say(f"相近的名称 nearest names: {hint}")
        sys.exit(1)


def _shown(hits: list[Hit], format: str, language: str, width: int | None) -> str:
    rows = [{name: asdict(hit)[name] for name in _COLUMNS} for hit in hits]
    if format == "json":
        return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    if format == "table":
        from kg.query.table import table

        cells = [_cells(hit, language) for hit in hits]
        return "".join(f"{line}\n" for line in table(_HEADINGS[language], cells, width=width))
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS, dialect="excel-tab" if format == "tsv" else "excel", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _cells(hit: Hit, language: str) -> list[str]:
    """Type, name, snippet, and report of a hit."""
    from kg.rdf import ontology

    term = ontology().terms.get(f"kg:{hit.type}")
    kind = (term.label_zh if language == "zh" else term.label_en) if term else hit.type
    if hit.field == "text":
        return [kind, hit.label, hit.snippet, f"{hit.document.rpartition('/')[2]} {hit.start}–{hit.end}"]
    reports = f"{hit.reports} 篇" if language == "zh" else f"{hit.reports} report{'' if hit.reports == 1 else 's'}"
    return [kind, hit.label, hit.snippet, reports]


def _hint(index: Index, asked: str, types: tuple[str, ...]) -> str:
    from kg.query.names import near

    return "、".join(map(_safe, near(index, asked, types)))


def _safe(text: Any) -> str:
    from kg.query.table import one_line

    return one_line(str(text))
