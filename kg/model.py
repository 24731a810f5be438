"""The nouns: Document, Section, Block, Span, Entity, Evidence, Fact, Extraction, Decision.

Frozen, standard library only, so that they pickle and run on any worker. Offsets are Unicode code points,
half-open `[start, end)`. Two texts live in a Document:

- `text`: the text as read from the source (for html, docx and pdf: the characters the reader draws from it).
  Evidence points into this one, `document.quote(span) == evidence.quote`.
- `clean`: simplified characters, lines that were broken inside a sentence joined again. Components work on this one;
  `document.source_span` maps a span of it back.

Facts speak CURIE strings (`person:沈伟民`, `kg:attendedBy`); only `kg.rdf` makes RDF terms of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any, TypeVar

#: Characters of the source that evidence has on either side of its quote.
CONTEXT = 32


class EntityType(StrEnum):
    """The kinds of things facts speak of; the value is the local name of the ontology's class."""

    PERSON = "Person"
    ORGANIZATION = "Organization"
    POST = "Post"
    EVENT = "Event"
    SERIES = "EventSeries"
    AWARD = "Award"
    CERTIFICATION = "Certification"
    PLACE = "Place"
    PROJECT = "Project"
    GROUP = "Group"
    AGREEMENT = "Agreement"
    QUANTITY = "Quantity"
    DOCUMENT = "Document"


#: CURIE prefix of each entity type: one namespace a kind keeps Turtle readable.
PREFIX_OF_TYPE: dict[EntityType, str] = {
    EntityType.PERSON: "person",
    EntityType.ORGANIZATION: "organization",
    EntityType.POST: "post",
    EntityType.EVENT: "event",
    EntityType.SERIES: "series",
    EntityType.AWARD: "award",
    EntityType.CERTIFICATION: "certification",
    EntityType.PLACE: "place",
    EntityType.PROJECT: "project",
    EntityType.GROUP: "group",
    EntityType.AGREEMENT: "agreement",
    EntityType.QUANTITY: "quantity",
    EntityType.DOCUMENT: "document",
}


class BlockRole(StrEnum):
    """What a stretch of the text is in the layout of its report."""

    TITLE = "title"
    HEADING = "heading"
    BYLINE = "byline"  # author, source, date of publication, editor: metadata, never activity
    BODY = "body"
    LIST = "list"  # one member of an enumeration
    TABLE = "table"  # one row of a table, cells separated by "|"
    NOTICE = "notice"  # the publisher's own announcements, site chrome, footers: gives no facts


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch `[start, end)` of text, in code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, other: object) -> bool:
        return isinstance(other, Span) and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row: a span of `Document.clean` and its role."""

    span: Span
    role: BlockRole


@dataclass(frozen=True, slots=True)
class Section:
    """An item of a round-up: `index` 0 is title, masthead and dateline; 1, 2 … the items in order.

    A single story has one section, index 0, that holds everything.
    """

    index: int
    heading: str
    span: Span
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A report as read: both texts, the map between them, sections, and what its layout says of itself.

    `name` is the file name without extension and is the key of the document's IRI. `offsets[i]` is the position in
    `text` of the character `clean[i]`; `published` is an ISO date of any precision ("2020", "2020-09-04") or "".
    """

    name: str
    title: str
    text: str
    clean: str
    offsets: tuple[int, ...]
    sections: tuple[Section, ...]
    source: str = ""
    format: str = "txt"
    sha256: str = ""
    published: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """CURIE of the document."""
        return f"document:{self.name}"

    @property
    def is_roundup(self) -> bool:
        """Whether the document holds several items under headings."""
        return len(self.sections) > 1

    def source_span(self, span: Span) -> Span:
        """The span of `text` from the first to the last character of a span of `clean`."""
        if len(span) == 0:
            raise ValueError(f"an empty span has no place in the source: {span}")
        return Span(self.offsets[span.start], self.offsets[span.end - 1] + 1)

    def quote(self, span: Span) -> str:
        """The characters of the source at a span of `text`."""
        return self.text[span.start : span.end]

    def section_at(self, position: int) -> Section:
        """The section that holds a position of `clean`."""
        for section in self.sections:
            if section.span.start <= position < section.span.end:
                return section
        return self.sections[-1]

    def evidence(self, span: Span) -> Evidence:
        """Evidence for a span of `clean`, with up to `CONTEXT` characters of the source on either side."""
        return self.evidence_at(self.source_span(span))

    def evidence_at(self, source: Span) -> Evidence:
        """Evidence for a span of `text`, with up to `CONTEXT` characters on either side."""
        return Evidence(
            document=self.id,
            span=source,
            quote=self.quote(source),
            prefix=self.text[max(0, source.start - CONTEXT) : source.start],
            suffix=self.text[source.end : source.end + CONTEXT],
        )


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal value: lexical form, datatype as a CURIE, language tag or ""."""

    value: str
    datatype: str = "xsd:string"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact comes from: a span of the source text and the characters there (Web Annotation selectors)."""

    document: str
    span: Span
    quote: str
    prefix: str = ""
    suffix: str = ""


