"""Which nodes of some reports may break a shape: few, mostly none, so that pySHACL need not look at the others.

A report's node is checked with what all reports say of it wherever they matter together (a post has one organization,
whoever says so), at the cost of a look-up; each value by itself is checked in the report that states it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from kg.rdf import iri
from kg.validate.constraints import Property, number, our_shapes

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.store import Store


def suspects(store: Store, graphs: Iterable[str]) -> set[Any]:
    """The nodes of these graphs that may break a shape, seen in the union of all graphs of the store.

    No node that breaks one is left out, but for one that only other graphs speak of.
    """
    return _Screen(store, graphs).suspects()


def surroundings(store: Store, nodes: Iterable[Any]) -> Iterator[ox.Triple]:
    """What pySHACL needs to judge nodes: their triples, the classes of their values, and that facts speak of them."""
    import pyoxigraph as ox

    kind = ox.NamedNode(iri("rdf:type"))
    for node in nodes:
        own = () if isinstance(node, ox.Literal) else store.match(node)
        found = {ox.Triple(q.subject, q.predicate, q.object) for q in own}
        values = {triple.object for triple in found if not isinstance(triple.object, ox.Literal)}
        yield from found
        for value in values:
            yield from (ox.Triple(q.subject, kind, q.object) for q in store.match(value, kind))
        for quad in store.match(None, "rdf:subject", node):
            yield ox.Triple(quad.subject, quad.predicate, quad.object)
            break


class _Screen:
    def __init__(self, store: Store, graphs: Iterable[str]) -> None:
        import pyoxigraph as ox

        self._store = store
        self._shapes = our_shapes()
        self._kind = ox.NamedNode(iri("rdf:type"))
        self._stated: dict[Any, dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
        self._known: dict[Any, dict[str, set[Any]]] = {}
        self._union: dict[tuple[Any, str], set[Any]] = {}
        self._node = ox.NamedNode
        for graph in graphs:
            for quad in store.match(graph=graph):
                self._stated[quad.subject][quad.predicate.value].add(quad.object)

    def suspects(self) -> set[Any]:
        found = {node for node, stated in self._stated.items() if not self._is_sound(node, stated)}
        for predicate, asked in self._shapes.of_objects.items():
            values = {value for stated in self._stated.values() for value in stated.get(predicate, ())}
            found |= {value for value in values if not all(self._holds(value, {}, each) for each in asked)}
        return found

    def _is_sound(self, node: Any, stated: dict[str, set[Any]]) -> bool:
        """Whether a node surely satisfies all that is asked of it."""
        for kind in self._all(node, self._kind.value):
            for each in self._shapes.of_class.get(getattr(kind, "value", ""), ()):
                if not self._holds(node, stated, each):
                    return False
        for predicate in [*stated]:
            for each in self._shapes.of_subjects.get(predicate, ()):
                if not self._holds(node, stated, each):
                    return False
        return True

    def _holds(self, node: Any, stated: dict[str, set[Any]], asked: Property) -> bool:
        if not asked.is_known:
            return False
        values = self._all(node, asked.path) if asked.counts else stated.get(asked.path, set())
        if len(values) < asked.minimum or (asked.maximum is not None and len(values) > asked.maximum):
            return False
        if asked.value is not None and asked.value not in values:
            return False
        if asked.less_than and not self._is_less(values, self._all(node, asked.less_than)):
            return False
        return all(test(value, self._is_of) for test in asked.tests for value in values)

    def _all(self, node: Any, path: str) -> set[Any]:
        """The values that all reports give; of a node that is checked all are looked up at once."""
        if node in self._stated:
            if node not in self._known:
                self._known[node] = known = defaultdict(set)
                for quad in self._store.match(node):
                    known[quad.predicate.value].add(quad.object)
            return self._known[node].get(path, set())
        key = (node, path)
        if key not in self._union:
            literal = hasattr(node, "datatype")
            self._union[key] = set() if literal else {q.object for q in self._store.match(node, self._node(path))}
        return self._union[key]

    def _is_of(self, value: Any, kind: str) -> bool:
        return any(getattr(each, "value", "") == kind for each in self._all(value, self._kind.value))

    @staticmethod
    def _is_less(values: set[Any], others: set[Any]) -> bool:
        small, large = [number(value) for value in values], [number(value) for value in others]
        return all(a is not None and b is not None and a < b for a in small for b in large)
