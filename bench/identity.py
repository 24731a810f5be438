"""What identity across reports costs: `python bench/identity.py [--quick]`; bench/run.py puts the table into the docs.

Reports are made as the profiles that reading would give: launches and meetings of districts and enterprises over ten
years, told by one to three reports each; one person for every five reports, with names as frequent as China's are, posts
that change, and some who move. Profiles wait in a SQLite file, as they do in the ledger; components are found by sorting
keys, never by comparing readings; the truth is known, so that nodes that hold two people are counted.
"""

from __future__ import annotations

import argparse
import math
import pickle
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kg.model import EntityType, digest  # noqa: E402
from kg.resolve import resolve_component  # noqa: E402
from kg.resolve.names import city_of, division_name, line_of_work, short_division_name  # noqa: E402
from kg.resolve.profile import Features, Profile  # noqa: E402
from kg.resolve.profiles import keys_of  # noqa: E402
from kg.resources import gazetteer  # noqa: E402

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
REPORTS_A_PERSON = 5
#: Shares of the most frequent family names, in percent (Ministry of Public Security, 2020); the rest share what is left.
FAMILIES = "王7.1李7.0张6.6刘5.1陈4.5杨3.0黄2.2赵2.1吴2.0周1.9徐1.5孙1.5马1.3朱1.3胡1.2郭1.2何1.2林1.1高1.0罗1.0"
GIVEN = [
    "伟",
    "强",
    "磊",
    "军",
    "洋",
    "勇",
    "杰",
    "涛",
    "明",
    "超",
    "平",
    "刚",
    "静",
    "丽",
    "敏",
    "艳",
    "娟",
    "霞",
    "英",
    "华",
    "建国",
    "建华",
    "建军",
    "志强",
    "志明",
    "文博",
    "海燕",
    "晓明",
    "国强",
    "俊杰",
]
SYLLABLES = "文志建国海晓明俊杰伟华德永春玉庆宏立新世成光天云雪梅兰秀红丽芳思雨子轩一鸣远山长青怀谷行之开阳"
BODIES = ("市场监督管理局", "人民政府", "教育局", "科学技术局", "应急管理局", "人大常委会", "生态环境局", "商务局")
FORMER = {"市场监督管理局": "质量技术监督局", "应急管理局": "安全生产监督管理局", "生态环境局": "环境保护局"}
KINDS = (
    ("质量月启动仪式", "launch_ceremony"),
    ("质量大会", "conference"),
    ("首席质量官培训班", "training"),
    ("质量开放日", "open_day"),
)


@dataclass(frozen=True)
class Person:
    """Somebody: name, county, body, whether an official, and the county of later years."""

    number: int
    name: str
    county: str
    body: str
    official: bool
    later: str


@cache
def counties() -> tuple[str, ...]:
    return tuple(r["code"] for r in gazetteer("divisions") if r["level"] == "county" and not r["until"])


@cache
def families() -> tuple[list[str], list[float]]:
    known = {m[1]: float(m[2]) for m in re.finditer(r"([^\d.])([\d.]+)", FAMILIES)}
    rest = sorted({r["surname"] for r in gazetteer("surnames") if not r["where"]} - known.keys())
    share = (100 - sum(known.values())) / sum(1 / (i + 3) for i in range(len(rest)))
    return [*known, *rest], [*known.values(), *(share / (i + 3) for i in range(len(rest)))]


def person(number: int) -> Person:
    """Person of a number, the same in every run."""
    chance = random.Random(f"person {number}")
    family = chance.choices(*families())[0]
    usual = chance.random() < 0.45
    given = (
        GIVEN[min(int(chance.expovariate(0.12)), len(GIVEN) - 1)] if usual else "".join(chance.choices(SYLLABLES, k=2))
    )
    county, official = chance.choice(counties()), chance.random() < 0.65
    body = (
        chance.choice(BODIES)
        if official
        else f"{''.join(chance.choices(SYLLABLES, k=3))}{chance.choice(['机械', '食品', '电子'])}有限公司"
    )
    later = chance.choice(counties()) if chance.random() < 0.03 else county
    return Person(number, family + given, county, body, official, later)


def reports(count: int) -> Iterator[list[tuple[int, Profile]]]:
    """The profiles of each report, each with the number of what it truly is."""
    people = count // REPORTS_A_PERSON
    by_county: dict[str, list[int]] = defaultdict(list)
    for number in range(people):
        by_county[person(number).county].append(number)
    homes = sorted(by_county)
    number = told = 0
    while told < count:
        chance = random.Random(f"event {number}")
        county = (
            chance.choices(homes, [len(by_county[h]) for h in homes])[0] if number % 512 == 0 else _home(chance, people)
        )
        guests = chance.sample(by_county[county], min(len(by_county[county]), chance.randint(1, 4)))
        for version in range(min(chance.choice((1, 1, 1, 2, 2, 3)), count - told)):
            yield _report(number, county, guests, version, chance)
            told += 1
        number += 1


