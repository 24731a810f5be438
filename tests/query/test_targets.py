"""What an update can write to, told from its text."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.query.targets import Targets, loaded, targets
from kg.vocab import prefixes

KNOWN = prefixes()
UNTOLD = Targets(is_told=False)


def to(*graphs: str, default: bool = False, all_named: bool = False) -> Targets:
    return Targets(frozenset(graphs), default, all_named)


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("INSERT DATA { GRAPH <urn:x> { <a:a> <a:b> 1 } }", to("urn:x")),
        ("INSERT DATA { <a:a> <a:b> 1 . GRAPH <urn:x> { <a:a> <a:b> 1 } }", to("urn:x", default=True)),
        ("DELETE DATA { <a:a> <a:b> 1 }", to(default=True)),
        ("DELETE WHERE { GRAPH <urn:a> { ?s ?p ?o } }", to("urn:a")),
        ("DELETE WHERE { ?s ?p ?o }", to(default=True)),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", UNTOLD),
        ("WITH <urn:w> DELETE { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }", to("urn:w")),
        ("WITH <urn:w> INSERT { GRAPH <urn:y> { ?s ?p ?o } } WHERE { ?s ?p ?o }", to("urn:y")),
        (
            "WITH <urn:w> DELETE { ?s ?p ?o } INSERT { GRAPH graph:y { ?s ?p 1 } } USING <urn:u> WHERE { ?s ?p ?o }",
            to("urn:w", KNOWN["graph"] + "y"),
        ),
        ("INSERT { GRAPH ?g { ?s ?p 1 } } WHERE { BIND(<urn:s> AS ?g) }", UNTOLD),
        ("BASE <http://a/b/> CLEAR GRAPH <x> ; DROP SILENT GRAPH <y>", to("http://a/b/x", "http://a/b/y")),
        ("PREFIX z: <urn:z:> COPY DEFAULT TO z:1 ; ADD z:2 TO DEFAULT", to("urn:z:1", default=True)),
        ("PREFIX z: <urn:z:> MOVE z:1 TO GRAPH z:2", to("urn:z:1", "urn:z:2")),
        ("LOAD <http://a/b> INTO GRAPH <urn:x> ; LOAD SILENT <http://a/b>", to("urn:x", default=True)),
        ("CLEAR DEFAULT", to(default=True)),
        ("CLEAR NAMED", to(all_named=True)),
        ("DROP ALL", to(default=True, all_named=True)),
        ("CREATE GRAPH <urn:\\u0063>", to("urn:c")),
        ("DROP GRAPH unknown:x", UNTOLD),
        ("DROP GRAPH <relative>", UNTOLD),
        ("nonsense", UNTOLD),
        # What looks like an IRI here is a comparison with a string, and what looks like a comment is not one.
        ("INSERT { <a:a> <a:b> 1 } WHERE { FILTER('a'<'>#' ) } ; DROP ALL #\n", UNTOLD),
        ('INSERT DATA { <a:a> <a:b> "; DROP ALL" } # ; DROP ALL', to(default=True)),
    ],
)
def test_targets(update: str, expected: Targets) -> None:
    """Every form of SPARQL 1.1 Update, section 3; a variable or a doubt means that it cannot be told."""
    assert targets(update, KNOWN) == expected


def test_a_relative_name_is_resolved_against_the_base() -> None:
    """As the engine will."""
    assert targets("DROP GRAPH <x>", KNOWN, "http://a/b/") == to("http://a/b/x")


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("LOAD <http://a/b> ; LOAD SILENT <http://c/d> INTO GRAPH <urn:x>", ["http://a/b", "http://c/d"]),
        ("INSERT DATA { <a:LOAD> <a:b> 'LOAD <http://a/b>' } # LOAD <x>", []),
        ("PREFIX x: <http://a/> LOAD x:b", ["http://a/b"]),
    ],
)
def test_loaded(update: str, expected: list[str]) -> None:
    """What an update would fetch."""
    assert list(loaded(update, KNOWN)) == expected


def _changed(text: str) -> set[str] | None:
    """The graphs that an update changes in a store that holds something in each graph that it names."""
    names = sorted({*re.findall(r"<([^<>\s]+)>", text), "http://example.org/g1", "http://example.org/g2"})
    prefix = re.search(r"PREFIX\s+:\s*<([^>]*)>", text, re.IGNORECASE)
    names += [prefix[1] + name for name in re.findall(r"[\s(]:(\w+)", text)] if prefix else []
    store = ox.Store()
    things = [ox.NamedNode(name) for name in names if ":" in name]
    for graph in [*things, ox.DefaultGraph()]:
        for thing in things[:12]:
            store.extend(ox.Quad(thing, predicate, thing, graph) for predicate in things[:12])
    before = set(store)
    try:
        store.update(text, base_iri="http://example.org/", prefixes=KNOWN)
    except (SyntaxError, RuntimeError, OSError):
        return None
    return {getattr(quad.graph_name, "value", "") for quad in before ^ set(store)}


def test_targets_hold_for_the_updates_of_the_w3c(shared: Path) -> None:
    """Whatever graph one of them changes is among those told, and what is told is not everything."""
    told = 0
    files = sorted((shared / "w3c" / "sparql").glob("sparql1*/**/*.ru"))
    if not files:
        pytest.skip("needs the W3C's tests (../shared/w3c), which are not beside this checkout")
    for file in files:
        text = file.read_text(encoding="utf-8")
        if re.search(r"\bLOAD\b", text, re.IGNORECASE) or (changed := _changed(text)) is None:
            continue
        found = targets(text, KNOWN, "http://example.org/")
        if found.is_told and not found.all_named:
            told += 1
            assert changed <= {*found.graphs, *([""] if found.default else [])}, file
    assert told > len(files) / 2
