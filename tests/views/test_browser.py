"""The page in a real browser: it draws, answers, asks for nothing, and runs nothing that a report says."""

from __future__ import annotations

import pytest

import kg

pytestmark = pytest.mark.browser


@pytest.fixture
def file(store, tmp_path):
    """The page of the invented report."""
    path = tmp_path / "graph.html"
    kg.view(store, path)
    return path


def panel(page):
    return page.inner_text("#panel")


def test_page_opens_from_disk_and_shows_title_counts_and_legend(browser, file):
    """The title with its counts, and the legend with types and how many there are."""
    page = browser.open(file)
    assert "匠心月" in page.inner_text("h1")
    assert page.inner_text("#counts") == "8 个节点 · 9 条关系 · 13 条事实 · 1 篇报道"
    legend = page.inner_text("#types")
    assert "组织机构" in legend
    assert "人物" in legend
    browser.check(file)


def test_search_finds_by_name_and_alias_and_enter_cycles(browser, file):
    """A name typed in is found, Enter goes to it and on to the next, an alias counts as a name."""
    page = browser.open(file)
    page.keyboard.press("/")
    page.keyboard.type("云麓")
    assert page.locator("#found li").count() >= 4
    page.keyboard.press("Enter")
    first = page.inner_text("#panel h2")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") != first
    assert page.inner_text("#matches").startswith("2/")
    page.fill("#query", "区质促局")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == "云麓区质量促进局"
    page.fill("#query", "无此名")
    assert page.inner_text("#matches") == "没有找到"
    browser.check(file)


def test_a_click_on_a_node_shows_its_facts_with_their_quotes(browser, file, graphs):
    """The panel has type, facts, and each quote marked between the words around it, with the report it is from."""
    page = browser.open(file)
    place = page.evaluate("id => window.kgView.at(id)", graphs["PERSON"])
    page.mouse.click(place["x"], place["y"])
    assert page.inner_text("#panel h2") == "林知远"
    assert "人物" in panel(page)
    quotes = page.locator("#panel blockquote")
    texts = [quotes.nth(i).inner_text() for i in range(quotes.count())]
    marked = page.locator("#panel mark").all_inner_texts()
    assert "林知远出席并致辞" in marked
    assert all(mark in text and len(text) > len(mark) for mark, text in zip(marked, texts, strict=True))
    assert "《云麓区举行“匠心月”启动仪式》" in panel(page)
    assert "致辞" in panel(page)
    assert page.evaluate("window.kgView.state.selected.id") == graphs["PERSON"]
    browser.check(file)


def test_a_click_on_a_line_shows_its_facts(browser, file, graphs):
    """The middle of a line, clicked, shows the relation and the words it rests on."""
    page = browser.open(file)
    ends = [page.evaluate("id => window.kgView.at(id)", graphs[name]) for name in ("AWARD", "FACTORY")]
    page.mouse.click(*[(ends[0][axis] + 2 * ends[1][axis]) / 3 for axis in ("x", "y")])
    assert page.inner_text("#panel h2") == "获奖者"
    assert page.locator("#panel mark").all_inner_texts() == ["青岚机械厂获第二届云麓质量奖"]
    assert "金额" in panel(page)
    browser.check(file)


def test_neighbours_stay_bright_and_escape_resets(browser, file, graphs):
    """Choosing dims what is not joined to the chosen; Esc brings all back."""
    page = browser.open(file)
    opacity = "id => window.kgView.network.body.nodes[id].options.opacity"
    page.evaluate("id => window.kgView.select(id)", graphs["FACTORY"])
    assert page.evaluate(opacity, graphs["AWARD"]) == 1
    assert page.evaluate(opacity, graphs["HALL"]) < 0.5
    page.keyboard.press("Escape")
    assert page.evaluate(opacity, graphs["HALL"]) == 1
    assert page.evaluate("window.kgView.state.selected") is None
    browser.check(file)


def test_unchecking_a_type_hides_its_nodes(browser, file, graphs):
    """A type taken off in the legend goes, with its lines; the keyboard does it too; reset brings it back."""
    page = browser.open(file)
    page.click("#types li:has-text('地点') input")
    assert sorted(page.evaluate("window.kgView.hidden()")) == sorted([graphs["HALL"], graphs["DISTRICT"]])
    page.keyboard.press("Space")
    assert page.evaluate("window.kgView.hidden()") == []
    page.click("#relation-filter summary")
    page.click("#relations li:has-text('出席者') input")
    hidden = "Object.values(window.kgView.network.body.edges).filter(e => e.options.hidden).length"
    assert page.evaluate(hidden) == 1
    page.click("#reset")
    assert page.evaluate(hidden) == 0
    browser.check(file)


