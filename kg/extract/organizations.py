"""Organizations: the names of bodies, enterprises and groups in a stretch of text, written out in full.

A name is read from what it ends in (`organization_short_forms.tsv`: bodies; `organization_suffixes.tsv`: endings of open
names) and from where it may begin: a division, a relative marker (市, 区, 县 ...), or a boundary (`organizations.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from kg.extract.divisions import Division, Scope, ancestors, find_divisions, may_begin, resolve_division
from kg.model import Span
from kg.resources import gazetteer, patterns

_CJK = "[\u3400-\u9fff]"
_MARKERS = "省市区县州旗镇"
_NAME = re.compile(r"[\u3400-\u9fffA-Za-z0-9·&\-()（）]+")
_BREAK = re.compile(r"[^\u3400-\u9fffA-Za-z0-9·&\-()（）]")
_PARTY = re.compile(r"(?:委|工委|党工委)(?:办公室|办公厅|宣传部|组织部|统战部|政法委|网信办|社会工作部|党校|机关工委|直属机关工委|巡察办|编办)?")
_PARTY_STOP = ("员", "托", "派", "任", "会", "屈", "内", "婉", "外", "书")
_ZONE = r"[\u4e00-\u9fff]{0,6}?(?:经济技术开发区|经开区|高新区|开发区|示范区|新区|自贸区|保税区|度假区|风景区|园区)"
#: Names of bodies that join things: 质量强区及品牌战略推进工作领导小组.
_JOINED = re.compile(r"[\u3400-\u9fff]{2,12}[及和与][\u3400-\u9fff]{2,14}?(?:领导小组|联席会议|委员会|指挥部)(?:办公室)?")
#: Endings that name a body with a place alone in front of them: 市科技馆, 上海海关.
_ENOUGH = frozenset({"海关", "大学", "管委会", "管理委员会", "医院", "商会", "博物馆", "科技馆", "图书馆", "文化馆", "美术馆", "银行", "街道"})
_FREE_PREFIXES = ("国家", "国务院", "中国", "中华", "全国", "中央", "世界", "国际", "亚洲", "东盟", "长三角", "京津冀", "粤港澳")


@dataclass(frozen=True, slots=True)
class OrganizationMention:
    """An organization as named in a text: the span, what stands there, the full name it means, its kind.

    `kind` is government, party, leading_group, leading_group_office, town_government, enterprise, institution,
    association, unit or group (bodies or people without a name of their own: 企业代表). `aliases` are further names that
    are equally absolute: the surface with its place, and what the text itself introduces in brackets.
    """

    span: Span
    surface: str
    name: str
    kind: str
    aliases: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Prefix:
    """Where a name begins: the place in front of it, as written, and in full ("" where nothing is in front)."""

    end: int
    full: str = ""
    relative: str = ""


def find_organizations(
    text: str, scope: Scope = Scope(), known: Mapping[str, str] | None = None
) -> list[OrganizationMention]:
    """The organizations and groups named in a text, in order, without overlaps.

    `known` maps surfaces to full names met before in the document (光明 -> 光明乳业). Relative names (区市场监管局, 该公司,
    省局) are resolved by `scope` and by what the text named before; what cannot be resolved keeps its surface as name.
    """
    finder = _Finder(text, scope, dict(known or {}))
    mentions = finder.run()
    groups = [g for g in find_groups(text) if not any(g.span in m.span for m in mentions)]
    return sorted([*mentions, *groups], key=lambda m: (m.span.start, -m.span.end))


def named(mentions: list[OrganizationMention]) -> list[OrganizationMention]:
    """The mentions that name an organization: without groups."""
    return [m for m in mentions if m.kind != "group"]


def is_body(text: str, position: int) -> bool:
    """Whether the form of a body (安监局, 发改委) stands at a position."""
    return _core_at(text, position) is not None


class _Finder:
    def __init__(self, text: str, scope: Scope, known: dict[str, str]) -> None:
        self.text, self.scope, self.known = text, scope, known
        self.divisions = {s.start: (s.end, d) for s, d in find_divisions(text, scope.places)}
        self.found: list[OrganizationMention] = []

    def run(self) -> list[OrganizationMention]:
        position = 0
        while position < len(self.text):
            mention = self._at(position)
            mentions = self._distributed(position) if mention is None or mention.kind == "group" else [mention]
            if not mentions:
                position += 1
                continue
            self.found += mentions
            position = mentions[-1].span.end
        self.found += _counted_list(self.text, self.found)
        self.found += _last_of_list(self.text, self.found)
        return sorted(self.found, key=lambda m: m.span)

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
        if len(places) < 2 or not count or places[-1][1] != position:
            return []
        found = self._body(places[-1][0], _Prefix(count.end(), "", "…")) or self._institution(places[-1][0], _Prefix(count.end(), "", "省"))
        if found is None:
            return []
        row = _core_at(self.text, count.end())
        rest = self.text[count.end() : found.span.end]
        official = rest.replace(row["form"], row["official"] or row["form"], 1) if row else rest
        ends = [end for _, end, _ in places[:-1]] + [found.span.end]
        return [
            OrganizationMention(Span(begin, end), self.text[begin:end], full + official, found.kind, (full + rest,) * (rest != official))
            for (begin, _, full), end in zip(places, ends, strict=True)
        ]

    def _at(self, start: int) -> OrganizationMention | None:
        if not re.match(_CJK + "|[A-Za-z0-9]", self.text[start]):
            return None
        for attempt in (self._placed, self._known, self._anaphora, self._bare, self._open):
            mention = attempt(start)
            if mention is not None:
                return mention
        return None

    # -- names that were introduced before

    def _known(self, start: int) -> OrganizationMention | None:
        for length in range(min(30, len(self.text) - start), 1, -1):
            surface = self.text[start : start + length]
            name = self.known.get(surface)
            if name and (len(surface) > 3 or self._starts(start)) and not self._goes_on(start, start + length):
                return OrganizationMention(Span(start, start + length), surface, name, _kind_of(name))
        return None

    def _goes_on(self, start: int, end: int) -> bool:
        """Whether a longer name begins with what was found: 光明 in 光明乳业 where that is no alias."""
        return _suffix_at(self.text, start, end) is not None

    def _anaphora(self, start: int) -> OrganizationMention | None:
        match = re.compile(r"(?:该|本|我)(公司|集团|局|院|中心|协会|厂)|(?:集团公司|公司|集团)").match(self.text, start)
        if not match or not (self._starts(start) or match[1]):
            return None
        name = ""
        if match[1]:
            named = [*self.known.values(), *(m.name for m in self.found)]
            name = next((n for n in reversed(named) if n.endswith(match[1])), "")
        name = name or self.scope.organization
        if not name and not match[1]:
            earlier = [*self.known.values(), *(m.name for m in self.found)]
            name = next((n for n in reversed(earlier) if n.endswith(("公司", "集团"))), "")
        if not name or re.match(r"[上全]", self.text[match.end() : match.end() + 1] or " "):
            return None
        return OrganizationMention(Span(*match.span()), match[0], name, _kind_of(name)) if name else None

    # -- names behind a place

    def _placed(self, start: int) -> OrganizationMention | None:
        for prefix in self._prefixes(start):
            mention = self._party(start, prefix) or self._body(start, prefix) or self._institution(start, prefix)
            if mention is not None:
                return mention
        return None

    def _prefixes(self, start: int) -> Iterator[_Prefix]:
        text = self.text
        begin = start
        party = next((p for p in ("中共", "共青团") if text.startswith(p, start)), "")
        begin += len(party)
        for end, full in self._division_chain(begin):
            yield _Prefix(end, full)
        distributive = re.search(r"各[省市区县]?[、和]?$", text[max(0, start - 3) : start])
        if text[begin : begin + 1] in _MARKERS and (party or self._starts(start)) and not distributive:
            yield _Prefix(begin + 1, self.scope.place(text[begin]), text[begin])
        match = re.compile(r"(?:该|本|全)([省市区县镇])|团(?=[省市区县]委)").match(text, begin)
        if match and match[1]:
            yield _Prefix(match.end(), self.scope.place(match[1]), match[0])
        if match and not match[1] and self._starts(start):
            marker = text[match.end()]
            yield _Prefix(match.end() + 1, self.scope.place(marker), "团" + marker)

    def _division_chain(self, start: int) -> Iterator[tuple[int, str]]:
        """The stretches from here that name a place, longest first, with the full name that goes before a body."""
        if not may_begin(self.text, start) and not self._starts(start):
            return
        limit = _BREAK.search(self.text, start)
        longest = min(24, (limit.start() if limit else len(self.text)) - start)
        for length in range(longest, 1, -1):
            surface = self.text[start : start + length]
            if surface[-1] not in "省市区县州旗盟镇乡道" and not may_begin(self.text, start):
                continue
            division = _division(surface, self.scope.places)
            loose = division is not None and (division.level == "town" or not surface.endswith(division.name))
            if loose and not self._opens(start):
                continue  # a town or a short form in the middle of a word
            if division is not None:
                yield start + length, _prefix_name(surface, division)

    def _party(self, start: int, prefix: _Prefix) -> OrganizationMention | None:
        match = _PARTY.match(self.text, prefix.end)
        if not match or self.text.startswith(_PARTY_STOP, match.end()) and match[0] == "委" and not self.text.startswith("书记", match.end()):
            return None
        place = prefix.full or prefix.relative
        if prefix.relative == "镇" or (not prefix.relative and not place.endswith(tuple(_MARKERS))):
            return None
        body = "共青团" if self.text.startswith(("团", "共青团"), start) else "中共"
        return self._mention(start, match.end(), f"{body}{place.removeprefix('团')}{match[0]}", "party", prefix)

    def _body(self, start: int, prefix: _Prefix) -> OrganizationMention | None:
        row = _core_at(self.text, prefix.end)
        if row is None:
            return self._bureau(start, prefix) or self._zone(start, prefix)
        end = self._office(prefix.end + len(row["form"]))
        tail = self.text[prefix.end + len(row["form"]) : end]
        place = prefix.full or prefix.relative
        if row["place"] == "verbatim" and not prefix.relative:
            place = self.text[start : prefix.end]
        name = place + (row["official"] or row["form"]) + tail
        return self._mention(start, end, name, row["kind"], prefix, place + row["form"] + tail)

    def _zone(self, start: int, prefix: _Prefix) -> OrganizationMention | None:
        """The body of a zone that is no division: 湛江经开区市场监督管理局."""
        zone = re.compile(_ZONE).match(self.text, prefix.end)
        row = _core_at(self.text, zone.end()) if zone else None
        if zone is None or row is None or _has_boundary(zone[0]):
            return None
        end = self._office(zone.end() + len(row["form"]))
        place = prefix.full if prefix.relative else self.text[start : prefix.end]
        name = place + zone[0] + (row["official"] or row["form"]) + self.text[zone.end() + len(row["form"]) : end]
        return self._mention(start, end, name, row["kind"], prefix)

    def _bureau(self, start: int, prefix: _Prefix) -> OrganizationMention | None:
        """省局, 市局: the bureau of that place which was named last."""
        if not prefix.relative or not self.text.startswith("局", prefix.end) or self.text.startswith("局长", prefix.end):
            return None
        names = [*self.known.values(), *(m.name for m in self.found)]
        bureau = next((n for n in reversed(names) if prefix.full and re.fullmatch(re.escape(prefix.full) + _CJK + "+局", n)), "")
        if not bureau:
            return None
        end = self._office(prefix.end + 1)
        return self._mention(start, end, bureau + self.text[prefix.end + 1 : end], "government", prefix)

    def _office(self, end: int) -> int:
        """The end of the unit or office that follows a body (质量发展处, 办公室), or of the body itself."""
        match = re.compile(patterns("organizations")["units"]).match(self.text, end)
        if match and not _has_boundary(match[0]) and not _title_in(match[0]) and not re.search(r"委员会|领导小组", match[0][:-3]):
            return match.end()
        match = re.compile(r"(?:办公室|办公厅|办)(?!理|事|公|学|好)").match(self.text, end)
        if match:
            return match.end()
        match = re.compile(_CJK + r"{2,6}局(?!长|面|部|域)").match(self.text, end)
        if match and self.text[end - 2 : end] in {"总局", "城建"} and not _has_boundary(match[0]):
            return match.end()
        return end

    def _institution(self, start: int, prefix: _Prefix) -> OrganizationMention | None:
        """A place, some characters, and an ending: 徐汇区社会福利院, 市缺陷消费品召回中心."""
        match = _NAME.match(self.text, prefix.end)
        if not match:
            return None
        limit = _first_boundary(match[0], 20)
        joined = _JOINED.match(match[0])
        if joined and not _has_long_boundary(joined[0]):
            limit = joined.end()
        found = _first_suffix(match[0][:limit])
        if found is None:
            return None
        length, row = found
        body = match[0][: length - len(row["suffix"])]
        if row["start"] == "alone" or (not body and row["suffix"] not in _ENOUGH) or (row["start"] == "town" and len(body) > 3):
            return None
        if len(body) == 1 and row["kind"] in {"government", "institution"} and row["suffix"] not in _ENOUGH:
            return None
        if body.startswith(("各", "的", "有关", "相关", "部分", "多", "内", "级", "直")) or (prefix.relative and _core_at(self.text, start)):
            return None
        end = self._office(prefix.end + length)
        place = (prefix.full or prefix.relative) if prefix.relative else self.text[start : prefix.end]
        return self._mention(start, end, place + self.text[prefix.end : end], row["kind"], prefix)

    # -- names without a place

    def _bare(self, start: int) -> OrganizationMention | None:
        """A body without a place: handed down a list (石台县质监局、经信委), or national (国资委)."""
        nation = "国家" if self.text.startswith("国家", start) else ""
        row = _core_at(self.text, start + len(nation))
        if row is None:
            return self._listed(start)
        if not self._starts(start):
            return None
        end = self._office(start + len(nation) + len(row["form"]))
        tail = self.text[start + len(nation) + len(row["form"]) : end]
        official = row["official"] or row["form"]
        inherited = "" if nation else self._inherited(start)
        if inherited:
            return self._mention(start, end, inherited + official + tail, row["kind"], _Prefix(start, inherited, "…"), inherited + row["form"] + tail)
        if row["national"] and (nation or not self.scope.places or row["form"].endswith(("总局", "部"))):
            return self._mention(start, end, row["national"] + tail, row["kind"], _Prefix(start))
        if len(row["form"]) < 3 and row["form"] in {"政府", "人大", "法院", "政协", "纪委", "监委", "商务", "科委", "农委", "府办"}:
            return None
        place = self.scope.places[-1] if self.scope.places and row["form"] not in {"消防部门"} else ""
        return self._mention(start, end, place + official + tail, row["kind"], _Prefix(start, place, "…"), place + row["form"] + tail)

    def _listed(self, start: int) -> OrganizationMention | None:
        """A body of unlisted form in the middle of a list whose place it shares: 县公安局、交运局、城建办."""
        inherited = self._inherited(start) if self.text[start - 1 : start] == "、" else ""
        match = re.compile(r"[\u3400-\u9fff]{2,6}?(?:局|委|办|大队|支队|中心|站)(?=[、，。]|等|和|及)").match(self.text, start) if inherited else None
        if match is None or _has_boundary(match[0]) or _title_in(match[0]) or re.match("[各相有部]", match[0]):
            return None
        return self._mention(start, match.end(), inherited + match[0], "government", _Prefix(start, inherited, "…"))

    def _inherited(self, start: int) -> str:
        """The place that a list hands down: only 、 stands between the last body and this one."""
        last = self.found[-1] if self.found else None
        if last is None or self.text[last.span.end : start] not in {"、", "和", "及", "，", "与", "以及"}:
            return ""
        for place in sorted({*self.scope.places, *self._named_places(last)}, key=len, reverse=True):
            if last.name.startswith(place) or last.name.startswith(("中共" + place, "共青团" + place)):
                return place
        return ""

    def _named_places(self, mention: OrganizationMention) -> set[str]:
        return {d.name for _, d in find_divisions(mention.name, self.scope.places)}

    def _open(self, start: int) -> OrganizationMention | None:
        if not self._opens(start):
            return None
        match = _NAME.match(self.text, start)
        if not match:
            return None
        run = match[0][: _first_boundary(match[0], 32)]
        if self._hard_start(start) and _LEGAL.search(match[0]) and len(match[0]) <= 30 and not _has_long_boundary(match[0]):
            run = match[0]
        found = _first_suffix(run) if run != match[0] or not _LEGAL.search(run) else _whole(run)
        if found is None:
            return None
        length, row = found
        own = run[: length - len(row["suffix"])]
        if _generic(own) or len(own) < 2 or _title_in(own) or not _balanced(run[:length]):
            return None
        if row["start"] == "placed" and not own.startswith(_FREE_PREFIXES) and not self._opens_with_owner(own):
            return None
        if row["start"] == "town" and not re.search(r"[镇乡]|街道$", run[:length]):
            return None
        if re.match(r"^\d+$", own) or own.endswith(("质量", "的")):
            return None
        end = self._office(start + length)
        return self._mention(start, end, self.text[start:end], row["kind"], _Prefix(start))

    def _hard_start(self, start: int) -> bool:
        return start == 0 or not re.match(_CJK, self.text[start - 1])

    def _opens_with_owner(self, own: str) -> bool:
        owner = self.scope.organization
        return bool(owner) and own.startswith((owner, owner.removesuffix("集团"))) or own in self.known

    # -- shared

    def _starts(self, position: int) -> bool:
        """Whether a name may begin here: behind punctuation, a boundary word, a found name or a division."""
        if position == 0 or not re.match(_CJK, self.text[position - 1]):
            return position == 0 or not re.match(r"[A-Za-z0-9]", self.text[position - 1])
        if self.found and self.found[-1].span.end == position:
            return True
        return _boundary_before(self.text, position)

    def _opens(self, start: int) -> bool:
        """Whether an open name may begin here: at a start, with a word that is no boundary itself."""
        return self._starts(start) and not any(_is_boundary(self.text, start, start + n) for n in (4, 3, 2, 1))

    def _mention(self, start: int, end: int, name: str, kind: str, prefix: _Prefix, alias: str = "") -> OrganizationMention:
        surface = self.text[start:end]
        name = name.replace("（", "(").replace("）", ")") if kind == "enterprise" else name
        aliases = [a for a in (alias, "" if prefix.relative else surface) if a and a != name]
        if prefix.relative and not prefix.full:
            name, aliases = surface, []
        bracket = re.compile(r"[（(](?:以下)?(?:简称|下称)?[：:“\"]*([^）)”\"，。]{2,12})[”\"]*[）)]").match(self.text, end)
        if bracket and re.fullmatch(r"[A-Z]{2,8}|" + _CJK + "{2,10}", bracket[1]) and "简称" in bracket[0] + "简称" * bracket[1].isascii():
            aliases.append(bracket[1])
        return OrganizationMention(Span(start, end), surface, name, kind, tuple(dict.fromkeys(aliases)))


_COUNTED = re.compile(
    r"(?P<list>[\u3400-\u9fffA-Za-z0-9·]{2,16}(?:、[\u3400-\u9fffA-Za-z0-9·]{2,12}?)+)(?P<more>等)?(?P<count>[两二三四五六七八九十]|\d{1,2})"
    r"家(?:[\u4e00-\u9fff]{0,4}?)(?:企业|单位|公司|机构)"
)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def _counted_list(text: str, found: list[OrganizationMention]) -> list[OrganizationMention]:
    """Names without an ending that a list counts: 甲、乙、丙三家企业; the number must agree unless 等 stands there."""
    added = []
    for match in _COUNTED.finditer(text):
        items = [(m.start() + match.start(), m.group()) for m in re.finditer("[^、]+", match["list"])]
        start, first = items[0]
        cut = max((i + n for i in range(len(first)) for n in (4, 3, 2, 1) if _is_boundary(first, i, i + n)), default=0)
        items[0] = (start + cut, first[cut:])
        number = _DIGITS.get(match["count"]) or int(match["count"])
        if (not match["more"] and number != len(items)) or number < len(items):
            continue
        for begin, name in items:
            span = Span(begin, begin + len(name))
            if len(name) >= 2 and not any(span.overlaps(m.span) for m in found) and not _group_pattern().fullmatch(name):
                added.append(OrganizationMention(span, name, name, "enterprise"))
    return added


_RAW_ITEM = re.compile(r"、([\u3400-\u9fff]{2,8}?)(?=作(?:了|交流|表态|典型)|等(?:单位|企业|[\d两三四五六七八九十])|分别|先后|(?:的|有关|相关)?负责人|参加|出席|到场|参展|参与)")


def _last_of_list(text: str, found: list[OrganizationMention]) -> list[OrganizationMention]:
    """A name without an ending that closes a list of at least two bodies."""
    ends = {m.span.end: m for m in found if m.kind != "group"}
    added = []
    for match in _RAW_ITEM.finditer(text):
        last = ends.get(match.start())
        if last is None or text[last.span.start - 1 : last.span.start] != "、" or last.span.start - 1 not in ends:
            continue
        name = match[1]
        if any(Span(*match.span(1)).overlaps(m.span) for m in found):
            continue
        if not re.search("代表|企业|单位|部门|人员|领导|群众|市民|师生|委员|专家|[各等多]", name) and not _has_boundary(name) and not _title_in(name):
            added.append(OrganizationMention(Span(*match.span(1)), name, name, "enterprise"))
    return added


def find_groups(text: str) -> list[OrganizationMention]:
    """Phrases that name bodies or people without naming them (企业代表, 各成员单位, 40支队伍), without counts behind them."""
    found = []
    for match in _group_pattern().finditer(text):
        phrase = re.sub(_GROUP_LEAD, "", match[1])
        start = match.end(1) - len(phrase)
        count = re.search(r"\d+$", text[:start]) if re.match("[余多]?[名位家支个人项]", phrase) else None
        start = count.start() if count else start
        surface = text[start : match.end(1)]
        bad = not count and re.match(r"[余多]?[名位家支个项]", surface) or "等" in surface or _GROUP_VERB.search(surface)
        if len(surface) >= 2 and not bad and not re.match(r"记者|通讯员|与(?!会)|同", surface):
            found.append(OrganizationMention(Span(start, match.end(1)), surface, surface, "group"))
    return found


_GROUP_LEAD = re.compile(r"^.*(?:的有|还有|包括|邀请|特邀|组织(?!的)|动员|召集|是|由|以及|来自|作为|出席的|参加的|^[和及]|^与(?!会))")
_GROUP_VERB = re.compile(r"联合(?!会)|会同|将|主持|宣读|讲话|致辞|举行|举办|召开|开展|受到|要求|希望|号召|呼吁|作出|颁发|提升|加强|走进")


@cache
def _group_pattern() -> re.Pattern[str]:
    heads = "|".join(sorted(map(re.escape, patterns("organizations")["group_heads"]), key=len, reverse=True))
    organizers = "各?(?:主办|承办|协办)(?:、(?:主办|承办|协办))*单位(?:的)?(?:领导|负责人|代表)"
    return re.compile(
        rf"(?:(?<![\u3400-\u9fff])|(?<=以及)|(?<=[一-龥]及))({organizers}|{_CJK}[\u3400-\u9fff“”A-Z]{{0,18}}?(?:{heads}))"
        r"(?=共?(?:约|近|超)?\d|[，。、；]|等|以?及|和|共|参|出席|到|一?同|也|一并|全程|就|在|对|上台|分享|作|向|走|观|现场|踊跃|积极|均|先后|接|领|获|围绕|来到|陆续|发|宣|$)"
    )


@cache
def _cores() -> dict[str, tuple[dict[str, str], ...]]:
    """First character of a body's form to its rows, longest form first."""
    rows: dict[str, list[dict[str, str]]] = {}
    for row in gazetteer("organization_short_forms"):
        rows.setdefault(row["form"][0], []).append(row)
    return {k: tuple(sorted(v, key=lambda r: -len(r["form"]))) for k, v in rows.items()}


