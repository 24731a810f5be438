"""Prize money, in yuan, as qualifiers of who got an award."""

from __future__ import annotations

from kg.extract.claims import text
from kg.extract.numbers import find_quantities
from kg.extract.patterns import pattern
from kg.model import Literal

_YUAN = {"元": 1, "万元": 10000}


def money_of(phrase: str) -> dict[str, Literal]:
    """The amount that a phrase states and its unit; empty where it states none."""
    for quantity in find_quantities(phrase):
        if quantity.unit in _YUAN:
            amount = f"{quantity.number * _YUAN[quantity.unit]:.0f}"
            return {"amount": Literal(amount, "xsd:integer"), "amountUnit": text("元")}
    return {}


def money_in(aside: str) -> dict[str, Literal]:
    """What each winner gets where an aside says so (各奖励50万元)."""
    return money_of(aside) if pattern("awards", "to_each").search(aside) else {}


def money_with(sentence: str, at: int) -> dict[str, Literal]:
    """What each winner gets where the words at a position, behind award and winners, say so (各奖励50万元)."""
    match = pattern("awards", "prize_money").match(sentence, at)
    return money_of(match["money"]) if match else {}
