"""`kg serve`: the graph as a SPARQL endpoint."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.common import say, store_option

if TYPE_CHECKING:
    from kg.serve.settings import Settings

VARIABLE = "KG_TOKEN"
_SIZES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


class Size(click.ParamType[int]):
    """A number of bytes, as 500000, 512k, 10M or 1G."""

    name = "size"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; a usage error where it is none."""
        if isinstance(value, int):
            return value
        text = str(value).strip().lower().removesuffix("ib").removesuffix("b")
        number, unit = (text[:-1], text[-1:]) if text[-1:] in ("k", "m", "g") else (text, "")
        if not (number.isascii() and number.isdigit()):
            self.fail(f"{value!r} is not a number of bytes such as 500000, 512k or 10M.", param, ctx)
        return int(number) * _SIZES[unit]


def _address(_ctx: click.Context, _param: click.Parameter, value: str) -> tuple[str, int]:
    host, colon, port = value.rpartition(":")
    if not colon:
        host, port = ("localhost", value) if value.isdigit() else (value, "7878")
    if not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise click.BadParameter(f"{value!r} is not HOST:PORT.")
    return host or "localhost", int(port)


_AT_LEAST_ONE = click.IntRange(1)


@click.command()
@click.option(
    "--bind",
    metavar="HOST:PORT",
    default="localhost:7878",
    show_default=True,
    callback=_address,
    help="Where to listen; port 0 is any that is free.",
)
@click.option("--allow-update", is_flag=True, help="Take updates from who has the token.")
@click.option(
    "--token-file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=f"File with the token for updates; else ${VARIABLE}, else a new one is made and shown.",
)
@click.option("--allow-report-graphs", is_flag=True, help="Let updates change the graphs that reports were built into.")
@click.option(
    "--timeout-s",
    type=click.FloatRange(0, min_open=True),
    metavar="N",
    default=30.0,
    show_default=True,
    help="Seconds after which a query or update is stopped.",
)
@click.option(
    "--max-rows", type=_AT_LEAST_ONE, metavar="N", default=100_000, show_default=True, help="Most results of a query."
)
@click.option(
    "--max-request-bytes",
    type=Size(),
    metavar="SIZE",
    default="10M",
    show_default=True,
    help="Largest body of a request.",
)
@click.option(
    "--max-answer-bytes", type=Size(), metavar="SIZE", default="256M", show_default=True, help="Largest answer."
)
@click.option(
    "--max-queries",
    type=_AT_LEAST_ONE,
    metavar="N",
    help="Queries at once; if not given, two for each core, four at least.",
)
@click.option(
    "--max-memory",
    "memory",
    type=Size(),
    metavar="SIZE",
    default="4G",
    show_default=True,
    help="Memory of each query (Linux).",
)
@click.option(
    "--queue-s",
    type=click.FloatRange(0),
    metavar="N",
    default=5.0,
    show_default=True,
    help="Seconds that a request waits for its turn.",
)
@click.option(
    "--client-timeout-s",
    type=click.FloatRange(0, min_open=True),
    metavar="N",
    default=20.0,
    show_default=True,
    help="Seconds within which a client has to send its request.",
)
@click.option(
    "--cache-bytes",
    type=Size(),
    metavar="SIZE",
    default="64M",
    show_default=True,
    help="Memory for answers that are kept; 0 keeps none.",
)
@click.option("--cors", multiple=True, metavar="ORIGIN", help="Let scripts from there read answers; * is anywhere.")
@click.option(
    "--allow-host", "hosts", multiple=True, metavar="NAME", help="Answer to this name, too, while on loopback."
)
@click.option("--allow-service", multiple=True, metavar="HOST", help="Let SERVICE ask this host.")
@click.option("--allow-load", multiple=True, metavar="HOST", help="Let LOAD fetch from this host.")
@click.option(
    "--no-union-default-graph", is_flag=True, help="Ask the default graph alone where a query names no graph."
)
@click.option(
    "--processes",
    type=_AT_LEAST_ONE,
    metavar="N",
    default=1,
    show_default=True,
    help="Processes that answer; for reading only.",
)
@click.option("--get", "path", metavar="PATH", help="Answer one request to stdout, without listening.")
@click.option("--open", "open_browser", is_flag=True, help="Open the page in a browser.")
@store_option
def serve(
    bind: tuple[str, int],
    allow_update: bool,
    token_file: Path | None,
    allow_report_graphs: bool,
    timeout_s: float,
    max_rows: int,
    max_request_bytes: int,
    max_answer_bytes: int,
    max_queries: int | None,
    memory: int,
    queue_s: float,
    client_timeout_s: float,
    cache_bytes: int,
    cors: tuple[str, ...],
    hosts: tuple[str, ...],
    allow_service: tuple[str, ...],
    allow_load: tuple[str, ...],
    no_union_default_graph: bool,
    processes: int,
    path: str | None,
    open_browser: bool,
    store: str,
) -> None:
    """Serve the graph to browsers and programs.

    A page for people at /, SPARQL at /sparql, named queries at /query/NAME, graphs at /store, and every thing at its
    own address. For reading and for this machine only, unless told otherwise. Ctrl-C ends it.

    \b
    Examples:
      kg serve --open
      kg serve --bind localhost:0 --timeout-s 10
      kg serve --get '/query/posts-of-person.csv?person=沈伟民'
      KG_TOKEN=secret kg serve --allow-update
    """
    from kg.serve.settings import Settings, usual_queries

    if processes > 1 and (allow_update or sys.platform == "win32"):
        why = "goes with reading only: one process writes" if allow_update else "cannot be had on Windows"
        raise click.UsageError(f"--processes {why}.")
    token, made = _token(token_file) if allow_update else ("", False)
    settings = Settings(
        store=Path(store),
        host=bind[0],
        port=bind[1],
        allow_update=allow_update,
        allow_report_graphs=allow_report_graphs,
        token=token,
        timeout_s=timeout_s,
        max_rows=max_rows,
        max_request_bytes=max_request_bytes,
        max_answer_bytes=max_answer_bytes,
        max_queries=max_queries or usual_queries(),
        memory_mib=memory >> 20,
        queue_s=queue_s,
        client_timeout_s=client_timeout_s,
        cache_bytes=cache_bytes,
        cors=cors,
        hosts=hosts,
        service_hosts=allow_service,
        load_hosts=allow_load,
        union=not no_union_default_graph,
    )
    if path is not None:
        _answer(settings, path)
        return
    _serve(settings, processes, token if made else "", open_browser)


