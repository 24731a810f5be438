"""What scoring takes for equal: the closed lists of `data/gold/vocabulary.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg import resources
from kg.errors import PatternError

_FILE = "vocabulary.toml"


@dataclass(frozen=True)
class Forms:
    """A closed list: each name with the forms that stand for it."""

    names: Mapping[str, tuple[str, ...]]
    name_of: Mapping[str, str]

    def find(self, form: str) -> str:
        """The name of a form as written or in small letters; an unknown form stands for itself."""
        form = form.strip()
        return self.name_of.get(form) or self.name_of.get(form.lower()) or form


@dataclass(frozen=True)
class Vocabulary:
    """The lists of the file, by its own keys; the file says what each is for."""

    relations: frozenset[str]
    happenings: frozenset[str]
    loose_types: frozenset[str]
    text_relations: frozenset[str]
    date_relations: frozenset[str]
    lasting: frozenset[str]
    naming: frozenset[str]
    event_subjects: frozenset[str]
    event_values: frozenset[str]
    from_series: frozenset[str]
    from_event: frozenset[str]
    from_parts: frozenset[str]
    interchangeable: tuple[frozenset[str], ...]
    understood_cities: tuple[str, ...]
    inverse: Mapping[str, str]
    renamed: Mapping[str, str]
    implied_roles: Mapping[str, str]
    same_words: Mapping[str, str]
    simplified: Mapping[str, str]
    least_similarity: Mapping[str, float]
    event_types: Forms
    units: Forms
    parts_of_day: Forms
    roles: Forms

    def happens(self, type_name: str) -> bool:
        """Whether a type is that of an event or a series, however it is spelled."""
        return re.sub(r"[\s_-]", "", type_name).lower() in self.happenings


_SETS = (
    *("relations", "happenings", "loose_types", "text_relations", "date_relations", "lasting", "naming"),
    *("event_subjects", "event_values", "from_series", "from_event", "from_parts"),
)
_TABLES = ("inverse", "renamed", "implied_roles", "same_words", "simplified", "least_similarity")
_FORMS = ("event_types", "units", "parts_of_day", "roles")


@cache
def vocabulary() -> Vocabulary:
    """The lists, read once; PatternError where the file is not what it should be."""
    try:
        content = tomllib.loads(resources.read_text("data", "gold", _FILE))
        parts: dict[str, Any] = {name: frozenset(content[name]) for name in _SETS}
        parts |= {name: dict(content[name]) for name in _TABLES}
        parts |= {name: _forms(content[name]) for name in _FORMS}
        parts["interchangeable"] = tuple(map(frozenset, content["interchangeable"]))
        parts["understood_cities"] = tuple(content["understood_cities"])
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise PatternError(str(error), path=_FILE) from error
    return Vocabulary(**parts)


def _forms(table: Mapping[str, list[str]]) -> Forms:
    names = {name: tuple(forms) for name, forms in table.items()}
    return Forms(names, {form: name for name, forms in names.items() for form in forms})
