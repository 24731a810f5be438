"""Queries over HTTP: every way to send one, every format, every status."""

from __future__ import annotations

import gzip
import io
import xml.etree.ElementTree as ET
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from kg.query import FORMATS, run, run_named, write
from kg.store import open_store

from .conftest import Server

SELECT = "SELECT ?person ?name { ?person a kg:Person ; rdfs:label ?name } ORDER BY ?name"
CONSTRUCT = "CONSTRUCT { ?person rdfs:label ?name } { ?person a kg:Person ; rdfs:label ?name }"


def of_prompt(server: Server, sparql: str, format: str) -> bytes:
    """What `kg query --format …` prints."""
    out = io.BytesIO()
    with open_store(server.store) as store:
        write(run(store, sparql), format, out)
    return out.getvalue()


@pytest.mark.parametrize("format", list(FORMATS))
def test_answers_are_the_bytes_of_the_prompt(server: Server, format: str) -> None:
    """In every format, asked for by media type and by name."""
    sparql = CONSTRUCT if format in ("turtle", "n-triples", "json-ld", "rdf-xml") else SELECT
    media = FORMATS[format][1]
    wanted = of_prompt(server, sparql, format)
    by_accept = server.query(sparql, Accept=media)
    by_name = server.ask("/sparql?" + urlencode({"query": sparql, "format": format}))
    assert (by_accept.status, by_accept.type) == (by_name.status, by_name.type) == (200, media)
    assert by_accept.body == by_name.body
    assert sorted(by_accept.body.splitlines()) == sorted(wanted.splitlines())
    if format != "n-triples":  # which has no order
        assert by_accept.body == wanted


def test_named_queries_answer_as_at_the_prompt(server: Server) -> None:
    """By name and parameters, also with an extension."""
    out = io.BytesIO()
    with open_store(server.store) as store:
        write(run_named(store, "posts-of-person", {"person": "沈伟民"}), "csv", out)
    for path in ("/query/posts-of-person.csv?person=沈伟民", "/query/posts-of-person?person=沈伟民&format=csv"):
        assert server.ask(path).body == out.getvalue()
    assert server.ask("/query/posts-of-person?person=沈伟民", Accept="text/csv").body == out.getvalue()


def test_three_ways_to_send_a_query_are_one(server: Server) -> None:
    """GET, a form, and the query itself as the body."""
    by_get = server.query(SELECT)
    by_form = server.post("/sparql", {"query": SELECT})
    direct = server.ask("/sparql", "POST", SELECT, Content_Type="application/sparql-query")
    assert by_get.status == by_form.status == direct.status == 200
    assert by_get.body == by_form.body == direct.body
    assert server.ask("/query?" + urlencode({"query": SELECT})).body == by_get.body


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/*;q=0.3, application/*;q=0.1", "text/csv"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/xml"),
    ],
)
def test_accept_is_weighed(server: Server, accept: str, type_: str) -> None:
    """The heaviest wins; the most specific range gives the weight; of those alike, ours."""
    assert server.query(SELECT, Accept=accept).type == type_


@pytest.mark.parametrize("accept", ["text/html", "image/png, application/pdf", "*/*;q=0"])
def test_nothing_acceptable_is_406(server: Server, accept: str) -> None:
    """Said with the formats that there are."""
    found = server.query(SELECT, Accept=accept)
    assert found.status == 406
    assert "text/csv" in found.text


def test_a_format_for_the_other_kind_is_406(server: Server) -> None:
    """Solutions are no graph."""
    assert server.query(SELECT, Accept="text/turtle").status == 406
    assert server.query(CONSTRUCT, Accept="text/csv").status == 406
    assert server.query("ASK {}", Accept="text/turtle, application/sparql-results+xml;q=0.1").status == 200
    assert server.ask("/sparql?format=doc&query=ASK%20%7B%7D").status == 406


