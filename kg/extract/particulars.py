"""What a report says of itself: title, authors, publisher."""

from __future__ import annotations

from kg.extract.claims import Claim, Node, text
from kg.extract.frames import Analysis
from kg.model import BlockRole, EntityType, Span


def particulars(analysis: Analysis) -> Analysis:
    """Write title, author and publisher claims of the document itself."""
    document = analysis.document
    node = Node(EntityType.DOCUMENT, document.title, document.name)
    titles = [b.span for s in document.sections for b in s.blocks if b.role is BlockRole.TITLE]
    if document.title and titles:
        _write(analysis, node, "kg:title", document.title, Span(titles[0].start, titles[-1].end))
    for predicate, names in (("kg:author", document.authors), ("kg:publisher", (document.publisher,))):
        for name in names:
            at = document.clean.find(name) if name else -1
            if at >= 0:
                _write(analysis, node, predicate, name, Span(at, at + len(name)))
    return analysis


def _write(analysis: Analysis, node: Node, predicate: str, value: str, span: Span) -> None:
    section = analysis.document.section_at(span.start).index
    analysis.claims.append(Claim(node, predicate, text(value), section, (span,), "document.particulars"))
