"""The tables at the top of a thing's page, as sections.toml describes them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from kg import vocab
from kg.serve.pages.markup import Markup, join, tag
from kg.serve.pages.names import Names, commas
from kg.serve.pages.rows import Fact, Value

Details = dict[str, dict[str, list[Value]]]
Side = Literal["subject", "object", "post"]


class Column(NamedTuple):
    """A heading (a word of the pages) and where to look for what stands below it."""

    word: str
    look: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the facts in which things of some classes stand on one side."""

    key: str
    types: frozenset[str]
    side: Side
    predicates: frozenset[str]
    others: frozenset[str]
    columns: tuple[Column, ...]

    def holds(self, fact: Fact, thing: str, names: Names) -> bool:
        """Whether a fact has a row here."""
        if self.predicates and names.site.compact(fact.predicate) not in self.predicates:
            return False
        if self.others and names.kind(self.other(fact)) not in self.others:
            return False
        if self.side == "subject":
            return fact.subject == thing
        if self.side == "object":
            return fact.object.is_iri and fact.object.text == thing
        return fact.object.is_iri and thing != fact.subject

    def other(self, fact: Fact) -> str:
        """The end of the fact that the table is about."""
        return fact.object.text if self.side == "subject" else fact.subject


@cache
def sections() -> tuple[Section, ...]:
    """All tables, in their order."""
    data = tomllib.loads((Path(__file__).resolve().parent / "sections.toml").read_text(encoding="utf-8"))
    return tuple(
        Section(
            key=entry["key"],
            types=frozenset(entry["types"]),
            side=entry["side"],
            predicates=frozenset(entry.get("predicates", ())),
            others=frozenset(entry.get("others", ())),
            columns=tuple(Column(column["word"], tuple(column["look"])) for column in entry["columns"]),
        )
        for entry in data["section"]
    )


@cache
def looked_up() -> frozenset[str]:
    """The predicates (CURIEs) of other things that the tables show."""
    looks = [look for section in sections() for column in section.columns for look in column.look]
    return frozenset(look.rpartition(" ")[2] for look in looks if "kg:" in look and not look.startswith("fact "))


def table(section: Section, facts: Sequence[Fact], names: Names, details: Details) -> Markup:
    """A section with its rows: facts with the same other end and place in time are one row."""
    rows: dict[tuple[str, ...], list[Fact]] = {}
    for fact in facts:
        first = _values(section, section.columns[0], [fact], names, details)
        end = fact.object.text if section.side == "post" else section.other(fact)
        rows.setdefault((*(v.text for v in first), fact.subject, end), []).append(fact)
    cells = [[_cell(section, column, row, names, details) for column in section.columns] for row in _sorted(rows)]
    shown = [i for i, _ in enumerate(section.columns) if any(line[i] for line in cells)]
    site = names.site
    head = (tag("th", site.word(f"column.{section.columns[i].word}"), scope="col") for i in shown)
    body = (tag("tr", *(tag("td", line[i], class_=f"c-{section.columns[i].word}") for i in shown)) for line in cells)
    title = site.word(f"section.{section.key}")
    return tag(
        "section",
        tag("h2", title, " ", tag("span", len(cells), class_="count")),
        tag(
            "div",
            tag("table", tag("thead", tag("tr", *head)), tag("tbody", *body)),
            class_="scroll",
            tabindex="0",
            role="region",
            aria_label=title,
        ),
        class_="summary",
    )


def _sorted(rows: dict[tuple[str, ...], list[Fact]]) -> Iterable[list[Fact]]:
    """Rows by their first column; what has nothing there comes last."""
    return (rows[key] for key in sorted(rows, key=lambda key: (key[0] == "" or len(key) < 3, key)))


def _cell(section: Section, column: Column, facts: list[Fact], names: Names, details: Details) -> Markup:
    if column.look == ("report",):
        return commas(names.site, _reports(facts, names))
    if column.look == ("relation",):
        return commas(names.site, dict.fromkeys(join(*_relation(fact, names)) for fact in facts))
    values = _values(section, column, facts, names, details)
    return commas(names.site, (names.show(value, column.look[0].rpartition(" ")[2]) for value in values))


def _values(section: Section, column: Column, facts: list[Fact], names: Names, details: Details) -> list[Value]:
    """What the first place that holds something holds, each value once."""
    for look in column.look:
        found = dict.fromkeys(value for fact in facts for value in _look(section, look, fact, details))
        if found:
            return list(found)
    return []


def _look(section: Section, look: str, fact: Fact, details: Details) -> list[Value]:
    where, _, name = look.rpartition(" ")
    if look == "other":
        return [fact.object] if section.side == "subject" else [Value(fact.subject, True)]
    if look == "subject":
        return [Value(fact.subject, True)]
    predicate = vocab.expand(name)
    if where == "fact":
        return [value for key, value in fact.qualifiers if key == predicate]
    holder = fact.document if where == "report" else fact.object.text if where == "post" else section.other(fact)
    return details.get(holder, {}).get(predicate, [])


def _relation(fact: Fact, names: Names) -> Iterable[Markup]:
    yield names.predicate(fact.predicate)
    roles = [names.show(value, key) for key, value in fact.qualifiers if key.endswith("Role")]
    if roles:
        yield join("（" if names.site.language == "zh" else " (", commas(names.site, roles))
        yield join("）" if names.site.language == "zh" else ")")


def _reports(facts: list[Fact], names: Names) -> Iterable[Markup]:
    """A link to the place in each report, short: its title is the hint."""
    for document in dict.fromkeys(fact.document for fact in facts):
        places = [quote for fact in facts if fact.document == document for quote in fact.quotes]
        yield report_link(names, document, places[0].start if places else None, places[0].end if places else None)


def report_link(names: Names, document: str, start: int | None = None, end: int | None = None) -> Markup:
    """A link into a report, at a place in it."""
    place = f"{start}-{end}"
    href = names.site.thing(document, f"#c{place}", at=place) if start is not None else names.site.thing(document)
    return tag("a", names.label(document), href=href, class_="report")
