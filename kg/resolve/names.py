"""Normal forms of names across reports: the division in front by its code, forms of bodies written out, legal forms off.

`normal_name` of `kg.extract.text` is the form without quotation marks and brackets; here are the forms in which names of
several reports are compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.extract.divisions import find_divisions, resolve_division
from kg.extract.naming import kind_of
from kg.extract.patterns import pattern, words
from kg.extract.text import normal_name
from kg.resources import gazetteer

_LEAST_ALIAS = 3  # characters; a shorter form is a common word sooner or later
_LEAST_STEM = 4
_CACHE = 1 << 16
_PARTIES = ("中共", "共青团", "民革", "民盟")  # what stands before the place: 中共青山区委

#: Kinds of bodies whose people are officials.
OFFICIAL = frozenset({"government", "leading_group", "leading_group_office", "party", "town_government"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A name taken apart: the code of the division that it opens with, and the rest in its normal form.

    The code is "" for a name without a division in front, "?鼓楼区" where several divisions bear the name.
    """

    code: str
    rest: str

    @property
    def is_placed(self) -> bool:
        """Whether the name says which division it belongs to."""
        return self.code.isdigit()

    @property
    def key(self) -> str:
        """The two in one text."""
        return f"{self.code}/{self.rest}"


@lru_cache(maxsize=_CACHE)
def plain(name: str) -> str:
    """A name without compatibility forms, spaces, quotation marks, brackets and dashes; Latin letters as capitals."""
    return normal_name(unicodedata.normalize("NFKC", name)).upper()


@lru_cache(maxsize=_CACHE)
def placed(name: str, context: tuple[str, ...] = ()) -> Placed:
    """A name without the divisions that it opens with, and the code of the lowest of them.

    `context` are names of divisions that tell namesakes apart (鼓楼区 beside 福州市).

    >>> placed("上海市闵行区市场监管局") == placed("闵行区市场监督管理局")
    True
    >>> placed("莲花镇人民政府").code
    ''
    """
    text = plain(name)
    lead = next((word for word in _PARTIES if text.startswith(word)), "")
    text = text[len(lead) :]
    for span, division in find_divisions(text, context):
        if span.start == 0 and division.code:
            return Placed(division.code, lead + written_out(text[span.end :]))
        break
    namesake = next((text[:n] for n in range(8, 1, -1) if text[:n] in _namesakes()), "")
    if namesake:
        return Placed(f"?{namesake}", lead + written_out(text[len(namesake) :]))
    return Placed("", lead + written_out(text))


@cache
def _namesakes() -> frozenset[str]:
    """Full names that several divisions bear, and that alone mean none of them."""
    names = Counter(row["name"] for row in gazetteer("divisions"))
    return frozenset(n for n, count in names.items() if count > 1 and not getattr(resolve_division(n), "code", ""))


@lru_cache(maxsize=_CACHE)
def written_out(rest: str) -> str:
    """The part of a body's name behind its place, in the official form: 市场监管局质量处 -> 市场监督管理局质量处."""
    forms = _official()
    for length in range(min(len(rest), 16), 1, -1):
        official = forms.get(rest[:length])
        if official and not rest.startswith(official):
            return official + rest[length:]
        if rest[:length] in _bodies():
            return rest
    return rest


@cache
def _official() -> dict[str, str]:
    return {r["form"]: r["official"] for r in gazetteer("organization_short_forms") if r["official"]}


@cache
def _bodies() -> frozenset[str]:
    return frozenset(r["form"] for r in gazetteer("organization_short_forms"))


def is_body(name: Placed) -> bool:
    """Whether a name is that of a body of government, party or the like, that every place has one of."""
    return any(name.rest[:n] in _bodies() for n in range(2, min(len(name.rest), 16) + 1))


@lru_cache(maxsize=_CACHE)
def kind(name: str) -> str:
    """The kind of an organization by its name: "official", "enterprise", or "" for all others."""
    found = kind_of(plain(name))
    if found in OFFICIAL:
        return "official"
    return "enterprise" if found == "enterprise" else ""


@lru_cache(maxsize=_CACHE)
def core(name: str) -> tuple[str, str]:
    """An enterprise's name without its legal form, and that form ("" for a name without one)."""
    text = plain(name)
    match = pattern("identity", "legal_form").search(text)
    if not match:
        return text, ""
    return text[: match.start()], "股份有限公司" if "股份" in match[0] else "有限公司"


@lru_cache(maxsize=_CACHE)
def stem(name: str) -> str:
    """An enterprise's name without legal form, place, group and branch.

    >>> stem("上海远山乳业集团有限公司"), stem("远山乳业有限公司常州分公司")
    ('远山乳业', '远山乳业')
    """
    text = placed(name).rest
    lead = next((k for k in (3, 2) if len(text) - k >= _LEAST_STEM and text[:k] in _short_divisions()), 0)
    text, before = text[lead:], ""
    while text != before:
        before, (text, _) = text, core(text)
        match = pattern("identity", "relation_form").search(text)
        if match and match.start() >= _LEAST_ALIAS:
            text = text[: match.start()]
            tail = next((k for k in (3, 2) if len(text) - k >= _LEAST_STEM and text[-k:] in _short_divisions()), 0)
            text = text[: len(text) - tail]
    return text


