"""An evaluation as lines for a terminal: figures, kinds of mistakes, and the mistakes with their sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.evaluate.evaluation import Evaluation
from kg.evaluate.mistakes import MEANING, Mistake
from kg.evaluate.score import Counts
from kg.query.table import table

_FIGURES = ("准确率 P", "召回率 R", "F1", "对 hits", "误 false", "漏 missed")


def report_lines(evaluation: Evaluation, *, show: int = 10, width: int | None = None) -> Iterator[str]:
    """The report, a line each; of misses and false facts the first `show`, each with its sentence.

    `width` is that of the terminal, beyond which cells of tables wrap.
    """
    strict, lenient = evaluation.strict, evaluation.lenient
    headline = (
        ("全部 core and extra", strict.counts()),
        ("核心 core", strict.counts(core=True)),
        ("宽松 lenient, all", lenient.counts()),
        ("宽松 lenient, core", lenient.counts(core=True)),
    )
    yield from _counts_table("", headline, width)
    yield from _notes(evaluation)
    if len(strict.outcomes) > 1:
        yield from _by_report(evaluation, width)
    yield from _counts_table("关系 relation", strict.relations().items(), width)
    yield from _kinds(evaluation, width)
    yield from _mistakes(evaluation.mistakes, show)


def _counts_table(title: str, rows: Iterable[tuple[str, Counts]], width: int | None) -> Iterator[str]:
    cells = ((name, *_figures(counts)) for name, counts in rows)
    if title:
        yield ""
    yield from table((title, *_FIGURES), cells, width=width, numeric=range(1, 7))


def _figures(counts: Counts) -> tuple[str, ...]:
    shares = (f"{share:.3f}" for share in (counts.precision, counts.recall, counts.f1))
    return (*shares, str(counts.hits), str(counts.false), str(counts.missed))


def _by_report(evaluation: Evaluation, width: int | None) -> Iterator[str]:
    lenient = evaluation.lenient.outcomes
    rows = (
        (
            name,
            *(f"{score.counts(core=core).f1:.3f}" for score in (outcome, lenient[name]) for core in (False, True)),
            *_figures(outcome.counts())[3:],
        )
        for name, outcome in evaluation.strict.outcomes.items()
    )
    headings = ("报告 report", "F1", "核心 core", "宽松 lenient", "lenient core", *_FIGURES[3:])
    yield ""
    yield from table(headings, rows, width=width, numeric=range(1, 8))


def _notes(evaluation: Evaluation) -> Iterator[str]:
    """What else there is to know of the figures."""
    strict, links = evaluation.strict, evaluation.lenient.links
    if neutral := strict.neutral():
        yield "not judged: " + ", ".join(f"{number} {reason}" for reason, number in neutral.items())
    if links.same + links.apart:
        yield (
            f"across reports: {links.merged} of {links.same} pairs that are one are merged, "
            f"{links.kept_apart} of {links.apart} that are not are kept apart"
        )
    for problem, number in sorted(strict.problems.items()):
        yield f"note: {problem} ({number})"
    if strict.silent:
        yield f"note: no fact of {', '.join(strict.silent)}: all that gold says of it is missed"
    for name, outcome in strict.outcomes.items():
        for node, entities in outcome.alignment.merged:
            yield f"note: one id for several things in {name}: {node} for {', '.join(entities)}"


def _kinds(evaluation: Evaluation, width: int | None) -> Iterator[str]:
    rows = [
        (f"{MEANING[kind][0]} {kind}", str(counts.false), str(counts.missed), MEANING[kind][1])
        for kind, counts in evaluation.kinds().items()
    ]
    if rows:
        yield ""
        headings = ("错误 kind of mistake", *_FIGURES[4:], "说明 what it is")
        yield from table(headings, rows, width=width, numeric=(1, 2))


def _mistakes(mistakes: tuple[Mistake, ...], show: int) -> Iterator[str]:
    for title, chosen in (
        ("误 false facts", [m for m in mistakes if m.claim]),
        ("漏 missed core facts", [m for m in mistakes if not m.claim and m.fact and m.fact.tier == "core"]),
        ("漏 missed extra facts", [m for m in mistakes if not m.claim and m.fact and m.fact.tier != "core"]),
    ):
        if not chosen or not show:
            continue
        yield ""
        yield f"{title}: {len(chosen)}" + (f", the first {show}" if len(chosen) > show else "")
        for mistake in chosen[:show]:
            yield from mistake_lines(mistake)


def mistake_lines(mistake: Mistake) -> Iterator[str]:
    """A mistake: its kind and place, what gold reads there and what the system does, the sentence."""
    kind = MEANING[mistake.kind][0]
    yield f"  {kind} {mistake.kind} · {mistake.report}, section {mistake.section}"
    if mistake.wanted:
        yield f"    gold    {' · '.join(mistake.wanted)}"
    if mistake.given:
        yield f"    system  {' · '.join(mistake.given)}"
    for sentence in mistake.sentences:
        yield f"    {sentence}"
