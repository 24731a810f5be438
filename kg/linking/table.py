"""The table of links: TSV with the columns type, name, iri, note; UTF-8, `#` begins a comment."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from kg.errors import LinkError
from kg.model import EntityType

COLUMNS = ("type", "name", "iri", "note")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_TYPES = {kind.value for kind in EntityType}


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """What a row says: the thing of that class (local name) and that name or CURIE is the one at `iri`, "" for none yet."""

    type: str
    name: str
    iri: str
    note: str = ""


def read_links(path: Path) -> tuple[Link, ...]:
    """The rows of a table that have an IRI, sorted, each once.

    Raises LinkError, with path and line, where a row has too many columns, an unknown class or no valid IRI.
    """
    found = set()
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for number, cells in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
                if not any(cells) or cells[0].startswith("#") or tuple(cells[:3]) == COLUMNS[:3]:
                    continue
                link = _link(cells, path, number)
                if link.iri:
                    found.add(link)
    except (OSError, UnicodeDecodeError) as error:
        raise LinkError(f"the links cannot be read: {error}", path=path.name, hint="save the table as UTF-8") from error
    return tuple(sorted(found))


def _link(cells: list[str], path: Path, line: int) -> Link:
    if len(cells) > len(COLUMNS):
        raise LinkError(
            f"expected the columns {', '.join(COLUMNS)}, found {len(cells)} of them",
            path=path.name,
            line=line,
            hint="separate the columns with one tab each",
        )
    kind, name, iri, note = (cell.strip() for cell in (*cells, "", "", "")[: len(COLUMNS)])
    if kind not in _TYPES:
        raise LinkError(
            f"{kind!r} is no class of things",
            path=path.name,
            line=line,
            hint=f"write one of {', '.join(sorted(_TYPES))}",
        )
    if iri and not _IRI.fullmatch(iri):
        raise LinkError(
            f"{iri!r} is no IRI",
            path=path.name,
            line=line,
            hint="write it in full, such as http://www.wikidata.org/entity/Q8686",
        )
    return Link(kind, name, iri, note)


def write_links(links: Iterable[Link], stream: TextIO) -> None:
    """Write a table, in the order given; tabs and line ends inside become spaces."""
    stream.write("\t".join(COLUMNS) + "\n")
    for link in links:
        cells = (" ".join(cell.split()) for cell in (link.type, link.name, link.iri, link.note))
        stream.write("\t".join(cells) + "\n")
