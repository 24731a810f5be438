"""What the conformance tests share, and a record of how they went, for docs/conformance.py.

With `--collect-only` the record is what a green run gives: as failures are expected strictly, nothing else is green.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the package w3c


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--conformance-json FILE` writes what became of each test that has the mark `w3c`."""
    parser.addoption("--conformance-json", type=Path, metavar="FILE", help="write the outcomes of the W3C's tests")


def pytest_configure(config: pytest.Config) -> None:
    """Records only when asked to."""
    if file := config.getoption("conformance_json", None):
        config.pluginmanager.register(Record(file))


class Record:
    """Outcomes by test: suite, category, way, name, outcome, and the reason where it did not pass."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.marks: dict[str, dict[str, Any]] = {}
        self.outcomes: dict[str, dict[str, Any]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note the marks, which reports do not have."""
        for item in items:
            if mark := item.get_closest_marker("w3c"):
                name = item.callspec.id if hasattr(item, "callspec") else item.name
                self.marks[item.nodeid] = {"name": name, "way": "in process", **mark.kwargs}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Without a run: what is expected to fail does, all else passes."""
        if session.config.option.collectonly:
            for item in session.items:
                if item.nodeid in self.marks:
                    outcome = {"skip": "skipped", "xfail": "xfailed"}
                    marks = [outcome[mark.name] for mark in item.iter_markers() if mark.name in outcome]
                    self.outcomes[item.nodeid] = {**self.marks[item.nodeid], "outcome": (*marks, "passed")[0]}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that could not be set up failed or was skipped; else its call says how it went."""
        if report.nodeid not in self.marks or (report.when != "call" and report.outcome == "passed"):
            return
        outcome, reason = report.outcome, ""
        if hasattr(report, "wasxfail"):
            outcome, reason = ("xfailed" if report.skipped else "failed"), report.wasxfail
        elif report.outcome == "skipped" and isinstance(report.longrepr, tuple):
            reason = report.longrepr[2].removeprefix("Skipped: ")
        self.outcomes[report.nodeid] = {**self.marks[report.nodeid], "outcome": outcome, "reason": reason}

    def pytest_sessionfinish(self) -> None:
        """Write the file."""
        self.file.write_text(json.dumps(list(self.outcomes.values()), ensure_ascii=False, indent=1), encoding="utf-8")
