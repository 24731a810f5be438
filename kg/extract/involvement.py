"""Who attended an event, who spoke there and in what way, and which organizations and groups took part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kg.extract.organizations import OrganizationMention
from kg.extract.people import PersonMention
from kg.extract.text import split_sentences
from kg.extract.titles import title_pattern
from kg.model import Span
from kg.resources import patterns

Role = Literal["attended", "addressed", "participant"]


@dataclass(frozen=True, slots=True)
class Involvement:
    """What somebody or some body did: the role, who, the way of speaking ("" unless addressed), and the words for it.

    `span` runs from who to the verb (or from the verb to who).
    """

    role: Role
    who: PersonMention | OrganizationMention
    speech_role: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Predicate:
    start: int
    end: int
    role: str
    speech: str = ""
    attends: bool = False


def find_involvement(
    text: str,
    people: Sequence[PersonMention],
    organizations: Sequence[OrganizationMention],
    lead: str = "",
) -> list[Involvement]:
    """The involvements a text states, in the order of the text, of people and organizations mentioned in it.

    `lead` is the heading of a list (交流发言单位) when the text is a member of it. Who is merely named is not involved.
    """
    is_item = len(text) <= 60 and not any(p.search(text) for p, _ in _predicates())
    if lead and is_item and _table("lead").search(lead):
        return [Involvement("participant", o, "", o.span) for o in _outermost(text, organizations, people)] + [
            Involvement("attended", p, "", p.span) for p in people
        ]
    bodies = _outermost(text, organizations, people)
    found: list[Involvement] = []
    for start, end in split_sentences(text):
        for part_start, part_end in _lines(text, start, end):
            sentence = _Sentence(
                text,
                Span(part_start, part_end),
                [p for p in people if part_start <= p.span.start < part_end],
                [o for o in bodies if part_start <= o.span.start < part_end],
                organizations,
            )
            found += sentence.read()
    return list(dict.fromkeys(found))


_IN_CHARGE = re.compile(r"(?:的|有关|相关|主要)*(?:负责人|负责同志)")
_HEAD = re.compile(r"(?:等)?(?:单位|部门)?(?:的|有关|相关|主要|全体)*(?:负责人|领导|代表|人员|员工|职工)")


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]+", text[start:end]):
        yield start + match.start(), start + match.end()


def _is_of_post(text: str, end: int) -> bool:
    """Whether a title follows: then the body only tells whose post somebody without a name here holds (区政府党组成员)."""
    match = title_pattern().match(text, end)
    return match is not None and not re.match(r".*(?:负责人|领导|代表|劳模|老师|先生|女士|同志)$", match[0])


def _outermost(
    text: str, organizations: Sequence[OrganizationMention], people: Sequence[PersonMention]
) -> list[OrganizationMention]:
    """The organizations and groups that stand for themselves: none in a title, none inside a group's phrase.

    Where a list of bodies ends in a common head (A、B有关领导), the bodies count and the head does not.
    """
    titles = [p.surface_span for p in people]
    free = [o for o in organizations if not any(t.start <= o.span.start < t.end for t in titles)]
    free = [o for o in free if o.kind == "group" or not _is_of_post(text, o.span.end)]
    names = [o for o in free if o.kind != "group"]
    groups = [g for g in free if g.kind == "group"]
    kept: list[OrganizationMention] = []
    for mention in free:
        if mention.kind == "group":
            head = next((n for n in names if n.span.start == mention.span.start), None)
            in_list = head is not None and any(n.span.end + 1 == mention.span.start for n in names)
            if in_list and head is not None and _HEAD.fullmatch(mention.name[len(head.surface) :]):
                continue
            if head is not None and _IN_CHARGE.fullmatch(mention.name[len(head.surface) :]):
                continue
            kept.append(mention)
        elif not any(mention.span in g.span and g.span.start < mention.span.start for g in groups):
            inside = next((g for g in groups if mention.span in g.span), None)
            own = re.match(r"(?:集团|公司|本|该|我)", mention.surface)
            if inside is None or (not own and _HEAD.fullmatch(inside.surface[len(mention.surface) :])):
                kept.append(mention)
    return kept


def _is_glue(gap: str) -> bool:
    """Whether a gap only joins two members of a list: separators, counts, heads (等单位负责人), unknown items."""
    clause = _table("clause")
    return all(len(piece) <= 14 and not clause.search(piece) for piece in re.split("[、，和及与]|以及", gap))


def _reaches(gap: str) -> bool:
    """Whether a verb still speaks of the mention before it: no new clause, no long way."""
    return len(gap) <= 32 and not _table("apart").search(gap)


class _Sentence:
    """Reads the predicates of one sentence and gives each its subjects."""

    def __init__(
        self,
        text: str,
        span: Span,
        people: list[PersonMention],
        bodies: list[OrganizationMention],
        organizations: Sequence[OrganizationMention],
    ) -> None:
        self.text, self.span, self.people, self.bodies = text, span, people, bodies
        self.organizations = organizations
        self.predicates = self._find_predicates()

    def read(self) -> list[Involvement]:
        found = self._inverted()
        begin = self.span.start
        previous: _Predicate | None = None
        subjects: tuple[list[PersonMention], list[OrganizationMention]] = ([], [])
        for predicate in self.predicates:
            own = self._subjects(begin, predicate.start)
            if own[0] or own[1] or not self._continues(previous, predicate):
                subjects = own
            found += self._involve(predicate, *subjects)
            begin, previous = predicate.end, predicate
        return found + self._attributive()

    def _attributive(self) -> list[Involvement]:
        pattern = _table("attributive")
        return [
            Involvement("participant", body, "", body.span)
            for body in self.bodies
            if body.kind == "group" and pattern.search(self.text[max(0, body.span.start - 4) : body.span.start])
        ]

    def _find_predicates(self) -> list[_Predicate]:
        taken = [m.surface_span for m in self.people] + [b.span for b in self.bodies]
        found: list[_Predicate] = []
        position = self.span.start
        while candidate := _any_predicate().search(self.text, position, self.span.end):
            position = candidate.start()
            match, row = _match(self.text, position, self.span.end)
            if match is None or any(s.start <= match.start() < s.end for s in taken):
                position += 1
                continue
            if not _nominal(self.text, match, row["role"]):
                speech, attends = row.get("speech", ""), bool(row.get("attends"))
                found.append(_Predicate(match.start(), match.end(), row["role"], speech, attends))
            position = match.end()
        return found

    def _subjects(self, begin: int, end: int) -> tuple[list[PersonMention], list[OrganizationMention]]:
        """The people and bodies right before a verb, joined to it and to one another by nothing but glue."""
        causer = begin
        for match in re.finditer(_table("causers").pattern, self.text[begin:end]):
            causer = begin + match.end()
        start = causer if not any(causer <= p.span.start < end for p in self.people) else begin
        chain: list[tuple[int, PersonMention | OrganizationMention]] = []
        edge = end
        for mention, first, last in sorted(self._mentions(start, end), key=lambda m: -m[1]):
            gap = self.text[last:edge]
            if not (_reaches(gap) if edge == end else last >= edge or _is_glue(gap)):
                break
            edge = min(edge, first)
            if not self._is_object(first):
                chain.insert(0, (first, mention))
        people = [m for _, m in chain if isinstance(m, PersonMention)]
        return people, [m for _, m in chain if isinstance(m, OrganizationMention)]

    def _mentions(self, start: int, end: int) -> Iterator[tuple[PersonMention | OrganizationMention, int, int]]:
        for person in self.people:
            if start <= person.span.start < end:
                yield person, person.surface_span.start, person.surface_span.end
        for body in self.bodies:
            if start <= body.span.start < end:
                yield body, body.span.start, body.span.end

    def _is_object(self, start: int) -> bool:
        """Whether a mention is governed by a preposition: 向X颁奖, 代表X致辞, 在X举行, X的……"""
        before = self.text[max(self.span.start, start - 2) : start]
        return _table("objects").search(before) is not None

    def _continues(self, previous: _Predicate | None, predicate: _Predicate) -> bool:
        """Whether a predicate goes on with the subjects of the one before: 出席并讲话."""
        if previous is None:
            return True
        between = self.text[previous.end : predicate.start]
        joined = re.match(r"[^，]{0,12}$|[^，]{0,16}，?(?:并|还|同时|随后|在|代表|就|对|围绕|也)", between)
        if previous.role == "other" and predicate.role != "other":
            return bool(re.match(r"[^，。；]{0,12}，(?:并|同时|随后|还)", between))
        return len(between) < 40 and joined is not None

    def _involve(
        self, predicate: _Predicate, people: list[PersonMention], bodies: list[OrganizationMention]
    ) -> Iterator[Involvement]:
        for person in people:
            span = Span(person.span.start, predicate.end)
            if predicate.role == "attended" or predicate.attends:
                yield Involvement("attended", person, "", span)
            if predicate.role == "addressed":
                yield Involvement("addressed", person, predicate.speech, span)
        yield from self._delegates(predicate, people)
        if predicate.role == "visited":
            bodies = [b for b in bodies if b.kind == "group" and not self._is_planned(b, predicate)]
        bodily = predicate.role == "addressed" and not people and predicate.speech in {"发言", "宣读", "领誓"}
        if predicate.role == "other" or (predicate.role == "addressed" and not bodily):
            return
        for body in bodies:
            yield Involvement("participant", body, "", Span(body.span.start, predicate.end))

    def _is_planned(self, body: OrganizationMention, predicate: _Predicate) -> bool:
        """Whether a group only should or will do something: 将邀请市民走进, 各单位要开展."""
        before, behind = (
            self.text[max(0, body.span.start - 6) : body.span.start],
            self.text[body.span.end : predicate.start],
        )
        return bool(_table("planned").search(before) or _table("planned").search(behind))

    def _delegates(self, predicate: _Predicate, people: list[PersonMention]) -> Iterator[Involvement]:
        """The enterprises of those who speak for enterprises: 某公司董事长代表企业宣读。"""
        if predicate.speech not in {"发言", "宣读"}:
            return
        for person in people:
            if _table("delegate").search(self.text[person.span.end : predicate.start]):
                for body in self.organizations:
                    if body.span in person.surface_span and body.kind == "enterprise":
                        yield Involvement("participant", body, "", Span(body.span.start, predicate.end))

    def _inverted(self) -> list[Involvement]:
        """出席活动的有：…… — whoever follows in the sentence."""
        match = _table("inverted").search(self.text[self.span.start : self.span.end])
        if match is None or any(self.span.start <= p.span.start < self.span.start + match.start() for p in self.people):
            return []
        start, end = self.span.start + match.start(), self.span.start + match.end()
        self.predicates = [p for p in self.predicates if p.start >= end]
        found: list[Involvement] = []
        for person in self.people:
            if person.span.start >= end:
                found.append(Involvement("attended", person, "", Span(start, person.span.end)))
        for body in self.bodies:
            if body.span.start >= end:
                found.append(Involvement("participant", body, "", Span(start, body.span.end)))
        return found


def _match(text: str, position: int, end: int) -> tuple[re.Match[str] | None, dict[str, str]]:
    best: tuple[re.Match[str] | None, dict[str, str]] = (None, {})
    for pattern, row in _predicates():
        match = pattern.match(text, position, end)
        if match and (best[0] is None or match.end() > best[0].end()):
            best = (match, row)
    return best


def _nominal(text: str, match: re.Match[str], role: str) -> bool:
    """Whether the verb is part of a noun (启动仪式, 讲话精神, 参加人员) or of a relative clause (出席的领导)."""
    after = text[match.end() : match.end() + 6]
    if role == "other":
        return bool(re.match(r"仪式|式|单位|方|[、和及]?(?:主办|承办|协办)(?:单位|方)", after))
    return bool(re.match(r"人员|单位|者|队伍|对象|范围|方式|方|的(?!有)", after))


@cache
def _table(name: str) -> re.Pattern[str]:
    """A single pattern of `data/patterns/involvement.toml`."""
    return re.compile(patterns("involvement")[name]["pattern"])


@cache
def _any_predicate() -> re.Pattern[str]:
    """Where any of the predicates may begin."""
    return re.compile("|".join(f"(?:{row['pattern']})" for row in patterns("involvement")["predicate"]))


@cache
def _predicates() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    return tuple((re.compile(row["pattern"]), row) for row in patterns("involvement")["predicate"])
