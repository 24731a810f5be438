"""Turtle and TriG for people: prefixed, grouped by subject, in an order that reads well and never changes.

pyoxigraph's own pretty form keeps neither the order of its prefixes nor an order of subjects that reads well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg import vocab
from kg.rdf import iri, text_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.store import Store

    Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
    Description = dict[str, list[Node]]

#: Kinds of nodes in the order in which a reader wants them; what is not named here comes before `fact`.
_KINDS = (
    "document",
    "graph",
    "activity",
    "series",
    "event",
    "person",
    "organization",
    "group",
    "post",
    "place",
    "project",
    "award",
    "certification",
    "agreement",
    "quantity",
)
_LAST = ("fact", "candidate", "evidence", "selector")
_FIRST_CURIES = ("rdf:type", "rdfs:label", "skos:altLabel", "rdf:subject", "rdf:predicate", "rdf:object")
_FIRST_PREDICATES = tuple(map(iri, (*_FIRST_CURIES, "oa:start", "oa:end", "oa:exact")))

# PN_LOCAL of Turtle (https://www.w3.org/TR/turtle/#grammar-production-PN_LOCAL), without its backslash escapes: a name
# that would need one is easier to read as a whole IRI.
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_REST = _BASE + "_0-9\u00b7\u0300-\u036f\u203f\u2040\\-"
_LOCAL = re.compile(
    f"(?:[{_BASE}_:0-9]|%[0-9A-Fa-f]{{2}})(?:(?:[{_REST}.:]|%[0-9A-Fa-f]{{2}})*(?:[{_REST}:]|%[0-9A-Fa-f]{{2}}))?"
)
_BARE = {
    vocab.expand("xsd:integer"): re.compile(r"[+-]?[0-9]+"),
    vocab.expand("xsd:decimal"): re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    vocab.expand("xsd:boolean"): re.compile(r"true|false"),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_CONTROL = re.compile(r'[\\"\x00-\x1f\x7f]')


def write(store: Store, out: BinaryIO) -> None:
    """The union of all graphs as Turtle."""
    writer = _Writer(store.base)
    body = list(writer.graph((quad.triple for quad in store.match()), ""))
    writer.finish(body, out)


def write_trig(store: Store, out: BinaryIO) -> None:
    """All graphs as TriG, sorted by name."""
    writer = _Writer(store.base)
    body = []
    for name in store.graphs():
        body.append(f"{writer.name(name)} {{\n")
        body.extend(writer.graph((quad.triple for quad in store.match(graph=name)), "    "))
        body.append("}\n\n")
    writer.finish(body, out)


class _Writer:
    """Writes triples and remembers which prefixes they used."""

    def __init__(self, base: str) -> None:
        # The longest namespace first: that of the ontology begins with the base of our own nodes.
        self.namespaces = sorted(vocab.prefixes(base).items(), key=lambda item: (-len(item[1]), item[0]))
        order = {vocab.prefixes(base)[prefix]: place for place, prefix in enumerate(_KINDS)}
        order |= {vocab.prefixes(base)[prefix]: 100 + place for place, prefix in enumerate(_LAST)}
        self.order = order
        self.used: dict[str, str] = {}
        self.names: dict[str, str] = {}

    def graph(self, triples: Iterable[ox.Triple], indent: str) -> Iterator[str]:
        """A block of text a subject."""
        subjects: dict[str, Description] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            subjects[_key(triple.subject)][triple.predicate.value].append(triple.object)
        for subject in sorted(subjects, key=lambda name: self.rank(name, subjects[name])):
            yield self.block(subject, subjects[subject], indent)

    def rank(self, subject: str, description: Description) -> tuple[object, ...]:
        """Where a subject stands: by kind, facts by section and by what they claim, the rest by name."""

        def values(curie: str) -> list[str]:
            return [text_of(value) for value in description.get(iri(curie), ())]

        namespace = next((space for space in self.order if subject.startswith(space)), "")
        section = "".join(values("kg:section")).zfill(9)
        claim = [values(curie) for curie in ("rdf:subject", "rdf:predicate", "rdf:object")]
        return (self.order.get(namespace, 50), values("kg:statedIn"), section, claim, subject)

    def block(self, subject: str, description: Description, indent: str) -> str:
        """`subject predicate object ; … .`"""
        lines = [
            f"{'a' if predicate == iri('rdf:type') else self.name(predicate)} {self.objects(description[predicate])}"
            for predicate in sorted(description, key=_predicate_rank)
        ]
        return f"{indent}{self.name(subject)} " + f" ;\n{indent}    ".join(lines) + " .\n\n"

    def objects(self, values: Iterable[Node]) -> str:
        """The objects of one predicate, sorted and without repeats."""
        return ", ".join(sorted({self.term(value) for value in values}))

    def term(self, value: Node) -> str:
        """A term as Turtle writes it."""
        import pyoxigraph as ox

        return self.literal(value) if isinstance(value, ox.Literal) else self.name(_key(value))

    def literal(self, value: ox.Literal) -> str:
        """A literal; numbers bare, texts of several lines in long quotes."""
        datatype = value.datatype.value
        if (bare := _BARE.get(datatype)) and bare.fullmatch(value.value):
            return value.value
        quoted = _quoted(value.value)
        if value.language:
            return f"{quoted}@{value.language}"
        return quoted if datatype == iri("xsd:string") else f"{quoted}^^{self.name(datatype)}"

    def name(self, name: str) -> str:
        """A prefixed name where it can be one, else the IRI in angle brackets."""
        if name not in self.names:
            self.names[name] = self._name(name)
        return self.names[name]

    def _name(self, name: str) -> str:
        if name.startswith("_:"):
            return name
        for prefix, namespace in self.namespaces:
            if name.startswith(namespace):
                local = name[len(namespace) :]
                if _LOCAL.fullmatch(local):
                    self.used[prefix] = namespace
                    return f"{prefix}:{local}"
                break
        return f"<{name}>"

    def finish(self, body: Iterable[str], out: BinaryIO) -> None:
        """The prefixes in use, then the text."""
        for prefix, namespace in sorted(self.used.items()):
            out.write(f"@prefix {prefix}: <{namespace}> .\n".encode())
        out.write(b"\n")
        out.writelines(block.encode("utf-8") for block in body)


def _key(node: Node) -> str:
    """An IRI, or a blank node with its label."""
    import pyoxigraph as ox

    return str(node) if isinstance(node, ox.BlankNode | ox.Triple) else text_of(node)


def _predicate_rank(predicate: str) -> tuple[int, str]:
    place = _FIRST_PREDICATES.index(predicate) if predicate in _FIRST_PREDICATES else len(_FIRST_PREDICATES)
    return (place, predicate)


def _quoted(text: str) -> str:
    def escape(found: re.Match[str]) -> str:
        return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}"

    if "\n" not in text:
        return f'"{_CONTROL.sub(escape, text)}"'
    lines = (_CONTROL.sub(escape, line) for line in text.split("\n"))
    return '"""' + "\n".join(lines) + '"""'
