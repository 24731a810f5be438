"""Organizations: the names of bodies, enterprises and groups in a stretch of text, written out in full.

A name is read from what it ends in (`organization_short_forms.tsv`: bodies; `organization_suffixes.tsv`: endings of
open names) and from where it may begin: a division, a relative marker (市, 区, 县), or a boundary word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.extract.divisions import Scope, find_divisions, full_names, may_begin
from kg.extract.groups import closing_names, counted_names, find_groups, listed_names
from kg.extract.naming import (
    CJK,
    NAME,
    OrganizationMention,
    Row,
    alternation,
    body_at,
    bounds_at,
    ending_of,
    first_boundary,
    first_ending,
    has_boundary,
    has_title,
    is_distributive,
    is_generic,
    is_legal,
    is_one_name,
    joined_name,
    kind_of,
    lengths_by_start,
    may_start,
    pattern,
    place_named,
    place_prefix,
    suits,
    unit_of,
    words,
)
from kg.extract.own_bodies import Surroundings, is_marked, own_body
from kg.model import Span, unique

_MARKERS = "省市区县州旗盟镇"
_MARKER = re.compile(f"自治[区州县旗]|[{_MARKERS}]")
_ALIAS = re.compile(r"[（(](?:(?:以下)?(?:简称|下称)[：:“\"]*([^）)”\"，。]{2,12})[”\"]*|([A-Z]{2,8}))[）)]")
#: Characters behind 委 that make it another word: 委员, 委托.
_NOT_COMMITTEE = tuple("员托派任会屈内婉外")


@dataclass(frozen=True, slots=True)
class _Prefix:
    """Where the own part of a name begins; the place before it in full, and the marker or words that stand for it."""

    end: int
    full: str = ""
    relative: str = ""


def find_organizations(
    text: str, scope: Scope | None = None, known: Mapping[str, str] | None = None
) -> list[OrganizationMention]:
    """The organizations and groups named in a text, in order; a group's phrase may hold an organization.

    `known` maps surfaces to full names met before in the document (远山 -> 远山乳业). Relative names (区市场监管局,
    该公司, 省局) are resolved by `scope` and by what was named before; what cannot be resolved keeps its surface.
    """
    mentions = _Finder(text, scope or Scope(), dict(known or {})).run()
    groups = [g for g in find_groups(text) if not any(g.span in m.span for m in mentions)]
    return sorted([*mentions, *groups], key=lambda m: (m.span.start, -m.span.end))


class _Finder:
    """Walks over one text and tries, at each position, the ways in which a name may begin there."""

    def __init__(self, text: str, scope: Scope, known: dict[str, str]) -> None:
        self.text, self.scope, self.known = text, scope, known
        self.lengths, self.bounded = lengths_by_start(self.known), dict[int, bool | None]()
        self.found: list[OrganizationMention] = []

    def run(self) -> list[OrganizationMention]:
        position = 0
        while position < len(self.text):
            mention = self._at(position)
            mentions = [mention] if mention else self._distributed(position)
            self.found += mentions
            position = mentions[-1].span.end if mentions else position + 1
        self.found += counted_names(self.text, self.found)
        self.found += closing_names(self.text, self.found)
        self.found += listed_names(self.text, self.found)
        return sorted(self.found, key=lambda m: m.span)

    def _at(self, start: int) -> OrganizationMention | None:
        if not NAME.match(self.text, start) or self.text[start] in "()（）·&-" or is_distributive(self.text, start):
            return None
        ways = (self._placed, self._introduced, self._own, self._bare, self._listed, self._open)
        return next((mention for way in ways if (mention := way(start))), None)

    # -- names that were introduced before

    def _introduced(self, start: int) -> OrganizationMention | None:
        for length in self.lengths.get(self.text[start : start + 2], ()):
            surface = self.text[start : start + length]
            name = self.known.get(surface)
            if name and (len(surface) > 3 or self._starts(start)) and not self._goes_on(start + length):
                return OrganizationMention(Span(start, start + length), surface, name, kind_of(name))
        return None

    def _goes_on(self, end: int) -> bool:
        """Whether a name goes on behind a surface: 某某 in 某某科技有限公司, 某某街道 in 某某街道办事处."""
        if self.text.endswith("街道", 0, end) and self.text.startswith(("办", "党工委", "人大", "商会"), end):
            return True
        match = NAME.match(self.text, end)
        if match and re.match(CJK + "{1,8}(?:项目部|工区|分公司)", match[0]):
            return True
        found = first_ending(match[0][: first_boundary(match[0], 8)]) if match else None
        return found is not None and found[1]["kind"] == "enterprise"

    def _own(self, start: int) -> OrganizationMention | None:
        """A body named by what it is to the one the section is about, or to others: 该公司, 检验所."""
        if not (starts := self._starts(start)) and not is_marked(self.text, start):
            return None
        known = Surroundings(self.scope.organization, self.scope.group, tuple(self._names()))
        body = own_body(self.text, start, known, starts=starts, opens=starts and not bounds_at(self.text, start))
        if body is None:
            return None
        span, aliases = Span(start, body.end), (body.alias,) if body.alias else ()
        return OrganizationMention(span, self.text[start : body.end], body.name, kind_of(body.name), aliases)

    def _names(self) -> Iterator[str]:
        """The full names met so far, the last one first."""
        yield from (m.name for m in reversed(self.found))
        yield from reversed(self.known.values())

    # -- names behind a place

    def _placed(self, start: int) -> OrganizationMention | None:
        for prefix in self._prefixes(start):
            mention = self._party(start, prefix) or self._body(start, prefix) or self._institution(start, prefix)
            if mention is not None:
                return mention
        return None

    def _prefixes(self, start: int) -> Iterator[_Prefix]:
        text = self.text
        party = next((p for p in ("中共", "共青团") if text.startswith(p, start)), "")
        begin = start + len(party)
        for end, full in self._division_chain(begin):
            yield _Prefix(end, full)
        distributive = re.search(r"各[省市区县]?[、和]?$", text[max(0, start - 3) : start])
        marked = _MARKER.match(text, begin) if not pattern("not_relative").match(text, begin) else None
        if marked and (party or self._starts(start)) and not distributive:
            yield _Prefix(marked.end(), self.scope.place(marked[0]), marked[0])
        match = re.compile(r"(?:该|本|全|我)([省市区县州旗镇])|团([省市区县州旗])(?=委)").match(text, begin)
        if match and (match[1] or self._starts(start)):
            marker = match[1] or match[2]
            yield _Prefix(match.end(), self.scope.place(marker), match[0] if match[1] else marker)

    def _division_chain(self, start: int) -> Iterator[tuple[int, str]]:
        """The stretches from here that name a place, longest first, with the name that goes before a body."""
        named = may_begin(self.text, start)
        if not named and not self._starts(start):
            return
        run = NAME.match(self.text, start)
        for length in range(min(24, run.end() - start if run else 0), 1, -1):
            surface = self.text[start : start + length]
            if not named and surface[-1] not in "镇乡道":
                continue
            division = place_named(surface, self.scope.places)
            # a town or a short form in the middle of a word is none
            loose = division is not None and (division.level == "town" or not surface.endswith(full_names(division)))
            if division is not None and not (loose and not self._opens(start)):
                yield start + length, place_prefix(surface, division)

    def _party(self, start: int, prefix: _Prefix) -> OrganizationMention | None:
        place = prefix.full or prefix.relative
        offices = alternation(words("party_offices"))
        direct = re.compile("直(?:属)?机关(?:党)?工委").match(self.text, prefix.end)
        if direct is not None:
            return self._mention(start, direct.end(), f"中共{place}直属机关工委", "party", prefix)
        regional = place.endswith("自治区") and re.compile(rf"党委(?P<office>{offices})?").match(self.text, prefix.end)
        if regional:
            return self._mention(start, regional.end(), f"中共{place}委员会{regional['office'] or ''}", "party", prefix)
        match = re.compile(rf"(?:委|工委|党工委)(?:{offices})?").match(self.text, prefix.end)
        if match is None or (match[0] == "委" and self.text.startswith(_NOT_COMMITTEE, match.end())):
            return None
        if prefix.relative == "镇" or not place.endswith(tuple(_MARKERS)):
            return None
        body = "共青团" if self.text.startswith(("团", "共青团"), start) else "中共"
        return self._mention(start, match.end(), f"{body}{place}{match[0]}", "party", prefix)

    def _body(self, start: int, prefix: _Prefix) -> OrganizationMention | None:
        row = body_at(self.text, prefix.end)
        if row is None:
            return self._bureau(start, prefix) or self._zone(start, prefix)
        place = prefix.full or prefix.relative
        if row["place"] == "verbatim" and not prefix.relative:
            place = self.text[start : prefix.end]
        return self._of_form(start, prefix.end, row, place, prefix)

    def _of_form(self, start: int, form: int, row: Row, place: str, prefix: _Prefix) -> OrganizationMention:
        """The body whose form stands at `form`, with the unit behind it, named with a place."""
        end = self._unit_end(form + len(row["form"]))
        tail = self.text[form + len(row["form"]) : end]
        name, alias = place + (row["official"] or row["form"]) + tail, place + row["form"] + tail
        return self._mention(start, end, name, row["kind"], prefix, alias)

    def _zone(self, start: int, prefix: _Prefix) -> OrganizationMention | None:
        """The body of a zone that is no division: 某某经开区市场监督管理局."""
        zone = re.compile(rf"{CJK}{{0,6}}?(?:{alternation(words('zones'))})").match(self.text, prefix.end)
        row = body_at(self.text, zone.end()) if zone else None
        if zone is None or row is None or has_boundary(zone[0]):
            return None
        place = prefix.full if prefix.relative else self.text[start : prefix.end]
        return self._of_form(start, zone.end(), row, place + zone[0], prefix)

    def _bureau(self, start: int, prefix: _Prefix) -> OrganizationMention | None:
        """省局, 市局: the bureau of that place which was named last."""
        if not (prefix.relative and prefix.full) or not re.compile("局(?!长)").match(self.text, prefix.end):
            return None
        bureau = next((n for n in self._names() if re.fullmatch(re.escape(prefix.full) + CJK + "+局", n)), "")
        bureau = bureau or self._same_bureau(prefix.full)
        end = self._unit_end(prefix.end + 1)
        name = bureau + self.text[prefix.end + 1 : end]
        return self._mention(start, end, name, "government", prefix) if bureau else None

    def _same_bureau(self, place: str) -> str:
        """The bureau of a place that is of one system with the bureau named last: 市局 beside 省市场监管局."""
        name = next((n for n in self._names() if n.endswith("局")), "")
        above = next((p for p in self.scope.places if name.startswith(p) and p != place), "")
        return place + name.removeprefix(above) if above else ""

    def _unit_end(self, end: int) -> int:
        """The end of the unit or office that follows a body (质量发展处, 办公室), or of the body itself."""
        if unit := unit_of(self.text, end):
            return unit
        office = re.compile(r"(?:办公室|办公厅|办)(?![理事公学好])").match(self.text, end)
        if office:
            return office.end()
        bureau = re.compile(CJK + r"{2,6}局(?![长面部域])").match(self.text, end)
        below = bureau is not None and self.text.endswith("总局", 0, end) and not has_boundary(bureau[0])
        return bureau.end() if bureau and below else end

    def _institution(self, start: int, prefix: _Prefix) -> OrganizationMention | None:
        """A place, some characters, and an ending: 某区社会福利院, 市缺陷消费品召回中心."""
        match = NAME.match(self.text, prefix.end)
        if not match or (prefix.relative and body_at(self.text, start)):
            return None
        joined = joined_name(match[0])
        limit = joined.end() if joined else first_boundary(match[0], 20)
        found = first_ending(match[0][:limit])
        if found is None or not suits(match[0], *found):
            return None
        end = self._unit_end(prefix.end + found[0])
        place = (prefix.full or prefix.relative) if prefix.relative else self.text[start : prefix.end]
        return self._mention(start, end, place + self.text[prefix.end : end], found[1]["kind"], prefix)

    # -- names without a place

    def _bare(self, start: int) -> OrganizationMention | None:
        """A body without a place: handed down a list (经信委), national (国资委), or the place's own."""
        nation = "国家" if self.text.startswith("国家", start) else ""
        form = start + len(nation)
        row = body_at(self.text, form)
        if row is None or not self._starts(start):
            return None
        place = "" if nation else self._inherited(start)
        above = nation or not self.scope.places or row["form"].endswith(("总局", "部")) or self._is_national()
        if row["national"] and not place and above:
            end = self._unit_end(form + len(row["form"]))
            tail = self.text[form + len(row["form"]) : end]
            return self._mention(start, end, row["national"] + tail, row["kind"], _Prefix(start))
        if not place and row["form"] in words("too_short"):
            return None
        if row["form"] == "管委会":
            return self._of_zone_named_last(start, row)
        place = place or (self.scope.places[-1] if self.scope.places else "")
        return self._of_form(start, form, row, place, _Prefix(start, place, "…"))

    def _of_zone_named_last(self, start: int, row: Row) -> OrganizationMention | None:
        """管委会 behind the party committee of a zone is that of the zone; by itself it is nobody's."""
        last = self.found[-1].name if self.found else ""
        zone = re.fullmatch("(?:中共)?(.{2,}?)(?:党工委|工委)", last)
        return self._of_form(start, start, row, zone[1], _Prefix(start, zone[1], "…")) if zone else None

    def _is_national(self) -> bool:
        """Whether the body named last in this text is one of the whole country."""
        return bool(self.found) and self.found[-1].name.startswith(("国家", "国务院"))

    def _listed(self, start: int) -> OrganizationMention | None:
        """A body of unlisted form in the middle of a list whose place it shares: 县公安局、交运局、城建办."""
        place = self._inherited(start) if self.text[start - 1 : start] == "、" else ""
        match = pattern("listed").match(self.text, start) if place else None
        if match is None or has_boundary(match[0]) or has_title(match[0]) or match[0][0] in "各相有部":
            return None
        return self._mention(start, match.end(), place + match[0], "government", _Prefix(start, place, "…"))

    def _inherited(self, start: int) -> str:
        """The place that a list hands down: nothing but a separator stands between the last body and this one."""
        last = self.found[-1] if self.found else None
        if last is None or self.text[last.span.end : start] not in {"、", "和", "及", "，", "与", "以及"}:
            return ""
        places = {*self.scope.places, *(d.name for _, d in find_divisions(last.name, self.scope.places))}
        fitting = (p for p in places if last.name.removeprefix("中共").removeprefix("共青团").startswith(p))
        return max(fitting, key=len, default="")

    def _open(self, start: int) -> OrganizationMention | None:
        """A name that only its ending shows, from a boundary on: enterprises, institutions, associations."""
        match = NAME.match(self.text, start)
        if not match or not self._opens(start):
            return None
        run = match[0][: first_boundary(match[0], 32)]
        alone = start == 0 or not re.match(CJK, self.text[start - 1])
        row = ending_of(match[0])
        if alone and row and is_legal(match[0]) and len(match[0]) <= 30 and is_one_name(match[0], self.text[:start]):
            found: tuple[int, Row] | None = (len(match[0]), row)
            run = match[0]
        else:
            found = first_ending(run)
        if found is None or not self._may_own(run[: found[0]], found[1]):
            return None
        end = self._unit_end(start + found[0])
        return self._mention(start, end, self.text[start:end], found[1]["kind"], _Prefix(start))

    def _may_own(self, name: str, row: Row) -> bool:
        """Whether what stands before an ending can be the own part of a name."""
        own = name.removesuffix(row["suffix"])
        wide = own.startswith(words("wide_starts"))
        if (
            len(own) < 2
            or own.isdigit()
            or (own.endswith("质量") and not wide)
            or is_generic(own, row)
            or has_title(own)
        ):
            return False
        if name.count("(") != name.count(")") or name.count("（") != name.count("）"):
            return False
        if row["start"] == "placed":
            owner = self.scope.organization
            owned = bool(owner) and own.startswith((owner, owner.removesuffix("集团")))
            return owned or own in self.known or wide
        return row["start"] != "town" or (len(own) <= 3 and bool(re.search(r"[镇乡]|街道办?$", name)))

    # -- shared

    def _starts(self, position: int) -> bool:
        """Whether a name may begin here: behind punctuation, a boundary word or a name found before."""
        if position not in self.bounded:
            self.bounded[position] = may_start(self.text, position)
        bounded = self.bounded[position]
        return bool(self.found) and self.found[-1].span.end == position if bounded is None else bounded

    def _opens(self, start: int) -> bool:
        """Whether an open name may begin here: at a start, with a word that is no boundary itself."""
        return self._starts(start) and not bounds_at(self.text, start)

    def _mention(
        self, start: int, end: int, name: str, kind: str, prefix: _Prefix, alias: str = ""
    ) -> OrganizationMention:
        surface = self.text[start:end]
        name = name + "事处" if name.endswith("街道办") else name
        if prefix.relative and not prefix.full:
            return OrganizationMention(Span(start, end), surface, surface, kind)
        name = name.replace("（", "(").replace("）", ")") if kind == "enterprise" else name
        introduced = _ALIAS.match(self.text, end)
        further = (alias, "" if prefix.relative else surface, introduced[1] or introduced[2] if introduced else "")
        return OrganizationMention(Span(start, end), surface, name, kind, unique(a for a in further if a and a != name))

    def _distributed(self, start: int) -> list[OrganizationMention]:
        """One body of several places: 江苏、浙江、安徽三省食品安全委员会办公室."""
        places: list[tuple[int, int, str]] = []
        position = start
        while chain := next(self._division_chain(position), None):
            places.append((position, *chain))
            position = chain[0]
            if self.text[position : position + 1] not in {"、", "和", "及"}:
                break
            position += 1
        count = re.compile("[两二三四五六七八九十]?[省市区县地]").match(self.text, position)
        if len(places) < 2 or count is None or places[-1][1] != position:
            return []
        prefix = _Prefix(count.end(), "全", "全")
        shared = self._body(places[-1][0], prefix) or self._institution(places[-1][0], prefix)
        if shared is None:
            return []
        rest, short = shared.name.removeprefix("全"), self.text[count.end() : shared.span.end]
        ends = [*(end for _, end, _ in places[:-1]), shared.span.end]
        return [
            OrganizationMention(
                Span(begin, end), self.text[begin:end], full + rest, shared.kind, (full + short,) * (rest != short)
            )
            for (begin, _, full), end in zip(places, ends, strict=True)
        ]


__all__ = ["OrganizationMention", "find_groups", "find_organizations"]
