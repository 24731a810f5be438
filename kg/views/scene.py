"""What the page shows, as plain data: nodes and edges as pyvis has them, and the facts behind them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING, Any

from kg.views.style import LOOKS, OTHER, clean, short, term, width, words

if TYPE_CHECKING:
    from kg.analyze import Report
    from kg.rdf import FactRow
    from kg.store import Store

Record = dict[str, Any]  # what becomes a JSON object


@dataclass(frozen=True)
class Scene:
    """Everything that a page needs.

    `nodes` and `edges` are dictionaries in vis-network's terms. `details` adds to a node, by its id, what only the
    panel shows: aliases and the numbers of its `facts`. `facts` and `reports` are JSON objects.
    """

    title: str
    nodes: list[Record] = field(default_factory=list)
    edges: list[Record] = field(default_factory=list)
    details: dict[str, Record] = field(default_factory=dict)
    facts: list[Record] = field(default_factory=list)
    reports: list[Record] = field(default_factory=list)


def scene_of(store: Store, *, around: str | None = None, depth: int = 1, title: str = "") -> Scene:
    """The scene of a store, or of the part of it around a name."""
    from kg import analyze

    graph = analyze.project(store)
    if around is not None:
        graph = analyze.around(graph, around, depth)
    if not title:
        title = _title(graph.graph["reports"], around)
    facts = _Facts(graph.graph["reports"])
    growth = max(1.0, min(3.0, sqrt(len(graph) / 150)))  # seen from further away, what matters must be larger
    nodes = [_node(name, data, graph.degree(name), growth) for name, data in graph.nodes(data=True)]
    details = {
        name: {"aliases": [clean(alias) for alias in data["aliases"]], "facts": facts.add(data["facts"])}
        for name, data in graph.nodes(data=True)
    }
    edges = [
        _edge(number, a, b, data, facts.add(data["facts"]))
        for number, (a, b, data) in enumerate(graph.edges(data=True))
    ]
    reports = [_report(report, facts) for report in graph.graph["reports"]]
    place(nodes, edges)
    bend(edges)
    return Scene(title, nodes, edges, details, facts.records, reports)


def _title(reports: Sequence[Report], around: str | None) -> str:
    if around is not None:
        return f"{around} · 关系图"
    if len(reports) == 1:
        return f"{reports[0].title} · 关系图"
    return "活动报道关系图"


def _node(name: str, data: Record, degree: int, growth: float) -> Record:
    color, shape = LOOKS.get(data["type"], OTHER)
    label = clean(data["label"])
    weight = min(sqrt(degree), 6.0)
    return {
        "id": name,
        "label": short(label),
        "title": label,
        "group": str(data["type"]),
        "color": color,
        "shape": shape,
        "size": round((7 + 4 * weight) * sqrt(growth)),
        "font": {"size": round(13 + 3 * weight * growth)},
    }


def _edge(number: int, a: str, b: str, data: Record, facts: list[int]) -> Record:
    label = clean(data["label"]) or term(data["predicate"])[0]
    return {
        "id": f"e{number}",
        "from": a,
        "to": b,
        "label": short(label, 24, 1),
        "arrows": "to",
        "relation": data["predicate"],
        "facts": facts,
    }


def _report(report: Report, facts: _Facts) -> Record:
    return {
        "title": clean(report.title),
        "published": clean(report.published),
        "source": clean(report.source),
        "facts": facts.add(report.facts),
    }


class _Facts:
    """Numbers the facts of a scene as they are shown."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self.records: list[Record] = []
        self._report = {report.iri: number for number, report in enumerate(reports)}
        self._headings = [report.headings for report in reports]

    def add(self, rows: Iterable[FactRow]) -> list[int]:
        """The numbers of facts, now part of the records."""
        first = len(self.records)
        self.records += [self._record(row) for row in rows]
        return list(range(first, len(self.records)))

    def _record(self, row: FactRow) -> Record:
        from kg.analyze import object_text

        report = self._report.get(row.document, -1)
        heading = self._headings[report].get(row.section, "") if report >= 0 else ""
        record: Record = {
            "p": row.predicate,
            "o": clean(words().get((row.predicate, row.object)) or object_text(row)),
            "report": report,
            "section": clean(heading) or row.section,
            "quotes": [[clean(prefix), clean(quote), clean(suffix)] for _, _, quote, prefix, suffix in row.evidence],
        }
        if row.qualifiers:
            record["more"] = [
                [name, clean(words().get((name, value), _plain(value)))] for name, value in row.qualifiers
            ]
        if row.rule:
            record["rule"] = clean(row.rule)
        if row.confidence is not None:
            record["confidence"] = row.confidence
        return record


def _plain(value: str) -> str:
    """A qualifier as people read it: dates written out, of an IRI its local name."""
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", value):
        from kg.analyze import show

        return show(value, ("xsd:gYear", "xsd:gYearMonth", "xsd:date")[value.count("-")])
    return re.split(r"[/#]", value)[-1] if re.match(r"https?://", value) else value


def place(nodes: list[Record], edges: list[Record]) -> None:
    """Give every node its x and y, in place; what already has a place keeps it if all have."""
    from kg.analyze import layout

    if all("x" in node and "y" in node for node in nodes):
        return
    name = {node["id"]: f"{type(node['id']).__name__} {node['id']}" for node in nodes}
    boxes = {name[node["id"]]: _box(node) for node in nodes}
    positions = layout(name.values(), ((name[edge["from"]], name[edge["to"]]) for edge in edges), boxes)
    for node in nodes:
        x, y = positions[name[node["id"]]]
        node["x"], node["y"] = x, y - round(boxes[name[node["id"]]][1] / 2 - node.get("size", 15) - 12)  # label below


def _box(node: Record) -> tuple[float, float]:
    """The width and height in px of a node's mark and label."""
    font = node.get("font")
    size = font.get("size", 14) if isinstance(font, dict) else 14
    mark = 2 * node.get("size", 15)
    rows = str(node.get("label") or "").split("\n")
    return max(mark, max(width(row) for row in rows) * size * 0.52) + 18, mark + len(rows) * size * 1.2 + 24


def bend(edges: list[Record]) -> None:
    """Curve the edges that join the same two nodes so that each can be seen, in place; single ones stay straight."""
    pairs = Counter(_pair(edge) for edge in edges)
    seen: Counter[tuple[str, ...]] = Counter()
    for edge in edges:
        pair = _pair(edge)
        if pairs[pair] < 2:
            continue
        turn = seen[pair]
        seen[pair] += 1
        if edge["from"] == edge["to"]:
            edge["selfReference"] = {"size": 18 + 9 * turn, "angle": 0.8 * turn}
            continue
        offset = (turn - (pairs[pair] - 1) / 2) * min(0.36, 1.4 / pairs[pair])
        if offset:  # seen from the first of the pair, so that there and back do not fall on one another
            kind = "curvedCW" if (offset > 0) == (str(edge["from"]) == pair[0]) else "curvedCCW"
            edge["smooth"] = {"enabled": True, "type": kind, "roundness": round(abs(offset), 3)}


def _pair(edge: Record) -> tuple[str, ...]:
    return tuple(sorted((str(edge["from"]), str(edge["to"]))))
