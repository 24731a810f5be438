"""Administrative divisions: finding them, telling namesakes apart, and the place a section speaks from.

Names and codes are those of GB/T 2260 (`data/gazetteers/divisions.tsv`); towns and streets are found by their endings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from kg.extract.patterns import pattern
from kg.model import Span
from kg.resources import gazetteer, patterns

Level = Literal["province", "city", "county", "town"]
_LEVELS: tuple[Level, ...] = ("province", "city", "county", "town")

_CJK = "[\u3400-\u9fff]"
_TOWN = re.compile(r"[\u4e00-\u9fff]{1,4}?(?:街道(?!办)|街道办事处|镇|乡)")
_LONGEST_NAME = 6  # characters of a division in which a word that bounds names may stand


@dataclass(frozen=True, slots=True)
class Division:
    """A province, city, county or town: full name, level, GB/T 2260 code, code of its parent, short form.

    A town is found by its ending alone and has neither code nor parent.
    """

    name: str
    level: Level
    code: str = ""
    parent: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a stretch of text speaks from: places, widest first, the enterprise or office it is about, the group above it.

    `Scope(("上海市", "徐汇区"))` makes 区政府 the government of 徐汇区 and 市… a body of 上海市;
    `Scope(("上海市",), "远山乳业")` makes 公司 that enterprise. `nearby` are places below these that the text names: 县委
    in the report of a city is that of the one county that it names.
    """

    places: tuple[str, ...] = ()
    organization: str = ""
    group: str = ""
    nearby: tuple[str, ...] = ()

    def place(self, marker: str) -> str:
        """The narrowest place that a relative marker means: 市, 区, 自治州, 省, 镇…; "" where the scope has none.

        省 and, in a report of the region itself, 区 may mean an autonomous region.
        """
        for name in reversed(self.places):
            if name.endswith(marker) and not (marker == "区" and name.endswith("自治区")):
                return name
        below = {name for name in self.nearby if name.endswith(marker)}
        if len(below) == 1:
            return below.pop()
        if marker == "省" or (marker == "区" and len(self.places) == 1):
            return next((p for p in self.places if p.endswith("自治区")), "")
        return ""


@cache
def _by_code() -> dict[str, Division]:
    rows = gazetteer("divisions")
    return {r["code"]: Division(r["name"], _level(r["level"]), r["code"], r["parent"], r["short"]) for r in rows}


def _level(name: str) -> Level:
    return next(level for level in _LEVELS if level == name)


@cache
def _by_name() -> dict[str, tuple[Division, ...]]:
    """Full names, those without the peoples in them, and short forms to the divisions that bear them."""
    names: dict[str, list[Division]] = {}
    for division in _by_code().values():
        for name in {division.name, without_peoples(division), division.short} - {""}:
            names.setdefault(name, []).append(division)
    return {name: tuple(divisions) for name, divisions in names.items()}


@cache
def without_peoples(division: Division) -> str:
    """The name of an autonomous division as it is mostly written, 海西州 for 海西蒙古族藏族自治州; "" for any other."""
    match = pattern("scopes", "autonomous").fullmatch(division.name)
    return match["stem"] + match["kind"] if match else ""


def full_names(division: Division) -> tuple[str, ...]:
    """The names of a division that are no short forms: its own, and that of an autonomous one without the peoples."""
    return tuple({division.name, without_peoples(division) or division.name})


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


def is_in_name(text: str, start: int, end: int) -> bool:
    """Whether the name of some division covers the stretch [start, end): 自 in 自贡市."""
    names, lengths = _by_name(), _lengths()
    for begin in range(max(0, end - _LONGEST_NAME), start + 1):
        for length in lengths.get(text[begin : begin + 2], ()):
            if begin + length >= end and length > end - start and text[begin : begin + length] in names:
                return True
    return False


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

    Among namesakes the one wins whose ancestors (or descendants) the context names most; then the one that still
    exists; then the one in a municipality (宝山区 without more is that of Shanghai). One that the context gives by its
    name alone keeps the name alone.
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
    if support(ranked[0]) != support(ranked[1]):
        return ranked[0]
    return Division(name, candidates[0].level, short=candidates[0].short) if name in context else None


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

    Names that follow one another downwards are one mention of the lowest (苏州市吴江区 -> 吴江区). Short forms count
    where they stand as a word of their own (上海举行, 青浦、吴江、嘉善). Namesakes are told apart by the rest of the
    text and `context_places`; a mention that stays ambiguous is left out.
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
        if surface in patterns("scopes")["generic_divisions"].split():
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
    if any(surface in full_names(d) for d in candidates):
        if len(surface) == 2 and surface[0] in "和与及" and start and re.match(_CJK, text[start - 1]):
            return False  # 大队和县医院 is no 和县
        # 上海市区, 苏州市区: the town proper, not a 市区 of its own; 中山市场 would be 市场, not a 市
        return not text.startswith(("市场", "市民", "区域"), start + len(surface) - 1) or len(surface) > 3
    behind_parent = bool(before) and before[-1][0].end == start
    leads = behind_parent or bool(_short_context()[0].search(text[max(0, start - 2) : start]))
    end = start + len(surface)
    return leads and (bool(_short_context()[1].match(text, end)) or _leads_down(text, end, candidates))


