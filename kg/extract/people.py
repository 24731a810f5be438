"""People and the posts they hold: 区人大常委会副主任卢某, 市局党组成员、副局长王某某, 唐某会长.

A person is found by a title beside a name that opens with a family name and ends where the genre lets it end; later
mentions are found by the name alone. Titles before a name form a chain whose organizations are handed down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kg.extract.divisions import Scope, find_divisions, resolve_division
from kg.extract.naming import body_at
from kg.extract.organizations import OrganizationMention, find_organizations
from kg.model import Span
from kg.resources import gazetteer, patterns

_CJK = "[\u3400-\u9fff]"
_SEPARATOR = re.compile(r"[、，]|兼任|兼|以及|和|及|暨")


@dataclass(frozen=True, slots=True)
class Post:
    """A post as a report gives it: the title (副局长), the organization in full ("" where unknown), and where it stands."""

    role: str
    organization: str
    span: Span


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A person named in a text: the span of the name, the name, the posts given here, and the span with the titles."""

    span: Span
    name: str
    posts: tuple[Post, ...]
    surface_span: Span


@dataclass(frozen=True, slots=True)
class _Title:
    start: int
    end: int
    role: str
    kind: str
    organization: str


def find_people(
    text: str,
    scope: Scope = Scope(),
    organizations: Sequence[OrganizationMention] | None = None,
    known_people: Mapping[str, Sequence[Post]] | None = None,
) -> list[PersonMention]:
    """The people named in a text, in order, each with the posts that the text gives at that place.

    `organizations` are those of `find_organizations` on the same text. `known_people` are names met before in the
    document with their posts; they are found by name alone, or by family name and title (褚主任).
    """
    if organizations is None:
        organizations = find_organizations(text, scope)
    reader = _Reader(text, scope, [o for o in organizations if o.kind != "group"], known_people or {})
    people = reader.read()
    people += _by_name(text, people, known_people or {})
    people += _by_family_name(text, people, known_people or {})
    return sorted(_without_overlaps(people), key=lambda p: p.span.start)


#: Words that stand for an organization without naming it.
_NO_ORGANIZATION = frozenset({"公司", "集团", "单位", "部门", "企业", "会议", "仪式", "活动", "大会", "全国", "国家", "我公司", "本公司", "分公司", "子公司"})
#: What shows that a stretch before a title is no organization.
_NO_RAW = re.compile(
    r"[由为是在与同对向的了]|出席|参加|主持|讲话|活动|仪式|担任|邀请|有关|相关|^各|^该|^主要|分管|现场|随后|会议|大会|等|一行|首先|最后|其中|部门|单位|代表|企业$|聘请|颁发|授予"
)
#: A unit below another organization, named after it.
_UNIT = re.compile(r"[\u4e00-\u9fff]{2,10}(?:处|科|室|部|司|办公室|中心|大队|车间|班组|工程部)")


