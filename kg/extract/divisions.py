"""Administrative divisions: finding them, telling namesakes apart, and the place a section speaks from.

Names and codes are those of GB/T 2260 (`data/gazetteers/divisions.tsv`); towns and streets are found by their endings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kg.model import Span
from kg.resources import gazetteer

Level = Literal["province", "city", "county", "town"]
_RANK = {"province": 0, "city": 1, "county": 2, "town": 3}

#: Names that are also ordinary words; they count only behind the name of their parent.
_GENERIC = frozenset({"城区", "郊区", "矿区", "东区", "西区", "南区", "北区", "中区", "新城区", "新市区", "城中区", "开发区"})
_CJK = re.compile(r"[\u3400-\u9fff]")
_TOWN = re.compile(r"[\u4e00-\u9fff]{1,4}?(?:街道(?!办)|街道办事处|镇|乡)")
#: What may stand before and after a short form (上海, 青浦) that means the place and is not part of a longer name.
_SHORT_BEFORE = re.compile(r"(?:^|[^\u3400-\u9fff]|在|于|从|赴|到|由|来自|走进|与|和|及|今天|今日|全)$")
_SHORT_AFTER = re.compile(
    r"$|[^\u3400-\u9fff]|等|[两二三四五六七八九十]|举行|举办|召开|启动|开幕|开展|组织|将|市民|全[市区县省]|首[批届]|今年|今[天日]|的|与|和|及"
    r"|地区|落幕|闭幕|成立|发布|揭晓|表彰|推出|拉开|正式|各|质量月|质量品牌"
)


@dataclass(frozen=True, slots=True)
class Division:
    """A province, city, county or town: full name, level, GB/T 2260 code ("" for towns), code of its parent, short form.

    A town found by its ending alone has neither code nor parent.
    """

    name: str
    level: Level
    code: str = ""
    parent: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a stretch of text speaks from: places, widest first, and the enterprise or office it is about.

    `Scope(("上海市", "徐汇区"))` makes 区政府 the government of 徐汇区 and 市… a body of 上海市;
    `Scope(("上海市",), "光明乳业")` makes 公司 that enterprise.
    """

    places: tuple[str, ...] = ()
    organization: str = ""

    def place(self, marker: str) -> str:
        """The narrowest place that a relative marker means: 市, 区, 县, 省, 州, 镇…; "" where the scope has none."""
        for name in reversed(self.places):
            if name.endswith(marker) and not (marker == "区" and name.endswith("自治区")):
                return name
        if marker == "省":
            return next((p for p in self.places if p.endswith("自治区")), "")
        return ""


@cache
def _by_code() -> dict[str, Division]:
    rows = gazetteer("divisions")
    return {r["code"]: Division(r["name"], r["level"], r["code"], r["parent"], r["short"]) for r in rows}  # type: ignore[arg-type]


@cache
def _by_name() -> dict[str, tuple[Division, ...]]:
    """Full names and short forms to the divisions that bear them."""
    names: dict[str, list[Division]] = {}
    for division in _by_code().values():
        for name in {division.name, division.short} - {""}:
            names.setdefault(name, []).append(division)
    return {name: tuple(divisions) for name, divisions in names.items()}


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """First two characters of a name to the lengths of the names that begin so, longest first."""
    lengths: dict[str, set[int]] = {}
    for name in _by_name():
        lengths.setdefault(name[:2], set()).add(len(name))
    return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}


def may_begin(text: str, position: int) -> bool:
    """Whether the name of some division may begin at a position: a cheap test before an exact one."""
    return text[position : position + 2] in _lengths()


def ancestors(division: Division) -> tuple[Division, ...]:
    """The divisions above one, widest first."""
    above: list[Division] = []
    parent = _by_code().get(division.parent)
    while parent is not None:
        above.insert(0, parent)
        parent = _by_code().get(parent.parent)
    return tuple(above)


def chain(division: Division) -> tuple[str, ...]:
    """The names from the province down to the division itself.

    >>> chain(resolve_division("渭源县"))
    ('甘肃省', '定西市', '渭源县')
    """
    return (*(d.name for d in ancestors(division)), division.name)