def _leads_down(text: str, end: int, above: Sequence[Division]) -> bool:
    """Whether the name of a place below stands right behind a short form: 苏州 in 苏州吴江."""
    codes = {d.code for d in above}
    names = (text[end : end + n] for n in _lengths().get(text[end : end + 2], ()))
    return any(d.parent in codes for name in names for d in _by_name().get(name, ()))


@cache
def _short_context() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand before and behind a short form that means the place and is not part of a longer name."""
    table = patterns("scopes")
    leaders, followers = ("|".join(table[key].split()) for key in ("short_leaders", "short_followers"))
    return re.compile(f"(?:^|[^\u3400-\u9fff]|{leaders})$"), re.compile(f"$|[^\u3400-\u9fff]|{followers}")


def with_nearby(scope: Scope, text: str) -> Scope:
    """The scope with the counties below its narrowest place that a text names in full."""
    found = {d for _, d in find_divisions(text, scope.places) if d.level == "county" and d.name in text}
    below = {d.name for d in found if scope.places and scope.places[-1] in {a.name for a in ancestors(d)}}
    return replace(scope, nearby=tuple(sorted(below)))


def scope_of(heading: str, title: str, dateline: str, body: str, parent: Scope | None = None) -> Scope:
    """The scope of a section, from its heading, the title and dateline of its document, and its own text.

    A heading `X：…` speaks from X: a division (宝山区), a body of the parent's place (市住建委) or an enterprise.
    Without one the places are weighed: the title counts most, then the dateline, then the opening of the body.
    """
    inherited = parent.places if parent else ()
    topic = _topic(heading)
    if pair := _downwards(topic):
        return Scope(chain(pair), "")
    divisions = find_divisions(topic, inherited) if topic else []
    if len(divisions) == 1 and len(divisions[0][0]) == len(topic):
        return Scope(chain(divisions[0][1]), "")
    if len(divisions) > 1:
        return Scope(inherited or _common(divisions), "")
    parts = ((title, 4.0), (dateline, 2.0), (heading, 4.0), (body[:120], 1.0), (body, 0.4))
    places = inherited or _weigh(parts)
    organization = _enterprise(topic, heading or title, dateline, body)
    if not places and not organization:
        organization = _convener(body)
    return Scope(places, organization)


def _convener(body: str) -> str:
    """The enterprise that convenes, as the opening of a body tells it."""
    match = re.search(patterns("scopes")["convener"], body[:100])
    return re.sub(patterns("scopes")["convener_lead"], "", match[1]) if match else ""


def _topic(heading: str) -> str:
    match = re.match(r"\s*([^：:]{2,16})[：:]", heading)
    return match[1].strip() if match else ""


def _downwards(topic: str) -> Division | None:
    """The lower one of two places that make up a topic without the words for their kinds (松原扶余)."""
    names = _by_name()
    for cut in range(2, len(topic) - 1):
        for below in names.get(topic[cut:], ()):
            if any(topic[:cut] in (above.name, above.short) for above in ancestors(below)):
                return below
    return None


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
            if not division.code:
                continue
            surface = part[span.start : span.end]
            doubtful = surface == division.short and not any(division.name in text for text, _ in parts)
            factor = (0.3 if venue else 1.0) * (0.2 if doubtful and division.level == "county" else 1.0)
            own[division.code] = own.get(division.code, 0.0) + weight * factor
    if not own:
        return _namesake(parts[0][0]) if parts else ()
    total = {code: own[code] + sum(own.get(a.code, 0.0) for a in ancestors(_by_code()[code])) for code in own}
    best = max(own, key=lambda code: (own[code] >= 1.0, own[code] + 0.5 * (total[code] - own[code]), -int(code)))
    return chain(_by_code()[best])


def _namesake(title: str) -> tuple[str, ...]:
    """The division that a title opens with, by its name alone, where it has namesakes and nothing tells them apart."""
    raw = _raw_mentions(title)
    opening = raw[0] if raw and raw[0][0].start == 0 else None
    return (opening[1][0].name,) if opening and opening[1][0].name == title[: opening[0].end] else ()


def _enterprise(topic: str, title: str, dateline: str, body: str) -> str:
    """The enterprise or office that a section is about, in the fullest form its text gives; "" for a place's."""
    table = patterns("scopes")
    source = re.search(r"来源[：:]\s*([^\s，。　|]{2,24})", dateline)
    source = source or re.fullmatch(r"\s*([^\s，。：:　|]{2,24})\s*", dateline)
    opening = re.match(table["opening"], title)
    if topic and not re.search(r"[，“”《]", topic) and (topic in body or _branch(topic, body)):
        return _fuller(topic, body)
    for candidate in (opening[1] if opening else "", source[1] if source else ""):
        generic = re.match(r"我|本|全|各|公司$|集团$", candidate) or re.search(table["not_enterprise"], candidate)
        if candidate and not generic:
            return _fuller(candidate, body)
    return ""


def _fuller(name: str, body: str) -> str:
    """The fullest form of an enterprise's name that the body gives."""
    fuller = re.search(f"{re.escape(name)}(?:{'|'.join(patterns('scopes')['fuller'])})", body)
    return fuller[0] if fuller else _branch(name, body) or name


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
