"""Our shapes as data for the screen: what each asks of a node, in the part of SHACL Core that they use.

A test of a value or a node answers True only where SHACL surely is satisfied; what it does not know, it does not pass.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kg import resources, vocab

if TYPE_CHECKING:
    import pyoxigraph as ox

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

SH, RDF, XSD = vocab.EXTERNAL["sh"], vocab.EXTERNAL["rdf"], vocab.EXTERNAL["xsd"]
#: Answers whether a value is of a class, given the value and the class's IRI.
IsOf = Callable[[Any, str], bool]
Test = Callable[[Any, IsOf], bool]
_Node = dict[str, list[Any]]


@dataclass
class Property:
    """What a shape asks of the values at a path: how many, of what kind, less than those at another path."""

    path: str
    minimum: int = 0
    maximum: int | None = None
    value: Any = None
    less_than: str = ""
    tests: list[Test] = field(default_factory=list)
    is_known: bool = True

    @property
    def counts(self) -> bool:
        """Whether the values of all reports together matter, and not each for itself."""
        return bool(self.minimum or self.maximum is not None or self.value is not None or self.less_than)


@dataclass
class Shapes:
    """Properties by what they are asked of: things of a class, subjects of a predicate, objects of a predicate."""

    of_class: dict[str, list[Property]] = field(default_factory=lambda: defaultdict(list))
    of_subjects: dict[str, list[Property]] = field(default_factory=lambda: defaultdict(list))
    of_objects: dict[str, list[Property]] = field(default_factory=lambda: defaultdict(list))


@lru_cache(maxsize=1)
def our_shapes() -> Shapes:
    """The shapes of the ontology, read once."""
    import pyoxigraph as ox

    nodes: dict[Any, _Node] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(path=str(resources.path("ontology", "shapes.ttl"))):
        nodes[quad.subject][quad.predicate.value].append(quad.object)
    shapes = Shapes()
    for node in [node for node in nodes.values() if SH + "NodeShape" in _values(node, RDF + "type")]:
        asked = [_property(nodes, nodes[each]) for each in node[SH + "property"]]
        if set(node) - _NODE_SHAPE:
            asked.append(Property(RDF + "type", is_known=False))
        for kind, table in _TARGETS.items():
            for target in _values(node, kind):
                getattr(shapes, table)[target] += asked
    return shapes


_TARGETS = {
    f"{SH}targetClass": "of_class",
    f"{SH}targetSubjectsOf": "of_subjects",
    f"{SH}targetObjectsOf": "of_objects",
}
_NODE_SHAPE = {*_TARGETS, RDF + "type", SH + "property"}


def _values(node: _Node, predicate: str) -> list[str]:
    return [each.value for each in node.get(predicate, [])]


def _property(nodes: dict[Any, _Node], node: _Node) -> Property:
    found = Property(_values(node, SH + "path")[0])
    for name, values in node.items():
        for value in values:
            _add(found, name.removeprefix(SH), value, nodes)
    return found


def _add(found: Property, name: str, value: Any, nodes: dict[Any, _Node]) -> None:
    """One constraint of a property shape."""
    if name in ("path", "message"):
        return
    if name == "minCount":
        found.minimum = int(value.value)
    elif name == "maxCount":
        found.maximum = int(value.value)
    elif name == "hasValue":
        found.value = value
    elif name == "lessThan":
        found.less_than = value.value
    elif (test := _test(name, value, nodes)) is not None:
        found.tests.append(test)
    else:
        found.is_known = False


def _test(name: str, value: Any, nodes: dict[Any, _Node]) -> Test | None:
    """The test of one constraint on values; None for one that is not known here."""
    if name == "or":
        tests = [_all_of(nodes[each], nodes) for each in _list(nodes, value)]
        return None if None in tests else lambda v, is_of: any(test(v, is_of) for test in tests if test)
    if name == "class":
        return lambda v, is_of: is_of(v, value.value)
    if name == "datatype":
        return lambda v, _: getattr(getattr(v, "datatype", None), "value", "") == value.value and is_valid(v)
    if name == "nodeKind" and value.value == SH + "IRI":
        return lambda v, _: not hasattr(v, "datatype") and ":" in v.value
    if name == "minLength":
        return lambda v, _: len(v.value) >= int(value.value)
    if name == "languageIn":
        languages = {each.value for each in _list(nodes, value)}
        return lambda v, _: getattr(v, "language", None) in languages
    if name == "in":
        allowed = set(_list(nodes, value))
        return lambda v, _: v in allowed
    if name in ("minInclusive", "maxInclusive"):
        limit, sign = number(value), 1 if name == "minInclusive" else -1
        return lambda v, _: (n := number(v)) is not None and limit is not None and n * sign >= limit * sign
    return None


def _all_of(node: _Node, nodes: dict[Any, _Node]) -> Test | None:
    tests = [_test(name.removeprefix(SH), value, nodes) for name, values in node.items() for value in values]
    return None if None in tests else lambda v, is_of: all(test(v, is_of) for test in tests if test)


def _list(nodes: dict[Any, _Node], head: Any) -> Iterator[Any]:
    while RDF + "first" in nodes[head]:
        yield nodes[head][RDF + "first"][0]
        head = nodes[head][RDF + "rest"][0]


def number(value: Any) -> Decimal | None:
    """The number of a literal that is an integer or a decimal in its plain form."""
    kind = getattr(getattr(value, "datatype", None), "value", "")
    return Decimal(value.value) if kind in (XSD + "integer", XSD + "decimal") and is_valid(value) else None


def is_valid(value: Any) -> bool:
    """Whether a literal surely has a form that its datatype allows; of the datatypes that our ranges name."""
    kind = value.datatype.value
    if kind == XSD + "date":
        return bool(re.fullmatch(r"[1-9]\d{3}-\d{2}-\d{2}", value.value)) and _is_day(value.value)
    if kind == XSD + "gMonthDay":
        return bool(re.fullmatch(r"--\d{2}-\d{2}", value.value)) and _is_day(f"2001{value.value[1:]}")
    pattern = _FORMS.get(kind)
    return pattern is not None and bool(re.fullmatch(pattern, value.value, re.DOTALL))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


_FORMS = {
    XSD + "string": r".*",
    RDF + "langString": r".*",
    XSD + "integer": r"-?[0-9]+",
    XSD + "decimal": r"-?[0-9]+(\.[0-9]+)?",
    XSD + "gYear": r"[1-9][0-9]{3}",
    XSD + "gYearMonth": r"[1-9][0-9]{3}-(0[1-9]|1[0-2])",
    XSD + "gDay": r"---(0[1-9]|[12][0-9]|3[01])",
}
