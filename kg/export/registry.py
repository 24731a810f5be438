"""Which exporter writes which format: our own by dotted path, others by the entry point group `kg.exporters`.

An outsider's entry point names an `ExportFormat`; it may take the place of a built-in of the same name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kg.errors import ExportError, PluginError

if TYPE_CHECKING:
    from kg.store import Store

Exporter = Callable[["Store", BinaryIO], None]
GROUP = "kg.exporters"


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: its name, what else it goes by, what it is good for, and where its exporter is ("module:function")."""

    name: str
    extensions: tuple[str, ...]
    media_type: str
    purpose: str
    exporter: str

    @property
    def aliases(self) -> tuple[str, ...]:
        """All that the format answers to."""
        return (self.name, *self.extensions, self.media_type)

    def load(self) -> Exporter:
        """The exporter, imported now."""
        module, _, attribute = self.exporter.partition(":")
        found: Exporter = getattr(import_module(module), attribute)
        return found


BUILTIN: tuple[ExportFormat, ...] = (
    ExportFormat("turtle", ("ttl",), "text/turtle", "for reading; all reports as one graph", "kg.export.turtle:write"),
    ExportFormat("trig", ("trig",), "application/trig", "for reading; a graph a report", "kg.export.turtle:write_trig"),
    ExportFormat(
        "n-quads", ("nq",), "application/n-quads", "a line a quad; for loading", "kg.export.lines:write_quads"
    ),
    ExportFormat("n-triples", ("nt",), "application/n-triples", "a line a triple", "kg.export.lines:write_triples"),
    ExportFormat("json-ld", ("jsonld",), "application/ld+json", "for web programs", "kg.export.jsonld:write"),
    ExportFormat("graphml", ("graphml",), "application/graphml+xml", "for yEd, igraph", "kg.export.network:graphml"),
    ExportFormat("gexf", ("gexf",), "application/gexf+xml", "for Gephi", "kg.export.network:gexf"),
)


@cache
def formats() -> tuple[ExportFormat, ...]:
    """All formats, ours first. PluginError where an outsider's cannot be loaded."""
    from importlib.metadata import entry_points

    found = {format.name: format for format in BUILTIN}
    for point in entry_points(group=GROUP):
        try:
            format = point.load()
        except (ImportError, AttributeError) as error:
            package = point.dist.name if point.dist else "an unknown package"
            raise PluginError(
                f"the exporter {point.name!r} of {package} cannot be loaded: {error}",
                hint=f"upgrade or uninstall {package}",
            ) from error
        found[format.name] = format
    return tuple(found.values())


def find_format(name: str | None) -> ExportFormat:
    """The format of a name, extension or media type; ExportError lists what there is."""
    wanted = (name or "").lower().lstrip(".")
    for format in formats():
        if wanted in format.aliases:
            return format
    known = ", ".join(format.name for format in formats())
    asked = f"{name!r} is no format to export to" if name else "the format to export to is not given"
    raise ExportError(f"{asked}; there are {known}", hint="name one of them with --format")


def guess_format(path: Path) -> ExportFormat:
    """The format that the name of a file tells; ExportError lists the extensions."""
    extension = path.suffix.lower().lstrip(".")
    for format in formats():
        if extension in format.extensions:
            return format
    known = ", ".join(f".{extension}" for format in formats() for extension in format.extensions)
    raise ExportError(
        f"the name {path.name} tells no format to export to; known endings are {known}",
        hint="use one of them, or name the format with --format",
    )
