"""The same reports give the same bytes: in any order, by any number of processes, on any day, after any history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.build import sample

Kg = Callable[..., Any]
_FORMATS = ("ttl", "trig", "nq", "jsonld", "graphml", "gexf")
_ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "0"}


def _outcome(kg: Kg, store: Path, **options: Any) -> dict[str, bytes]:
    files = {name: store.parent / f"{store.name}.{name}" for name in (*_FORMATS, "html")}
    for name in _FORMATS:
        done = kg("export", "-s", store, "-o", files[name], **options)
        assert done.returncode == 0, done.stderr
    done = kg("view", "-s", store, "-o", files["html"], **options)
    assert done.returncode == 0, done.stderr
    manifest = kg("info", "-s", store, "--manifest", **options).stdout.encode()
    return {name: file.read_bytes() for name, file in files.items()} | {"manifest": manifest}


@pytest.fixture(scope="module")
def reports() -> list[Path]:
    return [sample(), *sorted((sample().parent / "single").glob("*.txt"))]


def test_order_processes_place_and_history_leave_no_trace(kg: Kg, tmp_path: Path, reports: list[Path]) -> None:
    """Two stores that were made in different ways export the same files, byte for byte."""
    import os

    one, other = tmp_path / "one", tmp_path / "other"
    assert kg("build", "-q", "-s", one, *reports).returncode == 0
    environment = {**os.environ, **_ELSEWHERE}
    edited = tmp_path / reports[1].name
    edited.write_text(reports[1].read_text("utf-8").replace("10", "12"), "utf-8")
    assert kg("build", "-q", "-s", other, edited, reports[3], "--jobs", "2", env=environment).returncode == 0
    assert kg("build", "-q", "-s", other, *reports[:0:-1], "--jobs", "3", env=environment).returncode == 0
    assert kg("remove", "-q", "-s", other, reports[4].stem, env=environment).returncode == 0
    assert kg("build", "-q", "-s", other, *reports, env=environment).returncode == 0
    first, second = _outcome(kg, one), _outcome(kg, other, env=environment)
    assert [name for name in first if first[name] != second[name]] == []
