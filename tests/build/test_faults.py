"""What may happen to a build: it is killed, the disk is full, two run at once. No half report, nothing lost."""

from __future__ import annotations

import importlib.util
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.build import build, sample
from kg.store import open_store
from kg.store.inventory import verify

Kg = Callable[..., Any]


def test_a_killed_build_leaves_whole_reports_and_is_gone_on_with(root: Path, tmp_path: Path) -> None:
    """Eight builds, killed at random moments; `python bench/kill.py` does the same 200 times."""
    spec = importlib.util.spec_from_file_location("bench_kill", root / "bench" / "kill.py")
    assert spec
    assert spec.loader
    kill = importlib.util.module_from_spec(spec)
    sys.modules["bench_kill"] = kill  # dataclasses look their module up
    spec.loader.exec_module(kill)
    seed = int.from_bytes(os.urandom(2))
    outcome = kill.run(8, seed, tmp_path / "kill", reports=3)
    assert outcome.faults == [], f"seed {seed}"
    assert outcome.reads > 0


@pytest.mark.parametrize("size", [20_000, 300_000, 900_000])
def test_a_full_disk_is_told_and_costs_nothing(kg: Kg, tmp_path: Path, size: int) -> None:
    """At whatever point no more can be written: one sentence, the old graph, and the next build goes on."""
    store = tmp_path / "s"
    news = sorted((sample().parent / "single").glob("*.txt"))
    build(news[0], store, validate=False)
    before = _quads(store)

    def limit() -> None:  # a file may not grow beyond this: to a program, the same as a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = kg("build", "-s", store, *news, sample(), preexec_fn=limit)
    if done.returncode:
        assert done.returncode == 3
        assert "Traceback" not in done.stderr
        assert done.stderr.startswith("Error: the store cannot be")
    with open_store(store) as opened:
        held = {graph.rpartition("/")[2] for graph in opened.graphs()}
    assert held >= {news[0].stem}
    if held == {news[0].stem}:
        assert _quads(store) == before
    build([*news, sample()], store, validate=False)
    with open_store(store) as opened:
        assert list(verify(opened)) == []
    build([*news, sample()], tmp_path / "fresh", validate=False)
    assert _quads(store) == _quads(tmp_path / "fresh")


def test_of_two_builds_at_once_one_works_and_the_other_is_told(tmp_path: Path) -> None:
    """Neither harms the other; whoever was turned away can come again."""
    code = "import sys; sys.argv[0] = 'kg'; from kg.cli import main; main(prog_name='kg')"
    news = sorted((sample().parent / "single").glob("*.txt"))
    command = [sys.executable, "-c", code, "build", "-q", "-s", str(tmp_path / "s")]
    running = [
        subprocess.Popen([*command, *map(str, files)], stderr=subprocess.PIPE, encoding="utf-8")
        for files in (news[:3], news[3:])
    ]
    ends = [(process.communicate(timeout=120)[1], process.returncode) for process in running]
    assert sorted(code for _, code in ends) in ([0, 0], [0, 3])  # the second may come when the first has ended
    assert all("in use" in error for error, code in ends if code)
    build(news, tmp_path / "s", validate=False)
    with open_store(tmp_path / "s") as store:
        assert len([graph for graph in store.graphs() if "/graph/" in graph]) == len(news)
        assert list(verify(store)) == []


def _quads(store: Path) -> set[str]:
    with open_store(store) as opened:
        return {str(quad) for quad in opened.match()}
