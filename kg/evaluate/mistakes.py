"""What kind of mistake each miss and each false fact is: one that was read wrongly is both, and is told once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from kg.evaluate.align import Alignment
from kg.evaluate.claims import Claim, Term
from kg.evaluate.compare import agreement, same_place, understood, value_agreement
from kg.evaluate.gold_sets import GoldFact
from kg.evaluate.names import fold, likeness, normalise
from kg.evaluate.score import Outcome
from kg.evaluate.sentences import ReportText
from kg.query.passages import Passage


class Kind(StrEnum):
    """The kinds, in the order in which they are tried and told."""

    SHORT_NAME = "short name"
    OTHER_THING = "other thing"
    TURNED_ROUND = "turned round"
    WRONG_SECTION = "wrong section"
    WRONG_RELATION = "wrong relation"
    WRONG_VALUE = "wrong value"
    WRONG_SUBJECT = "wrong subject"
    NOT_FOUND = "thing not found"
    MISSED = "missed"
    UNKNOWN = "thing unknown to gold"
    FALSE = "false"


#: Kind: its name in Chinese, and what it says.
MEANING: Mapping[Kind, tuple[str, str]] = {
    Kind.SHORT_NAME: ("简称未还原", "right, but under a short name that means it in its section only"),
    Kind.OTHER_THING: ("同名异物", "right by its names, but the names stand for another thing of gold, or for two"),
    Kind.TURNED_ROUND: ("主客颠倒", "subject and value have changed places"),
    Kind.WRONG_SECTION: ("栏目不对", "right, but told of another section"),
    Kind.WRONG_RELATION: ("关系不对", "subject and value are right, their relation is not"),
    Kind.WRONG_VALUE: ("值不对", "subject and relation are right, the value is not"),
    Kind.WRONG_SUBJECT: ("主体不对", "relation and value are right, the subject is not"),
    Kind.NOT_FOUND: ("主体未识别", "missed, as is all else that gold says of its subject"),
    Kind.MISSED: ("遗漏", "missed, although its subject was found"),
    Kind.UNKNOWN: ("主体不在标注中", "false, and gold has no such subject"),
    Kind.FALSE: ("多出", "false, of a subject that gold has"),
}
#: Values at least so much alike, or read from the same words, are two readings of one fact.
_ALIKE = 0.3


@dataclass(frozen=True, eq=False)
class Mistake:
    """A gold fact that was missed, a claim that is false, or both: two readings of one place.

    `passages` are the sentences of the report where its text is at hand: that of gold, and that of the system where it
    is another one.
    """

    kind: Kind
    report: str
    section: int
    fact: GoldFact | None
    claim: Claim | None
    passages: tuple[Passage, ...]

    @property
    def wanted(self) -> tuple[str, str, str] | None:
        """Subject, relation and value as gold has them."""
        fact = self.fact
        return (understood(fact.subject), fact.relation, understood(fact.value)) if fact else None

    @property
    def given(self) -> tuple[str, str, str] | None:
        """Subject, relation and value as the system has them."""
        claim = self.claim
        return (str(claim.subject), claim.written, str(claim.value)) if claim else None

    @property
    def sentences(self) -> list[str]:
        """The sentences with the words that count in brackets; the bare evidence where the text is not at hand."""
        if self.passages:
            return [passage.marked() for passage in self.passages]
        told = self.fact or self.claim
        return list(told.evidence) if told else []


def mistakes(strict: Outcome, lenient: Outcome, text: ReportText | None = None) -> list[Mistake]:
    """The mistakes in one report, by kind and then in the order of the gold and of the claims.

    `lenient` is the outcome with short names; what is right there and not in `strict` has a short name.
    """
    misses, false = strict.missed, list(strict.false)
    found: list[Mistake] = []

    def tell(kind: Kind, fact: GoldFact | None, claim: Claim | None) -> None:
        if fact in misses:
            misses.remove(fact)
        if claim in false:
            false.remove(claim)
        told = fact or claim
        assert told is not None
        found.append(Mistake(kind, strict.gold.name, told.section, fact, claim, _passages(text, fact, claim)))

    for fact, claim in _short_names(strict, lenient):
        tell(Kind.SHORT_NAME, fact, claim)
    for kind, fits in _PAIRS.items():
        for fact, claim in _best_pairs(misses, false, strict.alignment, fits):
            tell(kind, fact, claim)
    seen = _subjects(strict)
    for fact in list(misses):
        tell(Kind.MISSED if fact.subject_ids & seen else Kind.NOT_FOUND, fact, None)
    for claim in list(false):
        known = strict.alignment.resolve(claim.subject, claim.section)
        tell(Kind.FALSE if known else Kind.UNKNOWN, None, claim)
    return found


def _passages(text: ReportText | None, *told: GoldFact | Claim | None) -> tuple[Passage, ...]:
    """The sentences that a fact and a claim rest on; one where both rest on the same."""
    found: dict[str, Passage] = {}
    for one in told:
        if text and one and (passage := text.sentence(one.section, one.evidence)):
            found.setdefault(passage.before + passage.quote + passage.after, passage)
    return tuple(found.values())


def _subjects(outcome: Outcome) -> set[str]:
    """The gold entities that some claim is about."""
    return set[str]().union(*(outcome.alignment.resolve(c.subject, c.section) for c in outcome.claims))


def _short_names(strict: Outcome, lenient: Outcome) -> Iterator[tuple[GoldFact, Claim]]:
    """Facts that only the lenient figures count, with the claim, which under strict rules may be false or not."""
    facts = strict.gold.facts
    for i, c in sorted(lenient.matched.items()):
        if i not in strict.matched and facts[i].tier != "optional":
            twin = lenient.claims[c]
            said = next((s for s in strict.false if (s.line, s.relation) == (twin.line, twin.relation)), twin)
            yield facts[i], said


Fits = Callable[[GoldFact, Claim, Alignment], float]


def _best_pairs(
    misses: list[GoldFact], false: list[Claim], alignment: Alignment, fits: Fits
) -> Iterator[tuple[GoldFact, Claim]]:
    """Misses and false claims that fit, one to one, those that fit best first."""
    scored = [
        (-fit, i, j)
        for i, fact in enumerate(misses)
        for j, claim in enumerate(false)
        if (fit := fits(fact, claim, alignment)) > 0
    ]
    facts, claims = list(misses), list(false)
    used_facts: set[int] = set()
    used_claims: set[int] = set()
    for _, i, j in sorted(scored):
        if i not in used_facts and j not in used_claims:
            used_facts.add(i)
            used_claims.add(j)
            yield facts[i], claims[j]


def _subject_fits(fact: GoldFact, claim: Claim, alignment: Alignment) -> bool:
    return _means(claim.subject, fact.subject_ids, claim, fact, alignment)


def _value_fits(fact: GoldFact, claim: Claim, alignment: Alignment) -> bool:
    if value_agreement(fact, claim, alignment) > 0:
        return True
    wanted = fact.ends[1].get("id")
    return wanted is not None and _means(claim.value, frozenset({wanted}), claim, fact, alignment)


def _means(term: Term, ids: frozenset[str], claim: Claim, fact: GoldFact, alignment: Alignment) -> bool:
    """Whether a term stands for one of the entities, where it stands or where gold has the fact."""
    if alignment.resolve(term, claim.section) & ids:
        return True
    entities = (alignment.gold.entities[e] for e in ids if e in alignment.gold.entities)
    return any(normalise(term.name) in map(normalise, entity.names_in(fact.section)) for entity in entities)


def _same_relation(fact: GoldFact, claim: Claim) -> bool:
    return claim.relation in fact.relations


def _is_other_thing(fact: GoldFact, claim: Claim, alignment: Alignment) -> float:
    fits = same_place(fact, claim) and _same_relation(fact, claim)
    return float(fits and _subject_fits(fact, claim, alignment) and _value_fits(fact, claim, alignment))


def _is_turned(fact: GoldFact, claim: Claim, alignment: Alignment) -> float:
    if "id" not in fact.ends[1] or claim.value.happens is None:
        return 0.0
    return agreement(fact, replace(claim, subject=claim.value, value=claim.subject), alignment)


def _is_elsewhere(fact: GoldFact, claim: Claim, alignment: Alignment) -> float:
    fits = _same_relation(fact, claim) and not same_place(fact, claim)
    return float(fits and _subject_fits(fact, claim, alignment) and _value_fits(fact, claim, alignment))


def _is_other_relation(fact: GoldFact, claim: Claim, alignment: Alignment) -> float:
    fits = same_place(fact, claim) and not _same_relation(fact, claim)
    return float(fits and _subject_fits(fact, claim, alignment) and _value_fits(fact, claim, alignment))


def _is_other_value(fact: GoldFact, claim: Claim, alignment: Alignment) -> float:
    if not (same_place(fact, claim) and _same_relation(fact, claim) and _subject_fits(fact, claim, alignment)):
        return 0.0
    return _closeness(understood(fact.ends[1]), str(claim.value), _same_words(fact, claim))


def _is_other_subject(fact: GoldFact, claim: Claim, alignment: Alignment) -> float:
    if not (same_place(fact, claim) and _same_relation(fact, claim) and _value_fits(fact, claim, alignment)):
        return 0.0
    return _closeness(understood(fact.ends[0]), str(claim.subject), _same_words(fact, claim))


def _closeness(wanted: str, given: str, same_words: bool) -> float:
    """How surely two different readings are readings of one fact; 0 where they may as well be two facts."""
    alike = likeness(wanted, given)
    return 1.0 + alike if same_words else alike * (alike >= _ALIKE)


def _same_words(fact: GoldFact, claim: Claim) -> bool:
    """Whether both rest on the same words of the report."""
    wanted, given = list(filter(None, map(fold, fact.evidence))), list(filter(None, map(fold, claim.evidence)))
    return any(one in other or other in one for one in wanted for other in given)


_PAIRS: Mapping[Kind, Fits] = {
    Kind.OTHER_THING: _is_other_thing,
    Kind.TURNED_ROUND: _is_turned,
    Kind.WRONG_SECTION: _is_elsewhere,
    Kind.WRONG_RELATION: _is_other_relation,
    Kind.WRONG_VALUE: _is_other_value,
    Kind.WRONG_SUBJECT: _is_other_subject,
}