Term = str | Literal  # a CURIE, or a literal


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that facts speak of: CURIE, type, preferred name, further names, and what defines it.

    `properties` are CURIE predicate and term pairs that belong to the thing itself and not to a report's claim: the
    role and organization of a Post, the number and unit of a Quantity, the division code of a Place.
    """

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    properties: tuple[tuple[str, Term], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim of a report: subject, predicate, object, qualifiers and the evidence for it.

    `confidence` is a calibrated probability or None; `rule` names the pattern that found the fact. `decisions` are the
    ids of the decisions that stand behind the fact or changed it; no part of its key or its id.
    """

    subject: str
    predicate: str
    object: Term
    section: int
    evidence: tuple[Evidence, ...]
    rule: str = ""
    qualifiers: tuple[tuple[str, Term], ...] = ()
    confidence: float | None = None
    decisions: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, Term]:
        """The claim without its evidence."""
        return (self.subject, self.predicate, self.object)

    @property
    def id(self) -> str:
        """CURIE of the fact: a hash of the claim, its qualifiers, document, section and evidence."""
        evidence = tuple((e.document, e.span.start, e.span.end, e.quote) for e in self.evidence)
        content = repr((self.key, self.qualifiers, self.section, evidence))
        return "fact:" + digest(content)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name or number that was seen and not understood: what it seems to be, where it stands, and why no fact came of it.

    `reason` is a concept of kg:CandidateReasons.
    """

    type: EntityType
    evidence: Evidence
    section: int
    reason: str

    @property
    def id(self) -> str:
        """CURIE of the candidate: a hash of its type and place."""
        span = self.evidence.span
        return "candidate:" + digest(repr((self.type.value, self.evidence.document, span.start, span.end)))


class Action(StrEnum):
    """What a person decides; the value is the word in the review log, and the local name of a concept."""

    ACCEPT = "accept"
    REJECT = "reject"
    EDIT = "edit"
    ADD = "add"
    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a decision holds on to a report: its name, the words, and those around them (oa:TextQuoteSelector)."""

    document: str
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing as a decision names it: CURIEs change with rules and identity, names less so, hence both.

    `properties` are what a new one would need (role and organization of a Post); `anchors` where reports speak of it.
    """

    type: EntityType
    name: str
    names: tuple[str, ...] = ()
    id: str = ""
    properties: tuple[tuple[str, Value], ...] = ()
    anchors: tuple[Anchor, ...] = ()


Value = Thing | Literal | str  # a thing, a literal, or the CURIE of a concept


@dataclass(frozen=True, slots=True)
class Statement:
    """What a decision is about: the claim of a fact, told by names instead of CURIEs."""

    subject: Thing
    predicate: str
    object: Value
    qualifiers: tuple[tuple[str, Literal], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided: action, by whom, when (ISO 8601, UTC) and why, and what it is about.

    About facts (accept, reject, edit, add): `statement` with `anchors`, and `to`, what an edit makes of it. About things
    (merge, split: two; rename: one): `things`, each with anchors, and for rename the new `name`. The two things of a
    split are the two sides that are kept apart.
    """

    action: Action
    by: str
    at: str
    why: str = ""
    statement: Statement | None = None
    anchors: tuple[Anchor, ...] = ()
    to: Statement | None = None
    things: tuple[Thing, ...] = ()
    name: str = ""

    @property
    def id(self) -> str:
        """CURIE of the decision: a hash of all that it says."""
        return "decision:" + digest(json.dumps(plain(self), ensure_ascii=False, sort_keys=True))

    @property
    def documents(self) -> tuple[str, ...]:
        """The names of the reports that it holds on to, sorted."""
        anchors = (*self.anchors, *(anchor for thing in self.things for anchor in thing.anchors))
        return tuple(sorted({anchor.document for anchor in anchors}))


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was understood of one document, over resolved entities, and what was not.

    `gaps` are the sentences that gave no fact, as spans of `Document.clean`; `candidates` are the names and numbers that
    no fact speaks of. `decisions` are those of people that made it what it is.
    """

    document: Document
    entities: tuple[Entity, ...] = ()
    facts: tuple[Fact, ...] = ()
    gaps: tuple[Span, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    decisions: tuple[Decision, ...] = ()

    def entity(self, id: str) -> Entity:
        """The entity with that CURIE; KeyError where there is none."""
        for entity in self.entities:
            if entity.id == id:
                return entity
        raise KeyError(id)


def plain(value: object) -> Any:
    """A noun as what JSON can hold: empty fields left out, so that a later field changes no id."""
    if is_dataclass(value):
        pairs = ((f.name, getattr(value, f.name)) for f in fields(value))
        return {name: plain(content) for name, content in pairs if content not in ("", (), None)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.value if isinstance(value, StrEnum) else value


def digest(content: str, length: int = 16) -> str:
    """The first `length` hexadecimal digits of the SHA-256 of a text."""
    return hashlib.sha256(content.encode("utf-8")).hexdigest()[:length]


T = TypeVar("T")


def unique(items: Iterable[T]) -> tuple[T, ...]:
    """The items without repeats, in order of first appearance."""
    return tuple(dict.fromkeys(items))
