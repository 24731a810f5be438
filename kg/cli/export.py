"""`kg export`: write the graph to a file for other programs."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from kg.cli.common import output_option, store_option
from kg.export.registry import BUILTIN

_NAMES = [format.name for format in BUILTIN]


def _known(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The name of a format, ours or an outsider's; a usage error lists them."""
    if value is None:
        return None
    from kg.errors import ExportError
    from kg.export import find_format

    try:
        return find_format(value).name
    except ExportError as error:
        raise click.BadParameter(str(error), ctx, param) from error


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in _NAMES if name.startswith(incomplete)]


@click.command()
@store_option
@output_option
@click.option(
    "--format",
    "format",
    metavar=f"[{'|'.join(_NAMES)}]",
    callback=_known,
    shell_complete=_complete,
    help="Format to write; guessed from the file's name, turtle for stdout.",
)
@click.option("--graph", metavar="NAME", help="Write one report only, by its name.")
@click.option("--without-evidence", is_flag=True, help="Leave out facts, quotes and texts: entities and triples only.")
def export(store: str, output: Path | None, format: str | None, graph: str | None, without_evidence: bool) -> None:
    """Write the graph to a file for other programs.

    The same graph gives the same bytes, in every run and on every machine.

    \b
    Examples:
      kg export -o graph.ttl
      kg export --without-evidence -o network.graphml
      kg export --graph 2020-shanghai-quality-month --format n-quads | wc -l
    """
    from kg.export import export as write
    from kg.export import guess_format
    from kg.store import open_store

    if output is not None and format is None:
        format = guess_format(output).name  # before the store is opened: a slip of the pen costs nothing
    with open_store(store) as opened:
        if output is not None:
            write(opened, output, format, graph=graph, evidence=not without_evidence)
        else:
            sys.stdout.flush()
            write(opened, sys.stdout.buffer, format or "turtle", graph=graph, evidence=not without_evidence)
            sys.stdout.buffer.flush()
