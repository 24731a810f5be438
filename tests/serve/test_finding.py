"""Finding over HTTP: completion, search and questions, as JSON and as a page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from .conftest import Reply, Server


def get(server: Server, path: str, accept: str = "application/json", **parameters: Any) -> Reply:
    return server.ask(f"{path}?{urlencode(parameters)}", Accept=accept)


def test_completion_knows_names_and_pinyin(server: Server) -> None:
    """The thing with its CURIE, for the beginning of its name in characters and in pinyin; of a class only."""
    for typed in ("沈伟", "shenwei"):
        first = get(server, "/complete", q=typed).json[0]
        assert first["label"] == "沈伟民"
        assert first["curie"] == "person:沈伟民_上海市"
        assert first["type"] == "Person"
    assert get(server, "/complete", q="沈伟", of="Award").json == []


def test_search_is_json_or_a_page(server: Server) -> None:
    """The same finds for programs and for people."""
    assert {hit["field"] for hit in get(server, "/search", q="质量奖").json} == {"label", "text"}
    page = get(server, "/search", "text/html", q="质量奖")
    assert page.type == "text/html"
    assert "<mark>质量奖</mark>" in page.text
    assert get(server, "/search", "text/html").status == 200


def test_a_question_becomes_a_named_query(server: Server) -> None:
    """Name and parameters; for what is not understood the nearest questions."""
    answer = get(server, "/ask", q="沈伟民参加了哪些活动？").json
    assert answer["query"] == "events-of-person"
    assert answer["parameters"] == {"person": "沈伟民"}
    assert get(server, f"/query/{answer['query']}", **answer["parameters"]).status == 200
    none = get(server, "/ask", q="天气怎么样？").json
    assert none["query"] is None
    assert none["nearest"]


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/complete", {}),
        ("/ask", {}),
        ("/search", {"q": " "}),
        ("/complete", {"q": "x", "limit": "0"}),
        ("/search", {"q": "x", "in": "y"}),
        ("/search", {"q": "x" * 2000}),
    ],
)
def test_requests_that_are_not_right_are_told(server: Server, path: str, parameters: dict[str, str]) -> None:
    """400, with a sentence."""
    reply = get(server, path, **parameters)
    assert reply.status == 400
    assert reply.json["detail"]


def test_answers_may_be_kept_until_something_changes(server: Server) -> None:
    """An ETag, and 304 for who has it."""
    path = f"/complete?{urlencode({'q': '沈'})}"
    first = server.ask(path)
    assert server.ask(path, If_None_Match=first.headers["ETag"]).status == 304
