"""People and teams who got an award: 马某某、海某某两人被评为“质量标兵”, 甲厂代表队获一等奖."""

from __future__ import annotations

import re

from kg.extract.claims import Node
from kg.extract.frames import Actor, Frame
from kg.extract.names import is_whole_name
from kg.extract.patterns import pattern
from kg.extract.people import find_people
from kg.model import EntityType

_LONGEST_NAME = 4  # characters; those of other languages are longer
_SURE_NAME = 3  # characters; two alone may be any word
_ASIDE = re.compile(r"（[^（）]*）|\([^()]*\)")


def people_named(frame: Frame, i: int, start: int, end: int) -> list[Actor]:
    """The people and teams that the phrase [start, end) of sentence i lists by name; none where one of them is neither.

    A person may stand behind the body that he or she belongs to (检测中心李某某) or behind a post, and before an aside
    in brackets.
    """
    phrase = _ASIDE.sub(lambda aside: "□" * len(aside.group()), frame.sentences[i].text[start:end])
    phrase = pattern("giving", "counted_people").sub("", phrase)
    titled = {p.span.end: p for p in find_people(frame.sentences[i].text, frame.scope, frame.mentions[i], {})}
    found: list[Actor] = []
    for match in re.finditer("[^、和与]+", phrase):
        part = match.group().rstrip("□")
        at = start + match.start()
        person = titled.get(at + len(part))
        name = person.name if person else _own_name(frame, i, at, part)
        if name:
            begin = person.span.start if person else at + len(part) - len(name)
            found.append(Actor(begin, at + len(part), Node(EntityType.PERSON, name), name))
        elif pattern("giving", "team").fullmatch(part):
            found.append(Actor(at, at + len(part), Node(EntityType.GROUP, part, str(frame.section.index)), part))
        else:
            return []
    return found if len(found) > 1 or any(len(a.surface) >= _SURE_NAME for a in found) else []


def _own_name(frame: Frame, i: int, at: int, part: str) -> str:
    """The name that a member of a list is, or ends in behind an organization; "" for none."""
    if is_whole_name(part):
        return part
    behind = [part[a.end - at :] for a in frame.actors[i] if at <= a.start and at < a.end < at + len(part)]
    return next((name for name in behind if len(name) <= _LONGEST_NAME and is_whole_name(name)), "")
