"""Reading requests: parameters, bodies within their bounds, and whether the client is still there."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from kg.serve.errors import HttpError

T = TypeVar("T")
_MOST_PARAMETERS = 1000
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]*")
#: How long a query may run before this looks whether the client has gone.
_PATIENCE_S = 0.05


class ClientGone(Exception):
    """The client closed the connection before it was answered."""


class Parameters:
    """The parameters of a request, each with all of its values."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs

    @property
    def names(self) -> set[str]:
        """The names that occur."""
        return {name for name, _ in self.pairs}

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a parameter."""
        return tuple(value for key, value in self.pairs if key == name)

    def one(self, name: str) -> str | None:
        """The value of a parameter that may occur once; None where it is missing."""
        values = self.all(name)
        if len(values) > 1:
            raise HttpError(400, f"the parameter {name} is given {len(values)} times", hint="give it once")
        return values[0] if values else None

    def iris(self, name: str) -> tuple[str, ...]:
        """The values of a parameter that names graphs."""
        return tuple(absolute(value, name) for value in self.all(name))


def parameters(raw: bytes | str) -> Parameters:
    """The parameters of a query string or of a form; HttpError 400 where they are not UTF-8, or too many."""
    try:
        text = raw if isinstance(raw, str) else raw.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise HttpError(400, "the parameters are not text in UTF-8", hint="percent-encode them as UTF-8") from None
    except ValueError:
        raise HttpError(400, f"there are more than {_MOST_PARAMETERS} parameters") from None
    return Parameters(pairs)


def query_parameters(request: Request) -> Parameters:
    """The parameters of the request's URL."""
    return parameters(request.scope["query_string"])


def absolute(iri: str, name: str) -> str:
    """The IRI, if it is one with a scheme; HttpError 400 if not."""
    if not _IRI.fullmatch(iri):
        raise HttpError(400, f"{name} should be an absolute IRI, not {iri[:200]}", hint=f"{name}=http://…")
    return iri


def media_type(request: Request) -> tuple[str, str]:
    """Media type and charset of the body, in lower case; "" where not given."""
    name, *rest = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    charset = next((part[8:].strip(' "') for part in rest if part.startswith("charset=")), "")
    return name, charset


async def read_body(request: Request, most: int) -> bytes:
    """The body; HttpError 413 as soon as it is larger than allowed."""
    try:
        announced = int(request.headers.get("content-length", "0"))
    except ValueError:
        raise HttpError(400, "Content-Length should be a number") from None
    pieces, size = [], 0
    if announced <= most:
        try:
            async for piece in request.stream():
                size += len(piece)
                if size > most:
                    break
                pieces.append(piece)
        except ClientDisconnect:
            raise ClientGone from None
    if announced > most or size > most:
        raise HttpError(
            413,
            f"the request is larger than {most} bytes, and no more are taken here",
            hint="send it in parts, or ask who runs this to raise --max-request-bytes",
            headers={"Connection": "close"},
        )
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HttpError(415, "the body is compressed, which is not taken here", hint="send it as it is")
    return b"".join(pieces)


def text_of(body: bytes, charset: str) -> str:
    """The body as text; HttpError 415 for a charset, and 400 for bytes, other than UTF-8."""
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise HttpError(415, f"the body is in {charset}, and only UTF-8 is taken", hint="send it in UTF-8")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise HttpError(400, "the body is not text in UTF-8", hint="send it in UTF-8") from None


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What the work gives; when the client goes first, the work is cancelled and ClientGone raised."""
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=_PATIENCE_S)
        if not done:
            watcher = asyncio.ensure_future(_until_gone(request))
            try:
                await asyncio.wait({task, watcher}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                watcher.cancel()
        if task.done():
            return task.result()
        raise ClientGone
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})


async def _until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
