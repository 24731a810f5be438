"""`kg serve`: the graph as a SPARQL endpoint."""

from __future__ import annotations

import click

from kg.cli.common import say, store_option


@click.command()
@click.option(
    "--bind", metavar="HOST:PORT", default="localhost:7878", show_default=True, help="Where to listen; port 0 is any."
)
@click.option(
    "--timeout-s",
    type=click.FloatRange(0, min_open=True),
    metavar="N",
    default=30.0,
    show_default=True,
    help="Seconds after which a query is stopped.",
)
@store_option
def serve(bind: str, timeout_s: float, store: str) -> None:
    """Serve the graph to browsers and programs.

    \b
    Examples:
      kg serve
      kg serve --bind localhost:0 --timeout-s 10
    """
    from pathlib import Path

    from kg.serve.server import serve as run
    from kg.serve.settings import Settings, usual_queries

    host, _, port = bind.rpartition(":")
    run(
        Settings(
            Path(store), host=host or "localhost", port=int(port), timeout_s=timeout_s, max_queries=usual_queries()
        ),
        say,
    )
