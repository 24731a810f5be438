"""A running endpoint, asked over real sockets."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

pytest.importorskip("starlette", reason="needs the extra serve")

TOKEN = "a-token-for-tests"
_CODE = "import sys; sys.argv[0] = 'kg'; from kg.cli import main; main(prog_name='kg')"


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def type(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0]


@dataclass
class Server:
    """A `kg serve` that runs, and a client for it."""

    process: subprocess.Popen[str]
    store: Path
    port: int
    lines: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://localhost:{self.port}"

    def ask(
        self, path: str, method: str = "GET", body: bytes | str | None = None, timeout: float = 60, **headers: str
    ) -> Reply:
        """One request on a connection of its own; underscores of header names become hyphens."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=timeout)
        try:
            known = {name.replace("_", "-"): value for name, value in headers.items()}
            data = body.encode() if isinstance(body, str) else body
            connection.request(method, quote(path, safe="/%?&=:+,;@!$'()*~#"), body=data, headers=known)
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    def query(self, sparql: str, **headers: str) -> Reply:
        """A query by GET."""
        return self.ask("/sparql?" + urlencode({"query": sparql}), **headers)

    def post(self, path: str, form: Mapping[str, Any], **headers: str) -> Reply:
        """A form."""
        type_ = "application/x-www-form-urlencoded"
        return self.ask(path, "POST", urlencode(form, doseq=True), Content_Type=type_, **headers)

    def update(self, sparql: str, token: str = TOKEN, **headers: str) -> Reply:
        """An update with the token."""
        type_ = "application/sparql-update"
        return self.ask("/update", "POST", sparql, Content_Type=type_, Authorization=f"Bearer {token}", **headers)

    def workers(self) -> set[int]:
        """The processes that it started, and those that they started."""
        return _children(self.process.pid)

    def end(self) -> int:
        """Ask it to end; returns its exit code."""
        self.process.terminate()
        return self.process.wait(30)


def _children(pid: int) -> set[int]:
    found: set[int] = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if fields[0] != "Z" and int(fields[1]) == pid:
                child = int(stat.parent.name)
                found |= {child} | _children(child)
    return found


def eventually(holds: Callable[[], Any], seconds: float = 30) -> Any:
    """What the function gives as soon as that is true; the last one otherwise, when a slow machine has had its time."""
    deadline = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


Start = Callable[..., Server]


def _start(store: Path, *options: str, **environment: str) -> Server:
    command = [sys.executable, "-c", _CODE, "serve", "-s", str(store), "--bind", "localhost:0", *options]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, encoding="utf-8", env={**os.environ, **environment}, start_new_session=True
    )
    server = Server(process, store, 0)
    assert process.stderr is not None
    for line in process.stderr:
        server.lines.append(line.strip())
        if line.startswith("Listening on "):
            server.port = int(line.rstrip().rstrip("/").rpartition(":")[2])
            return server
    raise AssertionError(f"it did not start: {server.lines}")


@contextlib.contextmanager
def running(store: Path, *options: str, **environment: str) -> Iterator[Server]:
    """A server that runs as long as the block."""
    server = _start(store, *options, **environment)
    try:
        yield server
    finally:
        workers = server.workers()
        if server.process.poll() is None:
            server.end()
        assert server.process.stderr is not None
        server.lines += [line.strip() for line in server.process.stderr]
        server.process.stderr.close()
        left = eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
        assert left or sys.platform != "linux", "it left processes behind"
        assert not [line for line in server.lines if "Traceback" in line], server.lines


@pytest.fixture(scope="session")
def server(built_sample: Path) -> Iterator[Server]:
    """The sample, for reading."""
    with running(built_sample, "--cors", "https://there.example") as found:
        yield found


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts servers that end with the test."""
    with contextlib.ExitStack() as stack:
        yield lambda store, *options, **env: stack.enter_context(running(store, *options, **env))


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[Server]:
    """An empty store that may be written to."""
    from kg.store import open_store

    open_store(tmp_path / "empty", read_only=False, create=True).close()
    with running(tmp_path / "empty", "--allow-update", KG_TOKEN=TOKEN) as found:
        yield found
