"""Files for machines: Turtle, TriG, N-Quads, N-Triples, JSON-LD, GraphML, GEXF.

Every format is written in sorted order without a time or a path of the building machine: the same graph gives the same
bytes, in every run and on every machine.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kg.export.registry import Exporter, ExportFormat, find_format, formats, guess_format

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["ExportFormat", "Exporter", "export", "find_format", "formats", "guess_format"]


def export(
    store: Store,
    out: str | Path | BinaryIO,
    format: str | None = None,
    *,
    graph: str | None = None,
    evidence: bool = True,
) -> None:
    """Write a store to a file or a binary stream.

    `format` is a name, an extension or a media type; without it the file's name decides. `graph` writes one report
    only (its name, CURIE or IRI); without `evidence`, entities and direct triples only. A file appears whole or not
    at all; a link stays a link.

    Raises ExportError for a format that no exporter knows, StoreError for a graph that is not there, OSError where the
    file cannot be written.

    >>> import io
    >>> from kg.store import open_store
    >>> out = io.BytesIO()
    >>> with open_store(":memory:") as store:
    ...     export(store, out, "n-quads")
    >>> out.getvalue()
    b''
    """
    from kg.store import select

    path = Path(out) if isinstance(out, str | Path) else None
    write = find_format(format).load() if format or path is None else guess_format(path).load()
    part = select(store, graph=graph, evidence=evidence)
    if path is None:
        assert not isinstance(out, str | Path)
        write(part, out)
        return
    with _whole_file(path) as file:
        write(part, file)


@contextmanager
def _whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` at the end; a device or pipe is written as it is."""
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            yield device
        return
    path = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        temporary.chmod(_mode(path))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """The permissions that the file has, or that a new one would get: mkstemp gives them to the owner alone."""
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
