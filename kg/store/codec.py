"""Extractions, profiles and identity statements as bytes and back: JSON, compressed; the form of the ledger.

What follows from something else is not written: quotes are cut from the text again, and the map from the clean text to
the source is written as runs. `decode(encode(x)) == x` for every extraction.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from itertools import chain
from typing import Any

from kg.model import (
    Block,
    BlockRole,
    Candidate,
    Document,
    Entity,
    EntityType,
    Evidence,
    Extraction,
    Fact,
    Literal,
    Section,
    Span,
    Term,
)
from kg.resolve.profile import Identity, Profile

_FIELDS = ("name", "title", "text", "clean", "source", "format", "sha256", "published", "publisher")


def encode(extraction: Extraction) -> bytes:
    """The bytes of an extraction; the same for equal ones."""
    document = extraction.document
    content = {
        "document": {name: getattr(document, name) for name in _FIELDS}
        | {
            "offsets": _runs(document.offsets),
            "sections": [_section(section) for section in document.sections],
            "authors": document.authors,
            "warnings": document.warnings,
        },
        "entities": [[e.id, e.type, e.name, e.aliases, _pairs(e.properties)] for e in extraction.entities],
        "facts": [_fact(fact) for fact in extraction.facts],
        "gaps": [[gap.start, gap.end] for gap in extraction.gaps],
        "candidates": [[c.type, *_span(c.evidence), c.section, c.reason] for c in extraction.candidates],
        "warnings": extraction.warnings,
    }
    return _pack(content)


def decode(data: bytes) -> Extraction:
    """The extraction of such bytes; ValueError, KeyError or zlib.error where they are damaged."""
    content = _unpack(data)
    head = content["document"]
    document = Document(
        **{name: head[name] for name in _FIELDS},
        offsets=_offsets(head["offsets"]),
        sections=tuple(_read_section(section) for section in head["sections"]),
        authors=tuple(head["authors"]),
        warnings=tuple(head["warnings"]),
    )
    return Extraction(
        document,
        tuple(Entity(i, EntityType(t), n, tuple(a), _read_pairs(p)) for i, t, n, a, p in content["entities"]),
        tuple(_read_fact(document, fact) for fact in content["facts"]),
        tuple(Span(start, end) for start, end in content["gaps"]),
        tuple(Candidate(EntityType(t), _evidence(document, s, e), i, r) for t, s, e, i, r in content["candidates"]),
        tuple(content["warnings"]),
    )


def encode_profile(profile: Profile) -> bytes:
    """The bytes of a profile."""
    return _pack([profile.type, profile.id, profile.name, profile.names, profile.keys, profile.features, profile.tags])


def decode_profile(data: bytes) -> Profile:
    """The profile of such bytes."""
    type_, id_, name, names, keys, features, tags = _unpack(data)
    read = tuple((feature, tuple(values)) for feature, values in features)
    return Profile(EntityType(type_), id_, name, tuple(names), tuple(keys), read, tuple((k, v) for k, v in tags))


def encode_identity(identity: Identity) -> bytes:
    """The bytes of an identity statement."""
    reasons = [identity.reasons_for, identity.reasons_against]
    return _pack([identity.kind, identity.type, identity.entities, identity.readings, *reasons, identity.decisions])


def decode_identity(data: bytes) -> Identity:
    """The identity statement of such bytes."""
    kind, type_, entities, readings, for_, against, decisions = _unpack(data)
    names = tuple((id_, name) for id_, name in readings)
    return Identity(kind, EntityType(type_), tuple(entities), names, tuple(for_), tuple(against), tuple(decisions))


def _pack(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate, which a damaged source can hold, must come back as it was.
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def _unpack(data: bytes) -> Any:
    return json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))


def _runs(offsets: tuple[int, ...]) -> list[int]:
    """Offsets as start and length of each run of neighbours, flat."""
    runs: list[int] = []
    for offset in offsets:
        if runs and offset == runs[-2] + runs[-1]:
            runs[-1] += 1
        else:
            runs += [offset, 1]
    return runs


def _offsets(runs: list[int]) -> tuple[int, ...]:
    pairs = zip(runs[::2], runs[1::2], strict=True)
    return tuple(chain.from_iterable(range(start, start + length) for start, length in pairs))


def _section(section: Section) -> list[Any]:
    blocks = [[block.span.start, block.span.end, block.role] for block in section.blocks]
    return [section.index, section.heading, section.span.start, section.span.end, blocks]


def _read_section(row: list[Any]) -> Section:
    index, heading, start, end, blocks = row
    return Section(index, heading, Span(start, end), tuple(Block(Span(s, e), BlockRole(r)) for s, e, r in blocks))


def _term(term: Term) -> Any:
    return [term.value, term.datatype, term.language] if isinstance(term, Literal) else term


def _read_term(value: Any) -> Term:
    return value if isinstance(value, str) else Literal(*value)


def _pairs(pairs: Iterable[tuple[str, Term]]) -> list[Any]:
    return [[name, _term(term)] for name, term in pairs]


def _read_pairs(rows: Iterable[Any]) -> tuple[tuple[str, Term], ...]:
    return tuple((name, _read_term(term)) for name, term in rows)


def _fact(fact: Fact) -> list[Any]:
    evidence = [_span(e) for e in fact.evidence]
    return [fact.subject, fact.predicate, _term(fact.object), fact.section, evidence, fact.rule,
            _pairs(fact.qualifiers), fact.confidence]  # fmt: skip


def _read_fact(document: Document, row: list[Any]) -> Fact:
    subject, predicate, value, section, spans, rule, qualifiers, confidence = row
    evidence = tuple(_evidence(document, start, end) for start, end in spans)
    return Fact(subject, predicate, _read_term(value), section, evidence, rule, _read_pairs(qualifiers), confidence)


def _span(evidence: Evidence) -> list[int]:
    return [evidence.span.start, evidence.span.end]


def _evidence(document: Document, start: int, end: int) -> Evidence:
    return document.evidence_at(Span(start, end))
