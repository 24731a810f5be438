"""Opening the index of a store: as it is where it is fresh, mended where it is not, in memory where it must."""

from __future__ import annotations

import contextlib
import sqlite3
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import StoreError
from kg.search import file
from kg.search.index import Index
from kg.search.update import update, write_index

if TYPE_CHECKING:
    from kg.store import Store


def open_index(path: str | Path | None = None) -> Index:
    """The index of a store on disk, up to date: made or mended where it is not; in memory in a folder that is read-only.

    `path` as in `kg.store.open_store`, whose errors it raises; StoreError for a store in memory (see `index_of`).
    """
    from kg.store import location, open_store

    directory = location(path)
    if directory is None:
        raise StoreError("a store in memory has no index on disk", hint="use kg.search.index_of(store)")
    if index := fresh_index(directory):
        return index
    with open_store(directory) as store:
        return index_of(store)


def index_of(store: Store) -> Index:
    """The index of an open store; of a store in memory it is kept in memory, as long as the store is there."""
    directory = getattr(store, "path", None)
    if directory is None:
        return _index_in_memory(store)
    if index := fresh_index(directory):
        return index
    with contextlib.suppress(sqlite3.Error, OSError):
        if not store.read_only:
            return Index(write_index(directory, store))
        return Index(_mended(directory))
    connection = file.in_memory()
    update(connection, store, "")
    return Index(connection)


def _mended(directory: Path) -> sqlite3.Connection:
    """The index, brought up to date by a process that only reads, from a snapshot that is younger than the signature."""
    from kg.store import open_store

    state = file.signature(directory)
    with open_store(directory) as store:
        return write_index(directory, store, state=state)


def fresh_index(directory: Path) -> Index | None:
    """The index on disk, if it is there and of the store as it is now; costs a look at one folder."""
    with contextlib.suppress(sqlite3.Error, OSError):
        state = file.signature(directory)
        connection = file.connect(directory)
        if connection is not None:
            if state and file.setting(connection, "signature") == state:
                return Index(connection)
            connection.close()
    return None


_IN_MEMORY: weakref.WeakKeyDictionary[Any, sqlite3.Connection] = weakref.WeakKeyDictionary()


def _index_in_memory(store: Store) -> Index:
    connection = _IN_MEMORY.get(store)
    if connection is None:
        connection = _IN_MEMORY[store] = file.in_memory()
    update(connection, store, "")
    return Index(connection, shared=True)
