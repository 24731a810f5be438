"""Who attended an event, who spoke there and in what way, and which organizations and groups took part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kg.extract.organizations import OrganizationMention
from kg.extract.patterns import pattern
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
    bodily: str = ""
    who: str = ""


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
_HEAD = re.compile(
    r"(?:等)?(?:[\d两二三四五六七八九十]+家)?(?:单位|部门|企业)?(?:的|有关|相关|主要|分管|全体)*(?:负责人|负责同志|领导|代表|人员|员工|职工)"
)


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
            if _sums_up(text, mention, names):
                continue
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


def _sums_up(text: str, group: OrganizationMention, names: Sequence[OrganizationMention]) -> bool:
    """Whether a group only counts the bodies listed before it: 某局、某某海关等20家单位."""
    before = any(n.span.end + 1 == group.span.start for n in names) and text[group.span.start - 1] == "等"
    return before and pattern("involvement", "sum").fullmatch(group.surface) is not None


def _is_glue(gap: str) -> bool:
    """Whether a gap only joins two members of a list: separators, counts, heads (等单位负责人), unknown items."""
    clause = _table("clause")
    return all(len(piece) <= 14 and not clause.search(piece) for piece in re.split("[、，和及与等]|以及", gap))


def _reaches(gap: str, role: str) -> bool:
    """Whether a verb still speaks of the mention before it: no new clause, no long way but a list or a speaker's topic."""
    if role == "addressed":
        gap = pattern("involvement", "topic").sub("", gap)
    return (len(gap) <= 32 or _is_glue(gap)) and not _table("apart").search(gap)


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
            own = self._subjects(begin, predicate)
            if own[0] or own[1] or not self._continues(previous, predicate):
                subjects = own
            found += self._involve(predicate, *subjects)
            begin, previous = predicate.end, predicate
        return found + self._attributive() + self._hosts() + self._stands() + self._called()

    def _hosts(self) -> list[Involvement]:
        """主持人是某某: who stands behind it presides."""
        found = []
        for match in pattern("involvement", "host").finditer(self.text, self.span.start, self.span.end):
            who = next((p for p in self.people if p.surface_span.start == match.end()), None)
            if who is not None:
                found.append(Involvement("addressed", who, "主持", Span(match.start(), who.span.end)))
        return found

    def _stands(self) -> list[Involvement]:
        """来到甲、乙等单位的展位: bodies that have a stand take part."""
        found = []
        for match in pattern("involvement", "stand").finditer(self.text, self.span.start, self.span.end):
            edge = match.start()
            for body in sorted(self.bodies, key=lambda b: -b.span.end):
                if body.span.end <= match.start() and _is_glue(self.text[body.span.end : edge]):
                    found.append(Involvement("participant", body, "", Span(body.span.start, match.end())))
                    edge = body.span.start
        return found

    def _called(self) -> list[Involvement]:
        """组织甲局、乙局等单位在某地开展: bodies that the organizer calls in, two or more."""
        found = []
        for call in pattern("involvement", "calls").finditer(self.text, self.span.start, self.span.end):
            edge, called = call.end(), list[OrganizationMention]()
            for body in (b for b in self.bodies if b.kind != "group" and b.span.start >= call.end()):
                if self.text[edge : body.span.start] not in ("", "、", "和", "及", "以及"):
                    break
                called, edge = [*called, body], body.span.end
            doing = pattern("involvement", "doing").match(self.text, edge, self.span.end)
            if doing and len(called) > 1:
                found += [Involvement("participant", b, "", Span(b.span.start, doing.end())) for b in called]
        return found

    def _attributive(self) -> list[Involvement]:
        attributive = _table("attributive")
        return [
            Involvement("participant", body, "", body.span)
            for body in self.bodies
            if body.kind == "group" and attributive.search(self.text[max(0, body.span.start - 4) : body.span.start])
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
            if self._is_denied(position):
                found.append(_Predicate(match.start(), match.end(), "other"))
            elif not _nominal(self.text, match, row["role"]):
                found.append(_predicate(match, row))
            position = match.end()
        return found

    def _is_denied(self, start: int) -> bool:
        """Whether a verb is denied: 因故未能出席."""
        return pattern("involvement", "denied").search(self.text[max(0, start - 8) : start]) is not None

    def _subjects(self, begin: int, predicate: _Predicate) -> tuple[list[PersonMention], list[OrganizationMention]]:
        """The people and bodies right before a verb, joined to it and to one another by nothing but glue."""
        causer, end = begin, predicate.start
        for match in re.finditer(_table("causers").pattern, self.text[begin:end]):
            causer = begin + match.end()
        start = causer if not any(causer <= p.span.start < end for p in self.people) else begin
        chain: list[tuple[int, PersonMention | OrganizationMention]] = []
        edge = end
        for mention, first, last in sorted(self._mentions(start, end), key=lambda m: -m[1]):
            gap = self.text[last:edge]
            if not (_reaches(gap, predicate.role) if edge == end else last >= edge or _is_glue(gap)):
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
        joined = re.match(r"[^，]{0,12}$|，$|[^，]{0,16}，?(?:并|还|同时|随后|在|代表|就|对|围绕|也)", between)
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
            bodies = [b for b in bodies if self._by_people(b) and not self._is_planned(b, predicate)]
        bodies = [b for b in bodies if not self._in_apposition(b)]
        bodily = bool(predicate.bodily) and not people
        if predicate.bodily == "firms":
            bodies = [b for b in bodies if b.kind in {"enterprise", "institution", "association"}]
        if predicate.role == "other" or predicate.who == "people" or (predicate.role == "addressed" and not bodily):
            return
        for body in bodies:
            yield Involvement("participant", body, "", Span(body.span.start, predicate.end))

    def _in_apposition(self, body: OrganizationMention) -> bool:
        """Whether a group only tells whom somebody named right behind it stands for: 企业代表、某公司总经理王某某."""
        behind = pattern("involvement", "apposition").match(self.text, body.span.end)
        stands = body.kind == "group" and body.name.endswith("代表") and behind is not None
        return stands and any(p.surface_span.start == body.span.end + 1 for p in self.people)

    def _by_people(self, body: OrganizationMention) -> bool:
        """Whether a body went in person: a group, or one whose staff is named, also of a list (甲局、乙局有关人员)."""
        following = next((b for b in self.bodies if b.span.start == body.span.end + 1), None)
        if following is not None and body.kind != "group" and self.text[body.span.end] in "、和及与":
            return following.kind != "group" and self._by_people(following)
        return body.kind == "group" or _HEAD.match(self.text, body.span.end) is not None

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


def _predicate(match: re.Match[str], row: dict[str, str]) -> _Predicate:
    speech = row.get("speech", "")
    bodily = row.get("bodies", "") if row["role"] == "addressed" else ""
    return _Predicate(
        match.start(), match.end(), row["role"], speech, bool(row.get("attends")), bodily, row.get("who", "")
    )


def _match(text: str, position: int, end: int) -> tuple[re.Match[str] | None, dict[str, str]]:
    best: tuple[re.Match[str] | None, dict[str, str]] = (None, {})
    for regex, row in _predicates():
        match = regex.match(text, position, end)
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
