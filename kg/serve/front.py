"""The layer before the routes: hosts, CORS, kept answers, and the headers that every response has."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.serve.endpoint import Endpoint
from kg.serve.errors import HttpError, error_response
from kg.serve.negotiate import accepts_gzip
from kg.serve.respond import key_of

_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_METHODS = b"GET, HEAD, POST, PUT, DELETE, OPTIONS"
_REQUEST_HEADERS = b"Accept, Authorization, Content-Type, If-None-Match"
_MOST_HOSTS = 64
_SHOWN_HEADERS = b"ETag, Location, Retry-After"


class Front:
    """Checks the host, answers from what is kept, and passes on the rest."""

    def __init__(self, app: ASGIApp, endpoint: Endpoint) -> None:
        self._app = app
        self.endpoint = endpoint
        settings = endpoint.settings
        # A page of another site must not reach this by a name that its owner lets point here (DNS rebinding).
        self._hosts = (
            frozenset(h.lower() for h in (*_LOCAL, settings.host, *settings.hosts)) if settings.is_loopback else None
        )
        self._origins = frozenset(origin.rstrip("/").lower().encode() for origin in settings.cors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if self._origins:
            send = self._with_cors(headers.get(b"origin", b""), send)
            if scope["method"] == "OPTIONS" and b"access-control-request-method" in headers:
                await _send(send, 204, [(b"content-length", b"0")], b"")
                return
        if self._hosts is not None and not self._is_known(headers.get(b"host", b"")):
            await self._refuse_host(scope, receive, send)
            return
        if len(self.endpoint.hosts) < _MOST_HOSTS:
            self.endpoint.hosts.add(headers.get(b"host", b""))
        if scope["method"] in ("GET", "HEAD") and await self._from_cache(scope, headers, send):
            return
        try:
            await self._app(scope, receive, send)
        except asyncio.CancelledError:  # while the endpoint ends: it has waited long enough
            error = HttpError(
                503, "the endpoint is being stopped", hint="try again later", headers={"Retry-After": "5"}
            )
            with contextlib.suppress(RuntimeError):  # an answer has begun
                await error_response(Request(scope), error)(scope, receive, send)

    async def _from_cache(self, scope: Scope, headers: Mapping[bytes, bytes], send: Send) -> bool:
        zipped = accepts_gzip(headers.get(b"accept-encoding", b"").decode("latin-1"))
        key = key_of(scope, headers.get(b"host", b""), headers.get(b"accept", b""), zipped)
        found = self.endpoint.cache.get(key, self.endpoint.version())
        if found is None:
            return False
        wanted = headers.get(b"if-none-match")
        if wanted is not None:
            if found.etag in wanted:
                kept = [pair for pair in found.headers if pair[0] not in (b"content-length", b"content-type")]
                await _send(send, 304, kept, b"")
                return True
            return False  # a tag of another encoding, or one that is no longer right: the routes see to it
        await _send(send, 200, found.headers, found.body if scope["method"] == "GET" else b"")
        return True

    def _is_known(self, host: bytes) -> bool:
        name = host.decode("latin-1").lower()
        name = name.rpartition(":")[0] if name.rpartition(":")[2].isdigit() and not name.endswith("]") else name
        assert self._hosts is not None
        return name in self._hosts or name.endswith(".localhost")

    async def _refuse_host(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = HttpError(
            421,
            "this endpoint is for this machine only, and does not answer to that name",
            hint="ask http://localhost, or start it with --allow-host and the name",
        )
        await error_response(Request(scope), error)(scope, receive, send)

    def _with_cors(self, origin: bytes, send: Send) -> Send:
        """Adds what lets scripts of the allowed origins read the response (Fetch, section 3.2)."""
        if b"*" in self._origins:
            more = [(b"access-control-allow-origin", b"*")]
        elif origin.lower() in self._origins:
            more = [(b"access-control-allow-origin", origin), (b"vary", b"Origin")]
        else:
            return send
        more += [
            (b"access-control-allow-methods", _METHODS),
            (b"access-control-allow-headers", _REQUEST_HEADERS),
            (b"access-control-expose-headers", _SHOWN_HEADERS),
            (b"access-control-max-age", b"600"),
        ]

        async def send_with(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *more]}
            await send(message)

        return send_with


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
