"""People and teams who got an award: 马某某、海某某两人被评为“质量标兵”, 甲厂代表队获一等奖."""

from __future__ import annotations

import re

from kg.extract.claims import Node
from kg.extract.frames import Actor, Frame
from kg.extract.names import is_whole_name
from kg.extract.patterns import pattern
from kg.model import EntityType

_LONGEST_NAME = 4  # characters; those of other languages are longer
_SURE_NAME = 3  # characters; two alone may be any word


def people_named(frame: Frame, i: int, start: int, end: int) -> list[Actor]:
    """The people and teams that the phrase [start, end) of sentence i lists by name; none where one of them is no name.

    The first may stand behind the body that he or she belongs to (检测中心李某某).
    """
    text = frame.sentences[i].text
    phrase = pattern("giving", "counted_people").sub("", text[start:end])
    found: list[Actor] = []
    for part in re.finditer("[^、和与]+", phrase):
        name = _own_name(frame, i, start + part.start(), part.group())
        if not name and pattern("giving", "team").fullmatch(part.group()):
            team = Node(EntityType.GROUP, part.group(), str(frame.section.index))
            found.append(Actor(start + part.start(), start + part.end(), team, part.group()))
            continue
        if not name:
            return []
        name_start = start + part.end() - len(name)
        found.append(Actor(name_start, start + part.end(), Node(EntityType.PERSON, name), name))
    return found if len(found) > 1 or any(len(a.surface) >= _SURE_NAME for a in found) else []


def _own_name(frame: Frame, i: int, at: int, part: str) -> str:
    """The name that a member of a list is, or ends in behind an organization; "" for none."""
    if is_whole_name(part):
        return part
    behind = [part[a.end - at :] for a in frame.actors[i] if at <= a.start and at < a.end < at + len(part)]
    return next((name for name in behind if len(name) <= _LONGEST_NAME and is_whole_name(name)), "")
