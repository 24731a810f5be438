"""How kinds of things look, and what they are called: colours, shapes, labels from the ontology, short labels."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

from kg.model import EntityType

#: Colour and vis-network shape of each type. Both differ, so that the colour-blind and the printed page can tell.
LOOKS: dict[str, tuple[str, str]] = {
    EntityType.EVENT: ("#d1495b", "dot"),
    EntityType.SERIES: ("#8e5aa8", "hexagon"),
    EntityType.PERSON: ("#e08e2b", "dot"),
    EntityType.ORGANIZATION: ("#3d7ab8", "square"),
    EntityType.GROUP: ("#5fa8d3", "square"),
    EntityType.PLACE: ("#3f9d6d", "triangle"),
    EntityType.PROJECT: ("#2a9d9a", "triangleDown"),
    EntityType.AWARD: ("#c9a227", "star"),
    EntityType.CERTIFICATION: ("#8a9a3b", "diamond"),
    EntityType.AGREEMENT: ("#9c6b4e", "diamond"),
    EntityType.DOCUMENT: ("#6b7787", "square"),
}
OTHER = ("#7a8290", "dot")

#: Characters that turn the direction of the text around them, or cannot be seen: shown as U+FFFD, never obeyed.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)


def term(curie: str) -> tuple[str, str]:
    """Chinese and English label of a term of the ontology; the local name of anything else."""
    from kg.rdf import ontology

    found = ontology().terms.get(curie)
    local = curie.partition(":")[2] or curie
    return (found.label_zh or local, found.label_en or local) if found else (local, local)


@cache
def words() -> dict[tuple[str, str], str]:
    """What the page shows for the codes of the graph: (predicate, value) to Chinese."""
    file = Path(__file__).resolve().parent / "assets" / "words.tsv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
        return {(row["predicate"], row["value"]): row["zh"] for row in rows}


def clean(text: str) -> str:
    """A text with the characters that could hide or turn round what it says made visible."""
    return _UNSEEN.sub("\ufffd", text)


def width(text: str) -> int:
    """Columns that a text takes: two for a Chinese character or quotation mark, one for a Latin letter."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def short(text: str, columns: int = 18, lines: int = 2) -> str:
    """A label for the canvas: at most that many lines of that many columns, about equally long.

    What does not fit ends in ….
    """
    text = " ".join(text.split())
    needed = max(1, -(-width(text) // columns))
    for extra in range(0, columns, 2):
        target = min(columns, -(-width(text) // needed) + extra)
        rows = _rows(text, target)
        if len(rows) <= min(needed, lines):
            return "\n".join(rows)
    rows = _rows(text, columns)[:lines]
    while width(rows[-1]) > columns - 2:
        rows[-1] = rows[-1][:-1]
    return "\n".join(rows) + "…"


def _rows(text: str, columns: int) -> list[str]:
    """The text in lines of about that many columns; numbers, words and their quotation marks stay together."""
    rows, row = [], ""
    for piece in re.findall(r"[“‘（《「(]*(?:[A-Za-z0-9]{1,12}|.)[”’）》」)，。、：；！？年月日…]*", text):
        if row and width(row + piece) > columns:
            rows.append(row.strip())
            row = ""
        row += piece
    return [*rows, row.strip()]
