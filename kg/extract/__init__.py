"""Documents to claims: a component a file, one signature (`Analysis -> Analysis`), their order written as a list."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from kg.errors import ExtractError, KgError
from kg.extract.frames import Analysis, analyse
from kg.model import Document

Component = Callable[[Analysis], Analysis]

#: The components in order; each may read what those before it wrote.
PIPELINE: tuple[str, ...] = (
    "kg.extract.particulars:particulars",
    "kg.extract.actors:actors",
    "kg.extract.programme:programme",
    "kg.extract.times:times",
    "kg.extract.places:places",
    "kg.extract.organizers:organizers",
    "kg.extract.themes:themes",
    "kg.extract.counts:counts",
    "kg.extract.awards:awards",
    "kg.extract.agreements:agreements",
    "kg.extract.attendance:attendance",
    "kg.extract.visits:visits",
    "kg.extract.aliases:aliases",
)


def component(path: str) -> Component:
    """The component at a dotted path `module:function`."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)  # type: ignore[no-any-return]


def annotate(document: Document, pipeline: tuple[str, ...] = PIPELINE) -> Analysis:
    """Run the components over a document; ExtractError names the one that failed."""
    analysis = analyse(document)
    for path in pipeline:
        try:
            analysis = component(path)(analysis)
        except KgError:
            raise
        except Exception as error:
            raise ExtractError(
                f"the component {path} failed on {document.name}: {type(error).__name__}: {error}",
                component=path,
                document=document.name,
                hint="please report this with the text of the report; the other reports were built",
            ) from error
    return analysis


__all__ = ["PIPELINE", "Analysis", "Component", "annotate"]
