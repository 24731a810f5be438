"""`kg update`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main

NOTE = 'INSERT DATA { GRAPH <urn:notes> { person:沈伟民_上海市 rdfs:comment "要核对"@zh } }'


@pytest.fixture
def update(sample_store: Path):  # type: ignore[no-untyped-def]
    """Runs a command in this process on a copy of the sample's store."""

    def run(*arguments: str | Path, command: str = "update", **options: object) -> Result:
        return CliRunner().invoke(main, [command, "-s", str(sample_store), *map(str, arguments)], **options)

    return run


def test_what_changed_is_said_and_stays(update) -> None:  # type: ignore[no-untyped-def]
    """And can be asked for, beside what reports say."""
    done = update("-e", NOTE)
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1].split() == ["urn:notes", "+1", "-0"]
    asked = update("-e", "SELECT ?note { ?p rdfs:label '沈伟民'@zh ; rdfs:comment ?note }", command="query")
    assert asked.output.splitlines()[-1] == "要核对"
    assert update("-q", "-e", "DROP GRAPH <urn:notes>").output == ""


def test_a_dry_run_changes_nothing(update, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """From a file, or from stdin."""
    file = tmp_path / "note.ru"
    file.write_text(NOTE, encoding="utf-8")
    for arguments, stdin in ((("-f", file), ""), (("-",), NOTE)):
        done = update("--dry-run", *arguments, input=stdin)
        assert done.output.splitlines()[0].split() == ["graph", "would", "add", "would", "remove"]
    assert update("-e", "ASK { GRAPH <urn:notes> { ?s ?p ?o } }", command="query").output == "false\n"
    assert update("--dry-run", "-e", "INSERT DATA {}").output == "Nothing would change.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "give one of"),
        (("-e", NOTE, "-"), 2, "give one of"),
        (("-e", "DROP ALL"), 3, "--allow-report-graphs"),
        (("-e", "DROP ALL", "--dry-run"), 3, "--allow-report-graphs"),
        (("-e", "LOAD <http://127.0.0.1:1/>"), 3, "--allow-load 127.0.0.1"),
        (("-e", "LOAD <http://127.0.0.1:1/>", "--allow-load", "example.org"), 3, "127.0.0.1"),
        (("-e", "LOAD <http://127.0.0.1:1/>", "--allow-load", "127.0.0.1"), 3, "the update cannot be applied"),
        (("-e", "INSERT DATA { GRAPH <urn:x> { "), 3, "line 1"),
        (("-e", "SELECT * { ?s ?p ?o }"), 3, "kg query"),
    ],
)
def test_errors(update, arguments: tuple[str, ...], code: int, words: str) -> None:  # type: ignore[no-untyped-def]
    """Wrong use is 2, what is refused 3, each with the next step."""
    done = update(*arguments)
    assert done.exit_code == code, done.output
    assert words in done.stderr
    assert done.stdout == ""


def test_report_graphs_on_demand(update) -> None:  # type: ignore[no-untyped-def]
    """Then `kg info --verify` says that a graph is not as it was built."""
    done = update("--allow-report-graphs", "-e", "DELETE WHERE { GRAPH ?g { person:沈伟民_上海市 rdfs:label ?l } }")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1].split()[1:] == ["+0", "-1"]
    assert "not as it was built" in update("--verify", command="info").output
