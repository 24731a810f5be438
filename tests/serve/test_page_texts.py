"""The pages as text: what they say of a thing, that all of it is escaped, that their words and colours are whole."""

from __future__ import annotations

import asyncio
import json
import re
import runpy
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kg.model import Entity, EntityType, Extraction, Fact, Span
from kg.query import named_queries
from kg.rdf import ontology
from kg.serve.pages import STATIC, Site, entity_page, home_page, missing_page, report_page, search_page
from kg.serve.pages.markup import Markup, join, safe_address, tag
from kg.serve.pages.names import kind_class
from kg.serve.pages.notes import Found, mark_words, problem_page
from kg.serve.pages.report import paragraphs, place_of
from kg.serve.pages.rows import PAGE, ref
from kg.serve.pages.site import POLICY, own_namespaces, words
from kg.serve.pages.tables import sections
from kg.serve.pages.work import bindings
from kg.views.style import LOOKS
from kg.vocab import expand

_TESTS = Path(__file__).parents[1]
_GRAPHS = runpy.run_path(str(_TESTS / "graphs.py"))
_VIEWS = runpy.run_path(str(_TESTS / "views" / "conftest.py"))
SITE = Site()


class Elements(HTMLParser):
    """The elements of a page, as a browser's tokenizer sees them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def asker(store):
    """What a page asks a store by."""

    async def ask(sparql):
        return bindings(store.query(sparql))

    return ask


@pytest.fixture
def store():
    with _VIEWS["filled"](_GRAPHS["extraction"]()) as opened:
        yield opened


@pytest.fixture
def hostile_store():
    yield from _VIEWS["hostile_store"].__wrapped__()


def thing_page(store, curie, site=SITE, **more):
    iri = expand(curie) if not curie.startswith(("http", "javascript")) else curie
    return asyncio.run(entity_page(site, asker(store), iri, **more))


# Markup


def test_markup_escapes_all_but_markup():
    """Texts become text, Markup stays, nothing and False vanish, lists are flattened."""
    assert join("<b>", Markup("<i>"), None, False, ["&", 1]) == "&lt;b&gt;<i>&amp;1"
    assert tag("p", 'x"', title='"><script>') == '<p title="&quot;&gt;&lt;script&gt;">x&quot;</p>'
    assert tag("input", type="checkbox", checked=True, id=None) == '<input type="checkbox" checked>'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:1",
        "data:text/html,x",
        "//elsewhere.example",
        "/\\elsewhere",
        "vbscript:x",
        "ftp://x",
        "\njavascript:1",
        "http:x",
        "/a\njavascript:",
    ],
)
def test_addresses_that_are_not_ours_or_of_the_web_become_no_link(address):
    """Only paths here and http(s) are links."""
    assert not safe_address(address)
    assert "href" not in tag("a", "x", href=address)


@pytest.mark.parametrize(
    "address", ["/person/x", "?lang=en", "#at", "https://www.wikidata.org/entity/Q1", "/thing?iri=javascript%3A1"]
)
def test_addresses_here_and_of_the_web_become_links(address):
    """Paths, queries, fragments and http(s) addresses."""
    assert safe_address(address)


def test_handlers_cannot_be_written():
    """An attribute that would run is refused."""
    with pytest.raises(ValueError, match="no attribute"):
        tag("a", onclick="x")


# Things


def test_the_page_of_a_person_has_posts_events_and_quotes(store):
    """Name, class, tables with dates, every fact with its quote and the way to its place."""
    text = thing_page(store, "person:林知远_云麓区")
    shown = Elements(text).text
    assert "<h1" in text
    assert "林知远" in shown
    for words_ in (
        "任职",
        "局长",
        "云麓区质量促进局",
        "2031-09-04",
        "参与的活动",
        "2031-09-03",
        "云麓会堂",
        "讲话者（致辞）",
    ):
        assert words_ in shown, words_
    assert "<mark>林知远出席并致辞</mark>" in text
    place = _GRAPHS["TEXT"].index("林知远出席并致辞")
    assert f"/document/2031-yunlu?at={place}-{place + 8}#c{place}-{place + 8}" in text


def test_the_page_of_an_organization_has_its_people_events_and_awards(store):
    """Posts in it, what it organized, what it received."""
    bureau = Elements(thing_page(store, _GRAPHS["BUREAU"])).text
    assert "区质促局" in bureau
    assert "任职者" in bureau
    assert "林知远" in bureau
    assert "主办" in bureau
    factory = Elements(thing_page(store, _GRAPHS["FACTORY"])).text
    assert "第二届云麓质量奖" in factory
    assert "金额" in factory
    award = Elements(thing_page(store, _GRAPHS["AWARD"])).text
    assert "获奖者" in award
    assert "200000" in award


def test_the_page_of_an_event_has_its_particulars(store):
    """Date, place, organizer, series; people and numbers in tables."""
    shown = Elements(thing_page(store, _GRAPHS["EVENT"])).text
    for words_ in ("举行日期", "2031-09-03", "下午", "云麓会堂", "启动仪式", "2031年云麓区“匠心月”", "12家", "林知远"):
        assert words_ in shown, words_


def test_every_kind_of_thing_has_a_page(store):
    """Facts, evidence, activities, terms of the ontology: whatever an answer can link to."""
    iris = {quad.subject.value for quad in store.match()} | {expand("kg:launch_ceremony"), expand("kg:Person")}
    for iri in sorted(iris):
        assert thing_page(store, iri), iri


def test_what_the_graph_does_not_know_has_no_page(store):
    """None, also for what is no IRI at all."""
    assert thing_page(store, "person:无此人") is None
    assert asyncio.run(entity_page(SITE, asker(store), "x> } DROP ALL #")) is None
    with pytest.raises(ValueError, match="no IRI"):
        ref("http://example.org/> ?x")


def test_english_pages_keep_their_language(store):
    """Words of the page and of the ontology are English, links go on in English."""
    text = thing_page(store, "person:林知远_云麓区", Site().to("en"))
    assert '<html lang="en">' in text
    assert "attended by" in text
    links = [attributes["href"] for name, attributes in Elements(text).found if name == "a" and "href" in attributes]
    inside = [link for link in links if link.startswith("/") and "format=" not in link and "data-lang" not in link]
    assert all("lang=" in link for link in inside)


def test_a_thing_of_many_facts_is_shown_in_parts():
    """A page holds so many facts; the next has the rest, and none is on both."""
    report = _VIEWS["plain"]("many", "许多", "甲" * (PAGE + 30))
    people = [Entity(f"person:{i}", EntityType.PERSON, f"第{i}人") for i in range(PAGE + 30)]
    facts = [
        Fact("event:x", "kg:attendedBy", person.id, 0, (report.evidence(Span(i, i + 1)),))
        for i, person in enumerate(people)
    ]
    event = Entity("event:x", EntityType.EVENT, "大会")
    with _VIEWS["filled"](Extraction(report, (event, *people), tuple(facts))) as store:
        first, second = thing_page(store, "event:x"), thing_page(store, "event:x", offset=PAGE)
    assert f"第 1–{PAGE} 条，共 {PAGE + 30} 条" in first
    assert f'href="/event/x?offset={PAGE}#facts"' in first
    one, two = (set(re.findall(r"第\d+人", text[text.index('id="facts"') :])) for text in (first, second))
    assert len(one) == PAGE
    assert len(two) == 30
    assert not one & two


def test_pages_are_made_without_http():
    """A worker that makes pages loads nothing that speaks HTTP."""
    code = "import sys, kg.serve.pages.work; print([m for m in ('starlette', 'uvicorn', 'anyio') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Reports


def test_the_text_of_a_report_is_whole_and_marked(store):
    """Its characters are all there in their order; facts and gaps are marked; the place asked for as well."""
    place = _GRAPHS["TEXT"].index("青岚机械厂获")
    text = asyncio.run(report_page(SITE, asker(store), expand("document:2031-yunlu"), f"{place}-{place + 5}"))
    inside = text[text.index('id="text"') : text.index('class="beside"')]
    shown = Elements(inside[inside.index(">") + 1 :]).text
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", _GRAPHS["TEXT"])
    assert f'id="c{place}-{place + 5}"' in text
    assert 'class="gap"' in text


def test_a_document_without_text_has_the_page_of_a_thing(store):
    """A paper that a report names is no report."""
    assert asyncio.run(report_page(SITE, asker(store), expand("document:无"))) is None


@pytest.mark.parametrize(
    ("at", "place"),
    [("3-5", (3, 5)), ("3-99", (3, 10)), ("5-3", None), ("", None), ("a-b", None), ("9999999999-1", None), ("<", None)],
)
def test_places_are_read_or_passed_over(at, place):
    """Two numbers in order, within the text."""
    assert place_of(at, 10) == place


def test_paragraphs_leave_out_white_space_only():
    """Every other character is in one."""
    text = "\n甲\n乙 \n\n\u3000丙\n \n\n"
    assert [text[start:end] for start, end in paragraphs(text)] == ["甲\n乙", "丙"]


# Notes


def test_searches_show_things_then_places(store):
    """Names with their class, sentences with the way to their place; marks of the index become marks of the page."""
    hits = [
        Found("https://w3id.org/report-kg/person/x", "沈<b>", "Person", "label", "【沈】<b>"),
        Found(
            "https://w3id.org/report-kg/document/y",
            "报道",
            "Document",
            "text",
            "说到【沈】的一句",
            3,
            4,
            "https://w3id.org/report-kg/document/y",
        ),
    ]
    text = search_page(SITE, '沈"', hits)
    assert "<mark>沈</mark>&lt;b&gt;" in text
    assert 'href="/document/y?at=3-4#c3-4"' in text
    assert 'value="沈&quot;"' in text
    assert "没有找到" in search_page(SITE, "无", [])


def test_missing_and_problem_pages_say_what_to_do():
    """The nearest names, or the hint."""
    assert "沈某" in missing_page(SITE, "<x>", [Found("https://w3id.org/report-kg/person/x", "沈某")])
    assert "&lt;x&gt;" in missing_page(SITE, "<x>")
    assert "试试" in problem_page(SITE, "坏了", "试试")


def test_words_that_were_asked_for_are_marked():
    """Each of them, whatever signs it holds."""
    assert mark_words("a(b)c", "(B)") == "a<mark>(b)</mark>c"


# What is hostile


def test_no_hostile_text_becomes_an_element(hostile_store):
    """Every page of a hostile store has our elements and addresses only."""
    iris = sorted(
        {quad.subject.value for quad in hostile_store.match(None, "rdf:type")} | {"javascript:window.__pwned=2"}
    )
    pages = [text for iri in iris if (text := thing_page(hostile_store, iri))]
    pages.append(asyncio.run(report_page(SITE, asker(hostile_store), expand("document:hostile"), "<script>")))
    assert len(pages) > len(_VIEWS["HOSTILE"])
    for text in pages:
        for name, attributes in Elements(text).found:
            assert name not in {"img", "svg", "iframe", "style", "base", "object", "math", "b"}
            assert not any(key.startswith("on") or key == "style" for key in attributes)
            for key in ("href", "src", "action"):
                assert safe_address(attributes.get(key, "/"))
            if name == "script" and attributes.get("type") != "application/json":
                assert attributes["src"].startswith("/static/")
        assert "\u202e" not in text
        assert "\x00" not in text


# The whole


def test_words_are_whole():
    """Every word has both languages, and each that the modules name is there."""
    keys = set(words("zh"))
    assert keys == set(words("en"))
    assert all(words(language)[key] for language in ("zh", "en") for key in keys)
    named = set()
    for file in [*STATIC.glob("*.js"), *Path(STATIC.parent / "pages").glob("*.py")]:
        named |= set(re.findall(r"""\bword\(\s*"([a-z.A-Z]+)\"""", file.read_text("utf-8")))
    assert named <= keys
    looked = {f"section.{section.key}" for section in sections()}
    looked |= {f"column.{column.word}" for section in sections() for column in section.columns}
    assert looked <= keys


