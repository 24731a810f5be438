"""Listening: the socket, the processes, and an end that leaves none of them behind."""

from __future__ import annotations

import contextlib
import errno
import logging
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

import uvicorn

from kg.errors import ServeError
from kg.serve.app import make_app
from kg.serve.connection import Connection
from kg.serve.settings import Settings

#: How long requests that are being answered may go on after ctrl-C.
GRACE_S = 2
_MOST_CONNECTIONS = 2000


def serve(settings: Settings, say: Callable[[str], None], processes: int = 1) -> None:
    """Serve until ctrl-C or SIGTERM; `say` is told the address as soon as it is listened to.

    With several `processes` all of them accept connections; only for reading. ServeError where the address cannot be
    had, StoreError where there is no store.
    """
    app = make_app(settings)
    with listen(settings.host, settings.port) as listener:
        say(f"Listening on {address(settings.host, listener)}")
        if processes > 1:
            from kg.serve.processes import supervise

            supervise(settings, listener, processes, say)
        else:
            run(app, settings, listener)


def run(
    app: Any, settings: Settings, listener: socket.socket, ready: Callable[[uvicorn.Server], None] | None = None
) -> None:
    """Answer what comes on a socket until a signal says to end."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    _allow_files(_MOST_CONNECTIONS + 512)
    known = {"endpoint": app.endpoint, "client_timeout_s": settings.client_timeout_s}
    connection = type("Connection", (Connection,), known)
    config = uvicorn.Config(
        app,
        http=connection,
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        headers=[("X-Content-Type-Options", "nosniff")],  # data is data, whatever a browser may think
        proxy_headers=False,
        lifespan="on",
        ws="none",
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=GRACE_S,
    )
    server = uvicorn.Server(config)
    if ready is not None:
        ready(server)
    # uvicorn raises the signal again when it has ended; then there is nothing left to do.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    server.run([listener])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; ServeError where it cannot."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError, OverflowError):
        raise ServeError(
            f"there is no address {host}:{port}", hint="name one of this machine: --bind localhost:7878"
        ) from None
    family, _, _, _, where = sorted(found, key=lambda row: row[0] != socket.AF_INET)[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let two programs listen to one address
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        what = (
            "is in use"
            if error.errno == errno.EADDRINUSE
            else f"cannot be listened to: {(error.strerror or '').lower()}"
        )
        raise ServeError(f"{host}:{port} {what}", hint="name another with --bind; port 0 is any that is free") from None
    return listener


def address(host: str, listener: socket.socket) -> str:
    """The URL of what listens."""
    name = f"[{host.strip('[]')}]" if ":" in host else host
    return f"http://{name}:{listener.getsockname()[1]}/"


def _allow_files(wanted: int) -> None:
    """Let the process have as many connections, where the system gives leave."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard < 0 else min(wanted, hard), hard))
