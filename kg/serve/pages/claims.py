"""Facts with their quotes, as lists of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.query.passages import Passage
from kg.serve.pages.markup import Markup, join, tag
from kg.serve.pages.names import Names
from kg.serve.pages.rows import Fact, Quote, Row
from kg.serve.pages.tables import report_link

Decisions = dict[str, Row]


def claim(fact: Fact, names: Names, here: str = "", decisions: Decisions | None = None) -> Markup:
    """A fact in words: subject, relation, object, qualifiers; `here` is the thing of the page, not linked again."""
    site = names.site
    more = [
        tag("span", names.predicate(key), " ", names.show(value, key), class_="qualifier")
        for key, value in fact.qualifiers
    ]
    shown = (
        _end(fact.subject, names, here),
        names.predicate(fact.predicate),
        _end(fact.object.text, names, here) if fact.object.is_iri else names.show(fact.object, fact.predicate),
    )
    return join(
        tag(
            "p", *(part for piece in shown for part in (piece, " ")), *_reviewed(fact, names, decisions), class_="claim"
        ),
        more and tag("p", *more, class_="more", aria_label=site.word("qualifiers")),
    )


def _end(iri: str, names: Names, here: str) -> Markup:
    return tag("strong", names.label(iri)) if iri == here else names.link(iri)


def _reviewed(fact: Fact, names: Names, decisions: Decisions | None) -> Iterable[Markup]:
    """What people decided of the fact."""
    for iri in fact.decisions:
        row = (decisions or {}).get(iri, {})
        said = " · ".join(row[key]["value"] for key in ("by", "at", "why") if key in row)
        yield tag("a", names.site.word("reviewed"), href=names.site.thing(iri), title=said or None, class_="reviewed")


def quotes(fact: Fact, names: Names) -> Markup:
    """The quotes of a fact, each marked in its sentence, with a link to its place in the report."""
    return join([quote_block(fact, quote, names) for quote in fact.quotes])


def quote_block(fact: Fact, quote: Quote, names: Names) -> Markup:
    """A quote marked in its sentence, and where it stands."""
    section = fact.section and (" ", tag("span", names.site.word("at", section=fact.section), class_="quiet"))
    return tag(
        "figure",
        tag("blockquote", marked(quote.words), lang="zh-Hans"),
        tag("figcaption", "—— ", report_link(names, fact.document, quote.start, quote.end), section or None),
    )


def marked(words: Passage) -> Markup:
    """A passage with its quote marked."""
    return join(words.before, tag("mark", words.quote), words.after)


def fact_list(
    facts: Sequence[Fact], names: Names, here: str, decisions: Decisions, *, heading: str = "h3"
) -> Iterable[Markup]:
    """All facts by predicate, in the ontology's order: first what is said of the thing, then where it is spoken of."""
    groups: dict[tuple[bool, str], list[Fact]] = {}
    for fact in facts:
        groups.setdefault((fact.subject != here, fact.predicate), []).append(fact)
    for (inverse, predicate), group in sorted(groups.items(), key=lambda item: (item[0][0], rank(item[0][1], names))):
        title = tag(
            heading,
            names.predicate(predicate),
            inverse and tag("span", names.site.word("inverse"), class_="quiet"),
            " ",
            tag("span", len(group), class_="count"),
        )
        items = (tag("li", claim(fact, names, here, decisions), quotes(fact, names), class_="fact") for fact in group)
        yield tag("section", title, tag("ol", *items), class_="group")


def rank(predicate: str, names: Names) -> tuple[int, str]:
    """Where the ontology has a predicate; what it does not have comes last, by name."""
    order = _order()
    return order.get(names.site.compact(predicate), len(order)), predicate


def _order() -> dict[str, int]:
    from kg.rdf import ontology

    return {curie: place for place, curie in enumerate(ontology().terms)}
