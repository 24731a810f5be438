"""What an update can write to, told from its text (SPARQL 1.1 Update, section 3).

Oxigraph parses and applies; here the tokens are read, operation by operation, enough to tell the graphs that stand in
it by name. Where a graph is a variable, or where the tokens may not be what a parser sees, it cannot be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from kg.query.tokens import Token, is_ambiguous, tokens

_ONE_GRAPH = frozenset({"CLEAR", "DROP", "CREATE"})
_TWO_GRAPHS = frozenset({"ADD", "MOVE", "COPY"})
_TEMPLATES = frozenset({"INSERT", "DELETE"})

Resolve = Callable[[str], str]


class _Untold(Exception):
    """Where an update writes cannot be told from its text."""


@dataclass(frozen=True, slots=True)
class Targets:
    """The graphs (IRIs) that an update can write to, and whether the default graph or every named graph is among them.

    `is_told` is False where nothing can be told: then any graph may be written to.
    """

    graphs: frozenset[str] = frozenset()
    default: bool = False
    all_named: bool = False
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """One of the operations of an update, which stand apart by `;`, with the BASE and PREFIX lines before it."""

    prologue: str
    tokens: tuple[Token, ...]

    @property
    def verb(self) -> str:
        """The first keyword: INSERT, DELETE, WITH, LOAD, CLEAR, …"""
        return self.tokens[0].keyword if self.tokens else ""

    def at(self, i: int) -> Token:
        """The token at a position; an empty one behind the end."""
        return self.tokens[i] if 0 <= i < len(self.tokens) else Token("mark", "", 0, 0)


def operations(sparql: str, cut: list[Token] | None = None) -> list[Operation]:
    """The operations of an update, in their order; `cut` are its tokens, where they are at hand."""
    found: list[Operation] = []
    prologue: list[str] = []
    pending: list[Token] = []
    for token in [*(tokens(sparql) if cut is None else cut), Token("mark", ";", len(sparql), 0)]:
        if token.depth > 0 or token.text != ";":
            pending.append(token)
            continue
        while pending and pending[0].keyword in ("BASE", "PREFIX", "VERSION"):
            length = 3 if pending[0].keyword == "PREFIX" else 2
            prologue.append(" ".join(t.text for t in pending[:length]))
            pending = pending[length:]
        if pending:
            found.append(Operation("\n".join(prologue), tuple(pending)))
        pending = []
    return found


def targets(sparql: str, prefixes: Mapping[str, str], base_iri: str | None = None) -> Targets:
    """What the update can write to; `prefixes` are those known without declaration."""
    cut = list(tokens(sparql))
    if is_ambiguous(cut, prefixes):
        return Targets(is_told=False)
    graphs: set[str] = set()
    default = all_named = False
    try:
        for operation in operations(sparql, cut):
            for name in _written(operation, resolver(operation, prefixes, base_iri)):
                default |= name in ("DEFAULT", "ALL")
                all_named |= name in ("NAMED", "ALL")
                if name not in ("DEFAULT", "NAMED", "ALL"):
                    graphs.add(name)
    except _Untold:
        return Targets(is_told=False)
    return Targets(frozenset(graphs), default, all_named)


def resolver(operation: Operation, prefixes: Mapping[str, str], base_iri: str | None) -> Resolve:
    """From an IRI or prefixed name as it stands in an operation to the IRI; the engine itself makes it whole."""
    import pyoxigraph as ox

    def resolve(text: str) -> str:
        try:
            query = f"{operation.prologue}\nSELECT ({text} AS ?iri) {{}}"
            (solution,) = ox.Store().query(query, prefixes=dict(prefixes), base_iri=base_iri)  # type: ignore[misc]
            return str(solution["iri"].value)
        except (SyntaxError, ValueError, KeyError) as error:
            raise _Untold from error

    return resolve


def loaded(sparql: str, prefixes: Mapping[str, str], base_iri: str | None = None) -> Iterator[str]:
    """The IRIs that LOAD fetches; "" where one cannot be told, or where the tokens may not be what a parser sees."""
    if "load" not in sparql.lower():
        return
    if is_ambiguous(list(tokens(sparql)), prefixes):
        yield ""
    for operation in operations(sparql):
        if operation.verb == "LOAD":
            source = operation.at(2 if operation.at(1).keyword == "SILENT" else 1)
            yield resolve_or_nothing(operation, source, prefixes, base_iri)
        elif any("load" in t.text.lower() and t.kind in ("word", "mark") for t in operation.tokens):
            yield ""


def resolve_or_nothing(
    operation: Operation, token: Token, prefixes: Mapping[str, str], base_iri: str | None = None
) -> str:
    """The IRI that a token of an operation names; "" where it names none, as a variable does."""
    try:
        return _graph(token, resolver(operation, prefixes, base_iri))
    except _Untold:
        return ""


def _graph(token: Token, resolve: Resolve) -> str:
    """The IRI that a token names; raises where it names none, as a variable does."""
    if token.kind not in ("iri", "name"):
        raise _Untold
    return resolve(token.text)


def _written(operation: Operation, resolve: Resolve) -> Iterator[str]:
    """The IRIs of the graphs that an operation can write to; DEFAULT, NAMED or ALL where it can write to these."""
    i = 2 if operation.at(1).keyword == "SILENT" else 1
    if operation.verb in _ONE_GRAPH:
        yield _one(operation, i, resolve)
    elif operation.verb in _TWO_GRAPHS:
        to = next((n for n, token in enumerate(operation.tokens) if token.keyword == "TO"), 0)
        if not to:
            raise _Untold
        yield _one(operation, to + 1, resolve)
        if operation.verb == "MOVE":
            yield _one(operation, i, resolve)
    elif operation.verb == "LOAD":
        into = operation.at(i + 1).keyword == "INTO"
        yield _one(operation, i + 2, resolve) if into else "DEFAULT"
    elif operation.verb in _TEMPLATES or operation.verb == "WITH":
        yield from _templates(operation, resolve)
    else:
        raise _Untold


def _one(operation: Operation, i: int, resolve: Resolve) -> str:
    """What is written to by `GRAPH <g>`, `<g>`, DEFAULT, NAMED or ALL at a position."""
    token = operation.at(i)
    if token.keyword in ("DEFAULT", "NAMED", "ALL"):
        return token.keyword
    return _graph(operation.at(i + 1) if token.keyword == "GRAPH" else token, resolve)


def _templates(operation: Operation, resolve: Resolve) -> Iterator[str]:
    """Where INSERT and DELETE write: the graphs of their templates, and of WITH or the default one for what is in none."""
    bare = _graph(operation.at(1), resolve) if operation.verb == "WITH" else "DEFAULT"
    in_template = False
    where_is_template = False  # of DELETE WHERE
    for i, token in enumerate(operation.tokens):
        if token.depth == 0 and token.keyword in _TEMPLATES:
            in_template = True
            where_is_template = operation.at(i + 1).keyword == "WHERE"
        elif token.depth == 0 and token.keyword in ("WHERE", "USING"):
            in_template = where_is_template
        elif in_template and token.depth == 1 and token.keyword == "GRAPH":
            yield _graph(operation.at(i + 1), resolve)
    if _has_bare_triples(operation):
        yield bare


def _has_bare_triples(operation: Operation) -> bool:
    """Whether a template holds triples outside GRAPH: anything but `GRAPH name {` and dots at its own depth."""
    in_template, where_is_template = False, False
    for before, token in pairwise([Token("mark", "", 0, 0), *operation.tokens]):
        if token.depth == 0 and token.keyword in _TEMPLATES:
            in_template, where_is_template = True, False
        elif token.depth == 0 and token.keyword == "WHERE":
            where_is_template = before.keyword == "DELETE"
            in_template = where_is_template
        elif token.depth == 0 and token.keyword == "USING":
            in_template = False
        elif in_template and token.depth == 1 and not _names_graph(before, token):
            return True
    return False


def _names_graph(before: Token, token: Token) -> bool:
    return token.text in ("{", "}", ".") or "GRAPH" in (token.keyword, before.keyword)
