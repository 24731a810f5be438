"""Word documents (Office Open XML, ECMA-376): paragraphs and tables of the body in document order."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.errors import UnreadableSource
from kg.model import BlockRole, Document, Span
from kg.readers.assemble import assemble
from kg.readers.draft import Draft, Mark
from kg.readers.extras import package
from kg.readers.source import load

#: Bytes a document may unpack to: beyond this it is no report.
_MAX_UNPACKED = 200_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Text boxes are drawn apart from the paragraph that anchors them, and a fallback repeats what is there already.
_APART = (_W + "txbxContent", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")


def read(path: Path) -> Document:
    """The Document of a .docx file.

    Raises UnreadableSource where it is damaged or protected, UnsupportedFormat where `python-docx` is missing.
    """
    data = load(path)
    word = package("docx", "docx", path)
    _check(data, path)
    damage = (word.exceptions.PythonDocxError, word.opc.exceptions.OpcError, zipfile.BadZipFile, zlib.error)
    try:
        document = word.Document(io.BytesIO(data))
        pieces = list(_pieces(document.element.body, document))
    # An archive with the wrong parts in it fails anywhere in python-docx; an XML error of lxml is a SyntaxError.
    except (*damage, KeyError, ValueError, AttributeError, SyntaxError, RuntimeError) as error:
        raise _damaged(path) from error
    marks: list[Mark] = []
    length = 0
    for piece, role in pieces:
        marks.append(Mark(Span(length, length + len(piece)), role))
        length += len(piece) + 1
    draft = Draft("\n".join(piece for piece, _ in pieces), tuple(marks))
    return assemble(draft, path.stem, format="docx", source=path.name, sha256=hashlib.sha256(data).hexdigest())


def _check(data: bytes, path: Path) -> None:
    """Refuse what is no archive, or one that unpacks to far more than a report."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(item.file_size for item in archive.infolist())
    except zipfile.BadZipFile as error:
        raise _damaged(path) from error
    if size > _MAX_UNPACKED:
        raise UnreadableSource(f"{path} unpacks to {size / 1e6:.0f} MB, too much for a report", path=path)


def _damaged(path: Path) -> UnreadableSource:
    return UnreadableSource(
        f"{path} is no Word document, or a damaged or protected one",
        path=path,
        hint="open it in a word processor and save it as .docx without a password",
    )


def _pieces(parent: Any, document: Any) -> Iterator[tuple[str, BlockRole | None]]:
    """The text of each paragraph and table row, with its role where the style says it; content controls opened."""
    for child in parent:
        if child.tag == _W + "p":
            if text := _text(child).strip("\n"):
                yield text, _role(_style(child, document), text)
        elif child.tag == _W + "tbl":
            yield from _rows(child)
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml"):
            yield from _pieces(child, document)


def _rows(table: Any) -> Iterator[tuple[str, BlockRole | None]]:
    for row in table.iter(_W + "tr"):
        cells = (" ".join(_text(p) for p in cell.iter(_W + "p")) for cell in row.iter(_W + "tc"))
        texts = [text for cell in cells if (text := " ".join(cell.split()))]
        if texts:
            yield " | ".join(texts), BlockRole.TABLE if len(texts) > 1 else None


def _style(paragraph: Any, document: Any) -> str:
    """The name of a paragraph's style, "" for the default."""
    identifier = next((node.get(_W + "val") for node in paragraph.iter(_W + "pStyle")), None)
    return next((style.name or "" for style in document.styles if style.style_id == identifier), "")


def _role(style: str, text: str) -> BlockRole | None:
    """The role that a built-in style gives; its name is English in the file whatever the language of Word."""
    if style == "Title":
        return BlockRole.TITLE
    if style.startswith("Heading "):
        return BlockRole.HEADING
    return BlockRole.LIST if style.startswith("List ") and len(text) <= 80 else None


def _text(paragraph: Any) -> str:
    """The characters of a paragraph, accepted insertions included, deletions not."""
    pieces: list[str] = []
    for node in paragraph.iter():
        if any(ancestor.tag in _APART for ancestor in node.iterancestors()):
            continue
        if node.tag == _W + "t":
            pieces.append(node.text or "")
        elif node.tag == _W + "tab" and node.getparent().tag == _W + "r":
            pieces.append("\t")
        elif node.tag in (_W + "br", _W + "cr"):
            pieces.append("\n")
        elif node.tag == _W + "noBreakHyphen":
            pieces.append("-")
    return "".join(pieces)