class _Reader:
    """Reads the title chains of one text."""

    def __init__(
        self,
        text: str,
        scope: Scope,
        organizations: Sequence[OrganizationMention],
        known: Mapping[str, Sequence[Post]],
    ) -> None:
        self.text, self.scope, self.known = text, scope, known
        self.ends = {o.span.end: o for o in organizations}
        self.titles = find_titles(text, [o.span for o in organizations])
        self.people: list[PersonMention] = []
        self.last_organization = ""
        self.sentence = 0

    def read(self) -> list[PersonMention]:
        pending: list[Post] = []
        begun = 0
        previous: _Title | None = None
        for index, title in enumerate(self.titles):
            self._new_sentence(previous.end if previous else 0, title.start)
            if previous is None or not self._chained(previous, title):
                pending, begun = [], self._begin(title)
            posts = self._posts(title, pending)
            name = _name_after(self.text, title.end)
            following = self.titles[index + 1] if index + 1 < len(self.titles) else None
            before = _name_before(self.text, title.start) if name is None else None
            if name is not None:
                own = [*pending, *posts]
                self._add(name, own, begun)
                self._shared(name[1], posts if len(own) == 1 or not pending else posts)
                pending = []
            elif before is not None and not pending and not self._is_named(before):
                self._add(before, [] if title.role in self._roles(before) else posts, before[0], title.end)
            elif following is not None and self._chained(title, following) and not title.role.endswith("负责人"):
                pending += posts
            else:
                pending = []
            previous = title
        self._additional_posts()
        return self.people

    def _new_sentence(self, start: int, end: int) -> None:
        if re.search(r"[。！？\n]", self.text[start:end]):
            self.last_organization = ""

    def _chained(self, title: _Title, following: _Title) -> bool:
        """Whether nothing but a separator and an organization stands between two titles."""
        between = self.text[title.end : following.start]
        match = _SEPARATOR.match(between)
        rest_start = title.end + (match.end() if match else 0)
        if match is None and self._organization_start(following) == following.start:
            return False
        return rest_start == following.start or self._organization_start(following) == rest_start

    def _organization_start(self, title: _Title) -> int:
        """Where the organization in front of a title begins; the title's own start where there is none."""
        mention = self.ends.get(title.start)
        if mention is not None:
            return mention.span.start
        place = self._place_before(title.start)
        if place is not None:
            return place[0]
        raw = self._raw_before(title.start)
        return title.start - len(raw)

    def _begin(self, title: _Title) -> int:
        return self._organization_start(title)

    def _place_before(self, end: int) -> tuple[int, str] | None:
        """A place right before a title (徐州市副市长): where it begins, and its full name."""
        start = max(0, end - 16)
        for span, division in find_divisions(self.text[start:end], self.scope.places):
            if start + span.end == end:
                return start + span.start, division.name
        match = re.search(r"(?:^|[^\u3400-\u9fff]|全|该|本|由)([省市区县州镇乡])$", self.text[start:end])
        if match:
            return end - 1, self.scope.place(match[1])
        town = re.search(r"(?:^|[^\u3400-\u9fff]|由)([\u3400-\u9fff]{2,4}(?:镇|乡|街道))$", self.text[start:end])
        return (end - len(town[1]), town[1]) if town else None

    def _raw_before(self, end: int) -> str:
        """An organization of unknown form: the stretch from a separator to the title (业大副校长)."""
        match = re.search(r"(?:^|[、，。；：\n（(])([\u3400-\u9fffA-Za-z0-9]{2,24})$", self.text[max(0, end - 26) : end])
        if not match or _name_before(self.text, end) is not None:
            return ""
        raw = match[1]
        inner = [t for t in self.titles if end - len(raw) <= t.start and t.end <= end]
        if inner:
            raw = self.text[inner[-1].end : end]
        raw = re.sub(r"^[兼暨]|^(?:我|本|该)(?=[校院局厂所])[校院局厂所]?|^.*?由(?=[\u3400-\u9fff]{2,}$)", "", raw)
        return "" if len(raw) < 2 or raw in _NO_ORGANIZATION or _NO_RAW.search(raw) else raw

    def _posts(self, title: _Title, pending: Sequence[Post]) -> list[Post]:
        if title.role.endswith("负责人") and _name_after(self.text, title.end) is None:
            return []
        if title.kind == "nopost":
            mention = self.ends.get(title.start)
            if mention:
                self.last_organization = mention.name
            return []
        organization, start = self._organization(title, pending)
        self.last_organization = organization
        return [Post(title.role, organization, Span(start, title.end))]

    def _organization(self, title: _Title, pending: Sequence[Post]) -> tuple[str, int]:
        """The organization of a title and where the post begins in the text."""
        mention = self.ends.get(title.start)
        if mention is not None:
            return mention.name, mention.span.start
        place = self._place_before(title.start)
        if title.kind == "government":
            if place is not None:
                return _government(place[1], title), place[0]
            return _government(self._place_for(title), title), title.start
        if title.kind == "state":
            return title.organization, title.start
        raw = self._raw_before(title.start)
        if raw and place is None:
            return self._full(raw), title.start - len(raw)
        if pending and pending[-1].organization:
            return pending[-1].organization, title.start
        if self.last_organization:
            return self.last_organization, title.start
        return self.scope.organization, title.start

    def _full(self, raw: str) -> str:
        """The full name of an organization of unknown form: behind its place, or below the organization named before."""
        mentions = [m for m in find_organizations(raw, self.scope) if m.span == Span(0, len(raw))]
        if mentions:
            return mentions[0].name
        above = self.last_organization or self.scope.organization
        if _UNIT.fullmatch(raw) and above and not above.endswith(("处", "科", "室", raw)) and not find_divisions(raw[:3]):
            return above + raw
        marker = re.match(r"[市区县省](?=[\u4e00-\u9fff]{2})", raw)
        return self.scope.place(marker[0]) + raw[1:] if marker and self.scope.place(marker[0]) else raw

    def _place_for(self, title: _Title) -> str:
        marker = re.search(r"([省市区县州镇乡])长", title.role)
        return self.scope.place(marker[1] if marker else title.role[0])

    def _roles(self, name: tuple[int, int]) -> set[str]:
        """The roles in which a person was shown before, here or earlier in the document."""
        surface = self.text[slice(*name)]
        here = [post.role for person in self.people if person.name == surface for post in person.posts]
        return {*here, *(post.role for post in self.known.get(surface, ()))}

    def _is_named(self, name: tuple[int, int]) -> bool:
        return any(p.span.overlaps(Span(*name)) for p in self.people)

    def _add(self, name: tuple[int, int], posts: Sequence[Post], begun: int, end: int = 0) -> None:
        surface = self.text[name[0] : name[1]]
        self.people.append(PersonMention(Span(*name), surface, tuple(posts), Span(min(begun, name[0]), max(end, name[1]))))

    def _shared(self, position: int, posts: Sequence[Post]) -> None:
        """Further names behind the first: 副区长陈某某、明某."""
        while match := re.compile(r"[、和]|以及").match(self.text, position):
            name = _name_at(self.text, match.end())
            if name is None or any(t.start < name[1] and name[0] < t.end for t in self.titles):
                return
            if name[1] in self.ends or any(o.span.start <= name[0] < o.span.end for o in self.ends.values()):
                return
            if any(t.start == name[1] for t in self.titles):
                return
            self._add(name, posts, name[0])
            position = name[1]

    def _additional_posts(self) -> None:
        """他同时担任 X 副主任: a further post of the person named last before it."""
        pattern = re.compile(r"(?:他|她|其)?(?:同时|还)?(?:兼任|担任|兼|任|还是|现任|系)")
        for title in self.titles:
            start = self._organization_start(title)
            match = next((m for m in pattern.finditer(self.text, max(0, start - 8), start) if m.end() == start), None)
            if match is None or _name_after(self.text, title.end) or not re.search(r"他|她|其|同时|还|兼", match[0]):
                continue
            earlier = [p for p in self.people if p.span.end <= match.start()]
            if earlier and title.kind != "nopost":
                person = max(earlier, key=lambda p: p.span.start)
                post = self._posts(title, ())[0]
                if post not in person.posts:
                    index = self.people.index(person)
                    self.people[index] = PersonMention(person.span, person.name, (*person.posts, post), person.surface_span)


