"""Fixtures for all rooms: no network, no settings of the person who runs the tests, the sample built once."""

from __future__ import annotations

import ipaddress
import os
import runpy
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.model import Extraction
from kg.rdf import document_quads, graph_iri
from kg.store import OxigraphStore, open_store

ROOT = Path(__file__).resolve().parent.parent

Kg = Callable[..., "subprocess.CompletedProcess[str]"]


def _is_local(address: Any) -> bool:
    if not isinstance(address, tuple):  # a Unix socket
        return True
    host = address[0]
    try:
        return host in ("", "localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def network_off() -> Iterator[None]:
    """A connection to anywhere but this machine is an error: nothing here may need the network."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guard(original: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(self: socket.socket, address: Any) -> Any:
            if not _is_local(address):
                raise AssertionError(f"a test reached for the network: {address}")
            return original(self, address)

        return guarded

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guard(connect))
        patch.setattr(socket.socket, "connect_ex", guard(connect_ex))
        yield


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of the person who runs the tests do not reach them."""
    for name in [*os.environ]:
        if name.startswith("KG_") or name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with gold and further texts beside the checkout; skips, aloud, where there is none."""
    folder = ROOT.parent / "shared"
    if not (folder / "gold").is_dir():
        pytest.skip("needs ../shared (gold and further texts), which is not beside this checkout")
    return folder


@pytest.fixture
def kg(tmp_path: Path) -> Kg:
    """Runs `kg` as a person would: a process of its own, in an empty folder; the answer as text."""

    def run(*arguments: str | Path, cwd: Path = tmp_path, **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*KG, *map(str, arguments)], cwd=cwd, capture_output=True, encoding="utf-8", timeout=300, **options
        )

    return run


#: `kg` without relying on where its script was installed.
KG = (sys.executable, "-c", "import sys; sys.argv[0] = 'kg'; from kg.cli import main; main(prog_name='kg')")


@pytest.fixture(scope="session")
def built_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the bundled sample. It is shared: read it, or take `sample_store`."""
    folder = tmp_path_factory.mktemp("sample") / "kg-store"
    done = subprocess.run([*KG, "build", "-q", "-s", str(folder)], capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def sample_store(built_sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample's store, to do with as a test likes."""
    copy = tmp_path / "kg-store"
    shutil.copytree(built_sample, copy)
    return copy


_GRAPHS = runpy.run_path(str(ROOT / "tests" / "graphs.py"))


@pytest.fixture
def graphs() -> dict[str, Any]:
    """The names of `tests/graphs.py`."""
    return _GRAPHS


@pytest.fixture
def make_extraction() -> Callable[..., Extraction]:
    """Makes the extraction of the invented report of `tests/graphs.py`, under a name."""
    return _GRAPHS["extraction"]  # type: ignore[no-any-return]


@pytest.fixture
def extraction(make_extraction: Callable[..., Extraction]) -> Extraction:
    """The extraction of the invented report."""
    return make_extraction()


@pytest.fixture
def store(extraction: Extraction) -> Iterator[OxigraphStore]:
    """A store in memory that holds the invented report."""
    with open_store(":memory:") as opened:
        opened.replace_graph(graph_iri(extraction.document.name), document_quads(extraction))
        yield opened
