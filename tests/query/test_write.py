"""Results in the formats of people and of programs."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.query import FORMATS, default_format, format_name, run, run_named, write
from kg.query.table import SAMPLE, one_line, table, text_width, wrap
from kg.store import OxigraphStore

NAMES = "SELECT DISTINCT ?p ?name { ?p a kg:Person ; rdfs:label ?name } ORDER BY ?name"


def written(store: OxigraphStore, sparql: str, format: str) -> str:
    """The answer to a query in a format."""
    stream = io.BytesIO()
    write(run(store, sparql), format, stream)
    return stream.getvalue().decode("utf-8")


def test_table_has_headings_names_and_curies(mini_store: OxigraphStore) -> None:
    """IRIs are shown short; columns are aligned."""
    assert written(mini_store, NAMES, "table").splitlines() == [
        "p              name",
        "-------------  ------",
        "person:林一舟  林一舟",
        "person:许宁    许宁",
        "person:高远    高远",
    ]


@pytest.mark.parametrize(("language", "heading", "term"), [("zh", "角色", "主办"), ("en", "role", "organized by")])
def test_named_query_tables_speak_chinese_or_english(
    mini_store: OxigraphStore, language: str, heading: str, term: str
) -> None:
    """Headings and the ontology's terms in the language asked for; labels stand in for IRIs."""
    stream = io.StringIO()
    write(run_named(mini_store, "events-by-organizer"), "table", stream, language=language)
    head, _, first, *_ = stream.getvalue().splitlines()
    assert heading in head
    assert term in first
    assert "云山区市场监督管理局" in first
    assert "organization:" not in stream.getvalue()


@given(st.lists(st.lists(st.text(max_size=30), min_size=3, max_size=3), max_size=20))
def test_table_columns_begin_in_one_place(rows: list[list[str]]) -> None:
    """Whatever the characters, every cell of a column starts at the same column of the terminal."""
    lines = list(table(["甲", "b", "丙c"], rows))
    cells = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(text_width, column)) for column in zip(["甲", "b", "丙c"], *cells, strict=True)]
    for row, line in zip(cells, lines[2:], strict=True):
        expected = "  ".join(cell + " " * (width - text_width(cell)) for cell, width in zip(row, widths, strict=True))
        assert line == expected.rstrip()


def test_widths_of_characters() -> None:
    """Chinese and full-width characters take two columns, combining and invisible ones none."""
    assert [text_width(text) for text in ("a", "甲", "（", "e\u0301", "\u200b", "“")] == [1, 2, 2, 1, 0, 1]


def test_a_cell_is_one_line_without_control_characters() -> None:
    """Line breaks inside Chinese words vanish, between Latin words they are spaces; escape sequences do not pass."""
    assert one_line("智\n慧 城市\nISO\n9001\x1b[31m红\u202e") == "智慧 城市ISO 9001[31m红"


