from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kg import resources, vocab
from kg.errors import OntologyError
from kg.model import EntityType
from kg.rdf import Concept, Term, context_file, ontology, ontology_page
from kg.rdf.ontology import read_ontology

TERMS = list(ontology().terms.values())
CONCEPTS = list(ontology().concepts.values())
EVENT_TYPES = [concept for concept in CONCEPTS if concept.scheme == "kg:EventTypes"]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.curie)
def test_every_term_has_labels_and_comments_in_both_languages(term: Term) -> None:
    """Chinese is Chinese, English is English, and neither is missing."""
    assert re.search(r"[\u4e00-\u9fff]", term.label_zh + term.comment_zh)
    assert term.label_zh
    assert term.comment_zh.endswith("。")
    assert re.fullmatch(r"[A-Za-z0-9 \-]+", term.label_en)
    assert term.comment_en.endswith(".")


def test_labels_of_relations_are_distinct() -> None:
    """No two relations have the same name in a language, or a reader could not tell them apart."""
    relations = ontology().of_kind("relation")
    assert len({term.label_zh for term in relations}) == len(relations)
    assert len({term.label_en for term in relations}) == len(relations)


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda concept: concept.curie)
def test_every_concept_is_in_a_scheme_with_both_labels(concept: Concept) -> None:
    """A concept is a type of events, a reason of candidates or an action of reviewers, and has a preferred label in both languages."""
    assert concept.scheme in ("kg:EventTypes", "kg:CandidateReasons", "kg:ReviewActions")
    assert concept.label_zh
    assert concept.label_en


def test_no_word_means_two_event_types() -> None:
    """A Chinese word is the label of one event type only."""
    words = [word for concept in CONCEPTS for word in (concept.label_zh, *concept.alt_zh)]
    assert [word for word in words if words.count(word) > 1] == []


def test_every_entity_type_is_a_class() -> None:
    """What the program can extract, the ontology can say."""
    classes = {term.curie for term in ontology().of_kind("class")}
    assert {f"kg:{kind.value}" for kind in EntityType} <= classes


def test_ends_of_properties_are_known() -> None:
    """Domains, ranges and our own parents name terms that exist, or a datatype."""
    known = set(ontology().terms)
    for term in TERMS:
        ours = [curie for curie in term.parents if curie.startswith("kg:")]
        for curie in (*term.domain, *term.range, *ours):
            assert curie in known or curie.startswith("xsd:") or curie == "rdf:langString", (term.curie, curie)


def test_every_relation_says_between_what_it_stands() -> None:
    """A relation has a range, so that shapes and documentation can tell."""
    assert [term.curie for term in ontology().of_kind("relation") if not term.range] == []


def test_our_classes_hang_below_those_of_others() -> None:
    """Each class of ours is a subclass of a published one."""
    for term in ontology().of_kind("class"):
        if term.curie.startswith("kg:"):
            assert [parent for parent in term.parents if not parent.startswith("kg:")], term.curie


def test_header_names_version_and_licence() -> None:
    """The ontology says which version it is and under which licence it may be used."""
    text = resources.read_text("ontology", "report-kg.ttl")
    assert ontology().version == "0.1.0"
    assert "dcterms:license <https://www.apache.org/licenses/LICENSE-2.0>" in text


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    """An ontology that does not parse is an OntologyError with path and line."""
    broken = tmp_path / "report-kg.ttl"
    broken.write_text("@prefix kg: <https://example.org/> .\nkg:a kg:b [ .\n")
    with pytest.raises(OntologyError, match=r"report-kg\.ttl:2") as caught:
        read_ontology(broken)
    assert caught.value.line == 2


def test_reference_page_is_fresh(root: Path) -> None:
    """`docs/reference/ontology.md` says what the ontology says; `python docs/generate.py` writes it."""
    assert (root / "docs/reference/ontology.md").read_text(encoding="utf-8") == ontology_page()


def test_context_is_fresh_and_knows_every_prefix() -> None:
    """`ontology/context.jsonld` is what the vocabulary says; `python docs/generate.py` writes it."""
    text = resources.read_text("ontology", "context.jsonld")
    assert text == context_file()
    context = json.loads(text)["@context"]
    assert {prefix: context[prefix] for prefix in vocab.prefixes()} == vocab.prefixes()
    assert context["kg:attendedBy"] == {"@type": "@id"}
    assert "kg:theme" not in context
    assert "kg:author" not in context


def test_event_types_are_those_of_the_gold(shared: Path) -> None:
    """The closed list is the one by which extraction is scored."""
    source = (shared / "gold" / "scorer" / "vocabulary.py").read_text(encoding="utf-8")
    listed = re.search(r"^EVENT_TYPES.*?^}", source, re.MULTILINE | re.DOTALL)
    assert listed
    keys = set(re.findall(r'^ +"(\w+)": \(', listed[0], re.MULTILINE))
    assert {f"kg:{key}" for key in keys} == {concept.curie for concept in EVENT_TYPES}
