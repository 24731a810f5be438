"""Names of awards, honours and certifications in a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kg.extract.claims import Node
from kg.extract.divisions import find_divisions
from kg.extract.patterns import pattern, words
from kg.extract.text import CLOSING, OPENING, opening_of
from kg.model import Span

_MAX_NAME = 40  # characters


@dataclass(frozen=True, slots=True)
class AwardMention:
    """The name of an award or certification in a sentence.

    `contest` is the contest whose award it is; `each` are the names of the awards that stand for one (一、二等奖).
    """

    span: Span
    name: str
    is_certification: bool = False
    is_rank: bool = False
    contest: Node | None = None
    each: tuple[str, ...] = ()


def find_awards(sentence: str, ranks: bool = False) -> list[AwardMention]:
    """The awards and certifications that a sentence names, each with its edition, year and place in the name.

    With `ranks`, also ranks by themselves (乙获二等奖), whose contest or prize is named elsewhere.
    """
    return list(_find_awards(sentence, ranks))


@lru_cache(maxsize=1024)  # each award of a report asks for those of the sentences around it
def _find_awards(sentence: str, ranks: bool) -> tuple[AwardMention, ...]:
    found: list[AwardMention] = []
    for ending in ("ending", "certification_ending"):
        for match in pattern("awards", ending).finditer(sentence):
            span = _whole_name(sentence, match, ending)
            name = sentence[span.start : span.end]
            if _taken(span, found):
                continue
            if pattern("awards", "rank").fullmatch(name.strip("“”")):
                found += [AwardMention(span, name.strip("“”"), is_rank=True)] if ranks else []
            elif _is_name(name, match.group()):
                found.append(AwardMention(span, name, ending == "certification_ending"))
    quoted = [Span(*m.span("name")) for m in pattern("awards", "quoted_honour").finditer(sentence)]
    quoted += [Span(*m.span(m.lastgroup or 0)) for m in pattern("awards", "quoted_prize").finditer(sentence)]
    quoted += [Span(*m.span("name")) for m in pattern("awards", "labelled").finditer(sentence)]
    for span in quoted:
        if not _taken(span, found):
            found.append(AwardMention(span, sentence[span.start : span.end]))
    return tuple(sorted((f for f in found if not f.name.startswith("奖")), key=lambda a: a.span.start))


def is_bare(name: str) -> bool:
    """Whether a certificate has no name of its own: what its holders hold tells which it is."""
    return name.strip("“”《》") in words("awards", "bare")


def _is_name(name: str, ending: str) -> bool:
    if pattern("awards", "no_award").search(name) or name.startswith(words("awards", "of_all")):
        return False  # 给予50万元奖励, 各赛项第一名
    return is_bare(name) or len(name) - len(ending) >= 2


def _taken(span: Span, found: list[AwardMention]) -> bool:
    return any(span.overlaps(f.span) for f in found)


def _whole_name(sentence: str, match: re.Match[str], ending: str) -> Span:
    """The name around its ending, with the quotation marks that belong to it."""
    end = _longest_end(sentence, match.end(), ending)
    if aside := pattern("awards", "kind_in_brackets").match(sentence, end):
        end = aside.end()
    start = _name_start(sentence, match.start())
    if number := pattern("awards", "numbered").match(sentence[start : match.start()]):
        start += number.end()
    if sentence[end : end + 1] == "”" and 0 <= opening_of(sentence, end) < start:
        start = opening_of(sentence, end) + 1  # “质量信得过示范单位”
    while end < len(sentence) and sentence[end] in "”’》" and opening_of(sentence, end) >= start:
        end += 1
    if end < len(sentence) and start and sentence[start - 1] in "“‘" and sentence[end] in "”’":
        start, end = _name_start(sentence, start - 1), end + 1
    return Span(_from_edition(sentence, _from_quote(sentence, start, end), end), end)


def _from_quote(sentence: str, start: int, end: int) -> int:
    """授予…公司“某某奖”: the name begins at its quotation mark, unless a place, year or edition stands before that."""
    at = sentence.find("“", start, end)
    if at <= start or not pattern("awards", "quoted_name").match(sentence[at:end]):
        return start
    before = sentence[start:at]
    places = find_divisions(before)
    rest = before[places[-1][0].end :] if places and places[0][0].start == 0 else before
    return start if pattern("awards", "before_quote").fullmatch(rest) else at


def _from_edition(sentence: str, start: int, end: int) -> int:
    """…有限公司第四届质量奖: the name begins at its edition, unless only a place stands before it."""
    match = pattern("awards", "edition").search(sentence, start, end)
    if match is None or match.start() == start:
        return start
    before = sentence[start : match.start()]
    if before.endswith(("）", ")")):
        return match.start()  # 授予李某（质检部经理）第四届质量奖
    places = find_divisions(before)
    covered = bool(places) and places[0][0].start == 0 and places[-1][0].end >= len(before) - 2
    return match.start() if pattern("awards", "body_at_end").search(before) and not covered else start


def _longest_end(sentence: str, end: int, ending: str) -> int:
    """区长质量奖 goes on as 区长质量奖创新单项奖."""
    further = pattern("awards", f"further_{ending}").match(sentence[end:])
    if further and not pattern("awards", "next_word").match(sentence[end:]):
        return _longest_end(sentence, end + further.end(), ending)
    return end


def _all_endings() -> tuple[str, ...]:
    return words("awards", "endings") + words("awards", "certification_endings")


def _name_start(sentence: str, at: int) -> int:
    """Where the name that ends behind `at` begins: quotation marks are stepped over, verbs and particles stop it."""
    i = at
    while i > max(0, at - _MAX_NAME):
        char = sentence[i - 1]
        if char in CLOSING:
            opening = opening_of(sentence, i - 1)
            if opening < 0:
                break
            i = opening
            continue
        if char == "的" and re.match(r"[A-Za-z]", sentence[max(0, i - 2) : i - 1]):
            i -= 1  # CNAS的认可
            continue
        if char in "和及与" and sentence.endswith(_all_endings(), 0, i - 1):
            break  # 二等奖和优秀奖
        if (
            char in OPENING
            or char in "，。；：、！？|\n"
            or any(sentence.endswith(w, 0, i) for w in words("awards", "stops"))
        ):
            break
        i -= 1
    return i