@pytest.mark.parametrize(
    ("path", "method", "body", "headers", "status"),
    [
        ("/sparql?query=ASK%20%7B", "GET", None, {}, 400),
        ("/sparql?query=", "GET", None, {}, 400),
        ("/sparql?format=csv", "GET", None, {}, 400),
        ("/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", "GET", None, {}, 400),
        ("/sparql?query=%FF", "GET", None, {}, 400),
        ("/sparql?query=ASK%20%7B%7D&default-graph-uri=x", "GET", None, {}, 400),
        ("/sparql?query=ASK%20%7B%7D&default-graph-uri=http://%5B", "GET", None, {}, 400),
        ("/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D&named-graph-uri=http://a:b/", "GET", None, {}, 400),
        ("/sparql?query=ASK%20%7B%7D&named-graph-uri=http://a/%25zz", "GET", None, {}, 400),
        ("/sparql?update=CLEAR%20ALL", "GET", None, {}, 400),
        ("/sparql?query=CLEAR%20ALL", "GET", None, {}, 400),
        ("/sparql", "PUT", b"x", {}, 405),
        ("/sparql", "PATCH", b"x", {}, 405),
        ("/sparql", "DELETE", None, {}, 405),
        ("/sparql", "POST", b"ASK {}", {}, 415),
        ("/sparql", "POST", b"ASK {}", {"Content_Type": "text/plain"}, 415),
        ("/sparql", "POST", b"CLEAR ALL", {"Content_Type": "application/sparql-update"}, 415),
        ("/sparql", "POST", b"ASK {}", {"Content_Type": "application/sparql-query; charset=UTF-16"}, 415),
        ("/sparql", "POST", b"\xff", {"Content_Type": "application/sparql-query"}, 400),
        ("/sparql", "POST", b"x", {"Content_Type": "application/sparql-query", "Content_Encoding": "gzip"}, 415),
        ("/sparql", "POST", b"a=b", {"Content_Type": "application/x-www-form-urlencoded"}, 400),
        ("/sparql?query=ASK%7B%7D", "POST", b"ASK {}", {"Content_Type": "application/sparql-query"}, 400),
        ("/update", "POST", b"CLEAR ALL", {"Content_Type": "application/sparql-update"}, 403),
        ("/update", "GET", None, {}, 405),
        ("/store?default", "PUT", b"", {"Content_Type": "text/turtle"}, 403),
        ("/store?default", "DELETE", None, {}, 403),
        ("/store?default", "PATCH", None, {}, 405),
        ("/store?default&graph=http://e/g", "GET", None, {}, 400),
        ("/store?default=x", "GET", None, {}, 400),
        ("/store?graph=x", "GET", None, {}, 400),
        ("/store?graph=http://e/none", "GET", None, {}, 404),
        ("/store?nonsense=1", "GET", None, {}, 400),
        ("/store?default", "GET", None, {"Accept": "text/csv"}, 406),
        ("/query/none", "GET", None, {}, 404),
        ("/query/posts-of-person", "GET", None, {}, 400),
        ("/query/posts-of-person?nobody=x", "GET", None, {}, 400),
        ("/query/posts-of-person?person=a&person=b", "GET", None, {}, 400),
        ("/query/posts-of-person?person=沈伟民&limit=x", "GET", None, {}, 400),
        ("/query/posts-of-person?person=沈伟民&language=fr", "GET", None, {}, 400),
        ("/query/posts-of-person?person=查无此人甲乙丙", "GET", None, {}, 404),
        ("/query/posts-of-person.doc?person=沈伟民", "GET", None, {}, 406),
        ("/person/nobody", "GET", None, {}, 404),
        ("/person/%FF", "GET", None, {}, 400),
        ("/person/", "GET", None, {}, 404),
        ("/nowhere", "GET", None, {}, 404),
        ("/nowhere/at/all", "GET", None, {}, 404),
        ("/static/../../errors.py", "GET", None, {}, 404),
        ("/static/%2e%2e/app.py", "GET", None, {}, 404),
        ("/sparql", "GET", None, {"Host": "evil.example"}, 421),
    ],
)
def test_what_is_refused(
    server: Server, path: str, method: str, body: bytes | None, headers: dict[str, str], status: int
) -> None:
    """A status that says what is wrong, a sentence, and nothing of this machine."""
    found = server.ask(path, method, body, **headers)
    assert found.status == status, found.text
    assert found.headers["Cache-Control"] == "no-store"
    assert str(server.store) not in found.text
    assert "Traceback" not in found.text
    if method != "HEAD":
        assert found.json["status"] == status
        assert found.json["detail"]
        assert found.type == "application/problem+json"


def test_errors_come_as_text_for_who_wants_text(server: Server) -> None:
    """A sentence and a hint."""
    found = server.query("ASK {", Accept="text/plain")
    assert found.type == "text/plain"
    assert found.text.startswith("Error: the query is not SPARQL")
    assert "\nHint: " in found.text


def test_syntax_errors_name_the_place(server: Server) -> None:
    """Line and column as numbers, for an editor to mark."""
    found = server.query("ASK {\n  ?s ?p }").json
    assert (found["line"], found["column"] > 0) == (2, True)


