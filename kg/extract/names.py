"""Personal names: where one may begin, and where the genre lets it end."""

from __future__ import annotations

import re
from functools import cache

from kg.extract.divisions import resolve_division
from kg.extract.naming import body_at, words
from kg.extract.titles import title_pattern
from kg.resources import gazetteer, patterns

_CJK = "[\u3400-\u9fff]"
_SPACED = re.compile(f"{_CJK}[ \u3000]{{1,2}}{_CJK}(?![ \u3000]{_CJK})")
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8})+")


def name_at(text: str, start: int) -> tuple[int, int] | None:
    """The bounds of a personal name that begins at a position behind a title or another name, or None.

    A name opens with a family name and has one or two further characters (阿·乙 any number), or is written in the
    characters that stand for the sounds of other languages; what follows must be no Chinese character, a word of
    `people.toml: followers`, or a title.
    """
    foreign = _FOREIGN.match(text, start)
    if foreign and (end := _foreign_end(text, start, foreign.end())):
        return start, end
    if body_at(text, start) is not None:
        return None
    if sounded := _sounded_end(text, start):
        return start, sounded
    if (spaced := _SPACED.match(text, start)) and surname_at(text, start) == 1 and is_bounded(text, spaced.end()):
        return start, spaced.end()
    ends = _by_surname(text, start) or _by_rare_surname(text, start) or _by_post_surname(text, start)
    if not ends:
        return None
    short = ends[-1]
    return start, short if len(ends) == 2 and _ends_sooner(text, short) else ends[0]


def _by_surname(text: str, start: int) -> list[int]:
    surname = surname_at(text, start)
    ends = _ends(text, start, surname) if surname else []
    return _ends(text, start, 1) if not ends and surname == 2 and text[start] in _surnames() else ends


def _by_rare_surname(text: str, start: int) -> list[int]:
    """Ends of a name with a family name that mostly opens another word: none where such a word stands there."""
    length = next((n for n in (2, 1) if text[start : start + n] in _rare_surnames()), 0)
    if not length or opens_word(text, start):
        return []
    return [e for e in _ends(text, start, length) if text[e - 1] not in patterns("people")["not_last_of_rare"]]


def needs_post(text: str, start: int) -> bool:
    """Whether a family name stands here that is mostly a word (和, 要), and needs a post with its body before it."""
    return text[start : start + 1] in _post_surnames() and text[start : start + 2] not in _surnames()


def _by_post_surname(text: str, start: int) -> list[int]:
    """The end of a name of three characters with such a family name, where a verb or punctuation follows."""
    end = start + 3
    if not needs_post(text, start) or opens_word(text, start) or not _may_be_name(text, start, 1, end):
        return []
    follower = _followers().match(text, end)
    closed = text[end : end + 1] in {"", "，", "、", "。", "；", "（"} or (follower and len(follower[0]) > 1)
    word = text[start + 1 : end] in patterns("people")["not_given"].split()
    return [end] if closed and not word and text[end - 1] not in patterns("people")["not_last_of_rare"] else []


def opens_word(text: str, start: int) -> bool:
    """Whether a word of the genre, a boundary or a title stands at a position, and so no name."""
    follower = _followers().match(text, start)
    boundary = any(text[start : start + n] in words("boundaries") for n in (2, 3))
    return bool((follower and len(follower[0]) > 1) or boundary or title_pattern().match(text, start))


def _sounded_end(text: str, start: int) -> int:
    """Where a name ends that is written by its sounds (娜仁某某, 某某次仁), four characters or more; 0 for none."""
    run = _sounds().match(text, start)
    for end in range(run.end() if run else 0, start + 3, -1):
        telling = sum(character in patterns("people")["telling_sounds"] for character in text[start:end])
        telling += 2 * sum(text.count(word, start, end) for word in patterns("people")["sound_words"].split())
        if telling >= 2 and is_bounded(text, end) and resolve_division(text[start:end]) is None:
            return end
    return 0


@cache
def _sounds() -> re.Pattern[str]:
    table = patterns("people")
    words = "|".join(table["sound_words"].split())
    return re.compile(f"(?:{words}|[{''.join((table['telling_sounds'] + table['sounds']).split())}]){{2,9}}")


def name_before(text: str, end: int) -> tuple[int, int] | None:
    """A name that ends where a title begins (唐某某会长), and that nothing but a boundary goes before."""
    for length in (4, 3, 2):
        start = end - length
        if start < 0:
            continue
        surname = surname_at(text, start) if length > 2 else int(text[start] in _surnames())
        opens = start == 0 or not re.match(_CJK, text[start - 1]) or text[start - 1] in "和与由"
        if surname and length - surname in (1, 2) and opens and _may_be_name(text, start, surname, end):
            return start, end
    return None


