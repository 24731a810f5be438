"""The routes of an endpoint, and the application that they make."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from kg.errors import KgError
from kg.serve.endpoint import Endpoint
from kg.serve.entity import entity, own_prefixes
from kg.serve.errors import HttpError, error_response, http_error
from kg.serve.finding import ROUTES as FINDING
from kg.serve.front import Front
from kg.serve.graph_store import graph_store
from kg.serve.named import answer_named
from kg.serve.openapi import openapi
from kg.serve.pages.routes import ROUTES as PAGES
from kg.serve.pages.routes import error_page, wants_page
from kg.serve.protocol import sparql
from kg.serve.requests import ClientGone
from kg.serve.settings import Settings
from kg.serve.update import update
from kg.store import open_store

STATIC = Path(__file__).parent / "static"

#: Path, methods and function of each route; more are added here. The first that fits counts.
ROUTES: list[tuple[str, tuple[str, ...], Callable[[Request], Any]]] = [
    ("/sparql", ("GET", "POST"), sparql),
    ("/query", ("GET", "POST"), sparql),
    ("/query/{name}", ("GET",), answer_named),
    ("/update", ("POST",), update),
    ("/store", ("GET", "PUT", "POST", "DELETE"), graph_store),
    ("/openapi.json", ("GET",), openapi),
    ("/store/{path:path}", ("GET", "PUT", "POST", "DELETE"), graph_store),
    *FINDING,
    *PAGES,
]


def make_app(settings: Settings) -> ASGIApp:
    """The application of an endpoint; StoreError where there is no store."""
    if not settings.base:
        with open_store(settings.store) as store:  # so that what is wrong with it is told now
            settings = replace(settings, base=store.base)
    endpoint = Endpoint(settings)
    routes: list[Any] = [_route(path, methods, function) for path, methods, function in ROUTES]
    kinds = "|".join(own_prefixes(settings.base))
    if STATIC.is_dir():
        routes.append(Mount("/static", StaticFiles(directory=STATIC)))
    routes.append(_route("/{prefix}/{local:path}", ("GET",), _of_kind(kinds.split("|"), entity)))
    app = Starlette(
        routes=routes,
        lifespan=_lifespan(endpoint),
        exception_handlers={
            HttpError: _answer_error,
            KgError: _answer_error,
            HTTPException: _answer_error,
            ClientGone: _answer_error,
            Exception: _answer_error,
        },
    )
    app.router.redirect_slashes = False
    app.state.endpoint = endpoint
    return Front(app, endpoint)


def _route(path: str, methods: tuple[str, ...], function: Callable[[Request], Any]) -> Route:
    return Route(path, function, methods=list(methods))


def _of_kind(kinds: list[str], function: Callable[[Request], Any]) -> Callable[[Request], Any]:
    """The function for paths that begin with one of these, 404 for all others."""

    async def checked(request: Request) -> Response:
        if request.path_params["prefix"] not in kinds:
            raise HTTPException(404)
        found: Response = await function(request)
        return found

    return checked


def _lifespan(endpoint: Endpoint) -> Callable[[Starlette], Any]:
    @contextlib.asynccontextmanager
    async def live(app: Starlette) -> AsyncIterator[None]:
        await endpoint.start()
        try:
            yield
        finally:
            await endpoint.close()

    return live


async def _answer_error(request: Request, error: Exception) -> Response:
    if isinstance(error, ClientGone):
        return Response(status_code=499)  # nobody reads it
    if isinstance(error, KgError):
        error = http_error(error)
    elif isinstance(error, HTTPException):
        error = _of_starlette(error)
    elif not isinstance(error, HttpError):
        error = HttpError(500, "the program has a fault here", hint="tell its authors what you asked")
    if wants_page(request):
        return error_page(request, error)
    return error_response(request, error)


def _of_starlette(error: HTTPException) -> HttpError:
    headers = dict(error.headers or {})
    if error.status_code == 404:
        return HttpError(404, "there is nothing at this address", hint="/openapi.json lists what there is")
    if error.status_code == 405:
        allowed = headers.get("Allow", "")
        return HttpError(405, "this method is not for this address", hint=f"use {allowed}", headers=headers)
    return HttpError(error.status_code, str(error.detail), headers=headers)
