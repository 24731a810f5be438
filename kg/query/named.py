"""Named queries: `queries/*.rq`, what their headers say, and values for their parameters.

A file is plain SPARQL that runs anywhere. Each parameter stands in it as `BIND(?_name_iri AS ?variable)`, in the form
that grlc has for parameters: `?_name` is needed, `?__name` is not, `_iri` and `_number` tell what it is. Without a value
such a BIND binds nothing; running the query puts the values given in that place, as typed terms, never as text.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg import resources
from kg.errors import MissingParameter, QueryError, QueryFileError, UnknownQuery
from kg.query.headers import Header, parse_header
from kg.query.tokens import tokens, with_values

if TYPE_CHECKING:
    from kg.query.results import Queryable

_TYPES = ("iri", "text", "date", "number")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a named query asks for.

    In the SPARQL it is `?_name`, or `?__name` where it may be left out, with `_iri` or `_number` behind if it is one.
    `type` is iri, text, date or number. An iri is given as IRI, as CURIE, or by name, which then is looked up among
    the things of class `of` (any class where that is ""). `default` counts where nothing is given.
    """

    name: str
    type: str
    zh: str
    en: str
    of: tuple[str, ...] = ()
    required: bool = False
    default: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer with its headings; beside a column `x`, `xLabel` holds the names of what x shows."""

    name: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question that analysts ask, with its SPARQL as it stands in the file."""

    name: str
    title_zh: str
    title_en: str
    why: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    sparql: str
    text: str

    @property
    def example(self) -> str:
        """A command that asks this question, with `example_values`."""
        shown = (f"-p {name}={_quoted(value)}" for name, value in self.example_values.items())
        return " ".join([f"kg query {self.name}", *shown])

    @property
    def example_values(self) -> dict[str, str]:
        """The values of the example: of each parameter that is needed, or else of the first one."""
        shown = [p for p in self.parameters if p.required] or [p for p in self.parameters if p.example][:1]
        return {p.name: p.example for p in shown}

    def bind(self, store: Queryable, values: Mapping[str, str]) -> str:
        """The SPARQL with these values in place.

        MissingParameter for a parameter that is missing or unknown; QueryError for a value that is not of its type;
        UnknownName for a name that nothing in the store bears.
        """
        self._check(values)
        terms = {
            p.name: _terms(store, p, values.get(p.name) or p.default)
            for p in self.parameters
            if values.get(p.name) or p.default
        }
        return with_values(self.sparql, {p.name: terms.get(p.name) for p in self.parameters})

    def _check(self, values: Mapping[str, str]) -> None:
        known = {p.name: p for p in self.parameters}
        if unknown := tuple(sorted(set(values) - set(known))):
            raise MissingParameter(
                f"{self.name} has no parameter {unknown[0]}; "
                + (f"it has {', '.join(known)}" if known else "it takes none"),
                names=unknown,
                hint=_nearest_hint(unknown[0], tuple(known)) or f"for example: {self.example}",
            )
        if missing := tuple(p.name for p in self.parameters if p.required and not values.get(p.name)):
            needed = ", ".join(f"{name} ({known[name].en})" for name in missing)
            raise MissingParameter(f"{self.name} needs {needed}", names=missing, hint=f"for example: {self.example}")


@cache
def named_queries() -> tuple[NamedQuery, ...]:
    """All named queries in alphabetical order; QueryFileError where a file is not as it should be."""
    return tuple(map(_read_once, sorted(resources.path("queries").glob("*.rq"))))


def named_query(name: str) -> NamedQuery:
    """The query of that name or title; UnknownQuery lists the nearest."""
    if _NAME.fullmatch(name) and (file := resources.path("queries") / f"{name}.rq").is_file():
        return _read_once(file)  # the others need not be read for it
    queries = named_queries()
    for query in queries:
        if name.strip() in (query.name, query.title_zh, query.title_en):
            return query
    nearest = _nearest(name, queries)
    hint = f"did you mean {' or '.join(nearest)}? " if nearest else ""
    raise UnknownQuery(
        f"there is no named query {name}", nearest=nearest, hint=hint + "`kg queries` lists all; SPARQL goes after -e"
    )


@cache
def _read_once(file: Path) -> NamedQuery:
    return read_query(file)


def _nearest(name: str, queries: tuple[NamedQuery, ...]) -> tuple[str, ...]:
    """The names of up to three queries whose name or title is like the one asked for."""
    asked, scores = name.strip().lower().replace("_", "-"), {}
    for query in queries:
        titles = (query.name, query.title_en.lower(), query.title_zh)
        inside = any(len(asked) > 1 and asked in title for title in titles)
        words = set(asked.split("-")) & set(query.name.split("-"))
        alike = max(difflib.SequenceMatcher(None, asked, title).ratio() for title in titles)
        scores[query.name] = max(alike, 0.9 * inside, 0.55 * bool(words) + 0.1 * alike)
    best = sorted((name for name in scores if scores[name] >= 0.5), key=lambda n: (-scores[n], n))
    return tuple(best[:3])