def is_whole_name(name: str) -> bool:
    """Whether a stretch is a name on its own: a frequent family name and a given name, or a name written by its sounds."""
    if _sounded_end(name, 0) == len(name):
        return True
    surname = surname_at(name, 0)
    usual = surname and len(name) - surname in (1, 2) and not opens_word(name, 0) and body_at(name, 0) is None
    last = name[-1:] in patterns("people")["not_last_of_rare"]
    return bool(usual and not last and _may_be_name(name, 0, surname, len(name)))


def name_ending(text: str, end: int, bare: bool = True) -> tuple[int, int] | None:
    """The longest name that ends at a position; with `bare`, behind nothing but punctuation or a start."""
    for length in (4, 3, 2):
        start = end - length
        if start >= 0 and is_whole_name(text[start:end]) and not (bare and start and re.match(_CJK, text[start - 1])):
            return start, end
    return None


def surname_at(text: str, start: int) -> int:
    """The length of the family name at a position, 0 where there is none."""
    if text[start : start + 2] in _surnames():
        return 2
    return int(text[start : start + 1] in _surnames())


def is_bounded(text: str, end: int) -> bool:
    """Whether a name may end here."""
    if end >= len(text) or not re.match(_CJK, text[end]):
        return True
    return bool(_followers().match(text, end) or title_pattern().match(text, end))


def _ends(text: str, start: int, surname: int) -> list[int]:
    """Where a name with two or one further characters may end, the longer one first."""
    candidates = (start + surname + given for given in (2, 1))
    return [end for end in candidates if _may_be_name(text, start, surname, end) and is_bounded(text, end)]


def _ends_sooner(text: str, end: int) -> bool:
    """Of two possible ends, whether the first is meant: 王某等出席, 沙某为“十佳”学员颁奖."""
    follower = _followers().match(text, end)
    if text[end : end + 1] in {"等", "、", "，"} or (follower and len(follower[0]) > 1):
        return True
    return text[end] in "为向和与对在给" and text[end + 1 : end + 2] not in {"", "，", "。", "、", "；", "："}


def _foreign_end(text: str, start: int, longest: int) -> int:
    """Where a name of the form 阿·乙 ends: at the first clear boundary behind its last dot."""
    last_dot = max(text.rfind(dot, start, longest) for dot in "·•・")
    for end in range(last_dot + 2, longest + 1):
        follower = _followers().match(text, end)
        if (
            end == len(text)
            or not re.match(_CJK, text[end])
            or text[end] == "等"
            or (follower and len(follower[0]) > 1)
        ):
            return end
    return 0


def _may_be_name(text: str, start: int, surname: int, end: int) -> bool:
    """Whether a stretch can be a name; behind a title also one that is the short form of a place (海原, 贺兰)."""
    titled = text.endswith(_title_ends(), 0, start)
    given, table = text[start + surname : end], patterns("people")
    if len(given) != end - start - surname or not re.fullmatch(_CJK + "+", given):
        return False
    if not {text[start : start + 2], text[start:end]}.isdisjoint(_not_names()):
        return False
    division = resolve_division(text[start:end])
    if (division is not None and not (titled and division.name != text[start:end])) or _is_remainder(text, start):
        return False
    return given[0] not in table["not_first"] and given[-1] not in table["not_last"]


def _is_remainder(text: str, start: int) -> bool:
    """Whether a family name is but the rest of a number: 40余家企业."""
    return text[start] in patterns("people")["behind_numbers"] and bool(re.search(r"[\d十百千万]$", text[:start]))


@cache
def _surnames() -> frozenset[str]:
    return frozenset(row["surname"] for row in gazetteer("surnames") if not row["where"])


@cache
def _rare_surnames() -> frozenset[str]:
    return frozenset(row["surname"] for row in gazetteer("surnames") if row["where"] == "title")


@cache
def _post_surnames() -> frozenset[str]:
    return frozenset(row["surname"] for row in gazetteer("surnames") if row["where"] == "post")


@cache
def _title_ends() -> tuple[str, ...]:
    return tuple(
        {row["title"] for row in gazetteer("titles") if row["kind"] not in {"nopost", "behind", "member", "staff"}}
    )


@cache
def _not_names() -> frozenset[str]:
    return frozenset(patterns("people")["not_names"].split())


@cache
def _followers() -> re.Pattern[str]:
    words = sorted(patterns("people")["followers"].split(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))
