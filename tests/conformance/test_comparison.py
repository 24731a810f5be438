"""The judge is judged: what counts as the same answer (`w3c.compare`), and how answers are read (`w3c.answers`)."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from w3c.answers import Solutions, Table, read_answer
from w3c.compare import DIFFERENT, OTHER_SPELLING, SAME, compare

XSD = "http://www.w3.org/2001/XMLSchema#"
A, B, C = (ox.BlankNode(name) for name in "abc")
ONE = ox.Literal("1", datatype=ox.NamedNode(XSD + "integer"))


def literal(text: str, kind: str) -> ox.Literal:
    """A literal of an XSD datatype."""
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


def solutions(*rows: dict[str, object], ordered: bool = False, variables: str = "x y") -> Solutions:
    """Solutions of ?x and ?y."""
    return Solutions(tuple(variables.split()), rows, ordered)


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ([{"x": ONE}, {}], [{}, {"x": ONE}], SAME),  # no order
        ([{"x": ONE}], [{"x": ONE}, {"x": ONE}], DIFFERENT),  # how often counts
        ([{"x": ONE}], [{"y": ONE}], DIFFERENT),
        ([{"x": ONE}], [{"x": ox.Literal("1")}], DIFFERENT),
        ([{"x": ONE}], [{"x": literal("01", "integer")}], OTHER_SPELLING),
        ([{"x": ONE}], [{"x": literal("1", "decimal")}], DIFFERENT),  # of another type is not spelt otherwise
        ([{"x": ox.Literal("a", language="en")}], [{"x": ox.Literal("a")}], DIFFERENT),
        ([{"x": A, "y": A}], [{"x": B, "y": B}], SAME),
        ([{"x": A, "y": A}], [{"x": B, "y": C}], DIFFERENT),  # one to one
        ([{"x": A, "y": B}], [{"x": C, "y": C}], DIFFERENT),
        ([{"x": A, "y": B}, {"x": B, "y": A}], [{"x": A, "y": B}, {"x": A, "y": B}], DIFFERENT),  # over all rows
        ([{"x": A}, {"x": A}, {"x": B}], [{"x": C}, {"x": B}, {"x": B}], SAME),
        ([{"x": A}], [{"x": ox.NamedNode("x:a")}], DIFFERENT),
        (
            [{"x": ox.Triple(A, ox.NamedNode("x:p"), B), "y": A}],
            [{"x": ox.Triple(C, ox.NamedNode("x:p"), A), "y": A}],
            DIFFERENT,
        ),
    ],
)
def test_solutions_are_a_multiset_with_blank_nodes_one_to_one(mine: list, theirs: list, expected: str) -> None:
    """Neither order nor labels count; number, kind, type and language of what is there do."""
    assert compare(solutions(*mine), solutions(*theirs)) == expected


def test_order_counts_where_it_is_given() -> None:
    """As with rs:index, and in CSV and TSV."""
    rows = ({"x": ONE}, {"y": ONE})
    assert compare(solutions(*rows), solutions(*rows, ordered=True)) == SAME
    assert compare(solutions(*reversed(rows)), solutions(*rows, ordered=True)) == DIFFERENT
    assert compare(Table(("x",), (("a",), ("b",))), Table(("x",), (("b",), ("a",)))) == DIFFERENT


def test_variables_count_even_without_a_value() -> None:
    """The head of an answer is part of it; in CSV so is its order."""
    assert compare(solutions(variables="x"), solutions()) == DIFFERENT
    assert compare(Table(("x", "y"), ()), Table(("y", "x"), ())) == DIFFERENT


@pytest.mark.parametrize(("times", "expected"), [(0, DIFFERENT), (1, SAME), (2, SAME), (3, DIFFERENT)])
def test_reduced_leaves_open_how_often_within_limits(times: int, expected: str) -> None:
    """Once at least, and no more often than without REDUCED."""
    assert compare(solutions(*[{"x": ONE}] * times), solutions({"x": ONE}, {"x": ONE}), is_lax=True) == expected


def test_graphs_are_compared_by_isomorphism() -> None:
    """Other labels are the same graph, another shape or another graph's name is not."""

    def triangle(*nodes: ox.BlankNode, graph: ox.NamedNode | None = None) -> frozenset[ox.Quad]:
        around = zip(nodes, (*nodes[1:], nodes[0]), strict=True)
        return frozenset(ox.Quad(s, ox.NamedNode("x:p"), o, graph or ox.DefaultGraph()) for s, o in around)

    assert compare(triangle(A, B, C), triangle(C, A, B)) == SAME
    assert compare(triangle(A, B, C), triangle(A, B)) == DIFFERENT
    assert compare(triangle(A, B), triangle(A, B, graph=ox.NamedNode("x:g"))) == DIFFERENT
    assert compare(triangle(A, B), True) == DIFFERENT


def test_csv_is_text_but_for_labels_and_spelling_of_numbers() -> None:
    """A label is any label; what looks like a number can be the same one."""
    assert compare(Table(("x",), (("_:a",),)), Table(("x",), (("_:b",),))) == SAME
    assert compare(Table(("x",), (("1000000",),)), Table(("x",), (("1.0E6",),))) == OTHER_SPELLING
    assert compare(Table(("x",), (("a",),)), Table(("x",), (("b",),))) == DIFFERENT


def test_all_formats_are_read_alike() -> None:
    """An IRI, a string, a number, a blank node, a language and a missing value, from four formats."""
    xml = b"""<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/>
        <variable name="y"/></head><results><result><binding name="x"><uri>x:a</uri></binding></result><result>
        <binding name="x"><bnode>r</bnode></binding><binding name="y"><literal xml:lang="zh">\xe7\x94\xb2</literal></binding>
        </result><result><binding name="y"><literal datatype="http://www.w3.org/2001/XMLSchema#integer">1</literal>
        </binding></result></results></sparql>"""
    json = """{"head": {"vars": ["x", "y"]}, "results": {"bindings": [{"x": {"type": "uri", "value": "x:a"}},
        {"x": {"type": "bnode", "value": "q"}, "y": {"type": "literal", "value": "甲", "xml:lang": "zh"}},
        {"y": {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}}]}}"""
    tsv = '?x\t?y\n<x:a>\t\n_:z\t"甲"@zh\n\t1\n'
    read = [read_answer(xml, ".srx"), read_answer(json.encode(), ".srj"), read_answer(tsv.encode(), ".tsv")]
    assert [compare(one, read[2]) for one in read] == [SAME] * 3
    assert read_answer("x,y\r\nx:a,\r\n_:z,甲\r\n,1\r\n".encode(), ".csv") == Table(
        ("x", "y"), (("x:a", ""), ("_:z", "甲"), ("", "1"))
    )
    assert read_answer(b'{"head": {}, "boolean": true}', ".srj") is True
