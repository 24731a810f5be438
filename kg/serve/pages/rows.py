"""What a page asks of the store: flat queries about one thing, and their rows as plain nouns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.query.passages import Passage, passage
from kg.vocab import expand

Row = Mapping[str, Mapping[str, str]]
#: Answers a query with the bindings of SPARQL JSON; our prefixes need no declaration.
Ask = Callable[[str], Awaitable[list[Any]]]

#: How many facts a page shows at once.
PAGE = 400
# passage() looks this far on either side; one character more tells it that the text goes on.
_AROUND = 201
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*\Z")


@dataclass(frozen=True, slots=True)
class Value:
    """A term of an answer: an IRI, a blank node or a literal."""

    text: str
    is_iri: bool = False
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Where in its report a fact is said, `[start, end)` in code points, and the words in their sentence."""

    start: int
    end: int
    words: Passage


@dataclass(slots=True)
class Fact:
    """A fact as a page shows it; names are IRIs."""

    id: str
    subject: str = ""
    predicate: str = ""
    object: Value = field(default_factory=lambda: Value(""))
    document: str = ""
    section: int = 0
    rule: str = ""
    confidence: str = ""
    qualifiers: list[tuple[str, Value]] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)

    @property
    def ends(self) -> tuple[str, ...]:
        """The things that it joins."""
        return (self.subject, self.object.text) if self.object.is_iri else (self.subject,)


@dataclass(slots=True)
class Thing:
    """What the graph calls a thing."""

    labels: dict[str, str] = field(default_factory=dict)  # label to its language
    types: set[str] = field(default_factory=set)


def ref(iri: str) -> str:
    """An IRI as SPARQL has it; ValueError for what is none, so that nothing can be put into a query."""
    if not _IRI.match(iri):
        raise ValueError(f"no IRI: {iri}")
    return f"<{iri}>"


def refs(iris: Iterable[str]) -> str:
    """IRIs for a VALUES block, sorted, without those that are none."""
    return " ".join(f"<{iri}>" for iri in sorted(set(iris)) if _IRI.match(iri))


def value(cell: Mapping[str, str]) -> Value:
    """A binding of SPARQL JSON as a Value."""
    return Value(cell["value"], cell["type"] == "uri", cell.get("xml:lang", ""), cell.get("datatype", ""))


def grouped(rows: Iterable[Row], key: str) -> dict[str, dict[str, list[Value]]]:
    """Rows (key, p, o) by key and predicate, each value once, in the order of the rows."""
    found: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        shown = value(row["o"])
        values = found[row[key]["value"]][row["p"]["value"]]
        if shown not in values:
            values.append(shown)
    return found


_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_KG = "https://w3id.org/report-kg/ontology#"
_BOOKKEEPING = {f"{_RDF}type", f"{_KG}evidence", "http://www.w3.org/ns/prov#wasGeneratedBy"}

#: The facts that speak of a thing: as subject, as object, by a post in it, and the fact itself.
ABOUT = """{ ?fact rdf:subject %(thing)s } UNION { ?fact rdf:object %(thing)s }
  UNION { ?post kg:postIn %(thing)s . ?fact rdf:object ?post }
  UNION { %(thing)s rdf:subject ?any BIND(%(thing)s AS ?fact) }"""
#: The facts of a report.
STATED = "{ ?fact kg:statedIn %(thing)s }"


async def facts_of(ask: Ask, thing: str, pattern: str = ABOUT, *, limit: int = PAGE, offset: int = 0) -> list[Fact]:
    """The facts of a pattern with their quotes, by report, section and place."""
    # Without ORDER BY, which would read and sort all of them: the store's own order stays the same while it does.
    chosen = await ask(f"SELECT DISTINCT ?fact {{ {pattern % {'thing': ref(thing)}} }} LIMIT {limit} OFFSET {offset}")
    iris = refs(row["fact"]["value"] for row in chosen)
    rows = await ask(f"SELECT ?fact ?p ?o {{ VALUES ?fact {{ {iris} }} ?fact ?p ?o }}") if iris else []
    facts = {iri: _fact(iri, values) for iri, values in grouped(rows, "fact").items()}
    await _add_quotes(ask, facts)
    return sorted(facts.values(), key=_place)


async def count_facts(ask: Ask, thing: str, pattern: str = ABOUT) -> int:
    """How many facts a pattern has."""
    rows = await ask(f"SELECT (COUNT(DISTINCT ?fact) AS ?n) {{ {pattern % {'thing': ref(thing)}} }}")
    return int(rows[0]["n"]["value"]) if rows else 0