def _core_at(text: str, position: int) -> dict[str, str] | None:
    for row in _cores().get(text[position : position + 1], ()):
        if text.startswith(row["form"], position):
            after = text[position + len(row["form"]) : position + len(row["form"]) + 2]
            if row["form"] == "政府" and after.startswith(("质", "奖", "采", "投", "部", "性", "工作", "机")):
                return None
            if row["form"] == "人大" and after == "代表":
                return None
            return row
    return None


@cache
def _suffixes() -> tuple[dict[str, str], ...]:
    return tuple(sorted(gazetteer("organization_suffixes"), key=lambda r: -len(r["suffix"])))


#: Endings that are part of another word before these characters: 局长, 大学生, 中心城区.
_NOT_BEFORE = {
    "局": "长面部势域", "公司": "法", "大学": "生", "小学": "生", "中学": "生", "学校": "长", "厂": "长房家", "中心": "小环城组区思", "集团": "化军",
    "银行": "业", "街道": "办", "股份": "有制合", "医院": "感长", "学院": "长", "研究院": "长", "中心小学": "生", "组织": "者化领工",
}


def _is_ending(run: str, end: int, suffix: str) -> bool:
    return run.endswith(suffix, 0, end) and run[end : end + 1] not in set(_NOT_BEFORE.get(suffix, ""))