def resolve_division(name: str, context_places: Iterable[str] = ()) -> Division | None:
    """The division that a name means beside other places; None where it is unknown or stays ambiguous.

    Among namesakes the one wins whose ancestors (or descendants) the context names most; then the one that still exists;
    then the one in a municipality (宝山区 without more is that of Shanghai).
    """
    candidates = _by_name().get(name, ())
    if len(candidates) < 2:
        return candidates[0] if candidates else _town(name)
    context = set(context_places)
    if any(c.name == name for c in candidates):
        candidates = tuple(c for c in candidates if c.name == name)

    def support(division: Division) -> tuple[int, int, int]:
        names = {n for d in (*ancestors(division), division) for n in (d.name, d.short)}
        below = any(division.code in {a.code for a in ancestors(d)} for p in context for d in _by_name().get(p, ()))
        return (len(names & context) + below, division.code in _current(), division.parent in _municipalities())

    ranked = sorted(candidates, key=support, reverse=True)
    return ranked[0] if support(ranked[0]) != support(ranked[1]) else None


@cache
def _current() -> frozenset[str]:
    return frozenset(r["code"] for r in gazetteer("divisions") if not r["until"])


@cache
def _municipalities() -> frozenset[str]:
    return frozenset(d.code for d in _by_code().values() if d.level == "province" and d.name.endswith("市"))


def _town(name: str) -> Division | None:
    return Division(name, "town", short=name) if _TOWN.fullmatch(name) else None


def find_divisions(text: str, context_places: Iterable[str] = ()) -> list[tuple[Span, Division]]:
    """The divisions named in a text, with the stretch that names each.

    Names that follow one another downwards are one mention of the lowest (苏州市吴江区 -> 吴江区). Short forms count where
    they stand as a word of their own (上海举行, 青浦、吴江、嘉善). Namesakes are told apart by the rest of the text and
    `context_places`; a mention that stays ambiguous is left out.
    """
    raw = _raw_mentions(text)
    context = {d.name for _, ds in raw if len(ds) == 1 for d in ds} | set(context_places)
    found: list[tuple[Span, Division]] = []
    for span, candidates in raw:
        last = found[-1] if found else None
        if last and last[0].end == span.start:
            below = [d for d in candidates if last[1].code in {a.code for a in ancestors(d)}]
            if below:
                found[-1] = (Span(last[0].start, span.end), below[0])
                continue
        surface = text[span.start : span.end]
        if surface in _GENERIC:
            continue
        division = candidates[0] if len(candidates) == 1 else resolve_division(surface, context)
        if division is not None:
            found.append((span, division))
    return found


def _raw_mentions(text: str) -> list[tuple[Span, tuple[Division, ...]]]:
    names, lengths = _by_name(), _lengths()
    mentions: list[tuple[Span, tuple[Division, ...]]] = []
    position = 0
    while position < len(text):
        for length in lengths.get(text[position : position + 2], ()):
            surface = text[position : position + length]
            candidates = names.get(surface, ())
            if candidates and len(surface) == length and _is_mention(text, position, surface, candidates, mentions):
                mentions.append((Span(position, position + length), candidates))
                position += length
                break
        else:
            position += 1
    return mentions


def _is_mention(
    text: str,
    start: int,
    surface: str,
    candidates: Sequence[Division],
    before: Sequence[tuple[Span, tuple[Division, ...]]],
) -> bool:
    if any(d.name == surface for d in candidates):
        if len(surface) == 2 and surface[0] in "和与及" and start and _CJK.match(text[start - 1]):
            return False  # 大队和县医院 is no 和县
        # 上海市区, 苏州市区: the town proper, not a 市区 of its own; 中山市场 would be 市场, not a 市
        return not text.startswith(("市场", "市民", "区域"), start + len(surface) - 1) or len(surface) > 3
    left, right = text[max(0, start - 2) : start], text[start + len(surface) :]
    behind_parent = bool(before) and before[-1][0].end == start
    return (behind_parent or bool(_SHORT_BEFORE.search(left))) and bool(_SHORT_AFTER.match(right))


def scope_of(heading: str, title: str, dateline: str, body: str, parent: Scope | None = None) -> Scope:
    """The scope of a section, from its heading, the title and dateline of its document, and its own text.

    A heading `X：…` speaks from X: a division (宝山区), a body of the parent's place (市住建委) or an enterprise
    (光明乳业). Without one the places are weighed: the title counts most, then the dateline, then the opening of the body.
    """
    inherited = parent.places if parent else ()
    topic = _topic(heading)
    if topic:
        divisions = find_divisions(topic, inherited)
        if len(divisions) == 1 and len(divisions[0][0]) == len(topic):
            return Scope(chain(divisions[0][1]), "")
        if len(divisions) > 1:
            return Scope(inherited or _common(divisions), "")
    weighed = () if parent and inherited else _weigh(((title, 4.0), (dateline, 2.0), (heading, 4.0), (body[:120], 1.0), (body, 0.4)))
    places = inherited or weighed
    organization = _enterprise(topic, heading or title, dateline, body)
    convener = _CONVENER.search(body[:100]) if not places and not organization else None
    return Scope(places, organization or (_DATE_LEAD.sub("", convener[1]) if convener else ""))


