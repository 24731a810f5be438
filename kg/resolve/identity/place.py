"""Places: divisions by their official code, venues by name and the division that they lie in."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.patterns import pattern
from kg.resolve.identity.rules import Bar, Hint, Rules, Seal
from kg.resolve.names import city_of, division_name, is_common, is_county, placed, plain
from kg.resolve.profile import Profile

_LEAST_OWN = 4  # characters; a shorter name (会堂) is that of many houses in a city


def seals(profile: Profile) -> Iterator[Seal]:
    """One code; one name in one division, or in one city where one report says no more than the city."""
    for code in profile.values("code"):
        yield Seal(0, ("code", code), f"行政区划代码同为{code}（{division_name(code)}）")
    if profile.values("code"):
        return
    rest = venue(profile)
    for code in profile.values("district"):
        if is_county(code) or not is_common(rest) or placed(profile.name).is_placed:
            yield Seal(0, ("venue", code, rest), f"名称同为“{rest}”，都在{division_name(code)}")
        town = pattern("identity", "town").match(rest)
        if town or 2 <= len(rest) <= 3:
            name = town["stem"] if town else rest
            yield Seal(1, ("town", code, name), f"都是{division_name(code)}的“{name}”")
        if len(rest) >= _LEAST_OWN and not is_common(rest):
            city = city_of(code) or code
            yield Seal(1, ("city", city, rest), f"名称同为“{rest}”，都在{division_name(city)}")


def venue(profile: Profile) -> str:
    """The name of a venue without the division in front."""
    return placed(profile.name, profile.values("context")).rest or plain(profile.name)


def hints(profile: Profile) -> Iterator[Hint]:
    """The same name anywhere, but for halls that many places have."""
    if profile.values("code") or not is_common(venue(profile)):
        yield Hint(("name", venue(profile)), f"名称同为“{venue(profile)}”")


RULES = Rules(
    seals=seals,
    hints=hints,
    bars=(
        Bar(0, "code", "行政区划代码不同：{0}与{1}"),
        Bar(0, "city", "一在{0}，一在{1}", division_name),
        Bar(1, "county", "一在{0}，一在{1}", division_name),
        Bar(1, "town_kind", "一为“{0}”，一为“{1}”"),
    ),
    discriminators=("district_name", "code"),
    fullness=lambda profile, name: (bool(profile.values("code")), len(plain(name))),
)