def _first_suffix(run: str) -> tuple[int, dict[str, str]] | None:
    """The nearest ending in a run of characters, as (length of the name, row); a longer ending at the spot wins."""
    for end in range(2, len(run) + 1):
        row = next((r for r in _suffixes() if _is_ending(run, end, r["suffix"])), None)
        if row is not None:
            return _extends(run, end) or (end, row)
    return None


def _extends(run: str, end: int) -> tuple[int, dict[str, str]] | None:
    """A longer name that goes on behind an ending: 中国福利会…, 集团股份有限公司, 委员会办公室, 街道办事处."""
    tail = re.compile(r"(?:[（(][^（）()]{2,8}[）)])?(?:(?:科技|控股|实业|建设|工程|股份|集团|投资|发展|汽车){0,3}(?:股份)?有限(?:责任)?公司|(?:股份)?公司|集团|办公室|办事处|分公司|附属\S{2,8}医院|"
                      + _CJK + r"{1,8}(?:有限(?:责任)?公司|分公司|分院|分局))").match(run, end)
    if not tail:
        return None
    name = run[: tail.end()]
    return next(((len(name), r) for r in _suffixes() if name.endswith(r["suffix"])), None)


def _suffix_at(text: str, start: int, end: int) -> tuple[int, dict[str, str]] | None:
    match = _NAME.match(text, end)
    if not match:
        return None
    run = match[0][: _first_boundary(match[0], 8)]
    found = _first_suffix(run)
    return found if found and found[1]["kind"] == "enterprise" else None


