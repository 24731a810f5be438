"""Stores to draw: the invented report, one in which everything is hostile, and a large one; and a browser."""

from __future__ import annotations

import os
import runpy
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.model import Document, Entity, EntityType, Extraction, Fact, Literal, Section, Span
from kg.rdf import document_quads, graph_iri
from kg.store import OxigraphStore, open_store

_GRAPHS = runpy.run_path(str(Path(__file__).parents[1] / "graphs.py"))
_RUN = "window.__pwned=1"

#: What a report could say to break out of where it is shown. Each sets window.__pwned if any of it runs.
HOSTILE = (
    f"</script><script>{_RUN}</script>",
    f"</SCRIPT ><script>{_RUN}</script>",
    f"<!--<script>{_RUN}</script>",
    f"--><script>{_RUN}</script><!--",
    f"]]><script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f'"><img src=x onerror="{_RUN}">',
    f"'><svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    f"<a href='javascript:{_RUN}'>href</a>",
    f"javascript:{_RUN}",
    f"data:text/html,<script>{_RUN}</script>",
    f"</title><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>",
    f"<style>@import 'https://attacker.invalid/x.css';</style><b onclick={_RUN}>",
    "<link rel=stylesheet href=https://attacker.invalid/x.css>",
    "<meta http-equiv=refresh content='0;url=https://attacker.invalid/'>",
    "<base href=https://attacker.invalid/>",
    f"{{{{constructor.constructor('{_RUN}')()}}}}",
    f"${{{_RUN}}}`;{_RUN};`",
    f"\\';{_RUN};//\\u0022;{_RUN};//",
    f"\u2028{_RUN}\u2029",
    f"null\x00byte\x00<script>{_RUN}</script>",
    "\u202etxet desrever\u202c \u2066isolated",
    "zero\u200bwidth\ufeffmark",
    f"<math><mtext><table><mglyph><style><img src=x onerror={_RUN}>",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;&#60;img src=x onerror={_RUN}&#62;",
    "{{policy}}{{script}}",
    "__proto__",
    "constructor",
)


@pytest.fixture
def graphs() -> dict[str, Any]:
    """The names of `tests/graphs.py`."""
    return _GRAPHS


def filled(*extractions: Extraction) -> OxigraphStore:
    """A store in memory that holds these."""
    store = open_store(":memory:")
    for extraction in extractions:
        store.replace_graph(graph_iri(extraction.document.name), document_quads(extraction))
    return store


@pytest.fixture
def store() -> Iterator[OxigraphStore]:
    """The invented report."""
    with filled(_GRAPHS["extraction"]()) as opened:
        yield opened


def plain(name: str, title: str, text: str) -> Document:
    """A document of one section whose clean text is its text."""
    return Document(
        name, title, text, text, tuple(range(len(text))), (Section(0, title, Span(0, len(text))),), source=f"{name}.txt"
    )


@pytest.fixture
def hostile() -> tuple[str, ...]:
    """The hostile strings."""
    return HOSTILE


@pytest.fixture
def hostile_store() -> Iterator[OxigraphStore]:
    """Hostile strings as title, label, alias, role, literal, qualifier, rule, section, quote and its surroundings."""
    document = plain("hostile", HOSTILE[0], "\n".join(HOSTILE))
    people = [Entity(f"person:{text}", EntityType.PERSON, text, (f"alias {text}",)) for text in HOSTILE]
    posts = [
        Entity(f"post:{text}", EntityType.POST, text, (), (("kg:role", Literal(text)), ("kg:postIn", "organization:x")))
        for text in HOSTILE
    ]
    other = [
        Entity("event:x", EntityType.EVENT, HOSTILE[5]),
        Entity("organization:x", EntityType.ORGANIZATION, HOSTILE[10]),
    ]
    facts = []
    for place, (text, person, post) in enumerate(zip(HOSTILE, people, posts, strict=True)):
        start = document.text.index(text)
        evidence = (document.evidence(Span(start, start + len(text))),)
        more = (("kg:speechRole", Literal(text)),)
        facts += [
            Fact("event:x", "kg:addressedBy", person.id, place, evidence, text, more),
            Fact("event:x", "kg:theme", Literal(text), 0, evidence, text),
            Fact(person.id, "kg:holdsPost", post.id, 0, evidence, text),
        ]
    with filled(Extraction(document, (*people, *posts, *other), tuple(facts))) as opened:
        opened.replace_graph(graph_iri("raw"), _javascript_iris())
        yield opened


