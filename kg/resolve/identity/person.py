"""People: the name with posts, organizations, places, time and events around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.resolve.identity.rules import Bar, Hint, Rules, Seal
from kg.resolve.names import division_name, plain, shown
from kg.resolve.profile import Profile

_KINDS = {"official": "公职人员", "enterprise": "企业人员"}

Values = Mapping[str, frozenset[str]]


def seals(profile: Profile) -> Iterator[Seal]:
    """The same body; the same line of work of the same place; the same event."""
    name = plain(profile.name)
    for body in profile.values("body"):
        yield Seal(0, ("body", name, body), f"同在“{shown(body)}”任职")
    for seat_line in profile.values("line"):
        code, _, line = seat_line.partition("/")
        yield Seal(1, ("line", name, seat_line), f"都在{division_name(code)}的{line}系统任职")
    for event in profile.values("event"):
        day, place, what = event.split("/", 2)
        where = division_name(place) or place
        told = f"同于{day}出席{where}的“{what}”" if what else f"同日（{day}）同地（{where}）出席活动"
        yield Seal(2, ("event", name, event), told)


def hints(profile: Profile) -> Iterator[Hint]:
    """Whoever bears the name is compared; one in the same city may be the same."""
    name = plain(profile.name)
    yield Hint(("name", name))
    for city in profile.values("city"):
        yield Hint(("city", name, city), f"同名，都在{division_name(city)}")
    for other in profile.values("met"):
        yield Hint(("met", name, other), f"都曾与“{other}”同场")


def against(left: Values, right: Values) -> list[str]:
    """Other cities; two seats in one year; an official and an employee who were nowhere together."""
    found: list[str] = []
    cities = [v.get("city", frozenset()) for v in (left, right)]
    if all(cities) and cities[0].isdisjoint(cities[1]):
        found.append("一在{}，一在{}".format(*("、".join(map(division_name, sorted(c))) for c in cities)))
    seats = [v.get("seat_year", frozenset()) for v in (left, right)]
    where = [{s.partition("/")[0]: s.partition("/")[2] for s in sorted(side)} for side in seats]
    for year in sorted(where[0].keys() & where[1].keys()):
        if left.get("seat", frozenset()).isdisjoint(right.get("seat", frozenset())):
            one, two = (division_name(w[year]) for w in where)
            found.append(f"{year}年一在{one}任职，一在{two}任职")
    kinds = [v.get("kind", frozenset()) for v in (left, right)]
    together = not left.get("event", frozenset()).isdisjoint(right.get("event", frozenset()))
    if all(kinds) and kinds[0].isdisjoint(kinds[1]) and not together:
        found.append("没有共同的单位或活动")
    return found


RULES = Rules(
    seals=seals,
    hints=hints,
    bars=(
        Bar(2, "kind", "一为{0}，一为{1}", lambda kind: _KINDS.get(kind, "其他单位人员"), decisive=False),
        Bar(2, "seat", "一在{0}任职，一在{1}任职", division_name, decisive=False),
        Bar(2, "work", "一在“{0}”任职，一在“{1}”任职", shown, decisive=False),
    ),
    discriminators=("organization", "city_name", "role", "event"),
    against=against,
)
