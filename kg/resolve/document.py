"""Resolution within one report: claims of one content become one fact over entities, with all their evidence."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate

from kg.extract.claims import Claim
from kg.extract.frames import Analysis
from kg.model import Extraction, Fact, Span, Term, unique
from kg.resolve.candidates import candidates
from kg.resolve.entities import Entities
from kg.resolve.qualifiers import merged

_LEAST_SENTENCE = 4  # characters; what is shorter says nothing that could be a fact

Content = tuple[str, str, Term, int]


def resolve(analysis: Analysis) -> Extraction:
    """The facts of a report over entities; claims of one content in one section become one fact with all evidence."""
    entities = Entities(analysis)
    drafts: dict[Content, _Draft] = {}
    for claim in analysis.claims:
        subject = entities.node(claim.subject, claim.section)
        value = entities.term(claim.object, claim.section)
        if subject != value:
            content = (subject, claim.predicate, value, claim.section)
            drafts.setdefault(content, _Draft(claim.rule)).add(claim)
    facts = tuple(_fact(analysis, content, draft) for content, draft in drafts.items())
    document = analysis.document
    used = entities.used_by(facts)
    return Extraction(document, used, facts, _gaps(analysis), candidates(analysis), document.warnings)


@dataclass
class _Draft:
    """A fact to be: the rule that read it first, and the spans and qualifiers of all claims of its content."""

    rule: str
    spans: list[Span] = field(default_factory=list)
    qualifiers: list[tuple[str, Term]] = field(default_factory=list)

    def add(self, claim: Claim) -> None:
        """Take in one more claim."""
        self.spans += claim.spans
        self.qualifiers += claim.qualifiers


def _fact(analysis: Analysis, content: Content, draft: _Draft) -> Fact:
    subject, predicate, value, section = content
    evidence = unique(analysis.document.evidence(s) for s in draft.spans)
    return Fact(subject, predicate, value, section, evidence, draft.rule, merged(draft.qualifiers))


def _gaps(analysis: Analysis) -> tuple[Span, ...]:
    """The sentences of body, lists and tables that no claim's evidence touches."""
    spans = sorted(s for c in analysis.claims for s in c.spans)
    ends = list(accumulate((span.end for span in spans), max))  # how far the evidence up to each span reaches
    sentences = (s for frame in analysis.frames for s in frame.sentences if len(s.text.strip()) >= _LEAST_SENTENCE)

    def is_silent(sentence: Span) -> bool:
        before = bisect_left(spans, sentence.end, key=lambda span: span.start)
        return before == 0 or ends[before - 1] <= sentence.start

    return tuple(s.span for s in sentences if is_silent(s.span))
