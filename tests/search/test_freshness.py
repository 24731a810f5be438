"""The index is never older than the store, whoever wrote to it, and whatever became of the file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kg.build import build, remove, sample
from kg.errors import StoreNotFound
from kg.rdf import document_quads, graph_iri
from kg.search import Keeper, fresh_index, open_index
from kg.search import update as updating
from kg.search.file import FILE
from kg.store import open_store

REPORTS = sorted((sample().parent / "single").glob("*.txt"))[:2]


def content(store: Path) -> dict[str, Any]:
    """All that the index holds, without the numbers of its rows."""
    queries = {
        "names": "SELECT iri, field, text, language, types, folded, simple, reports FROM name ORDER BY 1, 2, 3, 4, 5",
        "spelling": "SELECT spelling, kind, iri FROM spelling JOIN name ON number = spelling.name ORDER BY 1, 2, 3",
        "sentences": """SELECT iri, section, start, sentence.text, joins FROM sentence
                        JOIN document ON document.number = document ORDER BY 1, 3""",
        "graphs": "SELECT iri, digest FROM graph ORDER BY iri",
        "held": "SELECT graph.iri, name.iri, text FROM held JOIN graph ON graph.number = graph"
        " JOIN name ON name.number = name ORDER BY 1, 2, 3",
    }
    with sqlite3.connect(store / FILE) as db:
        found = {key: db.execute(query).fetchall() for key, query in queries.items()}
        for table in ("name_words", "sentence_words"):
            db.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
    return found


def test_the_first_search_makes_the_index_and_builds_keep_it(tmp_path: Path) -> None:
    """A build that nobody searches pays nothing; once there is an index, nobody who asks after a build has to wait."""
    build(REPORTS[:1], tmp_path / "store")
    assert not (tmp_path / "store" / FILE).exists()
    open_index(tmp_path / "store").close()
    build(REPORTS, tmp_path / "store")
    assert fresh_index(tmp_path / "store") is not None


def test_any_history_ends_in_the_index_of_one_build(tmp_path: Path) -> None:
    """Built, edited, withdrawn, built again: the index holds what that of a build from scratch holds."""
    long, short = tmp_path / "long", tmp_path / "short"
    build(REPORTS[:1], short)
    edited = tmp_path / REPORTS[0].name
    edited.write_text(REPORTS[0].read_text("utf-8").replace("质量", "品质"), "utf-8")
    build([edited, REPORTS[1]], long)
    open_index(long).close()
    build(REPORTS[:1], long)
    remove([REPORTS[1].stem], long)
    assert fresh_index(long) is not None
    open_index(short).close()
    assert content(long) == content(short)


def test_only_changed_graphs_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After one report changed, a build reads no other graph for the index."""
    build(REPORTS, tmp_path / "store")
    open_index(tmp_path / "store").close()
    edited = tmp_path / REPORTS[0].name
    edited.write_text(REPORTS[0].read_text("utf-8") + "\n天气晴好。\n", "utf-8")
    read: list[str] = []
    original = updating.rows_of
    monkeypatch.setattr(updating, "rows_of", lambda store, graph: read.append(graph) or original(store, graph))
    build([edited, REPORTS[1]], tmp_path / "store")
    assert graph_iri(REPORTS[0].stem) in read
    assert graph_iri(REPORTS[1].stem) not in read


def test_what_something_else_wrote_is_found(sample_store: Path) -> None:
    """A name that an update added, and one that it took away, count at the next search; also while the writer is open."""
    with open_store(sample_store, read_only=False) as store:
        store.update('INSERT DATA { GRAPH graph:x { person:x a kg:Person ; rdfs:label "钱学深"@zh } }')
        assert fresh_index(sample_store) is None
        assert [hit.label for hit in open_index(sample_store).search("钱学深")] == ["钱学深"]
        store.update("DROP GRAPH graph:x")
        assert open_index(sample_store).search("钱学深") == []
    with open_store(sample_store, read_only=False) as store:
        store.update("DELETE WHERE { GRAPH ?g { person:沈伟民_上海市 ?p ?o } }")
    assert open_index(sample_store).search("沈伟民", kind="label") == []


def test_a_build_mends_an_index_that_was_behind(sample_store: Path) -> None:
    """What something else wrote before is not overlooked by a build that knows only what it changed itself."""
    with open_store(sample_store, read_only=False) as store:
        store.update('INSERT DATA { GRAPH graph:x { person:x a kg:Person ; rdfs:label "钱学深"@zh } }')
    keeper = Keeper(sample_store)
    with open_store(sample_store, read_only=False) as store:
        keeper.update(store, [])
    keeper.seal()
    found = fresh_index(sample_store)
    assert found is not None
    assert [hit.label for hit in found.search("钱学深")] == ["钱学深"]


