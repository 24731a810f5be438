"""The short way of small queries: the same answers as by the long one."""

from __future__ import annotations

import http.client
from urllib.parse import quote

import pytest

from .conftest import Server


@pytest.mark.parametrize("path", ["/sparql", "/query"])
@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?p ?o WHERE { person:沈伟民_上海市 ?p ?o }",
        "SELECT ?s { ?s rdfs:label '沈伟民'@zh }",
        'SELECT ?s { ?s rdfs:label "沈伟民"@zh }',
        "SELECT ?p ?o { <relative> ?p ?o }",
        "SELECT ?g ?p { GRAPH ?g { person:沈伟民_上海市 ?p ?o } }",
        "SELECT ?s { ?s a nobody:knows }",
        "SELECT ?s ?p ?o { ?s ?p ?o }",
        "SELECT * { ?s a kg:Person }",
    ],
)
@pytest.mark.parametrize("accept", ["application/sparql-results+json", "*/*", "text/csv", "text/turtle"])
def test_the_short_way_answers_as_the_long_one(server: Server, path: str, sparql: str, accept: str) -> None:
    """A condition that cannot be met sends a request the long way; without it, the short one may be taken."""
    target, answers = f"{path}?query={quote(sparql)}", []
    connection = http.client.HTTPConnection("localhost", server.port, timeout=60)
    try:
        for more in ({}, {"If-None-Match": '"another"'}, {}):
            connection.request("GET", target, headers={"Accept": accept, **more})
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders() if name.lower() != "date"}
            answers.append((answer.status, headers, answer.read()))
    finally:
        connection.close()
    assert answers[0] == answers[1] == answers[2]


def test_a_host_that_is_none_of_ours_gets_no_short_way(server: Server) -> None:
    """Not even to an answer that is kept for others."""
    target = f"/sparql?query={quote('SELECT ?s { ?s a kg:Person }')}"
    assert server.ask(target).status == 200
    for _ in range(2):
        assert server.ask(target, Host="evil.example").status == 421
