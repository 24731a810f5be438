"""The W3C's tests of the SPARQL 1.1 Protocol, each sent to a server that runs: 34 of them."""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="needs the extra serve")
sys.path.insert(0, str(Path(__file__).parent))

from http_suites import ABSENT, SUITES, Case, Endpoint, Manifest, Reply, Request, is_expected, marked, serving

FILE = SUITES / "protocol" / "manifest.ttl"
CASES = Manifest(FILE).cases() if FILE.exists() else []


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """One server for all of them, emptied before each."""
    with serving(tmp_path_factory.mktemp("protocol") / "kg-store") as found:
        yield found


@pytest.mark.parametrize("case", [marked(case, "protocol", "protocol") for case in CASES or [None]])
def test_request_of_the_protocol(case: Case, endpoint: Endpoint) -> None:
    """Status, format and answer are those of the manifest.

    Its paths begin with /sparql/, which is to be replaced by that of queries or of updates.
    """
    endpoint.start_afresh(case.graphs)
    for request in case.requests:
        place = "/update" if _is_update(request) else "/sparql"
        reply = endpoint.send(request, request.path.replace("/sparql/", place, 1))
        assert is_expected(reply.status, request.statuses), (reply.status, reply.body)
        assert reply.status not in (401, 403, 404), "refused for another reason than the test is about"
        if request.boolean is not None:
            assert _boolean(reply) is request.boolean
        if request.format:
            _check_format(reply, request.format)


@pytest.mark.skipif(not CASES, reason=ABSENT)
def test_every_entry_is_sent() -> None:
    """As many as the suite has."""
    assert len(CASES) == 34
    assert all(case.requests for case in CASES)


@pytest.mark.skipif(not CASES, reason=ABSENT)
@pytest.mark.parametrize("case", [c for c in CASES if "bad_" in c.iri] or [None])
def test_what_is_bad_is_bad_at_both_addresses(case: Case, endpoint: Endpoint) -> None:
    """Queries and updates have an address each here; a faulty request is refused at either."""
    for request in case.requests:
        for place in ("/sparql", "/update"):
            reply = endpoint.send(request, request.path.replace("/sparql/", place, 1))
            assert reply.status in (400, 405, 415), (place, reply.status)


def _is_update(request: Request) -> bool:
    body = (request.body or b"").decode("utf-8", "replace")
    type_ = request.headers.get("content-type", "")
    return "sparql-update" in type_ or "update=" in body + request.path or body.startswith("CLEAR")


def _boolean(reply: Reply) -> bool:
    if reply.type == "application/sparql-results+json":
        return bool(json.loads(reply.body)["boolean"])
    assert reply.type == "application/sparql-results+xml"
    found = ET.fromstring(reply.body).find("{http://www.w3.org/2005/sparql-results#}boolean")
    assert found is not None
    return found.text == "true"


def _check_format(reply: Reply, format: str) -> None:
    if format == "RDF":
        reply.triples()
    elif format == "boolean":
        _boolean(reply)
    else:
        assert format == "tabular"
        assert json.loads(reply.body)["results"]["bindings"] is not None
