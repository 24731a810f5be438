"""What a system says: the lines of the gold form, read into claims that can be compared with gold.

A bare string stands for a name, a text or a date as its relation wants it; inverse and renamed relations are turned into
those of the vocabulary; lines that cannot be judged are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kg.evaluate.gold_sets import GoldReport, GoldSet, Row
from kg.evaluate.names import normalise
from kg.evaluate.vocabulary import vocabulary

_LITERALS = frozenset({"Date", "Quantity", "Post", "Text"})
#: The key that tells the kind of a value without a type.
_TELLING = {"number": "Quantity", "date": "Date", "org": "Post", "text": "Text"}


@dataclass(frozen=True)
class Term:
    """The subject or value of a claim; `names` begins with the name itself."""

    type: str
    name: str = ""
    id: str = ""
    names: tuple[str, ...] = ()
    date: str = ""
    number: float | None = None
    unit: str = ""
    approximation: str = ""
    role: str = ""
    organisation: Term | None = None
    happens: bool | None = None  # None for literals

    @property
    def key(self) -> tuple[str, str]:
        """What makes two terms one node: the id, or the name where there is none."""
        return ("id", self.id) if self.id else ("name", normalise(self.name))

    def __str__(self) -> str:
        if self.type == "Quantity":
            return f"{self.number:g} {self.unit}" if self.number is not None else self.unit
        if self.type == "Post":
            return f"{self.role} @ {self.organisation.name if self.organisation else ''}"
        return self.date if self.type == "Date" else self.name


@dataclass(frozen=True, eq=False)
class Claim:
    """A fact as a system states it; `written` is the relation as it was spelled, `line` counts from 1."""

    line: int
    report: str
    section: int
    relation: str
    written: str
    subject: Term
    value: Term
    evidence: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    amount: Row | None = None


@dataclass(frozen=True)
class Claims:
    """The claims of each report of the gold, and how many lines were left out or lack something, by reason."""

    of_report: Mapping[str, list[Claim]]
    problems: Counter[str]


def read_claims(rows: Iterable[Any], gold: GoldSet) -> Claims:
    """The rows of a system as claims about the reports of a gold set."""
    claims: dict[str, list[Claim]] = {name: [] for name in gold.reports}
    problems: Counter[str] = Counter()
    only = next(iter(gold.reports)) if len(gold.reports) == 1 else ""
    for line, row in enumerate(rows, 1):
        if not _is_fact(row):
            problems["line without relation, subject or value"] += 1
            continue
        name = _text(row.get("doc")) or only
        if name not in claims:
            problems["line of no report that is scored" if name else "line that names no report"] += 1
            continue
        claim = _claim(line, row, gold.reports[name])
        if claim.relation not in vocabulary().relations:
            problems[f"relation outside the vocabulary, left out: {claim.relation}"] += 1
            continue
        if claim.section < 0:
            problems["fact without a section, which fits no gold fact of a section"] += 1
        claims[name] += [claim, *_part_of_day(claim, row)]
    return Claims(claims, problems)


def _is_fact(row: Any) -> bool:
    if not isinstance(row, dict) or "subject" not in row or "value" not in row:
        return False
    return isinstance(row.get("relation"), str) and bool(row["relation"])


def _claim(line: int, row: Row, report: GoldReport) -> Claim:
    words = vocabulary()
    written: str = row["relation"]
    relation = words.renamed.get(written, written)
    ends = row["subject"], row["value"]
    if relation in words.inverse:
        relation, ends = words.inverse[relation], ends[::-1]
    subject, value = read_term(ends[0], relation, is_value=False), read_term(ends[1], relation, is_value=True)
    if relation == "hasPost" and value.happens is not None:  # an affiliation: the organisation stands for the post
        value = Term("Post", role=_text(row.get("role")), organisation=value)
    roles = row.get("role") or words.implied_roles.get(written) or []
    return Claim(
        line,
        report.name,
        _section(row.get("section"), report),
        relation,
        written,
        subject,
        value,
        tuple(_text(e.get("text")) if isinstance(e, dict) else _text(e) for e in _listed(row.get("evidence") or [])),
        frozenset(map(_text, _listed(roles))),
        row["amount"] if isinstance(row.get("amount"), dict) else None,
    )


def read_term(raw: Any, relation: str, *, is_value: bool) -> Term:
    """The term that a JSON value stands for as subject or value of a relation."""
    words = vocabulary()
    if not isinstance(raw, dict):
        text = _text(raw)
        if is_value and relation in words.date_relations:
            return Term("Date", date=text)
        if is_value and relation in words.text_relations:
            return Term("Text", text, names=(text,))
        raw = {"name": text}
    kind = str(raw.get("type") or next((kind for key, kind in _TELLING.items() if key in raw), "?"))
    name = _text(raw.get("text") or raw.get("name") or raw.get("label"))
    further = raw.get("aliases") if isinstance(raw.get("aliases"), list) else []
    names = tuple(dict.fromkeys(filter(None, (name, _text(raw.get("mention")), *map(_text, further or ())))))
    identity = _text(raw.get("id") or "")
    if kind not in _LITERALS:
        by_place = kind == "?" and relation in (words.event_values if is_value else words.event_subjects)
        return Term(kind, name, identity, names, happens=by_place or words.happens(kind))
    if kind == "Date":
        end = f"/{raw['end']}" if raw.get("end") else ""
        return Term(kind, name, identity, names, date=_text(raw.get("date")) + end)
    if kind == "Quantity":
        approximation = _text(raw.get("approx"))
        return Term(
            kind, name, identity, names, number=_number(raw), unit=_text(raw.get("unit")), approximation=approximation
        )
    if kind == "Post":
        organisation = read_term(raw.get("org", ""), relation, is_value=False)
        return Term(
            kind, name, identity, names, role=_text(raw.get("role")), organisation=replace(organisation, happens=False)
        )
    return Term(kind, name, identity, names)


def _part_of_day(claim: Claim, row: Row) -> list[Claim]:
    """The part of the day that a date carries, as a claim of its own."""
    value = row["value"]
    if claim.value.type != "Date" or not isinstance(value, dict) or not value.get("part_of_day"):
        return []
    part = _text(value["part_of_day"])
    term = Term("Text", part, names=(part,))
    return [replace(claim, relation="partOfDay", value=term, roles=frozenset(), amount=None)]


def _section(given: Any, report: GoldReport) -> int:
    """The number of the section; -1 where there is none, and 1 everywhere in a single story."""
    if report.is_single_story:
        return 1
    try:
        return int(given)
    except (TypeError, ValueError, OverflowError):
        return -1


def _number(raw: Row) -> float | None:
    try:
        return float(raw["number"])
    except (KeyError, TypeError, ValueError):
        return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return "" if value is None else str(value)
