"""What a person types for the object of a fact, as the relation wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.errors import ReviewError, UnknownName
from kg.extract.numbers import find_quantities
from kg.model import EntityType, Literal, Thing, Value
from kg.query import find_entities
from kg.rdf import ontology
from kg.rdf.ontology import Term
from kg.rdf.terms import compact, date, zh
from kg.review.claims import thing_of

if TYPE_CHECKING:
    from kg.rdf.read import Matching

_TYPES = {kind.value: kind for kind in EntityType}


def relation(name: str) -> str:
    """The CURIE of a relation by CURIE, local name or Chinese or English label; ReviewError where there is none."""
    import difflib

    known = ontology().of_kind("relation")
    forms: dict[str, str] = {}
    for term in known:
        for form in (term.curie, term.curie.partition(":")[2], term.label_zh, term.label_en):
            forms.setdefault(form, term.curie)
    if name.strip() in forms:
        return forms[name.strip()]
    near = difflib.get_close_matches(name, forms, 3)
    raise ReviewError(
        f"{name} is no relation", hint=f"did you mean {' or '.join(near)}?" if near else "docs/reference/ontology.md lists them"
    )  # fmt: skip


def entity_type(name: str) -> EntityType:
    """The type by its name in the ontology or its Chinese label; ReviewError lists them."""
    for kind in EntityType:
        if name.strip() in (kind.value, f"kg:{kind.value}", ontology().label(f"kg:{kind.value}")):
            return kind
    names = ", ".join(kind.value for kind in EntityType)
    raise ReviewError(f"{name} is no type of things", hint=f"types are {names}")


def value_of(store: Matching, predicate: str, text: str, type: str = "", like: Value | None = None) -> Value:
    """The object that a text means for a relation: a date, a text, a concept, a quantity, a post, or a thing by name.

    A thing that the store knows by that name is it. `type` names the type of a new one where the relation allows several;
    else it is that of `like`, the object before, or the first that the ontology names. ReviewError where the text is not
    what the relation wants.
    """
    term, text = ontology().terms[predicate], text.strip()
    if not text:
        raise ReviewError(f"the object of {predicate} is empty")
    if "skos:Concept" in term.range:
        return _concept(term, text)
    if "kg:PartialDate" in term.range:
        found = date(text)
        if found.datatype == "xsd:string":
            raise ReviewError(f"{text} is no date", hint="write 2020, 2020-09, 2020-09-04, or --09-04 without its year")
        return found
    kinds = [_TYPES[curie.removeprefix("kg:")] for curie in term.range if curie.removeprefix("kg:") in _TYPES]
    is_text = "rdf:langString" in term.range
    if not kinds or (is_text and not type and not isinstance(like, Thing)):
        return zh(text) if is_text or not term.range else Literal(text)
    kind = entity_type(type) if type else like.type if isinstance(like, Thing) and like.type in kinds else kinds[0]
    return (None if type else _known(store, text, kinds)) or thing_named(store, text, kind)


def _known(store: Matching, text: str, kinds: list[EntityType]) -> Thing | None:
    """The one thing of the store that bears a name, of whichever of these types."""
    queryable: Any = store
    try:
        found = find_entities(queryable, text, tuple(kind.value for kind in kinds))
    except UnknownName:
        return None
    return thing_of(store, found[0]) if len(found) == 1 else None


def thing_named(store: Matching, text: str, kind: EntityType) -> Thing:
    """The thing of a type that a name, CURIE or IRI means in the store, or a new one of that name."""
    if kind is EntityType.QUANTITY:
        return _quantity(text)
    if kind is EntityType.POST and "@" in text:
        role, _, body = (part.strip() for part in text.partition("@"))
        organization = thing_named(store, body, EntityType.ORGANIZATION)
        properties: tuple[tuple[str, Value], ...] = (("kg:postIn", organization), ("kg:role", zh(role)))
        return Thing(kind, organization.name + role, (), "", properties)
    queryable: Any = store
    try:
        found = find_entities(queryable, text, (kind.value,))
    except UnknownName:
        if kind is EntityType.POST:
            raise ReviewError(f"the store has no post {text}", hint="write a new one as 局长 @ 某某局") from None
        return Thing(kind, text)
    if len(found) > 1:
        shown = " or ".join(compact(each, store.base) for each in found)
        raise ReviewError(f"{len(found)} things are named {text}", hint=f"say which: {shown}")
    return thing_of(store, found[0])


def qualifier(pair: str) -> tuple[str, Literal]:
    """What `NAME=VALUE` says of a fact: `speechRole=致辞`; ReviewError for an unknown name."""
    name, equals, text = pair.partition("=")
    known = ontology().of_kind("qualifier", "relation")
    for term in known:
        if equals and name.strip() in (term.curie, term.curie.partition(":")[2], term.label_zh):
            return term.curie, _lexical(term, text.strip())
    names = ", ".join(term.curie.partition(":")[2] for term in ontology().of_kind("qualifier"))
    raise ReviewError(f"{pair} qualifies nothing", hint=f"write NAME=VALUE; names are {names}")


def _lexical(term: Term, text: str) -> Literal:
    if not text:
        return Literal("")
    if "kg:PartialDate" in term.range:
        return date(text)
    for datatype in ("xsd:integer", "xsd:string"):
        if datatype in term.range and (datatype != "xsd:integer" or text.isdigit()):
            return Literal(text, datatype)
    return Literal(text, "xsd:decimal") if "xsd:decimal" in term.range else zh(text)


def _concept(term: Term, text: str) -> str:
    for concept in ontology().concepts.values():
        names = (concept.curie, concept.curie.partition(":")[2], concept.label_zh, concept.label_en, *concept.alt_zh)
        if concept.scheme == "kg:EventTypes" and text in (*names, *concept.alt_en):
            return concept.curie
    raise ReviewError(
        f"{text} is nothing that {term.curie} can say", hint="docs/reference/ontology.md lists the event types"
    )


def _quantity(text: str) -> Thing:
    found = find_quantities(text)
    if len(found) != 1 or len(found[0].span) != len(text):
        raise ReviewError(f"{text} is no number with a unit", hint="write it as in a report: 22家, 约300人")
    quantity = found[0]
    number = Literal(quantity.lexical, "xsd:integer" if quantity.lexical.isdigit() else "xsd:decimal")
    properties = (
        ("kg:approximation", Literal(quantity.approximation)), ("kg:number", number), ("kg:unit", zh(quantity.unit))
    )  # fmt: skip
    return Thing(EntityType.QUANTITY, text, (), "", properties)
