"""When two names, texts, dates or numbers of order are the same, and how alike two names are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from functools import cache, lru_cache

from kg.evaluate.vocabulary import vocabulary

Weight = Callable[[str], float]

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
#: Punctuation, separators, symbols and control characters, by the first letter of their Unicode category.
_SILENT = frozenset("PZSC")


@lru_cache(maxsize=1 << 16)
def normalise(name: str) -> str:
    """The form in which names are compared.

    Compatibility forms, capitals and traditional characters are folded; white space, punctuation and symbols are
    dropped; forms of one office are read as one, and the city before its district is left out.
    """
    words = vocabulary()
    plain = fold(name)
    for form, full in words.same_words.items():
        plain = plain.replace(form, full)
    for city in words.understood_cities:
        plain = re.sub(rf"^{city}(?=[\u4e00-\u9fff]{{2,3}}区)", "", plain)
    return plain


def fold(text: str) -> str:
    """A text in small simplified letters without white space, punctuation and symbols."""
    letters = unicodedata.normalize("NFKC", text).lower()
    return "".join(simplified(c) for c in letters if unicodedata.category(c)[0] not in _SILENT)


@lru_cache(maxsize=1 << 14)
def simplified(character: str) -> str:
    """The simplified form of one character, by itself: phrases do not decide, so that equal characters stay equal."""
    if character.isascii():
        return character
    known = vocabulary().simplified.get(character)
    if known:
        return known
    found: str = _converter()(character)
    return found if len(found) == 1 else character


@cache
def _converter() -> Callable[[str], str]:
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


@lru_cache(maxsize=1 << 16)
def pairs(name: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a name, normalised; the name itself where it is shorter than two."""
    plain = normalise(name)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1)) if len(plain) > 1 else frozenset({plain})


def dice(left: Collection[str], right: Collection[str], weight: Weight | None = None) -> float:
    """The Dice coefficient of two sets, 0 to 1; `weight` says how much a member counts."""
    left, right = set(left), set(right)
    if weight is None:
        return 2.0 * len(left & right) / (len(left) + len(right)) if left or right else 0.0
    # Sorted, because the order of a set is another in each run and rounding would follow it.
    total = sum(map(weight, sorted(left))) + sum(map(weight, sorted(right)))
    return 2.0 * sum(map(weight, sorted(left & right))) / total if total else 0.0


def likeness(left: str, right: str) -> float:
    """How alike two texts are, 0 to 1."""
    return 1.0 if normalise(left) == normalise(right) else dice(pairs(left), pairs(right))


def has_han(text: str) -> bool:
    """Whether a text has a Chinese character."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def ordinal(text: str) -> int | None:
    """The number of an edition: 第二届, 第2批, 首批, 2nd are 2, 2, 1, 2; None where there is none."""
    plain = unicodedata.normalize("NFKC", text)
    if figures := re.search(r"\d+", plain):
        return int(figures[0])
    if "首" in plain:
        return 1
    numeral = re.search(r"[一二三四五六七八九十]+", plain)
    if not numeral:
        return None
    tens, ten, ones = numeral[0].partition("十")
    if not ten:
        return _DIGITS[numeral[0][0]]
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def iso_date(text: str) -> str:
    """A date as gold writes it: ISO 8601, `--MM-DD` and `---DD` where a part is missing, `A/B` for a span.

    >>> iso_date("2020年9月4日"), iso_date("9月26日"), iso_date("2018-07-19/2018-07-31")
    ('2020-09-04', '--09-26', '2018-07-19/2018-07-31')
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if "/" in plain:
        return "/".join(map(iso_date, plain.split("/")))
    if found := re.fullmatch(r"(\d{4})年(?:(\d{1,2})月)?(?:(\d{1,2})[日号])?", plain):
        return "-".join(part.zfill(2) for part in found.groups() if part)
    if found := re.fullmatch(r"(\d{1,2})月(\d{1,2})[日号]", plain):
        return f"--{found[1].zfill(2)}-{found[2].zfill(2)}"
    if found := re.fullmatch(r"(\d{1,2})[日号]", plain):
        return f"---{found[1].zfill(2)}"
    return plain.partition("T")[0]


def day_part(text: str) -> str:
    """AM, PM or EVENING for a form of it; another text in small letters."""
    plain = text.strip().lower()
    return vocabulary().parts_of_day.name_of.get(plain, plain)


def event_type(text: str) -> str:
    """The name of a type of event in the closed list; of Chinese forms the longest that the text ends in decides."""
    types = vocabulary().event_types
    plain = text.strip().lower()
    name = plain.replace(" ", "_")
    if name in types.names:
        return name
    fitting = [
        (len(form), kind) for form, kind in _event_forms() if plain == form or (has_han(form) and plain.endswith(form))
    ]
    return max(fitting)[1] if fitting else name


@cache
def _event_forms() -> tuple[tuple[str, str], ...]:
    names = vocabulary().event_types.names
    return tuple((form, kind) for kind, forms in names.items() for form in forms)
