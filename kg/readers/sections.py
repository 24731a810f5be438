"""Sections: the items of a round-up, or one section for a single story; and the blocks within."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from kg.model import Block, BlockRole, Section, Span
from kg.readers.patterns import matches, pattern
from kg.readers.places import begins_with_place
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
    for index, (first, last) in enumerate(pairwise(bounds)):
        part = paragraphs[first:last]
        if not part:
            continue
        end = paragraphs[last].span.start if last < len(paragraphs) else part[-1].span.end
        heading = title if index == 0 else part[0].text.strip()
        found.append(Section(len(found), heading, Span(part[0].span.start, end), _blocks(part)))
    return tuple(found)


def _starts(paragraphs: Sequence[Paragraph], title: str) -> list[int]:
    """Where the sections after the first begin: empty for a single story."""
    items = _with_kickers(paragraphs, _items(paragraphs))
    if len(items) < _ITEMS or not _is_roundup(paragraphs, items, title):
        return []
    notice = [
        index
        for index in range(items[-1] + 1, len(paragraphs))
        if paragraphs[index].role is BlockRole.NOTICE and paragraphs[index - 1].role is not BlockRole.NOTICE
    ]
    return items + notice


def _items(paragraphs: Sequence[Paragraph]) -> list[int]:
    """Where items may begin: at headings without numbers.

    Numbered headings are parts of one story, but for two cases: each number is the place of its heading among all of
    them, plain ones between; or there are no others, and nearly all name who acts.
    """
    heads = [index for index in range(1, len(paragraphs)) if _opens_item(paragraphs, index)]
    numbers = {i: n for i in heads if (n := _number(paragraphs[i].text))}
    plain = [i for i in heads if i not in numbers]
    if not numbers:
        return heads
    if all(heads[n - 1 : n] == [i] for i, n in numbers.items()):
        named = [_names_actor(paragraphs[i].text) for i in heads]
        if (plain and plain[0] < max(numbers)) or (not plain and sum(named) >= 0.8 * len(heads)):
            return heads
    return plain


def _with_kickers(paragraphs: Sequence[Paragraph], items: Sequence[int]) -> list[int]:
    """The items, begun at the heading above their heading where most of them have one: 甲区 above 质量月红红火火."""
    above = [
        index > 1
        and paragraphs[index - 1].role is BlockRole.HEADING
        and not matches("line", "numbered_heading", paragraphs[index - 1].text)
        for index in items
    ]
    most = sum(above) >= 0.6 * len(items)
    return [index - (has and most) for index, has in zip(items, above, strict=True)]


def _number(heading: str) -> int:
    """The Chinese number of a heading up to ninety-nine, 0 where it has none."""
    found = re.search("[一二三四五六七八九十]+", heading)
    if found is None or not matches("line", "numbered_heading", heading):
        return 0
    tens, ten, units = found[0].rpartition("十")
    digit = "〇一二三四五六七八九".find
    return (10 * max(1, digit(tens[-1:] or "一")) if ten else 0) + (digit(units[-1:]) if units else 0)


def _bare(heading: str) -> str:
    """A heading without ornaments, number and opening bracket."""
    return pattern("roundup", "marker").sub("", heading, count=1).lstrip("【[")


def _opens_item(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """Whether a body follows a heading."""
    following = next((p for p in paragraphs[index + 1 : index + 6] if p.role is not BlockRole.BYLINE), None)
    if paragraphs[index].role is not BlockRole.HEADING or following is None or following.role is not BlockRole.BODY:
        return False
    return pattern("roundup", "introduction").match(following.text) is None


def _is_roundup(paragraphs: Sequence[Paragraph], items: Sequence[int], title: str) -> bool:
    """Whether headings open items of their own and not parts of one story.

    A story tells of an event before its first heading; an item names who acts in its heading.
    """
    bodies = [
        "".join(p.text for p in paragraphs[first + 1 : last])
        for first, last in zip(items, [*items[1:], len(paragraphs)], strict=True)
    ]
    headings = [paragraphs[index].text for index in items]
    named = [_names_actor(heading) for heading in headings]
    own = [name or _is_own(heading, bodies, i) for i, (name, heading) in enumerate(zip(named, headings, strict=True))]
    announced = pattern("roundup", "titles").search(title) is not None
    lede = "".join(p.text for p in paragraphs[: items[0]] if p.role is BlockRole.BODY)
    if pattern("roundup", "day").search(lede):
        bodies_named = sum(map(_names_body, headings))
        return bodies_named >= 0.9 * len(items) or (announced and sum(own) >= 0.6 * len(items))
    return announced or sum(own) >= 0.6 * len(items)


def _names_actor(heading: str) -> bool:
    """Whether a heading begins with a place or a body: who acts in its item."""
    words = pattern("roundup", "marker").sub("", heading, count=1)
    return pattern("roundup", "actor").match(words) is not None or begins_with_place(_bare(heading))


def _names_body(heading: str) -> bool:
    """Whether a heading begins with a place or a body, and not with the name of a speaker (甲某某：……)."""
    head = re.split("[：:】]", _bare(heading), maxsplit=1)
    if begins_with_place(head[0]) or matches("roundup", "body", head[0]):
        return True
    return len(head) == 1 and pattern("roundup", "actor").match(head[0]) is not None


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
        start, end = paragraph.span.start, paragraph.span.end
        first, last = cuts(paragraph)
        parts = (
            (start, start + first, BlockRole.BYLINE),
            (start + first, start + last, paragraph.role),
            (start + last, end, BlockRole.BYLINE),
        )
        blocks.extend(Block(Span(*bounds), role) for *bounds, role in parts if bounds[0] < bounds[1])
    return tuple(blocks)


def cuts(paragraph: Paragraph) -> tuple[int, int]:
    """Where the report's own words begin and end in a paragraph, between its lead and the names in brackets after it.

    A lead is 本报讯（记者 …） or 新华社…电, with the white space after.
    """
    text = paragraph.text
    if paragraph.role is BlockRole.TITLE and (prefix := pattern("metadata", "title_prefix").match(text)):
        return prefix.end() % len(text), len(text)
    if paragraph.role is not BlockRole.BODY:
        return 0, len(text)
    lead = re.compile(rf"(?:{pattern('byline', 'leads').pattern})[\s:：]*").match(text)
    first = lead.end() if lead and lead.end() < len(text) else 0
    tail = pattern("byline", "tail").search(text, max(first, len(text) - 80))
    return first, tail.start() if tail else len(text)
