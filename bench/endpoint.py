"""Starts servers for the measurements of the endpoint, asks them, and looks at their processes (Linux: /proc)."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "explanation" / "performance.md"
TOKEN = "a-token-of-the-measurements"
JSON = "application/sparql-results+json"
START = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom kg.cli import main; main(prog_name='kg')"


@dataclass(frozen=True)
class Reply:
    """What came back: status, headers in lower case, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Server:
    """A server in a process group of its own, and what can be seen of it."""

    def __init__(self, command: list[str], port: int, log: Path) -> None:
        self.port, self.log = port, log
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True
            )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            time.sleep(0.02)
        raise RuntimeError(f"the server did not start: {log.read_text('utf-8', 'replace')[-2000:]}")

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] = {},
        timeout_s: float = 60,
    ) -> Reply:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    @property
    def alive(self) -> bool:
        """Whether the process that listens runs."""
        return self.process.poll() is None

    def tree(self) -> list[int]:
        """The ids of the process and of all that it started, itself first."""
        found = [self.process.pid]
        for pid in found:
            found += children(pid)
        return found

    def busy_s(self) -> float:
        """Processor time that all of its processes have used, those that have ended included."""
        return sum(busy_s(pid) for pid in self.tree())

    def stop(self) -> None:
        """End it as ctrl-C would, and kill what is left after ten seconds."""
        if self.alive:
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        self.kill()

    def kill(self, chance: random.Random | None = None) -> None:
        """SIGKILL to every process of it at once; in an order that is drawn, if `chance` is given."""
        # Listed before the first is killed: a child that has lost its parent is no longer found.
        pids = self.tree() if self.alive else []
        if chance is not None:
            chance.shuffle(pids)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        while any(is_running(pid) for pid in pids):
            time.sleep(0.01)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@cache
def has_option(name: str) -> bool:
    """Whether `kg serve` knows an option."""
    shown = subprocess.run([sys.executable, "-c", START, "serve", "--help"], capture_output=True, text=True)
    return name in shown.stdout


@contextlib.contextmanager
def kg_serve(store: Path, *options: str, update: bool = False) -> Iterator[Server]:
    """`kg serve` on a store; with `update`, writing is allowed with TOKEN."""
    server = start_kg(store, *options, update=update)
    try:
        yield server
    finally:
        server.stop()


def start_kg(store: Path, *options: str, update: bool = False) -> Server:
    """`kg serve`, started and listening; the caller ends it."""
    port = free_port()
    more = []
    if update:
        file = store.parent / "token"
        file.write_text(TOKEN)
        more = ["--allow-update", "--token-file", str(file)]
    command = [sys.executable, "-c", START, "serve", "-s", str(store), "--bind", f"127.0.0.1:{port}", *more, *options]
    return Server(command, port, store.parent / "kg-serve.log")


@contextlib.contextmanager
def oxigraph(store: Path) -> Iterator[Server]:
    """`oxigraph serve-read-only` on a folder of Oxigraph's."""
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "oxigraph"),
        "serve-read-only",
        "--location",
        str(store),
        "--union-default-graph",
    ]
    server = Server([*command, "--bind", f"127.0.0.1:{port}"], port, store.parent / "oxigraph.log")
    try:
        yield server
    finally:
        server.stop()


def children(pid: int) -> list[int]:
    """The processes that a process started and that still run."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def is_running(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be looked at does not."""
    try:
        return not re.search(r"^State:\s+[ZX]", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    except OSError:
        return False


def resident_mb(pid: int) -> float:
    """Resident memory of a process, in MB; 0 where it has ended."""
    try:
        found = re.search(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def open_files(pid: int) -> int:
    """The number of files, pipes and sockets that a process has open."""
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return 0


def busy_s(pid: int) -> float:
    """Processor time that a process has used, in seconds, with that of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def put(script: str, text: str) -> None:
    """Put what a script found into the page, between its marks."""
    begin, end = f"<!-- table of {script} -->\n", f"<!-- end of the table of {script} -->\n"
    head, rest = PAGE.read_text(encoding="utf-8").split(begin)
    _, tail = rest.split(end)
    PAGE.write_text(f"{head}{begin}\n{text}\n\n{end}{tail}", encoding="utf-8")
