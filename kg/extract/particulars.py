"""What a report says of itself: title, authors, publisher."""

from __future__ import annotations

from kg.extract.claims import Claim, Node, text
from kg.extract.frames import Analysis
from kg.extract.organizations import find_organizations
from kg.extract.patterns import pattern
from kg.model import BlockRole, EntityType, Span


def particulars(analysis: Analysis) -> Analysis:
    """Write title, author and publisher claims of the document itself."""
    document = analysis.document
    node = Node(EntityType.DOCUMENT, document.title, document.name)
    titles = [b.span for s in document.sections for b in s.blocks if b.role is BlockRole.TITLE]
    if document.title and titles:
        _write(analysis, node, "kg:title", document.title, Span(titles[0].start, titles[-1].end))
    for author in document.authors:
        _write_where_found(analysis, node, "kg:author", author, author)
    publisher = document.publisher
    if publisher and not pattern("stories", "no_publisher").search(publisher):
        _write_where_found(analysis, node, "kg:publisher", _in_full(analysis, publisher), publisher)
    return analysis


def _in_full(analysis: Analysis, publisher: str) -> str:
    """区市场监督管理局 in the source line of a report of 青山区 is 青山区市场监督管理局."""
    scope = analysis.frames[0].scope if analysis.frames else None
    found = find_organizations(publisher, scope)
    return found[0].name if len(found) == 1 and found[0].surface == publisher else publisher


def _write_where_found(analysis: Analysis, node: Node, predicate: str, value: str, surface: str) -> None:
    at = analysis.document.clean.find(surface)
    if at >= 0:
        _write(analysis, node, predicate, value, Span(at, at + len(surface)))


def _write(analysis: Analysis, node: Node, predicate: str, value: str, span: Span) -> None:
    section = analysis.document.section_at(span.start).index
    analysis.claims.append(Claim(node, predicate, text(value), section, (span,), "document.particulars"))
