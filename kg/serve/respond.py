"""From an answer of a worker to a response: type, length, ETag, compression, and what may be kept."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from typing import IO, Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from kg import __version__
from kg.query.task import Task
from kg.serve.cache import Entry, Key
from kg.serve.endpoint import Endpoint, endpoint_of
from kg.serve.negotiate import accepts_gzip, content_type
from kg.serve.pool import Answer
from kg.serve.requests import unless_gone
from kg.serve.settings import Settings

_PIECE = 1 << 16
#: What is smaller is sent as it is: compressing would cost more than it saves.
WORTH_GZIP = 1024
#: Up to here compressing is done at once, above in a thread.
_QUICK = 1 << 17
_KEPT = 1 << 20
#: Functions that give another answer each time, so that no two are the same, and what asks other machines.
_CHANGING = re.compile(r"\b(?:now|rand|uuid|struuid|bnode|service)\b", re.IGNORECASE)

#: For pages: nothing from elsewhere, in nobody's frame. Everything else is data, which no browser may take for a page.
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def identity_of(request: Request, *more: str) -> str:
    """What names an answer beside the version of the store: the program, the URL, and what else is given."""
    host = request.headers.get("host", "")  # relative IRIs are resolved against it
    url = f"{host}{request.scope.get('raw_path', b'').decode('latin-1')}?{request.scope['query_string'].decode('latin-1')}"
    return "\n".join((__version__, url, *more))


def name_of(identity: str | None, media: Mapping[str, str], settings: Settings) -> str:
    """All that an answer depends on beside the version of the store; its ETag is made from both."""
    return f"{identity}\n{sorted(media.items())}\n{settings.max_rows} {settings.union}"


async def respond(
    request: Request, task: Task, media: Mapping[str, str], *, identity: str | None, headers: Mapping[str, str] = {}
) -> Response:
    """Run a task and answer the request with what comes.

    `media` maps the kind of the answer to its media type. With an `identity` (see `identity_of`) the response has a
    strong ETag and may be kept by the client, which then is told with 304 that nothing has changed; not so where the
    query gives another answer each time. Raises KgError, HttpError, ClientGone.
    """
    endpoint = endpoint_of(request)
    settled = identity is not None and not _CHANGING.search(task.sparql)
    named = name_of(identity, media, endpoint.settings)
    zipped = accepts_gzip(request.headers.get("accept-encoding", ""))
    if settled:
        wanted = request.headers.get("if-none-match", "")
        tag = etag(endpoint.version(), named)
        if wanted and matches(wanted, tag):
            return Response(status_code=304, headers=caching(_of_encoding(tag, zipped), headers))
    answer = endpoint.quick.answer(task, endpoint.version())
    if answer is None:
        answer = await unless_gone(request, endpoint.pool.run(task))
    type_ = content_type(media.get(str(answer.header.get("kind")), "application/octet-stream"))
    tag = etag(answer.version, named) if settled else ""
    return await finish(request, answer, type_, tag, zipped=zipped, headers=headers)


async def finish(
    request: Request, answer: Answer, type_: str, tag: str, *, zipped: bool, headers: Mapping[str, str] = {}
) -> Response:
    """The response with the bytes of an answer."""
    endpoint = endpoint_of(request)
    with_gzip = zipped and answer.size >= WORTH_GZIP
    body, size = answer.body, answer.size
    if with_gzip:
        compressing = asyncio.to_thread(_compress, body) if size > _QUICK else None
        body, size = await compressing if compressing else _compress(body)
    known = caching(_of_encoding(tag, with_gzip), headers) if tag else {"Cache-Control": "no-store", **headers}
    known |= {"Content-Type": type_, "Content-Length": str(size)}
    if with_gzip:
        known["Content-Encoding"] = "gzip"
    if size > _KEPT:
        return _Spooled(_pieces(body), 200, headers=known)
    with body:
        content = body.read()
    response = Response(content, 200, headers=known)
    if tag and request.method in ("GET", "HEAD"):
        _keep(endpoint, request, answer.version, response, zipped)
    return response


class _Spooled(StreamingResponse):
    """A large answer; for HEAD nothing of it is read."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] == "HEAD":
            await Response(status_code=self.status_code, headers=dict(self.headers))(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


async def _pieces(body: IO[bytes]) -> AsyncIterator[bytes]:
    with body:
        while piece := body.read(_PIECE):
            yield piece


def _compress(body: IO[bytes]) -> tuple[IO[bytes], int]:
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_KEPT)  # noqa: SIM115 (closed by who sends it)
    with body, gzip.GzipFile(fileobj=out, mode="wb", compresslevel=5, mtime=0) as file:
        shutil.copyfileobj(body, file, _PIECE)
    size = out.tell()
    out.seek(0)
    return out, size


def etag(version: str, identity: str) -> str:
    """A strong ETag: the same for the same question to the same version of the store."""
    found = hashlib.sha256(f"{version}\n{identity}".encode("utf-8", "surrogateescape"))
    return f'"{found.hexdigest()[:32]}"'


def _of_encoding(tag: str, zipped: bool) -> str:
    """The tag of the compressed bytes, which are others."""
    return f'{tag[:-1]}-gzip"' if tag and zipped else tag


def matches(header: str, tag: str) -> bool:
    """Whether an If-None-Match header names this tag, in either encoding (RFC 9110, section 13.1.2)."""
    found = {part.strip().removeprefix("W/") for part in header.split(",")}
    return bool(found & {tag, _of_encoding(tag, True)})


def caching(tag: str, headers: Mapping[str, str]) -> dict[str, str]:
    """May be kept, has to be asked for again each time: the store may have changed."""
    return {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding", **headers}


def key_of(scope: Mapping[str, Any], host: bytes, accept: bytes, zipped: bool) -> Key:
    """What a kept answer is found by."""
    return host, b"%b?%b" % (scope["raw_path"], scope["query_string"]), accept, zipped


def _keep(endpoint: Endpoint, request: Request, version: str, response: Response, zipped: bool) -> None:
    host, accept = (request.headers.get(name, "").encode("latin-1") for name in ("host", "accept"))
    key = key_of(request.scope, host, accept, zipped)
    tag = response.headers["etag"].encode("latin-1")
    endpoint.cache.put(key, Entry(version, list(response.raw_headers), bytes(response.body), tag))
