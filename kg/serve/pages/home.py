"""The first page: ask in words, choose a named query, or write SPARQL; the answer below. Its script does the work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.query import NamedQuery, named_queries
from kg.rdf import ontology
from kg.serve.pages.markup import Markup, tag
from kg.serve.pages.site import Site, basics, frame, words


def home_page(site: Site) -> str:
    """The page of the query editor; the same for every request in one language."""
    content = (
        tag("h1", site.word("home.title"), class_="hidden"),
        tag("a", site.word("skip.editor"), href="#query-text", class_="skip"),
        tag("noscript", tag("p", site.word("noscript"), class_="notice")),
        "ask" in site.features and _ask(site),
        tag("div", _named(site), _workplace(site), class_="desk"),
    )
    return frame(
        site,
        site.word("name"),
        *content,
        here=("/", {}),
        body_class="query-page",
        styles=("query.css", "editor.css"),
        scripts=("app.js",),
        data=_data(site),
    )


def _ask(site: Site) -> Markup:
    return tag(
        "form",
        tag("label", site.word("ask"), for_="question"),
        tag(
            "input",
            type="text",
            id="question",
            autocomplete="off",
            spellcheck="false",
            placeholder=site.word("ask.hint"),
        ),
        tag("button", site.word("ask.go"), type="submit"),
        tag("div", id="asked", aria_live="polite"),
        id="ask",
        class_="ask",
    )


def _named(site: Site) -> Markup:
    """The list of named queries, as links that work as addresses too."""
    return tag(
        "nav",
        tag("h2", site.word("named")),
        tag(
            "input",
            type="search",
            id="named-filter",
            placeholder=site.word("named.filter"),
            aria_label=site.word("named.filter"),
            autocomplete="off",
        ),
        tag("div", *_groups(site), id="named-list"),
        tag("p", site.word("named.none"), id="named-none", class_="quiet", hidden=True),
        tag("details", tag("summary", site.word("history")), tag("ol", id="history"), id="history-box"),
        class_="named",
        aria_label=site.word("named"),
    )


def _groups(site: Site) -> Iterable[Markup]:
    """The queries by their first tag, in the order in which words.tsv has the tags."""
    order = [key.removeprefix("tag.") for key in words(site.language) if key.startswith("tag.")]
    groups: dict[str, list[NamedQuery]] = {name: [] for name in order}
    for query in named_queries():
        groups.setdefault(query.tags[0] if query.tags else "", []).append(query)
    for name, queries in groups.items():
        if queries:
            title = words(site.language).get(f"tag.{name}", name)
            items = (tag("li", _entry(site, query), data_name=query.name) for query in queries)
            yield tag("section", tag("h3", title), tag("ul", *items))


def _entry(site: Site, query: NamedQuery) -> Markup:
    zh = site.language == "zh"
    return tag(
        "a",
        query.title_zh if zh else query.title_en,
        href=site.address("/", named=query.name),
        title=query.why if zh else query.description,
        lang="zh-Hans" if zh else "en",
    )


def _workplace(site: Site) -> Markup:
    return tag(
        "div",
        tag("section", id="form", hidden=True, aria_label=site.word("form")),
        tag(
            "section",
            tag(
                "div",
                tag("h2", "SPARQL", id="editor-title"),
                tag("p", site.word("editor.keys"), id="editor-keys", class_="quiet"),
                class_="bar",
            ),
            tag("div", id="editor", class_="editor"),
            tag(
                "div",
                tag("button", site.word("run"), type="button", id="run", class_="primary", title="Ctrl+Enter"),
                tag("button", site.word("new"), type="button", id="new"),
                tag("button", site.word("link"), type="button", id="share"),
                class_="bar",
            ),
            id="sparql",
            aria_labelledby="editor-title",
        ),
        tag(
            "div",
            tag(
                "label",
                tag("input", type="checkbox", id="evidence"),
                site.word("evidence"),
                title=site.word("evidence.why"),
            ),
            tag("button", site.word("stop"), type="button", id="stop", class_="small", hidden=True),
            tag("span", id="status", role="status"),
            class_="bar",
            id="progress",
        ),
        tag("section", id="answer", aria_label=site.word("answer"), tabindex="-1"),
        class_="work",
    )


def _data(site: Site) -> dict[str, Any]:
    """What the script knows: words, addresses, prefixes, terms of the ontology, named queries."""
    return {
        **basics(site),
        "words": words(site.language),
        "terms": [
            *([t.curie, t.kind, t.label_zh, t.label_en] for t in ontology().terms.values()),
            *([c.curie, "concept", c.label_zh, c.label_en, c.scheme] for c in ontology().concepts.values()),
        ],
        "queries": [_query(query) for query in named_queries()],
    }


def _query(query: NamedQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "zh": query.title_zh,
        "en": query.title_en,
        "why": query.why,
        "description": query.description,
        "tags": query.tags,
        "parameters": [
            {
                "name": p.name,
                "type": p.type,
                "zh": p.zh,
                "en": p.en,
                "of": p.of,
                "required": p.required,
                "default": p.default,
                "example": p.example,
            }
            for p in query.parameters
        ],
        "columns": {column.name: [column.zh, column.en] for column in query.columns},
        "sparql": query.sparql,
    }
