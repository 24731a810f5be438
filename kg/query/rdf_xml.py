"""A graph as RDF/XML, in the same bytes each time, and refused where that syntax cannot hold it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.errors import UnsuitableFormat
from kg.vocab import BASE, prefixes

if TYPE_CHECKING:
    import pyoxigraph

# RDF 1.1 XML Syntax, 6.1.4 and 7.2.21: a predicate is written as a namespace and a name, so it has to end in one.
_NAME = re.compile(r"[^\W\d][\w.\-]*$")
# What XML 1.0 may not hold, not even escaped (https://www.w3.org/TR/xml/#charsets).
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ROOT = re.compile(rb"<rdf:RDF((?: xmlns:[^=]+=\"[^\"]*\")*)")


def rdf_xml(triples: Sequence[pyoxigraph.Triple], base: str = BASE) -> bytes:
    """The triples in their order; UnsuitableFormat for a predicate that is no XML name, or a character that XML lacks."""
    import pyoxigraph as ox

    for triple in triples:
        _check(triple)
    spaces = {triple.predicate.value.rpartition("#" if "#" in triple.predicate.value else "/")[0] for triple in triples}
    used = {prefix: space for prefix, space in prefixes(base).items() if space[:-1] in spaces}
    text = ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=used) or b""
    # Oxigraph writes prefixes in an order that differs from run to run.
    text = _ROOT.sub(
        lambda found: b"<rdf:RDF" + b"".join(sorted(re.findall(rb" xmlns:[^ ]+", found[1]))), text, count=1
    )
    return text if text.endswith(b"\n") else text + b"\n"


def _check(triple: pyoxigraph.Triple) -> None:
    import pyoxigraph as ox

    hint = "ask for turtle, n-triples or json-ld"
    if not _NAME.search(triple.predicate.value):
        raise UnsuitableFormat(f"RDF/XML cannot hold the predicate {triple.predicate.value}", hint=hint)
    if isinstance(triple.object, ox.Literal) and _UNWRITABLE.search(triple.object.value):
        raise UnsuitableFormat("RDF/XML cannot hold a control character of a text in this graph", hint=hint)
