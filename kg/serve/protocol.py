"""SPARQL 1.1 Protocol: queries by GET and by both forms of POST (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import QueryError, UpdateForbidden
from kg.query.task import Task
from kg.query.write import format_name
from kg.serve.endpoint import endpoint_of
from kg.serve.errors import HttpError
from kg.serve.negotiate import BOOLEANS, GRAPHS, SOLUTIONS, Offer, choose
from kg.serve.requests import Parameters, media_type, parameters, query_parameters, read_body, text_of
from kg.serve.respond import identity_of, respond

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_KINDS: dict[str, Offer] = {"solutions": SOLUTIONS, "boolean": BOOLEANS, "graph": GRAPHS}
_KNOWN = frozenset({"query", "default-graph-uri", "named-graph-uri", "format", "evidence"})


async def sparql(request: Request) -> Response:
    """A query, or without one the description of the service."""
    found = query_parameters(request)
    if request.method == "POST":
        return await _post(request, found)
    if "update" in found.names:
        raise HttpError(400, "an update came by GET", hint="send it by POST to /update")
    if "query" not in found.names and not found.names & _KNOWN:
        from kg.serve.description import describe_service

        return await describe_service(request)
    return await answer_query(request, _query_of(found), found, identity_of(request))


async def _post(request: Request, found: Parameters) -> Response:
    type_, charset = media_type(request)
    if type_ not in (FORM, QUERY):
        hint = f"send {FORM} or {QUERY}" + ("; updates go to /update" if type_ == UPDATE else "")
        raise HttpError(415, f"a query cannot come as {type_ or 'a body without Content-Type'}", hint=hint)
    body = await read_body(request, endpoint_of(request).settings.max_request_bytes)
    text = text_of(body, charset)
    if type_ == FORM:
        found = Parameters([*found.pairs, *parameters(text).pairs])
        if "update" in found.names:
            raise HttpError(400, "this is where queries go, and an update came", hint="send it to /update")
        return await answer_query(request, _query_of(found), found, None)
    if "query" in found.names:
        raise HttpError(400, "a query came in the URL and another in the body", hint="send one of them")
    return await answer_query(request, text, found, None)


def _query_of(found: Parameters) -> str:
    query = found.one("query")
    if query is None:
        raise HttpError(400, "the parameter query is missing", hint="query=SELECT … , percent-encoded")
    return query


async def answer_query(request: Request, query: str, found: Parameters, identity: str | None) -> Response:
    """The answer to a query, in the format asked for, from the graphs asked for."""
    settings = endpoint_of(request).settings
    formats, media = negotiate(request, found)
    task = Task(
        sparql=query,
        formats=formats,
        max_rows=settings.max_rows,
        default_graphs=found.iris("default-graph-uri"),
        named_graphs=found.iris("named-graph-uri"),
        union=settings.union,
        evidence=found.flag("evidence"),
        allow_service=list(settings.service_hosts),
        base_iri=str(request.url.replace(query="")),
    )
    try:
        return await respond(request, task, media, identity=identity)
    except UpdateForbidden as error:  # the text is no query: malformed, in terms of the protocol (section 2.1.6)
        raise HttpError(400, error.message, hint=f"{error.hint}; updates go to /update") from None


def negotiate(request: Request, found: Parameters, asked: str | None = None) -> tuple[dict[str, str], dict[str, str]]:
    """The format, and its media type, of each kind of answer; HttpError 406 where nothing suits.

    A format given by its name, in the parameter `format` or as `asked`, counts before the Accept header. Clients give
    several (SPARQLWrapper: xml, also where a graph will come), so of these the first counts that is one, and where
    none is for that kind of answer, an Accept header that names what it takes.
    """
    accept = request.headers.get("accept", "")
    asked_for = [asked] if asked else [name for name in found.all("format") if name]
    known, error = _known(asked_for)
    by_header = not asked_for or accept.strip() not in ("", "*/*")
    if error and not known and not by_header:
        raise HttpError(406, error.message, hint=error.hint)
    chosen = {
        kind: next((p for name in known for p in offered if p[0] == name), None)
        or (choose(accept, offered) if by_header else None)
        for kind, offered in _KINDS.items()
    }
    formats = {kind: pair[0] for kind, pair in chosen.items() if pair}
    if not formats:
        raise HttpError(406, "none of the formats that you accept can be written", hint=f"there are {_offered()}")
    return formats, {kind: pair[1] for kind, pair in chosen.items() if pair}


def _known(names: list[str]) -> tuple[list[str], QueryError | None]:
    """The formats among these names, and what is wrong with the first that is none."""
    known, wrong = [], None
    for name in names:
        try:
            known.append(format_name(name))
        except QueryError as error:
            wrong = wrong or error
    return known, wrong


def _offered() -> str:
    return ", ".join(dict.fromkeys(media for offered in _KINDS.values() for _, media in offered))
