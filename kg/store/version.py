"""Whether a store on disk has changed, told from its files without opening it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from kg.store import manifest
from kg.store.open import DATA

# What RocksDB keeps data in: tables, write-ahead logs, and the list of both.
_KEPT = (".sst", ".log", ".blob")
_TRIES = 8


def store_version(path: Path) -> str:
    """A text that differs after every write to the store, by whichever process; "" where there is no store.

    It is made from names, sizes and times of the store's files, in some 50 µs, and may differ as well where only
    their arrangement has changed. What was written is in the version from the moment that a new reader can see it.
    """
    for _ in range(_TRIES):
        try:
            seen = [(entry.name, entry.stat()) for entry in os.scandir(path / DATA)]
            seen.append((manifest.FILE, (path / manifest.FILE).stat()))
        except FileNotFoundError:  # a file may go between being listed and being looked at
            continue
        except OSError:
            break
        found = hashlib.sha256()
        for name, stat in sorted(seen, key=lambda pair: pair[0]):
            if name.endswith(_KEPT) or name.startswith(("MANIFEST", "CURRENT")) or name == manifest.FILE:
                found.update(f"{name} {stat.st_size} {stat.st_mtime_ns} {stat.st_ino}\n".encode())
        return found.hexdigest()[:32]
    return ""