def test_405_says_what_is_allowed(server: Server) -> None:
    """As RFC 9110 asks, section 15.5.6."""
    assert {"GET", "POST"} <= set(server.ask("/sparql", "PUT").headers["Allow"].split(", "))


@pytest.mark.parametrize(
    "path",
    [
        "/sparql",
        "/sparql?query=ASK%20%7B%7D",
        "/query/reports",
        "/person/沈伟民_上海市",
        "/store?default",
        "/store",
        "/nowhere",
        "/sparql?query=ASK",
    ],
)
def test_head_is_get_without_a_body(server: Server, path: str) -> None:
    """The same status, type and length."""
    get, head = server.ask(path), server.ask(path, "HEAD")
    assert head.body == b""
    assert (head.status, head.type) == (get.status, get.type)
    assert int(head.headers["Content-Length"]) == len(get.body)
    assert head.headers["ETag"] == get.headers["ETag"]


@pytest.mark.parametrize("path", ["/person/沈伟民_上海市", "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o }"})])
def test_gzip_carries_the_same_bytes_under_another_tag(server: Server, path: str) -> None:
    """Small answers, and answers that are spooled to a file."""
    plain, zipped = server.ask(path), server.ask(path, Accept_Encoding="gzip, br")
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == plain.body
    assert len(zipped.body) < len(plain.body)
    assert plain.headers["ETag"] != zipped.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert server.ask(path, Accept_Encoding="gzip;q=0").headers["Content-Encoding"] is None
    assert server.ask(path, Accept_Encoding="gzip").body == zipped.body


def test_etag_answers_304(server: Server) -> None:
    """As long as the store is as it was; before and after the answer is kept."""
    path = "/sparql?" + urlencode({"query": SELECT + " LIMIT 7"})
    tag = server.ask(path).headers["ETag"]
    assert server.ask(path).headers["ETag"] == tag
    for wanted in (tag, f'"x", {tag}', f"W/{tag}"):
        for _ in range(2):
            found = server.ask(path, If_None_Match=wanted)
            assert (found.status, found.body, found.headers["ETag"]) == (304, b"", tag)
    assert server.ask(path, If_None_Match='"x"').status == 200
    assert server.ask(path, Accept="text/csv").headers["ETag"] != tag
    assert server.post("/sparql", {"query": SELECT}).headers["ETag"] is None


def test_what_differs_each_time_is_not_kept(server: Server) -> None:
    """Neither here nor by the client."""
    path = "/sparql?" + urlencode({"query": "SELECT (STRUUID() AS ?x) {}"})
    first, second = server.ask(path), server.ask(path)
    assert first.body != second.body
    assert first.headers["ETag"] is None
    assert first.headers["Cache-Control"] == "no-store"


def test_graphs_asked_for_by_the_protocol(server: Server) -> None:
    """The query sees these and no others, whatever it says itself."""
    graphs = [
        row["g"]["value"] for row in server.query("SELECT DISTINCT ?g { GRAPH ?g {} }").json["results"]["bindings"]
    ]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def n(**more: str) -> int:
        found = server.ask("/sparql?" + urlencode({"query": count, **more}))
        return int(found.json["results"]["bindings"][0]["n"]["value"])

    assert sum(n(**{"default-graph-uri": graph}) for graph in graphs) == n()
    assert n(**{"named-graph-uri": graphs[0]}) == 0
    assert n(**{"default-graph-uri": "http://nowhere.example/"}) == 0


def test_cors_for_the_origins_that_were_named(server: Server) -> None:
    """With preflight; others get nothing."""
    there, elsewhere = "https://there.example", "https://elsewhere.example"
    for _ in range(2):
        found = server.query("ASK {}", Origin=there)
        assert found.headers["Access-Control-Allow-Origin"] == there
        assert "Origin" in ", ".join(found.headers.get_all("Vary"))
        assert server.query("ASK {}", Origin=elsewhere).headers["Access-Control-Allow-Origin"] is None
    asked = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "content-type"}
    found = server.ask("/sparql", "OPTIONS", Origin=there, **asked)
    assert found.status == 204
    assert "POST" in found.headers["Access-Control-Allow-Methods"]
    assert "content-type" in found.headers["Access-Control-Allow-Headers"].lower()
    assert server.ask("/sparql", "OPTIONS", Origin=elsewhere, **asked).headers["Access-Control-Allow-Origin"] is None
    assert server.query("ASK {", Origin=there).headers["Access-Control-Allow-Origin"] == there


