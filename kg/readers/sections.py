"""Sections: the items of a round-up, or one section for a single story; and the blocks within."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import Block, BlockRole, Section, Span
from kg.readers.patterns import matches, pattern
from kg.readers.roles import Paragraph

#: A round-up has at least so many items.
_ITEMS = 3


def sections(paragraphs: Sequence[Paragraph], title: str) -> tuple[Section, ...]:
    """The sections of a document, from its paragraphs with their roles."""
    starts = _starts(paragraphs, title)
    if not paragraphs:
        return ()
    bounds = [0, *starts, len(paragraphs)]
    found: list[Section] = []
    for index, (first, last) in enumerate(zip(bounds, bounds[1:], strict=False)):
        part = paragraphs[first:last]
        if not part:
            continue
        end = paragraphs[last].span.start if last < len(paragraphs) else part[-1].span.end
        heading = title if index == 0 else part[0].text
        found.append(Section(len(found), heading, Span(part[0].span.start, end), _blocks(part)))
    return tuple(found)


def _starts(paragraphs: Sequence[Paragraph], title: str) -> list[int]:
    """Where the sections after the first begin: empty for a single story."""
    items = [index for index in range(1, len(paragraphs)) if _opens_item(paragraphs, index)]
    if len(items) < _ITEMS or not _is_roundup(paragraphs, items, title):
        return []
    notice = [
        index
        for index in range(items[-1] + 1, len(paragraphs))
        if paragraphs[index].role is BlockRole.NOTICE and paragraphs[index - 1].role is not BlockRole.NOTICE
    ]
    return items + notice


def _opens_item(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """Whether a heading opens an item: it is not numbered and a body follows it."""
    following = next((p for p in paragraphs[index + 1 :] if p.role is not BlockRole.BYLINE), None)
    return (
        paragraphs[index].role is BlockRole.HEADING
        and not matches("line", "numbered_heading", paragraphs[index].text)
        and following is not None
        and following.role is BlockRole.BODY
    )


def _is_roundup(paragraphs: Sequence[Paragraph], items: Sequence[int], title: str) -> bool:
    """Whether headings open items of their own and not parts of one story.

    A story tells what happened before its first heading; an item names who acts in its heading.
    """
    bodies = [
        "".join(p.text for p in paragraphs[first + 1 : last])
        for first, last in zip(items, [*items[1:], len(paragraphs)], strict=True)
    ]
    headings = [paragraphs[index].text for index in items]
    acting = sum(
        1
        for index, heading in enumerate(headings)
        if pattern("roundup", "actor").search(heading) or _is_own(heading, bodies, index)
    )
    share = acting / len(items)
    has_lede = any(p.role is BlockRole.BODY for p in paragraphs[: items[0]])
    announced = pattern("roundup", "titles").search(title) is not None
    if has_lede:
        return share >= 0.9 or (announced and share >= 0.6)
    return share >= 0.5 or announced


def _is_own(heading: str, bodies: Sequence[str], index: int) -> bool:
    """Whether four characters in a row of a heading stand in its own body and in no other."""
    grams = {heading[i : i + 4] for i in range(len(heading) - 3)}
    return any(
        gram in bodies[index] and not any(gram in body for other, body in enumerate(bodies) if other != index)
        for gram in grams
        if re.fullmatch(r"[\u4e00-\u9fff]{4}", gram)
    )


def _blocks(paragraphs: Sequence[Paragraph]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for paragraph in paragraphs:
        cut = lead_length(paragraph.text) if paragraph.role is BlockRole.BODY else 0
        start = paragraph.span.start
        if cut:
            blocks.append(Block(Span(start, start + cut), BlockRole.BYLINE))
        blocks.append(Block(Span(start + cut, paragraph.span.end), paragraph.role))
    return tuple(blocks)


def lead_length(text: str) -> int:
    """How many characters of a body paragraph are its lead (本报讯（记者 …）, 新华社…电), with the white space after."""
    found = re.compile(rf"(?:{pattern('byline', 'leads').pattern})[\s:：]*").match(text)
    return found.end() if found and found.end() < len(text) else 0