def test_seal_does_not_cover_what_another_wrote(sample_store: Path) -> None:
    """Where another process wrote between closing and sealing, the index counts as old."""
    keeper = Keeper(sample_store)
    with open_store(sample_store, read_only=False) as store:
        keeper.update(store, [])
    with open_store(sample_store, read_only=False) as store:
        store.update('INSERT DATA { GRAPH graph:x { person:x a kg:Person ; rdfs:label "钱学深"@zh } }')
    keeper.seal()
    assert fresh_index(sample_store) is None


@pytest.mark.parametrize("damage", ["gone", "empty", "garbage", "cut", "form", "holes"])
def test_a_damaged_index_is_made_again(sample_store: Path, damage: str) -> None:
    """Deleted, emptied, overwritten, cut off, of another version: the next search finds what it should."""
    path = sample_store / FILE
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "form":
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA user_version = 1")
    else:
        holes = data[:8192] + os.urandom(len(data) - 8192)
        path.write_bytes({"empty": b"", "garbage": b"x" * 5000, "cut": data[: len(data) // 2], "holes": holes}[damage])
        with open_store(sample_store, read_only=False) as store:  # or a look at the files would call it fresh
            store.update('INSERT DATA { GRAPH graph:x { person:x a kg:Person ; rdfs:label "钱学深"@zh } }')
    with open_index(sample_store) as index:
        assert [hit.label for hit in index.search("沈伟民", kind="label")] == ["沈伟民"]
    assert fresh_index(sample_store) is not None


def test_a_damaged_index_that_looks_fresh_is_an_error_in_words(sample_store: Path, kg: Any) -> None:
    """No traceback: what is wrong, and which file to delete."""
    path = sample_store / FILE
    data = path.read_bytes()
    path.write_bytes(data[:8192] + b"\xff" * (len(data) - 8192))
    done = kg("search", "-s", sample_store, "沈伟民")
    assert "Traceback" not in done.stderr
    assert (done.returncode == 3 and "delete search.sqlite3" in done.stderr) or "沈伟民" in done.stdout


def test_a_folder_that_cannot_be_written_is_searched_in_memory(
    sample_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read-only media hold stores, too."""
    (sample_store / FILE).unlink()

    def refused(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(updating, "write_index", refused)
    monkeypatch.setattr("kg.search.opening.write_index", refused)
    with open_index(sample_store) as index:
        assert index.search("沈伟民")
    assert not (sample_store / FILE).exists()


def test_two_processes_at_once_make_one_index(sample_store: Path) -> None:
    """All get the answer, none an error."""
    (sample_store / FILE).unlink()
    code = f"from kg.search import open_index; print(len(open_index({str(sample_store)!r}).search('质量', limit=500)))"

    def ask(_: int) -> str:
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(ask, range(4)))
    assert len(answers) == 1
    assert int(answers.pop()) > 10


def test_a_writer_that_is_killed_leaves_the_old_index_or_the_new(sample_store: Path) -> None:
    """kill -9 amid an update: the next search is right."""
    code = (
        "import os, sys; from kg.search import update, open_index\n"
        "original = update._Writer.finish\n"
        "update._Writer.finish = lambda self, gone: (original(self, gone), os.kill(os.getpid(), 9))\n"
        f"open_index({str(sample_store)!r})"
    )
    with open_store(sample_store, read_only=False) as store:
        store.update('INSERT DATA { GRAPH graph:x { person:x a kg:Person ; rdfs:label "钱学深"@zh } }')
    done = subprocess.run([sys.executable, "-c", code], capture_output=True)
    assert done.returncode == -9
    with open_index(sample_store) as index:
        assert [hit.label for hit in index.search("钱学深")] == ["钱学深"]
        assert index.search("沈伟民")


def test_nothing_of_a_withdrawn_report_stays_in_the_file(tmp_path: Path) -> None:
    """Neither its sentences nor its names can be read out of the bytes of the index."""
    store = tmp_path / "store"
    build(REPORTS, store)
    open_index(store).close()
    words = [row[0] for row in sqlite3.connect(store / FILE).execute("SELECT text FROM sentence")]
    remove([REPORTS[0].stem], store)
    left = (store / FILE).read_bytes().decode("utf-8", "replace")
    kept = REPORTS[1].read_text("utf-8")
    gone = [text for text in words if len(text) > 8 and text not in kept]
    assert gone
    assert [text for text in gone if text in left] == []


def test_a_store_in_memory_is_searched_as_it_is_now(told: Any) -> None:
    """Its index follows what is written, without a file."""
    from kg.search import index_of

    with open_store(":memory:") as store:
        assert index_of(store).search("林知远") == []
        extraction = told("a", "标题\n林知远到场。", ("Person", "林知远"))
        store.replace_graph(graph_iri("a"), document_quads(extraction))
        assert [hit.field for hit in index_of(store).search("林知远")] == ["label", "text"]
        store.remove_graph(graph_iri("a"))
        assert index_of(store).search("林知远") == []


def test_no_store_is_told_as_ever(tmp_path: Path) -> None:
    """There is nothing to search."""
    with pytest.raises(StoreNotFound):
        open_index(tmp_path / "none")
