"""Candidates: what a report names and no fact speaks of, each with the reason why none does."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from kg.extract.awards.mentions import find_awards
from kg.extract.claims import Node, PostNode
from kg.extract.counts import counted_units, is_of_the_past
from kg.extract.frames import Analysis, Frame
from kg.extract.numbers import find_quantities
from kg.extract.text import LONGEST_SENTENCE, mask_quotes, normal_name
from kg.model import Candidate, EntityType, Literal, Span

_ROLE, _NAMED, _AWARD, _NUMBER = "kg:role_unknown", "kg:only_named", "kg:award_unexplained", "kg:count_unknown"
#: What a thing in a claim may have been seen as: a house where something was held is a body by its name.
_SEEN_AS = {
    EntityType.CERTIFICATION: EntityType.AWARD,
    EntityType.SERIES: EntityType.EVENT,
    EntityType.PLACE: EntityType.ORGANIZATION,
    EntityType.PROJECT: EntityType.ORGANIZATION,
    EntityType.GROUP: EntityType.ORGANIZATION,
}

_Seen = tuple[EntityType, str, Span, str]


def candidates(analysis: Analysis) -> tuple[Candidate, ...]:
    """The people, organizations, events, awards and numbers that were seen and not understood, in the order of the text.

    A name counts once in a section, and not where a fact of the report speaks of it by that name or a longer one; a number
    does not where the quote of a fact shows it.
    """
    used = _Used(analysis)
    quoted = sorted(s for c in analysis.claims for s in c.spans)
    found: list[Candidate] = []
    for frame in analysis.frames:
        told: set[tuple[EntityType, str]] = set()
        for type_, name, span, reason in sorted(_seen(frame), key=lambda seen: seen[2]):
            is_known = used.speaks_of(type_, normal_name(name))
            is_quoted = type_ is EntityType.QUANTITY and _covers(quoted, span)
            if is_known or is_quoted or (type_, name) in told:
                continue
            told.add((type_, name))
            found.append(Candidate(type_, analysis.document.evidence(span), frame.section.index, reason))
    return tuple(found)


def _covers(spans: list[Span], inner: Span) -> bool:
    """Whether one of some spans, in order, holds another; only those that begin a sentence's length before it may."""
    first = bisect_left(spans, inner.start - LONGEST_SENTENCE, key=lambda span: span.start)
    last = bisect_right(spans, inner.start, key=lambda span: span.start)
    return any(inner.end <= span.end for span in spans[first:last])


class _Used:
    """The names of all things in claims, by what they may have been seen as."""

    def __init__(self, analysis: Analysis) -> None:
        names: dict[EntityType, set[str]] = {}
        for claim in analysis.claims:
            body = claim.object.organization if isinstance(claim.object, PostNode) else None
            for node in (claim.subject, claim.object, body):
                if isinstance(node, Node):
                    told = {node.name, claim.object.value} if isinstance(claim.object, Literal) else {node.name}
                    names.setdefault(_SEEN_AS.get(node.type, node.type), set()).update(map(normal_name, told))
        self._names = names
        self._text = {type_: "\n".join(sorted(some)) for type_, some in names.items()}
        self._asked: dict[tuple[EntityType, str], bool] = {}

    def speaks_of(self, type_: EntityType, name: str) -> bool:
        """Whether some claim names this, or something whose name holds it."""
        if (type_, name) not in self._asked:
            is_name = name in self._names.get(type_, ())
            self._asked[type_, name] = is_name or name in self._text.get(type_, "")
        return self._asked[type_, name]


def _seen(frame: Frame) -> Iterator[_Seen]:
    """Everything that was seen in the sentences of a section; of two that overlap the longer one."""
    for i, sentence in enumerate(frame.sentences):
        taken: list[Span] = []
        for type_, name, span, reason in sorted(_in_sentence(frame, i), key=lambda s: (-len(s[2]), s[2])):
            if not any(span.overlaps(other) for other in taken):
                taken.append(span)
                yield type_, name, sentence.locate(span.start, span.end), reason


def _in_sentence(frame: Frame, i: int) -> Iterator[_Seen]:
    text = frame.sentences[i].text
    for mention, node in frame.events[i]:
        yield EntityType.EVENT, node.name, mention.span, _NAMED
    for award in find_awards(text):
        yield EntityType.AWARD, award.name, award.span, _AWARD
    for organization in frame.mentions[i]:
        if organization.kind != "group":
            yield EntityType.ORGANIZATION, organization.name, organization.span, _ROLE
    for person in frame.people[i] if i < len(frame.people) else ():
        yield EntityType.PERSON, person.name, person.span, _ROLE
    masked = mask_quotes(text)
    for quantity in find_quantities(masked):
        if quantity.unit in counted_units() and not is_of_the_past(masked[: quantity.span.start]):
            yield EntityType.QUANTITY, text[quantity.span.start : quantity.span.end], quantity.span, _NUMBER
