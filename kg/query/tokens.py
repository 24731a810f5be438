"""What can be said of a SPARQL text without parsing it: its form, whether it calls out, and where values go in.

Oxigraph parses; here the text is only cut into tokens (SPARQL 1.1, section 19.8), enough to tell a keyword from the
same letters in a string, an IRI, a name or a comment.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from kg.errors import QueryError

_PATTERNS = (
    ("comment", r"#[^\n\r]*"),
    ("string", r'"""(?:"{0,2}(?:\\.|[^"\\]))*"""|' r"'''(?:'{0,2}(?:\\.|[^'\\]))*'''"),
    ("string", r'"(?:\\.|[^"\\\n\r])*"|' r"'(?:\\.|[^'\\\n\r])*'"),
    ("iri", r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"),
    ("variable", r"[?$]\w+"),
    ("language", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
    ("name", r"(?:[^\W\d_][\w.\-]*|_)?:(?:(?:[\w:%]|\\.)(?:(?:[\w.\-:%]|\\.)*(?:[\w\-:%]|\\.))?)?"),
    ("word", r"[A-Za-z_][A-Za-z0-9_]*"),
    ("number", r"\d[\d.]*(?:[eE][+-]?\d+)?"),
    ("mark", r"\S"),
)
_TOKEN = re.compile("|".join(f"(?P<{name}{i}>{pattern})" for i, (name, pattern) in enumerate(_PATTERNS)), re.DOTALL)
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_QUERIES = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
#: The words of SPARQL 1.1 (sections 17.4 and 19.8).
_VOCABULARY = """
    a abs add all as asc ask avg base bind bnode bound by ceil clear coalesce concat construct contains copy count
    create data datatype day default delete desc describe distinct drop encode_for_uri exists false filter floor from
    graph group group_concat having hours if in insert into iri isblank isiri isliteral isnumeric isuri lang
    langmatches lcase limit load max md5 min minus minutes month move named not now offset optional order prefix rand
    reduced regex replace round sameterm sample seconds select separator service sha1 sha256 sha384 sha512 silent str
    strafter strbefore strdt strends strlang strlen strstarts struuid substr sum timezone to true tz ucase undef union
    uri using uuid values where with year
"""
_WORDS = frozenset(_VOCABULARY.split())


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: what it is, its text, where it starts, and how deep in braces it stands."""

    kind: str
    text: str
    start: int
    depth: int

    @property
    def end(self) -> int:
        """The position after the last character."""
        return self.start + len(self.text)

    @property
    def keyword(self) -> str:
        """The word in capitals, or "" where the token is no word."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(sparql: str) -> Iterator[Token]:
    """The tokens of a query or update, without comments; an opening brace has the depth of what it encloses."""
    depth = 0
    for match in _TOKEN.finditer(sparql):
        kind, text = (match.lastgroup or "").rstrip("0123456789"), match.group()
        if kind == "comment":
            continue
        depth += text == "{"
        yield Token(kind, text, match.start(), depth)
        depth -= text == "}"


def form(sparql: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; UPDATE for an update; "" where the text is neither."""
    for token in tokens(sparql):
        if token.keyword in _QUERIES:
            return token.keyword
        if token.keyword in _UPDATES:
            return "UPDATE"
    return ""


def has_dataset(sparql: str) -> bool:
    """Whether the query names its graphs itself, with FROM or FROM NAMED."""
    return "from" in sparql.lower() and any(t.keyword == "FROM" and t.depth == 0 for t in tokens(sparql))


def misspelt(sparql: str) -> tuple[str, str] | None:
    """The first word that SPARQL does not have, and the one that was meant or ""; None if there is no such word."""
    for token in tokens(sparql):
        if token.kind == "word" and token.text.lower() not in _WORDS:
            near = difflib.get_close_matches(token.text.lower(), sorted(_WORDS), 1)
            return token.text, near[0].upper() if near else ""
    return None


