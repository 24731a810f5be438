"""Facts in the JSON-lines form that gold sets are written in, so that any report can be scored.

One object a line: `doc`, `section`, `relation`, `subject`, `value`, `evidence`, and `role` or `amount` where the fact
has one. The form knows no RDF: names stand for entities, and posts, quantities, dates and texts are literals. Its
relation names differ from the ontology's in a few places; `RELATION_OF` lists these.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from kg.model import Entity, EntityType, Extraction, Fact, Literal, Term

Row = dict[str, Any]

#: Relations that the gold form spells otherwise than the ontology; all others keep their local name.
RELATION_OF: dict[str, str] = {
    "kg:organizedBy": "organisedBy",
    "kg:coOrganizedBy": "coOrganisedBy",
    "kg:guidedBy": "supportedBy",
    "kg:openDayOf": "hostedBy",
    "kg:holdsPost": "hasPost",
    "kg:alias": "sameAs",
    "kg:partOfOrganization": "partOfOrg",
}
#: The part that an organization plays where the gold form has one relation for several of ours.
ROLE_OF: dict[str, str] = {"kg:guidedBy": "指导"}
#: Entity types that the gold form spells otherwise.
TYPE_OF: dict[EntityType, str] = {EntityType.ORGANIZATION: "Organisation", EntityType.SERIES: "Series"}

_DATES = frozenset({"xsd:date", "xsd:gYear", "xsd:gYearMonth", "xsd:gMonthDay", "xsd:gDay"})


def gold_rows(extraction: Extraction) -> Iterator[Row]:
    """The facts of an extraction as objects of the gold form, in the order of the extraction.

    First and last day that one quote states together (7月19日至7月31日) become one `heldOn` with `A/B`, as gold
    writes a span; a first or last day that stands alone stays `startedOn` or `endedOn`.
    """
    entities = {entity.id: entity for entity in extraction.entities}
    ends = _spans(extraction.facts)
    for fact in extraction.facts:
        end = ends.get(fact.id)
        if end == "":
            continue
        row = _row(extraction.document.name, fact, entities)
        if end:
            row |= {"relation": "heldOn", "value": {"type": "Date", "date": f"{row['value']['date']}/{end}"}}
        yield row


def write_gold(extractions: Iterable[Extraction], stream: TextIO) -> int:
    """Write the gold form of several extractions as JSON lines; returns the number of lines."""
    count = 0
    for extraction in extractions:
        for row in gold_rows(extraction):
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def _spans(facts: Iterable[Fact]) -> dict[str, str]:
    """Fact id of a first day -> the last day that the same quote states; fact id of such a last day -> ""."""
    last: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    facts = tuple(facts)
    for fact in facts:
        if fact.predicate == "kg:endedOn":
            last[_place(fact)].append(fact)
    joined: dict[str, str] = {}
    for fact in facts:
        if fact.predicate == "kg:startedOn" and last[_place(fact)]:
            end = last[_place(fact)].pop(0)
            joined[fact.id] = _lexical(end.object)
            joined[end.id] = ""
    return joined


def _place(fact: Fact) -> tuple[object, ...]:
    return (fact.subject, fact.section, *((e.document, e.span) for e in fact.evidence))


def _row(document: str, fact: Fact, entities: Mapping[str, Entity]) -> Row:
    row: Row = {
        "doc": document,
        "section": fact.section,
        "relation": RELATION_OF.get(fact.predicate, _local(fact.predicate)),
        "subject": _term(fact.subject, entities),
        "value": _term(fact.object, entities),
        "evidence": [evidence.quote for evidence in fact.evidence],
    }
    qualifiers = defaultdict(list)
    for predicate, value in fact.qualifiers:
        qualifiers[predicate].append(_lexical(value))
    roles = [
        *qualifiers["kg:speechRole"],
        *qualifiers["kg:supportRole"],
        *([ROLE_OF[fact.predicate]] if fact.predicate in ROLE_OF else []),
    ]
    if roles:
        row["role"] = roles[0] if len(roles) == 1 else roles
    if qualifiers["kg:amount"]:
        row["amount"] = {"number": _number(qualifiers["kg:amount"][0]), "unit": "".join(qualifiers["kg:amountUnit"])}
    return row


def _term(term: Term, entities: Mapping[str, Entity]) -> Row:
    """A subject or value: a reference by name, or the literal that the gold form has for its kind."""
    if isinstance(term, Literal):
        if term.datatype in _DATES:
            return {"type": "Date", "date": term.value}
        return {"type": "Text", "text": term.value}
    entity = entities.get(term)
    if entity is None:  # a concept of the ontology, such as kg:launch_ceremony
        return {"type": "Text", "text": _local(term)}
    properties = dict(entity.properties)
    if entity.type is EntityType.QUANTITY:
        return {
            "type": "Quantity",
            "number": _number(_lexical(properties["kg:number"])),
            "unit": _lexical(properties.get("kg:unit", "")),
            "approx": _lexical(properties.get("kg:approximation", "exact")),
        }
    if entity.type is EntityType.POST:
        organization = properties.get("kg:postIn")
        return {
            "type": "Post",
            "role": _lexical(properties.get("kg:role", "")),
            "org": _term(organization, entities) if organization else {"type": "Organisation", "name": ""},
        }
    reference: Row = {"type": TYPE_OF.get(entity.type, entity.type.value), "name": entity.name, "id": entity.id}
    return reference | ({"aliases": list(entity.aliases)} if entity.aliases else {})


def _local(curie: str) -> str:
    return curie.partition(":")[2]


def _lexical(term: Term) -> str:
    return term.value if isinstance(term, Literal) else term


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() else value
