"""`kg facts`: facts with the quotes they rest on, from the store or straight from reports."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from kg.cli.common import extractions, format_option, output_option, store_option, terminal_width, writing
from kg.cli.evidence import longest

if TYPE_CHECKING:
    from kg.evaluate.completeness import Completeness
    from kg.rdf import FactRow

FORMATS = {
    "table": ("txt",),
    "csv": ("csv", "text/csv"),
    "tsv": ("tsv", "text/tab-separated-values"),
    "jsonl": ("jsonl", "ndjson", "application/x-ndjson"),
    "gold": (),
}
COLUMNS = (
    *("document", "section", "subject", "subject_label", "subject_type", "predicate", "predicate_label_zh"),
    *("object", "object_label", "object_type", "qualifiers", "rule", "confidence", "start", "end", "quote", "id"),
)
#: With --gaps: `kind` is a sentence without a fact, or a number that is met or unmet; `share` is found/declared.
CANDIDATE_COLUMNS = ("document", "section", "kind", "mention", "reason", "start", "end", "sentence")
GAP_COLUMNS = ("document", "kind", "of", "said", "counts", "share", "found", "section", "start", "end", "sentence")


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", type=click.Path(path_type=Path))
@click.option(
    "--predicate", "--type", "predicate", metavar="NAME", help="Only facts of this kind: attendedBy, or 出席者."
)
@click.option("--entity", metavar="NAME", help="Only facts of the thing with this name or IRI.")
@click.option("--document", metavar="NAME", help="Only facts of the report with this file name, without its extension.")
@click.option("--gaps", is_flag=True, help="Instead: sentences that gave no fact, and numbers that were not met.")
@click.option("--candidates", is_flag=True, help="Instead: names and numbers that no fact speaks of, with the reason.")
@format_option(FORMATS, help="Format; if not given, that of -o, else table. gold: JSON lines to be scored.")
@output_option
@store_option
def facts(
    sources: tuple[Path, ...],
    predicate: str | None,
    entity: str | None,
    document: str | None,
    gaps: bool,
    candidates: bool,
    format: str | None,
    output: Path | None,
    store: str,
) -> None:
    """List facts with the quotes they rest on.

    Without SOURCE the facts of the store; with SOURCE, files or folders, the facts of these reports, and no store is
    needed.

    With --gaps what was not understood: sentences that gave no fact, and the numbers of what can be named, with how
    much of it was found (43项活动: 3/43).

    With --candidates the people, bodies, events, awards and numbers that were seen and not understood, each with what it
    seems to be and why no fact came of it.

    \b
    Examples:
      kg facts
      kg facts --predicate attendedBy --entity 沈伟民
      kg facts report.docx --format csv -o facts.csv
      kg facts reports/ --format gold > system.jsonl
      kg facts report.docx --gaps
      kg facts report.docx --candidates
    """
    from kg.rdf import facts_from_store

    wanted = format or _guess(output) or "table"
    if wanted == "gold" and (predicate or entity):
        raise click.UsageError("gold holds all facts of a report: leave out --predicate and --entity")
    instead = "--gaps" if gaps else "--candidates" if candidates else ""
    if gaps and candidates:
        raise click.UsageError("--gaps and --candidates are two lists: ask for one of them")
    if instead and (wanted == "gold" or predicate or entity):
        raise click.UsageError(f"{instead} tells of whole reports: leave out --predicate, --entity and --format gold")
    with _opened(sources, store) as opened, writing(output) as stream:
        width = None if output else terminal_width()
        if gaps:
            _write_gaps(opened, document, wanted, stream, width)
            return
        if candidates:
            _write_candidates(opened, document, wanted, stream, width)
            return
        if wanted == "gold":
            _write_gold(opened, document, stream)
            return
        rows = facts_from_store(
            opened,
            document=document,
            entity=_entity(opened, entity) if entity else None,
            predicate=_predicate(predicate) if predicate else None,
        )
        _write(rows, wanted, stream, width, several=len(opened.ledger.documents() or opened.graphs()) > 1)


def _guess(output: Path | None) -> str | None:
    from kg.cli.common import FormatName

    return FormatName(FORMATS).guess(output)


@contextmanager
def _opened(sources: tuple[Path, ...], path: str) -> Iterator[Any]:
    """The store, or one in memory with the facts of these reports; exit code 1 where some could not be read."""
    from kg.store import open_store

    if not sources:
        with open_store(path) as store:
            yield store
        return
    with open_store(":memory:") as store:
        failed = _extract_into(store, sources)
        yield store
    if failed:
        raise click.exceptions.Exit(1)


def _extract_into(store: Any, sources: tuple[Path, ...]) -> int:
    """Extract the reports into a store; returns how many could not be read, and raises where none could."""
    from kg.rdf import document_quads, graph_iri
    from kg.resolve import together

    found = list(extractions(sources))
    for extraction in together([extraction for extraction in found if extraction is not None]):
        name = graph_iri(extraction.document.name, store.base)
        store.replace_graph(name, document_quads(extraction, store.base))
    return found.count(None)


def _entity(store: Any, name: str) -> str:
    from kg.query import find_entities

    found = find_entities(store, name)
    if len(found) > 1:
        from kg.errors import QueryError
        from kg.vocab import compact

        raise QueryError(
            f"{len(found)} things are named {name}",
            hint=f"say which: {' or '.join(compact(iri, store.base) for iri in found)}",
        )
    return found[0]


def _predicate(name: str) -> str:
    """The CURIE of a predicate given as CURIE, local name or Chinese label."""
    import difflib

    from kg.rdf import ontology

    known = ontology().of_kind("relation")
    forms = {form: term.curie for term in known for form in (term.curie, term.curie.partition(":")[2], term.label_zh)}
    if name in forms:
        return forms[name]
    near = difflib.get_close_matches(name, forms, 3)
    raise click.BadParameter(
        f"{name!r} is no kind of fact" + (f"; did you mean {' or '.join(near)}?" if near else "."),
        param_hint="'--predicate'",
    )


def _write_gold(store: Any, document: str | None, stream: BinaryIO) -> None:
    from kg.evaluate.stored import stored_gold_rows

    for row in stored_gold_rows(store, document):
        stream.write((json.dumps(row, ensure_ascii=False) + "\n").encode())


def _write_gaps(store: Any, document: str | None, format: str, stream: BinaryIO, width: int | None) -> None:
    from kg.evaluate.stored import stored_completeness

    found = list(stored_completeness(store, document))
    records = [(each.title, record) for each in found for record in _gaps(each)]
    if format == "table":
        from kg.query.table import table

        headings = ("报告", "节", "数", "已得", "原文")
        skip = int(len(found) < 2)  # one report needs no column of reports
        rows = ((title, str(r["section"]), r["said"], r["share"], r["sentence"])[skip:] for title, r in records)
        for line in table(headings[skip:], rows, width=width, numeric=(1 - skip,)):
            stream.write(f"{line}\n".encode())
    elif format == "jsonl":
        for _, record in records:
            stream.write((json.dumps(record, ensure_ascii=False) + "\n").encode())
    else:
        flat = ([*(r | {"found": "; ".join(r["found"])}).values()] for _, r in records)
        _write_rows(flat, GAP_COLUMNS, format, stream)


def _write_candidates(store: Any, document: str | None, format: str, stream: BinaryIO, width: int | None) -> None:
    from dataclasses import asdict

    from kg.evaluate.stored import stored_candidates

    found = list(stored_candidates(store, document))
    if format == "table":
        from kg.query.table import table

        several = len({row.document for row in found}) > 1
        headings = (*(("报告",) if several else ()), "节", "疑为", "名称", "缘由", "原文")
        cells = (
            (*((r.title,) if several else ()), str(r.section), r.kind_label, r.mention, r.reason_label, r.sentence)
            for r in found
        )
        for line in table(headings, cells, width=width, numeric=(int(several),)):
            stream.write(f"{line}\n".encode())
    elif format == "jsonl":
        for row in found:
            record = {name: asdict(row)[name] for name in CANDIDATE_COLUMNS}
            stream.write((json.dumps(record, ensure_ascii=False) + "\n").encode())
    else:
        _write_rows(
            ([getattr(r, name) for name in CANDIDATE_COLUMNS] for r in found), CANDIDATE_COLUMNS, format, stream
        )


def _gaps(found: Completeness) -> Iterator[dict[str, Any]]:
    """Silent sentences and numbers as records with the keys `GAP_COLUMNS`, in the order of the text."""
    from kg.evaluate.completeness import Declared

    for gap in found.in_order():
        said: tuple[Any, ...] = ("sentence", "", "", "", "", ())
        if isinstance(gap, Declared):
            share = f"{len(gap.found)}/{gap.number:g}"
            said = ("met" if gap.is_met else "unmet", gap.of, gap.said, gap.counts, share, gap.found)
        place = (gap.section, gap.evidence.span.start, gap.evidence.span.end, found.sentence(gap))
        yield dict(zip(GAP_COLUMNS, (found.document, *said, *place), strict=True))


def _write(rows: Iterable[FactRow], format: str, stream: BinaryIO, width: int | None, *, several: bool) -> None:
    if format == "table":
        from kg.query.table import table

        headings = (*(("报告",) if several else ()), "节", "主体", "关系", "对象", "原文")
        cells = (_cells(row, several) for row in rows)
        for line in table(headings, cells, width=width, numeric=(int(several),)):
            stream.write(f"{line}\n".encode())
    elif format == "jsonl":
        for row in rows:
            stream.write((json.dumps(_record(row), ensure_ascii=False) + "\n").encode())
    else:
        _write_rows((cells for row in rows for cells in _flat(row)), COLUMNS, format, stream)


def _write_rows(rows: Iterable[list[Any]], columns: tuple[str, ...], format: str, stream: BinaryIO) -> None:
    """CSV, or TSV, with a header."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, delimiter="," if format == "csv" else "\t", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    text.detach()


def _cells(row: FactRow, several: bool) -> tuple[str, ...]:
    spans = longest(row)
    quotes = " / ".join(quote for start, end, quote, _, _ in row.evidence if (start, end) in spans)
    document = (row.document_title,) if several else ()
    return (*document, str(row.section), row.subject_label, row.predicate_label_zh, row.object_label, quotes)


def _record(row: FactRow) -> dict[str, Any]:
    from dataclasses import asdict

    keys = ("start", "end", "quote", "prefix", "suffix")
    evidence = [dict(zip(keys, found, strict=True)) for found in row.evidence]
    return asdict(row) | {"qualifiers": [list(pair) for pair in row.qualifiers], "evidence": evidence}


def _flat(row: FactRow) -> Iterator[list[Any]]:
    """A line for each piece of evidence."""
    record = _record(row) | {"qualifiers": "; ".join(f"{name}={value}" for name, value in row.qualifiers)}
    for evidence in record["evidence"]:
        yield [(record | evidence)[name] for name in COLUMNS]
