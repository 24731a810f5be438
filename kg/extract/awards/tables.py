"""Tables of awards: rows under a header 奖项 | 获奖组织 | 奖金, and rows without a header that give a rank."""

from __future__ import annotations

import re

from kg.extract.actors import organization
from kg.extract.awards.mentions import AwardMention
from kg.extract.awards.money import money_of
from kg.extract.awards.naming import award_node, describe
from kg.extract.awards.presentation import presented_at
from kg.extract.awards.recipients import find_recipients
from kg.extract.frames import Analysis, Frame
from kg.extract.patterns import pattern
from kg.model import BlockRole, Span


def tables(analysis: Analysis, frame: Frame, told: list[list[AwardMention]]) -> None:
    """Write the recipients, with their money, of the tables of a section; `told` are the awards of each row."""
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
        elif not columns:
            _ranked(analysis, frame, i, told[i])


def _ranked(analysis: Analysis, frame: Frame, i: int, told: list[AwardMention]) -> None:
    """“春风圈” | 护理组 | 一等奖: the first cell that names somebody tells who got the rank of another."""
    text = frame.sentences[i].text
    cells = [m.span() for m in re.finditer(r"[^|\s](?:[^|]*[^|\s])?", text)]
    ranks = [m for m in told if m.is_rank and (m.span.start, m.span.end) in cells]
    if len(ranks) != 1:
        return
    mention = ranks[0]
    node, span = award_node(frame, mention.name), (mention.span.start, mention.span.end)
    others = (find_recipients(frame, i, *cell) for cell in cells if cell != span)
    whom = next((found for found in others if found.actors), None)
    if whom is None:
        return
    describe(analysis, frame, i, mention, node)
    for actor in whom.actors:
        start, end = min(actor.start, span[0]), max(actor.end, span[1])
        analysis.add(frame, node, "kg:awardRecipient", actor.node, i, start, end, "award.table")
    analysis.add(frame, node, "kg:awardOf", mention.contest, i, *span, "award.contest")
    analysis.add(frame, node, "kg:presentedAt", presented_at(frame, i, mention, handed=False), i, *span, "award.table")


def _row(analysis: Analysis, frame: Frame, i: int, row: dict[str, str]) -> None:
    award = _cell(row, "award_column")
    winner = _cell(row, "winner_column", but=award)
    if not award or not winner:
        return
    sentence = frame.sentences[i].text
    node = award_node(frame, award)
    at = sentence.find(award)
    describe(analysis, frame, i, AwardMention(Span(at, at + len(award)), award), node)
    money = money_of(_cell(row, "money_column"))
    there = sentence.find(winner)
    start, end = min(at, there), max(at + len(award), there + len(winner))
    analysis.add(frame, node, "kg:awardRecipient", organization(winner), i, start, end, "award.table", **money)


def _cell(row: dict[str, str], column: str, but: str | None = None) -> str:
    """The cell under the first header that fits."""
    return next((cell for header, cell in row.items() if pattern("awards", column).search(header) and cell != but), "")