@cache
def _boundaries() -> tuple[frozenset[str], frozenset[str]]:
    table = patterns("organizations")
    return frozenset(table["boundaries"]), frozenset(table["not_boundaries"])


def _is_boundary(text: str, start: int, end: int) -> bool:
    """Whether the word at [start, end) bounds names here, and is not part of one (和 in 和平)."""
    word, (words, exceptions) = text[start:end], _boundaries()
    if word not in words or (word in {"日", "月", "年", "时"} and not re.search(r"\d$|[一二三四五六七八九十]$", text[:start])):
        return False
    for left in range(max(0, start - 2), start + 1):
        for right in range(end, min(len(text), end + 2) + 1):
            if (left, right) != (start, end) and text[left:right] in exceptions:
                return False
    return True


def _boundary_before(text: str, position: int) -> bool:
    return any(_is_boundary(text, position - n, position) for n in (4, 3, 2, 1) if position >= n)


def _first_boundary(run: str, limit: int) -> int:
    """Where the first boundary word of a run begins, or its length (at most `limit` characters)."""
    for i in range(1, min(len(run), limit)):
        if any(_is_boundary(run, i, i + n) for n in (4, 3, 2, 1)):
            return i
    return min(len(run), limit)


_LEGAL = re.compile(r"(?:有限公司|有限责任公司|集团公司)$")


