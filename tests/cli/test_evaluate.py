"""`kg evaluate`: figures and mistakes, from reports, from a store, from a file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.build import sample
from kg.cli import main


def evaluate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


@pytest.fixture(scope="module")
def gold(root: Path) -> Path:
    """The bundled gold."""
    return root / "data" / "gold" / "2020-shanghai-quality-month"


def test_alone_it_scores_the_sample(tmp_path: Path) -> None:
    """Neither gold nor store nor report is needed to see what it does."""
    done = evaluate("--show", "1")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[0].split() == [
        "准确率",
        "P",
        "召回率",
        "R",
        "F1",
        "对",
        "hits",
        "误",
        "false",
        "漏",
        "missed",
    ]
    assert "核心 core" in done.output


def test_report_store_and_file_give_the_same(gold: Path, built_sample: Path, tmp_path: Path) -> None:
    """The same facts by three ways."""
    file = tmp_path / "system.jsonl"
    facts = CliRunner().invoke(main, ["facts", str(sample()), "--format", "gold", "-o", str(file)])
    assert facts.exit_code == 0, facts.output
    ways = [(sample(),), ("-s", built_sample), ("--system", file), ("--system", file, sample())]
    found = [json.loads(evaluate(gold, *way, "--format", "json").output) for way in ways]
    figures = [{k: v for k, v in data.items() if k not in ("mistakes", "false")} for data in found]
    assert all(data == figures[0] for data in figures[1:])
    assert found[3]["mistakes"][0]["sentences"] == found[0]["mistakes"][0]["sentences"]


def test_formats_and_files(gold: Path, tmp_path: Path) -> None:
    """The format is guessed from the name; the page stands beside it."""
    done = evaluate(gold, sample(), "-o", tmp_path / "figures.csv", "--html", tmp_path / "page.html")
    assert (done.exit_code, done.output) == (0, "")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "figures.csv").read_text(encoding="utf-8"))))
    assert {row["of"] for row in rows} >= {"all reports", "report", "relation"}
    assert "Content-Security-Policy" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_floor(gold: Path) -> None:
    """Below the floor is an answer: exit code 1, and the figure on stderr."""
    assert evaluate(gold, sample(), "--show", "0", "--min-core-f1", "0").exit_code == 0
    nothing = evaluate(gold, "--system", "/dev/null", "--show", "0", "--min-core-f1", "0.5")
    assert nothing.exit_code == 1
    assert "0.0000" in nothing.stderr
    assert "no fact of 2020-shanghai-quality-month" in nothing.stdout


def test_documents_are_chosen_by_name(gold: Path) -> None:
    """A pattern is enough; one that fits nothing lists what there is."""
    assert evaluate(gold, sample(), "--document", "2020-*", "--show", "0").exit_code == 0
    done = evaluate(gold, sample(), "--document", "2019-*")
    assert done.exit_code == 2
    assert "2020-shanghai-quality-month" in done.stderr


def test_facts_of_other_reports_are_no_result(gold: Path, tmp_path: Path) -> None:
    """A report with another file name than gold has is told, not scored as nothing found."""
    other = tmp_path / "other.txt"
    other.write_text(sample().read_text(encoding="utf-8"), encoding="utf-8")
    done = evaluate(gold, other)
    assert done.exit_code == 3
    assert "other" in done.stderr
    assert "file" in done.stderr


def test_a_report_in_place_of_gold(tmp_path: Path) -> None:
    """Gold comes first: a file of text is answered with what gold is."""
    done = evaluate(sample())
    assert done.exit_code == 3
    assert "facts.jsonl" in done.stderr
