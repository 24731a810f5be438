"""Patterns and word lists of `data/patterns/*.toml`, compiled once.

A pattern is a table: `regex`, and examples that it must find (`match`) and must not (`reject`); one that is meant for
the beginning of a text opens with `^`. In a regex `{name}` stands for a word list of the same file, for a fragment of
its table `parts`, or for a value that the caller knows: a campaign, a place; `with` gives such values to the examples.

>>> bool(pattern("times", "term").match("前完成整改"))
True
>>> filled("series", "whole_place", campaign="质量月").search("全市“质量月”活动")["kind"]
'市'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from kg.errors import PatternError
from kg.resources import patterns

_REFERENCE = re.compile(r"\{([a-z_]+)\}")

Value = str | tuple[str, ...]


@cache
def pattern(file: str, id: str) -> re.Pattern[str]:
    """The pattern `id` of `data/patterns/FILE.toml`; PatternError where it is missing or does not compile."""
    return compiled(file, id, _source(file, id))


@lru_cache(maxsize=1024)  # values come from reports, so that there is no end of them
def filled(file: str, id: str, **values: Value) -> re.Pattern[str]:
    """A pattern with the values of one report in it, taken literally; a tuple stands for any of its words."""
    return compiled(file, id, _source(file, id), values)


@cache
def rules(file: str) -> tuple[tuple[dict[str, Any], re.Pattern[str]], ...]:
    """The rows of `[[pattern]]` in their order, each with its regex compiled."""
    return tuple((row, compiled(file, row["id"], row["regex"])) for row in patterns(file)["pattern"])


@cache
def words(file: str, id: str) -> tuple[str, ...]:
    """A word list, longest first; PatternError where there is none of that name."""
    found = patterns(file).get(id)
    if not isinstance(found, str | list):
        raise _missing(file, f"word list {id}")
    return _longest_first(found.split() if isinstance(found, str) else found)


def compiled(file: str, id: str, source: str, values: Mapping[str, Value] | None = None) -> re.Pattern[str]:
    """A regex of a file with its references resolved; PatternError names file and pattern where it does not compile."""
    given = values or {}

    def resolve(match: re.Match[str]) -> str:
        name = match[1]
        return _literally(given[name]) if name in given else _part(file, id, name)

    try:
        return re.compile(_REFERENCE.sub(resolve, source))
    except re.error as error:
        raise PatternError(
            f"the pattern {id} does not compile: {error}",
            path=f"{file}.toml",
            hint="see docs/how-to/teach-it-a-word.md",
        ) from error


def _source(file: str, id: str) -> str:
    found = patterns(file).get(id)
    if not isinstance(found, dict) or not isinstance(found.get("regex"), str):
        raise _missing(file, f"pattern {id}")
    return str(found["regex"])


def _part(file: str, id: str, name: str) -> str:
    """What a reference stands for: a word list or a fragment of the file."""
    fragment = patterns(file).get("parts", {}).get(name)
    if isinstance(fragment, str):
        return f"(?:{fragment})"
    if name not in patterns(file):
        raise _missing(file, f"word list or part {name}, which the pattern {id} refers to")
    return _literally(words(file, name))


def _missing(file: str, what: str) -> PatternError:
    return PatternError(f"there is no {what}", path=f"{file}.toml", hint="the names are those of the file's tables")


def _literally(value: Value) -> str:
    if isinstance(value, str):
        return re.escape(value)
    return "(?:" + "|".join(map(re.escape, _longest_first(value))) + ")"


def _longest_first(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(found, key=lambda w: (-len(w), w)))
