"""Rosters of winners: 组织奖（2个）：甲、乙, 焊工：一等奖　丙（丁厂）, a list below “获得一等奖的小组是：”, 评出一等奖6个、二等奖12个."""

from __future__ import annotations

import re

from kg.extract.awards.giving import Giving
from kg.extract.awards.mentions import AwardMention
from kg.extract.awards.recipients import find_recipients
from kg.extract.frames import Frame
from kg.extract.numbers import Quantity, find_quantities
from kg.extract.patterns import pattern, words
from kg.model import BlockRole, Span


def on_roster(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """Who got the award of a mention that stands before its winners."""
    return _behind_label(frame, i, mention) or _below(frame, i, mention) or _counted(frame, i, mention)


def _behind_label(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """组织奖（2个）：甲、乙: the winners stand behind the award in its own line or clause."""
    sentence = frame.sentences[i].text
    end = mention.span.end
    label = pattern("rosters", "label").match(sentence, end)
    opening = pattern("rosters", "opens").search(sentence[: mention.span.start])
    if label is None or opening is None:
        return None
    start = label.end()
    stop = start + len(re.split("[。；;]", sentence[start:])[0].rstrip())
    whom = find_recipients(frame, i, start, stop, sure=True)
    count = whom.count or _quantity(sentence, label.start("count"), label.end("count"))
    return Giving(whom.actors, None, False, start, stop, count) if whom.actors else None


def _below(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """获得一等奖的小组是： with one winner in each of the lines below; those of a list that counts them."""
    sentence = frame.sentences[i].text
    opening = pattern("rosters", "announces").match(sentence, mention.span.end)
    if opening is None:
        return None
    found = []
    for n in range(i + 1, len(frame.sentences)):
        line = frame.sentences[n]
        number = pattern("rosters", "number").match(line.text)
        if line.role is not BlockRole.LIST or number is None:
            break
        found += [(n, a) for a in find_recipients(frame, n, number.end(), len(line.text.rstrip("。；;，, "))).actors]
    aside = opening.start("aside"), opening.end("aside")
    return Giving((), None, False, *aside, _recipients_in(sentence, *aside), tuple(found)) if found else None


def _counted(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """评出一等奖6个: how many got it, and nothing of who they are."""
    sentence = frame.sentences[i].text
    match = pattern("rosters", "number_of_prizes").match(sentence, mention.span.end)
    told = pattern("rosters", "awarded").search(sentence[: mention.span.start])
    if match is None or told is None:
        return None
    return Giving(
        (), None, False, match.start(), match.end(), _quantity(sentence, match.start("count"), match.end("count"))
    )


def _recipients_in(sentence: str, start: int, end: int) -> Quantity | None:
    """The number of recipients that an aside tells: （3家）; of （各奖励10万元） none."""
    quantity = _quantity(sentence, start, end)
    return quantity if quantity and quantity.unit in words("awards", "units_of_recipients") else None


def _quantity(sentence: str, start: int, end: int) -> Quantity | None:
    for quantity in find_quantities(sentence[start:end]) if start >= 0 else []:
        span = Span(start + quantity.span.start, start + quantity.span.end)
        return Quantity(span, quantity.number, quantity.unit, quantity.approximation)
    return None
