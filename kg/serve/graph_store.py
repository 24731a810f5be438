"""SPARQL 1.1 Graph Store HTTP Protocol: whole graphs by GET, PUT, POST and DELETE.

`/store?graph=IRI` and `/store?default` name a graph indirectly (section 4.2 of
https://www.w3.org/TR/sparql11-http-rdf-update/), `/store/…` is the name of one itself (section 4.1). `/store` alone is
the dataset; what is posted there becomes a new graph.
"""

from __future__ import annotations

import base64
import email.parser
import email.policy
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kg.query.task import Task
from kg.serve.endpoint import endpoint_of
from kg.serve.entity import asked_media
from kg.serve.errors import HttpError
from kg.serve.negotiate import DATASETS, GRAPHS, Offer, choose
from kg.serve.requests import absolute, media_type, query_parameters, read_body, unless_gone
from kg.serve.respond import identity_of, respond
from kg.serve.writer import require_update_rights

#: Media type to the name of the format that is read.
READ = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/n-triples": "n-triples",
    "text/plain": "n-triples",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "rdf-xml",
}


async def graph_store(request: Request) -> Response:
    """A graph, or all of them: read, replaced, added to, removed."""
    graph = _graph_of(request)
    if request.method in ("GET", "HEAD"):
        return await _get(request, graph)
    require_update_rights(request, endpoint_of(request).settings)
    if request.method == "DELETE":
        return await _delete(request, graph)
    if graph is None and request.method == "PUT":
        raise HttpError(400, "which graph to replace is not said", hint="/store?graph=IRI, or /store?default")
    return await _write(request, graph)


def _graph_of(request: Request) -> str | None:
    """The IRI of the graph that a request is about, "" for the default graph, None for the dataset."""
    found = query_parameters(request)
    given = found.names & {"graph", "default"}
    if unknown := found.names - {"graph", "default", "format"}:
        raise HttpError(400, f"there is no parameter {min(unknown)} here", hint="graph=IRI or default")
    if request.path_params.get("path"):
        if given:
            raise HttpError(400, "a graph is named by the path and by a parameter", hint="name it in one way")
        return str(request.url.replace(query=""))
    if len(given) > 1:
        raise HttpError(400, "both graph and default are given", hint="give one of them")
    if "default" in given:
        return "" if not found.one("default") else _no_value()
    graph = found.one("graph")
    return None if graph is None else absolute(graph, "graph")


def _no_value() -> str:
    raise HttpError(400, "default takes no value", hint="/store?default")


async def _get(request: Request, graph: str | None) -> Response:
    offered: Offer = DATASETS if graph is None else GRAPHS
    asked = query_parameters(request).one("format")
    chosen = choose(asked_media(asked) if asked else request.headers.get("accept", ""), offered)
    if chosen is None:
        names = ", ".join(dict.fromkeys(media for _, media in offered))
        raise HttpError(406, "none of the formats that you accept can be written", hint=f"there are {names}")
    handler = "write_dataset" if graph is None else "write_graph"
    task = Task(handler=f"kg.serve.handlers:{handler}", arguments={"graph": graph, "format": chosen[0]})
    return await respond(request, task, {"graph": chosen[1]}, identity=identity_of(request, str(graph)))


async def _delete(request: Request, graph: str | None) -> Response:
    if graph is None:
        raise HttpError(400, "which graph to remove is not said", hint="/store?graph=IRI, or /store?default")
    await _carry_out(request, "remove_graph", graph=graph)
    return _done(200)


async def _write(request: Request, graph: str | None) -> Response:
    endpoint = endpoint_of(request)
    address = str(request.url.replace(query=""))
    is_new = graph is None
    name = f"{address.rstrip('/')}/{secrets.token_hex(8)}" if graph is None else graph
    body = await read_body(request, endpoint.settings.max_request_bytes)
    type_, charset = media_type(request)
    parts = _parts(request, body) if type_ == "multipart/form-data" else [(type_, charset, body)]
    content = [{"format": _format(t, c), "text": base64.b64encode(text).decode()} for t, c, text in parts]
    header = await _carry_out(
        request, "write_triples", graph=name, parts=content, base_iri=name or address, replace=request.method == "PUT"
    )
    if is_new:
        return _done(201, Location=name)
    if header["created"]:
        return _done(201)
    return _done(204 if request.method == "PUT" else 200)


def _format(type_: str, charset: str) -> str:
    if type_ not in READ or charset not in ("", "utf-8", "utf8", "us-ascii"):
        what = f"{type_ or 'a body without Content-Type'}{f' in {charset}' if charset else ''}"
        raise HttpError(415, f"a graph cannot come as {what}", hint=f"send {', '.join(READ)}, in UTF-8")
    return READ[type_]


def _parts(request: Request, body: bytes) -> list[tuple[str, str, bytes]]:
    """Media type, charset and bytes of each part of a form (RFC 7578)."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode("latin-1")
    message: Any = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    if not message.is_multipart() or message.defects:
        raise HttpError(400, "the form cannot be read", hint="send multipart/form-data with its boundary")
    found = []
    for part in message.iter_parts():
        type_ = part.get_content_type() if "content-type" in part else ""
        charset = (part.get_param("charset") or "").lower()
        found.append((type_, charset, part.get_payload(decode=True)))
    return found


async def _carry_out(request: Request, handler: str, **arguments: Any) -> dict[str, Any]:
    endpoint = endpoint_of(request)
    arguments["report_graphs"] = endpoint.settings.allow_report_graphs
    task = Task(handler=f"kg.serve.handlers:{handler}", arguments=arguments)
    try:
        answer = await unless_gone(request, endpoint.writer.run(task))
    finally:
        endpoint.wrote()
    answer.body.close()
    return answer.header


def _done(status: int, **headers: str) -> Response:
    return Response(status_code=status, headers={"Cache-Control": "no-store", **headers})
