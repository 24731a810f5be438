"""Names of awards, honours and certifications in a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.divisions import find_divisions
from kg.extract.patterns import pattern, words
from kg.extract.text import CLOSING, OPENING, opening_of
from kg.model import Span

_MAX_NAME = 40  # characters


@dataclass(frozen=True, slots=True)
class AwardMention:
    """The name of an award or certification in a sentence."""

    span: Span
    name: str
    is_certification: bool = False


def find_awards(sentence: str, contest: str = "") -> list[AwardMention]:
    """The awards and certifications that a sentence names, each with its edition, year and place in the name.

    A rank by itself (乙获二等奖) is one of the prize named before it, and of the `contest` where there is none.
    """
    found: list[AwardMention] = []
    for ending in ("ending", "certification_ending"):
        for match in pattern("awards", ending).finditer(sentence):
            span = _whole_name(sentence, match, ending)
            name = sentence[span.start : span.end]
            last = next((f.name for f in reversed(found) if not f.is_certification), contest)
            if name.strip("“”") in words("awards", "ranks") and last:
                prize = pattern("awards", "rank_at_end").sub("", last)
                found.append(AwardMention(span, prize + name.strip("“”")))
            elif _is_name(name, match.group()) and not _taken(span, found):
                found.append(AwardMention(span, name, ending == "certification_ending"))
    for match in pattern("awards", "quoted_honour").finditer(sentence):
        span = Span(*match.span("name"))
        if not _taken(span, found):
            found.append(AwardMention(span, match["name"]))
    return sorted((f for f in found if not f.name.startswith("奖")), key=lambda a: a.span.start)


def is_bare(name: str) -> bool:
    """Whether a certificate has no name of its own: what its holders hold tells which it is."""
    return name.strip("“”《》") in words("awards", "bare")


def _is_name(name: str, ending: str) -> bool:
    return is_bare(name) or len(name) - len(ending) >= 2


def _taken(span: Span, found: list[AwardMention]) -> bool:
    return any(span.overlaps(f.span) for f in found)


def _whole_name(sentence: str, match: re.Match[str], ending: str) -> Span:
    """The name around its ending, with the quotation marks that belong to it."""
    end = _longest_end(sentence, match.end(), ending)
    start = _name_start(sentence, match.start())
    while end < len(sentence) and sentence[end] in "”’》" and opening_of(sentence, end) >= start:
        end += 1
    if end < len(sentence) and start and sentence[start - 1] in "“‘" and sentence[end] in "”’":
        start, end = _name_start(sentence, start - 1), end + 1
    return Span(_from_edition(sentence, start, end), end)


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
        if (
            char in OPENING
            or char in "，。；：、！？|\n"
            or any(sentence.endswith(w, 0, i) for w in words("awards", "stops"))
        ):
            break
        i -= 1
    return i
