"""Awards and certifications: name, who grants it, edition or year, whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from kg.resolve.identity.rules import Bar, Hint, Rules, Seal
from kg.resolve.names import division_name, own_words, plain, shown
from kg.resolve.profile import Profile

_LEAST_OWN = 2  # characters that are not words of every award


def seals(profile: Profile) -> Iterator[Seal]:
    """The award's name of one place or grantor, in one edition or year."""
    for name, event in product(profile.values("rest"), profile.values("parent")):
        yield Seal(1, ("parent", name, event), f"“{name}”同在“{event}”颁发")
    telling = [name for name in profile.values("rest") if len(own_words(name, "award_words")) >= _LEAST_OWN]
    for name, times in product(telling, profile.values("edition") or profile.values("year")):
        for owner in profile.values("owner"):
            who = division_name(owner) or owner
            yield Seal(0, ("award", name, times, owner), f"同为{who}的“{name}”（{times}）")
        for grantor in profile.values("grantor"):
            yield Seal(1, ("grantor", name, times, grantor), f"“{name}”（{times}），授予方同为“{shown(grantor)}”")


def hints(profile: Profile) -> Iterator[Hint]:
    """The same award of any edition."""
    for name in profile.values("bare"):
        for owner in profile.values("owner"):
            yield Hint(("award", name, owner), f"同为{division_name(owner) or owner}的“{name}”")


RULES = Rules(
    seals=seals,
    hints=hints,
    bars=(
        Bar(0, "edition", "届次不同：一为{0}，一为{1}"),
        Bar(0, "one_year", "年份不同：一为{0}年，一为{1}年"),
        Bar(0, "county", "一属{0}，一属{1}", division_name),
        Bar(0, "city", "一属{0}，一属{1}", division_name),
    ),
    discriminators=("edition", "year", "owner_name", "grantor_name"),
    fullness=lambda _, name: (len(plain(name)),),
)


def certification_seals(profile: Profile) -> Iterator[Seal]:
    """The name of a certification, or one that a report gives beside it; certifications belong to no place."""
    yield Seal(0, ("name", plain(profile.name)), f"名称同为“{plain(profile.name)}”")
    for other in profile.names:
        yield Seal(1, ("name", plain(other)), f"报告以“{other}”称之")


CERTIFICATION_RULES = Rules(seals=certification_seals, hints=lambda p: [Hint(("name", plain(p.name)))])
