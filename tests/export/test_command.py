from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.model import Extraction
from kg.rdf import document_quads, graph_iri
from kg.store import open_store


@pytest.fixture
def folder(tmp_path: Path, extraction: Extraction) -> Path:
    """A store on disk with the invented report."""
    with open_store(tmp_path / "kg-store", create=True) as store:
        store.replace_graph(graph_iri("2031-yunlu"), document_quads(extraction))
    return tmp_path / "kg-store"


def _run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["export", "-s", str(folder), *arguments])


def test_the_format_comes_from_the_name(folder: Path, tmp_path: Path) -> None:
    """`-o graph.nq` writes N-Quads, and says nothing on stdout."""
    done = _run(folder, "-o", str(tmp_path / "graph.nq"))
    assert (done.exit_code, done.output) == (0, "")
    assert (tmp_path / "graph.nq").read_bytes().count(b"\n") > 100


def test_stdout_is_turtle_unless_told(folder: Path) -> None:
    """Without a file, and with `-o -`, the graph goes to stdout."""
    assert _run(folder).stdout.startswith("@prefix")
    assert _run(folder, "-o", "-").stdout == _run(folder).stdout
    assert _run(folder, "--format", "nt").stdout.startswith("<")


def test_a_report_without_evidence(folder: Path) -> None:
    """`--graph` and `--without-evidence` choose what is written."""
    done = _run(folder, "--graph", "2031-yunlu", "--without-evidence")
    assert "kg:Fact" not in done.stdout
    assert "kg:attendedBy" in done.stdout


def test_wrong_format_and_wrong_ending(folder: Path, tmp_path: Path) -> None:
    """A format that is none is wrong use (2); an ending that tells nothing is an error with a hint (3)."""
    done = _run(folder, "--format", "xlsx")
    assert done.exit_code == 2
    assert "there are turtle" in done.stderr
    done = _run(folder, "-o", str(tmp_path / "graph.xlsx"))
    assert done.exit_code == 3
    assert "--format" in done.stderr
    done = _run(folder, "--graph", "none")
    assert done.exit_code == 3
    assert "2031-yunlu" in done.stderr


def test_a_folder_that_is_not_there(folder: Path, tmp_path: Path) -> None:
    """A file in a missing folder is one sentence, exit code 3."""
    done = _run(folder, "-o", str(tmp_path / "none" / "graph.ttl"))
    assert done.exit_code == 3
    assert done.stderr.startswith("Error: ")