@cache
def _short_divisions() -> frozenset[str]:
    """Provinces and cities as the names of enterprises open with them (上海, 常州, 内蒙古)."""
    rows = [r for r in gazetteer("divisions") if r["code"].endswith("00")]
    return frozenset({r["short"] for r in rows} | {r["name"].removesuffix("市").removesuffix("省") for r in rows}) - {
        ""
    }


@cache
def known_names() -> dict[str, tuple[str, str]]:
    """Short and former names that are known everywhere, in their plain form, to the name of today and the kind."""
    rows = gazetteer("organization_names")
    return {plain(r["name"]): (r["current"], r["kind"]) for r in rows}


def may_be_alias(name: str) -> bool:
    """Whether another name that a report gives stands for the thing outside that report as well."""
    text = plain(name)
    if pattern("identity", "no_alias").search(text) or len(text) < _LEAST_ALIAS or is_common(text):
        return False
    split = placed(text)
    return bool(split.rest) and not (not split.is_placed and is_body(split) and not is_national(text))


def is_national(name: str) -> bool:
    """Whether a name is that of a body of the whole country."""
    return bool(pattern("identity", "national").search(plain(name)))


@cache
def _common() -> frozenset[str]:
    return frozenset(words("identity", "common_names"))


def is_common(name: str) -> bool:
    """Whether things of many places bear this name."""
    return plain(name) in _common()


@lru_cache(maxsize=_CACHE)
def line_of_work(rest: str) -> str:
    """The line that a body belongs to by its name behind the place, "" where `work_lines.tsv` knows none.

    >>> line_of_work("质量技术监督局") == line_of_work("市场监督管理局")
    True
    """
    found = [row for row in gazetteer("work_lines") if row["word"] in rest]
    return max(found, key=lambda row: (len(row["word"]), row["word"]))["line"] if found else ""


@cache
def _division_names() -> dict[str, tuple[str, str]]:
    return {r["code"]: (r["name"], r["parent"]) for r in gazetteer("divisions")}


def division_name(code: str) -> str:
    """The name of a division with its province or city in front, for a reader: 上海市徐汇区; "" for an unknown code."""
    name, parent = _division_names().get(code, ("", ""))
    above = _division_names().get(parent, ("", ""))[0] if name else ""
    return above + name


def shown(key: str) -> str:
    """The key of a placed name as a reader writes it: 310104/中共委 is 中共上海市徐汇区委."""
    code, _, rest = key.partition("/")
    lead = next((word for word in _PARTIES if rest.startswith(word)), "") if code else ""
    return lead + division_name(code) + rest[len(lead) :]


def short_division_name(code: str) -> str:
    """The name of a division alone."""
    return _division_names().get(code, ("", ""))[0]


def is_county(code: str) -> bool:
    """Whether a code is that of a county or district."""
    return len(code) == 6 and not code.endswith("00")


@cache
def city_of(code: str) -> str:
    """The code of the city that a division is or lies in; of a municipality its own; "" for a province and no code."""
    if not code:
        return ""
    _, parent = _division_names().get(code, ("", ""))
    if is_county(code):
        return parent or code[:4] + "00"
    is_municipality = code.endswith("0000") and _division_names().get(code, ("", ""))[0].endswith("市")
    return "" if code.endswith("0000") and not is_municipality else code


def province_of(code: str) -> str:
    """The code of the province of a division."""
    return code[:2] + "0000" if code else ""


def years(name: str) -> tuple[str, ...]:
    """The years in a name."""
    return tuple(m["year"] for m in pattern("identity", "year").finditer(unicodedata.normalize("NFKC", name)))


def without_years(name: str) -> str:
    """A name without its years."""
    return pattern("identity", "year").sub("", name)


def edition(name: str) -> str:
    """The edition in a name: 第二届, 第1批; "" for none."""
    match = pattern("identity", "edition").search(unicodedata.normalize("NFKC", name))
    return f"第{match['number'] or '一'}{match['unit']}" if match else ""


def without_edition(name: str) -> str:
    """A name without the edition that it opens with: 第七届青山区质量奖 -> 青山区质量奖."""
    match = pattern("identity", "edition").match(name)
    return name[match.end() :] if match else name


@lru_cache(maxsize=_CACHE)
def own_words(name: str, vocabulary: str) -> str:
    """What is left of a name without the words of a list of `identity.toml`."""
    return re.sub("|".join(map(re.escape, words("identity", vocabulary))), "", name)


def phrases(name: str) -> tuple[str, ...]:
    """The phrases in quotation marks, each with its marks."""
    return tuple(m[0] for m in pattern("identity", "quoted").finditer(name))
