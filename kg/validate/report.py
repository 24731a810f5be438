"""What a validation found, and how it is told: for people, as JSON, as a SHACL validation report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from kg import vocab
from kg.rdf.terms import compact, namespaces

if TYPE_CHECKING:
    import pyoxigraph as ox

_SH = vocab.EXTERNAL["sh"]


@dataclass(frozen=True, slots=True, order=True)
class ValidationResult:
    """One thing that is wrong.

    `document` is the name of the report ("" where the result is of no report), `fact` the IRI of the fact it touches,
    `quote` the first words of its evidence; `focus`, `path` and `value` are IRIs, or a literal's text, as SHACL has
    them; `severity` is "Violation", "Warning" or "Info"; `component` the constraint's IRI.
    """

    document: str
    fact: str
    focus: str
    path: str
    value: str
    message_zh: str
    message_en: str
    severity: str = "Violation"
    component: str = ""
    quote: str = ""
    value_is_iri: bool = False

    def __str__(self) -> str:
        where = f"{self.document}: " if self.document else ""
        claim = " ".join(part for part in map(compact, (self.focus, self.path, self.value)) if part)
        quote = f" — 「{self.quote}」" if self.quote else ""
        fact = f" [{compact(self.fact)}]" if self.fact and self.fact != self.focus else ""
        return f"{where}{self.message_zh or self.message_en} {claim}{fact}{quote}"


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """The results, sorted by report and fact; a graph conforms where none of them is a violation."""

    results: tuple[ValidationResult, ...] = ()
    base: str = vocab.BASE

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings do not count."""
        return not any(result.severity == "Violation" for result in self.results)

    def text(self) -> str:
        """For people: what is wrong, report by report, each with its fact and its quote."""
        return "\n".join(self._lines()) + "\n"

    def json(self) -> str:
        """The same for programs: `conforms` and `results`."""
        content = {"conforms": self.conforms, "results": [asdict(result) for result in self.results]}
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"

    def turtle(self) -> str:
        """The same as a SHACL validation report (https://www.w3.org/TR/shacl/#validation-report)."""
        import pyoxigraph as ox

        used = ("kg", "sh", "fact", "document", "rdf", "rdfs", "oa")
        prefixes = {prefix: namespaces(self.base)[prefix] for prefix in used}
        written = ox.serialize(self._triples(), format=ox.RdfFormat.TURTLE, prefixes=prefixes)
        return (written or b"").decode("utf-8")

    def _lines(self) -> Iterator[str]:
        if not self.results:
            yield "The graph conforms to the shapes."
            return
        reports = len({result.document for result in self.results if result.document})
        verdict = "conforms, with remarks" if self.conforms else "does not conform"
        yield f"The graph {verdict}: {_count(len(self.results), 'result')} in {_count(reports, 'report')}."
        for document, results in groupby(self.results, key=lambda result: result.document):
            yield ""
            yield document or "(no report)"
            for result in results:
                yield from self._entry(result)

    def _entry(self, result: ValidationResult) -> Iterator[str]:
        claim = [compact(part, self.base) for part in (result.focus, result.path, result.value) if part]
        yield f"  {result.severity}: {'  '.join(claim)}"
        yield from (f"    {message}" for message in (result.message_zh, result.message_en) if message)
        if result.fact:
            quote = f"  「{result.quote}」" if result.quote else ""
            yield f"    {compact(result.fact, self.base)}{quote}"

    def _triples(self) -> Iterator[ox.Triple]:
        import pyoxigraph as ox

        def sh(name: str) -> ox.NamedNode:
            return ox.NamedNode(_SH + name)

        kind = ox.NamedNode(vocab.expand("rdf:type"))
        report = ox.BlankNode("report")
        yield ox.Triple(report, kind, sh("ValidationReport"))
        yield ox.Triple(report, sh("conforms"), ox.Literal(self.conforms))
        nodes = [(ox.BlankNode(f"result{number}"), result) for number, result in enumerate(self.results, 1)]
        for node, _ in nodes:
            yield ox.Triple(report, sh("result"), node)
        for node, result in nodes:
            yield ox.Triple(node, kind, sh("ValidationResult"))
            yield ox.Triple(node, sh("resultSeverity"), sh(result.severity))
            yield ox.Triple(node, sh("focusNode"), _node(result.focus))
            if result.path:
                yield ox.Triple(node, sh("resultPath"), ox.NamedNode(result.path))
            if result.value:
                value = _node(result.value) if result.value_is_iri else ox.Literal(result.value)
                yield ox.Triple(node, sh("value"), value)
            if result.component:
                yield ox.Triple(node, sh("sourceConstraintComponent"), ox.NamedNode(result.component))
            for message, language in ((result.message_zh, "zh"), (result.message_en, "en")):
                if message:
                    yield ox.Triple(node, sh("resultMessage"), ox.Literal(message, language=language))


def _node(text: str) -> ox.NamedNode | ox.Literal:
    """The node of an IRI; shapes of others may have literals in focus, which stay literals."""
    import pyoxigraph as ox

    try:
        return ox.NamedNode(text)
    except ValueError:
        return ox.Literal(text)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
