"""The page of a thing: what it is, tables by its class, all facts with their quotes, how it was put together."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg import vocab
from kg.query import named_queries
from kg.serve.pages import tables
from kg.serve.pages.claims import Decisions, fact_list, rank
from kg.serve.pages.identity import Statement, identity_of, identity_section
from kg.serve.pages.markup import Markup, tag
from kg.serve.pages.names import Names, commas, kind_class
from kg.serve.pages.rows import PAGE, Ask, Fact, Thing, Value, count_facts, details_of, facts_of, grouped, ref, refs
from kg.serve.pages.site import Site, frame

_LABEL, _ALIAS = vocab.expand("rdfs:label"), vocab.expand("skos:altLabel")
_TYPE, _SAME = vocab.expand("rdf:type"), vocab.expand("schema:sameAs")
_POST = vocab.expand("kg:holdsPost")
#: Properties shown elsewhere on the page, or too long for a list.
_APART = frozenset((_LABEL, _ALIAS, _TYPE, _SAME, vocab.expand("kg:text"), vocab.expand("kg:evidence")))


@dataclass(slots=True)
class Subject:
    """What the page is about, with all that was found of it."""

    iri: str
    properties: dict[str, list[Value]]
    facts: list[Fact]
    count: int
    offset: int
    identity: list[Statement]
    kind: str = ""
    details: tables.Details = field(default_factory=dict)
    decisions: Decisions = field(default_factory=dict)


async def entity_page(site: Site, ask: Ask, iri: str, offset: int = 0) -> str | None:
    """The page of the thing with this IRI; None where the graph and the ontology know nothing of it.

    `offset` skips that many facts, for things that have more than a page holds.
    """
    names = Names(site)
    try:
        subject = await _gather(ask, iri, offset)
    except ValueError:
        return None
    if not (subject.properties or subject.facts or subject.identity or names.term(iri)):
        return None
    await _learn(ask, subject, names)
    path, parameters = site.path_of(iri)
    content = (
        _heading(subject, names),
        *_tables(subject, names),
        _facts(subject, names),
        identity_section(subject.identity, iri, names),
        _ask_more(subject, names),
    )
    return frame(site, names.label(iri), tag("article", *content), here=(path, parameters), body_class="entity")


async def _gather(ask: Ask, iri: str, offset: int) -> Subject:
    """The first round of questions, all at once."""
    about = f"SELECT DISTINCT ({ref(iri)} AS ?x) ?p ?o {{ GRAPH ?g {{ {ref(iri)} ?p ?o }} }} LIMIT 2000"
    properties, facts, identity = await asyncio.gather(
        ask(about), facts_of(ask, iri, offset=offset), identity_of(ask, iri)
    )
    full = offset or len(facts) == PAGE
    count = await count_facts(ask, iri) if full else len(facts)
    return Subject(iri, dict(grouped(properties, "x").get(iri, {})), facts, count, offset, identity)


async def _learn(ask: Ask, subject: Subject, names: Names) -> None:
    """The second round: names and details of all that is mentioned, and the decisions behind facts."""
    mentioned = {end for fact in subject.facts for end in fact.ends}
    documents = {fact.document for fact in subject.facts if fact.document}
    values = [v for found in subject.properties.values() for v in found]
    mentioned |= documents | {v.text for fact in subject.facts for _, v in fact.qualifiers if v.is_iri}
    mentioned |= {v.text for v in values if v.is_iri} | {iri for s in subject.identity for iri in s.mentions}
    decided = {iri for fact in subject.facts for iri in fact.decisions} | {
        d for s in subject.identity for d in s.decisions
    }
    names.things[subject.iri] = Thing(
        {v.text: v.language for v in subject.properties.get(_LABEL, ())},
        {v.text for v in subject.properties.get(_TYPE, ())},
    )
    subject.details, subject.decisions, _ = await asyncio.gather(
        details_of(ask, mentioned, tables.looked_up()), _decisions(ask, decided), names.learn(ask, mentioned)
    )
    await names.learn(ask, {v.text for of in subject.details.values() for vs in of.values() for v in vs if v.is_iri})
    subject.kind = names.kind(subject.iri)


async def _decisions(ask: Ask, iris: Iterable[str]) -> Decisions:
    """Who took decisions, when and why, by IRI."""
    if not (chosen := refs(iris)):
        return {}
    rows = await ask(
        f"SELECT DISTINCT ?d ?by ?at ?why {{ VALUES ?d {{ {chosen} }} ?d prov:endedAtTime ?at ; "
        "prov:wasAssociatedWith ?agent . ?agent foaf:name ?by OPTIONAL { ?d rdfs:comment ?why } }"
    )
    return {row["d"]["value"]: row for row in rows}


def _heading(subject: Subject, names: Names) -> Markup:
    site, iri = names.site, subject.iri
    aliases = sorted({v.text for v in subject.properties.get(_ALIAS, ())} - set(names.things[iri].labels))
    same = sorted({v.text for v in subject.properties.get(_SAME, ())})
    reports = len({fact.document for fact in subject.facts})
    kind = names.label(vocab.expand(f"kg:{subject.kind}")) if subject.kind else site.word("resource")
    term = names.term(iri)
    meaning = (
        (getattr(term, "comment_zh", "") if site.language == "zh" else getattr(term, "comment_en", "")) if term else ""
    )
    return tag(
        "header",
        tag("p", tag("span", kind, class_=f"kind {kind_class(subject.kind)}"), class_="eyebrow"),
        tag("h1", names.label(iri), lang="zh-Hans"),
        aliases
        and tag("p", site.word("aliases"), " ", tag("span", "、".join(aliases), lang="zh-Hans"), class_="aliases"),
        meaning and tag("p", meaning),
        tag("p", site.word("counted", facts=subject.count, reports=reports), class_="quiet") if subject.facts else None,
        tag(
            "p",
            tag("code", iri, id="iri"),
            " ",
            tag(
                "button",
                site.word("copy"),
                type="button",
                data_copy=iri,
                data_done=site.word("copied"),
                class_="small",
                hidden=True,
            ),
            class_="iri",
        ),
        same and tag("p", site.word("same"), " ", commas(site, map(names.outside, same)), class_="same"),
        downloads(site, iri),
        _particulars(subject, names),
        class_="about",
    )


def downloads(site: Site, iri: str) -> Markup:
    """Links to the thing as RDF: its own address with the format in it."""
    path, parameters = site.path_of(iri)
    plain = site.to("zh")
    links = (
        tag("a", label, href=plain.address(path, **parameters, format=name), download=True, type=media)
        for label, name, media in (
            ("Turtle", "turtle", "text/turtle"),
            ("JSON-LD", "json-ld", "application/ld+json"),
            ("N-Triples", "n-triples", "application/n-triples"),
        )
    )
    return tag("p", site.word("download"), " ", commas(site, links), class_="downloads")


def _particulars(subject: Subject, names: Names) -> Markup | None:
    """What is said of the thing and stands in no table: relation by relation, as names only."""
    tabled = {p for s in _chosen(subject) if s.side == "subject" for p in s.predicates}
    found: dict[str, list[Value]] = {p: vs for p, vs in subject.properties.items() if p not in _APART}
    if subject.kind != "Fact":
        for fact in subject.facts:
            if fact.subject == subject.iri and fact.object not in found.setdefault(fact.predicate, []):
                found[fact.predicate].append(fact.object)
    rows = [(p, vs) for p, vs in found.items() if names.site.compact(p) not in tabled]
    if not rows:
        return None
    rows.sort(key=lambda row: rank(row[0], names))
    lines = (
        tag(
            "div",
            tag("dt", names.predicate(predicate)),
            tag("dd", commas(names.site, (names.show(v, predicate) for v in values[:30])), len(values) > 30 and " …"),
        )
        for predicate, values in rows
    )
    return tag("dl", *lines, class_="particulars")


def _chosen(subject: Subject) -> list[tables.Section]:
    return [section for section in tables.sections() if subject.kind in section.types]


def _tables(subject: Subject, names: Names) -> Iterable[Markup]:
    """The tables of the thing's class that have a row."""
    for section in _chosen(subject):
        through = section.side == "post"
        rows = [
            fact
            for fact in subject.facts
            if section.holds(fact, subject.iri, names)
            and (not through or subject.iri != fact.object.text or subject.kind == "Post")
        ]
        if rows:
            yield tables.table(section, rows, names, subject.details)


