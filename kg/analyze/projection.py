"""The store as a picture needs it: entities are nodes, relations between them are edges, facts hang on both.

What RDF needs and a reader of a picture does not is folded in: a Post becomes an edge from the person to the
organization, a Quantity, a date or a theme a fact about its node, a report the source of facts. The whole graph, with
nothing folded, is `store.to_networkx()`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kg.errors import KgError
from kg.model import EntityType
from kg.rdf import FactRow, facts_from_store, ontology, text_of
from kg.rdf.terms import compact

if TYPE_CHECKING:
    import networkx as nx

    from kg.store import Store

#: Entity types that are folded into edges and facts.
FOLDED = frozenset({EntityType.POST, EntityType.QUANTITY})
_NODES = frozenset(EntityType) - FOLDED
_DATES = {
    "xsd:date": (r"(\d{4})-(\d\d)-(\d\d)", "年月日"),
    "xsd:gYearMonth": (r"(\d{4})-(\d\d)", "年月"),
    "xsd:gYear": (r"(\d{4})", "年"),
    "xsd:gMonthDay": (r"--(\d\d)-(\d\d)", "月日"),
    "xsd:gDay": (r"---(\d\d)", "日"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """A report of the store: IRI, title, date of publication as people read it, file, and what it says of itself.

    `headings` are those of its sections by their number; the first, the title, is left out.
    """

    iri: str
    title: str
    published: str = ""
    source: str = ""
    facts: tuple[FactRow, ...] = ()
    headings: Mapping[int, str] = field(default_factory=dict)


def project(store: Store) -> nx.MultiDiGraph[str]:
    """The property graph of a store; nodes are CURIEs.

    Nodes have `type` (class's local name), `label`, `aliases` and `facts`: those with no other node as object. Edges
    are keyed by their predicate (for a post: and its role) and have `predicate`, `label` (the role, or "") and
    `facts`. `graph.graph["reports"]` holds the Reports. Nodes and edges are in order of CURIE, facts in reading order.
    """
    import networkx as nx

    reader = _Reader(store)
    about: dict[str, list[FactRow]] = {}
    joins: dict[tuple[str, str, str], list[FactRow]] = {}
    roles: dict[tuple[str, str, str], str] = {}
    rows = list(facts_from_store(store))
    for row in rows:
        subject = reader.see(row.subject, row.subject_label, row.subject_type)
        end, role = reader.far_end(row)
        if end and subject in reader.nodes:
            key = (subject, end, f"{row.predicate} {role}".strip())
            joins.setdefault(key, []).append(row)
            roles[key] = role
        else:
            about.setdefault(subject, []).append(row)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name, (kind, label) in sorted(reader.nodes.items()):
        aliases = tuple(sorted(reader.aliases.get(name, set()) - {label}))
        graph.add_node(name, type=kind, label=label, aliases=aliases, facts=tuple(about.get(name, ())))
    for (a, b, edge), facts in sorted(joins.items()):
        graph.add_edge(a, b, key=edge, predicate=facts[0].predicate, label=roles[a, b, edge], facts=tuple(facts))
    graph.graph["reports"] = tuple(reader.reports(about, rows))
    return graph


def around(graph: nx.MultiDiGraph[str], name: str, depth: int = 1) -> nx.MultiDiGraph[str]:
    """The part of a projection within `depth` steps of the nodes of that name, in any direction.

    `name` is a label, an alias or a CURIE; where several nodes bear it, all are centres. KgError names the nearest
    names where there is none.
    """
    centres = [node for node, data in graph.nodes(data=True) if name in (node, data["label"], *data["aliases"])]
    if not centres:
        raise KgError(f"no node is called {name}", hint=_nearest(graph, name))
    reached = set(centres)
    rim = list(centres)
    for _ in range(depth):
        rim = sorted({other for node in rim for other in _neighbours(graph, node)} - reached)
        reached.update(rim)
    return graph.subgraph(reached).copy()


def _neighbours(graph: nx.MultiDiGraph[str], node: str) -> set[str]:
    return {*graph.successors(node), *graph.predecessors(node)}


def _nearest(graph: nx.MultiDiGraph[str], name: str) -> str:
    """A hint with names that contain the one asked for, or are spelled like it."""
    from difflib import get_close_matches

    names = sorted({label for _, data in graph.nodes(data=True) for label in (data["label"], *data["aliases"])})
    close = [found for found in names if name in found][:5] or get_close_matches(name, names, n=5, cutoff=0.4)
    return f"did you mean {' · '.join(close)}?" if close else "leave the name out to see the whole graph"


def show(value: str, datatype: str) -> str:
    """A literal as people read it: dates of any precision as 2020年9月4日, 9月26日, 7日; all else as it is."""
    pattern, units = _DATES.get(datatype, ("", ""))
    match = re.match(pattern, value) if pattern else None
    return "".join(f"{int(part)}{unit}" for part, unit in zip(match.groups(), units, strict=True)) if match else value


def object_text(row: FactRow) -> str:
    """What to show for the object of a fact: its label, or the literal as people read it."""
    concept = None if row.object_is_literal else ontology().concepts.get(compact(row.object))
    return concept.label_zh if concept else show(row.object_label, row.object_type)


class _Reader:
    """Which entities are nodes, and what the store says of them besides facts."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.nodes: dict[str, tuple[str, str]] = {}  # type and label
        self.sources = self._values("kg:sourceFile")
        self.aliases = self._values("skos:altLabel")
        self.posts = self._values("kg:postIn")
        self.roles = self._values("kg:role")
        self.organizations = self._values("rdfs:label", {post for found in self.posts.values() for post in found})

    def _values(self, predicate: str, subjects: set[str] | None = None) -> dict[str, set[str]]:
        """CURIE to the texts or CURIEs that a predicate gives it; of these subjects only, where they are named."""
        found: dict[str, set[str]] = {}
        for quad in self.store.match(None, predicate):
            subject = self.curie(text_of(quad.subject))
            if subjects is None or subject in subjects:
                value = text_of(quad.object)
                found.setdefault(subject, set()).add(value if hasattr(quad.object, "datatype") else self.curie(value))
        return found

    def _type(self, curie: str) -> str:
        kinds = {self.curie(text_of(quad.object)).partition(":")[2] for quad in self.store.match(curie, "rdf:type")}
        return min(kinds & _NODES, default=str(EntityType.ORGANIZATION))

    def _subjects(self, predicate: str) -> set[str]:
        return {text_of(quad.subject) for quad in self.store.match(None, predicate)}

    def curie(self, iri: str) -> str:
        """The CURIE of an IRI of this store."""
        return compact(iri, self.store.base)

    def see(self, iri: str, label: str, kind: str) -> str:
        """The CURIE of an entity, from now on a node if its type is drawn; a Document is where it is no report."""
        curie = self.curie(iri)
        if kind in _NODES and curie not in self.sources and curie not in self.nodes:
            self.nodes[curie] = (kind, label)
        return curie

    def far_end(self, row: FactRow) -> tuple[str, str]:
        """The node at the other end of a fact and the role that names the edge; ("", "") where there is none."""
        if row.object_is_literal:
            return "", ""
        if row.object_type == EntityType.POST:
            post = self.curie(row.object)
            for place in sorted(self.posts.get(post, ())):
                label = min(self.organizations.get(place, {place.partition(":")[2]}))
                self.nodes.setdefault(place, (self._type(place), label))
                return place, min(self.roles.get(post, {row.object_label}))
            return "", ""
        end = self.see(row.object, row.object_label, row.object_type)
        return (end, "") if end in self.nodes else ("", "")

    def reports(self, about: Mapping[str, Iterable[FactRow]], rows: Iterable[FactRow]) -> Iterator[Report]:
        """The documents that facts were read from, in order of IRI."""
        by_report: dict[str, list[FactRow]] = {}
        for row in rows:
            by_report.setdefault(row.document, []).append(row)
        titles = self._values("rdfs:label", set(self.sources))
        published = self._dates()
        iris = {self.curie(iri): iri for iri in self._subjects("kg:sourceFile")}
        for curie, iri in sorted(iris.items()):
            yield Report(
                iri=iri,
                title=min(titles.get(curie, {curie.partition(":")[2]})),
                published=published.get(curie, ""),
                source=min(self.sources[curie]),
                facts=tuple(about.get(curie, ())),
                headings=self._headings(iri, by_report.get(iri, ())),
            )

    def _headings(self, report: str, rows: Iterable[FactRow]) -> dict[int, str]:
        """The headings of a report's sections, read again from its text; of those only that hold what facts quote."""
        from kg.readers import document_from_text

        starts = {row.section: row.evidence[0][0] for row in rows if row.evidence and row.section}
        texts = [text_of(quad.object) for quad in self.store.match(report, "kg:text")]
        if not starts or not texts:
            return {}
        document = document_from_text(texts[0], "again")
        found = {}
        for section in document.sections:
            span = document.source_span(section.span) if len(section.span) else section.span
            if section.heading and span.start <= starts.get(section.index, -1) < span.end:
                found[section.index] = section.heading
        return found

    def _dates(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for quad in self.store.match(None, "kg:publishedOn"):
            value: Any = quad.object
            curie = self.curie(text_of(quad.subject))
            found[curie] = min(found.get(curie, "9999"), show(value.value, compact(value.datatype.value)))
        return found
