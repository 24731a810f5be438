"""The process that writes: `python -m kg.serve.writer_process STORE [MIB]`, one for an endpoint that allows updates.

It takes tasks as `kg.query.worker` does. The store is open for writing while there is something to write and for some
seconds after, so that `kg build` finds it free at other times.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kg.query.worker import serve_tasks

if TYPE_CHECKING:
    from kg.store.oxigraph import OxigraphStore

_IDLE_S = 5.0


class Opened:
    """The store, open for writing."""

    idle_s: float | None = _IDLE_S
    version = ""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._store: OxigraphStore | None = None

    def warm_up(self) -> None:
        """Load what a first update needs."""
        import kg.query.update
        import kg.serve.handlers  # noqa: F401

    def store(self) -> OxigraphStore:
        """The store; StoreLocked where another process writes to it."""
        from kg.store import open_store

        if self._store is None:
            self._store = open_store(self._path, read_only=False)
        return self._store

    def close(self) -> None:
        """Let others write."""
        if self._store is not None:
            self._store.close()
            self._store = None


def main() -> None:
    """Carry out tasks until stdin ends."""
    path, *more = sys.argv[1:]
    serve_tasks(Opened(Path(path)), int(more[0]) if more else 0)


if __name__ == "__main__":
    main()
