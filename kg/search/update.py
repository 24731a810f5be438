"""Bringing the index up to date with the store: only graphs whose names or texts changed are indexed again."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kg.errors import KgError
from kg.search import file
from kg.search.rows import Name, Rows, rows_of
from kg.search.spelling import spellings
from kg.search.text import clean, fold, sentences, simplify, words

if TYPE_CHECKING:
    from kg.model import Document
    from kg.store import Store

FULL, INITIALS = 0, 1


def write_index(
    directory: Path, store: Store, changed: set[str] | None = None, *, state: str = ""
) -> sqlite3.Connection:
    """The index of a store on disk, brought up to date from it; one that is damaged is made anew.

    `state` is what `file.signature` said before a snapshot was opened; a store that writes is taken as it is now.
    Raises sqlite3.Error or OSError where the folder cannot be written.
    """
    state = state or file.signature(directory)
    for attempt in (1, 2):
        connection = file.connect(directory, write=True)
        assert connection is not None
        try:
            update(connection, store, state, changed)
            return connection
        except BaseException as error:
            connection.close()
            damaged = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
            if attempt == 2 or not damaged:
                raise
            (directory / file.FILE).unlink(missing_ok=True)
    raise AssertionError("unreachable")


class Keeper:
    """Keeps the index of a store up to date while one process writes to it, without looking at all graphs.

    Make it before the store is opened for writing; `update` while it is open and flushed; `seal` when it is closed.
    Where there is no index, none is made: the first who searches makes it, so that a build alone costs nothing. One
    that cannot be written is no error: it is derived, and made when somebody asks.
    """

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory
        self._is_fresh = directory is not None and is_fresh(directory)
        self._opening = ""

    def update(self, store: Store, changed: Iterable[str] | None) -> None:
        """Index the graphs that changed (IRIs; None: any may have), or whatever differs if the index was behind before."""
        if self._directory is None or getattr(store, "path", None) != self._directory:
            return
        if not (self._directory / file.FILE).exists():
            return
        with contextlib.suppress(sqlite3.Error, OSError):
            store.flush()
            self._opening = file.opening(self._directory)
            given = set(changed) if self._is_fresh and changed is not None else None
            write_index(self._directory, store, given).close()
            self._is_fresh = True

    def seal(self) -> None:
        """Note that the files of the store were moved about, but not written to by anybody else, as it was closed."""
        if self._directory is None or not self._opening or file.opening(self._directory) != self._opening:
            return
        with contextlib.suppress(sqlite3.Error, OSError):
            connection = file.connect(self._directory, write=True)
            if connection is not None:
                with contextlib.closing(connection):
                    state = file.signature(self._directory)
                    if (
                        state != file.setting(connection, "signature")
                        and file.opening(self._directory) == self._opening
                    ):
                        file.set_setting(connection, "signature", state)


def is_fresh(directory: Path) -> bool:
    """Whether the index of a store is there and of the store as it is now; reads no quad."""
    with contextlib.suppress(sqlite3.Error, OSError):
        connection = file.connect(directory)
        if connection is not None:
            with contextlib.closing(connection):
                return file.setting(connection, "signature") == file.signature(directory) != ""
    return False


def update(connection: sqlite3.Connection, store: Store, state: str, changed: set[str] | None = None) -> list[str]:
    """Have the index hold what the store holds, in one transaction; returns the graphs that were indexed or dropped.

    `changed` are the graphs (IRIs) that may differ, None where any may; `state` is what `file.signature` said before
    the store was read.
    """
    touched: list[str] = []
    connection.execute("BEGIN IMMEDIATE")
    try:
        if state and file.setting(connection, "signature") == state:
            connection.execute("COMMIT")  # another process was quicker
            return []
        known = dict(connection.execute("SELECT iri, digest FROM graph"))
        graphs = store.graphs()
        writer = _Writer(connection, store)
        gone = sorted(set(known) - set(graphs))
        for graph in gone:
            writer.drop(graph)
        for graph in graphs:
            if changed is None or graph in changed or graph not in known:
                rows = rows_of(store, graph)
                if known.get(graph) != rows.digest:
                    writer.replace(graph, rows)
                    touched.append(graph)
        writer.finish(bool(gone))
        file.set_setting(connection, "signature", state)
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    return sorted({*gone, *touched})


class _Writer:
    """Writes the rows of graphs, in a transaction that the caller holds."""

    def __init__(self, connection: sqlite3.Connection, store: Store) -> None:
        self._db = connection
        self._store = store
        self._touched: set[int] = set()
        self._simple: dict[str, str] = dict(connection.execute("SELECT traditional, simplified FROM simple"))

    def replace(self, graph: str, rows: Rows) -> None:
        """Index a graph in place of what the index has of it."""
        self.drop(graph)
        number = self._db.execute("INSERT INTO graph (iri, digest) VALUES (?, ?)", (graph, rows.digest)).lastrowid
        names = {self._name(name) for name in rows.names}
        self._db.executemany("INSERT INTO held VALUES (?, ?)", [(number, name) for name in sorted(names)])
        self._touched |= names
        for iri, title, text in rows.documents:
            query = "INSERT INTO document (graph, iri, title) VALUES (?, ?, ?)"
            self._sentences(self._db.execute(query, (number, iri, title)).lastrowid or 0, iri, title, text)

    def _name(self, name: Name) -> int:
        values = (name.iri, name.field, name.text, name.language, name.types)
        query = "SELECT number FROM name WHERE (iri, field, text, language, types) = (?, ?, ?, ?, ?)"
        if row := self._db.execute(query, values).fetchone():
            return int(row[0])
        folded = fold(name.text)
        simple = simplify(folded, self._simple)
        query = "INSERT INTO name (iri, field, text, language, types, folded, simple) VALUES (?, ?, ?, ?, ?, ?, ?)"
        number = self._db.execute(query, (*values, folded, simple)).lastrowid or 0
        self._db.execute("INSERT INTO name_words (rowid, words) VALUES (?, ?)", (number, " ".join(simple)))
        pairs = [
            (spelling, kind, number)
            for spelt in spellings(simple, "|Person|" in name.types)
            for kind, spelling in zip((FULL, INITIALS), spelt, strict=True)
        ]
        self._db.executemany("INSERT OR IGNORE INTO spelling VALUES (?, ?, ?)", pairs)
        return number

    def _sentences(self, document: int, iri: str, title: str, text: str) -> None:
        layout = _Layout(self._read(iri, text))
        if text.startswith(f"{title}\n"):
            layout.breaks.append(len(title))
        for start, end in sentences(text, layout.breaks):
            part = text[start:end]
            joins = {a - start: b - start for a, b in layout.joins.items() if start < a and b < end}
            query = "INSERT INTO sentence (document, section, start, text, joins) VALUES (?, ?, ?, ?, ?)"
            values = (document, layout.section_at(start), start, part, write_joins(joins))
            number = self._db.execute(query, values).lastrowid
            found = " ".join(word.text for word in words(part, self._simple, joins))
            self._db.execute("INSERT INTO sentence_words (rowid, words) VALUES (?, ?)", (number, found))

    def _read(self, iri: str, text: str) -> Document | None:
        """What reading made of the layout of a report; None for texts that `kg build` did not bring."""
        try:
            name = unquote(iri.rpartition("/")[2])
            found = self._store.ledger.extraction(name) if self._has_ledger() else None
        except KgError:
            return None
        return found.document if found is not None and clean(found.document.text) == text else None

    def _has_ledger(self) -> bool:
        return hasattr(self._store, "ledger")

    def drop(self, graph: str) -> None:
        """Take a graph out, with the names that no other graph has."""
        known = self._db.execute("SELECT number FROM graph WHERE iri = ?", (graph,)).fetchone()
        if known is None:
            return
        number = known[0]
        query = """SELECT sentence.number, text, joins FROM document
                   JOIN sentence ON sentence.document = document.number WHERE graph = ?"""
        for row, text, joins in self._db.execute(query, (number,)).fetchall():
            found = " ".join(word.text for word in words(text, self._simple, read_joins(joins)))
            self._forget("sentence_words", row, found)
        self._db.execute(
            "DELETE FROM sentence WHERE document IN (SELECT number FROM document WHERE graph = ?)", (number,)
        )
        self._db.execute("DELETE FROM document WHERE graph = ?", (number,))
        self._touched |= {row[0] for row in self._db.execute("SELECT name FROM held WHERE graph = ?", (number,))}
        self._db.execute("DELETE FROM held WHERE graph = ?", (number,))
        self._db.execute("DELETE FROM graph WHERE number = ?", (number,))

    def finish(self, withdrawn: bool) -> None:
        """Forget names that nothing holds; after a withdrawal rewrite the lists of words, so that nothing is left."""
        count = "UPDATE name SET reports = (SELECT COUNT(*) FROM held WHERE name = number) WHERE number = ?"
        query = "SELECT number, simple FROM name WHERE number = ? AND reports = 0"
        for name in sorted(self._touched):
            self._db.execute(count, (name,))
            row = self._db.execute(query, (name,)).fetchone()
            if row is None:
                continue
            number, simple = row
            self._forget("name_words", number, " ".join(simple))
            self._db.execute("DELETE FROM spelling WHERE name = ?", (number,))
            self._db.execute("DELETE FROM name WHERE number = ?", (number,))
        if withdrawn:
            for table in ("name_words", "sentence_words"):
                self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")

    def _forget(self, table: str, number: int, found: str) -> None:
        query = f"INSERT INTO {table} ({table}, rowid, words) VALUES ('delete', ?, ?)"
        self._db.execute(query, (number, found))


class _Layout:
    """Where paragraphs and sections begin in the source of a report, and where its line breaks cut a number or word."""

    def __init__(self, document: Document | None) -> None:
        self.breaks: list[int] = []
        self.joins: dict[int, int] = {}
        self._sections: list[tuple[int, int]] = []
        if document is None:
            return
        offsets, text = document.offsets, document.clean
        self.breaks = [offsets[i] for i in range(1, len(text)) if text[i - 1] == "\n" and text[i] != "\n"]
        self.joins = {
            a + 1: b
            for (i, a), b in zip(enumerate(offsets), offsets[1:], strict=False)
            if b > a + 1 and text[i].isalnum() and text[i + 1].isalnum()
        }
        self._sections = [(offsets[s.span.start], s.index) for s in document.sections if s.span.start < len(offsets)]

    def section_at(self, position: int) -> int:
        """The number of the section that a position of the source falls into."""
        found = [index for start, index in self._sections if start <= position]
        return found[-1] if found else self._sections[0][1] if self._sections else 0


def write_joins(joins: Mapping[int, int]) -> str:
    """Pairs of positions as a text."""
    return " ".join(f"{a} {b}" for a, b in sorted(joins.items()))


def read_joins(text: str) -> dict[int, int]:
    """The pairs again."""
    numbers = [int(part) for part in text.split()]
    return dict(pair for i, pair in enumerate(pairwise(numbers)) if i % 2 == 0)
