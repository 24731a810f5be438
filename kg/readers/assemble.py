"""Draft to Document: lines, paragraphs, clean text, roles, sections, particulars."""

from __future__ import annotations

import hashlib

from kg.errors import UnreadableSource
from kg.model import BlockRole, Document, Span
from kg.readers import metadata
from kg.readers.clean import Cleaner, is_traditional, simplify
from kg.readers.columns import tabular
from kg.readers.draft import Draft, lines
from kg.readers.labels import labelled
from kg.readers.patterns import matches
from kg.readers.reflow import paragraphs
from kg.readers.roles import Paragraph, assign
from kg.readers.runin import cut_run_in
from kg.readers.sections import cuts, sections


def assemble(draft: Draft, name: str, *, format: str, source: str = "", sha256: str = "") -> Document:
    """The Document of a draft; `sha256` defaults to that of the text.

    Raises UnreadableSource where the draft holds no text.
    """
    traditional = is_traditional(draft.text)
    cleaner = Cleaner(draft.text, traditional=traditional)
    found: list[Paragraph] = []
    for group in labelled(paragraphs(tabular(lines(draft)))):
        if matches("line", "table_rule", group[0].content):
            continue
        if span := cleaner.paragraph(group):
            text = "".join(cleaner.characters[span[0] : span[1]])
            found.append(Paragraph(Span(*span), text, markup=group[0].role))
    if not found:
        raise UnreadableSource(
            f"{source or name} holds no text", path=source, hint="a scanned page has to be recognised first (OCR)"
        )
    found = cut_run_in(assign(found))

    def stated(text: str) -> str:
        return simplify(text) if traditional else text

    title = "".join(p.text[slice(*cuts(p))] for p in found if p.role is BlockRole.TITLE) or stated(draft.title)
    warnings = (*draft.warnings, *_warnings(draft.text, title))
    title = title or name
    return Document(
        name=name,
        title=title,
        text=draft.text,
        clean="".join(cleaner.characters),
        offsets=tuple(cleaner.offsets),
        sections=sections(found, title),
        source=source,
        format=format,
        sha256=sha256 or hashlib.sha256(draft.text.encode("utf-8", "surrogatepass")).hexdigest(),
        published=metadata.published(found, title, draft.published),
        publisher=metadata.publisher(found) or stated(draft.publisher),
        authors=metadata.authors(found),
        warnings=warnings,
    )


def _warnings(text: str, title: str) -> list[str]:
    found = []
    if not title:
        found.append("no title was found; the name of the file stands in for it")
    if lost := text.count("\ufffd"):
        found.append(f"{lost} characters were lost before this text was saved (U+FFFD)")
    return found
