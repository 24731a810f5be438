"""Rows written by ourselves: as the engine writes them, but for what it writes wrongly."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from kg.query.serialize import write_rows

ROWS = """SELECT ?a ?b ?c ?d ?e ?f { VALUES (?a ?b ?c ?d ?e ?f) {
  ("a,\\"b\\nc\\t" "质量"@zh 1 <http://a/b> 1.5 true)
  ("" "\\\\<&>]]>" "x"^^<a:b> 1e3 UNDEF UNDEF)
  (" " "x"^^<http://www.w3.org/2001/XMLSchema#integer> "NaN"^^<http://www.w3.org/2001/XMLSchema#double> -1.5 "" 02)
} }"""
TRIPLE = "SELECT ?b (<<( <a:a> <a:b> 'c'@en--ltr )>> AS ?y) { VALUES ?q { 1 2 } }"


def written(sparql: str, format: str) -> bytes:
    raw = ox.Store().query(sparql)
    out = io.BytesIO()
    write_rows([variable.value for variable in raw.variables], map(tuple, raw), format, out)
    return out.getvalue()


@pytest.mark.parametrize("sparql", [ROWS, TRIPLE, "SELECT * {}", "SELECT ?a { FILTER(false) }"])
@pytest.mark.parametrize("format", ["csv", "tsv", "json", "xml"])
def test_bytes_are_those_of_the_engine(sparql: str, format: str) -> None:
    """So that an answer does not depend on who writes it."""
    expected = ox.Store().query(sparql).serialize(format=getattr(ox.QueryResultsFormat, format.upper()))
    assert written(sparql, format) == expected


def test_csv_quotes_an_iri_with_a_comma() -> None:
    """RFC 4180, which the W3C's CSV refers to; Oxigraph does not."""
    text = written('SELECT (<http://a/b,c> AS ?a) ("d\\re" AS ?b) {}', "csv").decode()
    assert text == 'a,b\r\n"http://a/b,c","d\re"\r\n'
    assert next(iter(csv.reader(io.StringIO(text, newline="")))) == ["a", "b"]


def test_xml_keeps_a_carriage_return_and_can_always_be_read() -> None:
    """An XML reader would make a line feed of the one, and stop at other control characters."""
    text = written('SELECT ("a\\rb" AS ?a) ("c\\u0001" AS ?b) {}', "xml").decode()
    literals = [e.text for e in ElementTree.fromstring(text).iter() if e.tag.endswith("}literal")]
    assert literals == ["a\rb", "c\ufffd"]


def test_the_first_row_is_written_before_the_second_is_asked_for() -> None:
    """Nothing waits for the end."""
    out = io.BytesIO()

    def rows():  # type: ignore[no-untyped-def]
        yield (ox.Literal("one"),)
        assert out.getvalue() == b"a\r\none\r\n"
        yield (ox.Literal("two"),)

    write_rows(["a"], rows(), "csv", out)
    assert out.getvalue() == b"a\r\none\r\ntwo\r\n"
