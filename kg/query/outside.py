"""What a query or update asks of other machines: SERVICE and LOAD, refused unless their host is allowed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from urllib.parse import urlsplit

from kg.errors import ServiceForbidden, UpdateForbidden
from kg.query.targets import loaded, operations, resolve_or_nothing
from kg.query.tokens import calls_out, is_ambiguous, tokens

#: Hosts that may be asked, as example.org or example.org:8080; True or "*" means every one, False or () none.
Allowed = bool | Collection[str]


def require_services(sparql: str, prefixes: Mapping[str, str], allowed: Allowed, base_iri: str | None = None) -> None:
    """ServiceForbidden unless every SERVICE of a query or update is at an allowed host."""
    if _all(allowed) or not calls_out(sparql, prefixes):
        return
    for iri in services(sparql, prefixes, base_iri) if allowed else [""]:
        if not _is_allowed(iri, allowed):
            raise ServiceForbidden(
                "the query uses SERVICE, which would send data to another machine"
                + (f", {_host(iri)}" if iri and allowed else ""),
                hint="take the SERVICE part out, or allow it with --allow-service",
            )


def require_loads(sparql: str, prefixes: Mapping[str, str], allowed: Allowed, base_iri: str | None = None) -> None:
    """UpdateForbidden unless every LOAD of an update fetches from an allowed host."""
    if _all(allowed):
        return
    for iri in loaded(sparql, prefixes, base_iri):
        if not _is_allowed(iri, allowed):
            host = _host(iri)
            raise UpdateForbidden(
                "the update uses LOAD, which would fetch from another machine" + (f", {host}" if host else ""),
                hint=f"allow the host with --allow-load {host or 'HOST'}, or insert the triples with INSERT DATA",
            )


def services(sparql: str, prefixes: Mapping[str, str], base_iri: str | None = None) -> Iterator[str]:
    """The IRIs that SERVICE asks; "" for a variable, and where it cannot be told."""
    if is_ambiguous(list(tokens(sparql)), prefixes):
        yield ""
    for operation in operations(sparql):
        for before, token, after in zip(operation.tokens, operation.tokens[1:], operation.tokens[2:], strict=False):
            if before.keyword == "SERVICE":
                yield resolve_or_nothing(operation, after if token.keyword == "SILENT" else token, prefixes, base_iri)
        glued = (t for b, t in pairwise(operation.tokens) if t.kind == "name" and t.text.upper().startswith("SERVICE"))
        yield from ("" for _ in glued)  # SERVICEex:endpoint


def _all(allowed: Allowed) -> bool:
    return allowed is True or (not isinstance(allowed, bool) and "*" in allowed)


def _is_allowed(iri: str, allowed: Allowed) -> bool:
    if isinstance(allowed, bool):
        return allowed
    parts = urlsplit(iri)
    return parts.scheme in ("http", "https") and bool({parts.netloc.lower(), _host(iri)} & {h.lower() for h in allowed})


def _host(iri: str) -> str:
    try:
        return urlsplit(iri).hostname or ""
    except ValueError:
        return ""
