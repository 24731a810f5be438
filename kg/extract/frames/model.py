"""What components read and write: the frame of a section, its actors, and the analysis of the whole document."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.extract.claims import Claim, Node, Object
from kg.extract.divisions import Scope
from kg.extract.events import EventMention, Head
from kg.extract.naming import OrganizationMention
from kg.extract.people import PersonMention
from kg.extract.text import Sentence
from kg.model import Document, Literal, Section, Span


@dataclass(frozen=True, slots=True)
class Actor:
    """An organization, group or place in a sentence that can organize, take part, win or sign."""

    start: int
    end: int
    node: Node
    surface: str


@dataclass
class Frame:
    """What is known of one section before its facts are read.

    `series` and `main` are the series and the main event; `is_headed` says that only the heading names the main event.
    `targets[i]` lists (position in sentence i, node) from which on the sentence speaks of the node; `events[i]` the
    named events of sentence i with their nodes, `mentions[i]` its organizations and groups and `people[i]` its people as
    they are written, `actors[i]` the former and its places as nodes. `venues` are the houses that the text tells of as
    hosts, `elsewhere` the events that nothing is told of here.
    """

    section: Section
    scope: Scope
    year: str
    published: str
    sentences: list[Sentence]
    headings: list[Sentence]
    campaign: str = ""
    series: Node | None = None
    main: Node | None = None
    main_head: Head | None = None
    main_name: str = ""
    events: list[list[tuple[EventMention, Node]]] = field(default_factory=list)
    targets: list[list[tuple[int, Node | None]]] = field(default_factory=list)
    actors: list[list[Actor]] = field(default_factory=list)
    mentions: list[list[OrganizationMention]] = field(default_factory=list)
    people: list[list[PersonMention]] = field(default_factory=list)
    venues: set[str] = field(default_factory=set)
    elsewhere: set[Node] = field(default_factory=set)
    is_headed: bool = False

    @property
    def place(self) -> str:
        """The narrowest place the section is about, or ""."""
        return self.scope.places[-1] if self.scope.places else ""

    @property
    def owner(self) -> str:
        """The enterprise or place that the section is about, or ""."""
        return self.scope.organization or self.place

    def target(self, i: int, position: int = 0) -> Node | None:
        """What sentence i speaks of at a position."""
        node: Node | None = None
        for at, candidate in self.targets[i]:
            if at <= position:
                node = candidate
        return node


@dataclass
class Analysis:
    """A document on its way through the components: frames, and the claims written so far."""

    document: Document
    frames: list[Frame]
    claims: list[Claim] = field(default_factory=list)
    _told: dict[Node, list[Claim]] = field(default_factory=dict, repr=False)
    _indexed: int = field(default=0, repr=False)

    def told(self, subject: Node | None) -> list[Claim]:
        """The claims about a subject so far."""
        for claim in self.claims[self._indexed :]:
            self._told.setdefault(claim.subject, []).append(claim)
        self._indexed = len(self.claims)
        return self._told.get(subject, []) if subject else []

    def add(
        self,
        frame: Frame,
        subject: Node | None,
        predicate: str,
        object_: Object | None,
        i: int,
        start: int,
        end: int,
        rule: str,
        **qualifiers: Literal | None,
    ) -> None:
        """Write a claim read at [start, end) of sentence i; one without subject or object, or about elsewhere, is none."""
        if subject is None or object_ is None or subject in frame.elsewhere:
            return
        span = frame.sentences[i].locate(start, end)
        pairs = tuple(sorted((f"kg:{k}", v) for k, v in qualifiers.items() if v is not None))
        self.claims.append(Claim(subject, predicate, object_, frame.section.index, (span,), rule, pairs))

    def add_at(self, frame: Frame, subject: Node, predicate: str, object_: Object, span: Span, rule: str) -> None:
        """Write a claim read at a span of `Document.clean`, as in a heading."""
        self.claims.append(Claim(subject, predicate, object_, frame.section.index, (span,), rule))
