"""How a thing was put together of readings: what was merged into it, what was kept apart, what is undecided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg import vocab
from kg.serve.pages.markup import Markup, tag
from kg.serve.pages.names import Names, commas
from kg.serve.pages.rows import Ask, Value, grouped, ref

_KINDS = ("Merge", "Distinction", "Proposal", "Link")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of the identity graph; `values` by the local name of the property."""

    id: str
    kind: str
    values: dict[str, list[Value]]

    def iris(self, name: str) -> list[str]:
        """The IRIs that a property has."""
        return [v.text for v in self.values.get(name, ()) if v.is_iri]

    def texts(self, name: str) -> list[str]:
        """The texts that a property has, sorted."""
        return sorted(v.text for v in self.values.get(name, ()))

    @property
    def mentions(self) -> list[str]:
        """The things that the statement is about."""
        return [*self.iris("one"), *self.iris("other")]

    @property
    def decisions(self) -> list[str]:
        """The decisions of people behind it."""
        return self.iris("reviewedIn")


async def identity_of(ask: Ask, thing: str) -> list[Statement]:
    """What the identity graph says of a thing."""
    rows = await ask(
        f"SELECT DISTINCT ?x ?p ?o {{ {{ ?x kg:one {ref(thing)} }} UNION {{ ?x kg:other {ref(thing)} }} ?x ?p ?o }} LIMIT 3000"
    )
    found = []
    for iri, values in sorted(grouped(rows, "x").items()):
        local = {vocab.compact(p).partition(":")[2]: vs for p, vs in values.items()}
        types = {vocab.compact(v.text).partition(":")[2] for v in local.get("type", ())}
        found += [Statement(iri, kind, local) for kind in _KINDS if kind in types][:1]
    return sorted(found, key=lambda statement: _KINDS.index(statement.kind))


def identity_section(statements: list[Statement], here: str, names: Names) -> Markup | None:
    """The statements, each with the names read and its reasons."""
    if not statements:
        return None
    items = (tag("li", *_lines(statement, here, names)) for statement in statements)
    return tag("section", tag("h2", names.site.word("identity")), tag("ul", *items), class_="identity")


def _lines(statement: Statement, here: str, names: Names) -> Iterable[Markup]:
    site = names.site
    others = [iri for iri in statement.mentions if iri != here]
    reviewed = statement.decisions and tag("span", site.word("reviewed"), class_="reviewed")
    yield tag(
        "p",
        tag("strong", site.word(f"identity.{statement.kind}")),
        others and (" ", names.list(others)),
        " ",
        reviewed,
    )
    if read := statement.texts("readAs"):
        yield tag("p", site.word("identity.read"), " ", "、".join(read))
    if merged := statement.iris("mergedFrom"):
        codes = (tag("code", site.compact(iri)) for iri in sorted(merged))
        yield tag("p", site.word("identity.from"), " ", commas(site, codes))
    for name, word in (("reasonFor", "for"), ("reasonAgainst", "against")):
        if reasons := statement.texts(name):
            yield tag("p", site.word(f"identity.{word}"), " ", "；".join(reasons), class_="quiet")