def test_words_have_the_same_places_in_both_languages():
    """What is filled in in one is filled in in the other."""
    for key, text in words("zh").items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", words("en")[key])), key


def test_tables_speak_of_the_ontology():
    """Their classes and predicates exist."""
    for section in sections():
        for name in section.types | section.others:
            assert f"kg:{name}" in ontology().terms or name == "Concept", name
        looks = {look.rpartition(" ")[2] for column in section.columns for look in column.look if "kg:" in look}
        assert looks | section.predicates <= set(ontology().terms)


def test_kinds_have_the_colours_of_the_network():
    """A person is orange here and there."""
    css = (STATIC / "base.css").read_text("utf-8")
    variables = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", css))
    for kind, (colour, _) in LOOKS.items():
        name = re.search(rf"\.{kind_class(kind)} \{{ --k: var\(--([a-z]+)\)", css)[1]
        assert variables[name] == colour
    assert EntityType.PERSON in LOOKS


def test_the_first_page_knows_all_queries_and_terms():
    """Its data is JSON in a block that cannot end before its end, and holds what the script needs."""
    text = home_page(SITE)
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[1]
    assert "<" not in block
    data = json.loads(block)
    assert [query["name"] for query in data["queries"]] == [query.name for query in named_queries()]
    assert "kg:attendedBy" in {term[0] for term in data["terms"]}
    assert set(own_namespaces(SITE.base)) <= set(data["prefixes"])
    for query in named_queries():
        assert f'data-name="{query.name}"' in text


def test_the_policy_lets_nothing_in():
    """No inline script or style, nothing from elsewhere; files of ours hold no address of anybody else."""
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY
    for file in STATIC.iterdir():
        text = file.read_text("utf-8")
        outside = set(re.findall(r"https?://[\w.-]+", text)) - {"http://www.w3.org"}
        assert outside == set(), file.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|new Function", text), (
            file.name
        )
        assert len(text.splitlines()) <= 400, file.name
