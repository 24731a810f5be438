"""Bodies that a report names by what they are to the one it is about: 该公司, 我校, 医院, 检验所, 品质保障部."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.extract.naming import ending_of, has_boundary, has_title, is_legal, table
from kg.extract.naming import pattern as plain_pattern
from kg.extract.patterns import pattern
from kg.extract.titles import title_pattern

_LONGEST = 40  # characters of a relative name, its unit and the post behind it


@dataclass(frozen=True, slots=True)
class OwnBody:
    """A body that stands up to `end`: its name in full, and the name that its surroundings use ("" for none)."""

    end: int
    name: str
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a relative name is read from: whom the section is about, its group, the full names so far, the last one first."""

    owner: str
    group: str
    earlier: tuple[str, ...]

    def named(self, endings: tuple[str, ...], *, owner_first: bool) -> str:
        """The owner, or whoever was named last, if the name ends in one of these and has more than that."""
        names = (self.owner, *self.earlier) if owner_first else (*self.earlier, self.owner)
        return next((n for n in names if n.endswith(endings) and n not in endings), "")

    def meant_by(self, kind: str, *, owner_first: bool) -> str:
        """Whom a kind (公司, 院) means; an enterprise that the section is about need not end in it."""
        if kind.startswith("集团") and self.group.endswith(_endings(kind)):
            return self.group
        if kind not in table()["free_kinds"].split():
            return self.named(_endings(kind), owner_first=owner_first)
        earlier = next((n for n in self.earlier if n.endswith(_endings(kind))), "")
        return self.owner or earlier if owner_first else earlier or self.owner


def own_body(text: str, start: int, known: Surroundings, *, starts: bool, opens: bool) -> OwnBody | None:
    """The body named relatively at a position; `starts`, `opens`: whether a name at all, one of open form may begin."""
    if (body := _marked(text, start, known)) or not starts:
        return body
    if (body := _plain(text, start, known)) or not opens:
        return body
    ways = (_by_kind, _faculty, _branch, _department)
    return next((body for way in ways if (body := way(text, start, known))), None)


def is_marked(text: str, start: int) -> bool:
    """Whether a word points at a body here: 该公司, 我院."""
    return _opening("marked_kind", text, start) is not None


def _marked(text: str, start: int, known: Surroundings) -> OwnBody | None:
    """该公司, 我院: what ends so and was named last, or whom the section is about."""
    match = _opening("marked_kind", text, start)
    if match is None:
        return None
    name = known.meant_by(match["kind"], owner_first=match["marker"] != "该")
    return _with_unit(text, start + match.end(), name) if name else None


def _plain(text: str, start: int, known: Surroundings) -> OwnBody | None:
    """公司, 集团; 医院, 学校 only before a post or with a unit: whom the section is about, or who was named last."""
    match = _opening("plain_kind", text, start)
    name = known.meant_by(match["kind"], owner_first=True) if match else ""
    if match is None or not name:
        return None
    body = _with_unit(text, start + match.end(), name)
    free = match["kind"] in table()["free_kinds"].split()
    return body if free or body.end > start + match.end() or title_pattern().match(text, start + match.end()) else None


def _with_unit(text: str, end: int, name: str) -> OwnBody:
    """A body with the unit that follows it: 我校继续教育学院, 医院质量与安全管理委员会."""
    unit = _opening("own_unit", text, end)
    own = unit["name"] if unit else ""
    if joined := _opening("joined_units", own, 0):
        own = joined["first"]
    no_unit = own.startswith(tuple(table()["not_own"].split())) or has_boundary(own, 2)
    if not own or no_unit or has_title(own.replace("委员会", "")):
        return OwnBody(end, name)
    return OwnBody(end + len(own), name + own, own)


def _by_kind(text: str, start: int, known: Surroundings) -> OwnBody | None:
    """检验所 before 所长, 分院 before 副院长: the body named before whose name ends so."""
    match = _opening("kind_with_post", text, start)
    kind = match["kind"] if match else ""
    title = title_pattern().match(text, start + len(kind)) if kind else None
    row = ending_of(kind) if title else None
    if row is None or row["kind"] not in {"institution", "association", "government"}:
        return None
    name = known.named((kind,), owner_first=False)
    return OwnBody(start + len(kind), name) if name else None


def _faculty(text: str, start: int, known: Surroundings) -> OwnBody | None:
    """The school of a university that was named last, or that the report is about: 管理学院."""
    match = _opening("faculty", text, start)
    last = (*known.earlier[:1], known.owner)
    university = next((u[0] for name in last if (u := re.match(".+?大学", name))), "")
    return OwnBody(start + match.end(), university + match["name"], match["name"]) if match and university else None


def _branch(text: str, start: int, known: Surroundings) -> OwnBody | None:
    """A branch or a member, named by its work, of the enterprise that the section is about: 运营分公司, 物业公司."""
    match = _opening("branch", text, start) if known.owner.endswith(("公司", "集团")) else None
    if match is None or known.owner.endswith(match["name"]) or has_title(match["name"]):
        return None
    return OwnBody(start + match.end(), known.owner + match["name"], match["name"])


def _department(text: str, start: int, known: Surroundings) -> OwnBody | None:
    """A department of the enterprise that the section is about: 由品质保障部牵头."""
    match = plain_pattern("departments").match(text[start:]) if is_legal(known.owner) else None
    if match is None or has_boundary(match[0]) or has_title(match[0]):
        return None
    return OwnBody(start + match.end(), known.owner + match[0], match[0])


def _opening(name: str, text: str, start: int) -> re.Match[str] | None:
    return pattern("organizations", name).match(text[start : start + _LONGEST])


@cache
def _endings(kind: str) -> tuple[str, ...]:
    return tuple(table()["kinds"].get(kind, kind).split())