def test_links_in_the_panel_lead_on_and_back_returns(browser, file, graphs):
    """A name in the panel goes to that node; the browser's Back goes to the one before; an address can be kept."""
    page = browser.open(file)
    page.evaluate("id => window.kgView.select(id)", graphs["PERSON"])
    page.click("#panel button.link:has-text('云麓区质量促进局')")
    assert page.inner_text("#panel h2") == "云麓区质量促进局"
    page.go_back()
    page.wait_for_function("document.querySelector('#panel h2').textContent === '林知远'")
    again = browser.open(file)
    again.goto(page.url)
    again.wait_for_function("document.querySelector('#panel h2')?.textContent === '林知远'")
    browser.check(file)


def test_language_can_be_switched(browser, file, graphs):
    """The words of the page turn English; names and quotes stay as they are."""
    page = browser.open(file)
    page.click("#language")
    assert page.inner_text("#counts").startswith("8 nodes")
    assert "organization" in page.inner_text("#types")
    page.evaluate("id => window.kgView.select(id)", graphs["PERSON"])
    assert "attended by" in panel(page)
    assert page.evaluate("document.documentElement.lang") == "en"
    browser.check(file)


def test_controls_can_be_reached_and_named(browser, file):
    """Tab reaches search, buttons, canvas and filters; each control has a name."""
    page = browser.open(file)
    reached = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {"query", "reset", "language", "canvas", "zoom-in"} <= reached
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button, input')]"
        ".filter(e => !(e.textContent || e.getAttribute('aria-label') || e.closest('label')?.textContent)).length"
    )
    assert unnamed == 0
    scale = page.evaluate("window.kgView.network.getScale()")
    page.focus("#canvas")
    page.keyboard.press("+")
    assert page.evaluate("window.kgView.network.getScale()") > scale
    browser.check(file)


@pytest.mark.parametrize("context", [{"color_scheme": "dark"}, {"reduced_motion": "reduce"}])
def test_page_follows_the_readers_settings(browser, file, context):
    """Dark screens and calm motion are obeyed without an error."""
    page = browser.open(file, **context)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(18, 23, 30)") == ("color_scheme" in context)
    browser.check(file)


def test_nothing_hostile_runs(browser, hostile_store, hostile, tmp_path):
    """Whatever is shown, searched, hovered and clicked: no script of a report runs, and all of it is seen as text."""
    file = tmp_path / "hostile.html"
    network = kg.view(hostile_store, file)
    page = browser.open(file)
    for node in network.nodes:
        page.evaluate("id => window.kgView.select(id)", node["id"])
        assert page.inner_text("#panel h2").split() == node["title"].split()
    page.evaluate("window.kgView.network.fit({ animation: false })")
    for node in network.nodes[:6]:
        place = page.evaluate("id => window.kgView.at(id)", node["id"])
        page.mouse.move(place["x"], place["y"])
        page.wait_for_timeout(250)
    for edge in network.edges:
        page.evaluate("id => window.kgView.selectEdge(id)", edge["id"])
    for text in hostile[:8]:
        page.fill("#query", text[:40])
        page.keyboard.press("Enter")
    page.click("#language")
    page.click("#reset")
    assert page.evaluate("window.__pwned") is None
    assert page.evaluate("document.querySelectorAll('img, iframe, a, link, base, object').length") == 0
    browser.check(file)


def test_policy_stops_a_script_that_gets_in(browser, file, tmp_path):
    """The last line holds too: a script planted in the file itself is refused by the policy."""
    planted = tmp_path / "planted.html"
    text = file.read_text(encoding="utf-8")
    planted.write_text(
        text.replace("</main>", "<img src=x onerror='window.__pwned=1'></main><script>window.__pwned=1</script>"),
        "utf-8",
    )
    page = browser.open(planted)
    assert page.evaluate("window.__pwned") is None
    assert any("Content Security Policy" in error for error in browser.errors)


def test_large_graph_is_drawn(browser, make_large, tmp_path):
    """Fifteen hundred nodes open, are found and answer a click."""
    file = tmp_path / "large.html"
    network = kg.view(make_large(2000), file)
    assert len(network.nodes) > 1200
    page = browser.open(file)
    page.fill("#query", "代表331")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == "代表331"
    browser.check(file)
