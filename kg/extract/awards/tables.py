"""Tables of awards: rows under a header 奖项 | 获奖组织 | 奖金."""

from __future__ import annotations

from kg.extract.actors import organization
from kg.extract.awards.mentions import AwardMention
from kg.extract.awards.naming import award_node, describe
from kg.extract.claims import text
from kg.extract.frames import Analysis, Frame
from kg.extract.numbers import find_quantities
from kg.extract.patterns import pattern
from kg.model import BlockRole, Literal, Span

_YUAN = {"元": 1, "万元": 10000}


def tables(analysis: Analysis, frame: Frame) -> None:
    """Write the recipients, with their money, of the tables of a section."""
    columns: list[str] = []
    for i, sentence in enumerate(frame.sentences):
        if sentence.role is not BlockRole.TABLE:
            columns = []
            continue
        cells = [c.strip() for c in sentence.text.split("|")]
        if any(pattern("awards", "award_header").fullmatch(c) for c in cells):
            columns = cells
        elif columns and len(cells) == len(columns):
            _row(analysis, frame, i, dict(zip(columns, cells, strict=True)))


def _row(analysis: Analysis, frame: Frame, i: int, row: dict[str, str]) -> None:
    award = _cell(row, "award_column")
    winner = _cell(row, "winner_column", but=award)
    if not award or not winner:
        return
    sentence = frame.sentences[i].text
    node = award_node(frame, award)
    at = sentence.find(award)
    describe(analysis, frame, i, AwardMention(Span(at, at + len(award)), award), node)
    money = _money(_cell(row, "money_column"))
    end = sentence.find(winner) + len(winner)
    analysis.add(frame, node, "kg:awardRecipient", organization(winner), i, at, end, "award.table", **money)


def _cell(row: dict[str, str], column: str, but: str | None = None) -> str:
    """The cell under the first header that fits."""
    return next((cell for header, cell in row.items() if pattern("awards", column).search(header) and cell != but), "")


def _money(cell: str) -> dict[str, Literal]:
    """The amount and its unit as qualifiers, in yuan; empty where the cell states none."""
    for quantity in find_quantities(cell):
        if quantity.unit in _YUAN:
            amount = f"{quantity.number * _YUAN[quantity.unit]:.0f}"
            return {"amount": Literal(amount, "xsd:integer"), "amountUnit": text("元")}
    return {}
