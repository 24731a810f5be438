"""Particulars set one below the other: a label on a line of its own and its values on the lines below it.

`▍主办单位 / 甲局 / 乙会` becomes the paragraph 主办单位：甲局、乙会. The marks that join the lines stand for the line breaks
or the white space between them, so that every character of the paragraph has one of the source behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.model import BlockRole, Span
from kg.readers.draft import Line
from kg.readers.patterns import matches, pattern

Group = list[Line]
_LONGEST_VALUE = 60


def labelled(groups: Sequence[Group]) -> list[Group]:
    """The paragraphs, each label and its values as one."""
    found: list[Group] = []
    index = 0
    while index < len(groups):
        label = _label(groups[index])
        values = _values(groups, index + 1, label.content if label else "") if label else []
        if label is not None and values:
            found.append(_block(label, values))
            index += 1 + len(values)
            continue
        found.append(groups[index])
        index += 1
    return found


def is_label(text: str) -> bool:
    """Whether a line is a label whose values stand below it."""
    return matches("label", "line", text)


def _label(group: Group) -> Line | None:
    """The line of a label without its ornaments and brackets; or a label with the first of several bodies."""
    line = group[0]
    long = len(line.content) > _LONGEST_VALUE
    if len(group) > 1 or long or line.glue or line.role not in (None, BlockRole.HEADING):
        return None
    found = pattern("label", "line").fullmatch(line.content) or pattern("label", "begun").fullmatch(line.content)
    if found is None:
        return None
    start, end = found.span("label")
    return replace(line, span=Span(line.span.start + start, line.span.start + end), content=found["label"], role=None)


def _values(groups: Sequence[Group], start: int, label: str) -> list[Group]:
    """The values below a label: bodies as long as they come, of other things one, unless a gap ends the block."""
    end = start
    while end < len(groups) and _is_value(groups[end]) and (end == start or groups[end][0].gap <= groups[start][0].gap):
        end += 1
    if end == start:
        return []
    closed = end < len(groups) and (groups[end][0].gap > groups[start][0].gap or is_label(_text(groups[end])))
    if closed:
        return list(groups[start:end])
    if not _of_bodies(label):
        return list(groups[start : start + 1])
    while end > start + 1 and not matches("label", "body", _text(groups[end - 1])):
        end -= 1
    return list(groups[start:end]) if matches("label", "body", _text(groups[start])) else []


def _of_bodies(label: str) -> bool:
    return pattern("label", "bodies").match(label) is not None


def _is_value(group: Group) -> bool:
    text = _text(group)
    return (
        len(text) <= _LONGEST_VALUE
        and group[0].role in (None, BlockRole.LIST)
        and not is_label(text)
        and not any(matches("line", name, text) for name in ("particular", "numbered_heading", "caption"))
        and not matches("byline", "lines", text)
        and not matches("notice", "lines", text)
        and re.search("[。！？!?：:；].|[。！？!?：:]$", text) is None
    )


def _text(group: Group) -> str:
    return "".join(line.content for line in group)


def _block(label: Line, values: Sequence[Group]) -> Group:
    lines = [label]
    bodies = _of_bodies(label.content)
    for group in values:
        parts = _split(group[0]) if bodies and len(group) == 1 else group
        for number, part in enumerate(parts):
            last = lines[-1].content[-1]
            glue = "" if last in "：:、，,；;" or (number and not bodies) else "、" if bodies else " "
            if len(lines) == 1 and last not in "：:" and not re.search("[：:]", label.content):
                glue = "："
            lines.append(replace(part, glue=glue, role=None, starts=False))
    return lines


def _split(line: Line) -> Group:
    """The bodies that stand in one line apart by white space; white space inside a short name is kept."""
    tokens = list(re.finditer(r"\S+", line.content))
    if any(len(token[0]) < 4 for token in tokens):
        return [line]
    return [
        replace(line, span=Span(line.span.start + token.start(), line.span.start + token.end()), content=token[0])
        for token in tokens
    ]
