"""Events: the same day, place or owner, and the same name once themes and owner are taken off."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from kg.resolve.identity.rules import Bar, Hint, Rules, Seal
from kg.resolve.names import division_name, is_common, own_words, plain
from kg.resolve.profile import Profile

_LEAST_OWN = 2  # characters that are not words of every event


def _at(owner: str) -> str:
    return division_name(owner) or owner


def seals(profile: Profile) -> Iterator[Seal]:
    """Day and owner with the name; year and owner with a name of its own; day, owner and type with a venue, theme or guest."""
    days, owners, stems = profile.values("day"), profile.values("owner"), profile.values("stem")
    name, types = plain(profile.name), profile.values("type")
    for day, owner in product(days, owners):
        yield Seal(0, ("day-name", day, owner, name), f"同日（{day}）、同地或同主办（{_at(owner)}），名称同为“{name}”")
        for stem in filter(_is_own, stems):
            yield Seal(2, ("day-stem", day, owner, stem), f"同日（{day}）、同地或同主办（{_at(owner)}），都是“{stem}”")
    whole = max(stems, key=len, default="")
    for year, owner in product(profile.values("year"), owners if _is_own(whole) else ()):
        yield Seal(1, ("year-name", year, owner, whole), f"{year}年，{_at(owner)}，名称同为“{whole}”")
    for day, parent in product(days or profile.values("year"), profile.values("parent")):
        yield Seal(1, ("parent", day, parent, name), f"同属“{parent}”（{day}），名称同为“{name}”")
    yield from _by_circumstances(profile, days, owners, types)


def _is_own(stem: str) -> bool:
    return len(own_words(stem, "event_words")) >= _LEAST_OWN


def _by_circumstances(profile: Profile, days: tuple[str, ...], owners: tuple[str, ...],
                      types: tuple[str, ...]) -> Iterator[Seal]:  # fmt: skip
    told = {"theme": "主题同为“{}”", "venue": "地点同为“{}”", "person": "都有“{}”出席"}
    for kind, day, owner in product(types, days, owners):
        for feature in ("theme", "venue", "person"):
            for value in profile.values(feature):
                reason = f"同日（{day}）、同地或同主办（{_at(owner)}）、同类活动，{told[feature].format(value)}"
                yield Seal(3, (feature, kind, day, owner, value), reason)
    # A hall that many places have says nothing of where it was.
    venues = [venue for venue in profile.values("venue") if not is_common(venue)]
    for kind, year, venue, theme in product(types, profile.values("year"), venues, profile.values("theme")):
        yield Seal(3, ("venue-theme", kind, year, venue, theme), f"{year}年同在“{venue}”，主题同为“{theme}”，同类活动")
    for kind, day, venue, stem in product(types, days, venues, profile.values("stem")):
        yield Seal(3, ("day-venue", kind, day, venue, stem), f"同日（{day}）同在“{venue}”，同类活动，都是“{stem}”")


def hints(profile: Profile) -> Iterator[Hint]:
    """The same name of the same owner in any year; the same type on the same day."""
    owners, stems = profile.values("owner"), profile.values("stem")
    for owner, stem in product(owners, stems):
        yield Hint(("owner-stem", owner, stem), f"{_at(owner)}，名称都是“{stem}”")
    for kind, day, owner in product(profile.values("type"), profile.values("day"), owners):
        yield Hint(("day-type", kind, day, owner), f"同日（{day}）、同地或同主办（{_at(owner)}）、同类活动")


RULES = Rules(
    seals=seals,
    hints=hints,
    bars=(
        Bar(0, "one_day", "日期不同：一为{0}，一为{1}"),
        Bar(0, "one_year", "年份不同：一为{0}年，一为{1}年"),
        Bar(0, "county", "一在{0}，一在{1}", division_name),
        Bar(0, "city", "一在{0}，一在{1}", division_name),
        Bar(0, "edition", "届次不同：一为{0}，一为{1}"),
        Bar(0, "part_of_day", "时段不同：一为{0}，一为{1}", {"AM": "上午", "PM": "下午", "EVENING": "晚上"}.get),  # type: ignore[arg-type]
        Bar(0, "named", "名称所属不同：一为{0}，一为{1}", division_name, decisive=False),
        Bar(2, "owner_name", "主办不同：一为“{0}”，一为“{1}”", decisive=False),
        Bar(2, "second", "并办的活动不同：一为“{0}”，一为“{1}”", decisive=False),
        Bar(2, "theme", "主题不同：一为“{0}”，一为“{1}”", decisive=False),
        Bar(2, "type", "活动类型不同：一为{0}，一为{1}"),
        Bar(3, "own", "名称不同：一为“{0}”，一为“{1}”", decisive=False),
        Bar(3, "venue", "地点不同：一在“{0}”，一在“{1}”", decisive=False),
    ),
    discriminators=("day", "county_name", "owner_name", "venue", "year"),
    fullness=lambda profile, name: (len(profile.values("day")) > 0, len(plain(name))),
)
