"""What each paragraph is in the layout of its report: title, heading, byline, body, list, table or notice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.model import BlockRole, Span
from kg.readers.patterns import matches, pattern
from kg.readers.reflow import is_finished, is_headline, is_table_row

#: Paragraphs from the top among which the title is looked for.
_MASTHEAD = 6


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the clean text; `markup` is what the format says it is, `role` what it is taken for."""

    span: Span
    text: str
    markup: BlockRole | None = None
    role: BlockRole = BlockRole.BODY


def assign(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs with their roles."""
    found = [replace(paragraph, role=_alone(paragraph)) for paragraph in paragraphs]
    for step in (_title, _lists, _signature, _notices):
        step(found)
    return found


def _alone(paragraph: Paragraph) -> BlockRole:
    """The role of a paragraph as far as it shows without its neighbours; a headline is a HEADING for now."""
    text = paragraph.text
    if paragraph.markup is not None:
        return paragraph.markup
    if matches("byline", "lines", text):
        return BlockRole.BYLINE
    if is_table_row(text):
        return BlockRole.TABLE
    if matches("notice", "lines", text) or matches("notice", "related", text):
        return BlockRole.NOTICE
    if matches("line", "caption", text):
        return BlockRole.BODY
    if matches("line", "list_item", text):
        return BlockRole.LIST if _is_member(text) else BlockRole.BODY
    return BlockRole.HEADING if is_headline(text) else BlockRole.BODY


def _is_member(text: str) -> bool:
    """Whether a numbered paragraph is a member of an enumeration and not a numbered paragraph of prose."""
    return len(text) <= 80 and not re.search(r"[。！？].", text)


def _title(found: list[Paragraph]) -> None:
    """The first headline before any body is the title; a dash below it opens its second line."""
    if any(paragraph.role is BlockRole.TITLE for paragraph in found):
        return
    for index, paragraph in enumerate(found[:_MASTHEAD]):
        if paragraph.role in (BlockRole.BODY, BlockRole.TABLE, BlockRole.LIST):
            return
        if paragraph.role is BlockRole.HEADING:
            found[index] = replace(paragraph, role=BlockRole.TITLE)
            following = found[index + 1] if index + 1 < len(found) else None
            if following and following.role is BlockRole.HEADING and re.match("[—－-]{1,2}", following.text):
                found[index + 1] = replace(following, role=BlockRole.TITLE)
            return


def _lists(found: list[Paragraph]) -> None:
    """Headlines in a row after a colon, or three and more in a row, are members of a list and not headings."""
    index = 0
    while index < len(found):
        end = index
        while end < len(found) and _unnumbered_headline(found[end]):
            end += 1
        announced = index > 0 and found[index - 1].role is BlockRole.BODY and found[index - 1].text[-1] in "：:"
        if end - index >= (1 if announced else 3):
            last = end if announced or end == len(found) or found[end].role is not BlockRole.BODY else end - 1
            for position in range(index, last):
                found[position] = replace(found[position], role=BlockRole.LIST)
        index = max(end, index + 1)


def _unnumbered_headline(paragraph: Paragraph) -> bool:
    return (
        paragraph.role is BlockRole.HEADING
        and paragraph.markup is None
        and not matches("line", "numbered_heading", paragraph.text)
        and not matches("notice", "headings", paragraph.text)
        and not matches("notice", "weak_headings", paragraph.text)
    )


def _signature(found: list[Paragraph]) -> None:
    """Headlines after the last body and before a date or the end are a signature."""
    end = len(found)
    while end and found[end - 1].role in (BlockRole.BYLINE, BlockRole.NOTICE):
        end -= 1
    start = end
    while start and found[start - 1].role is BlockRole.HEADING and len(found[start - 1].text) <= 40:
        start -= 1
    if 0 < start < end and end - start <= 4:
        for position in range(start, end):
            found[position] = replace(found[position], role=BlockRole.BYLINE)


def _notices(found: list[Paragraph]) -> None:
    """From the heading of a notice on, everything is notice, unless a further headline with a body follows."""
    opened = False
    for index, paragraph in enumerate(found):
        if _opens_notice(found, index):
            opened = True
        elif opened and paragraph.role is BlockRole.HEADING and _has_story(found, index):
            opened = False
        if opened:
            found[index] = replace(paragraph, role=BlockRole.NOTICE)


def _opens_notice(found: Sequence[Paragraph], index: int) -> bool:
    text = found[index].text
    if found[index].role is BlockRole.TITLE or index == 0:
        return False
    if matches("notice", "headings", text) or matches("notice", "related", text):
        return True
    below = "".join(paragraph.text for paragraph in found[index + 1 : index + 4])
    return matches("notice", "weak_headings", text) and pattern("notice", "body").search(below) is not None


def _has_story(found: Sequence[Paragraph], index: int) -> bool:
    following = found[index + 1] if index + 1 < len(found) else None
    return (
        following is not None
        and following.role is BlockRole.BODY
        and is_finished(following.text)
        and pattern("notice", "body").search(following.text) is None
    )
