"""The things that a store knows, by the names that a question may use: the one interface between questions and names.

`Things` is a table in memory, read from any store by SPARQL; whatever has `named`, `events` and `labels` may stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from kg import resources
from kg.query.questions.text import fold
from kg.vocab import ONTOLOGY

if TYPE_CHECKING:
    from kg.query.results import Queryable

#: The classes whose things questions are about.
CLASSES = (
    "Person",
    "Organization",
    "Group",
    "Event",
    "EventSeries",
    "Place",
    "Project",
    "Award",
    "Certification",
    "Agreement",
    "Document",
)
_CACHE: WeakKeyDictionary[Any, Things] = WeakKeyDictionary()
_YEAR = re.compile(r"(?:19|20)\d{2}年")
_QUOTED = re.compile(r"[“‘「『《](.+?)[”’」』》]")
#: A part of a name counts as a name from so many characters on.
_PART = 4


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the store: IRI, preferred name, and classes; Division or Venue beside Place."""

    iri: str
    label: str
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class EventRecord:
    """What tells an event from others: types, days, and the labels of districts, organizers and wholes."""

    thing: Thing
    types: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    wholes: frozenset[str] = frozenset()


@dataclass
class Things:
    """All things of a store, by folded name."""

    store: Queryable
    by_name: Mapping[str, tuple[Thing, ...]]
    all: tuple[Thing, ...]
    longest: int = field(default=0)

    def named(self, name: str) -> tuple[Thing, ...]:
        """The things that bear a folded name."""
        return self.by_name.get(name, ())

    def having(self, part: str, limit: int = 5000) -> tuple[Thing, ...]:
        """The things whose folded label holds this; none in a store of more than `limit` things."""
        if len(part) < _PART or len(self.all) > limit:
            return ()
        return tuple(thing for thing, label in self._folded if part in label)

    def of(self, *classes: str) -> tuple[Thing, ...]:
        """The things of these classes, by label."""
        return tuple(thing for thing in self.all if not classes or thing.classes & set(classes))

    @cached_property
    def _folded(self) -> tuple[tuple[Thing, str], ...]:
        return tuple((thing, fold(thing.label)) for thing in self.all)

    @cached_property
    def events(self) -> tuple[EventRecord, ...]:
        """The events with what questions describe them by; read when first asked for."""
        known = {thing.iri: thing for thing in self.of("Event", "EventSeries")}
        found: dict[str, dict[str, set[str]]] = {}
        for row in _rows(self.store, _EVENTS):
            key = row["relation"].removeprefix(ONTOLOGY)
            kind = "types" if key == "eventType" else "dates" if key in ("heldOn", "startedOn") else "near"
            kind = "wholes" if key == "partOf" else kind
            value = row["value"].replace(ONTOLOGY, "kg:") if kind in ("types", "dates") else row.get("label", "")
            found.setdefault(row["event"], {}).setdefault(kind, set()).add(value)
        return tuple(
            EventRecord(thing, **{kind: frozenset(values) for kind, values in found.get(iri, {}).items()})
            for iri, thing in sorted(known.items())
        )

    @cached_property
    def year(self) -> int:
        """The year of all the store's days, if it is one; else 0."""
        years = {date[:4] for event in self.events for date in event.dates if date[:1].isdigit()}
        return int(years.pop()) if len(years) == 1 else 0

    @cached_property
    def spelt(self) -> Mapping[str, tuple[Thing, ...]]:
        """People and divisions by pinyin, for questions in Latin letters: Shen Weimin, Weimin Shen, Baoshan."""
        from pypinyin import lazy_pinyin

        names: dict[str, list[Thing]] = {}
        for thing in self.of("Person", "Division"):
            label = _short(thing.label) if "Division" in thing.classes else thing.label
            syllables = lazy_pinyin(label)
            forms = {"".join(syllables)}
            if "Person" in thing.classes:
                forms.add("".join(syllables[1:] + syllables[:1]))
            for form in forms:
                names.setdefault(form, []).append(thing)
        return {name: tuple(found) for name, found in names.items()}


_EVENTS = """SELECT DISTINCT ?event ?relation ?value ?label {
  VALUES ?relation {
    kg:eventType kg:heldOn kg:startedOn kg:heldInDistrict kg:organizedBy kg:undertakenBy kg:partOf kg:participant kg:heldAt
  }
  GRAPH ?g { ?event ?relation ?value . OPTIONAL { ?value rdfs:label ?label } }
}"""


def things(store: Queryable) -> Things:
    """The things of a store; read once for each store object."""
    try:
        found = _CACHE.get(store)
    except TypeError:  # cannot be weakly referred to
        return _read(store)
    if found is None:
        found = _CACHE[store] = _read(store)
    return found


