"""Headings that stand in the first line of their paragraph, set apart by brackets, bold type or a space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.model import BlockRole, Span
from kg.readers.patterns import matches, pattern
from kg.readers.places import begins_with_place
from kg.readers.roles import Paragraph

#: A round-up has at least so many items.
_ITEMS = 3


def cut_run_in(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs, run-in headings cut off where at least three differ and most of them name a place or a body."""
    ends = {i: end for i, paragraph in enumerate(paragraphs) if (end := _heading_end(paragraph))}
    heads = [_bare(paragraphs[i].text[:end]) for i, end in ends.items()]
    named = sum(begins_with_place(head) or matches("roundup", "body", head) for head in heads)
    if len(set(heads)) < max(_ITEMS, len(heads)) or named < 0.6 * len(heads):
        return list(paragraphs)
    found: list[Paragraph] = []
    for index, paragraph in enumerate(paragraphs):
        found.extend(_cut(paragraph, ends[index]) if index in ends else [paragraph])
    return found


def _heading_end(paragraph: Paragraph) -> int:
    """Where the run-in heading of a paragraph ends, 0 where it has none."""
    if paragraph.role is not BlockRole.BODY or paragraph.markup is not None:
        return 0
    found = pattern("roundup", "run_in").match(paragraph.text)
    if not found or found.end() == len(paragraph.text) or matches("roundup", "no_run_in", _bare(found[0])):
        return 0
    return found.end()


def _bare(head: str) -> str:
    return head.strip(" 【】[]：:●◆■▲★◎☆□▶►•·—-")


def _cut(paragraph: Paragraph, end: int) -> list[Paragraph]:
    middle = paragraph.span.start + end
    return [
        replace(
            paragraph,
            span=Span(paragraph.span.start, middle),
            text=paragraph.text[:end],
            role=BlockRole.HEADING,
        ),
        replace(paragraph, span=Span(middle, paragraph.span.end), text=paragraph.text[end:]),
    ]
