"""`kg review log|apply|export|import`: the decisions as a whole."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.cli.common import format_option, output_option, quiet_option, say, store_option, writing
from kg.cli.review.common import decision_options, echo_table, opened, review_option, say_next, the_log


def apply_now(store: str, review: Path) -> None:
    """Carry out all decisions of a log upon the readings that the store keeps; KgError where it keeps none."""
    from kg.build import refresh

    refresh(store, review=review)


@click.command()
@format_option(("table", "jsonl"), default="table")
@store_option
@review_option
def log(format: str, store: str, review: Path | None) -> None:
    """List all decisions, and what became of each.

    Example: kg review log --format jsonl
    """
    from kg.model import plain
    from kg.review import read_log
    from kg.review.describe import claim_of, label
    from kg.review.status import placements_in

    decisions = {decision.id: decision for decision in read_log(the_log(store, review))}
    with opened(store) as graph:
        placements = placements_in(graph, tuple(decisions.values()))
    if format == "jsonl":
        for found in placements:
            record = plain(decisions[found.decision]) | {"id": found.decision, "placement": plain(found)}
            click.echo(json.dumps(record, ensure_ascii=False, sort_keys=True))
        return
    rows = []
    for found in placements:
        d = decisions[found.decision]
        rows.append((d.at[:19], d.by, label(d.action), claim_of(d), found.document, f"{found.zh} {found.en}", d.why))
    echo_table(("时间", "决定人", "决定", "事实或事物", "报告", "结果", "理由"), rows)


@click.command(name="apply")
@store_option
@review_option
@quiet_option
def apply_(store: str, review: Path | None, quiet: bool) -> None:
    """Carry out all decisions now, without reading the reports again.

    Example: kg review apply
    """
    apply_now(store, the_log(store, review))
    say("人工决定已写入图谱 the decisions are in the graph", quiet=quiet)


@click.command()
@click.option("--all", "everything", is_flag=True, help="All facts, not only those worth a look first.")
@output_option
@store_option
@review_option
def export(everything: bool, output: Path | None, store: str, review: Path | None) -> None:
    """Write a CSV file for a spreadsheet: a row for each fact to decide on, and the decisions taken before.

    Fill in the column action (accept, reject, edit, or 认可, 否决, 修改), for edit to_object, then `kg review import`.

    Example: kg review export -o decisions.csv
    """
    from kg.review import read_log
    from kg.review.sheet import export_sheet
    from kg.review.worklist import Worklist

    decisions = read_log(the_log(store, review))
    with opened(store) as graph, writing(output) as stream:
        work = Worklist(graph, decisions)
        items = (item for item in (work.facts() if everything else work.items()) if item.row)
        for line in export_sheet(graph, (i for i in items if i.row and work.is_open(i.row)), decisions):
            stream.write(line)


@click.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@decision_options
def import_(file: Path, by: str | None, why: str, store: str, review: Path | None, quiet: bool) -> None:
    """Take decisions from a CSV file that `kg review export` wrote and somebody filled in.

    All rows count, or none: the first that makes no sense is named with its line and column. A file that is imported
    again adds nothing.

    Example: kg review import decisions.csv --by 张三
    """
    from kg.review import append, read_log
    from kg.review.intake import import_sheet
    from kg.review.log import reviewer

    path = the_log(store, review)
    with opened(store) as graph:
        found = import_sheet(file.read_bytes(), graph, read_log(path), by or reviewer(), why)
    click.echo(f"{append(path, found)} 项新决定 new decisions in {path}")
    if found:
        say_next(quiet)
