from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import StoreError, StoreLocked, StoreNotFound, StoreUnavailable
from kg.model import Extraction
from kg.rdf import document_quads, graph_iri, iri
from kg.store import open_store
from kg.store.oxigraph import translate


@pytest.fixture
def folder(tmp_path: Path, extraction: Extraction) -> Path:
    """A store on disk with one document, closed."""
    path = tmp_path / "kg-store"
    with open_store(path, create=True) as store:
        store.replace_graph(graph_iri("2031-yunlu"), document_quads(extraction))
    return path


def test_an_absent_store_is_not_made_by_reading(tmp_path: Path) -> None:
    """Opening what is not there is StoreNotFound, with the command that makes one, and leaves no folder behind."""
    for read_only in (True, False):
        with pytest.raises(StoreNotFound, match="no store at") as caught:
            open_store(tmp_path / "none", read_only=read_only)
        assert "kg build" in caught.value.hint
    assert not (tmp_path / "none").exists()


def test_what_was_written_is_there_next_time(folder: Path, extraction: Extraction) -> None:
    """A store keeps its quads between processes, and its manifest says who made it."""
    with open_store(folder) as store:
        assert set(store.match()) == set(document_quads(extraction))
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["format"] == 2
    assert manifest["program"]


def test_the_default_store_comes_from_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without a path, `KG_STORE` names the store; without that, `kg-store` in this folder."""
    monkeypatch.chdir(tmp_path)
    with open_store() as store:
        assert len(store)
    monkeypatch.setenv("KG_STORE", str(tmp_path / "elsewhere"))
    with pytest.raises(StoreNotFound, match="elsewhere"):
        open_store()


def test_one_writer_a_directory(folder: Path) -> None:
    """A second writer is turned away; readers are not, and see what was there when they opened."""
    with open_store(folder, read_only=False) as writer:
        with pytest.raises(StoreLocked, match="another process"):
            open_store(folder, read_only=False)
        with open_store(folder) as reader:
            before = len(reader)
            writer.update("INSERT DATA { GRAPH graph:new { person:某 rdfs:label '某'@zh } }")
            assert len(reader) == before
        with open_store(folder) as reader:
            assert len(reader) == before + 1


def test_a_reader_cannot_write(folder: Path) -> None:
    """Writing to a store that was opened for reading is a StoreError, not a crash."""
    with open_store(folder) as store, pytest.raises(StoreError, match="reading only"):
        store.update("CLEAR ALL")


def test_a_store_of_a_newer_version(folder: Path) -> None:
    """A newer form is refused with both versions named, and nothing is touched."""
    (folder / "manifest.json").write_text('{"format": 7, "program": "9.9"}')
    with pytest.raises(StoreUnavailable, match=r"format 7, made by report-kg 9\.9"):
        open_store(folder, create=True)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "x"}', "\ufffd"])
def test_a_damaged_manifest(folder: Path, content: str) -> None:
    """A manifest that cannot be read makes the store unavailable, in one sentence."""
    (folder / "manifest.json").write_text(content)
    with pytest.raises(StoreUnavailable, match=r"manifest\.json is damaged"):
        open_store(folder)


def test_damaged_files(folder: Path) -> None:
    """Files that the storage cannot read make the store unavailable, whether reading or writing."""
    (folder / "oxigraph" / "CURRENT").write_text("nonsense")
    for read_only in (True, False):
        with pytest.raises(StoreUnavailable, match="damaged or incomplete"):
            open_store(folder, read_only=read_only)


def test_missing_files(folder: Path) -> None:
    """A manifest without its data is a damaged store."""
    (folder / "oxigraph" / "CURRENT").unlink()
    with pytest.raises(StoreUnavailable, match="damaged or incomplete"):
        open_store(folder)


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    """A store is never made among somebody's files."""
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(StoreUnavailable, match="other files"):
        open_store(tmp_path, create=True)
    with pytest.raises(StoreNotFound):
        open_store(tmp_path)
    with pytest.raises(StoreUnavailable, match="is a file"):
        open_store(tmp_path / "letter.txt", create=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    """A folder that may not be written says so."""
    tmp_path.chmod(0o500)
    with pytest.raises(StoreUnavailable):
        open_store(tmp_path / "kg-store", create=True)
    tmp_path.chmod(0o700)


def test_a_store_remembers_its_base(tmp_path: Path) -> None:
    """The base IRI a store was made with is used by its prefixes ever after."""
    with open_store(tmp_path / "s", create=True, base="https://example.org/kg/") as store:
        store.update("INSERT DATA { GRAPH graph:x { person:某 rdfs:label '某'@zh } }")
    with open_store(tmp_path / "s") as store:
        assert store.base == "https://example.org/kg/"
        assert [quad.subject.value for quad in store.match()] == ["https://example.org/kg/person/某"]


def test_a_full_disk_in_our_words() -> None:
    """What the storage says of a full disk becomes one sentence with a next step."""
    error = translate(OSError("IO error: No space left on device: While appending to file: /x/000012.log"))
    assert str(error) == "the store cannot be written: the disk is full"
    assert error.hint


_WRITER = """
import sys
from pathlib import Path
import pyoxigraph as ox
from kg.store import open_store
name, label = "https://w3id.org/report-kg/graph/x", ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
def graph(version):
    people = (ox.NamedNode(f"https://w3id.org/report-kg/person/{i}") for i in range(3000))
    return [ox.Quad(person, label, ox.Literal(version)) for person in people]
with open_store(Path(sys.argv[1]), create=True) as store:
    store.replace_graph(name, graph("a"))
    print("ready", flush=True)
    for version in "bcdefghijklmnopqrstuvwxyz" * 1000:
        store.replace_graph(name, graph(version))
"""


@pytest.mark.parametrize("pause_s", [0.0, 0.013, 0.05, 0.111])
def test_a_killed_writer_leaves_the_old_graph_or_the_new_one(tmp_path: Path, root: Path, pause_s: float) -> None:
    """After `kill -9` in the midst of replacing, the graph is whole: every triple of one version, none of another."""
    folder = tmp_path / "kg-store"
    with subprocess.Popen([sys.executable, "-c", _WRITER, folder], cwd=root, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(pause_s)
        writer.send_signal(signal.SIGKILL)
    with open_store(folder, read_only=False) as store:
        found = [quad.object for quad in store.match(graph=iri("graph:x"))]
        assert len(found) == 3000
        assert len(set(found)) == 1
