"""`kg update`: change the graph with SPARQL Update."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.common import quiet_option, read_sparql, say, store_option


@click.command()
@click.argument("text", required=False, type=click.Choice(["-"]), metavar="[-]")
@click.option("-e", "--expression", metavar="SPARQL", help="An update as text.")
@click.option(
    "-f", "--file", "file", metavar="FILE", type=click.Path(path_type=Path), help="A file with an update; - is stdin."
)
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would change.")
@click.option("--allow-report-graphs", is_flag=True, help="Let it change the graphs that `kg build` made.")
@click.option("--allow-load", multiple=True, metavar="HOST", help="Let LOAD fetch from this host; * is every one.")
@click.option("--allow-service", multiple=True, metavar="HOST", help="Let SERVICE ask this host; * is every one.")
@quiet_option
@store_option
def update(
    text: str | None,
    expression: str | None,
    file: Path | None,
    dry_run: bool,
    allow_report_graphs: bool,
    allow_load: tuple[str, ...],
    allow_service: tuple[str, ...],
    quiet: bool,
    store: str,
) -> None:
    """Change the graph with SPARQL Update, but not what reports say.

    Write to graphs of your own: those that `kg build` made are protected. The update is applied whole or not at all;
    it says how many triples it added to each graph and removed from it.

    \b
    Examples:
      kg update -e 'INSERT DATA { GRAPH <urn:notes> { person:沈伟民_上海市 rdfs:comment "要核对" } }'
      kg update --dry-run -f change.ru
      kg update -e 'DROP GRAPH <urn:notes>'
    """
    from kg.query.update import run_update
    from kg.store import open_store

    if len([given for given in (text, expression, file) if given is not None]) != 1:
        raise click.UsageError("give one of: -e SPARQL, -f FILE, or - for stdin")
    sparql = read_sparql(text, expression, file) or ""
    with open_store(store, read_only=dry_run) as opened:
        report = run_update(
            opened,
            sparql,
            allow_service=allow_service,
            allow_load=allow_load,
            allow_report_graphs=allow_report_graphs,
            dry_run=dry_run,
        )
        base = opened.base
    for note in report.notes:
        say(f"Note: {note}", quiet=quiet)
    for line in () if quiet else report.lines(base):
        click.echo(line)
