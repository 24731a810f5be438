"""What every page knows: the language, the addresses of things, the names of terms, and the frame around the page."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from kg import vocab
from kg.rdf.terms import safe_local_name
from kg.serve.pages.markup import Markup, join, tag

#: What the server says of every page: nothing but its own files is asked for, no text can become script or style.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
LANGUAGES = ("zh", "en")
#: Where the files of `kg/serve/static` are served.
STATIC = Path(__file__).resolve().parents[1] / "static"


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages of one server have in common.

    `base` is the namespace of the store's nodes, `root` the path that the server stands at ("" for its own host).
    `features` names what the server has: ask, search, complete. `timeout_s` and `max_rows` are its limits, None where
    there are none.
    """

    base: str = vocab.BASE
    root: str = ""
    language: str = "zh"
    features: frozenset[str] = frozenset(("ask", "search", "complete"))
    timeout_s: float | None = None
    max_rows: int | None = None

    def to(self, language: str) -> Site:
        """The same site in another language; what is no language of it is left out."""
        return replace(self, language=language) if language in LANGUAGES else self

    def word(self, key: str, **values: Any) -> str:
        """A word of the page in its language, with values in the places that it has for them."""
        return words(self.language)[key].format(**values)

    def address(self, path: str, fragment: str = "", /, **parameters: str) -> str:
        """A path on this server with parameters; the language goes along where it is not the first."""
        if self.language != LANGUAGES[0]:
            parameters = {**parameters, "lang": self.language}
        return f"{self.root}{path}" + (f"?{urlencode(parameters)}" if parameters else "") + fragment

    def path_of(self, iri: str) -> tuple[str, dict[str, str]]:
        """Path and parameters of the page about an IRI: /person/沈伟民 for our own, /thing?iri=… for any other."""
        for prefix, namespace in own_namespaces(self.base).items():
            local = iri.removeprefix(namespace)
            if local and local != iri and safe_local_name(unquote(local)) == local:
                return f"/{prefix}/{quote(local, safe=_KEPT)}", {}
        return "/thing", {"iri": iri}

    def thing(self, iri: str, fragment: str = "", /, **parameters: str) -> str:
        """The address of the page about an IRI."""
        path, more = self.path_of(iri)
        return self.address(path, fragment, **more, **parameters)

    def compact(self, iri: str) -> str:
        """The CURIE of an IRI, or the IRI."""
        return vocab.compact(iri, self.base)


_KEPT = "%:@!$&'()*+,;=~"  # what RFC 3986 lets stand in a segment; the percent signs of our IRIs are part of them


@cache
def own_namespaces(base: str) -> dict[str, str]:
    """Prefix to namespace of the kinds of things that have pages of their own."""
    return {name: space for name, space in vocab.prefixes(base).items() if space == f"{base}{name}/"}


@cache
def words(language: str) -> dict[str, str]:
    """The words of the pages, from words.tsv."""
    with (Path(__file__).resolve().parent / "words.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=3)
        return {row["key"]: row[language] for row in rows}


def to_json(data: Any) -> Markup:
    """JSON that can stand in a script element: no character of it can end the element or start a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text))


def frame(
    site: Site,
    title: str,
    *content: Any,
    here: tuple[str, dict[str, str]],
    styles: tuple[str, ...] = ("pages.css",),
    scripts: tuple[str, ...] = (),
    body_class: str = "",
    query: str = "",
    data: Any = None,
) -> str:
    """A whole page. `here` is its path and parameters, for the switch of languages; `query` fills the search box."""
    finds = {"complete", "search"} <= site.features
    if finds:
        scripts = ("find.js", *scripts)
        data = data or basics(site)
    head = join(
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="generator", content="report-kg"),
        tag("title", title),
        tag("link", rel="icon", href=f"{site.root}/static/icon.svg", type="image/svg+xml"),
        *(tag("link", rel="stylesheet", href=f"{site.root}/static/{name}") for name in ("base.css", *styles)),
        *(tag("script", type="module", src=f"{site.root}/static/{name}") for name in ("page.js", *scripts)),
    )
    block = data is not None and tag("script", to_json(data), type="application/json", id="data")
    body = tag(
        "body",
        tag("a", site.word("skip"), href="#main", class_="skip"),
        _header(site, here, query),
        tag("main", *content, id="main", tabindex="-1"),
        block,
        class_=body_class or None,
    )
    return "<!DOCTYPE html>\n" + tag("html", tag("head", head), body, lang="zh-Hans" if site.language == "zh" else "en")


def basics(site: Site) -> dict[str, Any]:
    """What the scripts of every page know: language, addresses, prefixes, the names of classes."""
    from kg.rdf import ontology

    return {
        "language": site.language,
        "root": site.root,
        "base": site.base,
        "features": sorted(site.features),
        "words": {key: words(site.language)[key] for key in ("editor.completions", "editor.count")},
        "prefixes": vocab.prefixes(site.base),
        "terms": [[t.curie, t.kind, t.label_zh, t.label_en] for t in ontology().of_kind("class")],
    }


def _header(site: Site, here: tuple[str, dict[str, str]], query: str) -> Markup:
    path, parameters = here
    other = next(language for language in LANGUAGES if language != site.language)
    switch = replace(site, language=LANGUAGES[0]).address(path, **parameters, lang=other)
    search = tag(
        "form",
        tag(
            "input",
            type="search",
            name="q",
            value=query,
            placeholder=site.word("search.hint"),
            aria_label=site.word("search"),
            autocomplete="off",
            spellcheck="false",
            id="find",
        ),
        site.language != LANGUAGES[0] and tag("input", type="hidden", name="lang", value=site.language),
        tag("button", site.word("search"), type="submit"),
        action=f"{site.root}/search",
        role="search",
        class_="find",
    )
    return tag(
        "header",
        tag("a", site.word("name"), href=site.address("/"), class_="home"),
        "search" in site.features and search,
        tag(
            "nav",
            tag("a", site.word("nav.query"), href=site.address("/"), aria_current=path == "/" and "page"),
            tag(
                "a", site.word("language"), href=switch, hreflang=other, lang=other, class_="language", data_lang=other
            ),
            aria_label=site.word("nav"),
        ),
    )
