"""The pages at their addresses; the one module here that speaks HTTP."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import UnknownName
from kg.query.task import Task
from kg.serve.endpoint import endpoint_of
from kg.serve.errors import HttpError
from kg.serve.negotiate import accepts_gzip
from kg.serve.pages.home import home_page
from kg.serve.pages.notes import Found, missing_page, problem_page, search_page
from kg.serve.pages.site import HEADERS, LANGUAGES, Site
from kg.serve.requests import query_parameters
from kg.serve.respond import identity_of, matches, respond

#: What of the server a page may offer, by the path of its route.
FEATURES = {"/ask": "ask", "/search": "search", "/complete": "complete"}
_HTML = "text/html"
_ENDPOINTS = ("/sparql", "/query", "/update", "/store", "/static", "/openapi.json", "/complete", "/ask")


def site_of(request: Request) -> Site:
    """The site that a request sees: its language is that of the parameter `lang`."""
    endpoint = endpoint_of(request)
    site = Site(endpoint.settings.base, request.scope.get("root_path", ""), features=_features(request))
    return site.to(query_parameters(request).one("lang") or LANGUAGES[0])


def _features(request: Request) -> frozenset[str]:
    paths = {getattr(route, "path", "") for route in request.app.routes}
    return frozenset(name for path, name in FEATURES.items() if path in paths)


async def home(request: Request) -> Response:
    """The page of the query editor."""
    zipped = accepts_gzip(request.headers.get("accept-encoding", ""))
    text, tag = _home(site_of(request), zipped)
    headers = {**HEADERS, "ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    if zipped:
        headers["Content-Encoding"] = "gzip"
    return Response(text, headers=headers, media_type=_HTML)


@cache
def _home(site: Site, zipped: bool) -> tuple[bytes, str]:
    """The page and its tag, which is another for the compressed bytes."""
    text = home_page(site).encode()
    tag = f'"{hashlib.sha256(text).hexdigest()[:32]}{"-gzip" if zipped else ""}"'
    return (gzip.compress(text, mtime=0) if zipped else text), tag


async def thing(request: Request) -> Response:
    """The page of any IRI: `/thing?iri=…`; those of our own have addresses that look like them."""
    iri = query_parameters(request).one("iri")
    if not iri:
        raise HttpError(400, "the parameter iri is missing", hint="/thing?iri=https://…")
    return await entity_page(request, iri)


async def entity_page(request: Request, iri: str) -> Response:
    """The page of a thing or a report, made in a worker; a page with the nearest names where there is none."""
    site, found = site_of(request), query_parameters(request)
    offset = found.one("offset") or "0"
    arguments = {
        "iri": iri,
        "root": site.root,
        "language": site.language,
        "features": sorted(site.features),
        "at": found.one("at") or "",
        "find": found.one("find") or "",
        "offset": int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 10 else 0,
    }
    task = Task(handler="kg.serve.pages.work:write_thing", arguments=arguments)
    try:
        identity = identity_of(request, "page", site.language)
        return await respond(request, task, {"page": _HTML}, identity=identity, headers=HEADERS)
    except UnknownName as error:
        asked = site.compact(iri)
        return page(missing_page(site, asked, [*_by_iri(site, error.nearest)]), 404)


def found_page(request: Request, asked: str, hits: Sequence[Found]) -> Response:
    """The page of what a search found; `hits` are those of `kg.search`, or like them."""
    return page(search_page(site_of(request), asked, hits))


def _by_iri(site: Site, iris: Iterable[str]) -> Iterable[Found]:
    from urllib.parse import unquote

    for iri in iris:
        yield Found(iri, unquote(site.compact(iri).partition(":")[2]).replace("_", " · "))


def page(text: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A page that is not kept."""
    return Response(text, status, {**HEADERS, "Cache-Control": "no-store", "Vary": "Accept", **(headers or {})}, _HTML)


def wants_page(request: Request) -> bool:
    """Whether a person opened an address of ours that is no endpoint, so that an error should be a page as well."""
    path = request.url.path
    return "text/html" in request.headers.get("accept", "") and not path.startswith(_ENDPOINTS)


def error_page(request: Request, error: HttpError) -> Response:
    """An error as a page."""
    site = Site(endpoint_of(request).settings.base, request.scope.get("root_path", ""), features=_features(request))
    site = site.to(request.query_params.get("lang", LANGUAGES[0]))
    if error.status == 404:
        return page(missing_page(site, request.url.path), 404, error.headers)
    return page(problem_page(site, error.message, error.hint), error.status, error.headers)


#: Path, methods and function, for the application.
ROUTES: list[tuple[str, tuple[str, ...], Any]] = [("/", ("GET",), home), ("/thing", ("GET",), thing)]