def _answer(settings: Settings, path: str) -> None:
    from kg.serve.get import get

    if get(settings, path, sys.stdout.buffer) >= 400:
        sys.stdout.flush()
        raise click.exceptions.Exit(1)


def _serve(settings: Settings, processes: int, new_token: str, open_browser: bool) -> None:
    from kg.serve.server import serve as run

    if not settings.is_loopback:
        what = "read and, with the token, change" if settings.allow_update else "read"
        say(f"Warning: bound to {settings.host}, so other machines can {what} the graph. There is no encryption: put a")
        say("web server that has it in front (docs/how-to/publish-an-endpoint.md).")
    if new_token:
        say(f"Token for updates, made for this run: {new_token}")

    def told(line: str) -> None:
        say(line)
        if open_browser and line.startswith("Listening on "):
            click.launch(line.removeprefix("Listening on "))

    run(settings, told, processes)


def _token(file: Path | None) -> tuple[str, bool]:
    """The token for updates, and whether it was made just now."""
    from kg.errors import ServeError

    if file is not None:
        text = file.read_text(encoding="utf-8", errors="replace").strip()
        where = str(file)
    elif VARIABLE in os.environ:
        text, where = os.environ[VARIABLE].strip(), f"${VARIABLE}"
    else:
        import secrets

        return secrets.token_urlsafe(24), True
    if len(text) < 8 or not (text.isascii() and text.isprintable()):
        raise ServeError(
            f"{where} holds no token",
            hint="a token is a line of eight ASCII characters at least, best made by a machine",
        )
    return text, False
