"""Packages that only some formats need."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from kg.errors import UnsupportedFormat


def package(module: str, extra: str, path: object) -> ModuleType:
    """The module that reads a format; UnsupportedFormat with the command that installs it where it is missing."""
    try:
        return import_module(module)
    except ImportError as error:
        raise UnsupportedFormat(
            f"{path} is a {extra} file, and the package that reads those is not installed",
            path=str(path),
            hint=f"pip install 'report-kg[{extra}]'",
        ) from error
