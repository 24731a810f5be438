"""Which reader reads which format: our own by dotted path, others by the entry point group `kg.readers`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import PluginError
from kg.model import Document

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Reader = Callable[[Path], Document]

GROUP = "kg.readers"
BUILTIN: dict[str, str] = {
    "txt": "kg.readers.txt:read",
    "md": "kg.readers.txt:read",
    "html": "kg.readers.html:read",
    "htm": "kg.readers.html:read",
    "docx": "kg.readers.docx:read",
    "pdf": "kg.readers.pdf:read",
}


@cache
def _outside() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points

    return {point.name.lower().lstrip("."): point for point in entry_points(group=GROUP)}


def formats() -> tuple[str, ...]:
    """The formats (file name extensions) that a reader is known for, sorted."""
    return tuple(sorted({*BUILTIN, *_outside()}))


def reader(format: str) -> Reader | None:
    """The reader of a format, imported now, or None; an outsider may replace a built-in.

    Raises PluginError where an outsider's entry point cannot be loaded.
    """
    if point := _outside().get(format):
        return _load(point)
    if dotted := BUILTIN.get(format):
        module, _, attribute = dotted.partition(":")
        found: Reader = getattr(import_module(module), attribute)
        return found
    return None


def _load(point: EntryPoint) -> Reader:
    try:
        found: Reader = point.load()
    except (ImportError, AttributeError) as error:
        package = point.dist.name if point.dist else "an unknown package"
        raise PluginError(
            f"the reader {point.name!r} of {package} cannot be loaded: {error}",
            hint=f"upgrade or uninstall {package}",
        ) from error
    return found
