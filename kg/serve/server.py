"""Listening: the socket, the processes, and an end that leaves none of them behind."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable

import uvicorn

from kg.errors import ServeError
from kg.serve.app import make_app
from kg.serve.settings import Settings

#: How long requests that are being answered may go on after ctrl-C.
_GRACE_S = 3


def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve until ctrl-C or SIGTERM; `say` is told the address when it is listened to.

    ServeError where the address cannot be had, StoreError where there is no store.
    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    app = make_app(settings)
    with listen(settings.host, settings.port) as listener:
        say(f"Listening on {address(settings.host, listener)}")
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="on",
            ws="none",
            timeout_graceful_shutdown=_GRACE_S,
        )
        uvicorn.Server(config).run([listener])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; ServeError where it cannot."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        raise ServeError(
            f"there is no address {host}", hint="name one of this machine: --bind localhost:7878"
        ) from None
    family, _, _, _, where = sorted(found, key=lambda row: row[0] != socket.AF_INET)[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        listener.listen(2048)
        listener.set_inheritable(True)
    except OSError as error:
        listener.close()
        what = "is in use" if error.errno in (48, 98, 10048) else f"cannot be listened to: {error.strerror}"
        raise ServeError(f"{host}:{port} {what}", hint="name another with --bind, or port 0 for any") from None
    return listener


def address(host: str, listener: socket.socket) -> str:
    """The URL of what listens."""
    name = f"[{host.strip('[]')}]" if ":" in host else host
    return f"http://{name}:{listener.getsockname()[1]}/"
