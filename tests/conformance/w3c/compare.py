"""Whether an answer is the expected one: terms the same, blank nodes one to one, nothing more and nothing less.

The suites ask for "identical IRI and literal nodes" (SPARQL 1.1: Test case structure): literals that differ in spelling
only are told apart from wrong answers (`OTHER_SPELLING`), and pass no test.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

import pyoxigraph as ox

from w3c.answers import Answer, Row, Solutions, Table
from w3c.manifest import Node

SAME, OTHER_SPELLING, DIFFERENT = "same", "the same values, spelt otherwise", "different"

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = frozenset(
    _XSD + name
    for name in (
        *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
        *("negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    )
)


def compare(answer: Answer, expected: Answer, *, is_lax: bool = False) -> str:
    """SAME, OTHER_SPELLING or DIFFERENT."""
    if type(answer) is not type(expected):
        return DIFFERENT
    if _alike(answer, expected, is_lax, lambda term: term):
        return SAME
    return OTHER_SPELLING if _alike(answer, expected, is_lax, by_value) else DIFFERENT


def _alike(answer: Answer, expected: Answer, is_lax: bool, key: Callable[[Node], Node]) -> bool:
    if isinstance(answer, bool):
        return answer is expected
    if isinstance(answer, Table):
        assert isinstance(expected, Table)
        return answer.header == expected.header and same_rows(
            [_cells(row, key) for row in answer.rows], [_cells(row, key) for row in expected.rows]
        )
    if isinstance(answer, Solutions):
        assert isinstance(expected, Solutions)
        if set(answer.variables) != set(expected.variables):
            return False
        mine, theirs = ([{n: _deep(t, key) for n, t in r.items()} for r in s.rows] for s in (answer, expected))
        if expected.is_ordered:
            return same_rows(mine, theirs)
        return lax_rows(mine, theirs) if is_lax else same_multiset(mine, theirs)
    assert isinstance(expected, frozenset)
    return _canonical(answer, key) == _canonical(expected, key)


def _canonical(quads: frozenset[ox.Quad], key: Callable[[Node], Node]) -> set[ox.Quad]:
    dataset = ox.Dataset(ox.Quad(_deep(q.subject, key), q.predicate, _deep(q.object, key), q.graph_name) for q in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def _deep(term: Node, key: Callable[[Node], Node]) -> Node:
    if isinstance(term, ox.Triple):
        return ox.Triple(_deep(term.subject, key), term.predicate, _deep(term.object, key))
    return key(term)


def by_value(term: Node) -> Node:
    """A literal in a spelling that all literals of its datatype and value share."""
    if not isinstance(term, ox.Literal):
        return term
    text, kind = term.value.strip(), term.datatype.value
    try:
        if kind in _INTEGERS:
            text = str(int(text))
        elif kind == _XSD + "decimal":
            text = str(Decimal(text).normalize())
        elif kind in (_XSD + "double", _XSD + "float"):
            text = repr(float(text.replace("INF", "inf")))
        elif kind == _XSD + "boolean":
            text = {"0": "false", "1": "true"}.get(text, text)
        elif kind in (_XSD + "date", _XSD + "dateTime", _XSD + "time"):
            text = re.sub(r"[+-]00:00$", "Z", text)
        else:
            return term
    except (ValueError, ArithmeticError):
        return term
    return ox.Literal(text, datatype=term.datatype)


def _cells(row: Sequence[str], key: Callable[[Node], Node]) -> Row:
    """A row of CSV: blank nodes as such, all else as text; by value, what looks like a number is one."""

    def cell(text: str) -> Node:
        if text.startswith("_:"):
            return ox.BlankNode(text[2:])
        try:
            float(text)
        except ValueError:
            return ox.Literal(text)
        return key(ox.Literal(text, datatype=ox.NamedNode(_XSD + "double")))

    return {str(i): cell(text) for i, text in enumerate(row)}


def same_rows(mine: Sequence[Row], theirs: Sequence[Row]) -> bool:
    """Whether two sequences of solutions are the same, by a one-to-one mapping of blank nodes."""
    if len(mine) != len(theirs):
        return False
    mapping: dict[str, str] = {}
    return all(_extend(a, b, mapping) is not None for a, b in zip(mine, theirs, strict=True))


def same_multiset(mine: Sequence[Row], theirs: Sequence[Row]) -> bool:
    """Whether two multisets of solutions are the same, by a one-to-one mapping of blank nodes.

    Goes through the rows with the fewest candidates first and takes back a choice that leads nowhere.
    """
    if Counter(map(_shape, mine)) != Counter(map(_shape, theirs)):
        return False
    candidates: dict[object, list[Row]] = {}
    for row in theirs:
        candidates.setdefault(_shape(row), []).append(row)
    order = sorted(mine, key=lambda row: (len(candidates[_shape(row)]), str(_shape(row))))

    def go(i: int, mapping: dict[str, str], used: frozenset[int]) -> bool:
        if i == len(order):
            return True
        for row in candidates[_shape(order[i])]:
            if id(row) in used:
                continue
            trial = dict(mapping)
            if _extend(order[i], row, trial) is not None and go(i + 1, trial, used | {id(row)}):
                return True
        return False

    if not any(_has_blank(row) for row in mine):
        return True  # the shapes are the rows
    return go(0, {}, frozenset())


def lax_rows(mine: Sequence[Row], theirs: Sequence[Row]) -> bool:
    """The rule of REDUCED: each solution at least once, and no more often than without it; without blank nodes."""
    assert not any(_has_blank(row) for row in (*mine, *theirs))
    have, may = Counter(map(_shape, mine)), Counter(map(_shape, theirs))
    return set(have) == set(may) and all(have[shape] <= may[shape] for shape in have)


def _shape(row: Row) -> object:
    """A row with its blank nodes left out."""
    return frozenset((name, _bare(term)) for name, term in row.items())


def _bare(term: Node) -> object:
    if isinstance(term, ox.BlankNode):
        return None
    if isinstance(term, ox.Triple):
        return (_bare(term.subject), term.predicate, _bare(term.object))
    return term


def _has_blank(row: Row) -> bool:
    return any(True for term in row.values() for _ in blanks(term))


def blanks(term: Node) -> Iterator[str]:
    """The labels of the blank nodes in a term."""
    if isinstance(term, ox.BlankNode):
        yield term.value
    elif isinstance(term, ox.Triple):
        yield from blanks(term.subject)
        yield from blanks(term.object)


def _extend(a: Row, b: Row, mapping: dict[str, str]) -> dict[str, str] | None:
    """The mapping with what follows from the two rows being the same, or None if they cannot be."""
    if a.keys() != b.keys():
        return None
    for name in a:
        if _bare(a[name]) != _bare(b[name]):
            return None
        for mine, theirs in zip(blanks(a[name]), blanks(b[name]), strict=True):
            if mapping.setdefault(f"mine {mine}", theirs) != theirs:
                return None
            if mapping.setdefault(f"theirs {theirs}", mine) != mine:
                return None
    return mapping


def shown(answer: Answer) -> str:
    """An answer as text, for a message."""
    if isinstance(answer, Solutions):
        rows = [" ".join(f"?{n}={row[n]}" for n in sorted(row)) or "(empty)" for row in answer.rows]
        rows = rows if answer.is_ordered else sorted(rows)
        return "\n".join([f"variables {' '.join(answer.variables)}; {len(rows)} solutions", *rows])
    if isinstance(answer, Table):
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([answer.header, *answer.rows])
        return out.getvalue()
    return "\n".join(sorted(map(str, answer))) if isinstance(answer, frozenset) else str(answer)
