"""Official Chinese event reports in, a knowledge graph with evidence out.

The names below load their room when first used, so that `import kg` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.build import BuildReport, build, extract
    from kg.errors import KgError
    from kg.store import open_store as open  # noqa: A004 - `kg.open(...)` reads as `sqlite3`-like modules do
    from kg.views import view

__version__ = "0.1.0"

_HOME = {
    "BuildReport": ("kg.build", "BuildReport"),
    "KgError": ("kg.errors", "KgError"),
    "build": ("kg.build", "build"),
    "extract": ("kg.build", "extract"),
    "open": ("kg.store", "open_store"),
    "view": ("kg.views", "view"),
}

__all__ = ["BuildReport", "KgError", "build", "extract", "open", "view"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOME[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
