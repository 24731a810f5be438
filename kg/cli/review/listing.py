"""`kg review` itself: what is worth a look first, listed or asked one by one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import format_option, say, store_option
from kg.cli.review.common import echo_table, opened, review_option, say_next, the_log

if TYPE_CHECKING:
    from kg.model import Decision
    from kg.review.worklist import Item, Worklist

KINDS = ("conflict", "proposal", "support", "candidate")
ITEM_COLUMNS = ("kind", "id", "document", "claim", "note", "quote", "pair")
_SHOWN = 20


@click.group(invoke_without_command=True)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only what is listed for this reason.")
@click.option("--all", "everything", is_flag=True, help="All facts instead, decided or not.")
@click.option("--entity", metavar="NAME", help="All facts of the thing with this name or IRI.")
@click.option("--document", metavar="NAME", help="All facts of the report with this file name, without its extension.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help=f"At most N; {_SHOWN} if not given and no prompt.")
@click.option("--ask/--list", "ask", default=None, help="Ask for a key each, or only list; asked on a terminal.")
@format_option(("table", "jsonl"), default="table")
@store_option
@review_option
@click.pass_context
def review(
    context: click.Context,
    kinds: tuple[str, ...],
    everything: bool,
    entity: str | None,
    document: str | None,
    limit: int | None,
    ask: bool | None,
    format: str,
    store: str,
    review: Path | None,
) -> None:
    """Correct the graph: see what is worth a look, and decide.

    Listed are facts on which reports differ, things that may be one, facts with little support, and names without a fact,
    each with its quote. On a terminal each is followed by a question: accept, reject, edit, merge, keep apart, skip or
    quit; decisions are kept at once in the review log, a file of their own beside the store. `kg build` carries them out.

    \b
    Examples:
      kg review
      kg review --kind conflict --list
      kg review --entity 沈伟民 --list
      kg review reject fact:0123456789abcdef --why "同名不同人"
    """
    from kg.review import read_log
    from kg.review.decide import the_iri
    from kg.review.worklist import Kind, Worklist

    if context.invoked_subcommand:
        source = click.core.ParameterSource.COMMANDLINE
        given = [name for name in context.params if context.get_parameter_source(name) is source]
        if given:
            raise click.UsageError(f"put --{given[0]} behind {context.invoked_subcommand}")
        return
    path = the_log(store, review)
    with opened(store) as found:
        work = Worklist(found, read_log(path))
        is_asked = sys.stdin.isatty() and sys.stdout.isatty() if ask is None else ask
        most = limit or (None if is_asked or format == "jsonl" else _SHOWN)
        more = most and most + 1  # one beyond what is shown tells whether there is more
        if everything or entity or document:
            items = work.facts(more, entity=the_iri(found, entity) if entity else None, document=document)
        else:
            items = work.items(tuple(map(Kind, kinds)), more)
        if is_asked:
            _sit(found, work, islice(items, most), path)
        else:
            _show(items, format, most)


def _sit(store: Any, work: Worklist, items: Iterator[Item], path: Path) -> None:
    from kg.review import append
    from kg.review.decide import Signature
    from kg.review.describe import told
    from kg.review.log import reviewer
    from kg.review.moments import now
    from kg.review.session import Session

    def ask(question: str, choices: str) -> str:
        if choices:
            return str(click.prompt(question, type=click.Choice(list(choices)), show_choices=False, default="s"))
        return str(click.prompt(question, default="", show_default=False))

    def write(decision: Decision) -> None:
        append(path, [decision])
        work.note(decision)
        click.echo(f"  {told(decision)}")

    by = reviewer()
    taken = Session(store, lambda why: Signature(by, now(), why), ask, click.echo, write).run(items)
    click.echo(f"{taken} 项决定记入 decisions kept in {path}")
    if taken:
        say_next(False)


def _show(items: Iterator[Item], format: str, most: int | None) -> None:
    shown = list(islice(items, most))
    if format == "jsonl":
        for item in shown:
            record = {name: getattr(item, name) for name in ITEM_COLUMNS}
            click.echo(json.dumps(record, ensure_ascii=False))
        return
    echo_table(
        ("缘由", "编号", "主体 · 关系 · 对象", "说明", "原文"),
        [(i.kind.zh, i.id, i.claim, i.note, i.quote) for i in shown],
    )
    if next(items, None) is not None:
        say("还有更多 there is more: --limit N, or --format jsonl for all")
