"""`kg validate`: check the graph against the SHACL shapes."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import EXIT_NO
from kg.cli.common import format_option, output_option, store_option, writing

_FORMATS = {"text": ("txt",), "turtle": ("ttl", "text/turtle"), "json": ("application/json",)}


@click.command()
@store_option
@click.option(
    "--shapes",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Shapes to check against instead of the project's own (Turtle, RDF/XML, JSON-LD).",
)
@click.option("--graph", metavar="NAME", help="Check one report only, by its name.")
@output_option
@format_option(_FORMATS, default="text")
@click.pass_context
def validate(
    ctx: click.Context, store: str, shapes: Path | None, graph: str | None, output: Path | None, format: str
) -> None:
    """Check the graph against the SHACL shapes.

    Names what is wrong, in which fact of which report. The exit code is 1 where the graph does not conform.

    \b
    Examples:
      kg validate
      kg validate --shapes my-shapes.ttl --format turtle -o report.ttl
    """
    from kg.store import open_store
    from kg.validate import validate as check

    with open_store(store) as opened:
        report = check(opened, shapes, graph=graph)
    text = {"text": report.text, "turtle": report.turtle, "json": report.json}[format]()
    with writing(output) as out:
        out.write(text.encode("utf-8"))
    if not report.conforms:
        ctx.exit(EXIT_NO)
