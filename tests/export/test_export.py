from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import ExportError, PluginError, StoreError
from kg.export import ExportFormat, export, find_format, formats, guess_format
from kg.model import Extraction
from kg.rdf import document_quads, graph_iri, iri
from kg.store import OxigraphStore, open_store

NAMES = [format.name for format in formats()]
PARSED = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "n-quads": ox.RdfFormat.N_QUADS,
    "n-triples": ox.RdfFormat.N_TRIPLES,
    "json-ld": ox.RdfFormat.JSON_LD,
}


def _bytes(store: OxigraphStore, format: str, **options: object) -> bytes:
    out = io.BytesIO()
    export(store, out, format, **options)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.fixture
def full(store: OxigraphStore, make_extraction: Callable[..., Extraction]) -> OxigraphStore:
    """Two reports, and a graph of everything that is hard to write."""
    store.replace_graph(graph_iri("第二篇 (乙)"), document_quads(make_extraction("第二篇 (乙)")))
    label, hard = ox.NamedNode(iri("rdfs:label")), 'a"b\\c\n\r\t\x01\x7f"""\u2028甲𠀀'
    names = ["person:a.", "person:.a", "person:-a", "person:a-b.c", "person:1", "person:甲·乙", "person:甲（乙）"]
    names += ["person:a(b)", "person:a b", "person:“甲”", "person::a", "person:a%20b", "person://x", "person:~a'b"]
    quads = [ox.Quad(ox.NamedNode(iri(name)), label, ox.Literal(hard, language="zh")) for name in names]
    node = ox.NamedNode(iri("quantity:x"))
    for value, datatype in (("1.50", "decimal"), ("2", "decimal"), ("-7", "integer"), ("12345678901234567", "integer")):
        quads.append(
            ox.Quad(
                node, ox.NamedNode(iri("kg:number")), ox.Literal(value, datatype=ox.NamedNode(iri(f"xsd:{datatype}")))
            )
        )
    quads.append(ox.Quad(node, ox.NamedNode(iri("kg:unit")), ox.Literal(True)))
    quads.append(ox.Quad(node, ox.NamedNode("https://example.org/p#q"), ox.NamedNode("https://example.org/o")))
    quads.append(ox.Quad(node, ox.NamedNode(iri("kg:text")), ox.Literal(hard)))
    store.replace_graph(iri("graph:hard"), quads)
    return store


@pytest.mark.parametrize("name", PARSED)
def test_what_is_written_reads_back_the_same(full: OxigraphStore, name: str) -> None:
    """Every RDF format gives the same statements back, whatever the names and texts, and the graphs if it has them."""
    read = set(ox.parse(_bytes(full, name), format=PARSED[name]))
    if name in ("turtle", "n-triples"):
        assert {q.triple for q in read} == {q.triple for q in full.match()}
    else:
        assert read == set(full.match())


@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")  # rdflib 7.6 warns of itself
@pytest.mark.parametrize(("name", "parser"), [("turtle", "turtle"), ("n-triples", "nt"), ("json-ld", "json-ld")])
def test_rdflib_reads_it_too(store: OxigraphStore, name: str, parser: str) -> None:
    """Another library reads the same number of triples."""
    graph = rdflib.Dataset(default_union=True) if name == "json-ld" else rdflib.Graph()
    graph.parse(_bytes(store, name), format=parser)
    assert len(set(graph.triples((None, None, None)))) == len(store)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_bytes_in_every_order_of_insertion(name: str, make_extraction: Callable[..., Extraction]) -> None:
    """What is written depends on the graph alone, not on the order in which it came."""
    written = []
    for order in (("a", "b"), ("b", "a")):
        with open_store(":memory:") as store:
            for document in order:
                quads = sorted(document_quads(make_extraction(document)), key=str, reverse=order[0] == "b")
                store.replace_graph(graph_iri(document), quads)
            written.append(_bytes(store, name))
    assert written[0] == written[1]


