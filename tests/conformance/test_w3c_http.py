"""The W3C's SPARQL suites through `kg serve`, by HTTP alone: queries of one store, updates of another."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from w3c.expected import expected_failures
from w3c.manifest import ABSENT, SUITES, Case, cases
from w3c.over_http import OverHttp, library, only_asks
from w3c.runner import Failed, federated, run_case

from kg.store import open_store

pytest.importorskip("kg.serve", reason="needs kg serve")
pytest.importorskip("starlette", reason="needs the extra serve: pip install 'report-kg[serve]'")

EXPECTED = expected_failures("HTTP")
TOKEN = "known-to-the-tests"
SERVE = (sys.executable, "-c", "from kg.cli import main; main(prog_name='kg')", "serve", "--bind", "localhost:0")


def _parameters() -> list[object]:
    if not SUITES.is_dir():
        return [pytest.param(None, marks=pytest.mark.skip(reason=ABSENT), id="absent")]
    found = []
    for case in cases(SUITES):
        if federated(case):
            continue  # the policy refuses to ask other servers, and the queries are the same as in process
        mark = pytest.mark.w3c(suite=case.suite, folder=case.folder, category=case.category, iri=case.iri, way="HTTP")
        marks = [mark]
        if why := EXPECTED.get(case.id):
            marks.append(pytest.mark.xfail(raises=Failed, strict=True, reason=f"{why.fault}: {why.reason}"))
        found.append(pytest.param(case, marks=marks, id=case.id))
    return found


@contextmanager
def _serving(store: Path, *options: str) -> Iterator[str]:
    """The address of `kg serve` on a store."""
    command = [*SERVE, "-s", str(store), *options]
    environment = {**os.environ, "KG_TOKEN": TOKEN, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", env=environment
    ) as process:
        assert process.stdout is not None
        said = ""
        while not (address := re.search(r"https?://\S+", said)):
            line = process.stdout.readline()
            assert line, f"kg serve ended: {said}"
            said += line
        try:
            yield address[0].rstrip("/") + "/"
        finally:
            process.terminate()
            process.communicate(timeout=30)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OverHttp]:
    """An endpoint for reading only, whose store holds all files that queries are asked of."""
    folder = tmp_path_factory.mktemp("library") / "kg-store"
    with open_store(folder, create=True) as store:
        store.raw.bulk_extend(library(cases(SUITES)))
    with _serving(folder) as address:
        yield OverHttp(address, holds_library=True)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OverHttp]:
    """An endpoint that takes updates, over an empty store; its default graph is no union, as the tests want it."""
    folder = tmp_path_factory.mktemp("empty") / "kg-store"
    open_store(folder, create=True).close()
    with _serving(folder, "--allow-update", "--allow-load", "*", "--no-union-default-graph") as address:
        yield OverHttp(address, token=TOKEN)


@pytest.mark.parametrize("case", _parameters())
def test_case_of_a_suite_over_http(case: Case, request: pytest.FixtureRequest) -> None:
    """A case of a manifest passes over HTTP, or fails in the way and for the reason that is written down."""
    way: OverHttp = request.getfixturevalue("asked" if only_asks(case) else "written")
    try:
        run_case(case, way)
    except Failed as failed:
        why = EXPECTED.get(case.id)
        if why and failed.outcome != why.outcome:
            pytest.fail(f"expected: {why.outcome}\n{failed}")
        raise
