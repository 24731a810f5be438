"""Finding and opening a store, with an error a person can act on for each way this can fail."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kg import vocab
from kg.errors import StoreError, StoreLocked, StoreNotFound, StoreUnavailable
from kg.store import manifest
from kg.store.oxigraph import OxigraphStore, is_full, translate

if TYPE_CHECKING:
    import pyoxigraph as ox

MEMORY = ":memory:"
DEFAULT_PATH = "kg-store"
VARIABLE = "KG_STORE"
#: The folder of the data in that of the store.
DATA = "oxigraph"
_WAITS_S = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)


def open_store(
    path: str | Path | None = None, *, read_only: bool = True, create: bool = False, base: str = vocab.BASE
) -> OxigraphStore:
    """Open the store in a directory; `None` means `$KG_STORE` or `kg-store`, ":memory:" a new one in memory.

    A read-only store is a snapshot: it opens beside a writer and does not see what is written later. `create` makes
    the directory where there is none, and opens for writing; `base` is the namespace of a new store's nodes.

    Raises StoreNotFound, StoreLocked (another process writes), StoreUnavailable (damaged, newer, unreadable).

    >>> with open_store(":memory:") as store:
    ...     len(store)
    0
    """
    import pyoxigraph as ox

    if str(path) == MEMORY:
        return OxigraphStore(ox.Store(), base=base)
    directory = location(path)
    assert directory is not None
    _require(directory, create)
    if not (directory / manifest.FILE).exists():
        return _create(directory, base)
    found = manifest.read(directory)
    if found.format < manifest.FORMAT and not (read_only and not create):
        raise StoreUnavailable(
            f"the store {directory} was made by report-kg {found.program} in format {found.format};"
            f" this version writes format {manifest.FORMAT}",
            hint=f"remove the folder {directory} and build the reports again, or build into another with --store",
        )
    data = str(directory / DATA)
    try:
        opened = _snapshot(data) if read_only and not create else ox.Store(data)
    except (OSError, RuntimeError) as error:
        raise _opening_error(error, directory) from error
    return OxigraphStore(opened, base=found.base, read_only=read_only and not create, path=directory)


def location(path: str | Path | None = None) -> Path | None:
    """The directory that a store's path means; None for one in memory."""
    return None if str(path) == MEMORY else Path(path or os.environ.get(VARIABLE) or DEFAULT_PATH)


def _snapshot(data: str) -> ox.Store:
    """A snapshot for reading; tried again for a moment, since a writer that opens or closes moves files about."""
    import pyoxigraph as ox

    for wait_s in _WAITS_S:
        with contextlib.suppress(OSError, RuntimeError):
            return ox.Store.read_only(data)
        time.sleep(wait_s)
    return ox.Store.read_only(data)


def _require(directory: Path, create: bool) -> None:
    """A store, or with `create` a folder that may become one."""
    if not directory.exists():
        if create:
            return
        raise StoreNotFound(
            f"there is no store at {directory}", hint="make one with `kg build`, or name another with --store"
        )
    if (directory / manifest.FILE).exists():
        return
    if not directory.is_dir():
        raise StoreUnavailable(f"{directory} is a file, not a store", hint="name a folder with --store")
    if not create:
        raise StoreNotFound(
            f"{directory} holds no store", hint="make one with `kg build`, or name another with --store"
        )
    if any(entry.name != DATA for entry in directory.iterdir()):
        raise StoreUnavailable(
            f"{directory} holds other files and no store", hint="name an empty or a new folder with --store"
        )


def _create(directory: Path, base: str) -> OxigraphStore:
    import pyoxigraph as ox

    try:
        directory.mkdir(parents=True, exist_ok=True)
        store = ox.Store(str(directory / DATA))
        # The manifest comes last: a directory with one is a whole store.
        manifest.write(directory, manifest.Manifest(base=base))
    except (OSError, RuntimeError) as error:
        raise _opening_error(error, directory) from error
    return OxigraphStore(store, base=base, path=directory)


def _opening_error(error: OSError | RuntimeError, directory: Path) -> StoreError:
    text = str(error)
    if "LOCK" in text or "lock hold" in text:
        return StoreLocked(
            f"the store {directory} is in use: another process is writing to it",
            hint="wait until it ends, or name another store with --store",
        )
    if isinstance(error, PermissionError) or "Permission denied" in text:
        return StoreUnavailable(
            f"the store {directory} cannot be opened: permission denied",
            hint="ask for the right to its folder, or name another with --store",
        )
    if is_full(error):
        return translate(error)
    return StoreUnavailable(
        f"the store {directory} cannot be opened: it is damaged or incomplete",
        hint="build it again into another folder with `kg build --store FOLDER`",
    )