def _javascript_iris() -> Iterator[Any]:
    """A fact whose subject, object, document and evidence have IRIs that are script."""
    import pyoxigraph as ox

    turtle = """
    @prefix kg: <https://w3id.org/report-kg/ontology#> . @prefix oa: <http://www.w3.org/ns/oa#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    <javascript:window.__pwned=2> a kg:Person ; rdfs:label "javascript IRI"@zh .
    <javascript:window.__pwned=3> a kg:Event .
    <javascript:window.__pwned=4> a kg:Document ; rdfs:label "<b>" ; kg:sourceFile "javascript:window.__pwned=5" .
    <javascript:window.__pwned=6> a kg:Fact ; rdf:subject <javascript:window.__pwned=3> ;
        rdf:predicate <javascript:window.__pwned=7> ; rdf:object <javascript:window.__pwned=2> ; kg:section 1 ;
        kg:statedIn <javascript:window.__pwned=4> ; kg:evidence <javascript:window.__pwned=8> .
    <javascript:window.__pwned=8> oa:hasSelector <javascript:window.__pwned=9> .
    <javascript:window.__pwned=9> oa:start 0 ; oa:end 1 ; oa:exact "x" .
    """
    for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
        yield ox.Quad(quad.subject, quad.predicate, quad.object)


@pytest.fixture
def make_large() -> Callable[[int], OxigraphStore]:
    """Makes a store of n facts: series, their events, and people who attend some of them."""
    return _large


def _large(n: int) -> OxigraphStore:
    document = plain("large", "大图", "出席" * n)
    entities = [Entity(f"series:{i}", EntityType.SERIES, f"系列{i}") for i in range(n // 100 + 1)]
    facts = []
    for i in range(n // 4):
        start = 2 * i
        evidence = (document.evidence(Span(start, start + 2)),)
        entities.append(Entity(f"event:{i}", EntityType.EVENT, f"第{i}场活动"))
        facts.append(Fact(f"event:{i}", "kg:partOf", f"series:{i // 25}", 0, evidence))
        for j in range(3):
            person = f"person:{i * 3 + j}" if j else f"person:{i % 7}_{i // 70}"
            entities.append(Entity(person, EntityType.PERSON, f"代表{person[7:]}"))
            facts.append(Fact(f"event:{i}", "kg:attendedBy", person, 0, evidence))
    return filled(Extraction(document, tuple(dict.fromkeys(entities)), tuple(facts)))


CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Browser:
    """A Chromium whose pages must ask for nothing but themselves, and say nothing on the console."""

    def __init__(self, chromium: Any) -> None:
        self.chromium = chromium
        self.requests: list[str] = []
        self.errors: list[str] = []

    def open(self, file: Path, **context: Any) -> Any:
        """The page of a file, drawn."""
        page = self.chromium.new_context(viewport={"width": 1280, "height": 800}, **context).new_page()
        address = file.as_uri()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.errors.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: self.errors.append(f"dialog: {dialog.message}"))
        page.route("**/*", lambda route: route.continue_() if route.request.url == address else route.abort())
        page.goto(address)
        page.wait_for_selector("body[data-ready]")
        return page

    def check(self, *files: Path) -> None:
        """No request but for the pages, no error, no message, no dialog."""
        assert {request.partition("#")[0] for request in self.requests} <= {file.as_uri() for file in files}
        assert self.errors == []


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium of the system; skips where there is none, or no playwright to drive it."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    names = (os.environ.get("CHROMIUM") or "", "chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium was found: install one (Debian: apt-get install chromium) or name it in CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def browser(chromium: Any) -> Iterator[Browser]:
    """A browser with nothing open."""
    yield Browser(chromium)
    for context in chromium.contexts:
        context.close()
