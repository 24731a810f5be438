"""The quote and the report behind each row of an answer.

A row rests on facts: those whose IRI stands in it, and those that its triple patterns name where both of their ends
and the predicate stand in the row or in the query, as in `?event kg:attendedBy ?person`. Each quote of these facts
makes a row of its own, with the columns `quote`, `report` and `reportLabel`, as a join in SPARQL would; a row without
evidence stays, with these columns empty. Where the query has a column `report` itself, only quotes of that report count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError
from kg.query.algebra import aliases, patterns, translate
from kg.query.results import Queryable, Result, Solutions
from kg.rdf import ontology
from kg.vocab import expand, prefixes

if TYPE_CHECKING:
    from kg.query.results import RdfTerm

    Row = tuple[RdfTerm | None, ...]
    #: What a fact is asked for by: its IRI, or subject, predicate and object, as N-Triples.
    Key = tuple[str, ...]
    #: Quote, report and its label.
    Quote = tuple[RdfTerm, RdfTerm, RdfTerm]

QUOTE, REPORT, LABEL = "quote", "report", "reportLabel"
#: Rows whose facts are asked for in one query; the first row goes alone, so that it is there soon.
_BATCH = 64
_KEPT = 20_000
_REIFIED = {expand("rdf:subject"): "s", expand("rdf:predicate"): "p", expand("rdf:object"): "o"}
_BODY = """ GRAPH ?g {
  ?fact rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:statedIn ?report ; kg:evidence ?evidence .
  ?report rdfs:label ?label . ?evidence oa:hasSelector ?selector . ?selector oa:exact ?quote ; oa:start ?start } }
ORDER BY ?n ?report ?start ?quote"""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A triple pattern of a query: variables as `?name`, terms as N-Triples; several predicates for `p|q`."""

    subject: str
    predicates: tuple[str, ...]
    object: str


def with_evidence(store: Queryable, result: Result, sparql: str) -> Result:
    """The answer of `sparql` with its evidence; see the module. Graphs and Booleans are returned as they are.

    Rows are read as they are needed. `notes` of the answer says so where no fact can be found for want of variables.
    """
    if not isinstance(result, Solutions):
        return result
    if QUOTE in result.variables:
        return replace(result, notes=("the query gives quotes itself",))
    try:
        algebra = translate(sparql, store.base)
    except QueryError as error:
        return replace(result, notes=(f"no evidence: {error}",))
    triples, known_as = list(patterns(algebra)), aliases(algebra)
    known = {name for variable in result.variables for name in (variable, known_as.get(variable, variable))}
    found = [pattern for pattern in _patterns(triples, store.base) if _ends(pattern) <= known]
    added = (QUOTE,) if REPORT in result.variables else (QUOTE, REPORT, LABEL)
    rows = _Evidence(store, found, result, known_as).rows(len(added) > 1)
    notes = () if found or known & _facts(triples, store.base) else (_NO_PATTERN,)
    columns = {**result.columns, **_columns()} if result.columns else result.columns
    return replace(result, variables=(*result.variables, *added), raw=rows, columns=columns, notes=notes)


_NO_PATTERN = (
    "no fact stands in these rows: select both ends of a relation, as ?event and ?person of"
    " `?event kg:attendedBy ?person`, or the fact itself"
)


def _columns() -> dict[str, Any]:
    from kg.query.named import Column

    return {QUOTE: Column(QUOTE, "引文", "quote"), REPORT: Column(REPORT, "报告", "report")}


def _patterns(triples: list[tuple[Any, Any, Any]], base: str) -> list[_Pattern]:
    """The patterns of relations, and those of fact nodes: `?fact rdf:subject … ; rdf:predicate … ; rdf:object …`."""
    relations = {f"<{expand(term.curie, base)}>" for term in ontology().of_kind("relation")}
    found: dict[_Pattern, None] = {}
    parts: dict[Any, dict[str, Any]] = {}
    for subject, predicate, object_ in triples:
        if (name := _REIFIED.get(str(predicate))) is not None:
            parts.setdefault(subject, {})[name] = object_
            continue
        pattern = _pattern(subject, predicate, object_)
        if pattern and all(option in relations or option.startswith("?") for option in pattern.predicates):
            found[pattern] = None
    for part in parts.values():
        pattern = _pattern(part["s"], part["p"], part["o"]) if len(part) == len(_REIFIED) else None
        if pattern:
            found[pattern] = None
    return list(found)


