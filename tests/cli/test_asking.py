"""`kg query`: evidence, time, explanation, emptiness, pages, endpoints."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.cli.paging import paging

FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
MANY = "SELECT ?a ?b { ?a a ?x . ?b a ?y } LIMIT 5000"


@pytest.fixture
def ask(built_sample: Path):  # type: ignore[no-untyped-def]
    """Runs `kg query` in this process on the sample's store."""

    def run(*arguments: str | Path, **options: object) -> Result:
        return CliRunner().invoke(main, ["query", "-s", str(built_sample), *map(str, arguments)], **options)

    return run


@pytest.mark.parametrize("more", [(), ("--timeout-s", "60")])
def test_evidence(ask, more: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    """Quote and report behind each row, of a named query and of SPARQL, timed or not."""
    done = ask("participants-of-event", "-p", "event=奉贤区“质量月”开幕仪式", "--evidence", *more)
    assert done.output.splitlines()[0].split()[-2:] == ["引文", "报告"]
    assert "顾佾到会" in done.output
    done = ask("-e", "SELECT ?e ?p { ?e kg:addressedBy ?p }", "--evidence", "--format", "csv", *more)
    assert done.output.splitlines()[0] == "e,p,quote,report,reportLabel"
    assert "顾佾到会并作致辞" in done.output
    assert "no fact stands in these rows" in ask("event-types", "--evidence", *more).stderr


def test_time_limit(ask) -> None:  # type: ignore[no-untyped-def]
    """A query over its time is stopped, with exit code 3 and a hint."""
    done = ask("-e", FOREVER, "--timeout-s", "0.5")
    assert done.exit_code == 3
    assert "longer than 0.5 seconds" in done.stderr
    assert "Hint: " in done.stderr


@pytest.mark.parametrize("more", [(), ("--timeout-s", "60")])
@pytest.mark.parametrize(
    ("sparql", "format", "code"),
    [
        ("SELECT ?s { ?s a kg:Person }", "table", 0),
        ("SELECT ?s { ?s a <urn:nothing> }", "table", 1),
        ("SELECT ?s { ?s a <urn:nothing> }", "json", 1),
        ("SELECT ?s { ?s a kg:Person }", "tsv", 0),
        ("ASK { ?s a kg:Person }", "json", 0),
        ("ASK { ?s a <urn:nothing> }", "json", 1),
        ("CONSTRUCT WHERE { ?s a <urn:nothing> }", "turtle", 1),
    ],
)
def test_an_empty_answer_may_be_a_failure(ask, sparql: str, format: str, code: int, more: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    """Exit code 1, as grep has it; the answer is written all the same."""
    done = ask("-e", sparql, "--format", format, "--fail-empty", *more)
    assert done.exit_code == code, done.output


def test_explain(ask) -> None:  # type: ignore[no-untyped-def]
    """Nothing is run; parameters stand in the text."""
    done = ask("posts-of-person", "-p", "person=沈伟民", "--explain")
    assert done.exit_code == 0, done.output
    for words in ("person/沈伟民_上海市", "# Algebra", "LeftJoin", "?fact rdf:subject ?person", "← the most"):
        assert words in done.output
    assert ask("-e", FOREVER, "--explain").exit_code == 0


def test_an_unknown_term_is_noted_and_the_answer_comes(ask) -> None:  # type: ignore[no-untyped-def]
    """It is good SPARQL; where the query is not, the term stands in the hint."""
    done = ask("-e", "SELECT ?e { ?e kg:attendedBye ?p }")
    assert done.exit_code == 0
    assert "did you mean kg:attendedBy?" in done.stderr
    done = ask("-e", "SELECT ?e { ?e kg:attendedBye ?p ")
    assert done.stderr.splitlines()[-1].startswith("Hint: ")
    assert "did you mean kg:attendedBy?" in done.stderr.splitlines()[-1]


def test_endpoint_or_store(ask, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    """Both on the command line are too many; a store named there wins over KG_ENDPOINT."""
    done = ask("reports", "--endpoint", "http://127.0.0.1:1/")
    assert (done.exit_code, "not both" in done.stderr) == (2, True)
    monkeypatch.setenv("KG_ENDPOINT", "http://127.0.0.1:1/")
    assert ask("reports").exit_code == 0
    alone = CliRunner().invoke(main, ["query", "reports"])
    assert (alone.exit_code, "nothing listens there" in alone.stderr) == (3, True)


def _at_a_terminal(built_sample: Path, pager: str, *arguments: str) -> str:
    """What a terminal of 20 lines shows, with a pager."""
    terminal, inside = os.openpty()
    command = "import sys; sys.argv[0] = 'kg'; from kg.cli import main; main(prog_name='kg')"
    environment = {**os.environ, "PAGER": pager, "COLUMNS": "100", "LINES": "20"}
    with subprocess.Popen(
        [sys.executable, "-c", command, "query", "-s", str(built_sample), *arguments],
        stdin=inside, stdout=inside, stderr=inside, env=environment,
    ) as process:  # fmt: skip
        os.close(inside)
        seen = b""
        while True:
            try:
                piece = os.read(terminal, 1 << 16)
            except OSError:  # Linux's way to say that nobody writes any more
                piece = b""
            if not piece:
                break
            seen += piece
    os.close(terminal)
    assert process.returncode == 0, seen
    return seen.decode("utf-8", "replace")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_long_tables_are_paged(built_sample: Path, tmp_path: Path) -> None:
    """At a terminal, unless told otherwise; a short one is not; a reader who leaves early is no error."""
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\nhead -n 3\n", encoding="utf-8")
    pager.chmod(0o755)
    shown = _at_a_terminal(built_sample, str(pager), "-e", MANY)
    assert shown.startswith("PAGED")
    assert len(shown.splitlines()) == 4
    assert "Error" not in shown
    assert "PAGED" not in _at_a_terminal(built_sample, str(pager), "-e", MANY, "--no-pager")
    assert "PAGED" not in _at_a_terminal(built_sample, str(pager), "-e", "SELECT ?s { ?s a kg:Person }")
    assert "PAGED" not in _at_a_terminal(built_sample, str(pager), "-e", MANY, "--format", "csv")
    assert "PAGED" not in _at_a_terminal(built_sample, "", "-e", MANY)
    assert "PAGED" not in _at_a_terminal(built_sample, "no-such-pager", "-e", MANY)


def test_nothing_is_paged_in_a_pipe(tmp_path: Path) -> None:
    """Whatever $PAGER says."""
    with (tmp_path / "out").open("wb") as file, paging(file) as stream:
        assert stream is file
