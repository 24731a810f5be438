"""What things and values are called on a page: labels of the graph, labels of the ontology, links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kg.rdf import ontology
from kg.serve.pages.markup import Markup, join, safe_address, tag
from kg.serve.pages.rows import Ask, Thing, Value, things_of
from kg.serve.pages.site import Site
from kg.views.style import LOOKS, words

_ORDER = {str(kind): number for number, kind in enumerate(LOOKS)}


class Names:
    """The names of the things that a page speaks of, looked up once."""

    def __init__(self, site: Site, things: Mapping[str, Thing] | None = None) -> None:
        self.site = site
        self.things: dict[str, Thing] = dict(things or {})

    async def learn(self, ask: Ask, iris: Iterable[str]) -> None:
        """Look up those of the IRIs that are not known yet."""
        new = {iri for iri in iris if iri not in self.things and not self.term(iri)}
        self.things.update(await things_of(ask, new))

    def term(self, iri: str) -> Any:
        """The term or concept of the ontology that an IRI names; None for any other."""
        curie = self.site.compact(iri)
        return ontology().terms.get(curie) or ontology().concepts.get(curie)

    def label(self, iri: str) -> str:
        """The name of a thing: of the ontology, of the graph, or its CURIE without the prefix."""
        if term := self.term(iri):
            return str((term.label_zh if self.site.language == "zh" else term.label_en) or term.curie)
        thing = self.things.get(iri)
        if thing and thing.labels:
            other = "en" if self.site.language == "zh" else "zh"
            return min(thing.labels, key=lambda text: (thing.labels[text] == other, len(text), text))
        prefix, colon, local = self.site.compact(iri).partition(":")
        return local if colon and prefix not in ("http", "https", "urn") and local else iri

    def kind(self, iri: str) -> str:
        """The local name of a thing's class, `Person`; "" where nothing is known of it."""
        types = [self.site.compact(name).rpartition(":")[2] for name in self.things.get(iri, Thing()).types]
        return min(types, key=lambda name: (_ORDER.get(name, 99), name), default="Concept" if self.term(iri) else "")

    def link(self, iri: str, *, marked: bool = False) -> Markup:
        """A link to the page of a thing, with the mark of its kind before it if so asked."""
        kind = marked and kind_class(self.kind(iri))
        return tag("a", self.label(iri), href=self.site.thing(iri), class_=f"thing {kind}" if kind else "thing")

    def show(self, shown: Value, predicate: str = "") -> Markup:
        """A value: a link for a thing, the text of a literal, its word where it is a code of ours."""
        if shown.is_iri:
            own = self.things.get(shown.text) or self.term(shown.text) or self.site.path_of(shown.text)[0] != "/thing"
            return self.link(shown.text) if own else self.outside(shown.text)
        text = shown.text
        if self.site.language == "zh":
            text = words().get((self.site.compact(predicate), text), text)
        return tag("span", text, class_="value")

    def outside(self, iri: str) -> Markup:
        """A link that leaves the server, where the IRI is of the web; the IRI as text otherwise."""
        if iri.startswith(("http://", "https://")) and safe_address(iri):
            return tag("a", iri, href=iri, rel="noopener noreferrer external", class_="outside")
        return tag("span", iri, class_="value")

    def predicate(self, iri: str) -> Markup:
        """The name of a predicate, with its meaning as a hint."""
        term = self.term(iri)
        zh = self.site.language == "zh"
        comment = (getattr(term, "comment_zh", "") if zh else getattr(term, "comment_en", "")) if term else ""
        return tag("span", self.label(iri), title=comment or None, class_="relation")

    def list(self, iris: Iterable[str]) -> Markup:
        """Links to several things, with a comma of the language between."""
        return commas(self.site, (self.link(iri) for iri in iris))


def kind_class(kind: str) -> str:
    """The CSS class that colours a kind of things."""
    return f"k-{kind.lower()}" if kind in _ORDER else "k-other"


def commas(site: Site, parts: Iterable[Markup]) -> Markup:
    """Parts with the comma of the language between them."""
    comma = "、" if site.language == "zh" else ", "
    shown: list[Any] = []
    for part in parts:
        shown += [comma, part] if shown else [part]
    return join(shown)
