"""Question forms: `queries/NAME.toml` beside each `queries/NAME.rq`, with examples that are run as tests."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg import resources
from kg.errors import QueryFileError
from kg.query.named import NamedQuery, Parameter, named_query
from kg.query.questions.words import words

_KEYS = {"needs", "may", "slots", "also", "not", "count", "set", "zh", "en"}


@dataclass(frozen=True, slots=True)
class Slot:
    """A parameter that a question fills, and the classes of what may fill it (any where that is empty)."""

    parameter: Parameter
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One way to ask a named query.

    `needs`: for each, one of these concepts must be in the question, or a type of events (`kg:launch_ceremony`);
    `may`: concepts that may be, `never`: that must not; `slots`: parameters
    that the question must give, `also`: those that it may; `fixed`: values that the form itself gives; `count`: the
    column that is counted where the question asks how many; `zh` and `en`: the question, with `{parameter}` in it.
    """

    query: NamedQuery
    needs: tuple[frozenset[str], ...]
    may: frozenset[str]
    never: frozenset[str]
    slots: tuple[Slot, ...]
    also: tuple[Slot, ...]
    fixed: Mapping[str, str]
    count: str
    zh: str
    en: str

    def text(self, language: str, values: Mapping[str, str]) -> str:
        """The question with these values, or with those of the query's examples, in place."""
        known = {p.name: p.example for p in self.query.parameters} | dict(values)
        return (self.zh if language == "zh" else self.en).format_map(known)


@dataclass(frozen=True, slots=True)
class Example:
    """A question that must be mapped to a query with these values; to any other query or none where `values` is None."""

    query: str
    question: str
    values: Mapping[str, str] | None


@cache
def question_forms() -> tuple[Form, ...]:
    """All forms, in the order of the queries' names; QueryFileError where a file is not as it should be."""
    return tuple(form for file in _files() for form in _forms(file))


@cache
def examples() -> tuple[Example, ...]:
    """The examples of all files."""
    found = []
    for file in _files():
        content = _content(file)
        found += [Example(file.stem, e["question"], e.get("parameters", {})) for e in content.get("example", ())]
        found += [Example(file.stem, question, None) for question in content.get("others", ())]
    return tuple(found)


def _files() -> list[Path]:
    return sorted(resources.path("queries").glob("*.toml"))


@cache
def _content(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise QueryFileError(str(error), path=f"queries/{file.name}") from error


def _forms(file: Path) -> list[Form]:
    query = named_query(file.stem)
    try:
        return [_form(query, record) for record in _content(file)["form"]]
    except (KeyError, ValueError) as error:
        raise QueryFileError(f"a form is not as it should be: {error}", path=f"queries/{file.name}") from error


def _form(query: NamedQuery, record: dict[str, Any]) -> Form:
    if unknown := set(record) - _KEYS:
        raise ValueError(f"{min(unknown)} is no key of a form; there are {', '.join(sorted(_KEYS))}")
    needs = tuple(frozenset(need.split("|")) for need in record.get("needs", ()))
    may = frozenset(record.get("may", ()))
    asked = {concept for need in (*needs, may, record.get("not", ())) for concept in need}
    if unknown := {concept for concept in asked if not concept.startswith("kg:")} - set(words().weights):
        raise ValueError(f"{min(unknown)} is no concept of question_words.tsv")
    form = Form(
        query,
        needs,
        may,
        frozenset(record.get("not", ())),
        tuple(_slot(query, text) for text in record.get("slots", ())),
        tuple(_slot(query, text) for text in record.get("also", ())),
        record.get("set", {}),
        record.get("count", ""),
        record["zh"],
        record["en"],
    )
    if form.count and form.count not in {column.name for column in query.columns}:
        raise ValueError(f"{form.count} is no column of the query")
    return form


def _slot(query: NamedQuery, text: str) -> Slot:
    """`person`, or with classes of its own `district:Division`."""
    name, _, classes = text.partition(":")
    parameter = next((p for p in query.parameters if p.name == name), None)
    if parameter is None:
        raise ValueError(f"{name} is no parameter of the query")
    return Slot(parameter, tuple(classes.split("|")) if classes else parameter.of)
