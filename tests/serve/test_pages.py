"""The pages of a running endpoint in a real browser: asked, opened, read; nothing hostile runs, nothing leaves the server."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kg.rdf import document_quads, graph_iri
from kg.store import open_store

pytestmark = pytest.mark.browser
pytest.importorskip("starlette", reason="the extra serve is not installed")

_TESTS = Path(__file__).parents[1]
_GRAPHS = runpy.run_path(str(_TESTS / "graphs.py"))
_VIEWS = runpy.run_path(str(_TESTS / "views" / "conftest.py"))
PERSON_PAGE = "/person/林知远_云麓区"


@contextmanager
def serving(store: Path, *options: str) -> Iterator[str]:
    """The address of an endpoint on a store, in a process of its own."""
    command = [sys.executable, "-c", "from kg.cli import main; main()", "serve", "--bind", "localhost:0", *options]
    with subprocess.Popen(
        [*command, "--store", str(store)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            lines = iter(process.stdout.readline, "")
            found = next(match for match in map(re.compile(r"http://\S+").search, lines) if match)
            yield found[0].rstrip("/")
        finally:
            process.terminate()
            process.wait(20)


def filled(path: Path, *extractions: Any) -> Path:
    """A store on disk that holds these."""
    with open_store(path, read_only=False, create=True) as store:
        for extraction in extractions:
            store.replace_graph(graph_iri(extraction.document.name), document_quads(extraction))
    return path


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    """An endpoint on the invented report."""
    with serving(filled(tmp_path_factory.mktemp("site") / "store", _GRAPHS["extraction"]())) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium of the system; skips where there is none, or no playwright to drive it."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    names = (os.environ.get("CHROMIUM") or "", "chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium was found: install one (Debian: apt-get install chromium) or name it in CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(_VIEWS["CHROMIUM_FLAGS"]))
        yield launched
        launched.close()


class Browser:
    """A Chromium whose pages must ask nobody but their server, and say nothing on the console."""

    def __init__(self, chromium: Any) -> None:
        self.chromium = chromium
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.expected: list[str] = []

    def open(self, address: str, **context: Any) -> Any:
        """The page at an address, its scripts done."""
        page = self.chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **context}).new_page()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.errors.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: self.errors.append(f"dialog: {dialog.message}"))
        page.set_default_timeout(15_000)
        page.goto(address)
        return page

    def check(self, site: str) -> None:
        """No request to any other origin, no error, no message, no dialog but those expected."""
        assert [url for url in self.requests if not url.startswith((f"{site}/", "blob:"))] == []
        left = [error for error in self.errors if not any(words in error for words in self.expected)]
        assert left == []


@pytest.fixture
def browser(chromium) -> Iterator[Browser]:
    """A browser with nothing open."""
    yield Browser(chromium)
    for context in chromium.contexts:
        context.close()


def ready(page: Any) -> Any:
    """The page, when its script has done what it does at the beginning."""
    page.wait_for_selector("body[data-ready]")
    return page


def until(page: Any, true: str) -> None:
    """Wait until an expression is true; the page's policy forbids that the browser itself evaluates it again and again."""
    for _ in range(300):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {true}")


def ask(page: Any, query: str) -> None:
    """Write a query in the editor and run it by keyboard."""
    page.fill("#editor textarea", query)
    page.focus("#editor textarea")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#answer:not([aria-busy]) > *")


# The way of an analyst


def test_a_query_is_typed_with_completion_run_and_leads_to_the_words_of_the_report(browser, site):
    """From the first key to the sentence: completion, run, table, thing, quote, its place in the report."""
    page = ready(browser.open(f"{site}/"))
    area = page.locator("#editor textarea")
    area.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type("SELECT ?event ?who { ?event kg:出席", delay=5)
    choice = page.locator(".choices [role=option][aria-selected=true]")
    choice.wait_for()
    assert "kg:attendedBy" in choice.inner_text()
    page.keyboard.press("Enter")
    page.keyboard.type(" ?w")
    page.locator(".choices li:has-text('?who')").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.type(" }")
    assert area.input_value() == "SELECT ?event ?who { ?event kg:attendedBy ?who }"
    page.keyboard.press("Control+Enter")
    page.locator("#answer td a", has_text="林知远").click()
    assert page.inner_text("h1") == "林知远"
    page.locator("figure", has=page.locator("mark", has_text="林知远出席并致辞")).locator("a.report").click()
    page.wait_for_selector("body[data-ready]")
    assert "".join(page.locator("#text mark.at").all_inner_texts()) == "林知远出席并致辞"
    assert page.evaluate(
        "() => { const box = document.querySelector('#text mark.at').getBoundingClientRect(); "
        "return box.top > 0 && box.bottom < innerHeight }"
    )
    browser.check(site)


