"""Bytes of a source file: found, of a bearable size, not empty."""

from __future__ import annotations

from pathlib import Path

from kg.errors import UnreadableSource

#: Bytes of the largest source read; a report of a million characters has 3 MB.
MAX_BYTES = 20_000_000


def load(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a source.

    Raises UnreadableSource where the file is missing, a folder, not readable, empty or larger than `limit` bytes; a
    file too large is not read.
    """
    try:
        if path.is_dir():
            raise UnreadableSource(f"{path} is a folder and not a report", path=path, hint="name a file in it")
        size = path.stat().st_size
        if size > limit:
            raise UnreadableSource(
                f"{path} has {size / 1e6:.0f} MB, more than the {limit / 1e6:.0f} MB that a report may have",
                path=path,
                hint="split it into one file a report",
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableSource(f"{path} does not exist", path=path, hint="check the name of the file") from error
    except OSError as error:
        raise UnreadableSource(f"{path} cannot be read: {error.strerror}", path=path) from error
    if not data.strip():
        raise UnreadableSource(f"{path} is empty", path=path, hint="give a file with the text of a report")
    return data