def _home(chance: random.Random, people: int) -> str:
    return person(chance.randrange(people)).county


def _report(
    number: int, county: str, guests: list[int], version: int, chance: random.Random
) -> list[tuple[int, Profile]]:
    own = random.Random(f"event {number} itself")
    year = own.randint(2012, 2022)
    day = f"{year}-{own.randint(1, 12):02}-{own.randint(1, 28):02}"
    stem, kind = own.choice(KINDS)
    where, bare = short_division_name(county), version and chance.random() < 0.3
    name = f"{where}“同心”{stem}" if bare else f"{where}{year}年{stem}"
    event = {"day": (day,), "one_day": (day,), "year": (str(year),), "one_year": (str(year),), "owner": (county,),
             "county": (county,), "city": (city_of(county),), "stem": (stem,), "type": (kind,),
             "person": tuple(person(g).name for g in guests), "venue": (f"{where}会堂",)}  # fmt: skip
    found = [(number, _profile(EntityType.EVENT, f"event:{where}{year}年{stem}", name, event))]
    bureau = f"{where}{'市场监督管理局' if version % 2 else '市场监管局'}"
    place = {"division": (county,), "division_name": (short_division_name(city_of(county)),)}
    found.append((int(county), _profile(EntityType.ORGANIZATION, f"organization:{where}市场监督管理局", bureau, place)))
    for guest in guests:
        somebody = person(guest)
        found.append((guest, _guest(somebody, year, f"{day}/{county}/")))
        if not somebody.official:
            firm = (guest, _firm(somebody, version))
            found.append(firm)
    return found


def _guest(somebody: Person, year: int, event: str) -> Profile:
    county = somebody.later if year > 2018 else somebody.county
    body = FORMER.get(somebody.body, somebody.body) if year < 2018 else somebody.body
    features: dict[str, tuple[str, ...]] = {"event": (event,), "city": (city_of(county),)}
    if somebody.official:
        line = line_of_work(body)
        features |= {"body": (f"{county}/{body}",), "seat": (county,), "seat_year": (f"{year}/{county}",),
                     "line": (f"{county}/{line}",) if line else (), "kind": ("official",),
                     "organization": (short_division_name(county) + body,)}  # fmt: skip
    else:
        features |= {"body": (f"/{body.removesuffix('有限公司')}",), "kind": ("enterprise",), "organization": (body,)}
    features["work"] = (*features["body"], *features.get("line", ()))
    region = short_division_name(city_of(county)) or division_name(county)
    return _profile(EntityType.PERSON, f"person:{somebody.name}_{region}", somebody.name, features)


def _firm(somebody: Person, version: int) -> Profile:
    short = somebody.body.removesuffix("有限公司")
    name = short if version % 2 else somebody.body
    features = {"person": (somebody.name,), "form": () if version % 2 else ("有限公司",)}
    return _profile(EntityType.ORGANIZATION, f"organization:{name}", name, features)


def _profile(type_: EntityType, id: str, name: str, values: dict[str, tuple[str, ...]]) -> Profile:
    features: Features = tuple(sorted((k, tuple(sorted(set(v)))) for k, v in values.items() if v))
    return Profile(type_, id, name, (), keys_of(Profile(type_, id, name, features=features)), features)


@dataclass
class Measured:
    """Figures of one size."""

    reports: int
    seconds: dict[str, float] = field(default_factory=dict)
    readings: int = 0
    components: int = 0
    largest: int = 0
    compared: int = 0
    all_pairs: int = 0
    nodes: Counter[str] = field(default_factory=Counter)
    mixed: int = 0
    split: int = 0
    megabytes: float = 0.0

    @property
    def total(self) -> float:
        """Seconds of the processor for finding and resolving components."""
        return self.seconds["components"] + self.seconds["resolve"]


def measure(count: int) -> Measured:
    """Fill a file with the readings of so many reports, and resolve them, component by component."""
    found = Measured(count)
    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(Path(folder) / "profiles") as file:
        started = time.process_time()
        found.readings = _fill(file, count)
        found.seconds["generate"] = time.process_time() - started
        started = time.process_time()
        root = _components(file, found.readings)
        found.seconds["components"] = time.process_time() - started
        started = time.process_time()
        _resolve(file, root, found)
        found.seconds["resolve"] = time.process_time() - started
    found.megabytes = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))[1]) / 1000  # type: ignore[index]
    return found