def _government(place: str, title: _Title) -> str:
    return place + title.organization if place else ""


def find_titles(text: str, organizations: Iterable[Span] = ()) -> list[_Title]:
    """The titles in a text, longest first at a spot, none inside the name of an organization."""
    inside = list(organizations)
    found: list[_Title] = []
    position = 0
    while match := _title_pattern().search(text, position):
        within = next((o for o in inside if o.start <= match.start() < o.end), None)
        if within is not None:
            # 工作党委书记: the body ends inside what looks like 党委书记
            position = within.end if within.end < match.end() else match.end()
            continue
        position = match.end()
        if _not_a_title(text, match):
            continue
        role = re.sub(r"^(?:原|前|时任|现任|新任|候任)", "", match[0])
        row = _titles()[match["title"]]
        found.append(_Title(match.end() - len(role), match.end(), role, row["kind"], row["organization"]))
    return found


def _not_a_title(text: str, match: re.Match[str]) -> bool:
    """市长质量奖, 区长奖, 领导小组, 首席质量官任职资格, 负责人 behind 的."""
    after = text[match.end() : match.end() + 4]
    if re.match(r"质量奖|奖|小组|任职|们|级|制|办公会|会议|岗位|职务|证书|培训", after):
        return True
    return match["title"] == "委员" and after.startswith("会") or match["title"] == "教授" and after.startswith("级")


@cache
def _titles() -> dict[str, dict[str, str]]:
    return {r["title"]: r for r in gazetteer("titles")}


@cache
def _title_pattern() -> re.Pattern[str]:
    modifiers = "|".join(sorted(map(re.escape, patterns("people")["title_modifiers"]), key=len, reverse=True))
    words = "|".join(sorted(map(re.escape, _titles()), key=len, reverse=True))
    return re.compile(f"(?:{modifiers})*?(?P<title>{words})")


@cache
def _surnames() -> frozenset[str]:
    return frozenset(r["surname"] for r in gazetteer("surnames"))


@cache
def _followers() -> re.Pattern[str]:
    words = sorted(patterns("people")["followers"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8})+")


