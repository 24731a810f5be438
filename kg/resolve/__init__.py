"""Which nodes are one thing: claims of one report become facts over entities with stable CURIEs."""

from __future__ import annotations

from kg.resolve.document import resolve

__all__ = ["resolve"]
