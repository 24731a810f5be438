"""The features of things in one report that tell namesakes apart, a function a type; all from facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from kg.extract.patterns import pattern
from kg.model import Entity, EntityType
from kg.resolve import names as n
from kg.resolve.events import event_features, event_keys
from kg.resolve.identity import organization as org
from kg.resolve.names import placed, plain
from kg.resolve.reading import Reading, division_code, owners, text_of, years_of_id

Values = dict[str, Iterable[str]]

_MOST_MET = 12  # people at one event; in a longer list meeting somebody says little


def features_of(entity: Entity, reading: Reading) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The features of an entity, by name and value; none that is empty."""
    found = _BY_TYPE[entity.type](entity, reading)
    kept = {name: tuple(sorted({v for v in values if v})) for name, values in found.items()}
    return tuple(sorted((name, values) for name, values in kept.items() if values))


def other_names(entity: Entity, reading: Reading) -> tuple[str, ...]:
    """The aliases under which a thing may be met in other reports."""
    told = {*entity.aliases, *reading.objects(entity.id, "kg:alias")} - {entity.name}
    return tuple(sorted(name for name in told if n.may_be_alias(name)))


def _names_of(id: str, reading: Reading) -> list[str]:
    entity = reading.entities.get(id)
    return [reading.name(id), *(other_names(entity, reading) if entity else ())]


def _bodies(id: str, reading: Reading) -> Iterator[tuple[str, str]]:
    """The keys of an organization by each of its names, and the code of its place."""
    for name in _names_of(id, reading):
        split = reading.placed(id) if name == reading.name(id) else placed(name, reading.context)
        if split.is_placed:
            yield split.key, split.code
        elif not org.may_stand_alone(name):
            code = reading.place_of(id)
            if code:
                yield f"{code}/{split.rest}", code
        else:
            yield "/" + n.core(name)[0].removesuffix("公司"), ""


def _person(entity: Entity, reading: Reading) -> Values:
    bodies, seats, lines, years, kinds, national = set(), set(), set(), set(), set(), False
    names, roles = set(), set()
    for fact in reading.about.get(entity.id, ()):
        post = reading.entities.get(text_of(fact.object)) if fact.predicate == "kg:holdsPost" else None
        if post is None:
            continue
        properties = dict(post.properties)
        roles.add(text_of(properties["kg:role"]) if "kg:role" in properties else post.name)
        year = next((text_of(v)[:4] for k, v in fact.qualifiers if k == "kg:asOf"), "")
        body = properties.get("kg:postIn")
        if not isinstance(body, str):
            continue
        names.add(reading.name(body))
        kinds.add(n.kind(reading.name(body)))
        national |= n.is_national(reading.name(body))
        for key, code in _bodies(body, reading):
            bodies.add(key)
            if code:
                seats.add(code)
                years.add(f"{year}/{code}" if year else "")
                line = n.line_of_work(key.partition("/")[2])
                lines.add(f"{code}/{line}" if line else "")
    own = [code for part in owners(entity.id) if (code := reading.code(part))]
    cities = {n.city_of(code) for code in seats or (() if national else own)}
    events = [*reading.subjects(entity.id, "kg:attendedBy", "kg:addressedBy")]
    return {
        "organization": names, "role": roles, "body": bodies, "line": lines, "work": bodies | lines, "seat_year": years,
        "seat": seats if len(seats) == 1 else (), "city": cities, "city_name": map(n.short_division_name, cities),
        "kind": kinds if len(kinds) == 1 else (),
        "event": {key for event in events for key in _attendance(event, reading)},
        "met": _met(entity, events, reading),
    }  # fmt: skip


def _attendance(event: str, reading: Reading) -> Iterator[str]:
    found = event_features(event, reading)
    for day in found["day"]:
        for county in found["county"]:
            yield f"{day}/{county}/"
        for owner in found["owner"]:
            yield from (f"{day}/{owner}/{stem}" for stem in found["stem"])


def _met(entity: Entity, events: list[str], reading: Reading) -> set[str]:
    met: set[str] = set()
    for event in events:
        others = set(reading.objects(event, "kg:attendedBy", "kg:addressedBy")) - {entity.id}
        if len(others) <= _MOST_MET:
            met |= {plain(reading.name(other)) for other in others}
    return met


