"""The shapes, run by pySHACL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import resources, vocab
from kg.errors import ValidationFailure
from kg.validate.report import ValidationResult

if TYPE_CHECKING:
    import rdflib

    from kg.store import Store

_SH = vocab.EXTERNAL["sh"]


def check_shapes(store: Store, shapes: Path | None = None) -> Iterator[ValidationResult]:
    """The results of our shapes, or of those in a file, without report and fact.

    Raises ValidationFailure where the shapes cannot be read or break SHACL's own rules.
    """
    yield from _run(store.to_rdflib(), shapes)


def check_reports(store: Store, graphs: Sequence[str]) -> Iterator[ValidationResult]:
    """The results of our shapes on the nodes that these graphs speak of, in the union of all, as `check_shapes` has them.

    pySHACL sees only nodes that may break a shape; where there are none, as it should be, it is not even imported.
    """
    from kg.validate.screen import surroundings, suspects

    found = suspects(store, graphs)
    if not found:
        return
    import rdflib

    from kg.store.projection import rdflib_term

    data = rdflib.Graph(bind_namespaces="none")
    for triple in surroundings(store, found):
        data.add((rdflib_term(triple.subject), rdflib_term(triple.predicate), rdflib_term(triple.object)))
    named = {str(rdflib_term(node)) for node in found}
    yield from (result for result in _run(data, None) if result.focus in named)


def _run(data: rdflib.Graph, shapes: Path | None) -> Iterator[ValidationResult]:
    import pyshacl
    from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, RuleLoadError, ShapeLoadError

    graph = _read_shapes(shapes or resources.path("ontology", "shapes.ttl"))
    try:
        # Data needs no copy (inplace): it is one already. Inference would add what no report said.
        _, found, message = pyshacl.validate(
            data, shacl_graph=graph, inference="none", advanced=False, inplace=True, allow_warnings=True
        )
    except (ConstraintLoadError, ReportableRuntimeError, RuleLoadError, ShapeLoadError) as error:
        raise _unusable(shapes, str(getattr(error, "message", error))) from error
    if isinstance(found, Exception):  # pySHACL hands some of its errors back instead of raising them
        raise _unusable(shapes, message or str(found))
    yield from _results(found)


def _unusable(shapes: Path | None, reason: str) -> ValidationFailure:
    sentence = " ".join(reason.split())
    return ValidationFailure(
        f"the shapes in {shapes or 'ontology/shapes.ttl'} cannot be used: {sentence}",
        hint="see https://www.w3.org/TR/shacl/ for what a shape may say",
    )


def _read_shapes(path: Path) -> rdflib.Graph:
    import pyoxigraph as ox
    import rdflib

    from kg.store.projection import rdflib_term

    graph = rdflib.Graph(bind_namespaces="none")
    try:
        for quad in ox.parse(path=str(path)):
            graph.add((rdflib_term(quad.subject), rdflib_term(quad.predicate), rdflib_term(quad.object)))
    except (SyntaxError, ValueError) as error:
        raise ValidationFailure(
            f"the shapes in {path} cannot be read: {getattr(error, 'msg', error)}",
            hint="write them in Turtle (.ttl), RDF/XML (.rdf), N-Triples (.nt) or JSON-LD (.jsonld)",
        ) from error
    except OSError as error:
        raise ValidationFailure(
            f"the shapes in {path} cannot be read: {error.strerror or error}", hint="check the name of the file"
        ) from error
    return graph


def _results(found: Any) -> Iterator[ValidationResult]:
    import rdflib

    sh = rdflib.Namespace(_SH)
    for node in found.subjects(rdflib.RDF.type, sh.ValidationResult):
        value, path = found.value(node, sh.value), found.value(node, sh.resultPath)
        messages = {message.language or "en": str(message) for message in found.objects(node, sh.resultMessage)}
        yield ValidationResult(
            document="",
            fact="",
            focus=str(found.value(node, sh.focusNode)),
            path=str(path) if isinstance(path, rdflib.URIRef) else "",
            value="" if value is None else str(value),
            message_zh=messages.get("zh", ""),
            message_en=messages.get("en", ""),
            severity=str(found.value(node, sh.resultSeverity) or "Violation").rpartition("#")[2],
            component=str(found.value(node, sh.sourceConstraintComponent) or ""),
            value_is_iri=isinstance(value, rdflib.URIRef),
        )
