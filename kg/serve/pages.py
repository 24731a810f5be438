"""Pages for people."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response


async def entity_page(request: Request, iri: str) -> Response | None:
    """The page of a thing, or None where there is only its RDF."""
    return None
