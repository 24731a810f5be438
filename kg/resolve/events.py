"""The features of an event: when, where, whose, what kind, under which name once theme and owner are taken off."""

from __future__ import annotations

from kg.extract.patterns import pattern
from kg.resolve import names as n
from kg.resolve.names import placed, plain
from kg.resolve.reading import Reading, division_code, owners, years_of_id

_LEAST_OWN = 2  # characters; a theme stays in a name that is nothing without it
_DAY = len("2020-09-04")
Found = dict[str, set[str]]


def event_features(id: str, reading: Reading) -> Found:
    """The features of an event of a report by name; all are there, some empty."""
    known = reading.events.get(id)
    if known is None:
        known = reading.events[id] = _features(id, reading)
    return known


def event_keys(id: str, reading: Reading) -> list[str]:
    """The event in words, for what hangs on it: day or year, owner, name; one for each owner."""
    found = event_features(id, reading)
    times = sorted(found["day"] or found["year"])
    return [
        f"{t}·{n.division_name(o) or o}·{s}"
        for t in times
        for o in sorted(found["owner"])
        for s in sorted(found["stem"])
    ]


def _features(id: str, reading: Reading) -> Found:
    name = reading.name(id)
    held = {*reading.objects(id, "kg:heldOn")}
    days = {d[:_DAY] for d in held | {*reading.objects(id, "kg:startedOn")} if len(d) >= _DAY}
    years = {*n.years(name)} or {d[:4] for d in held if d[:4].isdigit()} or {*years_of_id(id)}
    codes, bodies = _whose(id, reading)
    themes = {plain(theme) for theme in reading.objects(id, "kg:theme")}
    named = _named(name, bodies, reading)
    stems = _stems(name, codes, bodies, themes, reading)
    counties = {c for c in codes if n.is_county(c)}
    cities = {n.city_of(c) for c in codes} - {""}
    types = {t.partition(":")[2] for t in reading.objects(id, "kg:eventType")}
    return {
        "day": days,
        "one_day": days if len(days) == 1 else set(),
        "year": years,
        "one_year": years if len(years) == 1 else set(),
        "part_of_day": {*reading.objects(id, "kg:partOfDay")},
        "owner": codes | bodies or named,
        "county": counties if len(counties) == 1 else set(),
        "county_name": {n.short_division_name(c) for c in codes},
        "city": cities if len(cities) == 1 else set(),
        "owner_name": bodies,
        "own": {n.own_words(stem, "event_words") for stem in stems} - {""},
        "named": named,
        "second": {plain(name).partition("暨")[2]} - {""},
        "stem": stems,
        "theme": themes,
        "type": types,
        "venue": {_venue(place, reading) for place in reading.objects(id, "kg:heldAt")} - {""},
        "person": {plain(reading.name(p)) for p in reading.objects(id, "kg:attendedBy", "kg:addressedBy")},
        "edition": {n.edition(name)} - {""},
        "parent": _parents(id, reading),
    }


def _whose(id: str, reading: Reading) -> tuple[set[str], set[str]]:
    """The divisions whose event it is, the narrowest only, and the enterprises or bodies."""
    codes, bodies = set(), set()
    for place in reading.objects(id, "kg:heldInDistrict"):
        entity = reading.entities.get(place)
        codes.add(division_code(entity) if entity else "")
    codes.add(reading.code(_without_slogan(reading.name(id))))
    for organizer in reading.objects(id, "kg:organizedBy", "kg:undertakenBy"):
        entity = reading.entities.get(organizer)
        if entity is None:
            continue
        code = division_code(entity) or reading.code(entity.name)
        codes.add(code)
        if not code:
            bodies |= {
                n.core(x)[0].removesuffix("公司") for x in (entity.name, *reading.objects(organizer, "kg:alias"))
            }
    for part in owners(id):
        code = reading.code(part)
        codes.add(code)
        if not code and part not in reading.context:
            bodies.add(n.core(part)[0].removesuffix("公司"))
    codes -= {""}
    above = {n.city_of(c) for c in codes if n.is_county(c)} | {
        n.province_of(c) for c in codes if not c.endswith("0000")
    }
    return codes - above or codes, {b for b in bodies if n.may_be_alias(b)}


def _without_slogan(name: str) -> str:
    """A name in its plain form from where slogan, year and edition in front of it end."""
    for phrase in n.phrases(name):
        if name.startswith(phrase):
            name = name.removeprefix(phrase)
    return n.without_edition(n.without_years(plain(name)))


def _named(name: str, bodies: set[str], reading: Reading) -> set[str]:
    """Whose event it is by its own name: the division or the enterprise that the name opens with."""
    text = _without_slogan(name)
    split = placed(text, reading.context)
    zone = pattern("identity", "zone").match(split.rest)
    if split.code and not zone:
        return {split.code}
    return {zone[0]} if zone else bodies if text.startswith(tuple(bodies)) else set()


def _stems(name: str, codes: set[str], bodies: set[str], themes: set[str], reading: Reading) -> set[str]:
    bare = name
    for phrase in n.phrases(name):
        if plain(phrase) in themes:
            bare = bare.replace(phrase, "")
    if len(n.own_words(n.without_years(plain(bare)), "event_words")) >= _LEAST_OWN:
        name = bare
    text = n.without_years(plain(name))
    text = placed(text, reading.context).rest
    for body in sorted(bodies, key=lambda b: (-len(b), b)):
        text = pattern("identity", "legal_tail").sub("", text.removeprefix(body)) if text.startswith(body) else text
    for code in codes:
        text = text.replace(n.short_division_name(code), "")
    text = text.replace("的", "")
    whole = text.replace("活动", "") or text or plain(name)
    first = whole.partition("暨")[0]
    return {whole, first} if len(first) > 3 else {whole}


def _venue(place: str, reading: Reading) -> str:
    name = reading.name(place)
    return placed(name, reading.context).rest or plain(name)


def _parents(id: str, reading: Reading) -> set[str]:
    found: set[str] = set()
    for parent in reading.objects(id, "kg:partOf"):
        if parent.startswith("event:") and parent != id:
            codes, bodies = _whose(parent, reading)
            themes = {plain(theme) for theme in reading.objects(parent, "kg:theme")}
            for stem in _stems(reading.name(parent), codes, bodies, themes, reading):
                found |= {f"{n.division_name(owner) or owner}·{stem}" for owner in codes | bodies}
    return found
