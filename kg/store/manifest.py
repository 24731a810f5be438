"""`manifest.json`: which form of store a directory holds, and who made it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from kg import __version__, vocab
from kg.errors import StoreUnavailable

#: 1 had no ledger; it can be read, but not built into.
FORMAT = 2
FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The form of the store, the version of the program that made it, and the base IRI of its nodes."""

    format: int = FORMAT
    program: str = __version__
    base: str = vocab.BASE


def read(directory: Path) -> Manifest:
    """The manifest of a store; StoreUnavailable where it is damaged or of a newer form."""
    file = directory / FILE
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        form, program = int(content["format"]), str(content.get("program", ""))
        base = str(content.get("base", vocab.BASE))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreUnavailable(
            f"the store {directory} cannot be opened: its {FILE} is damaged",
            hint="build it again into another folder with `kg build --store FOLDER`",
        ) from error
    if form > FORMAT:
        raise StoreUnavailable(
            f"the store {directory} has format {form}, made by report-kg {program}; this version reads up to {FORMAT}",
            hint="install a newer report-kg, or build again into another folder",
        )
    return Manifest(form, program, base)


def write(directory: Path, manifest: Manifest) -> None:
    """Write the manifest in one step, so that no reader meets half of it."""
    temporary = directory / f"{FILE}.{os.getpid()}.tmp"
    temporary.write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    temporary.replace(directory / FILE)
