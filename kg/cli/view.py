"""`kg view`: the network as one HTML page that works offline."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.common import quiet_option, say, store_option, writing

KINDS = ("network",)


@click.command()
@store_option
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    default="graph.html",
    show_default=True,
    help="Page to write; - is stdout.",
)
@click.option("--around", metavar="NAME", help="Only what surrounds the node of that name.")
@click.option(
    "--depth", type=click.IntRange(0), default=1, show_default=True, metavar="N", help="Steps that --around goes."
)
@click.option("--title", default="", metavar="TEXT", help="Heading of the page; the report's title if not given.")
@click.option("--kind", type=click.Choice(KINDS), default="network", show_default=True, help="Kind of page.")
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@quiet_option
def view(
    store: str,
    output: Path,
    around: str | None,
    depth: int,
    title: str,
    kind: str,
    open_browser: bool,
    quiet: bool,
) -> None:
    """Draw the network as one HTML page that works offline.

    The page asks nothing of any network and nothing that a report says can run in it, so it can be mailed and opened
    from disk. A click on a node or a line shows its facts, each with its quote marked in the words around it.

    \b
    Examples:
      kg view
      kg view -o launch.html --around 启动仪式 --depth 2 --open
      kg view -s shanghai-2020 -o shanghai.html --title "上海质量月"
    """
    from kg.store import open_store
    from kg.views import render_network

    to_stdout = str(output) == "-"
    if to_stdout and open_browser:
        raise click.UsageError("--open needs a file: leave out -o -")
    with open_store(store) as opened:
        page = render_network(opened, around=around, depth=depth, title=title).encode("utf-8")
    with writing(None if to_stdout else output) as stream:
        stream.write(page)
    if not to_stdout:
        say(f"Wrote {output} ({len(page) / 1000:,.0f} kB); open it in a browser.", quiet=quiet)
    if open_browser:
        click.launch(output.resolve().as_uri())
