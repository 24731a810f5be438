"""The compiled patterns of `data/patterns/layout.toml`."""

from __future__ import annotations

import re
from functools import cache

from kg import resources
from kg.errors import PatternError

#: Characters of the longest line that can be a byline, a heading, a list item or a notice by its looks.
_LONGEST = 300


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
    """Whether the whole of a text matches a pattern; a long one is prose and matches none."""
    return len(text) <= _LONGEST and pattern(table, name).fullmatch(text.strip()) is not None


@cache
def words(table: str, name: str) -> frozenset[str]:
    """The words of an entry that is one line of words."""
    try:
        return frozenset(resources.patterns("layout")[table][name].split())
    except KeyError as error:
        raise PatternError(f"[{table}] {name} is missing", path="layout.toml") from error
