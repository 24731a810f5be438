"""SPARQL 1.1 Protocol: updates by both forms of POST (https://www.w3.org/TR/sparql11-protocol/#update-operation)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg.query.task import Task
from kg.serve.endpoint import endpoint_of
from kg.serve.errors import HttpError
from kg.serve.protocol import FORM, UPDATE
from kg.serve.requests import (
    Parameters,
    media_type,
    parameters,
    query_parameters,
    read_body,
    text_of,
    unless_gone,
)
from kg.serve.writer import require_update_rights


async def update(request: Request) -> Response:
    """Apply an update; 204 when it is on the disk."""
    endpoint = endpoint_of(request)
    settings = endpoint.settings
    require_update_rights(request, settings)
    type_, charset = media_type(request)
    if type_ not in (FORM, UPDATE):
        what = type_ or "a body without Content-Type"
        raise HttpError(415, f"an update cannot come as {what}", hint=f"send {FORM} or {UPDATE}")
    text = text_of(await read_body(request, settings.max_request_bytes), charset)
    found = query_parameters(request)
    if type_ == FORM:
        found = Parameters([*found.pairs, *parameters(text).pairs])
    if "query" in found.names:
        raise HttpError(400, "this is where updates go, and a query came", hint="send it to /sparql")
    sparql = found.one("update") if type_ == FORM else text
    if sparql is None or (type_ == UPDATE and "update" in found.names):
        raise HttpError(400, "one update should come, in the body", hint="update=INSERT DATA { … }")
    arguments = {
        "sparql": sparql,
        "default_graphs": found.iris("using-graph-uri"),
        "named_graphs": found.iris("using-named-graph-uri"),
        "services": settings.service_hosts,
        "loads": settings.load_hosts,
        "report_graphs": settings.allow_report_graphs,
        "base_iri": str(request.url.replace(query="")),
    }
    try:
        await unless_gone(request, endpoint.writer.run(Task(handler="kg.serve.handlers:update", arguments=arguments)))
    finally:
        endpoint.wrote()
    return Response(status_code=204, headers={"Cache-Control": "no-store"})
