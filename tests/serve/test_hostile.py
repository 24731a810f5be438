"""Hostile requests: those of hostile.toml, some of them with bytes changed, and some made from the description."""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from .conftest import Server, Start, eventually

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bench/endpoint.py looks at /proc")


@pytest.fixture
def hostile(root: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """bench/hostile.py; `python bench/hostile.py` does the same with 10,000 requests."""
    monkeypatch.syspath_prepend(str(root / "bench"))
    return import_module("hostile")


@pytest.fixture
def target(hostile: Any, sample_store: Path) -> Iterator[Any]:
    """A server that may be written to, with little time and memory for each query."""
    server = hostile.start_kg(
        sample_store, "--timeout-s", "2", "--max-memory", "1G", "--client-timeout-s", "2", update=True
    )
    try:
        yield server
    finally:
        server.stop()


def test_the_list(hostile: Any, target: Any) -> None:
    """Each attempt is answered as it should be, and nothing asks another machine."""
    sink, outcome, chance = hostile.Sink(), hostile.Outcome(), random.Random(1)
    try:
        found = hostile.attempts(f"127.0.0.1:{target.port}", sink.address, slow=False)
        hostile.try_all(target, sink, outcome, found)
        small = [attempt for attempt in found if len(attempt.request) < 2000]
        changed = [hostile.mutated(chance.choice(small), chance) for _ in range(150)]
        hostile.try_all(target, sink, outcome, changed)
        outcome.faults += hostile.still_serves(target)
    finally:
        sink.close()
    assert len(found) > 200
    assert outcome.faults == []


def test_requests_made_from_the_description(hostile: Any, target: Any) -> None:
    """schemathesis finds no request that the program has a fault with."""
    pytest.importorskip("schemathesis", reason="needs schemathesis (the extra bench)")
    outcome = hostile.Outcome()
    hostile.from_description(target, outcome, 150, seed=1)
    assert outcome.requests > 50
    assert outcome.faults == [] == hostile.still_serves(target)


def test_a_worker_that_died_while_idle_is_passed_over(start: Start, built_sample: Path) -> None:
    """Killed workers cost a 503 at most, which says that one should ask again; never a fault of the program."""
    server: Server = start(built_sample)
    for number in range(10):
        sparql = f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} # {number}"
        assert eventually(lambda asked=sparql: server.query(asked).status == 200)  # type: ignore[misc]
        for pid in server.workers():
            os.kill(pid, signal.SIGKILL)
        assert server.query(f"{sparql} again").status in (200, 503)


def test_memory_of_a_query_is_bounded(start: Start, built_sample: Path) -> None:
    """A text that doubles until there is no more memory ends its worker, and nothing else."""
    server: Server = start(built_sample, "--max-memory", "512M")
    doubling = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    found = server.query(f'SELECT (STRLEN(?x40) AS ?n) {{ BIND("0123456789" AS ?x0) {doubling} }}')
    assert found.status == 503
    assert "memory" in found.json["detail"]
    assert server.query("ASK { ?s ?p ?o }").status == 200
