"""Official Chinese event reports in, a knowledge graph with evidence out.

The names below load their room when first used, so that `import kg` stays light.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.build import BuildReport, build, refresh, remove
    from kg.build import extract as read
    from kg.errors import KgError
    from kg.store import open_store as open
    from kg.views import view

__version__ = "0.1.0"

_HOME = {
    "BuildReport": ("kg.build", "BuildReport"),
    "KgError": ("kg.errors", "KgError"),
    "build": ("kg.build", "build"),
    "open": ("kg.store", "open_store"),  # `kg.open(...)` reads as `gzip.open(...)` does
    "read": ("kg.build", "extract"),  # `kg.extract` is a room
    "refresh": ("kg.build", "refresh"),
    "remove": ("kg.build", "remove"),
    "view": ("kg.views", "view"),
}

__all__ = ["BuildReport", "KgError", "build", "open", "read", "refresh", "remove", "view"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    module, attribute = _HOME[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])


class _Porch(ModuleType):
    """The package itself, in which `kg.build` is the function: importing the module of that name would hide it."""

    @property
    def build(self) -> Any:
        """The function `kg.build.build`."""
        return __getattr__("build")

    @build.setter
    def build(self, module: ModuleType) -> None:
        """What the import of `kg.build` does; the module stays in `sys.modules`."""


sys.modules[__name__].__class__ = _Porch