def _facts(triples: list[tuple[Any, Any, Any]], base: str) -> set[str]:
    """The variables that stand for facts."""
    told = {*_REIFIED, expand("kg:evidence", base), expand("kg:statedIn", base)}
    of_class = expand("kg:Fact", base)
    return {str(s) for s, p, o in triples if str(p) in told or str(o) == of_class}


def _pattern(subject: Any, predicate: Any, object: Any) -> _Pattern | None:
    """The pattern of rdflib's terms; None for a path that is more than alternatives, and for a blank node."""
    from rdflib.paths import AlternativePath, InvPath
    from rdflib.term import BNode, URIRef, Variable

    if isinstance(predicate, InvPath):
        subject, predicate, object = object, predicate.arg, subject
    options = predicate.args if isinstance(predicate, AlternativePath) else [predicate]
    if not all(isinstance(option, URIRef | Variable) for option in options):
        return None
    if isinstance(subject, BNode) or isinstance(object, BNode):
        return None
    return _Pattern(subject.n3(), tuple(option.n3() for option in options), object.n3())


def _ends(pattern: _Pattern) -> set[str]:
    """The names of the variables of a pattern."""
    return {text[1:] for text in (pattern.subject, *pattern.predicates, pattern.object) if text.startswith("?")}


class _Evidence:
    """Reads rows, asks the store for their facts, many rows at once, and gives rows with quotes."""

    def __init__(self, store: Queryable, found: list[_Pattern], result: Solutions, known_as: Mapping[str, str]) -> None:
        self._store = store
        self._patterns = found
        self._result = result
        self._facts = prefixes(store.base)["fact"]
        self._at: dict[str, int] = {}
        for i, variable in enumerate(result.variables):
            self._at[f"?{variable}"] = i
            self._at.setdefault(f"?{known_as.get(variable, variable)}", i)
        self._quotes: dict[Key, list[Quote]] = {}

    def rows(self, with_report: bool) -> Iterator[Row]:
        source = iter(self._result)
        size = 1
        while rows := list(islice(source, size)):
            size = _BATCH
            keys = [self._keys(row) for row in rows]
            self._ask(dict.fromkeys(chain.from_iterable(keys)))
            for row, wanted in zip(rows, keys, strict=True):
                yield from self._joined(row, wanted, with_report)

    def _joined(self, row: Row, keys: list[Key], with_report: bool) -> Iterator[Row]:
        quotes = dict.fromkeys(quote for key in keys for quote in self._quotes.get(key, ()))
        if with_report:
            yield from ((*row, *quote) for quote in quotes or [(None, None, None)])
            return
        report = row[self._at[f"?{REPORT}"]]
        own: list[RdfTerm | None] = [quote[0] for quote in quotes if quote[1] == report]
        yield from ((*row, quote) for quote in own or [None])

    def _keys(self, row: Row) -> list[Key]:
        """What a row's facts are asked for by."""
        found: list[Key] = [
            (str(term),) for term in row if getattr(term, "value", "").startswith(self._facts) and _is_iri(term)
        ]
        for pattern in self._patterns:
            subject, object_ = self._term(row, pattern.subject), self._term(row, pattern.object)
            for option in pattern.predicates:
                predicate = self._term(row, option)
                if subject and predicate and object_:
                    found.append((subject, predicate, object_))
        return found

    def _term(self, row: Row, text: str) -> str:
        """A term in N-Triples form: a pattern's own, or what the row has for its variable; "" for none."""
        if not text.startswith("?"):
            return text
        term = row[self._at[text]]
        return "" if term is None or type(term).__name__ in ("BlankNode", "Triple") else str(term)

    def _ask(self, keys: Iterable[Key]) -> None:
        """Have the quotes of these facts at hand."""
        if len(self._quotes) > _KEPT:
            self._quotes.clear()
        new = [key for key in keys if key not in self._quotes]
        for length, names in ((1, "?fact"), (3, "?s ?p ?o")):
            some = [key for key in new if len(key) == length]
            if not some:
                continue
            values = " ".join(f"({n} {' '.join(key)})" for n, key in enumerate(some))
            asked = f"SELECT DISTINCT ?n ?quote ?report ?label ?start {{ VALUES (?n {names}) {{ {values} }}{_BODY}"
            self._quotes.update((key, []) for key in some)
            for solution in self._store.query(asked):
                key = some[int(solution["n"].value)]
                self._quotes[key].append((solution["quote"], solution["report"], solution["label"]))


def _is_iri(term: Any) -> bool:
    return type(term).__name__ == "NamedNode"
