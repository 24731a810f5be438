"""A question cut into things, types of events, dates, numbers and words; what is left is what nobody understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from kg import resources
from kg.query.questions.dates import DateWords, find_dates
from kg.query.questions.text import Folded, fold, folded
from kg.query.questions.things import Thing, Things, is_division
from kg.query.questions.words import type_words, words

_NUMBER = re.compile(r"([两二三四五六七八九十]|\d+)(?:场|次|个|项|家)?(?:及|或)?(?:以上|or more)|(?:at least|≥)(\d+)")
_NUMERALS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_QUOTED = re.compile(r"[“\"「『‘](.+?)[”\"」』’]")
_LATIN = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the question and all that it may mean; `surface` is what was typed.

    `partial`: the things are known by a part of their name; `foreign`: a place of the country that the store lacks.
    """

    start: int
    end: int
    surface: str
    things: tuple[Thing, ...] = ()
    types: frozenset[str] = frozenset()
    concepts: tuple[str, ...] = ()
    date: DateWords | None = None
    number: int = 0
    title: str = ""
    quoted: str = ""
    partial: bool = False
    foreign: bool = False

    @property
    def is_known(self) -> bool:
        """Whether it means anything."""
        return bool(self.things or self.types or self.concepts or self.date or self.number or self.title or self.quoted)

    @property
    def means(self) -> frozenset[str]:
        """Its concepts, and the types of events that it names."""
        return self.types.union(self.concepts)

    @property
    def weight(self) -> str:
        """strong, weak or light; what is no word is strong."""
        if self.things or self.types or self.date or self.number or self.title or self.quoted or not self.is_known:
            return "strong"
        weights = {words().weights[concept] for concept in self.concepts}
        return next(weight for weight in ("light", "weak", "strong") if weight in weights)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question: its segments in order, without those that say nothing, and what kind of answer it wants."""

    question: str
    segments: tuple[Segment, ...]
    yes_no: bool = False
    how_many: bool = False
    flags: frozenset[str] = field(default_factory=frozenset)

    @property
    def unknown(self) -> tuple[Segment, ...]:
        """The stretches that nobody understood."""
        return tuple(segment for segment in self.segments if not segment.is_known)


def read(question: str, things: Things) -> Reading:
    """Cut a question: the longest names and words that cover most of it; traditional characters as simplified ones."""
    reading = _read(question, things)
    if any(not segment.is_known and not segment.surface.isascii() for segment in reading.segments):
        simplified = _simplified(question)
        return reading if simplified == question else _read(simplified, things)
    return reading


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def _simplified(text: str) -> str:
    return str(_converter().convert(text))


def _read(question: str, things: Things) -> Reading:
    text = folded(question)
    segments = [s for s in _joined(text, _cover(text, _candidates(text, things)), things) if not _says_nothing(s)]
    concepts = {concept for segment in segments for concept in segment.concepts}
    english = re.match(r"\s*(did|does|do|is|are|was|were|has|have|had)\b", question, re.IGNORECASE)
    asks = concepts & {"who", "when", "where", "how_many", "why", "people_count"} or "which" in concepts
    yes_no = "yes_no" in concepts or (bool(english) and not asks)
    kept = tuple(s for s in segments if s.things or set(s.concepts) - {"yes_no", "light", "which"} or not s.concepts)
    return Reading(question, kept, yes_no, "how_many" in concepts, frozenset(concepts))


def _says_nothing(segment: Segment) -> bool:
    known = words().weights
    only_words = (
        bool(segment.concepts) and segment.weight == "light" and all(known[c] == "light" for c in segment.concepts)
    )
    return only_words and not set(segment.concepts) & {"yes_no", "which"}


def _candidates(text: Folded, things: Things) -> list[Segment]:
    known, longest = words(), max(things.longest, words().longest, 12)
    found: list[Segment] = []
    length = len(text.chars)
    latin = bool(re.search("[a-z]{3}", text.chars))
    for start in range(length):
        if not text.is_edge(start):
            continue
        for end in range(start + 1, min(length, start + longest) + 1):
            if not text.is_edge(end):
                continue
            chars = text.chars[start:end]
            named = things.named(chars) or (things.spelt.get(chars, ()) if latin and chars.isascii() else ())
            segment = Segment(
                start,
                end,
                text.quote(start, end),
                named,
                _types().get(chars, frozenset()),
                known.concepts.get(chars, ()),
                title=chars if chars in _titles() and chars not in known.concepts else "",
            )
            if segment.is_known:
                found.append(segment)
            elif end - start > 1 and is_division(chars):
                found.append(replace(segment, foreign=True))
    found += _numbers(text) + _dates(text) + _quoted(text, found)
    return found


def _numbers(text: Folded) -> list[Segment]:
    found = []
    for match in _NUMBER.finditer(text.chars):
        number = match[1] or match[2]
        concepts = words().concepts.get(match[0], ("several_times",))
        value = _NUMERALS.get(number) or int(number)
        found.append(Segment(*match.span(), text.quote(*match.span()), concepts=concepts, number=value))
    return found


def _dates(text: Folded) -> list[Segment]:
    found = []
    for date in find_dates(text.source):
        inside = [i for i, place in enumerate(text.places) if date.start <= place < date.end]
        if inside:
            found.append(Segment(inside[0], inside[-1] + 1, text.quote(inside[0], inside[-1] + 1), date=date))
    return found


def _quoted(text: Folded, known: list[Segment]) -> list[Segment]:
    """Words in quotes that are no name: a text to look for."""
    names = {(s.start, s.end) for s in known if s.things}
    found = []
    for match in _QUOTED.finditer(text.source):
        inside = [i for i, place in enumerate(text.places) if match.start(1) <= place < match.end(1)]
        if inside and (inside[0], inside[-1] + 1) not in names:
            found.append(Segment(inside[0], inside[-1] + 1, match[1], quoted=match[1]))
    return found


def _value(segment: Segment) -> int:
    """The more characters the better, the fewer pieces the better, then names before words."""
    bonus = 4 if segment.things else 3 if segment.date or segment.number else 2 if segment.types else 1
    known = words().weights
    weight = max((("light", "weak", "strong").index(known[c]) for c in segment.concepts), default=0)
    quoted = -1 if segment.quoted else 0
    return 10 * (segment.end - segment.start) - 6 + bonus + weight // 2 + quoted


def _cover(text: Folded, candidates: list[Segment]) -> list[Segment]:
    """The segments of most value that do not overlap, and between them what nobody knows, in order."""
    merged: dict[tuple[int, int], Segment] = {}
    for segment in candidates:
        key = (segment.start, segment.end)
        merged[key] = _union(merged[key], segment) if key in merged else segment
    ending: dict[int, list[Segment]] = {}
    for segment in merged.values():
        ending.setdefault(segment.end, []).append(segment)
    best: list[tuple[int, tuple[Segment, ...]]] = [(0, ())]
    for end in range(1, len(text.chars) + 1):
        options = [best[end - 1]]
        for segment in sorted(ending.get(end, ()), key=lambda s: s.start):
            value, chosen = best[segment.start]
            options.append((value + _value(segment), (*chosen, segment)))
        best.append(max(options, key=lambda option: option[0]))
    return list(best[-1][1])


def _union(one: Segment, other: Segment) -> Segment:
    return Segment(
        one.start,
        one.end,
        one.surface,
        one.things or other.things,
        one.types or other.types,
        one.concepts or other.concepts,
        one.date or other.date,
        one.number or other.number,
        one.title or other.title,
        one.quoted or other.quoted,
    )


def _joined(text: Folded, chosen: list[Segment], things: Things) -> list[Segment]:
    """The segments with the stretches between them, where a part of one thing's name may stand."""
    result: list[Segment] = []
    position = 0
    for segment in [*chosen, Segment(len(text.chars), len(text.chars), "")]:
        if position < segment.start:
            result += _unknown(text, position, segment.start, result, things)
            if _is_surname_before(result, segment):  # 华为获得…: 为 belongs to a name
                result[-1] = Segment(result[-1].start, segment.end, text.quote(result[-1].start, segment.end))
                position = segment.end
                continue
        if segment.end > segment.start:
            result.append(segment)
        position = segment.end
    return result


