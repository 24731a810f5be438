"""SHACL and the build's own checks: a graph, and what is wrong with it, in words that name fact and report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.validate.report import ValidationReport, ValidationResult

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["ValidationReport", "ValidationResult", "validate"]


def validate(store: Store, shapes: Path | None = None, *, graph: str | None = None) -> ValidationReport:
    """Check the union of all reports, or one named graph, against our shapes, or those of a file.

    Our shapes come with checks that SHACL Core cannot say: a quote equals the slice of the text that it points at, a
    fact has its direct triple, every predicate and class is of the ontology.
    Time: about 0.1 ms a quad.

    Raises ValidationFailure where the shapes cannot be read or used, StoreError where there is no such graph.

    >>> from kg.store import open_store
    >>> with open_store(":memory:") as store:
    ...     validate(store).conforms
    True
    """
    from kg.store import select
    from kg.validate.checks import own_checks
    from kg.validate.locate import located
    from kg.validate.shacl import check_shapes

    part = select(store, graph=graph)
    results = [*check_shapes(part, shapes), *(own_checks(part) if shapes is None else ())]
    return ValidationReport(tuple(sorted({located(part, result) for result in results})), base=store.base)
