"""What each paragraph is in the layout of its report: title, heading, byline, body, list, table or notice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.model import BlockRole, Span
from kg.readers.patterns import matches, pattern
from kg.readers.reflow import is_finished, is_headline, is_table_row

#: Paragraphs from the top among which the title is looked for.
_MASTHEAD = 6
#: Roles that tell the story, above which the title stands.
_TELLS = (BlockRole.BODY, BlockRole.TABLE, BlockRole.LIST)


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
    for step in (_headlines, _title, _lists, _notices, _signatures, _signature):
        step(found)
    return found


def _alone(paragraph: Paragraph) -> BlockRole:
    """The role of a paragraph as far as it shows without its neighbours; a headline is a HEADING for now."""
    text = paragraph.text
    if paragraph.markup is not None:
        return paragraph.markup
    if matches("notice", "lines", text) or matches("notice", "related", text):
        return BlockRole.NOTICE
    if any(matches("line", name, text) for name in ("particular", "caption", "photograph")):
        return BlockRole.BODY
    if matches("byline", "lines", text) or matches("byline", "issue", text):
        return BlockRole.BYLINE
    if is_table_row(text):
        return BlockRole.TABLE
    if not re.search(r"\w", text):  # …… below the names of a list
        return BlockRole.LIST
    if matches("line", "list_item", text):
        return BlockRole.LIST if _is_member(text) else BlockRole.BODY
    return BlockRole.HEADING if is_headline(text) else BlockRole.BODY


def _is_member(text: str) -> bool:
    """Whether a numbered paragraph is a member of an enumeration and not a numbered paragraph of prose."""
    return len(text) <= 80 and not re.search(r"[。！？].", text)


def _headlines(found: list[Paragraph]) -> None:
    """Headlines that end in an exclamation or hold a pipe: the first paragraph of all, and headings of items."""
    first = next((i for i, p in enumerate(found) if p.role not in (BlockRole.BYLINE, BlockRole.NOTICE)), -1)
    if 0 <= first < len(found) - 1 and _calls(found[first].text) and found[first + 1].role is not BlockRole.TABLE:
        found[first] = replace(found[first], role=BlockRole.HEADING)
    calls = [
        i
        for i in range(max(1, first + 1), len(found) - 1)
        if found[i].role in (BlockRole.BODY, BlockRole.LIST) and _heads(found, i)
    ]
    plain = sum(1 for p, q in pairwise(found) if p.role is BlockRole.HEADING and q.role is BlockRole.BODY)
    if len(calls) + plain >= 3:
        for index in calls:
            found[index] = replace(found[index], role=BlockRole.HEADING)


def _calls(text: str) -> bool:
    """Whether a text is a headline but for its final 。, ！ or ？, or for a pipe (江州发布 | 质量月来了！)."""
    if text.count("|") > 1 or text.startswith("|"):
        return False
    return is_headline(text.rstrip("！？!?").replace("|", " ")) and (text[-1] in "！？!?" or " | " in text)


def _heads(found: Sequence[Paragraph], index: int) -> bool:
    """Whether a numbered or exclaimed line of a single story's item stands alone above a body: 1.甲区：……, 甲区来了！"""
    text, below = found[index].text, found[index + 1]
    if found[index].markup is not None or below.role is not BlockRole.BODY or len(below.text) < 2 * len(text):
        return False
    bare = pattern("roundup", "marker").sub("", text)
    shape = is_headline(text) if found[index].role is BlockRole.LIST else _calls(text)
    return shape and is_finished(below.text) and pattern("roundup", "actor").match(bare) is not None


def _title(found: list[Paragraph]) -> None:
    """The title is the first headline before any body; a dash below it opens its second line.

    Of several headlines above a byline it is the longest; of two without one the second, where the first is a slogan. What stands above it, or above the number of a magazine, is
    the masthead.
    """
    if any(paragraph.role is BlockRole.TITLE for paragraph in found):
        return
    first = next((i for i, p in enumerate(found) if p.role in _TELLS), len(found))
    top = range(min(first, _MASTHEAD))
    issue = max((i for i in top if matches("byline", "issue", found[i].text)), default=-1)
    byline = max((i for i in top if i > issue and found[i].role is BlockRole.BYLINE), default=-1)
    headlines = [i for i in top if i > issue and found[i].role is BlockRole.HEADING]
    if not headlines:
        return
    above = [i for i in headlines if i < byline]
    title = max(above, key=lambda i: len(found[i].text)) if above else headlines[0]
    if not above and matches("line", "slogan", found[title].text) and title + 1 in headlines:
        title += 1
    if title - 1 in headlines and re.match("[—－]{1,2}", found[title].text):
        title -= 1
    for index in range(title):
        if found[index].role is BlockRole.HEADING:
            found[index] = replace(found[index], role=BlockRole.BYLINE)
    found[title] = replace(found[title], role=BlockRole.TITLE)
    if title + 1 in headlines and re.match("[—－-]{1,2}", found[title + 1].text):
        found[title + 1] = replace(found[title + 1], role=BlockRole.TITLE)


def _lists(found: list[Paragraph]) -> None:
    """Headlines in a row are members of a list: below a colon or a numbered heading, above dots, or three and more of them.

    The last of them stays a heading where a body follows.
    """
    index = 0
    while index < len(found):
        end = index
        while end < len(found) and _unnumbered_headline(found[end]):
            end += 1
        above = found[index - 1] if index else None
        colon = above is not None and above.role is BlockRole.BODY and above.text[-1] in "：:"
        numbered = above is not None and matches("line", "numbered_heading", above.text)
        heads = end < len(found) and found[end].role is BlockRole.BODY
        if numbered and heads and end > index:  # the last one names an organization, or heads the body
            heads = not matches("metadata", "signature", found[end - 1].text)
        dots = end < len(found) and re.search(r"\w", found[end].text) is None
        if end - index >= (1 if colon or dots or (numbered and not heads) else 3):
            for position in range(index, end - 1 if heads and not colon else end):
                found[position] = replace(found[position], role=BlockRole.LIST)
        index = max(end, index + 1)


def _unnumbered_headline(paragraph: Paragraph) -> bool:
    return (
        paragraph.role is BlockRole.HEADING
        and not paragraph.text.startswith("附")
        and paragraph.markup is None
        and not matches("line", "numbered_heading", paragraph.text)
        and not matches("notice", "headings", paragraph.text)
        and not matches("notice", "weak_headings", paragraph.text)
    )


def _signatures(found: list[Paragraph]) -> None:
    """Bodies above the last date, which were taken for a list, are who issues it."""
    end = len(found)
    while end and found[end - 1].role in (BlockRole.BYLINE, BlockRole.NOTICE):
        end -= 1
    if end == len(found):
        return
    while end and found[end - 1].role is BlockRole.LIST and _signs(found[end - 1]):
        end -= 1
        found[end] = replace(found[end], role=BlockRole.BYLINE)


def _signs(paragraph: Paragraph) -> bool:
    return paragraph.markup is None and all(
        matches("metadata", "signature", part) for part in paragraph.text.split(" ")
    )


def _signature(found: list[Paragraph]) -> None:
    """Headlines below the last body are a signature: who issues it, the date, to whom it is open."""
    start = len(found)
    while start and found[start - 1].role in (BlockRole.HEADING, BlockRole.BYLINE, BlockRole.NOTICE):
        start -= 1
    for index in range(start, len(found) if start else 0):
        if found[index].role is BlockRole.HEADING:
            found[index] = replace(found[index], role=BlockRole.BYLINE)


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
