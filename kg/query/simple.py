"""Queries that cannot take long before their first result and between any two: one triple pattern, read as it stands."""

from __future__ import annotations

import re
from itertools import combinations

_VARIABLE = r"[?$]\w+"
_IRI = r"<[^<>\"{}|^`\\\s]*>"
_NAME = r"[A-Za-z][\w\-]*:[\w\-%]+"
_TEXT = r"\"[^\"\\\n\r]*\"(?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*)?"
_SUBJECT = rf"(?:{_VARIABLE}|{_IRI}|{_NAME})"
_PREDICATE = rf"(?:{_VARIABLE}|{_IRI}|{_NAME}|a(?=\s))"
_OBJECT = rf"(?:{_VARIABLE}|{_IRI}|{_NAME}|{_TEXT})"
_PATTERN = rf"({_SUBJECT})\s+({_PREDICATE})\s+({_OBJECT})\s*\.?"
_GRAPH = rf"GRAPH\s+({_VARIABLE}|{_IRI}|{_NAME})\s*"
_QUERY = re.compile(
    rf"\s*SELECT\s+(?:\*|{_VARIABLE}(?:\s+{_VARIABLE})*)\s*(?:WHERE\s*)?"
    rf"\{{\s*(?:{_GRAPH}\{{\s*{_PATTERN}\s*\}}|{_PATTERN})\s*\}}\s*(?:LIMIT\s+\d+\s*)?",
    re.IGNORECASE | re.ASCII,
)


def prefixes_of(sparql: str) -> set[str]:
    """The prefixes of the names in a query that `streams`."""
    found = _QUERY.fullmatch(sparql)
    terms = found.groups() if found else ()
    return {term.partition(":")[0] for term in terms if term and term[0] not in '?$<"' and ":" in term}


def streams(sparql: str) -> bool:
    """Whether the query is one triple pattern, perhaps in a GRAPH, whose matches are its solutions.

    Errs on the side of no: such a query is answered from one range of one index, so that whoever reads the solutions
    can stop at any moment. A variable that occurs twice would be a filter, and is none of these.

    >>> streams("SELECT ?p ?o WHERE { GRAPH ?g { <http://e/x> ?p ?o } }")
    True
    >>> streams("SELECT DISTINCT ?p { ?s ?p ?o }")
    False
    """
    found = _QUERY.fullmatch(sparql)
    if found is None or "textMatch" in sparql:  # which is rewritten to something else
        return False
    variables = [term[1:] for term in found.groups() if term and term[0] in "?$"]
    return all(first != second for first, second in combinations(variables, 2))
