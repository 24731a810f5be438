"""Errors as a client sees them: a status, a sentence, a hint; never a path or a traceback."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kg import errors
from kg.serve.negotiate import choose

#: Class of an error to the status that it is answered with; the first that fits counts.
STATUS: tuple[tuple[type[errors.KgError], int], ...] = (
    (errors.QueryTimeout, 503),
    (errors.QueryEnded, 503),
    (errors.TooManyRows, 403),
    (errors.ServiceForbidden, 403),
    (errors.UpdateForbidden, 403),
    (errors.UnsuitableFormat, 406),
    (errors.UnknownQuery, 404),
    (errors.UnknownName, 404),
    (errors.QueryError, 400),
    (errors.StoreError, 503),
)
_OFFERED = (
    ("problem", "application/problem+json"),
    ("problem", "application/json"),
    ("text", "text/plain"),
    ("text", "text/html"),
)


class HttpError(Exception):
    """A request that is not answered as asked: status, what is wrong, what to do, headers, and further fields."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        hint: str = "",
        headers: Mapping[str, str] | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.hint = hint
        self.headers = dict(headers or {})
        self.fields = dict(fields or {})


def http_error(error: errors.KgError) -> HttpError:
    """The answer to an error of the project."""
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    headers = {"Retry-After": "5"} if status == 503 else {}
    if isinstance(error, errors.StoreLocked):
        return HttpError(
            503, "the store is being written to by another program", hint="try again later", headers=headers
        )
    if isinstance(error, errors.StoreError):  # its message names a path of this machine
        return HttpError(503, "the store cannot be used at the moment", hint="tell who runs it", headers=headers)
    if status == 500:
        return HttpError(500, "the program has a fault here", hint="tell its authors what you asked")
    fields = {
        name: getattr(error, name) for name in ("line", "column", "nearest", "names") if getattr(error, name, None)
    }
    return HttpError(status, error.message, hint=error.hint, headers=headers, fields=fields)


def error_response(request: Request, error: HttpError) -> Response:
    """The error as application/problem+json (RFC 9457), or as text for who asks for that."""
    name, media = choose(request.headers.get("accept", ""), _OFFERED) or _OFFERED[0]
    if name == "text":
        text = f"Error: {error.message}\n" + (f"Hint: {error.hint}\n" if error.hint else "")
        content, media = text.encode(), "text/plain; charset=utf-8"
    else:
        known = {
            "type": "about:blank",
            "title": HTTPStatus(error.status).phrase,
            "status": error.status,
            "detail": error.message,
            **({"hint": error.hint} if error.hint else {}),
            **error.fields,
        }
        content = (json.dumps(known, ensure_ascii=False) + "\n").encode("utf-8", "replace")
    headers = {"Cache-Control": "no-store", "Vary": "Accept", **error.headers}
    return Response(content, error.status, headers=headers, media_type=media)
