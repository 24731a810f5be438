"""Which nodes are one thing: within a report by stable CURIEs, across reports by profiles."""

from __future__ import annotations

from kg.resolve.document import resolve
from kg.resolve.identity.resolution import canonical_of, connected, resolve_all, resolve_component
from kg.resolve.profiles import profiles
from kg.resolve.rewrite import rewrite, together

__all__ = [
    "canonical_of",
    "connected",
    "profiles",
    "resolve",
    "resolve_all",
    "resolve_component",
    "rewrite",
    "together",
]
