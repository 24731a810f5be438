"""People and the posts they hold: 区人大常委会副主任卢某, 市局党组成员、副局长王某某, 唐某会长.

A person is found by a title beside a name; later mentions are found by the name alone. Titles before a name form a
chain, in which an organization is handed down to the titles behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from kg.extract.divisions import Scope, find_divisions
from kg.extract.names import is_whole_name, name_at, name_before, name_ending, needs_post
from kg.extract.naming import words
from kg.extract.organizations import OrganizationMention, find_organizations
from kg.extract.patterns import pattern
from kg.extract.persons import PersonMention, Post, by_family_name, by_name, untitled
from kg.extract.titles import Title, find_titles
from kg.model import Span, unique
from kg.resources import patterns

_CJK = "[\u3400-\u9fff]"
_SEPARATOR = re.compile(r"[、，]|兼任|兼|以及|和|及|暨|[ \u3000]{1,2}")


def find_people(
    text: str,
    scope: Scope | None = None,
    organizations: Sequence[OrganizationMention] | None = None,
    known_people: Mapping[str, Sequence[Post]] | None = None,
) -> list[PersonMention]:
    """The people named in a text, in order, each with the posts that the text gives at that place.

    `organizations` are those of `find_organizations` on the same text. `known_people` are names met before in the
    document with their posts; they are found by name alone, or by family name and title (褚主任).
    """
    scope, known = scope or Scope(), known_people or {}
    if organizations is None:
        organizations = find_organizations(text, scope)
    people = _Reader(text, scope, [o for o in organizations if o.kind != "group"], known).read()
    people += untitled(text, people, organizations)
    people += by_name(text, people, known)
    people += by_family_name(text, people, known)
    first = [p for i, p in enumerate(people) if not any(p.span.overlaps(q.span) for q in people[:i])]
    return sorted(first, key=lambda p: p.span)


class _Reader:
    """Reads the title chains of one text from left to right."""

    def __init__(
        self,
        text: str,
        scope: Scope,
        organizations: Sequence[OrganizationMention],
        known: Mapping[str, Sequence[Post]],
    ) -> None:
        self.text, self.scope, self.known = text, scope, known
        self.organizations = {o.span.end: o for o in organizations} | _second_plates(text, organizations)
        self.titles = find_titles(text, [o.span for o in organizations])
        self.people: list[PersonMention] = []
        self.last_organization = ""

    def read(self) -> list[PersonMention]:
        pending: list[Post] = []
        begun = 0
        for title, before, after in zip(self.titles, [None, *self.titles], [*self.titles[1:], None], strict=False):
            if before is None or not self._chained(before, title):
                pending, begun = [], self._organization_start(title)
            if re.search(r"[。！？\n]", self.text[before.end if before else 0 : title.start]):
                self.last_organization = ""
            posts = self._posts(title, pending)
            chained = after is not None and self._chained(title, after) and not title.role.endswith("负责人")
            pending = self._attach(title, [*pending, *posts], posts, begun) if not chained else [*pending, *posts]
        self._further_posts()
        return self.people

    def _attach(self, title: Title, posts: list[Post], last: list[Post], begun: int) -> list[Post]:
        """Give the posts of a finished chain to the person beside its last title; nothing is left pending."""
        name = self._name_after(title)
        if name is not None:
            self._add(name, posts, begun)
            self._shared(name[1], last)
            return []
        name = self._bracketed(title, begun) if posts else None
        if name is not None:
            # a title in brackets without its body may be of any body: 王某某（厂长）
            governs = any(t.start == begun and t.kind == "government" for t in self.titles)
            known = governs or any(o.span.start == begun for o in self.organizations.values())
            self._add(name, posts if known else [], name[0], title.end + 1)
            return []
        name = name_before(self.text, title.start) or self._between(title)
        if name is not None and posts == last and not any(p.span.overlaps(Span(*name)) for p in self.people):
            self._add(name, [] if title.role in self._roles(name) else posts, name[0], title.end)
        return []

    def _bracketed(self, title: Title, begun: int) -> tuple[int, int] | None:
        """The name before a chain of titles in brackets: 王某某（县委副书记）."""
        opening = pattern("people", "particulars").search(self.text[max(0, begun - 24) : begun])
        if opening is None or self.text[title.end : title.end + 1] not in {"）", ")"}:
            return None
        return name_ending(self.text, begun - len(opening[0]))

    def _between(self, title: Title) -> tuple[int, int] | None:
        """A name between a body and its title: 县市场监管局王某某局长."""
        start = title.start - 3
        whole = start in self.organizations and is_whole_name(self.text[start : title.start])
        return (start, title.start) if whole and not title.role.endswith(("科长", "处长", "股长", "部长")) else None

    def _name_after(self, title: Title) -> tuple[int, int] | None:
        rank = pattern("people", "rank").match(self.text[title.end : title.end + 12])
        behind = title.end + (rank.end() if rank else 0)
        start = behind + (self.text[behind : behind + 1] in {" ", "\u3000", "：", ":"})
        return name_at(self.text, start) if not needs_post(self.text, start) or self._has_body(title) else None

    def _has_body(self, title: Title) -> bool:
        """Whether the clause of a title names its body, or the title implies one."""
        clause = max(self.text.rfind(mark, 0, title.start) for mark in "，。；：\n")
        named = any(clause < o.span.start < title.start for o in self.organizations.values())
        return title.kind == "government" or (named and title.kind != "nopost" and not title.role.endswith("负责人"))

    def _chained(self, title: Title, following: Title) -> bool:
        """Whether nothing but a separator and an organization stands between two titles."""
        if self._name_after(title) is not None or (self._between(following) and name_before(self.text, title.start)):
            return False
        start = self._organization_start(following)
        match = _SEPARATOR.match(self.text, title.end, following.start)
        if match is None:
            return title.end == min(start, following.start)
        return match.end() in {start, following.start}

    # -- whose title it is

    def _organization_start(self, title: Title) -> int:
        """Where the organization in front of a title begins; the title's own start where there is none."""
        mention = self.organizations.get(title.start)
        if mention is not None:
            return mention.span.start
        place = self._place_before(title.start)
        return place[0] if place is not None else title.start - len(self._unlisted_before(title.start))

    def _place_before(self, end: int) -> tuple[int, str] | None:
        """A place right before a title (某市副市长): where it begins, and its full name."""
        start = max(0, end - 16)
        for span, division in find_divisions(self.text[start:end], self.scope.places):
            if start + span.end == end:
                return start + span.start, division.name
        marker = re.search(
            r"(?:^|[^\u3400-\u9fff]|全|该|本|由)(自治[区州县旗]|[省市区县州旗盟镇乡])$", self.text[start:end]
        )
        if marker:
            return end - len(marker[1]), self.scope.place(marker[1])
        town = re.search(rf"(?:^|[^\u3400-\u9fff]|[由和及])({_CJK}{{2,4}}?(?:镇|乡|街道))$", self.text[start:end])
        return (end - len(town[1]), town[1]) if town else None

    def _unlisted_before(self, end: int) -> str:
        """An organization of unknown form: the stretch from a separator to the title (业大副校长)."""
        run = re.search(r"(?:^|[、，。；：\n（(])([\u3400-\u9fffA-Za-z0-9]{2,24})$", self.text[max(0, end - 26) : end])
        if not run or name_before(self.text, end) is not None:
            return ""
        inner = [t for t in self.titles if end - len(run[1]) <= t.start and t.end <= end]
        name = self.text[inner[-1].end : end] if inner else run[1]
        name = re.sub(rf"^[兼暨]|^[我本该][校院局厂所]|^.*?由(?={_CJK}{{2,}}$)", "", name)
        generic = name in patterns("people")["no_organization"].split() or _no_organization().search(name)
        return "" if len(name) < 2 or generic else name

    def _posts(self, title: Title, pending: Sequence[Post]) -> list[Post]:
        mention = self.organizations.get(title.start)
        if title.role.endswith("负责人") and self._name_after(title) is None:
            return []
        if title.kind == "nopost":
            self.last_organization = mention.name if mention else self.last_organization
            return []
        organization, start = self._organization(title, pending)
        self.last_organization = organization
        department = re.fullmatch("(组织|宣传|统战)(部长)", title.role)
        if department and organization.endswith("委"):  # 县委常委、组织部长
            return [Post(department[2], f"{organization}{department[1]}部", Span(start, title.end))]
        return [Post(title.role, organization, Span(start, title.end))]

    def _organization(self, title: Title, pending: Sequence[Post]) -> tuple[str, int]:
        """The organization of a title and where the post begins in the text."""
        mention, place = self.organizations.get(title.start), self._place_before(title.start)
        between = self._between(title) if mention is None else None
        mention = self.organizations[between[0]] if between else mention
        if mention is not None:
            return mention.name, mention.span.start
        if title.kind == "government":
            above = pending[-1].organization if pending else ""
            start, name = place or (
                title.start,
                _place_of(above, _governed(title)) or self.scope.place(_governed(title)) or _town_of(above),
            )
            return name + title.organization if name else "", start
        if title.kind == "state":
            return title.organization, title.start
        if region := self._region(title, place, pending):
            return f"{region}人民政府", place[0] if place else title.start
        unlisted = "" if place else self._unlisted_before(title.start)
        if unlisted:
            return self._full(unlisted), title.start - len(unlisted)
        inherited = pending[-1].organization if pending else ""
        if not inherited and pattern("people", "at_large").search(self.text[max(0, title.start - 12) : title.start]):
            return "", title.start
        inherited = _headed(title.role, inherited or self.last_organization or self.scope.organization)
        return "" if _heads_another(title.role, inherited) else inherited, title.start

    def _region(self, title: Title, place: tuple[int, str] | None, pending: Sequence[Post]) -> str:
        """The autonomous region whose government a chairman heads: 自治区副主席, 自治区党委常委、副主席."""
        if not re.fullmatch(patterns("people")["regional_head"], title.role):
            return ""
        committee = re.fullmatch("中共(.+自治区)委员会", pending[-1].organization if pending and not place else "")
        return committee[1] if committee else place[1] if place and place[1].endswith("自治区") else ""

    def _full(self, name: str) -> str:
        """An organization of unknown form in full: behind its place, or below the organization named before."""
        for mention in find_organizations(name, self.scope):
            if mention.span == Span(0, len(name)) and mention.kind != "group":
                return mention.name
        above = self.last_organization or self.scope.organization
        own = name.startswith(words("wide_starts")) or find_divisions(name)
        own_unit = re.fullmatch(f"[本我]?(?:公司|集团)({patterns('people')['units']})", name)
        name = own_unit[1] if own_unit and self.scope.organization else name
        unit = re.fullmatch(patterns("people")["units"], name) and not own
        if unit and above and not above.endswith(("处", "科", "室", name)):
            return above + name
        if (higher := self._higher(name)) and not own:
            return higher + name
        if name == "管委会":  # behind the party committee of a zone it is that of the zone
            zone = re.fullmatch("(?:中共)?(.{2,}?)(?:党工委|工委)", self.last_organization)
            return zone[1] + "管理委员会" if zone else ""
        place = self.scope.place(name[0]) if name[0] in "市区县省" and len(name) > 2 else ""
        return place + name[1:] if place else name

    def _higher(self, name: str) -> str:
        """The body that an inner bureau belongs to: the one named last."""
        last = self.last_organization or self.scope.organization
        inner = pattern("people", "inner_bureau").match(name) and last.endswith(("厅", "局", "委", "委员会", "部"))
        return last if inner else ""

    # -- the people

    def _roles(self, name: tuple[int, int]) -> set[str]:
        """The roles in which a person was shown before, here or earlier in the document."""
        surface = written(self.text[slice(*name)])
        here = [post.role for person in self.people if person.name == surface for post in person.posts]
        return {*here, *(post.role for post in self.known.get(surface, ()))}

    def _add(self, name: tuple[int, int], posts: Sequence[Post], begun: int, end: int = 0) -> None:
        surface_span = Span(min(begun, name[0]), max(end, name[1]))
        if twice := [i for i, p in enumerate(self.people) if p.span == Span(*name)]:  # 领导：王某某（县委副书记）
            person = self.people.pop(twice[0])
            posts, surface_span = [*person.posts, *posts], Span(person.surface_span.start, surface_span.end)
        self.people.append(PersonMention(Span(*name), written(self.text[slice(*name)]), tuple(posts), surface_span))

    def _shared(self, position: int, posts: Sequence[Post]) -> None:
        """Further names behind the first: 副区长陈某某、明某; a post that only one can hold is not theirs."""
        posts = [post for post in posts if not pattern("people", "single").search(post.role)]
        while match := re.compile(r"[、和]|以及").match(self.text, position):
            name = name_at(self.text, match.end())
            if name is None or any(t.start <= name[1] and name[0] < t.end for t in self.titles):
                return
            if any(o.span.start <= name[0] < o.span.end for o in self.organizations.values()):
                return
            self._add(name, posts, name[0])
            position = name[1]

    def _further_posts(self) -> None:
        """他同时担任某办公室副主任: one more post of the person named last before it."""
        further = re.compile(rf"(?:{patterns('people')['further']})$")
        for title in self.titles:
            start = self._organization_start(title)
            match = further.search(self.text[max(0, start - 8) : start])
            earlier = [p for p in self.people if match and p.span.end <= start - len(match[0])]
            if not earlier or title.kind == "nopost" or self._name_after(title) is not None:
                continue
            index = self.people.index(max(earlier, key=lambda p: p.span.start))
            person = self.people[index]
            self.people[index] = replace(person, posts=unique([*person.posts, *self._posts(title, ())]))


