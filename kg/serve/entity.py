"""Things at their own addresses: `/person/沈伟民_上海市` is `https://w3id.org/report-kg/person/沈伟民_上海市`, described."""

from __future__ import annotations

from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from kg.query.task import Task
from kg.serve.endpoint import endpoint_of
from kg.serve.errors import HttpError
from kg.serve.negotiate import GRAPHS, choose
from kg.serve.requests import query_parameters
from kg.serve.respond import identity_of, respond
from kg.vocab import ONTOLOGY, prefixes

_PAGE = (("html", "text/html"), ("html", "application/xhtml+xml"))


def own_prefixes(base: str) -> tuple[str, ...]:
    """The prefixes of things of our own: person, event and so on."""
    return tuple(p for p, space in prefixes(base).items() if space == f"{base}{p}/" and space != ONTOLOGY)


def iri_of(base: str, prefix: str, raw_local: bytes) -> str:
    """The IRI of a thing from the path that it was asked for by, still percent-encoded.

    What an IRI may hold is taken as it is; what was encoded when the IRI was made stays so (RFC 3987, section 3.2).
    HttpError 400 where the path is not UTF-8.
    """
    from kg.rdf.terms import safe_local_name

    try:
        local = unquote(raw_local.decode("ascii"), errors="strict")
    except UnicodeDecodeError:
        raise HttpError(400, "the path is not text in UTF-8", hint="percent-encode it as UTF-8") from None
    return f"{base}{prefix}/{safe_local_name(local)}"


async def entity(request: Request) -> Response:
    """A thing as a page or, by content negotiation, as RDF: what is said of it, and the facts with their quotes."""
    from kg.serve.pages.routes import entity_page

    base, prefix = endpoint_of(request).settings.base, request.path_params["prefix"]
    raw = request.scope.get("raw_path", b"").split(b"/", 2)[2]
    iri = iri_of(base, prefix, raw)
    asked = query_parameters(request).one("format")
    accept = asked_media(asked) if asked else request.headers.get("accept", "")
    chosen = choose(accept, (*GRAPHS, *_PAGE))
    if chosen is None:
        raise HttpError(
            406, "none of the formats that you accept can be written", hint="there are text/html, text/turtle"
        )
    if chosen[0] == "html":
        return await entity_page(request, iri)
    arguments = {"iri": iri, "format": chosen[0], "most": endpoint_of(request).settings.max_rows}
    task = Task(handler="kg.serve.handlers:write_description", arguments=arguments)
    return await respond(request, task, {"graph": chosen[1]}, identity=identity_of(request))


def asked_media(format: str) -> str:
    """The media type of a format that was asked for by name."""
    from kg.errors import QueryError
    from kg.query.write import FORMATS, format_name

    if format == "html":
        return "text/html"
    try:
        return FORMATS[format_name(format)][1]
    except QueryError as error:
        raise HttpError(406, error.message, hint=error.hint) from None
