"""The compiled patterns of `data/patterns/layout.toml`."""

from __future__ import annotations

import re
from functools import cache

from kg import resources
from kg.errors import PatternError


@cache
def pattern(table: str, name: str) -> re.Pattern[str]:
    """The pattern `name` of a table; a list of patterns becomes one alternation. PatternError where it is wrong."""
    try:
        value = resources.patterns("layout")[table][name]
        source = value if isinstance(value, str) else "|".join(f"(?:{item})" for item in value)
        return re.compile(source)
    except (KeyError, re.error) as error:
        raise PatternError(f"[{table}] {name}: {error}", path="layout.toml") from error


@cache
def characters(name: str) -> frozenset[str]:
    """A set of characters from the table `punctuation`."""
    try:
        return frozenset(resources.patterns("layout")["punctuation"][name])
    except KeyError as error:
        raise PatternError(f"[punctuation] {name} is missing", path="layout.toml") from error


def matches(table: str, name: str, text: str) -> bool:
    """Whether the whole of a text matches a pattern."""
    return pattern(table, name).fullmatch(text.strip()) is not None
