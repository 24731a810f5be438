"""From a question in words to a named query and its parameters, or to the nearest questions that can be answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.query.named import NamedQuery
from kg.query.questions.fit import Fit, Misfit, try_form
from kg.query.questions.forms import Form, Slot, question_forms
from kg.query.questions.reading import Reading, Segment, looks_like_name, read
from kg.query.questions.things import Things, things

if TYPE_CHECKING:
    from kg.query.results import Queryable

#: Two forms whose scores are nearer than this are equally good.
_TIE = 0.05
_NEAREST = 3
_ENGLISH = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Match:
    """The query that answers a question.

    `parameters` are names, dates and numbers as `kg query -p` takes them; `kind` is rows, yes-no or count, `count` the
    column that is counted; `left` are words that the query takes no account of; `confidence` is the share of the
    question's words that it does, 0 to 1.
    """

    query: NamedQuery
    parameters: dict[str, str]
    kind: str
    count: str
    left: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Why a question cannot be answered, in a sentence of each language, and the nearest that can, with their queries."""

    zh: str
    en: str
    nearest: tuple[tuple[str, str], ...]

    def reason(self, language: str = "zh") -> str:
        """The sentence in this language."""
        return self.zh if language == "zh" else self.en


def answer_question(store: Queryable, text: str, language: str = "zh", names: Things | None = None) -> Match | NoMatch:
    """The named query that answers a question in Chinese or English, with its parameters.

    `names` are the things that the store knows, read from it (once for each store object) where not given.
    """
    known = names or things(store)
    reading = read(text, known)
    if not reading.segments:
        return NoMatch("没有看懂这个问题", "the question says nothing that we know", _ordinary(known, language))
    tried = [try_form(form, reading, known) for form in question_forms()]
    fits = sorted((t for t in tried if isinstance(t, Fit)), key=_order)
    misfits = [t for t in tried if isinstance(t, Misfit)]
    if not fits:
        return _no_match(reading, misfits, known, language)
    best = fits[0]
    rivals = [f for f in fits[1:] if best.score - f.score < _TIE and f.form.query != best.form.query]
    if rivals:
        options = tuple(_question(f.form, f.values, language) for f in [best, *rivals][:_NEAREST])
        return NoMatch("这个问题可以有几种理解", "the question can be understood in several ways", options)
    return _match(best, reading)


def language_of(question: str) -> str:
    """zh or en: Chinese unless two words or more are English."""
    return "en" if len(_ENGLISH.findall(question)) > 1 else "zh"


def _order(fit: Fit) -> tuple[float, str]:
    return (-fit.score, fit.form.query.name)


def _match(fit: Fit, reading: Reading) -> Match:
    total = sum(s.end - s.start for s in reading.segments) or 1
    left = sum(s.end - s.start for s in fit.left)
    kind = "yes-no" if reading.yes_no else "count" if reading.how_many and fit.form.count else "rows"
    surfaces = tuple(s.surface for s in fit.left)
    return Match(fit.form.query, dict(fit.values), kind, fit.form.count, surfaces, round(1 - left / total, 2))


def _no_match(reading: Reading, misfits: list[Misfit], known: Things, language: str) -> NoMatch:
    """The plainest reason first: a relative date, a date without year, an unknown name, several events, no form."""
    missing = 0.5 if reading.unknown else 2  # where a name is not known, its slot is empty
    near = sorted(
        misfits, key=lambda m: (-m.met + m.unmet + missing * len(m.missing) + len(m.strange), m.form.query.name)
    )
    nearest = _nearest(near, reading, known, language)
    for segment in reading.segments:
        if "relative_time" in segment.concepts:
            return NoMatch(
                f"“{segment.surface}”要看是哪天问的，请写明年月日",
                f"{segment.surface} depends on the day of asking; give the year, month or day",
                nearest,
            )
    if not known.year and any(s.date and not s.date.year for s in reading.segments):
        return NoMatch("请写明哪一年", "give the year of the date", nearest)
    if unknown := next((s for s in reading.unknown if s.foreign or looks_like_name(s, reading.question)), None):
        return _unknown(unknown, known, nearest)
    for misfit in near:
        if misfit.ambiguous and not misfit.unmet and not misfit.strange and _event_slot(misfit.form):
            return _several(misfit, language)
    strange = [s for s in reading.unknown if len(s.surface) > 1]
    if strange:
        told = "、".join(s.surface for s in strange)
        return NoMatch(f"没有看懂：{told}", f"not understood: {told}", nearest)
    return NoMatch("没有与此相应的查询", "no named query answers this", nearest)


def _several(misfit: Misfit, language: str) -> NoMatch:
    """Several events of one description: the question, asked of each."""
    found = misfit.ambiguous.things if misfit.ambiguous else ()
    slot = _event_slot(misfit.form)
    assert slot is not None
    asked = tuple(_question(misfit.form, {slot.parameter.name: t.label}, language) for t in found[: 2 * _NEAREST])
    return NoMatch(
        f"有 {len(found)} 场这样的活动，要说明是哪一场", f"there are {len(found)} such events; say which", asked
    )


def _event_slot(form: Form) -> Slot | None:
    return next((slot for slot in form.slots if "Event" in slot.classes), None)


def _unknown(segment: Segment, known: Things, nearest: tuple[tuple[str, str], ...]) -> NoMatch:
    import difflib

    labels = sorted({thing.label for thing in known.all})
    alike = difflib.get_close_matches(segment.surface, labels, 3, 0.5)
    zh, en = f"图谱不知道“{segment.surface}”", f"the graph knows no {segment.surface}"
    if alike:
        zh, en = f"{zh}；相近的有：{'、'.join(alike)}", f"{en}; nearest: {', '.join(alike)}"
    return NoMatch(zh, en, nearest)


def _nearest(near: list[Misfit], reading: Reading, known: Things, language: str) -> tuple[tuple[str, str], ...]:
    """The forms that come nearest, filled with things of the question and of the store; one a query."""
    found: dict[str, str] = {}
    for misfit in near:
        form = misfit.form
        if form.query.name not in found and len(found) < _NEAREST:
            found[form.query.name] = _question(form, _values(form, reading, known), language)[0]
    return tuple((question, name) for name, question in found.items())


def _values(form: Form, reading: Reading, known: Things) -> dict[str, str]:
    """For each slot a thing of the question, or the query's example if the store has it, or the first such thing."""
    labels = {thing.label for thing in known.all}
    values: dict[str, str] = {}
    for slot in (*form.slots, *form.also):
        if slot.parameter.type != "iri" or "EventTypes" in slot.classes:
            continue
        fitting = [t for s in reading.segments for t in s.things if not slot.classes or t.classes & set(slot.classes)]
        fitting = [t for t in fitting if t.label not in values.values()]
        example = [slot.parameter.example] if slot.parameter.example in labels else []
        first = [thing.label for thing in known.of(*slot.classes)[:1]]
        values[slot.parameter.name] = next(
            iter([*(t.label for t in fitting), *example, *first]), slot.parameter.example
        )
    return values


def _question(form: Form, values: dict[str, str] | object, language: str) -> tuple[str, str]:
    return (form.text(language, values if isinstance(values, dict) else dict(values)), form.query.name)  # type: ignore[call-overload]


def _ordinary(known: Things, language: str) -> tuple[tuple[str, str], ...]:
    empty = Reading("", ())
    forms = [form for form in question_forms() if form.slots][:_NEAREST]
    return tuple(_question(form, _values(form, empty, known), language) for form in forms)
