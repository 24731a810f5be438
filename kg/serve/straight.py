"""The shortest way of a query by GET to its answer, for a connection that has nothing else to consider.

It gives the bytes that the routes give (`kg.serve.protocol`), or nothing, and then these see to the request.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote_to_bytes

from kg import __version__
from kg.errors import KgError
from kg.query.simple import streams
from kg.query.task import Task
from kg.serve.cache import Entry, Key
from kg.serve.endpoint import Endpoint
from kg.serve.negotiate import BOOLEANS, GRAPHS, SOLUTIONS, choose
from kg.serve.respond import WORTH_GZIP, caching, etag, name_of

_PATHS = (b"/sparql?query=", b"/query?query=")


def answer_straight(endpoint: Endpoint, key: Key) -> Entry | None:
    """The answer to a query of one triple pattern that is the whole of the request; it is kept for the next time.

    `key` is what such an answer is kept by. None where there is any doubt.
    """
    host, target, accept, zipped = key
    path = next((path for path in _PATHS if target.startswith(path)), None)
    if path is None or b"&" in target or host not in endpoint.hosts:
        return None
    try:
        sparql = unquote_to_bytes(target[len(path) :].replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return None
    formats = _formats(accept)
    if formats is None or not streams(sparql):
        return None
    name, media, named = formats
    settings = endpoint.settings
    base_iri = f"http://{host.decode('latin-1')}{path[:-7].decode()}"
    task = Task(
        sparql=sparql,
        formats={"solutions": name},
        max_rows=settings.max_rows,
        union=settings.union,
        base_iri=base_iri,
    )
    try:
        answer = endpoint.quick.answer(task, endpoint.version())
    except KgError:
        return None
    if answer is None or (zipped and answer.size >= WORTH_GZIP):
        return None
    url = target.decode("latin-1")
    tag = etag(answer.version, name_of(f"{__version__}\n{host.decode('latin-1')}{url}", named, settings))
    headers = {**caching(tag, {}), "Content-Type": media, "Content-Length": str(answer.size)}
    found = Entry(
        answer.version,
        [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
        answer.body.read(),
        tag.encode(),
    )
    endpoint.cache.put(key, found)
    return found


@lru_cache(maxsize=256)
def _formats(accept: bytes) -> tuple[str, str, dict[str, str]] | None:
    """Format and media type of solutions for an Accept header, and the media types of all kinds of answers."""
    text = accept.decode("latin-1")
    chosen = {
        kind: choose(text, offered)
        for kind, offered in (("solutions", SOLUTIONS), ("boolean", BOOLEANS), ("graph", GRAPHS))
    }
    solutions = chosen["solutions"]
    if solutions is None or solutions[0] != "json":
        return None
    return "json", solutions[1], {kind: pair[1] for kind, pair in chosen.items() if pair}
