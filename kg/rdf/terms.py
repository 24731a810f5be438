"""CURIEs and literals of the model as RDF terms."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from kg import vocab
from kg.model import Literal, Term

if TYPE_CHECKING:
    import pyoxigraph

RdfTerm = "pyoxigraph.NamedNode | pyoxigraph.Literal"

# What RFC 3987 keeps out of a path segment, what would end one (/ ? #), white space and marks that no reader sees.
_UNSAFE = re.compile(
    r"[\x00-\x20\x7f-\xa0<>\"{}|\\^`\[\]/?#%"
    "\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff0-\uffff"
    "\ud800-\uf8ff\ufdd0-\ufdef\U0001fffe-\U0001ffff\U000e0000-\U0010ffff]"
)


def safe_local_name(local: str) -> str:
    """A local name with all that may not stand in an IRI percent-encoded, and nothing else.

    Distinct names stay distinct, because `%` itself is encoded.
    """
    return _UNSAFE.sub(lambda found: quote(found[0], safe="", errors="surrogatepass"), local)


@lru_cache(maxsize=8)
def namespaces(base: str = vocab.BASE) -> dict[str, str]:
    """Prefix to namespace; the same as `vocab.prefixes`, made once."""
    return vocab.prefixes(base)


@lru_cache(maxsize=65536)
def iri(curie: str, base: str = vocab.BASE) -> str:
    """The IRI of a CURIE, safe in every syntax; ValueError for an unknown prefix."""
    prefix, _, local = curie.partition(":")
    namespace = namespaces(base).get(prefix)
    if namespace is None:
        raise ValueError(f"unknown prefix in CURIE: {curie}")
    return namespace + safe_local_name(local)


@lru_cache(maxsize=65536)
def compact(value: str, base: str = vocab.BASE) -> str:
    """The CURIE of an IRI, still percent-encoded, or the IRI itself where no prefix fits."""
    return vocab.compact(value, base)


def node(curie: str, base: str = vocab.BASE) -> pyoxigraph.NamedNode:
    """The named node of a CURIE."""
    import pyoxigraph as ox

    return ox.NamedNode(iri(curie, base))


def literal(value: Literal) -> pyoxigraph.Literal:
    """The RDF literal of a model literal; a lone surrogate, which UTF-8 cannot hold, becomes U+FFFD."""
    import pyoxigraph as ox

    text = clean(value.value)
    if value.language:
        return ox.Literal(text, language=value.language)
    if value.datatype == "xsd:string":
        return ox.Literal(text)
    return ox.Literal(text, datatype=ox.NamedNode(iri(value.datatype)))


def term(value: Term, base: str = vocab.BASE) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    """The RDF term of a CURIE string or a model literal."""
    return literal(value) if isinstance(value, Literal) else node(value, base)


def zh(text: str) -> Literal:
    """A Chinese text."""
    return Literal(text, "rdf:langString", "zh")


def integer(value: int) -> Literal:
    """An xsd:integer."""
    return Literal(str(value), "xsd:integer")


def decimal(value: float) -> Literal:
    """An xsd:decimal, never in exponent form, which XSD does not allow there."""
    return Literal(format(Decimal(repr(value)), "f"), "xsd:decimal")


def date(value: str) -> Literal:
    """An ISO date of any precision, typed: "2020", "2020-09", "2020-09-04", "--09-26", "---07".

    A text of another form stays a plain string, for the shapes to complain about.
    """
    for pattern, datatype in _DATES:
        if re.fullmatch(pattern, value):
            return Literal(value, datatype)
    return Literal(value)


_DATES = (
    (r"\d{4}-\d{2}-\d{2}", "xsd:date"),
    (r"\d{4}-\d{2}", "xsd:gYearMonth"),
    (r"\d{4}", "xsd:gYear"),
    (r"--\d{2}-\d{2}", "xsd:gMonthDay"),
    (r"---\d{2}", "xsd:gDay"),
)


def clean(text: str) -> str:
    """The text with lone surrogates replaced, which UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8") if _SURROGATE.search(text) else text


_SURROGATE = re.compile("[\ud800-\udfff]")


def text_of(value: object) -> str:
    """The text of an RDF term: an IRI, a blank node's id, or a literal's characters."""
    return str(getattr(value, "value", value))
