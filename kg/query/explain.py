"""What a query does, without running it: its text, its algebra, and how much each of its patterns matches alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.errors import QueryError
from kg.query.algebra import patterns, translate
from kg.query.results import Queryable
from kg.query.table import table
from kg.vocab import compact, prefixes

#: The words of the algebra (SPARQL 1.1, section 18.2) for what rdflib calls otherwise.
_NAMES = {
    "AggregateJoin": "Aggregation",
    "ToMultiSet": "ToMultiSet",
    "values": "Values",
    "ServiceGraphPattern": "Service",
}
_HIDDEN = frozenset({"_vars", "lazy", "datasetClause", "part", "service_string"})


def explain(store: Queryable, sparql: str) -> Iterator[str]:
    """Lines about a query, with parameters in place: the text as it is sent, the algebra as a tree, and its patterns.

    Each triple pattern stands with the number of solutions that it has by itself in this store: the largest is the
    expensive one, unless another makes it small first. Where rdflib, which translates, does not know what Oxigraph
    does, a sentence says so in place of the rest.
    """
    yield "# Query"
    yield from _declared(sparql, store.base)
    yield ""
    try:
        algebra = translate(sparql, store.base)
    except QueryError as error:
        yield f"# No algebra: {error}"
        return
    yield "# Algebra (SPARQL 1.1, section 18)"
    yield from _tree(algebra, store.base)
    triples = list(dict.fromkeys(patterns(algebra)))
    if not triples:
        return
    yield ""
    yield "# Triple patterns, with what each matches alone"
    rows = []
    for triple in triples:
        text = " ".join(_term(term, store.base) for term in triple)
        rows.append((_count(store, triple), text))
    largest = max((count for count, _ in rows if count is not None), default=None)
    shown = (
        (text, "?" if count is None else f"{count:,}", "← the most" if count == largest and len(rows) > 1 else "")
        for count, text in rows
    )
    yield from table(("pattern", "matches", ""), shown, numeric=(1,))


def _declared(sparql: str, base: str) -> Iterator[str]:
    """The query with the prefixes that it uses and does not declare."""
    used = {p: space for p, space in prefixes(base).items() if f"{p}:" in sparql and f"PREFIX {p}:" not in sparql}
    yield from (f"PREFIX {prefix}: <{space}>" for prefix, space in used.items())
    yield from sparql.strip().splitlines()


def _count(store: Queryable, triple: tuple[Any, Any, Any]) -> int | None:
    """How many solutions a pattern has in the union of all graphs; None where it cannot be counted."""
    text = " ".join(_sparql(term) for term in triple)
    try:
        (solution,) = store.query(f"SELECT (COUNT(*) AS ?n) {{ {text} }}")
        return int(solution["n"].value)
    except (SyntaxError, RuntimeError, ValueError):
        return None


def _sparql(term: Any) -> str:
    """A term or path of rdflib as SPARQL; a blank node stands for anything, as a variable does."""
    from rdflib.term import BNode

    return f"?_{term}" if isinstance(term, BNode) else str(term.n3())


def _tree(node: Any, base: str, depth: int = 0) -> Iterator[str]:
    """The lines of an expression and of what is in it."""
    indent = "  " * depth
    name = _NAMES.get(node.name, node.name)
    if node.name == "BGP":
        yield f"{indent}BGP"
        yield from (f"{indent}  {' '.join(_term(term, base) for term in triple)}" for triple in node["triples"])
        return
    details = "".join(
        f" {key}={_value(node[key], base)}"
        for key in node
        if key not in _HIDDEN and not _is_pattern(node[key]) and node[key] is not None and depth > 0
    )
    yield f"{indent}{name}{details}"
    for key in ("p", "p1", "p2", "graph"):
        if key in node and _is_pattern(node[key]):
            yield from _tree(node[key], base, depth + 1)


def _is_pattern(value: Any) -> bool:
    """Whether a value is a pattern, and no expression or list."""
    name = getattr(value, "name", "")
    return (
        bool(name) and not name.endswith("Expression") and not name.startswith(("Builtin_", "Aggregate_", "Function"))
    )


def _value(value: Any, base: str) -> str:
    """An expression, a list or a term on one line."""
    if isinstance(value, list | tuple | set | frozenset):
        return f"[{', '.join(_value(item, base) for item in value)}]"
    if isinstance(value, dict) and not getattr(value, "name", ""):
        return "{" + ", ".join(f"{_value(k, base)}: {_value(v, base)}" for k, v in value.items()) + "}"
    name = getattr(value, "name", "")
    if name == "GroupGraphPatternSub":  # of EXISTS, which rdflib leaves as it is
        return "{…}"
    if name:
        inner = ", ".join(
            _value(value[key], base)
            for key in value
            if key not in _HIDDEN and value[key] is not None and value[key] != []
        )
        return f"{name.removeprefix('Builtin_').removesuffix('Expression')}({inner})"
    return _term(value, base)


def _term(term: Any, base: str) -> str:
    """A term or path as short as it can be written."""
    from rdflib.term import BNode, URIRef

    if isinstance(term, BNode):
        return "[]"
    if isinstance(term, URIRef):
        short = compact(str(term), base)
        return short if short != str(term) else f"<{term}>"
    try:
        text = str(term.n3())
    except AttributeError:
        return str(term)
    spaces = sorted(prefixes(base).items(), key=lambda pair: -len(pair[1]))
    for prefix, space in spaces:
        text = _shorten(text, prefix, space)
    return text


def _shorten(text: str, prefix: str, space: str) -> str:
    return re.sub(rf"<{re.escape(space)}([^>/#]*)>", rf"{prefix}:\1", text)
