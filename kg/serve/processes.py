"""Several processes that answer on one socket, for more requests a second than one can take; for reading only."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from kg.query.timed import worker_command
from kg.serve.app import make_app
from kg.serve.server import GRACE_S, run
from kg.serve.settings import Settings

_LOOK_S = 0.2


def supervise(settings: Settings, listener: socket.socket, count: int, say: Callable[[str], None]) -> None:
    """Keep so many processes answering until a signal says to end; all are gone when this returns.

    They share the queries that may run at once. One that ends by itself is replaced.
    """
    share = replace(settings, max_queries=max(1, -(-settings.max_queries // count)))
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    running = [_start(share, listener) for _ in range(count)]
    try:
        while not ending.wait(_LOOK_S):
            for i, process in enumerate(running):
                if process.poll() is not None:
                    say(f"A process of the endpoint ended ({process.returncode}) and is replaced.")
                    running[i] = _start(share, listener)
    finally:
        for process in running:
            assert process.stdin is not None
            process.stdin.close()  # which tells it to end
        deadline = time.monotonic() + GRACE_S + 3
        for process in running:
            try:
                process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _start(settings: Settings, listener: socket.socket) -> subprocess.Popen[bytes]:
    known = asdict(settings) | {"store": str(settings.store)}
    command = worker_command(settings.store, "kg.serve.processes", str(listener.fileno()))
    options: dict[str, Any] = {"pass_fds": (listener.fileno(),), "start_new_session": True}
    process = subprocess.Popen(command, stdin=subprocess.PIPE, **options)
    assert process.stdin is not None
    process.stdin.write(json.dumps(known).encode() + b"\n")
    process.stdin.flush()
    return process


def main() -> None:
    """One of the processes: answer until stdin ends."""
    known = json.loads(sys.stdin.buffer.readline())
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
    settings = Settings(**values | {"store": Path(known["store"])})
    listener = socket.socket(fileno=int(sys.argv[2]))

    def end_with_parent(server: Any) -> None:
        def wait() -> None:
            sys.stdin.buffer.read()
            server.should_exit = True

        threading.Thread(target=wait, daemon=True).start()

    run(make_app(settings), settings, listener, end_with_parent)