def _second_plates(text: str, organizations: Sequence[OrganizationMention]) -> dict[int, OrganizationMention]:
    """Bodies by the end of a second name that follows each in brackets: 市场监管局（知识产权局）局长."""
    found = {}
    for first, second in pairwise(organizations):
        opens, closes = text[first.span.end : second.span.start], text[second.span.end : second.span.end + 1]
        if opens in {"（", "("} and closes in {"）", ")"}:
            found[second.span.end + 1] = first
    return found


def written(name: str) -> str:
    """A name as it is written elsewhere: without the space that widens a short one in a list (王　某)."""
    return re.sub(r"[ \u3000]", "", name)


def _heads_another(role: str, organization: str) -> bool:
    """Whether a role is none in that kind of body: a government has no 局长."""
    table = patterns("people")
    return bool(re.search(table["no_role_of"], role) and re.search(table["governments"], organization))


def _headed(role: str, organization: str) -> str:
    """The body that a role handed down a list is of: 副局长 behind the head of one of its divisions is of the bureau."""
    above = pattern("people", "division").fullmatch(organization)
    return above["body"] if above and re.search(f"{above['kind']}长$", role) else organization


def _governed(title: Title) -> str:
    """The level that a head of government governs: 市 of 副市长."""
    marker = re.search(r"([省市区县州镇乡])长", title.role)
    return marker[1] if marker else title.role[0]


def _place_of(organization: str, marker: str) -> str:
    """The place of a body, where it is of the level that a title governs: 青山区 of 中共青山区委 before 区长."""
    match = pattern("people", "placed_body").match(organization)
    return match["place"] if match and match["place"].endswith(marker) else ""


def _town_of(organization: str) -> str:
    """The town or township whose committee or congress was named: 某某镇 of 某某镇党委."""
    town = re.match(rf"({_CJK}+?(?:镇|乡|街道))(?:党委|党工委|人大|纪委)", organization)
    return town[1] if town else ""


@cache
def _no_organization() -> re.Pattern[str]:
    return re.compile("|".join(patterns("people")["no_organization_with"].split()))


__all__ = ["PersonMention", "Post", "find_people", "written"]
