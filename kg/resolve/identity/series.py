"""Series: whose campaign, of which year."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from kg.resolve.identity.rules import Bar, Hint, Rules, Seal
from kg.resolve.names import division_name, plain, shown
from kg.resolve.profile import Profile


def seals(profile: Profile) -> Iterator[Seal]:
    """Owner and campaign, and year."""
    for campaign, year in product(profile.values("campaign"), profile.values("year")):
        yield Seal(0, ("series", campaign, year), f"同为{year}年“{_told(campaign)}”")


def hints(profile: Profile) -> Iterator[Hint]:
    """The same owner's campaign of any year."""
    for campaign in profile.values("campaign"):
        yield Hint(("series", campaign), f"同为“{_told(campaign)}”")


def _told(campaign: str) -> str:
    code, _, rest = campaign.partition("/")
    return shown(campaign) if code.isdigit() else code + rest


RULES = Rules(
    seals=seals,
    hints=hints,
    bars=(
        Bar(0, "one_year", "年份不同：一为{0}年，一为{1}年"),
        Bar(0, "county", "一属{0}，一属{1}", division_name),
        Bar(0, "edition", "届次不同：一为{0}，一为{1}"),
    ),
    discriminators=("year", "owner_name"),
    fullness=lambda _, name: (len(plain(name)),),
)
