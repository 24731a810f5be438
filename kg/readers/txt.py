"""Plain text, and Markdown read as plain text."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kg.model import Document
from kg.readers.assemble import assemble
from kg.readers.decode import decode
from kg.readers.draft import Draft
from kg.readers.source import load


def read(path: Path) -> Document:
    """The Document of a text file; UnreadableSource where it is no text."""
    data = load(path)
    text, _ = decode(data, str(path))
    format = path.suffix.lstrip(".").lower() or "txt"
    return assemble(Draft(text), path.stem, format=format, source=path.name, sha256=hashlib.sha256(data).hexdigest())
