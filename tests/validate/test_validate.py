from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import resources, vocab
from kg.errors import StoreError, ValidationFailure
from kg.model import Extraction
from kg.rdf import document_quads, graph_iri, iri, ontology
from kg.store import OxigraphStore
from kg.validate import ValidationResult, validate

GRAPH = "GRAPH graph:2031-yunlu"
EVENT = "<" + iri("event:2031年“匠心月”启动仪式_云麓区") + ">"


def _fact(store: OxigraphStore, predicate: str) -> str:
    (quad,) = store.match(None, "rdf:predicate", predicate)
    return str(quad.subject)


def test_what_rdf_writes_conforms(store: OxigraphStore) -> None:
    """A graph from an extraction satisfies the shapes and the checks."""
    report = validate(store)
    assert report.results == ()
    assert report.conforms
    assert "conforms" in report.text()


#: What is broken, how, and what the result must say: (update, focus or path or value, message).
BROKEN = {
    "no evidence": ("DELETE WHERE { %s { FACT kg:evidence ?e } }", "kg:evidence", "at least one piece of evidence"),
    "two subjects": ("INSERT DATA { %s { FACT rdf:subject person:某 } }", "rdf:subject", "exactly one subject"),
    "no predicate": ("DELETE WHERE { %s { FACT rdf:predicate ?p } }", "rdf:predicate", "exactly one predicate"),
    "no object": ("DELETE WHERE { %s { FACT rdf:object ?o } }", "rdf:object", "exactly one object"),
    "confidence": ("INSERT DATA { %s { FACT kg:confidence 1.5 } }", "kg:confidence", "between 0 and 1"),
    "range": (
        "INSERT DATA { %s { EVENT kg:attendedBy place:云麓区 } }",
        "kg:attendedBy",
        "must be kg:Person",
    ),
    "date": ("INSERT DATA { %s { EVENT kg:heldOn '早春'@zh } }", "kg:heldOn", "must be kg:PartialDate"),
    "text": ("INSERT DATA { %s { EVENT kg:theme 'x' } }", "kg:theme", "must be rdf:langString"),
    "label": ("DELETE WHERE { %s { person:林知远_云麓区 rdfs:label ?l } }", "rdfs:label", "label in Chinese"),
    "english label": (
        "DELETE { %s { ?s rdfs:label ?l } } INSERT { %s { ?s rdfs:label 'Lin'@en } }"
        " WHERE { %s { ?s a kg:Person ; rdfs:label ?l } }",
        "rdfs:label",
        "label in Chinese",
    ),
    "class": ("DELETE WHERE { %s { person:林知远_云麓区 a ?c } }", "kg:attendedBy", "must be kg:Person"),
    "post": ("DELETE WHERE { %s { ?p kg:postIn ?o } }", "kg:postIn", "exactly one organization"),
    "role": ("DELETE WHERE { %s { ?p kg:role ?o } }", "kg:role", "has a role"),
    "number": ("DELETE WHERE { %s { ?q kg:number ?n } }", "kg:number", "exactly one number"),
    "approximation": (
        "INSERT DATA { %s { quantity:12-家-exact kg:approximation 'a few' } }",
        "kg:approximation",
        "is exact",
    ),
    "positions": (
        "DELETE { %s { ?s oa:end ?e } } INSERT { %s { ?s oa:end 0 } } WHERE { %s { ?s oa:end ?e } }",
        "oa:start",
        "less",
    ),
    "quote": (
        "DELETE { %s { ?s oa:exact ?e } } INSERT { %s { ?s oa:exact '别的话' } } WHERE { %s { ?s oa:exact ?e } }",
        "oa:exact",
        "not what stands there",
    ),
    "direct triple": ("DELETE WHERE { %s { EVENT kg:attendedBy ?p } }", "kg:attendedBy", "direct triple"),
    "unknown predicate": ("INSERT DATA { %s { EVENT kg:mood 'x' } }", "kg:mood", "no such predicate"),
    "unknown class": ("INSERT DATA { %s { EVENT a kg:Picnic } }", "kg:Picnic", "no such class"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_found_and_named(store: OxigraphStore, name: str) -> None:
    """Each rule bites: the graph does not conform, and a result names what is wrong in both languages."""
    update, where, message = BROKEN[name]
    fact = _fact(store, "kg:attendedBy")
    store.update(update.replace("%s", GRAPH).replace("FACT", fact).replace("EVENT", EVENT))
    report = validate(store)
    assert not report.conforms
    named = [r for r in report.results if message in r.message_en and iri(where) in (r.path, r.focus, r.value)]
    assert named, report.text()
    assert all(result.message_zh for result in named)
    assert all(result.severity == "Violation" for result in named)


def test_a_result_names_fact_report_and_quote(store: OxigraphStore) -> None:
    """A value out of range is told with the fact that says it, its report and its words."""
    store.update(f"DELETE WHERE {{ {GRAPH} {{ person:林知远_云麓区 a ?c }} }}")
    results = {r.path: r for r in validate(store).results}
    result = results[iri("kg:attendedBy")]
    assert f"<{result.fact}>" == _fact(store, "kg:attendedBy")
    assert (result.document, result.quote) == ("2031-yunlu", "林知远出席")
    assert str(result).startswith("2031-yunlu: “出席者”的值应为人物。 event:")
    assert "「林知远出席」" in str(result)


def test_evidence_leads_to_its_fact(store: OxigraphStore) -> None:
    """A wrong position in a selector is told with the fact whose evidence it is."""
    store.update(
        f"DELETE {{ {GRAPH} {{ ?s oa:start ?n }} }} INSERT {{ {GRAPH} {{ ?s oa:start -4 }} }}"
        f" WHERE {{ {GRAPH} {{ {_fact(store, 'kg:heldOn')} kg:evidence/oa:hasSelector ?s . ?s oa:start ?n }} }}"
    )
    facts = {f"<{result.fact}>" for result in validate(store).results}
    assert _fact(store, "kg:heldOn") in facts


def test_one_report_alone(store: OxigraphStore, make_extraction: Callable[..., Extraction]) -> None:
    """One named graph can be checked without the others; one that is not there is an error with the names that are."""
    store.replace_graph(graph_iri("second"), document_quads(make_extraction("second")))
    store.update(f"DELETE WHERE {{ {GRAPH} {{ ?p kg:role ?o }} }}")
    assert validate(store, graph="second").conforms
    assert not validate(store, graph="2031-yunlu").conforms
    with pytest.raises(StoreError, match="third") as caught:
        validate(store, graph="third")
    assert "2031-yunlu, second" in caught.value.hint


def test_shapes_of_others(store: OxigraphStore, tmp_path: Path) -> None:
    """A file of shapes takes the place of ours; a warning does not make a graph fail."""
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <{vocab.ONTOLOGY}> .
        [] a sh:NodeShape ; sh:targetClass kg:Person ; sh:severity sh:Warning ;
            sh:property [ sh:path kg:alias ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "no alias" ] ."""
    )
    report = validate(store, shapes)
    assert report.conforms
    (result,) = report.results
    assert (result.severity, result.message_en, result.path) == ("Warning", "no alias", iri("kg:alias"))
    assert "with remarks" in report.text()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("this is no Turtle", "cannot be read"),
        (
            "@prefix sh: <http://www.w3.org/ns/shacl#> . [] a sh:NodeShape ;"
            f" sh:targetClass <{vocab.ONTOLOGY}Person> ; sh:property [ sh:minCount 1 ] .",
            "cannot be used",
        ),
    ],
)
def test_shapes_that_are_none(store: OxigraphStore, tmp_path: Path, content: str, message: str) -> None:
    """Shapes that do not parse, or break SHACL's rules, are a failure with the file's name, not a verdict."""
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(content)
    with pytest.raises(ValidationFailure, match=message) as caught:
        validate(store, shapes)
    assert "shapes.ttl" in str(caught.value)
    with pytest.raises(ValidationFailure, match="cannot be read"):
        validate(store, tmp_path / "none.ttl")


def test_the_report_as_turtle_is_a_shacl_report(store: OxigraphStore) -> None:
    """The Turtle form is a `sh:ValidationReport` that another tool can read, the JSON form holds the same."""
    store.update(f"DELETE WHERE {{ {GRAPH} {{ ?p kg:role ?o }} }}")
    report = validate(store)
    triples = list(ox.parse(report.turtle(), format=ox.RdfFormat.TURTLE))
    sh = vocab.EXTERNAL["sh"]
    assert [t.object.value for t in triples if t.predicate.value == sh + "conforms"] == ["false"]  # type: ignore[union-attr]
    assert len([t for t in triples if t.predicate.value == sh + "result"]) == len(report.results)
    content = json.loads(report.json())
    assert content["conforms"] is False
    assert content["results"][0]["message_zh"]


def test_results_are_the_same_every_time(store: OxigraphStore) -> None:
    """Results come sorted by report and fact, without repeats."""
    store.update(f"DELETE WHERE {{ {GRAPH} {{ ?s rdfs:label ?l }} }}")
    first, second = validate(store), validate(store)
    assert first == second
    assert list(first.results) == sorted(set(first.results))


def test_shapes_and_ontology_agree() -> None:
    """Each relation has a shape whose alternatives are the range that the ontology gives it."""
    triples = list(ox.parse(path=str(resources.path("ontology", "shapes.ttl"))))
    found: dict[object, dict[str, list[object]]] = {}
    for triple in triples:
        found.setdefault(triple.subject, {}).setdefault(vocab.compact(triple.predicate.value), []).append(triple.object)

    def alternatives(node: object) -> list[str]:
        names = [vocab.compact(o.value) for p in ("sh:class", "sh:datatype") for o in found[node].get(p, [])]  # type: ignore[attr-defined]
        for head in found[node].get("sh:or", []):
            while vocab.compact(head.value) != "rdf:nil":  # type: ignore[attr-defined]
                names += alternatives(found[head]["rdf:first"][0])
                (head,) = found[head]["rdf:rest"]
        return names

    ranges = {
        vocab.compact(target.value): alternatives(shape["sh:property"][0])  # type: ignore[attr-defined]
        for shape in found.values()
        for target in shape.get("sh:targetSubjectsOf", [])
    }
    dates = ["xsd:date", "xsd:gYearMonth", "xsd:gYear", "xsd:gMonthDay", "xsd:gDay"]
    for term in ontology().of_kind("relation", "qualifier"):
        expected = [name for curie in term.range for name in (dates if curie == "kg:PartialDate" else [curie])]
        assert ranges.get(term.curie, []) == expected, term.curie


def test_a_result_without_fact_still_reads_well() -> None:
    """A result of no fact and no report is one line without gaps."""
    result = ValidationResult(
        "", "", iri("kg:Picnic"), "", "", "本体中没有这一词。", "The ontology defines no such class."
    )
    assert str(result) == "本体中没有这一词。 kg:Picnic"


def test_shapes_on_values(store: OxigraphStore, tmp_path: Path) -> None:
    """Shapes of others may look at literals; the report holds them as literals, and English messages alone will do."""
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <{vocab.ONTOLOGY}> .
        [] a sh:NodeShape ; sh:targetObjectsOf kg:partOfDay ; sh:minLength 5 ; sh:message "too short" ."""
    )
    report = validate(store, shapes)
    assert [(r.focus, r.value, r.message_en, r.fact) for r in report.results] == [("PM", "PM", "too short", "")]
    assert '"PM"' in report.turtle()
    assert "too short" in report.text()
    assert str(report.results[0]) == "too short PM PM"
