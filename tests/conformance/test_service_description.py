"""The W3C's tests of the SPARQL 1.1 Service Description: 3 of them, which are names only, and what they mean."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

pytest.importorskip("starlette", reason="needs the extra serve")
sys.path.insert(0, str(Path(__file__).parent))

from http_suites import ABSENT, RDF, SUITES, Case, Endpoint, Manifest, Reply, Request, marked, serving

FILE = SUITES / "service-description" / "manifest.ttl"
SD = "http://www.w3.org/ns/sparql-service-description#"
NAMES = [case.iri for case in Manifest(FILE).cases()] if FILE.exists() else []
#: Properties with the class of their subject and, where they have one, of their object (Service Description, section 3).
PROPERTIES: dict[str, tuple[str, str]] = {
    "endpoint": ("Service", ""),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "supportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", ""),
    "inputFormat": ("Service", ""),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", ""),
    "graph": ("NamedGraph", "Graph"),
}
#: Things of the vocabulary itself, with their classes.
INSTANCES = {
    "SPARQL10Query": "Language",
    "SPARQL11Query": "Language",
    "SPARQL11Update": "Language",
    "DereferencesURIs": "Feature",
    "UnionDefaultGraph": "Feature",
    "RequiresDataset": "Feature",
    "EmptyGraphs": "Feature",
    "BasicFederatedQuery": "Feature",
}
CLASSES = {"Service", "Dataset", "Graph", "NamedGraph", "GraphCollection"}


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Endpoint, Reply]]:
    """What comes for the endpoint's address alone, of a store with a graph in it."""
    with serving(tmp_path_factory.mktemp("description") / "kg-store") as endpoint:
        body, type_ = b"<http://e/a> <http://e/b> 1 .", {"content-type": "text/turtle"}
        assert endpoint.send(Request("PUT", "", type_, body), "/store?graph=http://e/g").status == 201
        yield endpoint, endpoint.send(Request("GET", "", {"accept": "text/turtle"}), "/sparql")


def _returns_rdf(endpoint: Endpoint, reply: Reply) -> None:
    assert reply.status == 200
    assert reply.triples()


def _has_endpoint_triple(endpoint: Endpoint, reply: Reply) -> None:
    address = ox.NamedNode(f"http://localhost:{endpoint.port}/sparql")
    assert address in {t.object for t in reply.triples() if t.predicate.value == SD + "endpoint"}


def _conforms_to_schema(endpoint: Endpoint, reply: Reply) -> None:
    triples = reply.triples()
    classes: dict[Any, set[str]] = {}
    for triple in triples:
        if triple.predicate.value == RDF + "type":
            classes.setdefault(triple.subject, set()).add(triple.object.value.removeprefix(SD))
    assert set().union(*classes.values()) <= CLASSES
    for triple in triples:
        if not triple.predicate.value.startswith(SD):
            continue
        domain, range_ = PROPERTIES[triple.predicate.value.removeprefix(SD)]
        assert domain in classes[triple.subject]
        value = triple.object
        if isinstance(value, ox.NamedNode) and value.value.startswith(SD):
            assert INSTANCES[value.value.removeprefix(SD)] == range_
        elif range_:
            assert range_ in classes[value]
        else:
            assert isinstance(value, ox.NamedNode)
    of_services = [t for t in triples if t.predicate.value == SD + "endpoint"]
    assert len(of_services) == 1


CHECKS = {
    "returns-rdf": _returns_rdf,
    "has-endpoint-triple": _has_endpoint_triple,
    "conforms-to-schema": _conforms_to_schema,
}


@pytest.mark.parametrize(
    "case",
    [marked(Case(iri, "", {}, ()), "service-description", "service-description") for iri in NAMES]
    or [marked(None, "", "")],
)
def test_service_description(case: Case, description: tuple[Endpoint, Reply]) -> None:
    """GET at the endpoint gives RDF that names the endpoint, and that uses the vocabulary as it is meant."""
    CHECKS[case.iri.rpartition("#")[2]](*description)


@pytest.mark.skipif(not NAMES, reason=ABSENT)
def test_every_entry_is_checked() -> None:
    """As many as the suite has."""
    assert {iri.rpartition("#")[2] for iri in NAMES} == set(CHECKS)
