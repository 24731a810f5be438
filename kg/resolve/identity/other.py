"""Groups, agreements, projects and documents: the name with the event, the place or the parties around it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from kg.resolve.identity.rules import Bar, Hint, Rules, Seal
from kg.resolve.names import city_of, division_name, own_words, plain
from kg.resolve.profile import Profile

_LEAST_OWN = 2


def group_seals(profile: Profile) -> Iterator[Seal]:
    """The description without numbers, at one event or for one award; one of its own words also in one series."""
    for stem in profile.values("stem"):
        for parent in profile.values("parent"):
            yield Seal(0, ("group", parent, stem), f"同是“{parent}”的“{stem}”")
        if len(own_words(stem, "group_words")) >= _LEAST_OWN:
            for series in profile.values("series"):
                yield Seal(1, ("series", series, stem), f"同是“{series}”中的“{stem}”")


def group_hints(profile: Profile) -> Iterator[Hint]:
    """The same description at another event of the same place."""
    for stem, code in product(profile.values("stem"), profile.values("district")):
        yield Hint(("group", code, stem), f"同称“{stem}”，都在{division_name(code)}")


def agreement_seals(profile: Profile) -> Iterator[Seal]:
    """The name with a party and the year, or with the event at which it was signed."""
    name = plain(profile.name)
    for parent in profile.values("parent"):
        yield Seal(0, ("parent", parent, name), f"同在“{parent}”签署，名称同为“{plain(profile.name)}”")
    parties = profile.values("party")
    if len(parties) > 1:
        for year in profile.values("year"):
            told = "、".join(p.partition("/")[2] for p in parties)
            yield Seal(
                0,
                ("parties", year, *parties, name),
                f"{year}年由同样的各方签署（{told}），名称同为“{plain(profile.name)}”",
            )


def project_seals(profile: Profile) -> Iterator[Seal]:
    """The name with the city, or with the body that builds or shows it."""
    for code in profile.values("district"):
        city = city_of(code) or code
        yield Seal(
            0, ("city", city, plain(profile.name)), f"名称同为“{plain(profile.name)}”，都在{division_name(city)}"
        )
    for owner in profile.values("owner"):
        yield Seal(
            0,
            ("owner", owner, plain(profile.name)),
            f"名称同为“{plain(profile.name)}”，同属{division_name(owner) or owner}",
        )


def same_name(profile: Profile) -> Iterator[Hint]:
    """The same name anywhere."""
    yield Hint(("name", plain(profile.name)), f"名称同为“{plain(profile.name)}”")


_PLACE = Bar(0, "city", "一在{0}，一在{1}", division_name)
_YEAR = Bar(0, "one_year", "年份不同：一为{0}年，一为{1}年")
_DAY = Bar(0, "one_day", "日期不同：一为{0}，一为{1}")
_COUNTY = Bar(0, "county", "一在{0}，一在{1}", division_name)
_TOWN = Bar(0, "town", "一属{0}，一属{1}")
_EDITION = Bar(0, "edition", "届次不同：一为{0}，一为{1}")

GROUP_RULES = Rules(group_seals, group_hints, (_DAY, _YEAR, _COUNTY, _PLACE, _EDITION, _TOWN),
                    ("parent_name", "county_name", "day", "year"))  # fmt: skip
AGREEMENT_RULES = Rules(
    agreement_seals, same_name, (_DAY, _YEAR, _COUNTY), ("county_name", "day", "year", "parent_name")
)
PROJECT_RULES = Rules(project_seals, same_name, (_PLACE,), ("district_name", "owner_name"))
DOCUMENT_RULES = Rules(project_seals, same_name, (_YEAR, _PLACE), ("owner_name", "district_name", "year"))