def _fill(file: sqlite3.Connection, count: int) -> int:
    file.executescript(
        "PRAGMA journal_mode=OFF; CREATE TABLE reading(id INTEGER PRIMARY KEY, signature TEXT UNIQUE, thing INTEGER, profile BLOB);"
        "CREATE TABLE key(hash INTEGER, reading INTEGER); CREATE TABLE place(reading INTEGER, component INTEGER);"
    )
    readings = 0
    for report in reports(count):
        for thing, profile in report:
            row = (readings, profile.signature, thing, pickle.dumps(profile))
            if file.execute("INSERT OR IGNORE INTO reading VALUES (?, ?, ?, ?)", row).rowcount:
                keys = {f"{profile.type.value}|{key}" for key in profile.keys}
                file.executemany("INSERT INTO key VALUES (?, ?)", [(int(digest(k, 15), 16), readings) for k in keys])
                readings += 1
    return readings


def _components(file: sqlite3.Connection, readings: int) -> array[int]:
    """The first reading of each reading's component."""
    parent = array("l", range(readings))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    before = first = -1
    for key, reading in file.execute("SELECT hash, reading FROM key ORDER BY hash, reading"):
        if key != before:
            before, first = key, reading
        a, b = root(first), root(reading)
        parent[max(a, b)] = min(a, b)
    for i in range(readings):
        parent[i] = root(i)
    return parent


def _resolve(file: sqlite3.Connection, parent: array[int], found: Measured) -> None:
    file.executemany("INSERT INTO place VALUES (?, ?)", enumerate(parent))
    rows = file.execute(
        "SELECT component, thing, profile FROM place JOIN reading ON reading.id = place.reading ORDER BY component, reading"
    )
    nodes_of: dict[int, int] = {}
    component: list[tuple[int, Profile]] = []
    before = -1
    for at, thing, blob in rows:
        if at != before and component:
            _one(component, found, nodes_of)
            component = []
        before = at
        component.append((thing, pickle.loads(blob)))
    _one(component, found, nodes_of)
    found.split = sum(count > 1 for count in nodes_of.values())


def _one(component: list[tuple[int, Profile]], found: Measured, nodes_of: dict[int, int]) -> None:
    resolution = resolve_component([profile for _, profile in component])
    found.components += 1
    found.largest = max(found.largest, len(component))
    found.all_pairs += len(component) * (len(component) - 1) // 2
    found.compared += sum(s.kind != "merge" for s in resolution.statements)
    type_ = component[0][1].type
    found.nodes[type_.value] += len(set(resolution.entities.values()))
    if type_ is EntityType.PERSON:
        things: dict[str, set[int]] = defaultdict(set)
        for thing, profile in component:
            things[resolution.entities[profile.signature].id].add(thing)
        found.mixed += sum(len(people) > 1 for people in things.values())
        for thing, count in Counter(thing for people in things.values() for thing in people).items():
            nodes_of[thing] = nodes_of.get(thing, 0) + count


def slope(found: list[Measured]) -> float:
    """The exponent of time over reports: the slope of the line through the logarithms."""
    x, y = [math.log(m.reports) for m in found], [math.log(m.total) for m in found]
    return statistics.linear_regression(x, y).slope


def table(found: list[Measured]) -> str:
    """The figures as Markdown tables."""
    header = "Reports | people | distinct readings | components | largest | components, s | resolving, s | ms a report | peak MB"
    lines = [f"| {header} |", "|" + "---|" * (header.count("|") + 1)]
    for m in found:
        cells = (f"{m.reports:,}", f"{m.reports // REPORTS_A_PERSON:,}", f"{m.readings:,}", f"{m.components:,}", f"{m.largest:,}",
                 f"{m.seconds['components']:.1f}", f"{m.seconds['resolve']:.1f}", f"{1000 * m.total / m.reports:.2f}",
                 f"{m.megabytes:.0f}")  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    header = "Reports | pairs compared | all pairs of the components | nodes of people | people in several nodes | nodes of several people"
    lines += ["", f"| {header} |", "|" + "---|" * (header.count("|") + 1)]
    for m in found:
        cells = (
            f"{m.reports:,}",
            f"{m.compared:,}",
            f"{m.all_pairs:,}",
            f"{m.nodes['Person']:,}",
            f"{m.split:,}",
            f"{m.mixed:,}",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", f"Exponent of time over reports: {slope(found):.2f}."])


def report(sizes: tuple[int, ...] = SIZES) -> str:
    """The tables for some sizes, each measured in a process of its own, so that each has its own peak of memory."""
    context = get_context("spawn")
    found = []
    for size in sizes:
        with context.Pool(1) as pool:
            found.append(pool.apply(measure, (size,)))
    return table(found) + "\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the three smaller sizes")
    print(report(SIZES[:3] if parser.parse_args().quick else SIZES))


if __name__ == "__main__":
    main()