def test_a_named_query_is_asked_by_its_form_and_goes_on_in_the_editor(browser, site):
    """Chosen from the list, filled in, answered; the address keeps it; its SPARQL gives the same rows."""
    page = ready(browser.open(f"{site}/"))
    page.fill("#named-filter", "职务")
    page.click("#named-list a:has-text('人物在各报告中的职务')")
    page.fill("#p-person", "林知远")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer td")
    rows = page.locator("#answer tbody tr").all_inner_texts()
    assert len(rows) == 1
    assert "局长" in rows[0]
    assert "林知远" in page.evaluate("decodeURIComponent(location.search)")
    again = ready(browser.open(page.url))
    assert again.locator("#answer tbody tr").all_inner_texts() == rows
    page.click("#to-editor")
    page.wait_for_selector("#sparql:not([hidden])")
    sparql = page.input_value("#editor textarea")
    assert "VALUES ?person { person:林知远_云麓区 }" in sparql
    page.click("#run")
    page.wait_for_selector("#answer:not([aria-busy]) td")
    assert page.locator("#answer tbody tr").all_inner_texts() == rows
    browser.check(site)


def test_a_form_says_what_is_missing(browser, site):
    """A needed value that is not given is asked for by its name, and the focus goes there."""
    page = ready(browser.open(f"{site}/?named=posts-of-person"))
    page.click("#form button.primary")
    assert "人物" in page.inner_text("#form-wrong")
    assert page.evaluate("document.activeElement.id") == "p-person"
    browser.check(site)


def test_back_and_history_bring_earlier_queries_again(browser, site):
    """Each query has an address; Back shows the one before with its answer; the list of last queries too."""
    page = ready(browser.open(f"{site}/"))
    ask(page, "SELECT (1 AS ?one) {}")
    ask(page, "SELECT (2 AS ?two) {}")
    assert page.inner_text("#answer th") == "two"
    page.go_back()
    until(page, "document.querySelector('#answer th')?.textContent === 'one'")
    assert page.input_value("#editor textarea") == "SELECT (1 AS ?one) {}"
    page.click("#history-box summary")
    page.click("#history button:has-text('?two')")
    until(page, "document.querySelector('#answer th')?.textContent === 'two'")
    browser.check(site)


# The editor


