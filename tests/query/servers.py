"""SPARQL servers of others, started on loopback for the length of a test session."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.store import OxigraphStore

_VIRTUOSO = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 100000
"""


def free_port() -> int:
    """A port of loopback that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def dump(store: OxigraphStore, file: Path) -> Path:
    """All quads of a store as N-Quads."""
    ox.serialize(store.match(), str(file), format=ox.RdfFormat.N_QUADS)
    return file


@contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    """A server as a child, from when it takes connections on."""
    with (folder / "out.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            _wait(process, port)
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"{process.args} did not start")


@contextmanager
def oxigraph_server(quads: Path, folder: Path) -> Iterator[str]:
    """Oxigraph's own server with these quads; its URL."""
    command = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if command is None:
        pytest.skip("needs the command oxigraph (pip install oxigraph)")
    port = free_port()
    store = ["--location", str(folder / "data")]
    subprocess.run([command, "load", *store, "--file", str(quads)], check=True, capture_output=True)
    serve = [command, "serve", *store, "--union-default-graph", "--bind", f"127.0.0.1:{port}"]
    with running(serve, port, folder):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def virtuoso_server(quads: Path, folder: Path) -> Iterator[str]:
    """Virtuoso with these quads; its URL."""
    command, isql = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if command is None or isql is None:
        pytest.skip("needs Virtuoso (apt-get install virtuoso-opensource-7-bin)")
    http, sql = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(folder=folder, http=http, sql=sql), encoding="utf-8")
    (folder / "load.sql").write_text(
        f"ld_dir('{quads.parent}', '{quads.name}', 'urn:none');\nrdf_loader_run();\ncheckpoint;\n", encoding="utf-8"
    )
    with running([command, "+configfile", "virtuoso.ini", "+foreground"], http, folder):
        loaded = subprocess.run(
            [isql, f"127.0.0.1:{sql}", "dba", "dba", str(folder / "load.sql")], capture_output=True, timeout=120
        )
        assert loaded.returncode == 0, loaded.stdout + loaded.stderr
        yield f"http://127.0.0.1:{http}/sparql"