def _place(fact: Fact) -> tuple[Any, ...]:
    start = fact.quotes[0].start if fact.quotes else -1
    return (fact.document, start, fact.section, fact.subject, fact.predicate, fact.object.text, fact.id)


def _fact(iri: str, values: Mapping[str, list[Value]]) -> Fact:
    fact = Fact(iri)
    for predicate, found in values.items():
        first = min(found, key=lambda v: (v.text, v.language))
        name = predicate.removeprefix(_KG).removeprefix(_RDF)
        if name in ("subject", "predicate"):
            setattr(fact, name, first.text)
        elif name == "object":
            fact.object = first
        elif name == "statedIn":
            fact.document = first.text
        elif name == "section":
            fact.section = number(first.text)
        elif name in ("rule", "confidence"):
            setattr(fact, name, first.text)
        elif name == "reviewedIn":
            fact.decisions = sorted(v.text for v in found)
        elif predicate not in _BOOKKEEPING:
            fact.qualifiers += [(predicate, v) for v in found]
    fact.qualifiers.sort(key=lambda pair: (pair[0], pair[1].text))
    return fact


def number(text: str) -> int:
    """The whole number that a text is, 0 for any other text."""
    return int(text) if re.fullmatch(r"-?\d{1,18}", text) else 0


async def _add_quotes(ask: Ask, facts: dict[str, Fact]) -> None:
    if not (chosen := refs(facts)):
        return
    rows = await ask(
        f"""SELECT DISTINCT ?fact ?start ?end ?from ?around ?quote {{
  VALUES ?fact {{ {chosen} }}
  GRAPH ?g {{ ?fact kg:evidence ?evidence . ?evidence oa:hasSelector ?selector .
    ?selector oa:start ?start ; oa:end ?end ; oa:exact ?quote }}
  OPTIONAL {{ GRAPH ?g {{ ?fact kg:statedIn ?document . ?document kg:text ?text }} }}
  BIND(IF(?start > {_AROUND}, ?start - {_AROUND}, 0) AS ?from)
  BIND(SUBSTR(?text, ?from + 1, ?end + {_AROUND} - ?from) AS ?around) }}"""
    )
    for row in rows:
        fact = facts[row["fact"]["value"]]
        found = _quote(row)
        if found not in fact.quotes:
            fact.quotes.append(found)
    for fact in facts.values():
        fact.quotes = _outermost(sorted(fact.quotes, key=lambda quote: (quote.start, quote.end)))


def _quote(row: Row) -> Quote:
    start, end, words = number(row["start"]["value"]), number(row["end"]["value"]), row["quote"]["value"]
    around, begins = row.get("around", {}).get("value", ""), number(row.get("from", {}).get("value", ""))
    if around[start - begins : end - begins] == words:
        return Quote(start, end, passage(around, start - begins, end - begins))
    return Quote(start, end, Passage("", words, ""))


def _outermost(quotes: list[Quote]) -> list[Quote]:
    """Quotes without those that lie inside another."""
    return [a for a in quotes if not any(a is not b and b.start <= a.start and a.end <= b.end for b in quotes)]


async def things_of(ask: Ask, iris: Iterable[str]) -> dict[str, Thing]:
    """Names and classes of things; those that have none are left out."""
    found: dict[str, Thing] = defaultdict(Thing)
    for iri, values in (await details_of(ask, iris, ("rdf:type", "rdfs:label"))).items():
        found[iri] = Thing(
            {v.text: v.language for v in values.get(expand("rdfs:label"), ())},
            {v.text for v in values.get(expand("rdf:type"), ())},
        )
    return dict(found)


async def details_of(ask: Ask, iris: Iterable[str], predicates: Iterable[str]) -> dict[str, dict[str, list[Value]]]:
    """Values of some predicates (CURIEs of ours) of things: IRI, predicate's IRI, values, sorted."""
    chosen = refs(iris)
    if not chosen or not (wanted := ", ".join(sorted(set(predicates)))):
        return {}
    # FILTER, not a second VALUES, which Oxigraph joins with all that there is: 10 ms instead of 2 s.
    query = f"SELECT DISTINCT ?x ?p ?o {{ VALUES ?x {{ {chosen} }} ?x ?p ?o FILTER(?p IN ({wanted})) }}"
    found = grouped(await ask(query), "x")
    for values in found.values():
        for each in values.values():
            each.sort(key=lambda v: (v.text, v.language))
    return found
