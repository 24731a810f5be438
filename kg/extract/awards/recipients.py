"""Lists of those who got an award: bodies, people, teams, works and products, with the number that closes the list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, partial

from kg.extract.actors import organization
from kg.extract.claims import Node
from kg.extract.divisions import Scope
from kg.extract.frames import Actor, Frame
from kg.extract.names import is_whole_name, name_at, name_ending, surname_at
from kg.extract.naming import OrganizationMention, has_boundary, has_title
from kg.extract.numbers import Quantity, find_quantities
from kg.extract.patterns import pattern
from kg.extract.people import PersonMention, find_people
from kg.extract.text import mask_quotes
from kg.model import EntityType, Span

_SURE_NAME = 3  # characters of a personal name; two alone may be any word
_WHOLE_NAME = 8  # characters of a unit's name that tells whose it is
_DELEGATION = "代表队"
_LISTED = (EntityType.ORGANIZATION, EntityType.PLACE)


@dataclass(frozen=True, slots=True)
class Recipients:
    """Those whom a list names, and how many it says there are (its span is one of the sentence)."""

    actors: tuple[Actor, ...] = ()
    count: Quantity | None = None


def find_recipients(frame: Frame, i: int, start: int, end: int, sure: bool = False) -> Recipients:
    """Those whom [start, end) of sentence i lists: 甲公司、“晨光”QC小组、李某（丙厂）等20家单位; none where it is no list.

    With `sure` the stretch can hold nothing but recipients, so that several members may all be unknown.
    """
    return _List(frame, i).read(start, end, sure)


@lru_cache(maxsize=32)  # a sentence is asked for each of its awards
def _people(text: str, scope: Scope, mentions: tuple[OrganizationMention, ...]) -> dict[int, PersonMention]:
    """The people that a sentence names with their posts, by where the name ends."""
    return {p.span.end: p for p in find_people(text, scope, mentions, {})}


class _List:
    """Reads the lists of one sentence."""

    def __init__(self, frame: Frame, i: int) -> None:
        self.frame, self.actors = frame, frame.actors[i]
        self.text = frame.sentences[i].text
        self.masked = mask_quotes(self.text)
        self.people = _people(self.text, frame.scope, tuple(frame.mentions[i]))

    def read(self, start: int, end: int, sure: bool) -> Recipients:
        """The members that are recognized, where these are at least half of the list."""
        lead = pattern("recipients", "lead").match(self.text, start, end)
        start = lead.end() if lead else start
        tail = pattern("recipients", "counted").search(self.masked[start:end])
        closing = tail or pattern("recipients", "closing").search(self.masked[start:end])
        stop = start + closing.start() if closing else end
        kind = self.text[start + tail.start("kind") : start + tail.end("kind")] if tail else ""
        count = self._count(start, tail) if tail else None
        bounds = self._members(start, stop)
        kind = kind or self._shared_ending(bounds)
        found = [self._member(*b, kind) for b in bounds]
        people = any(a.node.type is EntityType.PERSON for actors in found for a in actors)
        if any(found) or (sure and len(bounds) > 1) or self._is_told(bounds, tail, count):
            unknown = self._beside_people if people else partial(self._unlisted, kind=kind)
            found = [a or unknown(*b) for b, a in zip(bounds, found, strict=True)]
        elif sure and pattern("recipients", "establishment").search(self.text[start:stop]):
            found = [self._unlisted(*b, kind) for b in bounds]
        named = tuple(a for actors in found for a in actors)
        if 2 * sum(map(bool, found)) < len(bounds) or self._is_doubtful(named, bounds, count):
            return Recipients()
        return Recipients(named, count if named else None)

    def _count(self, start: int, tail: re.Match[str]) -> Quantity | None:
        for quantity in find_quantities(tail["number"] + tail["kind"]):
            at = start + tail.start("number")
            span = Span(at + quantity.span.start, at + quantity.span.end)
            return Quantity(span, quantity.number, quantity.unit, quantity.approximation)
        return None

    def _is_told(self, bounds: list[tuple[int, int]], tail: re.Match[str] | None, count: Quantity | None) -> bool:
        """Whether the number says that this is a list, though none of its members is known: 甲店、乙店两家商户."""
        return tail is not None and count is not None and (bool(tail["more"]) or count.number == len(bounds))

    def _is_doubtful(self, named: tuple[Actor, ...], bounds: list[tuple[int, int]], count: Quantity | None) -> bool:
        """Whether a short name by itself is all there is."""
        if len(named) != 1 or count is not None or named[0].node.type is not EntityType.PERSON:
            return False
        return len(named[0].node.name) < _SURE_NAME and named[0].start == bounds[0][0]

    def _members(self, start: int, stop: int) -> list[tuple[int, int]]:
        """The bounds between 、 outside quotation marks, and between “甲” and “乙” that follow each other."""
        bounds, at = [], start
        for match in pattern("recipients", "joint").finditer(self.masked, start, stop):
            bounds.append((at, match.start()))
            at = match.end()
        bounds.append((at, stop))
        trimmed = (self._trim(a, b) for a, b in bounds)
        return [(a, b) for a, b in trimmed if b > a]

    def _trim(self, start: int, end: int) -> tuple[int, int]:
        """A member without 和 and 来自 before it, and without an aside in brackets behind it."""
        if lead := pattern("recipients", "before_member").match(self.masked[start:end]):
            start += lead.end()
        if aside := pattern("recipients", "aside").search(self.masked[start:end]):
            end = start + aside.start()
        return start, end

    def _member(self, start: int, end: int, kind: str) -> list[Actor]:
        """One member, or the two that 和 joins."""
        if one := self._one(start, end, kind):
            return one
        for match in re.finditer("以及|[和与及]", self.masked[start:end]):
            left = self._one(start, start + match.start(), kind)
            right = self._one(*self._trim(start + match.end(), end), kind) if left else []
            if left and right:
                return left + right
        return []

    def _shared_ending(self, bounds: list[tuple[int, int]]) -> str:
        """甲市、乙区、丙县代表队: the last member says what the others are."""
        last = self.text[bounds[-1][0] : bounds[-1][1]] if len(bounds) > 1 else ""
        return _DELEGATION if last.endswith(_DELEGATION) else ""

    def _one(self, start: int, end: int, kind: str) -> list[Actor]:
        surface = self.text[start:end]
        places = [a for a in self.actors if a.start == start and a.end == end and a.node.type is EntityType.PLACE]
        if places and kind == _DELEGATION:
            return [self._actor(start, end, EntityType.GROUP, surface + kind)]
        if exact := [a for a in self.actors if a.start == start and a.end == end and a.node.type in _LISTED]:
            return exact[:1]
        if pattern("recipients", "quoted").fullmatch(surface):
            what = "" if pattern("recipients", "works").search(kind) else kind
            return [self._actor(start, end, EntityType.PROJECT, surface + what)] if kind or surface[0] == "《" else []
        if pattern("recipients", "team").fullmatch(surface):
            return [self._actor(start, end, EntityType.GROUP, surface)]
        return self._person(start, end) or self._work(start, end) or self._unit(start, end)

    def _actor(self, start: int, end: int, type_: EntityType, name: str) -> Actor:
        context = str(self.frame.section.index) if type_ is EntityType.GROUP else ""
        return Actor(start, end, Node(type_, name, context), self.text[start:end])

    def _person(self, start: int, end: int) -> list[Actor]:
        """A name, alone or behind the body or post of its holder."""
        titled = self.people.get(end)
        if titled and titled.span.start >= start and self._belongs(start, titled.span.start):
            return [self._actor(titled.span.start, end, EntityType.PERSON, titled.name)]
        behind = [a.end for a in self.actors if a.start == start and a.end < end]
        for at in [*behind, start]:
            begin = at + len(self.text[at:end]) - len(self.text[at:end].lstrip("的 \u3000"))
            if begin < end and (is_whole_name(self.text[begin:end]) or self._is_sure_name(begin, end, begin > start)):
                return [self._actor(begin, end, EntityType.PERSON, self.text[begin:end])]
        gap = pattern("recipients", "behind_gap").search(self.text[start:end])
        ends = [
            (start + gap.start("name"), end) if gap else None,
            name_ending(self.text, end, bare=False),
            *((end - n, end) for n in (3, 2) if self._is_sure_name(end - n, end)),
        ]
        for name in ends:
            if name and name[0] > start and self._belongs(start, name[0]):
                return [self._actor(*name, EntityType.PERSON, self.text[name[0] : end])]
        return []

    def _beside_people(self, start: int, end: int) -> list[Actor]:
        """A member of a list of people that looks like a word, with a family name: 高山 beside 武春兰."""
        surname = surname_at(self.text, start)
        is_name = surname and end - start - surname in (1, 2) and re.fullmatch("[一-龥]+", self.text[start:end])
        return [self._actor(start, end, EntityType.PERSON, self.text[start:end])] if is_name else []

    def _is_sure_name(self, start: int, end: int, behind: bool = True) -> bool:
        """Whether a name with a rare family name, behind the body of its holder, or one with a dot stands here."""
        return (behind or "·" in self.text[start:end]) and name_at(self.text[:end], start) == (start, end)

    def _belongs(self, start: int, at: int) -> bool:
        """Whether what stands before a name is where its holder belongs: 质检部王某, 一小教师李某."""
        before = self.text[start:at].rstrip("的 \u3000")
        known = any(p.surface_span.start <= start and p.span.start == at for p in self.people.values())
        return not before or known or bool(pattern("recipients", "belongs").search(before))

    def _work(self, start: int, end: int) -> list[Actor]:
        """A work or product with the body whose it is: 甲公司的作品《…》, 乙厂的“晨光”牌白酒; of trademarks and topics the owner only."""
        match = pattern("recipients", "work").fullmatch(self.text[start:end])
        if match is None:
            return []
        owners = self._one(start, start + match.end("owner"), "")
        if not owners or not match["what"] or match["mark"] is not None or match["of"]:
            return owners
        at = start + match.start("what")
        return [*owners, self._actor(at, end, EntityType.PROJECT, match["what"])]

    def _unit(self, start: int, end: int) -> list[Actor]:
        """A part of a body: 甲医院检验科, 乙公司装配三班."""
        owner = next((a for a in self.actors if a.start == start and a.node.type is EntityType.ORGANIZATION), None)
        if owner is None and pattern("recipients", "own_unit").fullmatch(self.text[start:end]):
            name = self.text[start:end]
            whose = self.frame.scope.organization if len(name) < _WHOLE_NAME else ""
            return [Actor(start, end, organization(whose + name), name)]
        if owner is None or owner.end >= end or not pattern("recipients", "unit").fullmatch(self.text[owner.end : end]):
            return []
        return [Actor(start, end, organization(owner.node.name + self.text[owner.end : end]), self.text[start:end])]

    def _unlisted(self, start: int, end: int, kind: str) -> list[Actor]:
        """A body, or a work where the list is one of works, that only its place in the list shows: 某某海鲜广场."""
        name = self.text[start:end]
        if not pattern("recipients", "unlisted").fullmatch(name) or has_boundary(name) or has_title(name):
            return []
        if pattern("recipients", "works").search(kind):
            return [self._actor(start, end, EntityType.PROJECT, name)]
        return [Actor(start, end, organization(name), name)]
