"""The page about conformance says what a run of the tests says."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def script() -> dict[str, object]:
    """The names of docs/conformance.py."""
    return runpy.run_path(str(Path(__file__).parents[2] / "docs" / "conformance.py"))


def test_page_names_every_case_that_does_not_pass(root: Path, script: dict[str, object]) -> None:
    """Each expected failure is on the page, and nothing unexpected is; its figures are checked where they are made."""
    page = (root / "docs" / "reference" / "conformance.md").read_text(encoding="utf-8")
    names = {case.partition("#")[2] for group in script["_groups"]() for case in group["cases"]}
    assert {name for name in names if f"[{name}](" not in page} == set()
    assert "Unexpected" not in page


def test_figures_are_those_of_the_outcomes(script: dict[str, object]) -> None:
    """Passed counts what passed; by value counts what is only spelt otherwise too; what was skipped is not counted."""
    common = {"suite": "sparql11", "folder": "cast", "category": "query evaluation", "way": "in process"}
    outcomes = [
        {**common, "name": "sparql11/bind#bind01", "outcome": "passed"},
        {**common, "name": "sparql11/cast#cast-int", "outcome": "xfailed"},
        {**common, "name": "sparql11/functions#bnode01", "outcome": "xfailed"},
        {**common, "name": "sparql11/bind#bind02", "outcome": "skipped"},
    ]
    assert "| SPARQL 1.1 | query evaluation | 4 | 1/3 | 2/3 |" in script["results"](outcomes)


def test_page_is_what_a_green_run_writes(root: Path, script: dict[str, object]) -> None:
    """The figures are those of the tests as they are, of which every failure is expected strictly."""
    if not script["SUITES"].is_dir():
        pytest.skip(f"the W3C's suites are not at {script['SUITES']}")
    pytest.importorskip("starlette", reason="needs the extra serve")
    done = subprocess.run(
        [sys.executable, root / "docs" / "conformance.py", "--check"],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
