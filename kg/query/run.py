"""Running SPARQL: queries only, on this machine only unless allowed, with errors that show the place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kg.errors import QueryError, QuerySyntaxError, UpdateForbidden
from kg.query.named import named_query
from kg.query.results import Boolean, Graph, Queryable, Result, Solutions
from kg.query.table import text_width
from kg.query.tokens import calls_out, form, limited, misspelt
from kg.vocab import prefixes

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def run_named(
    store: Queryable, name: str, parameters: Mapping[str, str] | None = None, *, limit: int | None = None
) -> Result:
    """The answer to a named query, given by name or title, with values for its parameters.

    Raises UnknownQuery, MissingParameter, UnknownName (nothing bears the name given) or QueryError (a value that is
    not of the parameter's type).
    """
    query = named_query(name)
    result = run(store, query.bind(store, parameters or {}), limit=limit)
    if isinstance(result, Solutions):
        columns = {column.name: column for column in query.columns}
        return replace(result, columns=columns)
    return result


def run(store: Queryable, sparql: str, *, limit: int | None = None, allow_service: bool = False) -> Result:
    """The answer to a SPARQL 1.1 query over all reports; our prefixes need no declaration.

    `limit` is the largest number of solutions or triples. SERVICE is refused unless `allow_service`: it sends parts
    of the query, and of the graph, to another machine. Raises QuerySyntaxError, UpdateForbidden, or QueryError.
    """
    import pyoxigraph as ox

    if form(sparql) == "UPDATE":
        raise UpdateForbidden("this is an update, and only queries are allowed here", hint=_HINT_FORMS)
    if not allow_service and calls_out(sparql, prefixes()):
        raise QueryError(
            "the query uses SERVICE, which would send data to another machine",
            hint="take the SERVICE part out, or allow it with --allow-service",
        )
    asked = _searched(store, sparql)
    try:
        raw = store.query(asked if limit is None else limited(asked, limit))
    except SyntaxError as error:
        raise syntax_error(sparql, _as_written(store, sparql, asked, str(error))) from None
    except RuntimeError as error:
        raise QueryError(f"the query cannot be answered: {error}") from error
    if isinstance(raw, ox.QuerySolutions):
        return Solutions(tuple(variable.value for variable in raw.variables), raw, base=store.base)
    return Boolean(raw) if isinstance(raw, ox.QueryBoolean) else Graph(raw, store.base)


def _searched(store: Queryable, sparql: str) -> str:
    """The query with its text searches answered."""
    if "textMatch" not in sparql:
        return sparql
    from kg.query.textmatch import expand_search

    return expand_search(sparql, store)


def _as_written(store: Queryable, sparql: str, asked: str, message: str) -> str:
    """What is wrong with a query, with its places in the text that its author wrote."""
    import pyoxigraph as ox

    if asked != sparql:
        try:
            ox.Store().query(sparql, prefixes=prefixes(store.base))
        except SyntaxError as error:
            return str(error)
    return message


_HINT_FORMS = "begin with SELECT, ASK, CONSTRUCT or DESCRIBE"


def syntax_error(sparql: str, message: str) -> QuerySyntaxError:
    """The error for what Oxigraph says, with the line and a caret under the column.

    The place is the furthest that Oxigraph got, which may be some words behind the fault.
    """
    found = _PLACE.match(message)
    if not found:
        return QuerySyntaxError(f"the query is not SPARQL: {message}", hint=_HINT_FORMS)
    line, column = int(found[1]), int(found[2])
    lines = sparql.splitlines()
    text = lines[line - 1] if line <= len(lines) else ""
    caret = " " * text_width(text[: column - 1]) + "^"
    reason, hint = _reason(sparql, found[3], text[: column - 1])
    return QuerySyntaxError(
        f"the query is not SPARQL: {reason} (line {line}, column {column})\n  {text}\n  {caret}",
        line=line,
        column=column,
        hint=hint,
    )


def _reason(sparql: str, expected: str, before: str) -> tuple[str, str]:
    """What is wrong, and a hint; what Oxigraph expected is a list of all that it tried, of use in few cases only."""
    if not form(sparql):
        return (
            "it has no SELECT, ASK, CONSTRUCT or DESCRIBE",
            "`kg queries` lists questions that need no SPARQL; ask one by its name",
        )
    if "Prefix not found" in expected:
        prefix = re.search(r"[\w.\-]*:[\w.\-:%]*$", before)
        return (
            f"the prefix of {prefix[0]} is not declared" if prefix else "a prefix is not declared",
            f"known without declaration: {', '.join(prefixes())}; declare others with PREFIX",
        )
    if "a variable that is unbound" in expected:
        return (
            "SELECT names a variable that is neither grouped nor aggregated",
            "list it in GROUP BY, or wrap it, as in (MIN(?x) AS ?least)",
        )
    if unknown := misspelt(sparql):
        word, meant = unknown
        return f"{word} is no word of it", f"did you mean {meant}?" if meant else "names need a prefix, as in kg:Person"
    return (
        "it goes wrong here or before",
        "check the brackets, dots and quotes before the mark; `kg queries NAME` shows a query that works",
    )
