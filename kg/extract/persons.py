"""People that no title shows: names that speak, names met before, a family name with a title that one person fits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kg.extract.names import is_bounded, is_whole_name, surname_at
from kg.extract.naming import OrganizationMention
from kg.extract.titles import title_words
from kg.model import Span, unique
from kg.resources import patterns

_CJK = "[\u3400-\u9fff]"


@dataclass(frozen=True, slots=True)
class Post:
    """A post as a report gives it: the title (副局长), the organization in full ("" where unknown), where it stands."""

    role: str
    organization: str
    span: Span


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A person named in a text: the span of the name, the name, the posts given here, and the span with the titles."""

    span: Span
    name: str
    posts: tuple[Post, ...]
    surface_span: Span


def untitled(
    text: str, people: Sequence[PersonMention], organizations: Sequence[OrganizationMention]
) -> list[PersonMention]:
    """Names of three characters or more that open a clause and speak: 海某某代表“标兵”发言, 由王某某主持."""
    taken = [*(p.surface_span for p in people), *(o.span for o in organizations)]
    found = _behind_bodies(text, organizations, people)
    for match in _speaking().finditer(text):
        spans = [Span(m.start() + match.start(1), m.end() + match.start(1)) for m in re.finditer("[^、和]+", match[1])]
        names = [text[s.start : s.end] for s in spans]
        full = sum(len(name) > 2 for name in names)
        if not full or (full < 2 and not match["speaking"]) or not all(map(is_whole_name, names)):
            continue
        if not any(span.overlaps(t) for span in spans for t in taken):
            found += [PersonMention(span, name, (), span) for span, name in zip(spans, names, strict=True)]
    return found


def _behind_bodies(
    text: str, organizations: Sequence[OrganizationMention], people: Sequence[PersonMention]
) -> list[PersonMention]:
    """Names of three characters right behind a body, that speak: 质量部王某某宣读."""
    found = []
    for end in {o.span.end for o in organizations if o.kind != "group"}:
        match = _speaks().match(text, end + 3)
        span = Span(end, end + 3)
        if match and is_whole_name(text[end : end + 3]) and not any(span.overlaps(p.span) for p in people):
            found.append(PersonMention(span, text[end : end + 3], (), span))
    return found


@cache
def _speaks() -> re.Pattern[str]:
    return re.compile(f"(?:现场|详细|代表[^，。；、]{{1,12}}|分别|首先|带头)?(?:{patterns('people')['speaking']})")


@cache
def _speaking() -> re.Pattern[str]:
    table = patterns("people")
    verbs = f"(?:(?P<speaking>{table['speaking']})|{table['together']})"
    name = f"(?:(?![由和]){_CJK}){{2,6}}?"
    return re.compile(rf"(?:^|[，。；！？：\s]|由)({name}(?:[、和]{name})*){verbs}")


def by_name(text: str, people: Sequence[PersonMention], known: Mapping[str, Sequence[Post]]) -> list[PersonMention]:
    """Mentions by the name alone of people that titles have shown, here or earlier."""
    taken = [p.span for p in people]
    found = []
    for name in unique([*(p.name for p in people), *known]):
        for match in re.finditer(re.escape(name), text):
            span = Span(*match.span())
            if is_bounded(text, span.end) and not any(span.overlaps(t) for t in taken):
                found.append(PersonMention(span, name, (), span))
    return found


def by_family_name(
    text: str, people: Sequence[PersonMention], known: Mapping[str, Sequence[Post]]
) -> list[PersonMention]:
    """褚主任: a family name and a title that only one known person fits."""
    roles = {name: [post.role for post in posts] for name, posts in known.items()}
    for person in people:
        roles.setdefault(person.name, []).extend(post.role for post in person.posts)
    found = []
    for match in re.finditer(rf"(?<!{_CJK})({_CJK}{{1,2}}?)({title_words()})", text):
        if surname_at(text, match.start()) != len(match[1]):
            continue
        fitting = [n for n, held in roles.items() if n.startswith(match[1]) and any(r.endswith(match[2]) for r in held)]
        if len(fitting) == 1:
            found.append(PersonMention(Span(*match.span(1)), fitting[0], (), Span(*match.span())))
    return found