def _facts(subject: Subject, names: Names) -> Markup | None:
    """All facts, with what the reports say."""
    site = names.site
    if not subject.facts:
        return None
    pages: list[Markup] = []
    path, parameters = site.path_of(subject.iri)
    for word, place in (("before", subject.offset - PAGE), ("after", subject.offset + PAGE)):
        if 0 <= place < subject.count:
            pages.append(
                tag("a", site.word(f"facts.{word}"), href=site.address(path, "#facts", **parameters, offset=str(place)))
            )
    many = subject.count > len(subject.facts)
    first, last = subject.offset + 1, subject.offset + len(subject.facts)
    return tag(
        "section",
        tag("h2", site.word("facts"), " ", tag("span", subject.count, class_="count"), id="facts"),
        many
        and tag("p", site.word("facts.part", first=first, last=last, count=subject.count), " ", *pages, class_="quiet"),
        *fact_list(subject.facts, names, subject.iri, subject.decisions),
        class_="facts",
    )


def _ask_more(subject: Subject, names: Names) -> Markup | None:
    """Named queries with this thing filled in."""
    site, links = names.site, []
    for query in named_queries():
        for parameter in query.parameters:
            if parameter.type == "iri" and (subject.kind in parameter.of or not parameter.of) and subject.kind:
                title = query.title_zh if site.language == "zh" else query.title_en
                address = site.address("/", **{"named": query.name, f"p.{parameter.name}": subject.iri})
                links.append(tag("li", tag("a", title, href=address)))
                break
    if not links:
        return None
    return tag("section", tag("h2", site.word("more")), tag("ul", *links), class_="ask-more")