def test_keyboard_alone_is_enough(browser, site):
    """Tab reaches every control in order; in the editor it indents, and Escape then Tab leaves."""
    page = ready(browser.open(f"{site}/"))
    page.focus("#editor textarea")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.localName") == "textarea"
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer td a")
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "document.activeElement.id || document.activeElement.className || document.activeElement.textContent"
            )
        )
    assert {"evidence", "filter", "sort"} <= set(reached)
    page.focus("#answer td a")
    page.keyboard.press("Enter")
    page.wait_for_selector("article h1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    browser.check(site)


def test_editor_indents_closes_and_undoes(browser, site):
    """A new line is as far in as the one before, deeper after a bracket; a closing bracket comes out; undo takes back."""
    page = ready(browser.open(f"{site}/"))
    page.focus("#editor textarea")
    page.keyboard.press("Control+a")
    page.keyboard.type("ASK {\n?s ?p ?o .\n}")
    page.keyboard.press("Escape")
    value = page.input_value("#editor textarea")
    assert value == "ASK {\n  ?s ?p ?o .\n}"
    page.keyboard.press("Control+a")
    page.keyboard.press("Tab")
    assert page.input_value("#editor textarea") == "  ASK {\n    ?s ?p ?o .\n  }"
    page.keyboard.press("Shift+Tab")
    assert page.input_value("#editor textarea") == value
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert page.input_value("#editor textarea") == value
    assert page.locator("#editor .line").count() == 3
    browser.check(site)


def test_completion_waits_while_characters_are_composed(browser, site):
    """What an input method has not finished opens no list and is not taken by Enter."""
    page = ready(browser.open(f"{site}/"))
    page.fill("#editor textarea", "SELECT * { ?x kg:")
    page.focus("#editor textarea")
    page.keyboard.press("End")
    cdp = page.context.new_cdp_session(page)
    cdp.send("Input.imeSetComposition", {"text": "zhu", "selectionStart": 3, "selectionEnd": 3})
    page.wait_for_timeout(250)
    assert page.locator(".choices:visible").count() == 0
    cdp.send("Input.insertText", {"text": "主办"})
    page.locator(".choices li:has-text('kg:organizedBy')").wait_for()
    browser.check(site)


def test_colours_stand_under_the_text(browser, site):
    """The layer behind has the text of the editor, character by character, at the same places."""
    page = ready(browser.open(f"{site}/"))
    query = '# 注释\nSELECT ?e { ?e rdfs:label "中文 字"@zh ; kg:heldOn ?d FILTER(?d > 1) }'
    page.fill("#editor textarea", query)
    shown = page.evaluate("[...document.querySelectorAll('.layer .line')].map(line => line.textContent).join('\\n')")
    assert shown == query
    kinds = page.evaluate("[...document.querySelectorAll('.layer span')].map(s => s.className)")
    assert {"t-comment", "t-keyword", "t-variable", "t-name", "t-string", "t-number", "t-bracket"} <= set(kinds)
    assert page.evaluate(
        "() => { const a = document.querySelector('.layer'), b = document.querySelector('.sheet textarea'); "
        "return a.clientWidth === b.clientWidth && Math.abs(a.offsetHeight - b.scrollHeight) <= 1 }"
    )
    browser.check(site)


# Answers


def test_an_error_is_told_in_words_with_its_line_marked(browser, site):
    """The message, and the line in the editor; the button goes there."""
    browser.expected = ["400"]
    page = ready(browser.open(f"{site}/"))
    ask(page, "SELECT ?x {\n  ?x nothing:y ?z\n}")
    assert "这不是正确的 SPARQL" in page.inner_text("#answer")
    assert "nothing:" in page.inner_text("#answer")
    assert page.locator(".line.wrong").count() == 1
    page.click("#answer .problem button")
    assert page.evaluate("document.activeElement.localName") == "textarea"
    browser.check(site)


def test_answers_of_every_kind_are_shown(browser, site):
    """Yes or no, a graph with links, nothing at all; downloads are real addresses that answer."""
    page = ready(browser.open(f"{site}/"))
    ask(page, "ASK { ?x a kg:Person }")
    assert page.inner_text("#answer .verdict") == "是"
    ask(page, "CONSTRUCT { ?x a kg:Person } { ?x a kg:Person }")
    page.wait_for_selector("#answer pre a")
    assert "林知远" in page.inner_text("#answer pre")
    ask(page, "SELECT ?x { ?x a kg:Nothing }")
    page.wait_for_selector("#answer .notice")
    ask(page, "SELECT ?x { ?x a kg:Person }")
    page.wait_for_selector("#answer td")
    for link in page.locator("#answer .downloads a").all():
        response = page.request.get(f"{site}{link.get_attribute('href')}")
        assert response.ok
        assert "林知远" in response.text()
    page.click("#answer button:has-text('原始')")
    assert '"bindings"' in page.inner_text("#answer pre")
    browser.check(site)


def test_a_large_answer_is_paged_sorted_and_filtered_without_a_freeze(browser, site):
    """Ten thousand rows: a hundred are drawn; sorting and filtering take all; each in under a second."""
    page = ready(browser.open(f"{site}/"))
    ask(page, f"SELECT ?n ?text {{ {_digits('abcd')} BIND(CONCAT('第', STR(?n), '行') AS ?text) }}")
    page.wait_for_selector("#answer td")
    assert page.locator("#answer tbody tr").count() == 100
    assert "10000" in page.inner_text("#status")
    assert "1 / 100" in page.inner_text(".pager")
    took = page.evaluate(
        "() => { const from = performance.now(); document.querySelector('th[data-column=n] button').click(); "
        "document.querySelector('th[data-column=n] button').click(); return performance.now() - from }"
    )
    assert took < 2000
    assert page.inner_text("#answer tbody tr:first-child td") == "9999"
    assert page.get_attribute("th[data-column=n]", "aria-sort") == "descending"
    page.fill("#filter", "第123")
    until(page, "document.querySelectorAll('#answer tbody tr').length === 11")
    browser.check(site)


def _digits(names: str) -> str:
    values = "".join(f"VALUES ?{name} {{ {' '.join(map(str, range(10)))} }} " for name in names)
    return values + f"BIND({' + '.join(f'?{name} * {10**i}' for i, name in enumerate(names))} AS ?n)"


def test_a_query_can_be_stopped(browser, site):
    """The button appears while a query runs, and ends it."""
    page = ready(browser.open(f"{site}/"))
    page.fill("#editor textarea", f"SELECT (COUNT(*) AS ?c) {{ {_digits('abcdefghi')} FILTER(?n * ?n < 3) }}")
    page.click("#run")
    page.wait_for_selector("#stop:visible")
    until(page, "document.getElementById('status').textContent.includes('正在查询')")
    page.click("#stop")
    until(page, "document.getElementById('status').textContent === '已停止'")
    ask(page, "ASK {}")
    page.wait_for_selector("#answer .verdict")
    browser.check(site)


def test_a_quote_in_an_answer_leads_to_its_place(browser, site):
    """The column quote beside a report is a link into it, at these words."""
    page = ready(browser.open(f"{site}/?named=evidence-of-entity&p.entity=青岚机械厂"))
    page.locator("#answer td a", has_text="青岚机械厂获第二届云麓质量奖").first.click()
    ready(page)
    assert "".join(page.locator("#text mark.at").all_inner_texts()) == "青岚机械厂获第二届云麓质量奖"
    browser.check(site)


def test_rows_that_come_twice_are_explained(browser, site):
    """Two equal rows: the page says why, and what to write."""
    page = ready(browser.open(f"{site}/"))
    ask(page, "SELECT ?x { VALUES ?x { 1 1 2 } }")
    assert "DISTINCT" in page.inner_text("#twice")
    browser.check(site)


def test_a_query_over_its_time_is_told_in_words(browser, tmp_path):
    """Stopped by the server, explained in the reader's language; the next query is answered."""
    browser.expected = ["503"]
    with serving(filled(tmp_path / "store", _GRAPHS["extraction"]()), "--timeout-s", "1") as slow:
        page = ready(browser.open(f"{slow}/"))
        ask(page, f"SELECT (COUNT(*) AS ?c) {{ {_digits('abcdefghi')} FILTER(?n * ?n < 3) }}")
        page.wait_for_selector("#answer .problem")
        assert "查询超时" in page.inner_text("#answer h2")
        assert "LIMIT" in page.inner_text("#answer")
        ask(page, "ASK {}")
        page.wait_for_selector("#answer .verdict")
        browser.check(slow)


# Names, searches and questions


def needs(page: Any, feature: str) -> None:
    """Skip where the server has not got it."""
    if feature not in page.evaluate("JSON.parse(document.getElementById('data').textContent).features"):
        pytest.skip(f"this server has no /{feature}")


def test_things_are_completed_by_name_and_pinyin(browser, site):
    """In the editor a Chinese word becomes the thing's CURIE; in a form pinyin finds the name."""
    page = ready(browser.open(f"{site}/"))
    needs(page, "complete")
    page.fill("#editor textarea", "SELECT ?e { ?e kg:attendedBy ")
    page.focus("#editor textarea")
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("林知")
    page.locator(".choices li:has-text('林知远')").wait_for()
    page.keyboard.press("Enter")
    assert page.input_value("#editor textarea").endswith("person:林知远_云麓区")
    page.goto(f"{site}/?named=posts-of-person")
    ready(page)
    page.fill("#p-person", "")
    page.keyboard.type("linzhi")
    page.locator(".choices li:has-text('林知远')").wait_for()
    assert page.get_attribute("#p-person", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#p-person", "aria-activedescendant")
    page.keyboard.press("Enter")
    assert page.input_value("#p-person") == "林知远"
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer td:has-text('局长')")
    browser.check(site)


def test_the_search_box_goes_to_things_and_to_results(browser, site):
    """A choice from the list opens the thing; Enter without one shows names and sentences."""
    page = browser.open(f"{site}{PERSON_PAGE}")
    if not page.locator("#find").count():
        pytest.skip("this server has no /search")
    page.keyboard.press("/")
    page.keyboard.insert_text("青岚")
    page.locator(".choices li:has-text('青岚机械厂')").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organization/**")
    page.fill("#find", "质量奖")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search**")
    assert "第二届云麓质量奖" in page.inner_text("main")
    page.locator("blockquote").first.wait_for()
    page.locator("a.report").first.click()
    ready(page)
    assert page.locator("#text mark.at").count()
    browser.check(site)


def test_a_question_in_words_is_understood_and_answered(browser, site):
    """The page says which query it became, and shows the rows."""
    page = ready(browser.open(f"{site}/"))
    needs(page, "ask")
    page.fill("#question", "林知远参加了哪些活动？")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer td a")
    assert "林知远" in page.inner_text("#asked")
    assert "启动仪式" in page.inner_text("#answer")
    browser.check(site)


# Pages of things and reports


def test_pages_of_things_work_without_script(browser, site):
    """Entity and report are whole without script; the place asked for is marked by the server."""
    page = browser.open(f"{site}{PERSON_PAGE}", java_script_enabled=False)
    assert page.inner_text("h1") == "林知远"
    assert "局长" in page.inner_text("section.summary")
    page.locator("figure", has=page.locator("mark", has_text="林知远出席并致辞")).first.locator("a.report").click()
    assert "林知远出席" in "".join(page.locator("#text mark.at").all_inner_texts())
    assert "当天天气晴好" in page.inner_text("#text .gap")
    browser.check(site)


def test_a_mark_shows_its_facts_and_a_box_takes_marks_off(browser, site):
    """A click in the text chooses the facts beside it; the legend hides a kind."""
    page = ready(browser.open(f"{site}/document/2031-yunlu"))
    page.locator("#text mark", has_text="青岚机械厂获第二届云麓质量奖").first.click()
    assert "获奖者" in "".join(page.locator(".beside .chosen").all_inner_texts())
    mark = page.locator("#text mark.k-organization").last
    before = mark.evaluate("element => getComputedStyle(element).boxShadow")
    page.uncheck("#show-k-organization")
    assert mark.evaluate("element => getComputedStyle(element).boxShadow") != before
    page.locator(".beside a.words", has_text="局长林知远").first.click()
    assert "".join(page.locator("#text mark.at").all_inner_texts()) == "局长林知远"
    browser.check(site)


def test_what_is_not_there_gets_a_page_with_the_nearest(browser, site):
    """404, in words, with names like the one asked for."""
    browser.expected = ["404"]
    page = browser.open(f"{site}/person/林知远")
    assert "没有这一页" in page.inner_text("h1")
    page.click("ol a")
    assert page.inner_text("h1") == "林知远"
    browser.check(site)


def test_language_is_switched_and_remembered(browser, site):
    """English by a click; the address says so, and pages opened later are English too."""
    page = ready(browser.open(f"{site}/"))
    page.click("a.language")
    ready(page)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "lang=en" in page.url
    assert page.inner_text("#run") == "Run"
    page.goto(f"{site}{PERSON_PAGE}")
    page.wait_for_url("**lang=en*")
    assert "posts" in page.inner_text("main").lower()
    browser.check(site)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/?named=posts-of-person&p.person=林知远", PERSON_PAGE, "/document/2031-yunlu"])
def test_pages_can_be_read_and_used_by_all(browser, site, scheme, path):
    """Every control has a name, headings go down by one, text has contrast, the focus is seen, nothing overflows."""
    page = browser.open(f"{site}{path}", color_scheme=scheme)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(_UNNAMED) == []
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].filter(h => h.checkVisibility()).map(h => Number(h.localName[1]))"
    )
    assert levels.count(1) <= 1
    assert all(b - a <= 1 for a, b in zip([0, *levels], levels, strict=False) if a)
    assert page.evaluate(_CONTRAST) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(
        "new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size === document.querySelectorAll('[id]').length"
    )
    browser.check(site)


_UNNAMED = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, select, [role=region], [role=listbox]')]
  .filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.labels?.length))
  .map((e) => e.outerHTML.slice(0, 120))"""

#: Text whose contrast with what is behind it is less than WCAG 2.2 AA asks (1.4.3): 4.5, or 3 for large text.
_CONTRAST = """() => {
  const parse = (text) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = ([r, g, b]) => [r, g, b].map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; })
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const wrong = [];
  const walker = document.createTreeWalker(document.querySelector('body'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !e.checkVisibility({ opacityProperty: true }) || ['SCRIPT', 'TEXTAREA'].includes(e.tagName)) continue;
    if (e.closest('.hidden, .skip, :disabled')) continue;
    const style = getComputedStyle(e), ground = behind(e), ink = over(parse(style.color), ground);
    const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if ((a + .05) / (b + .05) < (large ? 3 : 4.5)) wrong.push(`${e.className}|${walker.currentNode.data.trim().slice(0, 20)}|${((a + .05) / (b + .05)).toFixed(2)}`);
  }
  return [...new Set(wrong)];
}"""


# What is hostile


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory) -> Iterator[str]:
    """An endpoint on a store in which titles, names, quotes and IRIs are hostile."""
    stores = _VIEWS["hostile_store"].__wrapped__()
    source = next(stores)
    path = tmp_path_factory.mktemp("hostile") / "store"
    with open_store(path, read_only=False, create=True) as store:
        for name in source.graphs():
            store.replace_graph(name, source.match(None, None, None, name))
    with serving(path) as address:
        yield address


def test_nothing_hostile_runs(browser, hostile_site):
    """Named, shown, listed, chosen, searched for: no script of a report runs, no request leaves."""
    browser.expected = ["404", "400"]
    page = ready(browser.open(f"{hostile_site}/"))
    ask(page, "SELECT * { ?x rdfs:label ?name . OPTIONAL { ?x a ?type } }")
    page.wait_for_selector("#answer td a")
    page.wait_for_load_state("networkidle")
    addresses = page.evaluate("[...document.querySelectorAll('#answer td a')].map(a => a.href)")
    assert addresses
    assert all(address.startswith(f"{hostile_site}/") for address in addresses)
    ask(page, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(ISIRI(?s)) }")
    page.wait_for_selector("#answer pre a")
    assert page.evaluate("[...document.querySelectorAll('#answer a')].every(a => /^https?:/.test(a.href))")
    ask(page, "SELECT ?s ?o { ?s kg:theme ?o }")
    page.wait_for_selector("#answer td")
    seen = {*addresses, f"{hostile_site}/document/hostile", f"{hostile_site}/thing?iri=javascript:window.__pwned=2"}
    for address in sorted(seen):
        page.goto(address)
        page.wait_for_load_state()
        assert page.evaluate("window.__pwned") is None, address
        assert page.evaluate(_PLANTED) == [], address
    browser.check(hostile_site)


_PLANTED = """() => [
  ...document.querySelectorAll('img, iframe, object, embed, base, style, svg, math, [onclick], [onerror], [onload], meta[http-equiv]'),
  ...[...document.querySelectorAll('a[href], form[action], link[href], script[src]')].filter((e) => !/^https?:/.test(e.href || e.action || e.src)),
].map((e) => e.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize(
    "value",
    [
        '"><script>window.__pwned=1</script>',
        "javascript:window.__pwned=1",
        "</script><script>window.__pwned=1</script>",
    ],
)
def test_addresses_carry_no_script(browser, site, value):
    """Whatever stands in the parameters of an address is a text."""
    browser.expected = ["400", "404", "Unknown"]
    from urllib.parse import quote

    for path in (
        "/?query={}",
        "/?named={}",
        "/?named=posts-of-person&p.person={}",
        "/thing?iri={}",
        "/person/{}",
        "/?lang={}",
        "/document/2031-yunlu?at={}",
    ):
        page = browser.open(f"{site}{path.format(quote(value, safe=''))}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.__pwned") is None, path
        page.context.close()
    browser.check(site)