def _is_surname_before(result: list[Segment], segment: Segment) -> bool:
    """Whether a single unknown character that may be a surname stands right before a light character."""
    if not result or result[-1].is_known or result[-1].end != segment.start or segment.end - segment.start != 1:
        return False
    alone = result[-1].end - result[-1].start == 1
    return alone and fold(result[-1].surface) in _surnames() and segment.weight == "light"


def _unknown(text: Folded, start: int, end: int, before: list[Segment], things: Things) -> list[Segment]:
    """A stretch that no name or word covers; one light character before it may be the surname of an unknown name."""
    if before and before[-1].end == start and before[-1].end - before[-1].start == 1 and not before[-1].things:
        character = text.chars[start - 1]
        if character in _surnames() and end - start <= 2 and before[-1].weight == "light":
            start = before.pop().start
    chars = text.chars[start:end]
    if chars.isascii() and not _LATIN.search(chars):
        return []
    having = things.having(chars)
    partial = having if len({thing.label for thing in having}) == 1 else ()
    return [Segment(start, end, text.quote(start, end), partial, partial=bool(partial))]


def looks_like_name(segment: Segment, question: str) -> bool:
    """Whether a stretch that nobody knows looks like somebody's or something's name."""
    chars = fold(segment.surface)
    if chars.isascii():
        return any(word[:1].isupper() for word in segment.surface.split()) and not question.startswith(segment.surface)
    endings = tuple(row["suffix"] for row in resources.gazetteer("organization_suffixes"))
    return (
        (2 <= len(chars) <= 4 and (chars[0] in _surnames() or chars[:2] in _surnames()))
        or is_division(chars)
        or (len(chars) > 2 and chars.endswith((*endings, "区", "县", "市", "镇", "街道")))
    )


