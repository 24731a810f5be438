"""PDF (ISO 32000): the text of each page, line by line, with indents and gaps as they are printed.

Running heads and page numbers stay in the text but are marked as furniture. A page without text is an image.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from kg.errors import UnreadableSource
from kg.model import Document, Span
from kg.readers.assemble import assemble
from kg.readers.draft import Draft, Mark
from kg.readers.extras import package
from kg.readers.source import load

#: Lines at the top and at the bottom of a page among which running heads are looked for.
_EDGE = 2


@dataclass(frozen=True, slots=True)
class _PrintedLine:
    """A line of a page: its text and, in points, where it begins, its height and the distance to the line above."""

    text: str
    left: float
    height: float
    above: float


def read(path: Path) -> Document:
    """The Document of a PDF file.

    Raises UnreadableSource where it is damaged, protected or holds only images, UnsupportedFormat where `pypdfium2`
    is missing.
    """
    data = load(path)
    pdfium = package("pypdfium2", "pdf", path)
    try:
        pages = _pages(pdfium.PdfDocument(data))
    except pdfium.PdfiumError as error:
        raise UnreadableSource(
            f"{path} is no PDF, or a damaged or protected one", path=path, hint="save it again without a password"
        ) from error
    empty = [number for number, page in enumerate(pages, 1) if not page]
    warnings = (f"no text on page {', '.join(map(str, empty))}: an image?",) if empty and any(pages) else ()
    return assemble(
        _draft(pages, warnings), path.stem, format="pdf", source=path.name, sha256=hashlib.sha256(data).hexdigest()
    )


def _pages(document: Any) -> list[list[_PrintedLine]]:
    try:
        return [_lines(page.get_textpage()) for page in document]
    finally:
        document.close()


def _lines(page: Any) -> list[_PrintedLine]:
    """The lines of a page in reading order."""
    found: list[_PrintedLine] = []
    text, position, bottom = page.get_text_range(), 0, 0.0
    for part in re.split(r"(\r?\n)", text):
        start, position = position, position + len(part)
        content = part.strip("\r\n")
        if not content.strip():
            continue
        first = start + len(part) - len(part.lstrip())
        left, low, _, high = page.get_charbox(first, loose=True)
        found.append(_PrintedLine(_plain(content), left, high - low, bottom - high if found else 0.0))
        bottom = low
    return found


def _plain(text: str) -> str:
    """Without the signs pdfium puts for a hyphen at a line's end and for unmapped glyphs."""
    return re.sub("[\ufffe\uffff\x00-\x08]", "", text).strip()


def _draft(pages: Sequence[Sequence[_PrintedLine]], warnings: tuple[str, ...]) -> Draft:
    """The text of the pages: two spaces of indent and blank lines stand for what is seen."""
    heads = _running_heads(pages)
    pieces: list[str] = []
    marks: list[Mark] = []
    length = 0
    for page in pages:
        margin = min((line.left for line in page), default=0.0)
        gap = median([line.above for line in page[1:]]) if len(page) > 1 else 0.0
        for index, line in enumerate(page):
            blank = "\n" if index and line.above > gap + 0.6 * line.height else ""
            indent = "\u3000\u3000" if line.left > margin + 1.2 * line.height else ""
            piece = f"{blank}{indent}{line.text}\n"
            if _at_edge(index, page) and _shape(line.text) in heads:
                marks.append(Mark(Span(length, length + len(piece)), skip=True))
            pieces.append(piece)
            length += len(piece)
    return Draft("".join(pieces), tuple(marks), warnings=warnings)


def _at_edge(index: int, page: Sequence[_PrintedLine]) -> bool:
    return index < _EDGE or index >= len(page) - _EDGE


def _shape(text: str) -> str:
    """A running head without what changes from page to page."""
    return re.sub(r"\d+", "0", re.sub(r"\s+", "", text))


def _running_heads(pages: Sequence[Sequence[_PrintedLine]]) -> set[str]:
    """Shapes of lines at the edge of at least half of the pages, and of numbers that stand alone there."""
    shapes: Counter[str] = Counter()
    for page in pages:
        shapes.update({_shape(line.text) for index, line in enumerate(page) if _at_edge(index, page)})
    least = max(2, len(pages) / 2)
    return {shape for shape, count in shapes.items() if count >= least or re.fullmatch(r"[-—–·]*0[-—–·]*", shape)}
