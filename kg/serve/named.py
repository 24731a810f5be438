"""Named queries as URLs: `/query/posts-of-person?person=沈伟民`, `/query/posts-of-person.csv?…`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg.query.named import named_query
from kg.query.task import Task
from kg.serve.endpoint import endpoint_of
from kg.serve.errors import HttpError
from kg.serve.protocol import negotiate
from kg.serve.requests import Parameters, query_parameters
from kg.serve.respond import identity_of, respond

#: Parameters that say how to answer; all others are those of the query.
RESERVED = ("format", "limit", "language", "evidence")


async def answer_named(request: Request) -> Response:
    """The answer to a named query."""
    found = query_parameters(request)
    name, _, extension = request.path_params["name"].partition(".")
    query = named_query(name)
    formats, media = negotiate(request, found, extension)
    settings = endpoint_of(request).settings
    task = Task(
        name=query.name,
        parameters={key: str(found.one(key)) for key in found.names - set(RESERVED)},
        formats=formats,
        limit=_limit(found),
        max_rows=settings.max_rows,
        union=settings.union,
        language=_choice(found, "language", ("zh", "en")),
        evidence=found.flag("evidence"),
    )
    return await respond(request, task, media, identity=identity_of(request, query.text))


def _limit(found: Parameters) -> int | None:
    text = found.one("limit")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise HttpError(400, f"limit should be a whole number, not {text[:100]}", hint="limit=10")
    return int(text)


def _choice(found: Parameters, name: str, choices: tuple[str, str]) -> str:
    text = found.one(name)
    if text is None:
        return choices[0]
    if text not in choices:
        raise HttpError(400, f"{name} should be {' or '.join(choices)}, not {text[:100]}", hint=f"{name}={choices[1]}")
    return text