def test_the_same_bytes_in_every_process(tmp_path: Path, extraction: Extraction, root: Path) -> None:
    """Hash seeds and time zones of a process change nothing."""
    with open_store(tmp_path / "s", create=True) as store:
        store.replace_graph(graph_iri("2031-yunlu"), document_quads(extraction))
    code = (
        "import hashlib, io, sys; from kg.export import export, formats; from kg.store import open_store\n"
        "for format in formats():\n"
        "    out = io.BytesIO()\n"
        "    with open_store(sys.argv[1]) as store: export(store, out, format.name)\n"
        "    print(format.name, hashlib.sha256(out.getvalue()).hexdigest())\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code, tmp_path / "s"],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }
    assert len(seen) == 1


def test_turtle_reads_well(store: OxigraphStore) -> None:
    """Prefixes in use, names in Chinese, a block a subject: documents, what happened, facts and evidence last."""
    text = _bytes(store, "turtle").decode()
    assert "\norganization:云麓区质量促进局 a kg:Organization ;\n" in text
    assert '    rdfs:label "云麓区质量促进局"@zh ;\n    skos:altLabel "区质促局"@zh .\n' in text
    assert "\nquantity:12-家-exact a kg:Quantity ;\n" in text
    assert "    kg:number 12 ;\n" in text
    assert '    kg:heldOn "2031-09-03"^^xsd:date ;\n' in text
    assert "@prefix agreement:" not in text
    assert "%E" not in text
    # A name with quotation marks cannot be short in Turtle: it stands as a whole IRI.
    kinds = re.findall(r"^(?:<https://w3id.org/report-kg/)?(\w+)[:/]", text, re.MULTILINE)
    assert [k for k, before in zip(kinds, ["", *kinds], strict=False) if k != before] == [
        *("document", "graph", "activity", "series", "event", "person", "organization", "post", "place", "award"),
        *("quantity", "kg", "fact", "candidate", "evidence", "selector"),
    ]
    assert re.search(r"\nfact:\w+ a kg:Fact ;\n    rdf:subject .*;\n    rdf:predicate .*;\n    rdf:object ", text)


def test_trig_keeps_the_graphs(full: OxigraphStore) -> None:
    """TriG has a block a report, by name."""
    text = _bytes(full, "trig").decode()
    assert "\ngraph:2031-yunlu {\n    document:2031-yunlu a kg:Document ;\n" in text


def test_json_ld_carries_its_context(store: OxigraphStore) -> None:
    """The document needs nothing from the network: its context is in it, and keys and names are short."""
    content = json.loads(_bytes(store, "json-ld"))
    assert content["@context"]["kg:attendedBy"] == {"@type": "@id"}
    (graph,) = content["@graph"]
    event = next(node for node in graph["@graph"] if node.get("@type") == "kg:Event")
    assert event["kg:attendedBy"] == "person:林知远_云麓区"
    assert event["kg:heldOn"] == {"@value": "2031-09-03", "@type": "xsd:date"}


def test_graphml_and_gexf_hold_the_network(full: OxigraphStore, tmp_path: Path) -> None:
    """networkx reads both back: nodes with label and type, edges with their predicate, texts of any characters."""
    export(full, tmp_path / "g.graphml")
    export(full, tmp_path / "g.gexf")
    person, event = iri("person:林知远_云麓区"), iri("event:2031年“匠心月”启动仪式_云麓区")
    for graph in (nx.read_graphml(tmp_path / "g.graphml"), nx.read_gexf(tmp_path / "g.gexf")):
        assert graph.nodes[person]["label"] == "林知远"
        assert graph.nodes[person]["type"] == "Person"
        assert "kg:attendedBy" in {edge["predicate"] for edge in graph.get_edge_data(event, person).values()}
        assert graph.number_of_edges() == full.to_networkx().number_of_edges()


def test_gexf_has_no_date_of_writing(store: OxigraphStore) -> None:
    """The date that networkx puts into GEXF is left out, or no two days would give the same bytes."""
    assert b"lastmodified" not in _bytes(store, "gexf")


def test_edges_have_identifiers_of_their_own(store: OxigraphStore) -> None:
    """No two edges of a GraphML file share an id."""
    tree = ET.fromstring(_bytes(store, "graphml"))
    ids = [edge.get("id") for edge in tree.iter("{http://graphml.graphdrawing.org/xmlns}edge")]
    assert len(ids) == len(set(ids)) > 5


def test_characters_that_xml_forbids_are_left_out(store: OxigraphStore) -> None:
    """A control character in a name does not make a file that no program reads."""
    store.update("INSERT DATA { GRAPH graph:x { person:某 a kg:Person ; rdfs:label 'a\\u0001<b>&\\uFFFE'@zh } }")
    for name in ("graphml", "gexf"):
        text = _bytes(store, name).decode()
        ET.fromstring(text)
        assert "a&lt;b&gt;&amp;" in text


def test_one_report_and_no_evidence(full: OxigraphStore) -> None:
    """A report can be written alone, and without its facts, quotes and text."""
    alone = set(ox.parse(_bytes(full, "n-quads", graph="2031-yunlu"), format=ox.RdfFormat.N_QUADS))
    assert {quad.graph_name.value for quad in alone} == {iri("graph:2031-yunlu")}  # type: ignore[union-attr]
    plain = _bytes(full, "turtle", graph="2031-yunlu", evidence=False).decode()
    assert "kg:attendedBy person:林知远_云麓区" in plain
    for word in ("kg:Fact", "oa:", "prov:", "kg:text", "kg:gap", "kg:Candidate"):
        assert word not in plain
    with pytest.raises(StoreError, match="no graph of third"):
        _bytes(full, "turtle", graph="third")


@pytest.mark.parametrize(
    ("name", "found"),
    [("ttl", "turtle"), (".TTL", "turtle"), ("text/turtle", "turtle"), ("nq", "n-quads"), ("JSON-LD", "json-ld")],
)
def test_formats_go_by_name_extension_and_media_type(name: str, found: str) -> None:
    """A format is known by all its names, in any case."""
    assert find_format(name).name == found


def test_unknown_formats_are_answered_with_the_known(store: OxigraphStore, tmp_path: Path) -> None:
    """A wrong name or ending lists what there is, and writes nothing."""
    with pytest.raises(ExportError, match=r"'xlsx' is no format to export to; there are turtle, trig, n-quads"):
        _bytes(store, "xlsx")
    with pytest.raises(ExportError, match=r"graph\.xlsx tells no format.*\.ttl, \.trig"):
        export(store, tmp_path / "graph.xlsx")
    with pytest.raises(ExportError, match="not given"):
        export(store, io.BytesIO())
    assert list(tmp_path.iterdir()) == []
    assert guess_format(Path("a.b.GEXF")).name == "gexf"


def test_a_file_appears_whole_or_not_at_all(
    store: OxigraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When writing fails halfway, what was there before stays, and nothing else is left behind."""
    target = tmp_path / "graph.nq"
    target.write_text("before")

    def fail(self: OxigraphStore, out: io.BytesIO) -> None:
        out.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.export.lines.write_quads", fail)
    with pytest.raises(OSError, match="No space left"):
        export(store, target)
    assert target.read_text() == "before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["graph.nq"]


def test_a_link_stays_a_link_and_permissions_stay(store: OxigraphStore, tmp_path: Path) -> None:
    """Writing through a link replaces what it points at; a new file is as readable as any other."""
    (tmp_path / "real.nq").write_text("before")
    (tmp_path / "real.nq").chmod(0o640)
    (tmp_path / "link.nq").symlink_to("real.nq")
    export(store, str(tmp_path / "link.nq"))
    assert (tmp_path / "link.nq").is_symlink()
    assert (tmp_path / "real.nq").read_bytes().startswith(b"<")
    assert (tmp_path / "real.nq").stat().st_mode & 0o777 == 0o640
    export(store, Path(os.devnull), "n-quads")


class _Point:
    """An entry point of another distribution."""

    name = "csv"
    dist = None

    def __init__(self, found: object) -> None:
        self.found = found

    def load(self) -> object:
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


@pytest.fixture
def outsider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[object], None]]:
    """Installs an exporter from outside for one test."""

    def install(found: object) -> None:
        monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: [_Point(found)])
        formats.cache_clear()

    yield install
    monkeypatch.undo()
    formats.cache_clear()


def test_an_exporter_from_outside_is_used_like_ours(
    store: OxigraphStore, tmp_path: Path, outsider: Callable[[object], None]
) -> None:
    """Another distribution adds a format by an entry point: its ending is known, its exporter writes."""
    outsider(ExportFormat("csv", ("csv",), "text/csv", "for tables", "kg.export.lines:write_triples"))
    export(store, tmp_path / "graph.csv")
    assert (tmp_path / "graph.csv").read_bytes() == _bytes(store, "n-triples")


def test_an_exporter_from_outside_that_cannot_be_loaded(outsider: Callable[[object], None]) -> None:
    """A broken one is named, with what to do about its package."""
    outsider(ImportError("no module named x"))
    with pytest.raises(PluginError, match="'csv' of an unknown package cannot be loaded: no module named x") as caught:
        find_format("turtle")
    assert "uninstall" in caught.value.hint
