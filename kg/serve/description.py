"""SPARQL 1.1 Service Description: what the endpoint can do (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg.query.task import Task
from kg.serve.endpoint import endpoint_of
from kg.serve.errors import HttpError
from kg.serve.negotiate import GRAPHS, choose
from kg.serve.respond import identity_of, respond


async def describe_service(request: Request) -> Response:
    """The description, in a format of graphs."""
    chosen = choose(request.headers.get("accept", ""), GRAPHS)
    if chosen is None:
        raise HttpError(406, "none of the formats that you accept can be written", hint="ask for text/turtle")
    settings = endpoint_of(request).settings
    address = str(request.url.replace(query=""))
    arguments = {
        "format": chosen[0],
        "endpoint": address,
        "update": settings.allow_update,
        "union": settings.union,
        "service": bool(settings.service_hosts),
    }
    task = Task(handler="kg.serve.handlers:write_service", arguments=arguments)
    return await respond(request, task, {"graph": chosen[1]}, identity=identity_of(request, address))
