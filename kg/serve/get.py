"""One request answered without listening: `kg serve --get /query/reports.csv`."""

from __future__ import annotations

import asyncio
from typing import Any, BinaryIO
from urllib.parse import quote

from kg.serve.app import make_app
from kg.serve.settings import Settings


def get(settings: Settings, path: str, out: BinaryIO) -> int:
    """Write the body of the answer to a path (with its query string); returns the status. StoreError without store."""
    return asyncio.run(_get(make_app(settings), path, out))


async def _get(app: Any, path: str, out: BinaryIO) -> int:
    raw, _, query = path.partition("?")
    raw = quote(raw if raw.startswith("/") else f"/{raw}", safe="/%:@!$&'()*+,;=~-._")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": _decoded(raw),
        "raw_path": raw.encode(),
        "query_string": quote(query, safe="/%:@!$&'()*+,;=~-._?").encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": None,
        "server": ("localhost", 80),
    }
    status = 500
    asked = False
    forever = asyncio.Event()

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            await forever.wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            out.write(message.get("body", b""))

    endpoint = app.endpoint
    await endpoint.start()
    try:
        await app(scope, receive, send)
    finally:
        await endpoint.close()
    return status


def _decoded(raw: str) -> str:
    from urllib.parse import unquote

    return unquote(raw)
