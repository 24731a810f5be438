"""From what an analyst writes to IRIs: an IRI, a CURIE, or a name that something in the store bears."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.errors import UnknownName
from kg.search.text import fold as fold
from kg.vocab import prefixes

if TYPE_CHECKING:
    from kg.query.results import Queryable
    from kg.search import Index


#: Names in a hint.
_SHOWN = 3


def find_entities(store: Queryable, name: str, of: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The IRIs of the things that an IRI, a CURIE or a name means, sorted.

    A name is compared with labels and further names: first as it is, then without regard to case, width, quotes and
    spaces. Several things may share a name; all are given. `of` names classes (`Person`) or a scheme of the ontology
    (`EventTypes`, `Relation` for what facts claim), which is known whatever the store holds; others are left out.
    Raises UnknownName with the nearest labels where nothing bears the name.
    """
    name = name.strip()
    if iri := _as_iri(name, store.base):
        return (iri,)
    if exact := _exact(store, name, of):
        return exact
    if found := _alike(store, name, of):
        return found
    nearest = _near(store, name, of)
    kind = " or ".join(of) if of else "thing"
    raise UnknownName(
        f"the store knows no {kind} named {name}",
        nearest=nearest,
        hint=f"nearest: {'、'.join(nearest)}" if nearest else "`kg query reports` lists what has been read",
    )


def concept_names(of: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """IRI and name of all concepts of these schemes, with their other names; of all relations for `Relation`."""
    from kg.rdf import iri, ontology

    if "Relation" in of:
        for term in ontology().of_kind("relation"):
            yield from ((iri(term.curie), name) for name in (term.label_zh, term.label_en))
    for curie, concept in ontology().concepts.items():
        if concept.scheme.removeprefix("kg:") in of:
            for name in (concept.label_zh, *concept.alt_zh, concept.label_en, *concept.alt_en):
                yield iri(curie), name


def _alike(store: Queryable, name: str, of: tuple[str, ...]) -> tuple[str, ...]:
    """The things whose name is that but for case, width and marks: from the index of a local store, if it is fresh."""
    wanted = fold(name)
    found = {iri for iri, label in concept_names(of) if fold(label) == wanted}
    if index := _index(store):
        with index:
            return tuple(sorted({*found, *index.called(name, of)}))
    return tuple(sorted({*found, *(iri for iri, label in _labels(store, of) if fold(label) == wanted)}))


def _near(store: Queryable, name: str, of: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a store that a person may have meant."""
    concepts = tuple(label for _, label in concept_names(of))
    if (index := _index(store)) and not concepts:
        with index:
            return near(index, name, of)
    return _nearest(name, tuple(dict.fromkeys([*(label for _, label in _labels(store, of)), *concepts])))


def near(index: Index, name: str, of: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The names of an index that a person may have meant: those that sound so, that hold it, that look like it."""
    found = [*index.sounding(name, of, _SHOWN), *_nearest(name, tuple(index.labels(of)))]
    return tuple(dict.fromkeys(found))[:_SHOWN]


def _index(store: Queryable) -> Index | None:
    path = getattr(store, "path", None)
    if path is None:
        return None
    from kg.search import fresh_index

    return fresh_index(path)


def _as_iri(name: str, base: str) -> str:
    """The IRI of `<IRI>`, IRI or CURIE; "" for what is none of these, and so may be a name."""
    from pyoxigraph import NamedNode

    from kg.rdf import iri

    name = name.removeprefix("<").removesuffix(">") if name.startswith("<") else name
    prefix, colon, local = name.partition(":")
    if colon and local and not local.startswith("//") and prefix in prefixes():
        return iri(name, base)
    try:
        return str(NamedNode(name).value) if local.startswith("//") else ""
    except ValueError:
        return ""


def _exact(store: Queryable, name: str, of: tuple[str, ...]) -> tuple[str, ...]:
    from pyoxigraph import Literal

    forms = " ".join(str(form) for form in (Literal(name, language="zh"), Literal(name), Literal(name, language="en")))
    classes = f"FILTER (?class IN ({', '.join(f'kg:{name}' for name in of)}))" if of else ""
    # Filters, not UNION and VALUES: so an engine begins with the few triples that have the name, not with all names.
    solutions: Any = store.query(
        f"SELECT DISTINCT ?thing {{ VALUES ?label {{ {forms} }} GRAPH ?g {{ ?thing ?name ?label . ?thing a ?class }} "
        f"FILTER (?name IN (rdfs:label, skos:altLabel, kg:alias)) {classes} }}"
    )
    return tuple(sorted(solution["thing"].value for solution in solutions))


def _labels(store: Queryable, of: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """IRI and name of all things of these classes."""
    classes = f"VALUES ?class {{ {' '.join(f'kg:{name}' for name in of)} }}" if of else ""
    # In one graph at a time: over their union, a thing of a thousand reports would come a million times.
    solutions: Any = store.query(
        f"SELECT DISTINCT ?thing ?label {{ {classes} "
        "GRAPH ?g { { ?thing rdfs:label ?label } UNION { ?thing skos:altLabel ?label } UNION { ?thing kg:alias ?label } "
        "?thing a ?class } }"
    )
    for solution in solutions:
        yield solution["thing"].value, solution["label"].value


def _nearest(name: str, labels: tuple[str, ...], count: int = _SHOWN) -> tuple[str, ...]:
    """Labels that hold the name, shortest first, then those that look like it."""
    holding = sorted((label for label in labels if fold(name) in fold(label)), key=lambda text: (len(text), text))
    alike = difflib.get_close_matches(name, sorted(labels), count, 0.5)
    return tuple(dict.fromkeys([*holding, *alike]))[:count]