@given(st.text(alphabet="ab 甲乙，", max_size=60), st.integers(4, 20))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    """No line is wider than asked, and only spaces at breaks are lost."""
    lines = wrap(text, width)
    assert all(text_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_terminal_wraps_a_pipe_does_not() -> None:
    """With a width every line fits; without, a long cell stays whole."""
    rows = [["短", "很长的" * 40]]
    assert all(text_width(line) <= 60 for line in table(["a", "b"], rows, width=60))
    assert any("很长的" * 40 in line for line in table(["a", "b"], rows))


def test_a_table_streams_after_its_sample() -> None:
    """Rows are read as they are shown, after the first that give the widths."""
    read = 0

    def rows() -> object:
        nonlocal read
        for _ in range(10 * SAMPLE):
            read += 1
            yield ["x"]

    lines = table(["a"], rows())  # type: ignore[arg-type]
    for _ in range(5):
        next(lines)
    assert read <= SAMPLE + 1


def test_numbers_are_set_to_the_right(mini_store: OxigraphStore) -> None:
    """A column of numbers ends in one place."""
    lines = written(mini_store, "SELECT ?n { VALUES ?n { 5 300 } }", "table").splitlines()
    assert lines[2:] == ["  5", "300"]


def test_csv_and_tsv(mini_store: OxigraphStore) -> None:
    """SPARQL 1.1 Query Results CSV and TSV, columns in the order of the SELECT."""
    rows = list(csv.reader(io.StringIO(written(mini_store, NAMES, "csv"))))
    assert rows[0] == ["p", "name"]
    assert rows[1] == ["https://w3id.org/report-kg/person/林一舟", "林一舟"]
    lines = written(mini_store, NAMES, "tsv").splitlines()
    assert lines[:2] == ["?p\t?name", '<https://w3id.org/report-kg/person/林一舟>\t"林一舟"@zh']


def test_json_and_xml(mini_store: OxigraphStore) -> None:
    """The standard's JSON and XML; named queries have IRIs and labels."""
    found = json.loads(written(mini_store, NAMES, "json"))
    assert found["head"]["vars"] == ["p", "name"]
    assert found["results"]["bindings"][0]["name"] == {"type": "literal", "value": "林一舟", "xml:lang": "zh"}
    root = ElementTree.fromstring(written(mini_store, NAMES, "xml"))
    assert root.tag == "{http://www.w3.org/2005/sparql-results#}sparql"


def test_booleans(mini_store: OxigraphStore) -> None:
    """True and false in every format for solutions."""
    assert written(mini_store, "ASK { }", "table") == "true\n"
    assert json.loads(written(mini_store, "ASK { ?s a kg:Nothing }", "json"))["boolean"] is False
    assert "true" in written(mini_store, "ASK { }", "xml")
    assert written(mini_store, "ASK { }", "csv") == "true\n"


@pytest.mark.parametrize("format", ["turtle", "n-triples", "json-ld", "rdf-xml"])
def test_graphs_come_back_as_they_were(mini_store: OxigraphStore, format: str) -> None:
    """What is written parses to the same triples, and is the same each time."""
    sparql = "CONSTRUCT { ?p rdfs:label ?name } WHERE { ?p a kg:Person ; rdfs:label ?name }"
    text = written(mini_store, sparql, format)
    known = {
        "turtle": ox.RdfFormat.TURTLE,
        "n-triples": ox.RdfFormat.N_TRIPLES,
        "json-ld": ox.RdfFormat.JSON_LD,
        "rdf-xml": ox.RdfFormat.RDF_XML,
    }
    parsed = {quad.triple for quad in ox.parse(text.encode(), format=known[format])}
    assert parsed == set(run(mini_store, sparql))  # type: ignore[arg-type]
    assert written(mini_store, sparql, format) == text


def test_turtle_declares_the_prefixes_it_uses_in_order(mini_store: OxigraphStore) -> None:
    """Sorted, and no others."""
    text = written(mini_store, "CONSTRUCT { ?p rdfs:label ?name } WHERE { ?p a kg:Person ; rdfs:label ?name }", "ttl")
    heads = [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")]
    assert heads == ["person:", "rdfs:"]


def test_format_and_result_must_go_together(mini_store: OxigraphStore) -> None:
    """A SELECT is no graph and a graph no table; the error says what would work."""
    with pytest.raises(QueryError, match="turtle cannot hold") as caught:
        written(mini_store, NAMES, "turtle")
    assert "CONSTRUCT" in caught.value.hint
    with pytest.raises(QueryError, match="csv cannot hold") as caught:
        written(mini_store, "CONSTRUCT WHERE { ?s ?p ?o }", "csv")
    assert "turtle" in caught.value.hint


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("CSV", "csv"),
        (".ttl", "turtle"),
        ("text/turtle; charset=utf-8", "turtle"),
        ("application/sparql-results+json", "json"),
        ("nt", "n-triples"),
        ("jsonld", "json-ld"),
    ],
)
def test_formats_go_by_name_extension_and_media_type(asked: str, name: str) -> None:
    """Case does not matter, parameters of a media type are ignored."""
    assert format_name(asked) == name


def test_unknown_format_lists_those_there_are() -> None:
    """The hint names all formats."""
    with pytest.raises(QueryError) as caught:
        format_name("xlsx")
    assert all(name in caught.value.hint for name in FORMATS)


def test_default_formats(mini_store: OxigraphStore) -> None:
    """A table for solutions, Turtle for graphs."""
    assert default_format(run(mini_store, NAMES)) == "table"
    assert default_format(run(mini_store, "CONSTRUCT WHERE { ?s ?p ?o }")) == "turtle"


@pytest.mark.parametrize("format", ["table", "csv", "json"])
def test_text_streams_get_text(mini_store: OxigraphStore, format: str) -> None:
    """Written to a stream of text, the same comes as text."""
    stream = io.StringIO()
    write(run(mini_store, NAMES), format, stream)
    assert stream.getvalue().replace("\r\n", "\n") == written(mini_store, NAMES, format).replace("\r\n", "\n")
