"""Running SPARQL: queries only, on this machine only unless allowed, with errors that show the place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError, QuerySyntaxError, UpdateForbidden
from kg.query.dataset import Dataset
from kg.query.named import named_query
from kg.query.results import Boolean, Graph, Queryable, Result, Solutions
from kg.query.star import star, visible
from kg.query.table import text_width
from kg.query.tokens import form, has_dataset, limited, misspelt
from kg.vocab import prefixes

if TYPE_CHECKING:
    from kg.query.outside import Allowed

_EVERYTHING = Dataset()
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def run_named(
    store: Queryable,
    name: str,
    parameters: Mapping[str, str] | None = None,
    *,
    limit: int | None = None,
    evidence: bool = False,
) -> Result:
    """The answer to a named query, given by name or title, with values for its parameters.

    `evidence` adds quotes and reports, see `kg.query.evidence`; the limit is that of rows before them.

    Raises UnknownQuery, MissingParameter, UnknownName (nothing bears the name given) or QueryError (a value that is
    not of the parameter's type).
    """
    query = named_query(name)
    sparql = query.bind(store, parameters or {})
    result = run(store, sparql, limit=limit)
    if isinstance(result, Solutions):
        result = replace(result, columns={column.name: column for column in query.columns})
    return _proved(store, result, sparql) if evidence else result


def _proved(store: Queryable, result: Result, sparql: str) -> Result:
    from kg.query.evidence import with_evidence

    return with_evidence(store, result, sparql)


def run(
    store: Queryable,
    sparql: str,
    *,
    limit: int | None = None,
    allow_service: Allowed = False,
    dataset: Dataset = _EVERYTHING,
    base_iri: str | None = None,
    evidence: bool = False,
) -> Result:
    """The answer to a SPARQL 1.1 query over all reports; our prefixes need no declaration.

    `limit` is the largest number of solutions or triples. SERVICE is refused unless `allow_service`, which may be a
    list of hosts: it sends parts of the query, and of the graph, to another machine. `dataset` narrows what is asked
    and wins over FROM clauses; relative IRIs are resolved against `base_iri`. The variables of `SELECT *` come in the
    order of the query. Raises QuerySyntaxError, UpdateForbidden, ServiceForbidden, or QueryError.
    """
    if not dataset and dataset.union and has_dataset(sparql):
        dataset = replace(dataset, union=False)  # Oxigraph would let the union win over FROM
    if form(sparql) == "UPDATE":
        raise UpdateForbidden("this is an update, and only queries are allowed here", hint=_HINT_FORMS)
    if "service" in sparql.lower():
        from kg.query.outside import require_services

        require_services(sparql, prefixes(store.base), allow_service, base_iri)
    order = visible(sparql)
    asked = _ordered(sparql, order, store.base, base_iri) if order and not allow_service else sparql
    try:
        raw = store.query(asked if limit is None else limited(asked, limit), dataset=dataset, base_iri=base_iri)
    except SyntaxError as error:
        raise syntax_error(sparql, str(error)) from None
    except (RuntimeError, ConnectionError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error
    result = _result(raw, order, store.base)
    if allow_service and not isinstance(result, Boolean) and "service" in sparql.lower():
        result = replace(result, raw=_serviced(result))  # type: ignore[arg-type]
    return _proved(store, result, sparql) if evidence else result


def _serviced(result: Solutions | Graph) -> Iterator[Any]:
    """What a result holds; where another machine does not answer, that is no error of this one's files."""
    try:
        yield from result
    except OSError as error:
        raise QueryError(
            f"a SERVICE cannot be asked: {error}",
            hint="check its address, or write SERVICE SILENT to go on without it",
        ) from error


def _ordered(sparql: str, order: tuple[str, ...], base: str, base_iri: str | None) -> str:
    """The query with the variables of its `SELECT *` written out, in that order; as it is where in doubt.

    So the engine itself writes them in that order, which is faster than doing so here.
    """
    import pyoxigraph as ox

    try:
        known: Any = ox.Store().query(sparql, prefixes=prefixes(base), base_iri=base_iri)
    except (SyntaxError, RuntimeError):
        return sparql
    all_of_it = star(sparql)
    if all_of_it is None or {variable.value for variable in known.variables} != set(order):
        return sparql
    listed = " ".join(f"?{name}" for name in order)
    return f"{sparql[: all_of_it.start]} {listed} {sparql[all_of_it.end :]}"


def _result(raw: Any, order: tuple[str, ...], base: str) -> Result:
    """The engine's answer in our terms, the variables in this order where they are these."""
    import pyoxigraph as ox

    if not hasattr(raw, "variables"):
        return Boolean(raw) if isinstance(raw, ox.QueryBoolean) else Graph(raw, base)
    found = tuple(variable.value for variable in raw.variables)
    wanted = tuple(name for name in order if name in found)
    wanted += tuple(name for name in found if name not in wanted)
    if wanted == found:
        return Solutions(found, raw, base=base)
    at = [found.index(name) for name in wanted]
    return Solutions(wanted, (tuple(solution[i] for i in at) for solution in raw), base=base)


_HINT_FORMS = "begin with SELECT, ASK, CONSTRUCT or DESCRIBE"


def syntax_error(sparql: str, message: str, what: str = "query") -> QuerySyntaxError:
    """The error for what Oxigraph says of a query or update, with the line and a caret under the column.

    The place is the furthest that Oxigraph got, which may be some words behind the fault.
    """
    found = _PLACE.match(message)
    if not found:
        return QuerySyntaxError(f"the {what} is not SPARQL: {message}", hint=_HINT_FORMS)
    line, column = int(found[1]), int(found[2])
    lines = sparql.splitlines()
    text = lines[line - 1] if line <= len(lines) else ""
    caret = " " * text_width(text[: column - 1]) + "^"
    reason, hint = _reason(sparql, found[3], text[: column - 1], what)
    return QuerySyntaxError(
        f"the {what} is not SPARQL: {reason} (line {line}, column {column})\n  {text}\n  {caret}",
        line=line,
        column=column,
        hint=hint,
    )


def _reason(sparql: str, expected: str, before: str, what: str) -> tuple[str, str]:
    """What is wrong, and a hint; what Oxigraph expected is a list of all that it tried, of use in few cases only."""
    if not form(sparql) and what == "update":
        return "it has no INSERT, DELETE, LOAD, CLEAR, DROP, CREATE, ADD, MOVE or COPY", "ask queries with `kg query`"
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
