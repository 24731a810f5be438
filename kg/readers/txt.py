"""Plain text, and Markdown as plain text whose headings are marked."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from kg.model import BlockRole, Document, Span
from kg.readers.assemble import assemble
from kg.readers.decode import decode
from kg.readers.draft import Draft, Mark
from kg.readers.source import load


def read(path: Path) -> Document:
    """The Document of a text file; UnreadableSource where it is no text."""
    data = load(path)
    text, _ = decode(data, str(path))
    format = path.suffix.lstrip(".").lower() or "txt"
    marks = _headings(text) if format == "md" else ()
    return assemble(
        Draft(text, marks), path.stem, format=format, source=path.name, sha256=hashlib.sha256(data).hexdigest()
    )


def _headings(text: str) -> tuple[Mark, ...]:
    """The headings of a Markdown text (CommonMark, ATX headings) without their number signs; the first is the title."""
    found = list(re.finditer(r"^ {0,3}#{1,6}[ \t]+(\S.*?)[ \t]*#*[ \t]*\r?$", text, re.MULTILINE))
    return tuple(
        Mark(Span(*match.span(1)), BlockRole.HEADING if index else BlockRole.TITLE) for index, match in enumerate(found)
    )