def _name_at(text: str, start: int) -> tuple[int, int] | None:
    """The bounds of a personal name that begins at a position, or None."""
    foreign = _FOREIGN.match(text, start)
    if foreign and (name_end := _foreign_end(text, start, foreign.end())):
        return start, name_end
    surname = 2 if text[start : start + 2] in _surnames() else 1 if text[start : start + 1] in _surnames() else 0
    if not surname or body_at(text, start) is not None:
        return None
    lengths = (4, 3) if surname == 2 else (3, 2)
    valid = [n for n in lengths if _is_name(text, start, n, surname) and _bounded(text, start + n)]
    if not valid and surname == 2 and text[start] in _surnames():
        valid = [n for n in (3, 2) if _is_name(text, start, n, 1) and _bounded(text, start + n)]
    if not valid:
        return None
    if len(valid) == 2 and (_strongly_bounded(text, start + valid[1]) or _particle_follows(text, start + valid[1])):
        return start, start + valid[1]
    return start, start + valid[0]


def _foreign_end(text: str, start: int, end: int) -> int:
    while end > start + 3:
        if _bounded(text, end) and text[end - 1] not in "·•・":
            return end
        end -= 1
    return 0


def _is_name(text: str, start: int, length: int, surname: int) -> bool:
    given = text[start + surname : start + length]
    if len(given) != length - surname or not re.fullmatch(_CJK + "+", given):
        return False
    if text[start : start + 2] in patterns("people")["not_names"] or text[start : start + length] in patterns("people")["not_names"]:
        return False
    if resolve_division(text[start : start + length]) is not None:
        return False
    no_name = patterns("people")["no_name"]
    return given[0] not in no_name.replace("向", "").replace("为", "").replace("之", "").replace("以", "").replace("和", "").replace("其", "") and (given[-1] not in no_name or given[-1] in "和为之向")


def _bounded(text: str, end: int) -> bool:
    if end >= len(text) or not re.match(_CJK, text[end]):
        return True
    return bool(_followers().match(text, end)) or bool(_title_pattern().match(text, end))


def _strongly_bounded(text: str, end: int) -> bool:
    """Whether a word of two characters or 等 follows: then the shorter name is meant (王勇等出席)."""
    match = _followers().match(text, end)
    return end < len(text) and (text[end] in "等、，" or bool(match and len(match[0]) > 1))


def _particle_follows(text: str, end: int) -> bool:
    """Whether 为, 向, 和 … there belongs to what follows and not to the name (某某为“十佳”学员颁奖)."""
    return text[end] in "为向和与对在给" and text[end + 1 : end + 2] not in set("，。、；：") and end + 1 < len(text)


def _name_after(text: str, position: int) -> tuple[int, int] | None:
    start = position + 1 if text[position : position + 1] in {" ", "：", ":"} else position
    return _name_at(text, start)


def _name_before(text: str, position: int) -> tuple[int, int] | None:
    """A name that ends where a title begins: 唐某某会长."""
    for length in (4, 3, 2):
        start = position - length
        if start < 0:
            continue
        surname = 2 if text[start : start + 2] in _surnames() and length > 2 else 1 if text[start] in _surnames() else 0
        opens = start == 0 or not re.match(_CJK, text[start - 1]) or text[start - 1] in "和与由"
        if surname and length - surname in (1, 2) and opens and _is_name(text, start, length, surname):
            return start, position
    return None


def _by_name(text: str, people: Sequence[PersonMention], known: Mapping[str, Sequence[Post]]) -> list[PersonMention]:
    """Mentions by the name alone of people that titles have shown, here or earlier."""
    taken = [p.span for p in people]
    found = []
    for name in dict.fromkeys([*(p.name for p in people), *known]):
        for match in re.finditer(re.escape(name), text):
            span = Span(*match.span())
            if any(span.overlaps(t) for t in taken) or not _bounded(text, span.end):
                continue
            found.append(PersonMention(span, name, (), span))
            taken.append(span)
    return found


def _by_family_name(
    text: str, people: Sequence[PersonMention], known: Mapping[str, Sequence[Post]]
) -> list[PersonMention]:
    """褚主任: a family name and a title that only one known person fits."""
    posts: dict[str, list[Post]] = {name: list(held) for name, held in known.items()}
    for person in people:
        posts.setdefault(person.name, []).extend(person.posts)
    found = []
    for match in re.finditer(rf"({_CJK}{{1,2}}?)({'|'.join(map(re.escape, _titles()))})", text):
        if match[1] not in _surnames() or (match.start() and re.match(_CJK, text[match.start() - 1])):
            continue
        fitting = [n for n, held in posts.items() if n.startswith(match[1]) and any(p.role.endswith(match[2]) for p in held)]
        if len(fitting) == 1:
            found.append(PersonMention(Span(*match.span(1)), fitting[0], (), Span(*match.span())))
    return found


def _without_overlaps(people: Iterable[PersonMention]) -> list[PersonMention]:
    kept: list[PersonMention] = []
    for person in people:
        if not any(person.span.overlaps(k.span) for k in kept):
            kept.append(person)
    return kept
