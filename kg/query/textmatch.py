"""Text search inside SPARQL: `?x kg:textMatch "词"`, put to the index before the query is evaluated.

`?x kg:textMatch "词"` binds the things whose name, and the reports whose text, has the words; `(?x ?snippet ?score)
kg:textMatch ("词" 20)` gives where it stands and how well it fits too, for the best 20. What the words mean is as in
`kg.search.Index.search`. Such a pattern becomes a block of VALUES, so no literal is scanned; only what the graphs in
question speak of is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError
from kg.query.tokens import Token, tokens
from kg.vocab import ONTOLOGY, prefixes

if TYPE_CHECKING:
    from kg.search import Index

TERM = ONTOLOGY + "textMatch"
#: Results of a pattern that sets no number.
DEFAULT_LIMIT = 10_000
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_ELEMENTS = frozenset({"FILTER", "BIND", "OPTIONAL", "GRAPH", "MINUS", "VALUES", "SERVICE", "UNION"})
_MODIFIERS = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"})
_PATH = frozenset("/|^*+!")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_HINT = 'write it as ?x kg:textMatch "词", or (?x ?snippet ?score) kg:textMatch ("词" 20)'


@dataclass(frozen=True, slots=True)
class _Search:
    """What one pattern asks for: variables (or one term), words, and how many results."""

    subject: tuple[Token, ...]
    words: str
    limit: int


def expand_search(sparql: str, store: Any) -> str:
    """The query with each pattern of kg:textMatch put to the index of the store and its results in place of it.

    Raises QueryError where the words are no text, or the pattern stands where it means nothing, or the store has no
    index (a remote one).
    """
    reader = _Reader(sparql)
    edits = list(reader.edits())
    if not edits:
        return sparql
    if not hasattr(store, "match"):
        raise QueryError(
            "kg:textMatch needs the text index, which stands beside a local store",
            hint="use FILTER(CONTAINS(?label, …)) with this endpoint, or ask the local store",
        )
    from kg.search import index_of

    with closing(index_of(store)) as index:
        for start, end, parts in reversed(edits):
            text = " ".join(part if isinstance(part, str) else _values(part, index, store.base) for part in parts)
            sparql = sparql[:start] + text + sparql[end:]
    return sparql


def _values(search: _Search, index: Index, base: str) -> str:
    """The results of one pattern as a group of its own."""
    import pyoxigraph as ox

    first = search.subject[0]
    if len(search.subject) == 1:
        found = [str(ox.NamedNode(iri)) for iri in index.things(search.words, search.limit)]
        if first.kind != "variable":
            return f"FILTER({first.text} IN ({', '.join(found)}))"
        rows = [f"({iri})" for iri in found]
    else:
        rows = [
            f"({ox.NamedNode(hit.iri)} {ox.Literal(hit.snippet)}"
            + (f" {hit.score:.6f})" if len(search.subject) > 2 else ")")
            for hit in index.search(search.words, limit=search.limit)
        ]
    variables = [f"?{token.text[1:]}" for token in search.subject]
    block = " ".join(dict.fromkeys(rows))
    known = f"FILTER EXISTS {{ {variables[0]} ?_kg_p ?_kg_o }}"
    return f"{{ VALUES ({' '.join(variables)}) {{ {block} }} {known} }}"


class _Reader:
    """Finds the patterns of kg:textMatch in a query, by the grammar of groups (SPARQL 1.1, section 19.8)."""

    def __init__(self, sparql: str) -> None:
        self._sparql = sparql
        self._tokens = [*tokens(sparql), Token("mark", "", len(sparql), 0)]
        self._at = 0
        self._names = {TERM, *self._prefixed()}
        self._uses = sum(map(self._is_term, self._tokens))

    def _prefixed(self) -> Iterator[str]:
        """kg:textMatch under the prefixes of this query."""
        known = prefixes()
        for word, name, iri in zip(self._tokens, self._tokens[1:], self._tokens[2:], strict=False):
            if word.keyword == "PREFIX" and name.kind == "name":
                known[name.text.removesuffix(":")] = iri.text[1:-1]
        return (f"{prefix}:{TERM[len(space) :]}" for prefix, space in known.items() if TERM.startswith(space) and space)

    def _is_term(self, token: Token) -> bool:
        return token.text in self._names if token.kind == "name" else token.text == f"<{TERM}>"

    def edits(self) -> Iterator[tuple[int, int, list[str | _Search]]]:
        """Start, end, and what stands there instead, in order."""
        if not self._uses:
            return
        while self._now.text or self._at < len(self._tokens) - 1:
            if self._now.keyword == "CONSTRUCT" and self._next.text == "{":
                self._at += 1
                self._skip()
            elif self._now.keyword == "CONSTRUCT" and self._next.keyword in ("WHERE", "FROM"):
                raise QueryError(
                    "kg:textMatch cannot stand in CONSTRUCT WHERE, whose pattern is the graph that it makes",
                    hint="write the graph apart: CONSTRUCT { … } WHERE { … }",
                )
            elif self._now.text == "{":
                yield from self._group()
            else:
                self._at += 1

    @property
    def _now(self) -> Token:
        return self._tokens[min(self._at, len(self._tokens) - 1)]  # a text that breaks off is read past its end

    @property
    def _next(self) -> Token:
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    @property
    def _ended(self) -> bool:
        return self._at >= len(self._tokens) - 1

    def _skip(self) -> None:
        """Go past one term, or past all that a bracket encloses."""
        closing_ = _CLOSING.get(self._now.text)
        self._at += 1
        while closing_ and not self._ended and self._now.text != closing_:
            self._skip()
        if closing_ and not self._ended:
            self._at += 1

    def _group(self) -> Iterator[tuple[int, int, list[str | _Search]]]:
        """A group in braces; after it stands the token behind its closing brace."""
        self._at += 1
        while not self._ended and self._now.text != "}":
            word = self._now.keyword
            if self._now.text == "{":
                yield from self._group()
            elif word == "SERVICE":
                self._at += 1 + (self._next.keyword == "SILENT")
                self._skip()
                self._skip()
            elif word == "VALUES":
                self._at += 1
                self._skip()
                self._skip()
            elif word == "GRAPH":
                self._at += 2
            elif word in ("FILTER", "BIND"):
                self._at += 1
                while self._now.text not in ("(", "{", "}", ""):  # NOT EXISTS, or the name of a function
                    self._at += 1
                if self._now.text == "(":
                    yield from self._expression()
            elif word in ("SELECT", *_MODIFIERS):
                self._at += 1
                while not self._ended and self._now.text not in ("{", "}"):
                    if self._now.text == "(":
                        yield from self._expression()
                    else:
                        self._at += 1
            elif word in _ELEMENTS or word == "WHERE" or self._now.text in (".", ";"):
                self._at += 1
            else:
                yield from self._statement()
        self._at += not self._ended

    def _expression(self) -> Iterator[tuple[int, int, list[str | _Search]]]:
        """What stands in round brackets, in which there may be groups (EXISTS)."""
        self._at += 1
        while not self._ended and self._now.text != ")":
            if self._now.text == "(":
                yield from self._expression()
            elif self._now.text == "{":
                yield from self._group()
            else:
                self._at += 1
        self._at += not self._ended

    def _statement(self) -> Iterator[tuple[int, int, list[str | _Search]]]:
        """A subject with its predicates and objects, up to the dot."""
        first = self._at
        segments: list[list[Token]] = [[]]
        while not self._ended and self._now.text not in (".", "{", "}") and self._now.keyword not in _ELEMENTS:
            start = self._at
            self._skip()
            if self._tokens[start].text == ";":
                segments.append([])
            else:
                segments[-1] += self._tokens[start : self._at]
            if self._tokens[start].kind == "number" and self._tokens[start].text.endswith("."):
                break
        if self._at == first:  # what is no SPARQL is told by who parses it
            self._at += 1
            return
        if any(map(self._is_term, self._tokens[first : self._at])):
            yield from self._rewritten(segments)

    def _rewritten(self, segments: list[list[Token]]) -> Iterator[tuple[int, int, list[str | _Search]]]:
        size = _length(segments[0])
        subject, segments[0] = segments[0][:size], segments[0][size:]
        searches: list[_Search] = []
        kept: list[list[Token]] = []
        for segment in segments:
            if segment and self._is_term(segment[0]):
                searches += self._searches(subject, segment)
                continue
            self._check(segment)
            if segment:
                kept.append(segment)
        self._check(subject)
        if not searches:
            return
        parts: list[str | _Search] = list(searches)
        if kept:
            texts = [self._sparql[segment[0].start : segment[-1].end] for segment in kept]
            first = next(token for token in subject if token.text != "(")
            parts.append(f"{first.text} {' ; '.join(texts)}")
        yield subject[0].start, self._tokens[min(self._at, len(self._tokens)) - 1].end, parts

    def _check(self, segment: list[Token]) -> None:
        """An error where the term is part of a path, or a predicate in square brackets."""
        around = [Token("mark", "", 0, 0), *segment, Token("mark", "", 0, 0)]
        for before, token, after in zip(around, around[1:], around[2:], strict=False):
            follows = after.kind == "string" or after.text == "("
            if self._is_term(token) and (
                before.text in _PATH or after.text in _PATH or (follows and token != segment[0])
            ):
                raise QueryError("kg:textMatch cannot be part of a path or stand in brackets", hint=_HINT)

    def _searches(self, subject: list[Token], segment: list[Token]) -> Iterator[_Search]:
        terms = [token for token in subject if token.text not in "()"]
        variables = all(token.kind == "variable" for token in terms)
        single = len(subject) == 1 and subject[0].kind in ("iri", "name") and not subject[0].text.startswith("_:")
        if not (single or (variables and 1 <= len(terms) <= 3)):
            raise QueryError("what kg:textMatch finds must be a variable, or up to three in brackets", hint=_HINT)
        rest = segment[1:]
        if rest and rest[0].text in _PATH:
            raise QueryError("kg:textMatch cannot be part of a path or stand in brackets", hint=_HINT)
        while rest:
            size = _length(rest)
            given = [token for token in rest[:size] if token.kind != "language"]
            rest = rest[size:]
            if rest and rest[0].kind == "language":
                rest = rest[1:]
            yield self._search(tuple(terms), given)
            if rest and rest[0].text == ",":
                rest = rest[1:]
            elif rest:
                raise QueryError("kg:textMatch is followed by something that is no text", hint=_HINT)
        if len(segment) == 1:
            raise QueryError("kg:textMatch needs the words to look for", hint=_HINT)

    def _search(self, subject: tuple[Token, ...], given: list[Token]) -> _Search:
        inside = given[1:-1] if given and given[0].text == "(" else given
        if inside and inside[0].kind == "variable":
            raise QueryError(
                f"kg:textMatch needs its words as text in quotes, not the variable {inside[0].text}: the index is asked"
                " before the query runs",
                hint=_HINT,
            )
        numbers = [token.text for token in inside[1:]]
        if not inside or inside[0].kind != "string" or len(numbers) > 1 or not all(map(str.isdecimal, numbers)):
            raise QueryError("kg:textMatch needs words in quotes, and at most a whole number after them", hint=_HINT)
        return _Search(subject, _unquoted(inside[0].text), int(numbers[0]) if numbers else DEFAULT_LIMIT)


def _length(rest: list[Token]) -> int:
    """How many tokens the first term takes, with all that its bracket encloses."""
    open_ = rest[0].text if rest else ""
    if open_ not in ("(", "["):
        return min(1, len(rest))
    depth = 0
    for at, token in enumerate(rest, 1):
        depth += (token.text == open_) - (token.text == _CLOSING[open_])
        if depth == 0:
            return at
    return len(rest)


def _unquoted(literal: str) -> str:
    """The text of a literal (SPARQL 1.1, sections 19.2 and 19.7)."""
    size = 3 if literal[:3] in ('"""', "'''") and len(literal) >= 6 else 1

    def character(found: re.Match[str]) -> str:
        if code := found[1] or found[2]:
            return chr(int(code, 16)) if int(code, 16) < 0x110000 else "\ufffd"
        return _ESCAPES.get(found[3], found[3])

    return _ESCAPE.sub(character, literal[size:-size])