def _organization(entity: Entity, reading: Reading) -> Values:
    split = reading.placed(entity.id)
    alone = placed(entity.name)
    found: Values = {"context": ()}
    if alone != split and split.is_placed:
        found["context"] = (
            n.short_division_name(n.city_of(split.code)),
            n.short_division_name(n.province_of(split.code)),
        )
    needs_place = not split.is_placed and not n.core(entity.name)[1] and not n.is_national(entity.name)
    district = reading.place_of(entity.id) if needs_place else ""
    others = other_names(entity, reading)
    holders = reading.naming.get(entity.id, ())
    posts = [e.id for e in reading.entities.values() if ("kg:postIn", entity.id) in e.properties]
    people = {plain(reading.name(p)) for post in posts for p in reading.subjects(post, "kg:holdsPost")}
    events = {f.subject for f in holders if f.subject.startswith("event:")}
    dated = {key for e in events if event_features(e, reading)["day"] for key in event_keys(e, reading)}
    return found | {
        **org.derived(entity.name, others, split.code if split.is_placed else "", district),
        "district": (district,) if district and not org.may_stand_alone(entity.name) else (),
        "division_name": (n.short_division_name(n.city_of(split.code)),) if split.is_placed else (),
        "district_name": (n.short_division_name(district),),
        "province_name": (n.short_division_name(n.province_of(district)),),
        "person": people,
        "event": dated,
    }


def _place(entity: Entity, reading: Reading) -> Values:
    code = division_code(entity)
    if code:
        return {"code": (code,), "district_name": (n.short_division_name(n.city_of(code)),)}
    split = placed(entity.name, reading.context)
    own = [c for part in owners(entity.id) if (c := reading.code(part))]
    district = split.code if split.is_placed else next(iter(own), "") or reading.place_of(entity.id)
    town = pattern("identity", "town").match(split.rest or plain(entity.name))
    return {
        "district": (district,),
        "district_name": (n.short_division_name(district),),
        "city": (n.city_of(district),),
        "county": (district,) if n.is_county(district) else (),
        "town_kind": (town["kind"].removesuffix("办事处"),) if town else (),
        "context": (n.short_division_name(n.city_of(district)),) if placed(entity.name) != split else (),
    }


def _event(entity: Entity, reading: Reading) -> Values:
    return {**event_features(entity.id, reading)}


_NATION = "全国"  # whose campaign it is where a name gives no owner


def _series(entity: Entity, reading: Reading) -> Values:
    text = n.without_years(plain(entity.name)).removesuffix("活动")
    split = placed(text, reading.context)
    years = n.years(entity.name) or years_of_id(entity.id)
    rest = split.rest.removeprefix(_NATION)
    pairs = set() if split.code and not split.is_placed else {f"{split.code or _NATION}/{rest}"}
    for body in reading.objects(entity.id, "kg:organizedBy"):
        spellings = [plain(name) for name in _names_of(body, reading)]
        own = min((rest.replace(name, "") for name in spellings), key=len)
        if own and own != rest:
            pairs |= {f"{n.core(name)[0].removesuffix('公司')}/{own}" for name in spellings}
    return {
        "campaign": pairs,
        "year": years,
        "one_year": years if len(set(years)) == 1 else (),
        "county": (split.code,) if n.is_county(split.code) else (),
        "edition": (n.edition(entity.name),),
        "owner_name": (n.short_division_name(split.code),),
    }


_MARKER = re.compile(r"(?<![\u4e00-\u9fff])[省市区县](?=政府)|(?<=[届批年])[省市区县](?=政府)")


def award_features(id: str, reading: Reading) -> dict[str, set[str]]:
    """Whose award, its name without place, year and edition, its times, who grants it."""
    name = reading.name(id)
    split = placed(n.without_edition(n.without_years(plain(name))), reading.context)
    edition = next(iter(reading.objects(id, "kg:edition")), "") or n.edition(name)
    edition = n.edition(edition) or n.edition(name)
    years = {*n.years(name), *(y[:4] for y in reading.objects(id, "kg:awardYear"))} or {*years_of_id(id)}
    grantors = {key: code for body in reading.objects(id, "kg:awardGrantor") for key, code in _bodies(body, reading)}
    own = {c for part in owners(id) if (c := reading.code(part))}
    codes = {split.code} if split.is_placed else {code for code in grantors.values() if code}
    rest = _MARKER.sub("", pattern("identity", "edition").sub("", split.rest))
    rest = re.sub(r"^[省市区县](?=政府)", "", rest)
    return {
        "rest": {rest},
        "bare": {rest},
        "edition": {edition} - {""},
        "year": years,
        "one_year": years if len(years) == 1 and not edition else set(),
        "owner": codes or own or {n.core(part)[0] for part in owners(id)},
        "county": {c for c in codes if n.is_county(c)},
        "city": {n.city_of(c) for c in codes} - {""},
        "grantor": set(grantors),
        "parent": {key for event in reading.objects(id, "kg:presentedAt") for key in event_keys(event, reading)},
        "owner_name": {n.short_division_name(c) for c in codes or own},
    }


