"""Whether a form fits a question: which stretch fills which parameter, which concepts are met, what is left over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.query.questions.describe import Ambiguous, described_event, described_series, tells_of
from kg.query.questions.forms import Form, Slot
from kg.query.questions.reading import Reading, Segment, heads_of, looks_like_name, type_label
from kg.query.questions.text import fold
from kg.query.questions.things import Things

#: What explaining a stretch is worth: a value, a concept that is needed, one that may be.
_SLOT, _NEED, _MAY = 4.0, 3.0, 1.0
#: What leaving a weak noun unexplained costs, and each two characters or each Latin word that nobody understood.
_WEAK, _UNKNOWN = 0.75, 1.5
#: Of what nobody understood, no more than so many characters of Chinese and Latin words may be left.
_LEFT, _LEFT_WORDS = 1, 0


@dataclass(frozen=True, slots=True)
class Fit:
    """A form with the values that the question gives it; `left` are the stretches that it says nothing of."""

    form: Form
    values: Mapping[str, str]
    score: float
    left: tuple[Segment, ...] = ()


@dataclass
class Misfit:
    """Why a form does not fit: slots without a value, stretches that it has no place for."""

    form: Form
    missing: list[Slot] = field(default_factory=list)
    strange: list[Segment] = field(default_factory=list)
    unmet: int = 0
    ambiguous: Ambiguous | None = None
    met: float = 0.0


class _Try:
    """One form tried on one question."""

    def __init__(self, form: Form, reading: Reading, things: Things) -> None:
        self.form, self.reading, self.things = form, reading, things
        self.free = list(reading.segments)
        self.values: dict[str, str] = {}
        self.score = 0.0
        self.type: frozenset[str] = frozenset()
        self.misfit = Misfit(form)

    def run(self) -> Fit | Misfit:
        """Needed values, needed concepts, further values, further concepts; then what is left."""
        for slot in self.form.slots:
            if not self._fill(slot):
                self.misfit.missing.append(slot)
        self._meet_needs()
        for slot in self.form.also:
            self._fill(slot, is_needed=False)
        self._describe()
        left = self._explain_rest()
        self.misfit.unmet += len(self.form.never & self.reading.flags)
        if self.reading.how_many and not self.form.count and not self._needs("how_many"):
            self.misfit.unmet += 1
        misfit = self.misfit
        if misfit.missing or misfit.strange or misfit.unmet or misfit.ambiguous:
            misfit.met = self.score
            return misfit
        return Fit(self.form, self.values | dict(self.form.fixed), self.score + self._precision(), tuple(left))

    def _needs(self, concept: str) -> bool:
        return any(concept in need for need in self.form.needs)

    def _precision(self) -> float:
        """A little for a form that asks for more: of two that explain a question alike, the more specific one."""
        return 0.1 * (len(self.form.needs) + len(self.form.slots)) - 0.01 * len(self.form.also)

    def _take(self, segment: Segment, worth: float) -> None:
        self.free.remove(segment)
        self.score += worth

    def _fill(self, slot: Slot, *, is_needed: bool = True) -> bool:
        """Give a parameter the first stretch that may be its value."""
        name = slot.parameter.name
        if name in self.values:
            return True
        if slot.parameter.type == "date":
            return self._fill_dates(name)
        for segment in self.free:
            if self._is_part_of_description(slot, segment):
                continue
            if value := _value(slot, segment) or self._government(slot, segment):
                if not is_needed and segment.means & self._concepts():
                    continue  # 开放日 is what is asked for, not the value of a filter
                self.values[name] = value
                self.type = segment.types if "EventTypes" in slot.classes else self.type
                self._take(segment, _SLOT - (0.5 if segment.partial else 0))
                return True
        return False

    def _government(self, slot: Slot, segment: Segment) -> str:
        """The organization that heads a division, where the question names a post of it: 徐汇区的副区长."""
        ending = next((e for s in self.reading.segments if s.title for e in heads_of(s.title)), "")
        if not ending or "Organization" not in slot.classes:
            return ""
        places = [thing for thing in segment.things if "Division" in thing.classes]
        found = [t for place in places for t in self.things.named(fold(place.label + ending))]
        return found[0].label if len(found) == 1 else ""

    def _is_part_of_description(self, slot: Slot, segment: Segment) -> bool:
        """Whether a series is there to tell which event is meant: 宝山区质量月的启动仪式."""
        series = all("EventSeries" in thing.classes for thing in segment.things)
        types = any(s.types and not s.concepts for s in self.free)
        return bool(segment.things) and series and types and "Event" in slot.classes

    def _concepts(self) -> frozenset[str]:
        return frozenset().union(*self.form.needs)

    def _fill_dates(self, name: str) -> bool:
        """`from` and `to` of the dates in the question, `before` and `after` them; a single date is both."""
        dates = [s for s in self.free if s.date]
        if name != "from" or not dates:
            return False
        texts = [s.date.text(self.things.year) for s in dates if s.date]
        if any(text.startswith("0000") for text in texts):
            return False
        concepts = self.reading.flags
        first, last = texts[0], texts[-1]
        if len(texts) > 1 or not concepts & {"before", "after"}:
            self.values |= {"from": first, "to": last}
        else:
            self.values["from" if "after" in concepts else "to"] = first
        for segment in dates:
            self._take(segment, _SLOT)
        for segment in [s for s in self.free if set(s.concepts) & {"before", "after"}]:
            self._take(segment, _MAY)
        return True

    def _meet_needs(self) -> None:
        for need in self.form.needs:
            segment = next((s for s in self.free if need & s.means), None)
            if segment is not None:
                if segment.number and any(slot.parameter.name == "minimum" for slot in self.form.also):
                    self.values["minimum"] = str(segment.number)
                self._take(segment, _NEED)
            elif not need & (self.reading.flags & {"how_many", "which"}):
                self.misfit.unmet += 1

    def _describe(self) -> None:
        """Give a missing event the one that the rest of the question describes: 奉贤区的启动仪式."""
        if not self.form.needs:  # a name alone is a question, a description alone is none
            return
        slots = [slot for slot in self.misfit.missing if {"Event", "EventSeries"} & set(slot.classes)]
        optional = [s for s in self.form.also if "Event" in s.classes and s.parameter.name not in self.values]
        for slot in slots or optional[:1]:
            series = slot in slots and "Event" not in slot.classes
            found = described_series(self.free, self.things) if series else described_event(self.free, self.things)
            if isinstance(found, Ambiguous):
                self.misfit.ambiguous = found if slots or any(s.types for s in found.segments) else None
                return
            if found is not None:
                self.values[slot.parameter.name] = found.thing.label
                for segment in found.segments:
                    self._take(segment, _SLOT if segment is found.segments[0] else _MAY)
                self.misfit.missing = [s for s in self.misfit.missing if s is not slot]

    def _explain_rest(self) -> list[Segment]:
        """Score what the form allows; keep what it says nothing of; note what forbids the form."""
        left: list[Segment] = []
        allowed = self.form.may | self._concepts()
        several = self.misfit.ambiguous.segments if self.misfit.ambiguous else ()
        for segment in self.free:
            if segment in several:
                continue
            if (
                self._is_told_already(segment)
                or allowed & segment.means
                or (self.form.count and "how_many" in segment.concepts)
            ):
                self.score += _MAY
            elif segment.weight == "light" or (segment.title and _beside_person(segment, self.reading.segments)):
                continue
            elif not segment.is_known:
                left.append(segment)
            elif segment.weight == "weak":
                self.score -= _WEAK
                left.append(segment)
            else:
                self.misfit.strange.append(segment)
        self._judge(left)
        return left

    def _is_told_already(self, segment: Segment) -> bool:
        """Whether a stretch only repeats a value: its type a second time, or what is so of the event that is asked of."""
        names = {slot.parameter.name for slot in (*self.form.slots, *self.form.also) if "Event" in slot.classes}
        events = [self.values[name] for name in names if name in self.values]
        if any(tells_of(segment, event, self.things) for event in events):
            return True
        return bool(segment.types) and segment.types == self.type

    def _judge(self, left: Iterable[Segment]) -> None:
        """Stretches that nobody understood: a few may be left, no name among them."""
        characters = latin = 0
        for segment in left:
            if segment.is_known:
                continue
            if segment.foreign or looks_like_name(segment, self.reading.question):
                self.misfit.strange.append(segment)
                continue
            chars = fold(segment.surface)
            latin += len(segment.surface.split()) if chars.isascii() else 0
            characters += 0 if chars.isascii() else len(chars)
        self.score -= _UNKNOWN * (characters / 2 + latin)
        if characters > _LEFT or latin > _LEFT_WORDS:
            self.misfit.strange += [s for s in left if not s.is_known]


def try_form(form: Form, reading: Reading, things: Things) -> Fit | Misfit:
    """The form with its values, or why it does not fit."""
    return _Try(form, reading, things).run()


def _value(slot: Slot, segment: Segment) -> str:
    """What the stretch gives this parameter, or ""."""
    kind = slot.parameter.type
    if "EventTypes" in slot.classes:
        return type_label(segment.types) if segment.types and not segment.concepts else ""
    if kind == "iri":
        bearers = [t for t in segment.things if not slot.classes or t.classes & set(slot.classes)]
        labels = {thing.label for thing in bearers}
        return labels.pop() if len(labels) == 1 else ""
    if kind == "number":
        return str(segment.number) if segment.number else ""
    if "title" in slot.classes:
        return "" if segment.concepts else segment.title
    if "year" in slot.classes:
        return f"{segment.date.year}" if segment.date and segment.date.year and not segment.date.month else ""
    return segment.quoted


def _beside_person(title: Segment, segments: tuple[Segment, ...]) -> bool:
    """Whether a title stands right at a person's name: 沈伟民主任, 副区长顾佾."""
    people = [s for s in segments if any("Person" in thing.classes for thing in s.things)]
    return any(title.end == person.start or person.end == title.start for person in people)
