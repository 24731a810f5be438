"""Solutions as CSV, TSV, JSON and XML, row by row, whatever the rows come from.

By SPARQL 1.1 Query Results CSV and TSV Formats, JSON Format, and SPARQL Query Results XML Format; triple terms as
SPARQL 1.2 has them. Oxigraph's own serializer is two to three times as fast, and is used (see `kg.query.write`) where
it can be: it takes no other rows than its own, in CSV it leaves an IRI with a comma without quotes, and in XML a
carriage return as it is, which XML readers turn into a line feed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    Term: TypeAlias = Any  # a pyoxigraph term; which one is told by its class's name, so that nothing is imported
    Row: TypeAlias = Sequence[Term | None]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING = _XSD + "string"
#: Turtle's short forms, which TSV allows (section 4.1): only where they read back as the same type.
_SHORT = {
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    _XSD + "double": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"),
    _XSD + "boolean": re.compile(r"true|false"),
}
_QUOTED = re.compile(r'[",\r\n]')
_ESCAPED = re.compile(r'["\\\t\n\r]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
# What XML 1.0 has no way to write becomes U+FFFD, so that the rest can be read.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_EDGES = re.compile(r"\A[ \t\n]+|[ \t\n]+\Z")
_CHUNK = 1 << 15


def write_rows(variables: Sequence[str], rows: Iterable[Row], format: str, out: IO[bytes]) -> None:
    """Write rows of terms in the order of `variables`; `format` is csv, tsv, json or xml.

    The first row is written as soon as it is there, further ones in pieces of some kilobytes.
    """
    pending: list[str] = []
    size = 0
    for number, piece in enumerate(_FORMATS[format](variables, rows)):
        pending.append(piece)
        size += len(piece)
        if size >= _CHUNK or number == 1:  # the head and the first row at once
            out.write("".join(pending).encode("utf-8", "surrogatepass"))
            out.flush()
            pending, size = [], 0
    if pending:
        out.write("".join(pending).encode("utf-8", "surrogatepass"))


def _csv(variables: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    yield ",".join(variables) + "\r\n"
    for row in rows:
        yield ",".join([_csv_cell(term) for term in row]) + "\r\n"


def _csv_cell(term: Term | None) -> str:
    text = _plain(term)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _plain(term: Term | None) -> str:
    """A term as CSV has it: its text, without what tells an IRI from a literal."""
    if term is None:
        return ""
    value = getattr(term, "value", None)
    if value is None:
        inner = (term.subject, term.predicate, term.object)
        return " ".join(map(_plain, inner))
    return f"_:{value}" if _kind(term) == "BlankNode" else str(value)


def _tsv(variables: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in variables) + "\n"
    for row in rows:
        yield "\t".join(["" if term is None else _tsv_cell(term) for term in row]) + "\n"


def _tsv_cell(term: Term) -> str:
    kind = _kind(term)
    if kind == "NamedNode":
        return f"<{term.value}>"
    if kind == "BlankNode":
        return str(term)
    if kind == "Triple":
        return f"<<( {_tsv_cell(term.subject)} {_tsv_cell(term.predicate)} {_tsv_cell(term.object)} )>>"
    value, type_ = term.value, term.datatype.value
    short = _SHORT.get(type_)
    if short and short.fullmatch(value):
        return str(value)
    quoted = '"' + _ESCAPED.sub(lambda found: _ESCAPES[found[0]], value) + '"'
    tag = _tag(term)
    return quoted + f"@{tag}" if tag else quoted if type_ == _STRING else f"{quoted}^^<{type_}>"


def _json(variables: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    head = json.dumps(list(variables), ensure_ascii=False, separators=(",", ":"))
    yield f'{{"head":{{"vars":{head}}},"results":{{"bindings":['
    names = [json.dumps(name, ensure_ascii=False) for name in variables]
    comma = ""
    for row in rows:
        bound = ",".join([f"{n}:{_json_cell(t)}" for n, t in zip(names, row, strict=True) if t is not None])
        yield f"{comma}{{{bound}}}"
        comma = ","
    yield "]}}"


def _json_cell(term: Term) -> str:
    return json.dumps(_json_term(term), ensure_ascii=False, separators=(",", ":"))


def _json_term(term: Term) -> dict[str, object]:
    kind = _kind(term)
    if kind == "NamedNode":
        return {"type": "uri", "value": term.value}
    if kind == "BlankNode":
        return {"type": "bnode", "value": term.value}
    if kind == "Triple":
        parts = ("subject", "predicate", "object")
        return {"type": "triple", "value": {part: _json_term(getattr(term, part)) for part in parts}}
    found: dict[str, object] = {"type": "literal", "value": term.value}
    if language := term.language:
        found["xml:lang"] = language
        if direction := term.direction:
            found["its:dir"] = str(direction)
    elif (type_ := term.datatype.value) != _STRING:
        found["datatype"] = type_
    return found


def _xml(variables: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    head = "".join(f'<variable name="{name}"/>' for name in variables)
    yield (f'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>{head}</head><results>')
    for row in rows:
        bound = [
            f'<binding name="{n}">{_xml_term(t)}</binding>'
            for n, t in zip(variables, row, strict=True)
            if t is not None
        ]
        yield f"<result>{''.join(bound)}</result>"
    yield "</results></sparql>"


def _xml_term(term: Term) -> str:
    kind = _kind(term)
    if kind == "NamedNode":
        return f"<uri>{_xml_text(term.value)}</uri>"
    if kind == "BlankNode":
        return f"<bnode>{term.value}</bnode>"
    if kind == "Triple":
        parts = ("subject", "predicate", "object")
        return f"<triple>{''.join(f'<{p}>{_xml_term(getattr(term, p))}</{p}>' for p in parts)}</triple>"
    if language := term.language:
        direction = term.direction
        its = 'xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0"'
        about = f' xml:lang="{language}"' + (f' its:dir="{direction}" {its}' if direction else "")
    else:
        type_ = term.datatype.value
        about = "" if type_ == _STRING else f' datatype="{_xml_text(type_)}"'
    return f"<literal{about}>{_xml_text(term.value)}</literal>"


def _xml_text(text: str) -> str:
    text = (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&apos;")
    )
    text = _EDGES.sub(lambda found: "".join(f"&#{ord(c)};" for c in found[0]), text)  # some readers trim
    return _UNWRITABLE.sub("\ufffd", text.replace("\r", "&#13;"))


def _kind(term: Term) -> str:
    return type(term).__name__


def _tag(term: Term) -> str:
    """The language tag of a literal, with the direction that RDF 1.2 may add."""
    language, direction = term.language, term.direction
    return "" if not language else f"{language}--{direction}" if direction else language


_FORMATS: dict[str, Callable[[Sequence[str], Iterable[Row]], Iterator[str]]] = {
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
    "xml": _xml,
}
