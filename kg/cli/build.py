"""`kg build`: reports in, the store out, and a summary that a person likes to read."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import quiet_option, say, store_option

if TYPE_CHECKING:
    from kg.build import BuildReport

Progress = Callable[[int, int, str], None]

#: Field of the BuildReport, its label in Chinese and in English.
_ROWS = (
    ("reports", "报告", "reports"),
    ("events", "活动", "events"),
    ("series", "系列", "event series"),
    ("organizations", "单位", "organizations"),
    ("people", "人物", "people"),
    ("awards", "奖项", "awards"),
    ("places", "地点", "places"),
    ("facts", "事实", "facts, each with its quote"),
    ("sentences", "句子", "sentences"),
    ("silent_sentences", "无事实", "sentences without a fact"),
    ("declared_numbers", "计数", "numbers of what can be named (43项活动)"),
    ("unmet_numbers", "未列全", "of them, not all of it was found: kg facts --gaps"),
    ("candidates", "待解", "names and numbers without a fact: kg facts --candidates"),
)
_SHOWN = 10
_SHOWN_CHANGES = 40


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", type=click.Path(path_type=Path))
@store_option
@click.option("--keep-going/--fail-fast", default=True, show_default=True, help="On a report that cannot be read.")
@click.option("--prune", is_flag=True, help="Withdraw the reports in the store that are not among the sources.")
@click.option(
    "--jobs", type=click.IntRange(1), metavar="N", help="Processes that read; as many as are worth it if not given."
)
@click.option(
    "--links",
    metavar="FILE",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Table of links to things elsewhere; STORE.links.tsv if there is one. See kg link.",
)
@click.option(
    "--review",
    metavar="FILE",
    envvar="KG_REVIEW",
    show_envvar=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Log of what people decided; STORE.review.jsonl if there is one. See kg review.",
)
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@quiet_option
def build(
    sources: tuple[Path, ...],
    store: str,
    keep_going: bool,
    prune: bool,
    jobs: int | None,
    links: Path | None,
    review: Path | None,
    dry_run: bool,
    quiet: bool,
) -> None:
    """Read reports and write their facts to the store.

    A SOURCE is a file (txt, html, docx, pdf) or a folder of them; without one the bundled sample is read.
    A report that is built again replaces what it said before; one that is unchanged is skipped.
    The graph depends on the reports alone, not on their order, on earlier builds, or on the number of processes.

    Exit code 1: some reports failed, or the graph does not conform to the shapes. 3: none could be read.

    \b
    Examples:
      kg build
      kg build report.docx more-reports/
      kg build -s shanghai-2020 --fail-fast reports/
      kg build --prune reports/
    """
    from kg.build import build as run

    with progress(quiet) as on_progress:
        report = run(
            sources,
            store,
            on_progress=on_progress,
            keep_going=keep_going,
            dry_run=dry_run,
            prune=prune,
            jobs=jobs,
            links=links,
            review=review,
        )
    complain(report, quiet)
    if not quiet:
        click.echo(changes(report), nl=False)
    if not quiet and (report.reports or report.skipped or report.removed):
        click.echo(summary(report, dry_run=dry_run))
    sys.exit(exit_code(report))


def exit_code(report: BuildReport) -> int:
    """0 all well, 1 some reports failed or the graph does not conform, 3 no report could be read at all."""
    if report.failures:
        return 1 if report.reports or report.skipped else 3
    return 0 if report.conforms else 1


def complain(report: BuildReport, quiet: bool) -> None:
    """What went wrong, on stderr; warnings only if not quiet, and the first of them if there are many."""
    for path, error in report.failures:
        say(f"Error: {error}" if str(path) in str(error) else f"Error: {path}: {error}")
        if error.hint:
            say(f"Hint: {error.hint}")
    for kind, lines in (("Warning", report.warnings), ("Violation", report.violations)):
        for line in lines[:_SHOWN]:
            say(f"{kind}: {line}", quiet=quiet)
        if len(lines) > _SHOWN:
            say(f"{kind}: and {len(lines) - _SHOWN} more", quiet=quiet)


def changes(report: BuildReport) -> str:
    """What reports say now that they did not say before, fact by fact, each with its quote."""
    from kg.compare import render, summary

    limit = max(5, _SHOWN_CHANGES // max(1, len(report.changes)))
    return "".join(f"{name}: {summary(diff)}\n{render(diff, limit)}" for name, diff in report.changes)


def summary(report: BuildReport, *, dry_run: bool = False) -> str:
    """The numbers of a build, a line each, in Chinese and English; only what there is to tell."""
    lines = [_line(zh, getattr(report, field), en) for field, zh, en in _ROWS] if report.reports else []
    if report.skipped:
        lines.append(_line("未变", report.skipped, "unchanged, skipped"))
    if report.rewritten:
        lines.append(
            _line("改写", report.rewritten, "other reports rewritten: their things are those of these reports")
        )
    if report.removed:
        lines.append(_line("撤除", len(report.removed), "withdrawn: " + "、".join(report.removed[:_SHOWN])))
    for status in ("applied", "idle", "unplaced"):
        found = [placement for placement in report.placements if placement.status == status]
        if found:
            lines.append(_line(found[0].status.zh, len(found), f"decisions of people {status}: kg review log"))
    if report.failures:
        lines.append(_line("失败", len(report.failures), "could not be read"))
    if report.reports:
        verdict = "通过 the graph conforms to the shapes" if report.conforms else "不通过 the graph does not conform"
        lines.append(f"  校验    {verdict}")
    where = "nothing was written (--dry-run)" if dry_run else f"store {report.store}"
    return "\n".join([*lines, f"  {report.seconds:.1f} s, {where}"])


def _line(zh: str, number: int, en: str) -> str:
    """A row: label, number, label. A Chinese character takes two cells of a terminal."""
    return f"  {zh}{' ' * (8 - 2 * len(zh))}{number:>8,}  {en}"


@contextlib.contextmanager
def progress(quiet: bool) -> Iterator[Progress | None]:
    """A callback that draws a progress bar on stderr: only on a terminal, and only for more than one report."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with contextlib.ExitStack() as stack:
        bars: list[Any] = []

        def on_progress(done: int, total: int, name: str) -> None:
            if total < 2:
                return
            if not bars:
                bar = click.progressbar(
                    length=total, label="Reading reports", file=sys.stderr, item_show_func=lambda name: name
                )
                bars.append(stack.enter_context(bar))
            bars[0].update(done - bars[0].pos, name)

        yield on_progress