def test_no_answer_may_be_taken_for_a_page(server: Server) -> None:
    """A browser has to believe the type that is said, of answers and of errors."""
    for found in (server.query("ASK {}"), server.query("ASK {"), server.ask("/nowhere"), server.ask("/query/reports")):
        assert found.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("accept", "format"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_things_have_addresses(server: Server, accept: str, format: ox.RdfFormat) -> None:
    """What is said of a thing, its facts and their quotes, whichever way the address is encoded."""
    iri = "https://w3id.org/report-kg/person/沈伟民_上海市"
    found = server.ask("/person/沈伟民_上海市", Accept=accept)
    assert (found.status, found.type) == (200, accept)
    triples = {quad.triple for quad in ox.parse(found.body, format=format)}
    predicates = {t.predicate.value.rpartition("#")[2].rpartition("/")[2] for t in triples}
    assert {t.subject.value for t in triples} >= {iri}
    assert {"label", "holdsPost", "subject", "exact"} <= predicates
    assert server.ask("/person/%E6%B2%88%E4%BC%9F%E6%B0%91%5F上海市", Accept=accept).body == found.body


def test_addresses_with_encoded_characters(start, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A slash, a percent sign, a space and an emoji inside of a name."""
    from kg.rdf import iri

    names = ["a/b", "50%", "a b", "x?y#z", "党群🎉", "（甲）", "a+b", "é"]
    with open_store(tmp_path / "odd", read_only=False, create=True) as store:
        for name in names:
            store.update(f"INSERT DATA {{ GRAPH <http://e/g> {{ <{iri(f'event:{name}')}> rdfs:label 'x' }} }}")
    from urllib.parse import quote

    server = start(tmp_path / "odd")
    for name in names:
        found = server.ask(f"/event/{quote(name, safe='')}", Accept="application/n-triples")
        assert found.status == 200, name
        assert iri(f"event:{name}") in found.text


def test_service_description_at_the_endpoint(server: Server) -> None:
    """Without a query: formats, features and the graphs with their sizes."""
    found = server.ask("/sparql", Accept="application/n-triples")
    assert found.status == 200
    for said in ("UnionDefaultGraph", "SPARQL11Query", "SPARQL_Results_JSON", "void#triples", "namedGraph"):
        assert said in found.text
    assert "SPARQL11Update" not in found.text
    assert server.ask("/sparql", Accept="image/png").status == 406


def test_store_gives_graphs_and_all_of_them(server: Server) -> None:
    """One graph as triples, all as quads."""
    graph = server.query("SELECT ?g { GRAPH ?g {} } LIMIT 1").json["results"]["bindings"][0]["g"]["value"]
    one = server.ask("/store?" + urlencode({"graph": graph}), Accept="application/n-triples")
    count = server.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}").json
    assert len(one.text.splitlines()) == int(count["results"]["bindings"][0]["n"]["value"])
    everything = server.ask("/store", Accept="application/n-quads")
    assert (everything.status, everything.type) == (200, "application/n-quads")
    with open_store(server.store) as store:
        assert len(everything.text.splitlines()) == len(store)
    assert server.ask("/store").type == "application/trig"
    assert server.ask("/store", Accept="text/turtle").status == 406


def test_xml_is_xml(server: Server) -> None:
    """A parser that is not ours reads it."""
    root = ET.fromstring(server.query(SELECT, Accept="application/sparql-results+xml").text)
    assert root.tag.endswith("sparql")


@pytest.mark.parametrize("format", ["table", "csv", "tsv", "json", "xml"])
@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?p ?o WHERE { GRAPH ?g { <https://w3id.org/report-kg/person/沈伟民_上海市> ?p ?o } }",
        "SELECT * { person:沈伟民_上海市 rdfs:label ?name }",
        "SELECT ?person { ?person a kg:Person }",
        "SELECT ?s ?p ?o { ?s ?p ?o }",
    ],
)
def test_what_is_answered_without_a_worker_is_the_same(server: Server, sparql: str, format: str) -> None:
    """One triple pattern, small or too large for the serving process: the bytes of the prompt."""
    found = server.ask("/sparql?" + urlencode({"query": sparql, "format": format}))
    assert found.status == 200
    assert found.body == of_prompt(server, sparql, format)
    asked = {"query": sparql, "format": format, "default-graph-uri": "http://nowhere.example/"}
    assert len(server.post("/sparql", asked).body) < len(found.body)