def _whole(run: str) -> tuple[int, dict[str, str]] | None:
    return next(((len(run), r) for r in _suffixes() if run.endswith(r["suffix"])), None)


def _has_long_boundary(run: str) -> bool:
    return any(_is_boundary(run, i, i + n) for i in range(len(run)) for n in (4, 3, 2) if i + n <= len(run))


def _has_boundary(run: str) -> bool:
    return any(_is_boundary(run, i, i + n) for i in range(len(run)) for n in (4, 3, 2, 1) if i + n <= len(run))


@cache
def _title_pattern() -> re.Pattern[str]:
    words = sorted({r["title"] for r in gazetteer("titles")}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _title_in(run: str) -> bool:
    return bool(_title_pattern().search(run))


def _generic(own: str) -> bool:
    return own.startswith(tuple(patterns("organizations")["generic_starts"])) or bool(re.match(r"\d|[一二三四五六七八九十]+[家个名位]", own))


def _balanced(name: str) -> bool:
    return name.count("(") == name.count(")") and name.count("（") == name.count("）")


@cache
def _division(surface: str, context: tuple[str, ...]) -> Division | None:
    """The division that a whole stretch names, alone or as a chain (苏州市吴江区); None for anything else."""
    found = find_divisions(surface, context)
    if len(found) == 1 and found[0][0] == Span(0, len(surface)):
        return found[0][1]
    town = re.fullmatch(r"(.*?)([\u4e00-\u9fff]{2,3}(?:镇|乡|街道))", surface)
    if town and (not town[1] or _division(town[1], context)):
        return resolve_division(town[2]) if len(town[2]) > 2 and not re.search(r"乡镇|城镇|[各本该]", town[2]) else None
    return None


def _prefix_name(surface: str, division: Division) -> str:
    """A place as it goes before a body's name: the lowest division alone, with its parents where the name has namesakes."""
    if division.level == "town":
        return division.name
    if not surface.endswith(division.name):
        return division.name
    parents = ancestors(division)
    unambiguous = resolve_division(division.name)
    return division.name if unambiguous is not None and unambiguous.code == division.code or not parents else surface


def _kind_of(name: str) -> str:
    if name.startswith(("中共", "共青团")):
        return "party"
    rows = gazetteer("organization_short_forms")
    core = next((r["kind"] for r in rows if name.endswith(r["form"]) or (r["official"] and name.endswith(r["official"]))), "")
    return core or next((r["kind"] for r in _suffixes() if name.endswith(r["suffix"])), "enterprise")