def _read(store: Queryable) -> Things:
    classes = " ".join(f"kg:{name}" for name in CLASSES)
    kinds: dict[str, set[str]] = {}
    labels: dict[str, str] = {}
    names: dict[str, set[str]] = {}
    divisions = {row["thing"] for row in _rows(store, "SELECT DISTINCT ?thing { ?thing kg:divisionCode ?code }")}
    for row in _rows(
        store,
        f"SELECT DISTINCT ?thing ?class ?kind ?name {{ VALUES ?class {{ {classes} }} "
        "VALUES ?kind { rdfs:label skos:altLabel kg:alias } GRAPH ?g { ?thing a ?class ; ?kind ?name } }",
    ):
        kinds.setdefault(row["thing"], set()).add(row["class"].removeprefix(ONTOLOGY))
        names.setdefault(row["thing"], set()).add(row["name"])
        if row["kind"].endswith("#label"):
            labels[row["thing"]] = min(row["name"], labels.get(row["thing"], row["name"]))
    found = [Thing(iri, label, _classes(kinds[iri], iri in divisions)) for iri, label in labels.items()]
    found.sort(key=lambda thing: (thing.label, thing.iri))
    table = _table(found, names)
    return Things(store, table, tuple(found), max(map(len, table), default=0))


def _classes(found: set[str], is_division: bool) -> frozenset[str]:
    place = {"Division" if is_division else "Venue"} if "Place" in found else set()
    return frozenset(found | place)


def _table(found: list[Thing], names: Mapping[str, set[str]]) -> dict[str, tuple[Thing, ...]]:
    """Folded name to things: names that stand in the store, then variants that nothing else is called."""
    table: dict[str, dict[str, Thing]] = {}
    for thing in found:
        for name in (thing.label, *names[thing.iri]):
            if key := fold(name):
                table.setdefault(key, {})[thing.iri] = thing
    variants: dict[str, dict[str, Thing]] = {}
    for thing in found:
        for name in {thing.label, *names[thing.iri]}:
            for variant in _variants(thing, name):
                key = fold(variant)
                if len(key) > 1 and key not in table:
                    variants.setdefault(key, {})[thing.iri] = thing
    for key, bearers in variants.items():
        if len({thing.label for thing in bearers.values()}) == 1:
            table[key] = bearers
    return {key: tuple(sorted(bearers.values(), key=lambda t: t.iri)) for key, bearers in table.items()}


def _variants(thing: Thing, name: str) -> Iterator[str]:
    """Other ways to write a name that mean the same wherever only one thing is meant."""
    if "Division" in thing.classes:
        yield _short(name)
    if thing.classes & {"Event", "EventSeries", "Document", "Award"}:
        bare = _YEAR.sub("", name)
        yield bare
        if place := _leading(bare):
            yield _short(place) + bare.removeprefix(place)
    if thing.classes & {"Event", "Award", "Document"}:
        yield from (quoted for quoted in _QUOTED.findall(name) if len(quoted) >= _PART)
    if "Event" in thing.classes and name.endswith("活动"):
        yield name.removesuffix("活动")
        yield _YEAR.sub("", name.removesuffix("活动"))
    if thing.classes & {"Organization", "Venue", "Award", "Project"}:
        for form in {name, *_abbreviated(name)}:
            yield form
            if place := _leading(form):
                rest = form.removeprefix(place)
                yield _short(place) + rest
                if "Organization" in thing.classes or "Venue" in thing.classes:
                    yield place[-1] + rest
                if _leading(rest):  # 上海市青浦区…
                    yield rest
                    yield _short(_leading(rest)) + rest.removeprefix(_leading(rest))


def _leading(name: str) -> str:
    """The division that a longer name begins with, or ""."""
    return next((d for d in _divisions() if name.startswith(d) and len(name) > len(d)), "")


def _abbreviated(name: str) -> Iterator[str]:
    """An organization's name with the short form of what it ends in, or without the ending of an enterprise."""
    for row in resources.gazetteer("organization_short_forms"):
        official = row["official"] or ""
        if official and name.endswith(official) and name != official:
            yield name.removesuffix(official) + row["form"]
    bare = re.sub(r"[(（].*?[)）]", "", name)
    for text in {name, bare}:
        for row in resources.gazetteer("organization_suffixes"):
            if row["kind"] == "enterprise" and text.endswith(row["suffix"]) and len(text) - len(row["suffix"]) >= 3:
                yield text.removesuffix(row["suffix"])


def _short(division: str) -> str:
    """宝山 for 宝山区."""
    return division[:-1] if len(division) > 2 and division[-1] in "省市区县旗镇乡" else division


@cache
def _divisions() -> tuple[str, ...]:
    names = {row["name"] for row in resources.gazetteer("divisions")}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def is_division(name: str) -> bool:
    """Whether a name is that of a division of the country, whether the store knows it or not."""
    return name in _division_names()


@cache
def _division_names() -> frozenset[str]:
    names = {row["name"] for row in resources.gazetteer("divisions")}
    return frozenset(names | {row["short"] for row in resources.gazetteer("divisions") if row["short"]})


def _rows(store: Queryable, sparql: str) -> Iterator[dict[str, str]]:
    solutions: Any = store.query(sparql)
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield {name: solution[name].value for name in names if solution[name] is not None}
