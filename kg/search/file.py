"""The file of the index, `search.sqlite3` in the store's folder: its form, and whether it is of the store as it is.

Whether the store changed is told by the names and sizes of its log and table files, which RocksDB never writes twice
under one name: a look at one folder, no quad is read.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import unicodedata
from pathlib import Path

FILE = "search.sqlite3"
#: Another form is made anew; so is a file that another version of Unicode folded.
_FORM = 1
FORM = _FORM * 1000 + int(unicodedata.unidata_version.partition(".")[0])
_DATA = "oxigraph"
_WAIT_S = 60

_SCHEMA = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE simple (traditional TEXT PRIMARY KEY, simplified TEXT) WITHOUT ROWID;
CREATE TABLE graph (number INTEGER PRIMARY KEY, iri TEXT UNIQUE, digest TEXT);
CREATE TABLE name (number INTEGER PRIMARY KEY, iri TEXT, field TEXT, text TEXT, language TEXT, types TEXT, folded TEXT,
  simple TEXT, reports INTEGER DEFAULT 0, UNIQUE (iri, field, text, language, types));
CREATE INDEX name_folded ON name (folded);
CREATE INDEX name_simple ON name (simple);
CREATE TABLE held (graph INTEGER, name INTEGER, PRIMARY KEY (graph, name)) WITHOUT ROWID;
CREATE INDEX held_name ON held (name);
CREATE TABLE spelling (spelling TEXT, kind INTEGER, name INTEGER, PRIMARY KEY (spelling, kind, name)) WITHOUT ROWID;
CREATE INDEX spelling_name ON spelling (name);
CREATE TABLE document (number INTEGER PRIMARY KEY, graph INTEGER, iri TEXT, title TEXT);
CREATE INDEX document_graph ON document (graph);
CREATE TABLE sentence (number INTEGER PRIMARY KEY, document INTEGER, section INTEGER, start INTEGER, text TEXT,
  joins TEXT);
CREATE INDEX sentence_document ON sentence (document);
CREATE VIRTUAL TABLE name_words USING fts5 (words, content = '', tokenize = 'ascii');
CREATE VIRTUAL TABLE sentence_words USING fts5 (words, content = '', tokenize = 'ascii');
"""


def signature(directory: Path) -> str:
    """What tells one state of a store on disk from another; "" where it cannot be read."""
    for _ in range(10):
        with contextlib.suppress(FileNotFoundError):  # a file that a writer removed meanwhile
            return _signature(directory / _DATA)
    return ""


def _signature(data: Path) -> str:
    found = []
    with os.scandir(data) as entries:
        for entry in entries:
            if entry.name.endswith((".log", ".sst")):
                found.append(f"{entry.name} {entry.stat().st_size}")
            elif entry.name.startswith("MANIFEST-"):
                found.append(entry.name)
    identity = (data / "IDENTITY").read_bytes()
    return hashlib.sha256(identity + "\n".join(sorted(found)).encode()).hexdigest()


def opening(directory: Path) -> str:
    """What changes whenever a process opens the store for writing, and only then."""
    try:
        return (directory / _DATA / "CURRENT").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def connect(directory: Path, *, write: bool = False) -> sqlite3.Connection | None:
    """The index of a store, or None where there is none of our form; with `write` it is made.

    Raises sqlite3.Error where it can be neither read nor made.
    """
    path = directory / FILE
    if write:
        return _create(path)
    if not path.exists():
        return None
    # A reader must be able to undo what a killed writer left half done.
    mode = "rw" if os.access(path, os.W_OK) and os.access(directory, os.W_OK) else "ro"
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        timeout=_WAIT_S,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        if _form(connection) == FORM:
            return connection
    except sqlite3.DatabaseError:
        pass
    connection.close()
    return None


def in_memory() -> sqlite3.Connection:
    """An empty index in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    _make(connection)
    return connection


def setting(connection: sqlite3.Connection, name: str) -> str:
    """The value of a setting, or ""."""
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def set_setting(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a setting."""
    connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))


def _create(path: Path) -> sqlite3.Connection:
    for attempt in (1, 2):
        connection = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA secure_delete = ON")  # a withdrawn report leaves nothing in the file
            connection.execute("PRAGMA cache_spill = OFF")  # or a long transaction would shut readers out
            if _form(connection) == FORM:
                return connection
            connection.execute("BEGIN IMMEDIATE")
            if _form(connection) == 0:  # nobody made it meanwhile
                _make(connection)
            connection.execute("COMMIT")
            if _form(connection) == FORM:
                return connection
        except sqlite3.DatabaseError as error:
            if attempt == 2 or isinstance(error, sqlite3.OperationalError):
                connection.close()
                raise
        connection.close()
        path.unlink(missing_ok=True)  # damaged, or of another form
    raise sqlite3.OperationalError("the index cannot be made")


def _form(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _make(connection: sqlite3.Connection) -> None:
    from opencc import OpenCC

    for statement in filter(str.strip, _SCHEMA.split(";\n")):
        connection.execute(statement)
    # Character by character, so that what stands where stays: words of several characters are not looked at.
    traditional = [chr(code) for code in (*range(0x3400, 0xA000), *range(0x20000, 0x2FA20))]
    simplified = OpenCC("t2s").convert("\n".join(traditional)).split("\n")
    pairs = [(a, b) for a, b in zip(traditional, simplified, strict=True) if a != b and len(b) == 1]
    connection.executemany("INSERT INTO simple VALUES (?, ?)", pairs)
    set_setting(connection, "simple", hashlib.sha256(repr(pairs).encode()).hexdigest())
    connection.execute(f"PRAGMA user_version = {FORM}")
