"""`kg remove`: withdraw reports."""

from __future__ import annotations

import click

from kg.cli.common import quiet_option, say, store_option


@click.command()
@click.argument("reports", nargs=-1, required=True, metavar="REPORT...")
@store_option
@quiet_option
def remove(reports: tuple[str, ...], store: str, quiet: bool) -> None:
    """Withdraw reports from the store.

    A REPORT is the name of a report (its file's, without extension), its CURIE or its IRI; `kg query reports` lists
    them. Nothing of it stays: no fact, nothing that only it supports, no statement of identity. The graph is then the
    one that a build without it makes.

    \b
    Examples:
      kg remove 05-fengxian-opening
      kg remove -s shanghai-2020 document:05-fengxian-opening
    """
    from kg.build import remove as run

    report = run(reports, store)
    for name in report.removed:
        say(f"已撤除 withdrawn: {name}", quiet=quiet)
    if report.rewritten:
        say(
            f"{report.rewritten} 篇报告随之改写 report(s) rewritten, whose things the withdrawn ones had joined",
            quiet=quiet,
        )