def _nearest_hint(name: str, names: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, names, 1, 0.6)
    return f"did you mean {near[0]}?" if near else ""


def read_query(file: Path) -> NamedQuery:
    """The named query of a file; QueryFileError names path and line of what is wrong."""
    where = f"queries/{file.name}"
    text = file.read_text(encoding="utf-8")
    if not _NAME.fullmatch(file.stem):
        raise QueryFileError("the name of a query is English in kebab-case", path=where)
    header, sparql = parse_header(text, where)
    try:
        query = NamedQuery(
            name=file.stem,
            title_zh=_text(header, "title_zh"),
            title_en=_text(header, "title_en"),
            why=_text(header, "why"),
            description=_text(header, "description"),
            tags=tuple(tag for tag in header.get("tags", ()) if isinstance(tag, str)),
            parameters=tuple(map(_parameter, _records(header, "parameters"))),
            columns=tuple(Column(r["name"], r["zh"], r["en"]) for r in _records(header, "columns")),
            sparql=sparql,
            text=text,
        )
    except KeyError as error:
        raise QueryFileError(f"the header lacks {error.args[0]}", path=where) from error
    except ValueError as error:
        raise QueryFileError(str(error), path=where) from error
    _check_blocks(query, where)
    return query


def _text(header: Header, key: str) -> str:
    value = header[key]
    if not isinstance(value, str):
        raise ValueError(f"{key} should be a text on one line")
    return value


def _records(header: Header, key: str) -> list[dict[str, str]]:
    found = [record for record in header.get(key, ()) if isinstance(record, dict)]
    if len(found) != len(header.get(key, ())):
        raise ValueError(f"{key} should be a list of records, each beginning with `- name: …`")
    return found


def _parameter(record: dict[str, str]) -> Parameter:
    name, required = record["name"], record.get("required", "false")
    if record["type"] not in _TYPES:
        raise ValueError(f"the type of parameter {name} should be one of {', '.join(_TYPES)}")
    if required not in ("true", "false"):
        raise ValueError(f"required of parameter {name} should be true or false")
    return Parameter(
        name=name,
        type=record["type"],
        zh=record["zh"],
        en=record["en"],
        of=tuple(record.get("of", "").split()),
        required=required == "true",
        default=record.get("default", ""),
        example=record["example"],
    )


def _check_blocks(query: NamedQuery, where: str) -> None:
    """Every parameter has its place, in grlc's form, and every `?_variable` is a parameter."""
    used = {t.text for t in tokens(query.sparql) if t.kind == "variable" and t.text.startswith("?_")}
    named = {_variable(p) for p in query.parameters}
    if used != named:
        raise QueryFileError(f"{min(used ^ named)} is in the header or in the query, but not in both", path=where)
    try:
        with_values(query.sparql, {p.name: None for p in query.parameters})
    except QueryError as error:
        raise QueryFileError(str(error), path=where) from error


def _variable(parameter: Parameter) -> str:
    """The variable of a parameter, as grlc names those: `?_person_iri`, `?__minimum_number`, `?__text`."""
    ending = f"_{parameter.type}" if parameter.type in ("iri", "number") else ""
    return f"?{'_' if parameter.required else '__'}{parameter.name}{ending}"


def _terms(store: Queryable, parameter: Parameter, value: str) -> tuple[str, ...]:
    """The value as terms in N-Triples form."""
    from pyoxigraph import Literal, NamedNode

    if parameter.type == "iri":
        from kg.query.names import find_entities

        return tuple(str(NamedNode(iri)) for iri in find_entities(store, value, parameter.of))
    if parameter.type == "date" and not _DATE.fullmatch(value):
        raise _wrong(parameter, value, "a date such as 2020, 2020-09 or 2020-09-04")
    if parameter.type == "number":
        try:
            return (str(Literal(int(value))),)
        except ValueError:
            raise _wrong(parameter, value, "a whole number such as 2") from None
    return (str(Literal(value)),)


def _wrong(parameter: Parameter, value: str, wanted: str) -> QueryError:
    return QueryError(
        f"{parameter.name} should be {wanted}, not {value}", hint=f"-p {parameter.name}={parameter.example}"
    )


def _quoted(value: str) -> str:
    return value if re.fullmatch(r"[\w.:-]+", value) else f"'{value}'"
