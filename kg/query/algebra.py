"""A query as the algebra of SPARQL 1.1 (section 18), by rdflib, which is loaded only when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.errors import QueryError
from kg.query.tokens import form
from kg.vocab import prefixes


def translate(sparql: str, base: str) -> Any:
    """rdflib's algebra of a query, a tree of CompValues; QueryError where rdflib does not parse what Oxigraph does."""
    import logging

    logging.getLogger("rdflib").setLevel(logging.ERROR)  # it warns of literals on stderr
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        return translateQuery(parseQuery(sparql), initNs=prefixes(base)).algebra
    except Exception as error:
        # It raises what it likes: pyparsing's errors, SPARQLError, RecursionError, AttributeError.
        raise QueryError(
            f"rdflib does not understand this {form(sparql) or 'query'}, which Oxigraph may: {_first_line(error)}",
            hint="SPARQL 1.2, and some forms that are allowed but rare, are known to Oxigraph only",
        ) from None


def patterns(node: Any) -> Iterator[tuple[Any, Any, Any]]:
    """The triple patterns whose solutions reach the answer, in the order of the query: none of MINUS and of filters."""
    name = getattr(node, "name", "")
    if name == "BGP":
        yield from node["triples"]
    elif name == "Minus":
        yield from patterns(node["p1"])
    elif name:
        for key in ("p", "p1", "p2"):
            if key in node:
                yield from patterns(node[key])


def aliases(node: Any) -> dict[str, str]:
    """The variables that are another one under a second name, `(?x AS ?y)`, as y to x."""
    from rdflib.term import Variable

    found: dict[str, str] = {}
    while getattr(node, "name", ""):
        if node.name == "Extend" and isinstance(node["expr"], Variable):
            found[str(node["var"])] = str(node["expr"])
        node = node.get("p")
    return found


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