def _award(entity: Entity, reading: Reading) -> Values:
    return {**award_features(entity.id, reading)}


def _parents(entity: Entity, reading: Reading) -> Iterator[str]:
    for event in reading.subjects(entity.id, "kg:participant", "kg:presentedAt", "kg:addressedBy", "kg:attendedBy"):
        yield from event_keys(event, reading)
    for event in reading.objects(entity.id, "kg:signedAt"):
        yield from event_keys(event, reading)
    for award in reading.subjects(entity.id, "kg:awardRecipient"):
        found = award_features(award, reading)
        for owner in found["owner"]:
            for times in found["edition"] or found["year"]:
                yield from (f"{times}·{n.division_name(owner) or owner}·{name}" for name in found["rest"])


def _group(entity: Entity, reading: Reading) -> Values:
    split = placed(entity.name, reading.context)
    bare = pattern("identity", "group_filler").sub("", split.rest) or split.rest
    town = pattern("identity", "town_part").search(bare)
    stem = pattern("identity", "town_part").sub("", bare) or bare
    events = [*reading.subjects(entity.id, "kg:participant", "kg:attendedBy")]
    series = {s for event in events for s in _series_of(event, reading)}
    district = reading.place_of(entity.id)
    times = {y for event in events for y in event_features(event, reading)["year"]}
    days = {d for event in events for d in event_features(event, reading)["day"]}
    return {
        "stem": (stem,),
        "parent": set(_parents(entity, reading)),
        "series": series,
        "district": (district,),
        "county": (district,) if n.is_county(district) else (),
        "city": (n.city_of(district),),
        "year": times,
        "one_year": times if len(times) == 1 else (),
        "one_day": days if len(days) == 1 else (),
        "edition": (n.edition(entity.name),),
        "town": (town[0],) if town and town[0].endswith("镇") else (),
        "county_name": (n.short_division_name(district),),
        "parent_name": {reading.name(event) for event in events},
    }


def _series_of(event: str, reading: Reading) -> Iterator[str]:
    for parent in reading.objects(event, "kg:partOf"):
        entity = reading.entities.get(parent)
        if entity is not None and entity.type is EntityType.SERIES:
            found = _series(entity, reading)
            for campaign in found["campaign"]:
                yield from (f"{n.shown(campaign)}（{year}年）" for year in found["year"])
        elif entity is not None and parent != event:
            yield from _series_of(parent, reading)


def _agreement(entity: Entity, reading: Reading) -> Values:
    events = [*reading.objects(entity.id, "kg:signedAt")]
    days = {*reading.objects(entity.id, "kg:signedOn"), *(d for e in events for d in event_features(e, reading)["day"])}
    years = {day[:4] for day in days} or {*years_of_id(entity.id)}
    district = reading.place_of(entity.id)
    return {
        "parent": set(_parents(entity, reading)),
        "party": {key for body in reading.objects(entity.id, "kg:signedBy") for key, _ in _bodies(body, reading)},
        "year": years,
        "one_year": years if len(years) == 1 else (),
        "one_day": days if len(days) == 1 else (),
        "day": days,
        "county": (district,) if n.is_county(district) else (),
        "county_name": (n.short_division_name(district),),
        "parent_name": {reading.name(event) for event in events},
    }


def _project(entity: Entity, reading: Reading) -> Values:
    own = [c for part in owners(entity.id) if (c := reading.code(part))]
    district = reading.code(entity.name) or next(iter(own), "") or reading.place_of(entity.id)
    return {
        "district": (district,),
        "district_name": (n.short_division_name(district),),
        "city": (n.city_of(district),),
        "owner": {n.core(part)[0] for part in owners(entity.id) if not reading.code(part)},
    }


def _certification(_entity: Entity, _reading: Reading) -> Values:
    return {}


_BY_TYPE: dict[EntityType, Callable[[Entity, Reading], Values]] = {
    EntityType.PERSON: _person,
    EntityType.ORGANIZATION: _organization,
    EntityType.PLACE: _place,
    EntityType.EVENT: _event,
    EntityType.SERIES: _series,
    EntityType.AWARD: _award,
    EntityType.CERTIFICATION: _certification,
    EntityType.GROUP: _group,
    EntityType.AGREEMENT: _agreement,
    EntityType.PROJECT: _project,
    EntityType.DOCUMENT: _project,
}
