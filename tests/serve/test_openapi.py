"""The description of the endpoint is valid, and true."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kg.query import named_queries
from kg.serve.app import ROUTES
from kg.serve.named import RESERVED
from kg.serve.openapi import document

from .conftest import Server


@pytest.mark.parametrize("allow_update", [False, True])
def test_description_is_valid(allow_update: bool) -> None:
    """By the schema of OpenAPI 3.1, as a checker that is not ours has it."""
    schemas = pytest.importorskip("schemathesis.specs.openapi.definitions", reason="needs the extra bench")
    found = document("https://w3id.org/report-kg/", allow_update=allow_update)
    validator = schemas.OPENAPI_31_VALIDATOR
    assert validator.is_valid(json.loads(json.dumps(found)))


def test_every_reference_leads_somewhere() -> None:
    """Inside of the document."""
    found = document("https://w3id.org/report-kg/", allow_update=True)

    def check(node: Any) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                place: Any = found
                for part in node["$ref"].removeprefix("#/").split("/"):
                    place = place[part]
            for value in node.values():
                check(value)
        elif isinstance(node, list):
            for value in node:
                check(value)

    check(found)


def test_it_is_served_with_every_named_query(server: Server) -> None:
    """Titles in both languages, types, what is required, examples."""
    found = server.ask("/openapi.json")
    assert (found.status, found.type) == (200, "application/json")
    assert server.ask("/openapi.json", If_None_Match=found.headers["ETag"]).status == 304
    paths = found.json["paths"]
    for query in named_queries():
        operation = paths[f"/query/{query.name}"]["get"]
        assert query.title_zh in operation["summary"]
        assert query.title_en in operation["summary"]
        given = {p["name"]: p for p in operation["parameters"]}
        assert set(given) == {p.name for p in query.parameters} | set(RESERVED)
        for parameter in query.parameters:
            assert given[parameter.name]["required"] is parameter.required
            assert parameter.zh in given[parameter.name]["description"]
    assert "/update" not in paths


def test_no_parameter_has_a_name_that_is_taken() -> None:
    """A parameter of a named query could not be given in the URL."""
    assert [q.name for q in named_queries() for p in q.parameters if p.name in RESERVED] == []


def test_every_route_for_programs_is_described() -> None:
    """What is answered is in the description; the pages are for people."""
    described = set(document("https://w3id.org/report-kg/", allow_update=True)["paths"])
    for path, _, _ in ROUTES:
        plain = path.replace(":path", "")
        if plain not in ("/query", "/query/{name}") and plain.startswith(("/sparql", "/update", "/store", "/openapi")):
            assert plain in described


@pytest.mark.parametrize("query", named_queries(), ids=lambda query: query.name)
def test_every_example_is_answered(query: Any, server: Server) -> None:
    """The values that the description shows give an answer, or the words that nothing bears the name."""
    from urllib.parse import urlencode

    values = {p.name: p.example for p in query.parameters if p.required}
    found = server.ask(f"/query/{query.name}?{urlencode(values)}")
    assert found.status in (200, 404), found.text
    assert found.status == 200 or "named" in found.json["detail"]
