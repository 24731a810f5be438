"""How many got an award."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.claims import Node
from kg.extract.counts import node_of
from kg.extract.frames import Actor, Analysis, Frame
from kg.extract.numbers import Quantity, find_quantities
from kg.extract.patterns import words
from kg.model import EntityType, Literal, Span


def count_group(analysis: Analysis, frame: Frame, i: int, node: Node, actor: Actor) -> None:
    """Write how many got the award where a group did: 31家企业的38名学员 — the 38 did."""
    if actor.node.type is not EntityType.GROUP:
        return
    for quantity in reversed(find_quantities(actor.surface)):
        if quantity.unit in words("awards", "units_of_recipients"):
            at, end = actor.start + quantity.span.start, actor.start + quantity.span.end
            count_recipients(analysis, frame, i, node, replace(quantity, span=Span(at, end)))
            return


def count_recipients(analysis: Analysis, frame: Frame, i: int, node: Node, quantity: Quantity) -> None:
    """Write a number of recipients."""
    span, counted = (quantity.span.start, quantity.span.end), Literal("recipients")
    analysis.add(frame, node, "kg:quantity", node_of(quantity), i, *span, "award.count", counts=counted)
