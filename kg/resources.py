"""The only place that knows where `ontology/`, `data/` and `queries/` lie.

In a checkout they are folders beside the package; in an installed wheel they are packed inside it, under
`kg/_resources/`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import GazetteerError, PatternError, ResourceError

_PACKAGE = Path(__file__).resolve().parent
FOLDERS = ("ontology", "data", "queries")


@cache
def root() -> Path:
    """The folder that holds `ontology/`, `data/` and `queries/`."""
    for candidate in (_PACKAGE / "_resources", _PACKAGE.parent):
        if all((candidate / name).is_dir() for name in FOLDERS):
            return candidate
    raise ResourceError(
        f"the folders {', '.join(FOLDERS)} were found neither in the package nor beside it",
        path=_PACKAGE,
        hint="install report-kg again",
    )


def path(*parts: str) -> Path:
    """The path of a resource, e.g. `path("data", "gazetteers", "titles.tsv")`; ResourceError where it is missing."""
    found = root().joinpath(*parts)
    if not found.exists():
        raise ResourceError("the resource is missing", path="/".join(parts), hint="install report-kg again")
    return found


def read_text(*parts: str) -> str:
    """The text of a resource, UTF-8."""
    return path(*parts).read_text(encoding="utf-8")


@cache
def gazetteer(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/gazetteers/NAME.tsv`, a dictionary each, keyed by the header.

    Lines that start with `#` are comments. A row may leave out trailing columns. GazetteerError names path and line
    of a row with too many columns or an empty first one.
    """
    return _rows(path("data", "gazetteers", f"{name}.tsv"))


@cache
def question_words() -> tuple[dict[str, str], ...]:
    """The rows of `queries/question_words.tsv`, which no report is read with; see `gazetteer`."""
    return _rows(path("queries", "question_words.tsv"))


def _rows(file: Path) -> tuple[dict[str, str], ...]:
    import csv

    header: list[str] = []
    rows: list[dict[str, str]] = []
    with file.open(encoding="utf-8", newline="") as lines:
        for number, cells in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            if not cells or cells[0].startswith("#"):
                continue
            if not header:
                header = cells
                continue
            if len(cells) > len(header) or not cells[0]:
                raise GazetteerError(f"expected the columns {header}, found {cells}", path=file.name, line=number)
            rows.append(dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)))
    return tuple(rows)


@cache
def patterns(name: str) -> dict[str, Any]:
    """The content of `data/patterns/NAME.toml`; PatternError where it is not TOML."""
    import tomllib

    file = path("data", "patterns", f"{name}.toml")
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PatternError(str(error), path=file.name) from error


@cache
def fingerprint() -> str:
    """SHA-256 over all gazetteers, patterns and the ontology: what a build used besides its reports."""
    import hashlib

    total = hashlib.sha256()
    for folder in ("ontology", "data/gazetteers", "data/patterns"):
        for file in sorted((root() / folder).glob("**/*")):
            if file.is_file():
                total.update(file.relative_to(root()).as_posix().encode())
                total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()