@cache
def _surnames() -> frozenset[str]:
    return frozenset(row["surname"] for row in resources.gazetteer("surnames"))


def type_label(types: frozenset[str]) -> str:
    """The name of a type of events, as parameters take it: 竞赛 for 大赛, contest and contests."""
    from kg.rdf import ontology

    return ontology().label(min(types))


def heads_of(title: str) -> tuple[str, ...]:
    """What the organization of a government's post is called behind its place: 人民政府 for 副区长."""
    rows = resources.gazetteer("titles")
    return tuple(
        row["organization"] for row in rows if row["kind"] == "government" and title.endswith(fold(row["title"]))
    )


@cache
def _titles() -> frozenset[str]:
    heads = {fold(row["title"]) for row in resources.gazetteer("titles") if row["kind"] != "behind"}
    return frozenset(heads | {lead + head for head in heads for lead in ("副", "常务副", "总")})


@cache
def _types() -> dict[str, frozenset[str]]:
    """Folded name to the types of events that it names."""
    from kg.rdf import ontology

    found: dict[str, set[str]] = {}
    for curie, concept in ontology().concepts.items():
        if concept.scheme == "kg:EventTypes":
            for name in (concept.label_zh, *concept.alt_zh, concept.label_en, *concept.alt_en):
                found.setdefault(fold(name), set()).add(curie)
                if name.isascii():
                    plural = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
                    found.setdefault(fold(plural), set()).add(curie)
    for row in resources.gazetteer("event_heads"):
        if row["strength"] == "strong":
            found.setdefault(fold(row["head"]), {f"kg:{row['type']}"})
    for word, curie in type_words().items():
        found.setdefault(word, {curie})
    return {name: frozenset(types) for name, types in found.items()}
