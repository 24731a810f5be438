"""Search results, the page for what is not there, and the page for what went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.serve.pages.markup import Markup, join, tag
from kg.serve.pages.names import Names, commas, kind_class
from kg.serve.pages.rows import Thing
from kg.serve.pages.site import Site, frame
from kg.vocab import expand


@dataclass(frozen=True, slots=True)
class Found:
    """A thing or a place in a report that a search found, as `kg.search.Hit` has them.

    `type` is the local name of a class; `field` is text for a place in a report, `start` and `end` then are where, in
    code points. Matches stand in 【】 in the snippet.
    """

    iri: str
    label: str
    type: str = ""
    field: str = "label"
    snippet: str = ""
    start: int = 0
    end: int = 0
    document: str = ""


def search_page(site: Site, asked: str, hits: Sequence[Found]) -> str:
    """The page of what a search found: things by name first, then places in the texts of reports."""
    things = [hit for hit in hits if hit.field != "text"]
    places = [hit for hit in hits if hit.field == "text"]
    title = site.word("found.title", asked=asked) if asked else site.word("search")
    parts: list[Markup] = []
    if things:
        parts.append(_group(site, "found.things", [_thing(site, hit, asked) for hit in things]))
    if places:
        parts.append(_group(site, "found.texts", [_place(site, hit) for hit in places]))
    if not parts:
        parts.append(tag("p", site.word("found.none" if asked else "found.ask"), class_="notice"))
    content = tag("article", tag("h1", title), *parts)
    return frame(site, title, content, here=("/search", {"q": asked}), body_class="found", query=asked)


def missing_page(site: Site, asked: str, nearest: Sequence[Found] = ()) -> str:
    """The page for a name or address that nothing here has, with the nearest names."""
    parts: list[Markup] = []
    if nearest:
        parts.append(_group(site, "missing.nearest", [_thing(site, hit, "") for hit in nearest]))
    links = commas(site, (tag("a", site.word(word), href=site.address(path)) for word, path in (("nav.query", "/"),)))
    content = tag(
        "article",
        tag("h1", site.word("missing")),
        tag("p", site.word("missing.what"), " ", tag("code", asked)),
        *parts,
        tag("p", site.word("missing.on"), " ", links, class_="quiet"),
    )
    return frame(site, site.word("missing"), content, here=("/", {}), body_class="found")


def problem_page(site: Site, detail: str, hint: str = "") -> str:
    """The page for a request that could not be answered: what was asked, what was found, what to do."""
    title = site.word("error")
    content = tag("article", tag("h1", title), tag("p", detail), hint and tag("p", hint, class_="quiet"))
    return frame(site, title, content, here=("/", {}), body_class="found")


def _group(site: Site, word: str, items: Sequence[Markup]) -> Markup:
    return tag(
        "section",
        tag("h2", site.word(word), " ", tag("span", len(items), class_="count")),
        tag("ol", *(tag("li", item) for item in items)),
    )


def _thing(site: Site, hit: Found, asked: str) -> Markup:
    names = Names(site, {hit.iri: Thing({hit.label: "zh"}, {expand(f"kg:{hit.type}")} if hit.type else set())})
    kind = names.label(expand(f"kg:{hit.type}")) if hit.type else ""
    same = unmarked(hit.snippet) == hit.label
    also = hit.snippet and not same and tag("p", marked(hit.snippet), class_="quiet")
    return join(
        tag(
            "a",
            marked(hit.snippet) if same else mark_words(hit.label, asked),
            href=site.thing(hit.iri),
            class_=f"thing {kind_class(hit.type)}",
        ),
        " ",
        tag("span", kind, class_="quiet"),
        also,
    )


def _place(site: Site, hit: Found) -> Markup:
    at = f"{hit.start}-{hit.end}"
    href = site.thing(hit.document or hit.iri, f"#c{at}", at=at)
    return join(
        tag("blockquote", marked(hit.snippet), lang="zh-Hans"),
        tag("p", "—— ", tag("a", hit.label, href=href, class_="report"), class_="quiet"),
    )


def marked(snippet: str) -> Markup:
    """A snippet with what stands in 【】 marked."""
    return join(*_marked(re.split(r"【([^【】]*)】", snippet)))


def unmarked(snippet: str) -> str:
    """A snippet without its marks."""
    return re.sub(r"【([^【】]*)】", r"\1", snippet)


def mark_words(text: str, asked: str) -> Markup:
    """A text with the words of the question marked in it."""
    wanted = sorted({word for word in asked.split() if word}, key=len, reverse=True)
    if not wanted:
        return join(text)
    parts = re.split(f"({'|'.join(map(re.escape, wanted))})", text, flags=re.IGNORECASE)
    return join(*_marked(parts))


def _marked(parts: Sequence[str]) -> Iterable[Markup | str]:
    for number, part in enumerate(parts):
        yield tag("mark", part) if number % 2 else part
