"""The page as text: what it may do, what is in it, and that its data stays data."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from kg.views import render_network
from kg.views.page import render, to_json
from kg.views.scene import Scene


class Page(HTMLParser):
    """The elements of a page and the text of its scripts and styles, as a browser's tokenizer sees them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[list] = []
        self.open = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.open = tag
        self.texts.append([*self.elements[-1], ""])

    def handle_endtag(self, tag):
        self.open = ""

    def handle_data(self, data):
        if self.open:
            self.texts[-1][2] += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    def inside(self, tag):
        return [(attributes, text) for name, attributes, text in self.texts if name == tag]


def data_of(page):
    [text] = [text for attributes, text in Page(page).inside("script") if attributes.get("id") == "data"]
    return json.loads(text)


def sha(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def test_policy_allows_our_scripts_and_styles_by_their_hash_and_nothing_else(store):
    """The Content-Security-Policy forbids everything by default and names exactly the inline content."""
    page = Page(render_network(store))
    [policy] = [a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    scripts = [text for attributes, text in page.inside("script") if "type" not in attributes]
    assert len(scripts) == 2
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == [sha(text) for text in scripts]
    assert rules["style-src"].split() == [sha(text) for _, text in page.inside("style")]
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in policy


def test_policy_stands_before_any_script_or_style(store):
    """A policy in a meta element counts only for what comes after it."""
    tags = [tag for tag, _ in Page(render_network(store)).elements]
    assert tags.index("meta") < min(tags.index("script"), tags.index("style"))
    assert Page(render_network(store)).all("meta")[1]["http-equiv"] == "Content-Security-Policy"


def test_nothing_in_the_page_has_an_address(store):
    """No attribute or stylesheet of the page points anywhere."""
    text = render_network(store)
    page = Page(text)
    addresses = {"src", "href", "action", "data", "poster", "srcset", "formaction", "background", "manifest", "ping"}
    assert [(tag, a) for tag, a in page.elements if addresses & set(a)] == []
    assert all("url(" not in style and "@import" not in style for _, style in page.inside("style"))
    assert "sourceMappingURL" not in text
    assert not {"link", "iframe", "object", "embed", "img", "base", "a", "audio", "video"} & {
        t for t, _ in page.elements
    }


def test_no_element_has_a_script_in_an_attribute(store):
    """There is no onclick and the like."""
    assert [a for _, a in Page(render_network(store)).elements if any(name.startswith("on") for name in a)] == []


def test_our_script_never_parses_text_as_html(root):
    """Text goes in as text: the script uses no sink that parses."""
    script = (root / "kg/views/assets/network.js").read_text(encoding="utf-8")
    sinks = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(|srcdoc|\.href|\.src\b"
    assert not re.search(sinks, script)


def test_same_store_gives_same_bytes(store):
    """The page depends on what the store holds: another process with another hash seed writes the same bytes."""
    code = (
        "import runpy, sys, hashlib; from pathlib import Path\n"
        "names = runpy.run_path(sys.argv[1]); from kg.views import render_network\n"
        "print(hashlib.sha256(render_network(names['filled'](names['_GRAPHS']['extraction']())).encode()).hexdigest())"
    )
    conftest = __file__.replace("test_page.py", "conftest.py")
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, conftest],
            capture_output=True,
            check=True,
            encoding="utf-8",
            env={"PYTHONHASHSEED": seed, "PATH": "", "PYTHONPATH": ":".join(sys.path), "LC_ALL": "C"},
        ).stdout
        for seed in ("1", "2")
    }
    assert digests == {hashlib.sha256(render_network(store).encode()).hexdigest() + "\n"}


def test_hostile_strings_make_no_elements(hostile_store, store):
    """A store full of hostile strings gives a page with the same elements as a harmless one."""
    harmless, page = Page(render_network(store)), Page(render_network(hostile_store))
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in harmless.elements]


def test_hostile_strings_are_all_there_as_data(hostile_store, hostile):
    """Nothing is lost: each hostile string is the text of a node, with what cannot be seen made visible."""
    from kg.views.style import clean

    titles = {node["title"] for node in data_of(render_network(hostile_store))["nodes"]}
    assert {clean(text) for text in hostile} <= titles


def test_hostile_title_stays_in_the_title(hostile):
    """Whatever the title is, the page's title element holds it as text."""
    for text in hostile:
        page = Page(render(Scene(text)))
        assert len(page.all("script")) == 3
        assert data_of(render(Scene(text)))["nodes"] == []


@pytest.mark.parametrize("char", ["<", ">", "&", "\u2028", "\u2029"])
def test_json_in_a_script_cannot_end_it(char):
    """The characters that mean something to HTML or to JavaScript's lines are escaped, and read back the same."""
    text = to_json({f"a{char}b": f"{char}/script{char}"})
    assert char not in text
    assert json.loads(text) == {f"a{char}b": f"{char}/script{char}"}


def test_invisible_and_turning_characters_are_shown():
    """Controls, null bytes and bidirectional overrides become U+FFFD, and nothing else changes."""
    from kg.views.style import clean

    assert clean("a\x00b\u202ec\u2066d\ufeffe") == "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert clean("质量月 “提升” ASCII\ttab\nline é 😀") == "质量月 “提升” ASCII\ttab\nline é 😀"


def test_data_has_types_relations_and_labels_in_two_languages(store):
    """What the legend and the panel need is in the data."""
    data = data_of(render_network(store))
    kinds = {kind["id"]: kind for kind in data["types"]}
    assert kinds["Organization"]["zh"] == "组织机构"
    assert kinds["Organization"]["en"] == "organization"
    assert kinds["Organization"]["count"] == 2
    assert ["kg:holdsPost", 1] in data["relations"]
    assert data["terms"]["kg:attendedBy"] == ["出席者", "attended by"]


def test_every_fact_of_the_store_is_in_the_page(store):
    """Each fact hangs on a node, an edge or a report, once."""
    data = data_of(render_network(store))
    used = [n for part in ("nodes", "edges", "reports") for item in data[part] for n in item["facts"]]
    assert sorted(used) == list(range(13))
    assert all(quote[1] for fact in data["facts"] for quote in fact["quotes"])


def test_empty_store_gives_a_page():
    """A store without facts is drawn as an empty page, not an error."""
    from kg.store import open_store

    with open_store(":memory:") as empty:
        assert data_of(render_network(empty))["nodes"] == []
