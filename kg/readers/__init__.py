"""Bytes to Document: txt, html, docx, pdf; broken lines joined, with a map back to the source.

```
path -> text and lines (txt, html, docx, pdf) -> paragraphs (reflow) -> clean text and offsets (clean)
     -> roles (roles) -> sections (sections) -> date, publisher, authors (metadata) -> Document (assemble)
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import UnreadableSource, UnsupportedFormat
from kg.model import Document
from kg.readers.registry import formats, reader

__all__ = ["document_from_text", "find_sources", "formats", "read_document"]


def read_document(path: Path | str) -> Document:
    """The Document of a source file, by the reader of its extension; an unknown extension is tried as text.

    Raises UnreadableSource where the file is missing, empty, damaged, too large or in no known encoding, and
    UnsupportedFormat where no reader knows it or the package that reads it is not installed.
    """
    path = Path(path)
    read = reader(path.suffix.lstrip(".").lower())
    if read is not None:
        return read(path)
    from kg.readers import source, txt

    source.load(path)
    try:
        return txt.read(path)
    except UnreadableSource as error:
        raise UnsupportedFormat(
            f"{path} is in a format that no reader knows; supported are {', '.join(formats())}",
            path=path,
            hint="convert it to one of these",
        ) from error


def document_from_text(text: str, name: str, format: str = "txt", source: str = "", *, sha256: str = "") -> Document:
    """The Document of a text at hand; `name` becomes the key of its IRI, `source` is the name of its file.

    `sha256` is the hash of the file, by default that of the text. UnreadableSource where the text is blank.
    """
    from kg.readers.assemble import assemble
    from kg.readers.draft import Draft

    return assemble(Draft(text), name, format=format, source=source, sha256=sha256)


def find_sources(paths: Iterable[Path | str]) -> list[Path]:
    """The source files that some paths name, without repeats.

    Files keep their order; a folder is walked in sorted order, hidden files and those no reader knows are left out.
    Raises UnreadableSource for a path that does not exist.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if not path.exists():
            raise UnreadableSource(f"{path} does not exist", path=path, hint="check the name of the file or folder")
        found.update(dict.fromkeys(_walk(path) if path.is_dir() else [path]))
    return list(found)


def _walk(folder: Path) -> Iterator[Path]:
    known = formats()
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.suffix.lstrip(".").lower() in known:
            yield path
