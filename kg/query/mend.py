"""Queries that Oxigraph 0.5 answers otherwise than SPARQL says, and that other words for the same set right.

Only what a rewriting mends exactly, for any query, stands here; the rest is listed, each with its reason, in
docs/reference/conformance.md.
"""

from __future__ import annotations

import re
from itertools import pairwise

from kg.query.tokens import Token, is_ambiguous, tokens

_MAY_NEED = re.compile(r"group_concat|true|false", re.IGNORECASE)


def mended(sparql: str) -> str:
    """The query or update in words that the engine gets right; the same text where there is nothing to mend.

    - `TRUE` and `False` are keywords, whose case does not matter (section 19.8, note 1); the engine knows them in
      small letters only.
    - `GROUP_CONCAT` gives a plain string (section 18.5.1.7); the engine keeps a language tag that all values share
      (oxigraph#1717, not yet in a release).

    >>> mended("SELECT (GROUP_CONCAT(?name) AS ?names) (TRUE AS ?t) { ?x kg:name ?name }")
    'SELECT (STR(GROUP_CONCAT(?name)) AS ?names) (true AS ?t) { ?x kg:name ?name }'
    """
    if not _MAY_NEED.search(sparql):
        return sparql
    found = list(tokens(sparql))
    if is_ambiguous(found):  # what looks like a word may stand in a string
        return sparql
    edits: list[tuple[int, int, str]] = []
    for i, token in enumerate(found):
        if token.keyword in ("TRUE", "FALSE"):
            edits.append((token.start, token.end, token.text.lower()))
        elif token.keyword == "GROUP_CONCAT" and (end := _closing(found, i + 1)):
            edits += [(token.start, token.start, "STR("), (end, end, ")")]
    for start, end, text in sorted(edits, reverse=True):
        sparql = sparql[:start] + text + sparql[end:]
    return sparql


def _closing(found: list[Token], i: int) -> int | None:
    """The position behind the bracket that closes the one at i; None where there is no such pair."""
    depth = 0
    for token in found[i:]:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            return token.end if token.text == ")" else None
    return None


def hoisted(sparql: str) -> str:
    """The update with the prefixes that are declared after a `;` declared before its first operation.

    SPARQL takes PREFIX and BASE before each operation of a sequence (section 19.8, rule 29), the engine at the beginning
    only. The text stays as it is where that would change what a name means: a prefix that is used, or declared
    otherwise, further up, and BASE. Lines keep their numbers.

    >>> hoisted("CLEAR GRAPH <x:g> ; PREFIX x: <x:> INSERT DATA { x:a x:b x:c }")
    'PREFIX x: <x:> CLEAR GRAPH <x:g> ;  INSERT DATA { x:a x:b x:c }'
    """
    found = list(tokens(sparql))
    if not any(before.text == ";" and token.keyword == "PREFIX" for before, token in pairwise(found)):
        return sparql
    declared: dict[str, str] = {}
    used: set[str] = set()
    first, moved = len(sparql), []
    in_prologue, i = True, 0
    while i < len(found):
        token, rest = found[i], found[i + 1 : i + 3]
        if in_prologue and token.keyword == "PREFIX" and len(rest) == 2:
            name, iri = rest[0].text, rest[1].text
            if first < len(sparql):
                if declared.get(name, iri) != iri or (name in used and name not in declared):
                    return sparql
                moved.append((token.start, rest[1].end))
            declared[name] = iri
            i += 3
        elif in_prologue and token.keyword in ("BASE", "VERSION") and first == len(sparql):
            i += 2
        elif in_prologue and token.keyword == "BASE":
            return sparql
        else:
            first = min(first, token.start)
            in_prologue = token.text == ";" and token.depth == 0
            if token.kind == "name":
                used.add(token.text.partition(":")[0] + ":")
            i += 1
    clauses = " ".join(" ".join(sparql[start:end].split()) for start, end in moved)
    for start, end in reversed(moved):
        sparql = sparql[:start] + "\n" * sparql.count("\n", start, end) + sparql[end:]
    return f"{sparql[:first]}{clauses} {sparql[first:]}"
