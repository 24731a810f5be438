"""The page of a report: its text with every fact marked in it, and the facts beside it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from itertools import groupby, pairwise

from kg import vocab
from kg.serve.pages.claims import claim
from kg.serve.pages.entity import downloads
from kg.serve.pages.markup import Markup, tag
from kg.serve.pages.names import Names, kind_class
from kg.serve.pages.rows import STATED, Ask, Fact, Thing, Value, facts_of, grouped, number, ref
from kg.serve.pages.site import Site, frame

#: A report has all its facts on one page, up to so many.
_MOST = 5000
_PARAGRAPH = re.compile(r"\n[ \t\u3000]*\n+")
# A line of its own that is short and does not end as a sentence does reads as a heading.
_HEADING = re.compile(r"[^\n]{2,40}(?<![。！？；，、：:])\Z")
_AT = re.compile(r"(\d{1,9})-(\d{1,9})\Z")
_LABEL, _TYPE = vocab.expand("rdfs:label"), vocab.expand("rdf:type")
_PROPERTIES = ("kg:publishedOn", "kg:issuedOn", "kg:publisher", "kg:author", "kg:sourceFile")

Span = tuple[int, int]


async def report_page(site: Site, ask: Ask, iri: str, at: str = "", find: str = "") -> str | None:
    """The page of a report; None where the graph holds no text of it (it may be a paper that a report names).

    `at` is a place in the text, `120-140` in code points, that is marked; `find` are words whose first place is.
    """
    try:
        about = f"SELECT DISTINCT ({ref(iri)} AS ?x) ?p ?o {{ GRAPH ?g {{ {ref(iri)} ?p ?o }} }} LIMIT 5000"
    except ValueError:
        return None
    properties, facts, gaps = await asyncio.gather(ask(about), facts_of(ask, iri, STATED, limit=_MOST), _gaps(ask, iri))
    found = grouped(properties, "x").get(iri, {})
    texts = found.get(vocab.expand("kg:text"), ())
    if not texts:
        return None
    text = min(v.text for v in texts)
    begin = text.find(find) if find and not at else -1
    place = place_of(at, len(text)) if begin < 0 else (begin, begin + len(find))
    names = Names(
        site, {iri: Thing({v.text: v.language for v in found.get(_LABEL, ())}, {v.text for v in found.get(_TYPE, ())})}
    )
    mentioned = {end for fact in facts for end in fact.ends}
    mentioned |= {v.text for fact in facts for _, v in fact.qualifiers if v.is_iri}
    await names.learn(ask, mentioned | {v.text for vs in found.values() for v in vs if v.is_iri})
    path, parameters = site.path_of(iri)
    content = tag(
        "article",
        _heading(iri, found, facts, gaps, names),
        tag(
            "div",
            tag(
                "section",
                *_text(text, facts, gaps, place, "at" if begin >= 0 else "", names),
                class_="text",
                id="text",
                lang="zh-Hans",
                aria_label=site.word("text"),
            ),
            tag(
                "section",
                *_beside(text, facts, iri, names),
                class_="beside",
                id="facts",
                tabindex="-1",
                aria_label=site.word("facts"),
            ),
            class_="reading",
        ),
    )
    return frame(
        site, names.label(iri), content, here=(path, parameters), body_class="report-page", scripts=("report.js",)
    )


def place_of(at: str, length: int) -> Span | None:
    """The place that `120-140` names, within a text of that length; None for anything else."""
    found = _AT.match(at)
    start, end = (int(found[1]), min(int(found[2]), length)) if found else (0, 0)
    return (start, end) if start < end else None


async def _gaps(ask: Ask, iri: str) -> list[Span]:
    """The sentences that gave no fact."""
    rows = await ask(
        f"SELECT DISTINCT ?start ?end {{ GRAPH ?g {{ {ref(iri)} kg:gap ?s . ?s oa:start ?start ; oa:end ?end }} }}"
    )
    return sorted((number(row["start"]["value"]), number(row["end"]["value"])) for row in rows)


def _heading(iri: str, found: dict[str, list[Value]], facts: list[Fact], gaps: list[Span], names: Names) -> Markup:
    site = names.site
    shown = [(p, found[vocab.expand(p)]) for p in _PROPERTIES if vocab.expand(p) in found]
    lines = (
        tag("div", tag("dt", names.predicate(vocab.expand(p))), tag("dd", *(names.show(v, p) for v in values)))
        for p, values in shown
    )
    return tag(
        "header",
        tag("p", tag("span", names.label(vocab.expand("kg:Document")), class_="kind k-document"), class_="eyebrow"),
        tag("h1", names.label(iri), lang="zh-Hans"),
        tag("p", site.word("report.counted", facts=len(facts), gaps=len(gaps)), class_="quiet"),
        tag("dl", *lines, class_="particulars"),
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
        downloads(site, iri),
        _legend(facts, bool(gaps), names),
        class_="about",
    )


def _legend(facts: list[Fact], gaps: bool, names: Names) -> Markup:
    """The kinds of what is marked; a box taken off takes off the marks, by the style sheet alone."""
    site = names.site
    kinds = sorted({_kind(fact, names) for fact in facts})
    boxes = [
        tag(
            "label",
            tag("input", type="checkbox", checked=True, id=f"show-{kind}"),
            tag("span", _kind_name(kind, names), class_=f"key {kind}"),
        )
        for kind in kinds
    ]
    return tag(
        "fieldset",
        tag("legend", site.word("marks")),
        *boxes,
        gaps and tag("span", tag("span", site.word("gap"), class_="gap"), class_="key"),
        class_="legend",
    )


def _kind(fact: Fact, names: Names) -> str:
    """The CSS class of a fact: by what it points at, k-value where that is a text, date or number."""
    kind = names.kind(fact.object.text) if fact.object.is_iri else ""
    kind = "Organization" if kind == "Post" else kind
    return kind_class(kind) if fact.object.is_iri and kind not in ("Concept", "Quantity") else "k-value"


def _kind_name(css: str, names: Names) -> str:
    from kg.views.style import LOOKS

    for kind in LOOKS:
        if kind_class(str(kind)) == css:
            return names.label(vocab.expand(f"kg:{kind}"))
    return names.site.word("kind.value" if css == "k-value" else "kind.other")


def _text(
    text: str, facts: list[Fact], gaps: list[Span], at: Span | None, anchor: str, names: Names
) -> Iterable[Markup]:
    """The paragraphs, each a row of pieces between the places where a mark begins or ends."""
    spans = [(quote.start, quote.end, n) for n, fact in enumerate(facts) for quote in fact.quotes]
    kinds = [_kind(fact, names) for fact in facts]
    starts = {quote.start: f"c{quote.start}-{quote.end}" for fact in facts for quote in reversed(fact.quotes)}
    if at:
        starts[at[0]] = anchor or f"c{at[0]}-{at[1]}"
    for begin, end in paragraphs(text):
        inside = [span for span in spans if span[0] < end and span[1] > begin]
        holes = [gap for gap in gaps if gap[0] < end and gap[1] > begin]
        edges = {begin, end, *(e for s in inside for e in s[:2]), *(e for g in holes for e in g), *(at or ())}
        pieces = [
            _piece(text, piece, inside, holes, at, kinds, starts)
            for piece in pairwise(sorted(edge for edge in edges if begin <= edge <= end))
        ]
        heading = _HEADING.match(text[begin:end].strip()) and "\n" not in text[begin:end].strip()
        yield tag("p", *pieces, class_="heading" if heading else None, data_start=begin)


def paragraphs(text: str) -> Iterable[Span]:
    """The stretches between empty lines, without white space around them."""
    begin = 0
    for end, after in [*(match.span() for match in _PARAGRAPH.finditer(text)), (len(text), len(text))]:
        piece = text[begin:end]
        first = begin + len(piece) - len(piece.lstrip())
        last = end - (len(piece) - len(piece.rstrip()))
        if first < last:
            yield first, last
        begin = after


def _piece(
    text: str,
    piece: Span,
    inside: list[tuple[int, int, int]],
    holes: list[Span],
    at: Span | None,
    kinds: list[str],
    starts: dict[int, str],
) -> Markup | str:
    """A stretch within which no mark begins or ends."""
    start, end = piece
    around = sorted((s for s in inside if s[0] <= start and end <= s[1]), key=lambda s: (s[1] - s[0], s[2]))
    chosen = at is not None and at[0] <= start and end <= at[1]
    gap = any(hole[0] <= start and end <= hole[1] for hole in holes)
    if not (around or chosen or gap):
        return text[start:end]
    classes = dict.fromkeys(kinds[s[2]] for s in around)
    names = [*classes, *(["at"] if chosen else ()), *(["gap"] if gap and not around else ())]
    return tag(
        "mark" if around or chosen else "span",
        text[start:end],
        class_=" ".join(names),
        id=starts.pop(start, None) if around or chosen else None,
        data_facts=" ".join(str(s[2]) for s in around) or None,
    )


def _beside(text: str, facts: list[Fact], iri: str, names: Names) -> Iterable[Markup]:
    """The facts in the order of the text, by section, each with the way to its words."""
    site = names.site
    yield tag("h2", site.word("facts"), " ", tag("span", len(facts), class_="count"))
    yield tag("p", site.word("facts.how"), class_="quiet")
    numbered = list(enumerate(facts))
    numbered.sort(key=lambda pair: (pair[1].section, pair[0]))
    for section, group in groupby(numbered, key=lambda pair: pair[1].section):
        yield tag("h3", site.word("at", section=section) if section else site.word("at.first"))
        yield tag("ol", *(_item(n, fact, text, iri, names) for n, fact in group))


def _item(n: int, fact: Fact, text: str, iri: str, names: Names) -> Markup:
    links = [
        tag(
            "a",
            _short(text[quote.start : quote.end]),
            href=names.site.thing(iri, f"#c{quote.start}-{quote.end}", at=f"{quote.start}-{quote.end}"),
            class_="words",
            lang="zh-Hans",
        )
        for quote in fact.quotes
    ]
    return tag("li", claim(fact, names), *links, class_=f"fact {_kind(fact, names)}", id=f"fact-{n}", tabindex="-1")


def _short(words: str, most: int = 48) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else f"{words[: most // 2]}…{words[-most // 2 :]}"
