"""An evaluation as JSON and as rows of a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kg.evaluate.evaluation import Evaluation
from kg.evaluate.mistakes import MEANING, Mistake
from kg.evaluate.qualities import Share, entities_found, qualifiers
from kg.evaluate.score import Counts, Outcome, Score

#: The columns of `figure_rows`.
COLUMNS = ("of", "name", "facts", "names", "precision", "recall", "f1", "hits", "false", "missed")


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Everything: headline figures, by report, relation, section and kind of mistake, and each mistake.

    Figures are rounded to four decimals; `tp`, `fp` and `fn` are hits, false facts and misses.
    """
    strict, lenient = evaluation.strict, evaluation.lenient
    outcomes, links = list(strict.outcomes.values()), lenient.links
    return {
        **_headline(strict, lenient),
        "macro": {name: round(of.mean_f1(core=core), 4) for name, of, core in _four(strict, lenient)},
        "documents": {name: _headline(strict.outcomes[name], lenient.outcomes[name]) for name in strict.outcomes},
        "relations": {name: _counts(counts) for name, counts in strict.relations().items()},
        "sections": {f"{name} {section}": _counts(counts) for (name, section), counts in strict.sections().items()},
        "kinds": {
            kind: {"zh": MEANING[kind][0], "meaning": MEANING[kind][1], "fp": counts.false, "fn": counts.missed}
            for kind, counts in evaluation.kinds().items()
        },
        "entities": _shares(entities_found(outcomes)),
        "qualifiers": _shares(qualifiers(outcomes)),
        "neutral": strict.neutral(),
        "links": {
            name: getattr(links, name)
            for name in ("merged", "same_found", "same", "kept_apart", "apart_found", "apart")
        },
        "problems": dict(sorted(strict.problems.items())),
        "documents_without_facts": list(strict.silent),
        "merged_nodes": [
            {"doc": name, "id": node, "entities": entities}
            for name, outcome in strict.outcomes.items()
            for node, entities in outcome.alignment.merged
        ],
        "missed": [
            {"doc": name, "fid": fact.fid, "tier": fact.tier}
            for name, outcome in strict.outcomes.items()
            for fact in outcome.missed
        ],
        "false": [
            {"doc": name, "line": claim.line} for name, outcome in strict.outcomes.items() for claim in outcome.false
        ],
        "mistakes": [_mistake(mistake) for mistake in evaluation.mistakes],
    }


def figure_rows(evaluation: Evaluation) -> Iterator[tuple[Any, ...]]:
    """A row for each figure, with the columns `COLUMNS`: overall, by report, by relation and by kind of mistake."""
    strict, lenient = evaluation.strict, evaluation.lenient
    yield from _four_rows("all reports", "", strict, lenient)
    for name, outcome in strict.outcomes.items():
        yield from _four_rows("report", name, outcome, lenient.outcomes[name])
    for name, counts in strict.relations().items():
        yield _row("relation", name, "core and extra", "strict", counts)
    for kind, counts in evaluation.kinds().items():
        yield ("mistake", kind.value, "core and extra", "strict", "", "", "", "", counts.false, counts.missed)


def _four_rows(of: str, name: str, strict: Score | Outcome, lenient: Score | Outcome) -> Iterator[tuple[Any, ...]]:
    for _, score, core in _four(strict, lenient):
        names = "strict" if score is strict else "lenient"
        yield _row(of, name, "core" if core else "core and extra", names, score.counts(core=core))


def _row(of: str, name: str, facts: str, names: str, counts: Counts) -> tuple[Any, ...]:
    figures = (round(counts.precision, 4), round(counts.recall, 4), round(counts.f1, 4))
    return (of, name, facts, names, *figures, counts.hits, counts.false, counts.missed)


def _four(strict: Any, lenient: Any) -> tuple[tuple[str, Any, bool], ...]:
    return (
        ("overall", strict, False),
        ("core", strict, True),
        ("lenient_overall", lenient, False),
        ("lenient_core", lenient, True),
    )


def _headline(strict: Score | Outcome, lenient: Score | Outcome) -> dict[str, Any]:
    return {name: _counts(score.counts(core=core)) for name, score, core in _four(strict, lenient)}


def _counts(counts: Counts) -> dict[str, Any]:
    figures = {name: round(getattr(counts, name), 4) for name in ("precision", "recall", "f1")}
    return {**figures, "tp": counts.hits, "fp": counts.false, "fn": counts.missed}


def _shares(table: Mapping[str, Share]) -> dict[str, dict[str, int]]:
    return {name: {"got": share.got, "of": share.of} for name, share in table.items()}


def _mistake(mistake: Mistake) -> dict[str, Any]:
    keys = ("subject", "relation", "value")
    fact, claim = mistake.fact, mistake.claim
    return {
        "kind": mistake.kind,
        "doc": mistake.report,
        "section": mistake.section,
        "gold": dict(zip(keys, mistake.wanted or (), strict=True)) | {"fid": fact.fid, "tier": fact.tier}
        if fact
        else None,
        "system": dict(zip(keys, mistake.given or (), strict=True)) | {"line": claim.line, "section": claim.section}
        if claim
        else None,
        "sentences": mistake.sentences,
    }
