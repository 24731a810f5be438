from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

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


def test_a_good_graph_exits_0(folder: Path) -> None:
    """`kg validate` says that the graph conforms."""
    done = CliRunner().invoke(main, ["validate", "-s", str(folder)])
    assert (done.exit_code, done.stdout) == (0, "The graph conforms to the shapes.\n")


def test_a_bad_graph_exits_1_and_is_explained(folder: Path) -> None:
    """A graph that does not conform is a result, not an error: exit code 1 and the report on stdout."""
    with open_store(folder, read_only=False) as store:
        store.update("DELETE WHERE { GRAPH ?g { ?post kg:role ?role } }")
    done = CliRunner().invoke(main, ["validate", "-s", str(folder)])
    assert done.exit_code == 1
    assert "职务须有职位名称。" in done.stdout
    assert "post:云麓区质量促进局_局长" in done.stdout
    assert done.stderr == ""
    done = CliRunner().invoke(main, ["validate", "-s", str(folder), "--format", "json"])
    assert json.loads(done.stdout)["conforms"] is False
    done = CliRunner().invoke(
        main, ["validate", "-s", str(folder), "--format", "ttl", "-o", str(folder.parent / "r.ttl")]
    )
    assert done.exit_code == 1
    assert "sh:ValidationReport" in (folder.parent / "r.ttl").read_text(encoding="utf-8")


def test_no_store_exits_3(tmp_path: Path) -> None:
    """Without a store there is nothing to check: one sentence and a hint."""
    done = CliRunner().invoke(main, ["validate", "-s", str(tmp_path / "none")])
    assert done.exit_code == 3
    assert done.stderr.startswith("Error: there is no store at")
    assert "Hint:" in done.stderr


def test_shapes_that_cannot_be_read_exit_3(folder: Path, tmp_path: Path) -> None:
    """A file of shapes that is missing is an error of use of the file, told in one sentence."""
    done = CliRunner().invoke(main, ["validate", "-s", str(folder), "--shapes", str(tmp_path / "none.ttl")])
    assert done.exit_code == 3
    assert "cannot be read" in done.stderr
