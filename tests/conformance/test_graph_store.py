"""The W3C's tests of the Graph Store HTTP Protocol: 18 of the working group's, and the 14 that came after them."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

pytest.importorskip("starlette", reason="needs the extra serve")
sys.path.insert(0, str(Path(__file__).parent))

from http_suites import ABSENT, SUITES, Case, Endpoint, Manifest, Request, is_expected, marked, same_graph, serving

PROSE = SUITES / "http-rdf-update" / "manifest.ttl"
LATER = [SUITES / "graph-store-protocol" / f"manifest-{way}.ttl" for way in ("direct", "indirect")]
#: What the prose has wrong: Turtle without its full stop, and an answer that forgets what was put and posted before.
NO_STOP = re.compile(r'^(<[^>]*> foaf:\w+ "[^"]*")$', re.MULTILINE)
FORGETFUL = "get_of_post__existing_graph"
REMEMBERED = """
    @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    @prefix v: <http://www.w3.org/2006/vcard/ns#> .
    <http://$HOST$/$GRAPHSTORE$/person/1> a foaf:Person; foaf:name "Jane Doe"; foaf:businessCard [ a v:VCard; v:fn "Jane Doe" ] .
"""


def _of_prose(iri: str, name: str, text: str) -> Case:
    """The one request that a comment describes, and the response to it."""
    asked, answered = re.split(r"#### Response\s*\n", text.partition("#### Request")[2])
    line, headers, body = _message(asked)
    method, path, _ = line.split(" ")
    body = NO_STOP.sub(r"\1 .", body)
    if "multipart" in headers.get("Content-Type", ""):
        body = body.replace("\n", "\r\n")
    status, expected_headers, expected_body = _message(answered)
    if iri.endswith(FORGETFUL):
        expected_body = textwrap.dedent(REMEMBERED)
    sent = {key: value for key, value in headers.items() if key != "Host"}
    names = {200: "OK", 201: "Created", 204: "NoContent", 404: "NotFound"}
    request = Request(
        method,
        path,
        sent,
        body.encode() if body else None,
        (names[int(status.split(" ")[0])],),
        location=expected_headers.pop("Location", ""),
        expected_headers={k: v for k, v in expected_headers.items() if v != "..."},
        expected_body=expected_body,
    )
    return Case(iri, name, {}, (request,))


def _message(text: str) -> tuple[str, dict[str, str], str]:
    """First line, headers and body of a message that stands indented in a text."""
    head, _, body = textwrap.dedent(text.strip("\n")).strip().partition("\n\n")
    line, *headers = head.splitlines()
    return line, dict(header.split(": ", 1) for header in headers), body.strip()


def _prose() -> list[Case]:
    found = Manifest(PROSE).comments("#### Request")
    return [_of_prose(iri, name, text) for iri, (name, text) in found.items()]


CASES = _prose() if PROSE.exists() else []
AFTER = [case for file in LATER if file.exists() for case in Manifest(file).cases()]


class Conversation:
    """Requests that follow each other, with what the server said put in where a later one names it."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.said: dict[str, str] = {}

    def fill(self, text: str, path: str) -> str:
        """The text with host, path and what was said before in their places."""
        for name, value in self.said.items():
            text = text.replace(name, value)
        text = (
            text.replace("www.example", f"localhost:{self.endpoint.port}")
            .replace("/gsp", "/store")
            .replace("%2Fgsp", "%2Fstore")
        )
        text = text.replace("/$GRAPHSTORE$", path).replace("$GRAPHSTORE$", path)
        return text.replace("$HOST$", f"localhost:{self.endpoint.port}")

    def check(self, request: Request) -> None:
        """Send a request; status, headers and graph have to be as expected."""
        body = request.body.decode() if request.body is not None else None
        sent = Request(
            request.method, "", request.headers, None if body is None else self.fill(body, "/store").encode()
        )
        path = self.fill(request.path, "/store")
        reply = self.endpoint.send(sent, path)
        assert is_expected(reply.status, request.statuses), (reply.status, reply.body)
        for name, value in request.expected_headers.items():
            assert reply.headers[name] == value
        if request.location:
            found = urlsplit(reply.headers["Location"])
            whole = request.location == "$LOCATION$"
            self.said[request.location] = found.geturl() if whole else found.path
        if request.expected_body:
            expected = self.fill(request.expected_body, "/store")
            wanted = {q.triple for q in ox.parse(expected, format=ox.RdfFormat.TURTLE)}
            assert same_graph(reply.triples(), wanted), reply.body.decode()
        elif request.method == "HEAD":
            assert reply.body == b""


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """One server for all of them."""
    with serving(tmp_path_factory.mktemp("graph-store") / "kg-store") as found:
        yield found


@pytest.fixture(scope="module")
def outcomes(endpoint: Endpoint) -> dict[str, AssertionError | None]:
    """What became of the working group's tests, which build on each other and so are sent once, in their order."""
    endpoint.start_afresh({})
    # "DELETE - existing graph" names one that no entry before it makes.
    there_already = Request("PUT", "", {"content-type": "text/turtle"}, b"<> <http://e/p> 1 .")
    assert endpoint.send(there_already, "/store/person/2.ttl").status == 201
    conversation, found = Conversation(endpoint), dict[str, AssertionError | None]()
    for case in CASES:
        try:
            conversation.check(case.requests[0])
            found[case.iri] = None
        except AssertionError as error:
            found[case.iri] = error
    return found


@pytest.mark.parametrize("case", [marked(case, "graph-store", "http-rdf-update") for case in CASES or [None]])
def test_request_to_a_graph_store(case: Case, outcomes: dict[str, AssertionError | None]) -> None:
    """Status, headers and graph are those of the manifest's prose, but for what that has wrong."""
    if error := outcomes[case.iri]:
        raise error


@pytest.mark.parametrize("case", [marked(case, "graph-store", "graph-store-protocol") for case in AFTER or [None]])
def test_conversation_with_a_graph_store(case: Case, endpoint: Endpoint) -> None:
    """The later tests are descriptions in RDF of several requests each; all of them have to go well."""
    endpoint.start_afresh({})
    conversation = Conversation(endpoint)
    for request in case.requests:
        conversation.check(request)


@pytest.mark.skipif(not CASES, reason=ABSENT)
def test_every_entry_is_sent() -> None:
    """As many as the suites have."""
    assert (len(CASES), len(AFTER)) == (18, 14)
    assert all(case.requests for case in [*CASES, *AFTER])
