"""Answers and expected results, read without the help of the engine that is tested (of its Turtle reader only)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox

from w3c.manifest import RDF, File, Node, quads_of

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_SRX = "{http://www.w3.org/2005/sparql-results#}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ITS = "{http://www.w3.org/2005/11/its}"

Row = dict[str, Node]


@dataclass(frozen=True, slots=True)
class Solutions:
    """A multiset of solutions; a sequence where its order means something."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """What CSV keeps of solutions: text, in which a term's kind is lost."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Answer = bool | Solutions | Table | frozenset[ox.Quad]


def read_expected(file: File) -> Answer:
    """The result that a test wants; RDF that describes a result set (rs:ResultSet) is that result set."""
    suffix = file.path.suffix
    if suffix in (".srx", ".srj", ".tsv", ".csv"):
        return read_answer(file.path.read_bytes(), suffix)
    described = _result_set(quads_of(file))
    return frozenset(quads_of(file)) if described is None else described


def read_answer(data: bytes, suffix: str) -> Answer:
    """An answer in the format of a file extension."""
    match suffix:
        case ".srx":
            return _xml(data)
        case ".srj":
            return _json(data)
        case ".tsv":
            return _tsv(data.decode("utf-8"))
        case ".csv":
            rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
            return Table(tuple(rows[0]), tuple(map(tuple, rows[1:])))
        case ".nt":
            return frozenset(ox.parse(data, ox.RdfFormat.N_TRIPLES))
    raise AssertionError(f"no reader for {suffix}")


def _literal(value: str, datatype: str | None, language: str | None, direction: str | None) -> ox.Literal:
    if language:
        turned = {"ltr": ox.BaseDirection.LTR, "rtl": ox.BaseDirection.RTL}[direction] if direction else None
        return ox.Literal(value, language=language, direction=turned)
    return ox.Literal(value, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(value)


def _xml(data: bytes) -> Answer:
    root = ElementTree.fromstring(data)
    if (boolean := root.find(f"{_SRX}boolean")) is not None:
        return {"true": True, "false": False}[(boolean.text or "").strip()]
    variables = tuple(v.attrib["name"] for v in root.iterfind(f"{_SRX}head/{_SRX}variable"))
    rows = (
        {b.attrib["name"]: _xml_term(b[0]) for b in result.iterfind(f"{_SRX}binding")}
        for result in root.iterfind(f"{_SRX}results/{_SRX}result")
    )
    return Solutions(variables, tuple(rows))


def _xml_term(element: ElementTree.Element) -> Node:
    text, kind = element.text or "", element.tag.removeprefix(_SRX)
    if kind == "uri":
        return ox.NamedNode(text)
    if kind == "bnode":
        return ox.BlankNode("b" + text.strip())
    if kind == "literal":
        get = element.get
        return _literal(text, get("datatype"), get(f"{_XML}lang"), get(f"{_ITS}dir"))
    assert kind == "triple", element.tag
    return ox.Triple(*(_xml_term(element.find(f"{_SRX}{part}")[0]) for part in ("subject", "predicate", "object")))


def _json(data: bytes) -> Answer:
    found = json.loads(data)
    if "boolean" in found:
        return bool(found["boolean"])
    rows = ({name: _json_term(term) for name, term in row.items()} for row in found["results"]["bindings"])
    return Solutions(tuple(found["head"]["vars"]), tuple(rows))


def _json_term(term: Mapping[str, Any]) -> Node:
    kind, value = term["type"], term["value"]
    if kind == "uri":
        return ox.NamedNode(value)
    if kind == "bnode":
        return ox.BlankNode("b" + value)
    if kind in ("literal", "typed-literal"):
        return _literal(value, term.get("datatype"), term.get("xml:lang"), term.get("its:dir"))
    assert kind == "triple", term
    return ox.Triple(*(_json_term(value[part]) for part in ("subject", "predicate", "object")))


def _tsv(text: str) -> Solutions:
    lines = text.removesuffix("\n").split("\n")
    assert all(name.startswith("?") for name in lines[0].split("\t") if name), lines[0]
    variables = tuple(name[1:] for name in lines[0].split("\t") if name)
    rows = []
    for line in lines[1:]:
        cells = line.split("\t")
        assert len(cells) == max(1, len(variables)), line
        rows.append({name: _turtle_term(cell) for name, cell in zip(variables, cells, strict=False) if cell})
    return Solutions(variables, tuple(rows), is_ordered=True)


def _turtle_term(text: str) -> Node:
    if text.startswith("_:"):
        return ox.BlankNode("b" + text[2:])
    (quad,) = ox.parse(f"<x:s> <x:p> {text} .", ox.RdfFormat.TURTLE)
    return quad.object


def _result_set(quads: Iterable[ox.Quad]) -> bool | Solutions | None:
    of: dict[Node, dict[str, list[Node]]] = {}
    for quad in quads:
        of.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    is_set = (p for p in of.values() if ox.NamedNode(RS + "ResultSet") in p.get(RDF + "type", []))
    if (found := next(is_set, None)) is None:
        return None
    if RS + "boolean" in found:
        return bool(found[RS + "boolean"][0].value == "true")
    variables = tuple(sorted(term.value for term in found.get(RS + "resultVariable", [])))
    rows = []
    for solution in found.get(RS + "solution", []):
        described = of.get(solution, {})
        bindings = (of[binding] for binding in described.get(RS + "binding", []))
        row = {binding[RS + "variable"][0].value: binding[RS + "value"][0] for binding in bindings}
        index = described.get(RS + "index")
        rows.append((int(index[0].value) if index else None, row))
    is_ordered = any(index is not None for index, _ in rows)
    if is_ordered:
        rows.sort(key=lambda pair: pair[0])
    return Solutions(variables, tuple(row for _, row in rows), is_ordered)