def _topic(heading: str) -> str:
    match = re.match(r"\s*([^：:]{2,16})[：:]", heading)
    return match[1].strip() if match else ""


def _common(divisions: Sequence[tuple[Span, Division]]) -> tuple[str, ...]:
    chains = [chain(d) for _, d in divisions]
    shared = [names[0] for names in zip(*chains, strict=False) if len(set(names)) == 1]
    return tuple(shared)


def _weigh(texts: Iterable[tuple[str, float]]) -> tuple[str, ...]:
    """The chain of the place that the texts speak of most; a place lends its weight to those below it."""
    parts = [(part, weight) for part, weight in texts if part]
    if any(re.search(r"全国|国务院", part) and not find_divisions(part) for part, weight in parts if weight >= 4):
        return ()
    context = {d.name for part, _ in parts for _, d in find_divisions(part)}
    own: dict[str, float] = {}
    for part, weight in parts:
        for span, division in find_divisions(part, context):
            venue = part[max(0, span.start - 1) : span.start] in {"在", "于", "赴", "到"}
            own[division.code] = own.get(division.code, 0.0) + weight * (0.3 if venue else 1.0)
    if not own:
        return ()
    total = {code: own[code] + sum(own.get(a.code, 0.0) for a in ancestors(_by_code()[code])) for code in own}
    best = max(own, key=lambda code: (own[code] >= 1.0, own[code] + 0.5 * (total[code] - own[code]), -int(code)))
    return chain(_by_code()[best])


#: What an enterprise ends in; a heading topic that is no place and no office needs no ending.
_ENTERPRISE_END = r"(?:集团(?:股份)?(?:有限)?(?:责任)?(?:公司)?|(?:\([^()]{2,6}\)|（[^（）]{2,6}）)?[^，。、：；\s“”]{0,8}?(?:有限(?:责任)?公司|公司)|汽车|银行)"
_ENTERPRISE = re.compile(
    r"^([\u4e00-\u9fffA-Za-z0-9()（）]{2,20}?(?:集团|公司|股份|银行|[^法]院|厂|大学|项目部))(?=[“”：:，\s\d]|启动|举行|举办|召开|开展|部署|组织)"
)
_CONVENER = re.compile(
    r"(?:^|[，。、\s])([\u4e00-\u9fffA-Za-z0-9()（）]{2,24}?(?:有限公司|集团|公司))(?=[\u4e00-\u9fff\d“”]{0,12}?(?:召开|举行|举办|启动|开展))"
)
_DATE_LEAD = re.compile(r"^.*(?:上午|下午|日|近日|当天|，)")

_SOURCE = re.compile(r"来源[：:]\s*([^\s，。　|]{2,24})")
_OFFICE = re.compile(r"讯|电$|综合|本[网刊报]|记者|◆|(?:局|委|委员会|厅|政府|办|办公室|院|署|网|报|社|协会|频道|台|客户端|[省市区县])$")


def _enterprise(topic: str, title: str, dateline: str, body: str) -> str:
    """The enterprise or office that a section is about, in the fullest form its text gives; "" where it is a place's."""
    source = _SOURCE.search(dateline) or re.fullmatch(r"\s*([^\s，。：:　|]{2,24})\s*", dateline)
    opening = _ENTERPRISE.match(title)
    candidates = [topic, opening[1] if opening else "", source[1] if source else ""]
    for candidate in candidates:
        if not candidate or (candidate != topic and _OFFICE.search(candidate)):
            continue
        if candidate == topic and re.search(r"[，“”《]", candidate) or re.match(r"我|本|全|各|公司$|集团$", candidate):
            continue
        if candidate == topic and topic not in body and not _branch(topic, body):
            continue
        fuller = re.search(re.escape(candidate) + _ENTERPRISE_END, body)
        return fuller[0] if fuller else _branch(candidate, body) or candidate
    return ""


def _branch(name: str, body: str) -> str:
    """The legal form that the body gives for a branch: 某局上海公司 -> 某局(上海)有限公司; "" where it gives none."""
    for length in (2, 3):
        match = re.fullmatch(rf"(.{{2,10}})([\u4e00-\u9fff]{{{length}}})分?公司", name)
        if match:
            form = rf"{re.escape(match[1])}[（(]{match[2]}[)）](?:集团)?(?:股份)?有限(?:责任)?公司"
            found = re.search(form, body)
            if found:
                return found[0]
    return ""
