"""The readable, stable key of an entity: its name, and what tells it apart from its namesakes.

Never a transliteration (卢鉴 and 陆健 would become one); the same on every machine and in every order of input.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.extract.divisions import ancestors, find_divisions, resolve_division
from kg.extract.patterns import pattern

_MAX_KEY = 80


def slug(name: str) -> str:
    """Letters, digits and Han characters of a name (NFKC), so that the key is a valid local name of Turtle and SPARQL."""
    folded = unicodedata.normalize("NFKC", name)
    kept = "".join(c for c in folded if unicodedata.category(c)[0] in "LN")
    return kept[:_MAX_KEY] or "x"


def join(*parts: str) -> str:
    """A key of several parts, those empty or already contained in the first left out."""
    first = slug(parts[0])
    rest = [slug(p) for p in parts[1:] if p and slug(p) not in first]
    return "_".join([first, *dict.fromkeys(rest)])


def region(places: tuple[str, ...]) -> str:
    """The place that tells namesakes apart: the municipality, else the prefecture, else the widest place known."""
    if not places:
        return ""
    if places[0].endswith("市"):
        return places[0]
    return places[1] if len(places) > 1 else places[0]


def region_of_name(name: str, places: tuple[str, ...]) -> str:
    """The region that an organization's name opens with, or ""."""
    for span, division in find_divisions(name, places):
        if span.start <= 2:
            return region(tuple(d.name for d in (*ancestors(division), division)))
    return ""


@lru_cache(maxsize=1 << 14)
def qualified(name: str, places: tuple[str, ...]) -> str:
    """The key of a body by its name, with the places above a division in front of it that has namesakes.

    >>> qualified("青浦区人民政府", ("上海市", "青浦区")), qualified("鼓楼区人民政府", ("江苏省", "南京市", "鼓楼区"))
    ('青浦区人民政府', '江苏省南京市鼓楼区人民政府')
    """
    for span, division in find_divisions(name, places)[:1]:
        surface = name[span.start : span.end]
        usual = resolve_division(surface) if surface == division.name else division
        if span.start == 0 and division.code and usual != division:
            return slug("".join(d.name for d in ancestors(division)) + name)
    return slug(name)


def has_year(name: str) -> bool:
    """Whether a name carries a year."""
    return bool(re.search(r"\d{4}年", name))


def has_edition(name: str) -> bool:
    """Whether a name carries the number of its edition."""
    return bool(pattern("resolve", "edition").search(name))