def calls_out(sparql: str, prefixes: Iterable[str] = ()) -> bool:
    """Whether the query may use SERVICE, which sends data to another machine.

    Errs on the side of yes. A tokenizer cannot tell the IRI in `?a <#b>` or `?a <'>` from a comparison followed by a
    comment or a string, so what looks like an IRI is believed only if it starts with a scheme that is no prefix of
    the query; one that does not, and holds such a character, makes the answer yes.
    """
    if "service" not in sparql.lower():
        return False
    found = list(tokens(sparql))
    known = _prefixes(found, prefixes)
    return is_ambiguous(found, prefixes) or any(
        "service" in token.text.lower() and not _harmless(token, known) for token in found
    )


def is_ambiguous(found: list[Token], prefixes: Iterable[str] = ()) -> bool:
    """Whether these tokens may not be what a parser sees; see `calls_out`."""
    known = _prefixes(found, prefixes)
    doubtful = (token.text for token in found if token.kind == "iri" and ("#" in token.text or "'" in token.text))
    schemes = (re.match(r"<([A-Za-z][A-Za-z0-9+.\-]*):", text) for text in doubtful)
    return any(scheme is None or scheme[1] in known for scheme in schemes)


def _prefixes(found: list[Token], known: Iterable[str]) -> set[str]:
    return {"_", *known, *(t.text.partition(":")[0] for b, t in pairwise(found) if b.keyword == "PREFIX")}


def _harmless(token: Token, prefixes: set[str]) -> bool:
    if token.kind == "name":  # SERVICEex:endpoint needs no space between the two
        prefix = token.text.partition(":")[0]
        return prefix in prefixes and "service" not in prefix.lower()
    return token.kind in ("string", "iri", "variable", "language")


def limited(sparql: str, limit: int) -> str:
    """The query with at most `limit` results; a smaller limit of its own stays."""
    where = None
    found = [token for token in tokens(sparql) if token.depth == 0]
    for token, after in pairwise([*found, Token("mark", "", len(sparql), 0)]):
        if token.keyword == "LIMIT" and after.text.isdigit():
            return sparql[: after.start] + str(min(limit, int(after.text))) + sparql[after.end :]
        if token.keyword == "VALUES" and where is None:
            where = token.start
    if form(sparql) == "ASK":
        return sparql
    where = len(sparql) if where is None else where
    return f"{sparql[:where]}\nLIMIT {limit}\n{sparql[where:]}"


#: `?_name` is a parameter that is needed, `?__name` one that is not; an ending tells what stands in its place.
_PARAMETER = re.compile(r"\?__?([A-Za-z0-9]+)(?:_(?:iri|number))?")


def with_values(sparql: str, values: Mapping[str, tuple[str, ...] | None]) -> str:
    """The query with values for its parameters, which stand in it as `BIND(?_name AS ?variable)`.

    `values` maps a parameter's name to terms in N-Triples form, which become `VALUES ?variable { … }` in each such
    place, or to None, which lets the variable have any value. QueryError for a parameter that has no such place.
    """
    found, edits, used = list(tokens(sparql)), [], set()
    asked_for = {b.text for a, m, b in zip(found, found[1:], found[2:], strict=False) if a.keyword == "BOUND" and m}
    for i, token in enumerate(found[:-5]):
        opening, source, word, variable, closing = found[i + 1 : i + 6]
        match = _PARAMETER.fullmatch(source.text)
        if token.keyword != "BIND" or not match or match[1] not in values:
            continue
        if (opening.text, word.keyword, variable.kind, closing.text) != ("(", "AS", "variable", ")"):
            continue
        terms = values[match[1]]
        if terms is None and variable.text not in asked_for:
            text = ""
        else:  # what a FILTER asks about is given a place: engines refuse a variable that is nowhere
            text = f"VALUES {variable.text} {{ {' '.join(('UNDEF',) if terms is None else terms)} }}"
        edits.append((token.start, closing.end, text))
        used.add(match[1])
    if missing := set(values) - used:
        raise QueryError(f"the query has no BIND(?_{min(missing)} AS ?variable)")
    for start, end, text in reversed(edits):
        sparql = sparql[:start] + text + sparql[end:]
    return sparql
