"""The files of the named queries are ones that grlc can serve: its decorators, its names of parameters."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from kg.query import NamedQuery, named_queries
from kg.query.headers import parse_header
from kg.store import OxigraphStore

QUERIES = named_queries()
NAMES = [query.name for query in QUERIES]
#: The decorators of grlc that we use; the others are ours, and grlc passes over what it does not know.
DECORATORS = {"summary", "description", "tags", "defaults"}
OURS = {"title_zh", "title_en", "why", "parameters", "columns"}
#: What a variable must be for grlc to take it for a parameter: one underscore where it is needed, two where not.
VARIABLE = re.compile(r"(?P<required>_{1,2})(?P<name>[^_]+)_?(?P<type>[a-zA-Z0-9]+)?")


@pytest.mark.parametrize("query", QUERIES, ids=NAMES)
def test_header_is_yaml(query: NamedQuery) -> None:
    """PyYAML reads the header as we do, with `#+` taken away as grlc takes it away."""
    yaml = pytest.importorskip("yaml")
    lines = [line.lstrip("#+") for line in query.text.splitlines() if line.startswith("#+")]
    header = yaml.safe_load("\n".join(lines))
    ours, _ = parse_header(query.text, query.name)
    assert _texts(header) == _texts(ours)
    assert set(header) <= DECORATORS | OURS
    assert {"summary", "description", "tags"} <= set(header)


def _texts(value: object) -> object:
    """With numbers and truth values as the texts that stand there."""
    if isinstance(value, dict):
        return {key: _texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("query", QUERIES, ids=NAMES)
def test_parameters_are_named_as_grlc_names_them(query: NamedQuery) -> None:
    """Name, need and type that grlc draws from the variables are those of the header; so are the defaults."""
    found = {}
    for variable in set(re.findall(r"\?(_\w+)", query.sparql)):
        match = VARIABLE.fullmatch(variable)
        assert match, variable
        found[match["name"]] = (match["required"] == "_", match["type"] or "string")
    types = {"iri": "iri", "number": "number", "text": "string", "date": "string"}
    assert found == {p.name: (p.required, types[p.type]) for p in query.parameters}
    defaults = parse_header(query.text, query.name)[0].get("defaults", [])
    assert {k: v for record in defaults for k, v in record.items()} == {  # type: ignore[union-attr]
        p.name: p.default for p in query.parameters if p.default
    }


@pytest.mark.parametrize("query", QUERIES, ids=NAMES)
def test_values_set_in_as_grlc_sets_them_in_give_our_answer(query: NamedQuery, mini_store: OxigraphStore) -> None:
    """grlc replaces text by text; the query that comes of it is SPARQL and answers as ours does, value by value."""
    thing = "https://w3id.org/report-kg/person/林一舟"
    sparql, values = query.sparql, {}
    for p in query.parameters:
        value = {"iri": thing, "number": "1", "date": "2021-09", "text": "质量"}[p.type]
        term = {"iri": f"<{value}>", "number": value}.get(p.type, f'"{value}"')
        ending = f"_{p.type}" if p.type in ("iri", "number") else ""
        sparql = sparql.replace(f"?{'_' if p.required else '__'}{p.name}{ending}", term)
        values[p.name] = value
    theirs, ours = mini_store.query(sparql), mini_store.query(query.bind(mini_store, values))
    assert [str(row) for row in theirs] == [str(row) for row in ours]


@pytest.mark.parametrize("query", QUERIES, ids=NAMES)
def test_file_runs_as_it_stands(query: NamedQuery, mini_store: OxigraphStore) -> None:
    """Without any value the text is SPARQL that answers; rdflib, with which grlc parses, takes it too."""
    from rdflib.plugins.sparql import prepareQuery

    assert isinstance(mini_store.query(query.text), ox.QuerySolutions)
    prepareQuery(query.text)
