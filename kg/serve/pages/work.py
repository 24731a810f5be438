"""Pages that are made in a worker process, beside the store: one message there, one page back, killed when over time."""

from __future__ import annotations

import asyncio
import difflib
from typing import TYPE_CHECKING, Any

from kg.errors import UnknownName
from kg.serve.pages.entity import entity_page
from kg.serve.pages.report import report_page
from kg.serve.pages.site import Site

if TYPE_CHECKING:
    from kg.query.worker import Reply
    from kg.store import OxigraphStore


def write_thing(store: OxigraphStore, arguments: dict[str, Any], reply: Reply) -> None:
    """In the worker: write the page of a thing or a report.

    UnknownName where the store knows nothing of it; `nearest` then holds the IRIs of what has a similar name.
    """
    site = Site(store.base, arguments["root"], features=frozenset(arguments["features"])).to(arguments["language"])
    text = asyncio.run(_thing(site, store, arguments))
    if text is None:
        raise UnknownName(f"the store knows nothing of {arguments['iri']}", nearest=_nearest(store, arguments["iri"]))
    reply.describe(kind="page", format="html")
    reply.write(text.encode("utf-8", "replace"))


async def _thing(site: Site, store: OxigraphStore, arguments: dict[str, Any]) -> str | None:
    async def ask(sparql: str) -> list[Any]:
        return bindings(store.query(sparql))

    iri = arguments["iri"]
    text = None
    if iri.startswith(f"{store.base}document/"):
        text = await report_page(site, ask, iri, arguments["at"], arguments["find"])
    return text or await entity_page(site, ask, iri, arguments["offset"])


def bindings(solutions: Any) -> list[dict[str, dict[str, str]]]:
    """The solutions of a query as SPARQL JSON has them."""
    names = [variable.value for variable in solutions.variables]
    return [
        {name: _cell(term) for name, term in zip(names, solution, strict=True) if term is not None}
        for solution in solutions
    ]


def _cell(term: Any) -> dict[str, str]:
    import pyoxigraph as ox

    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        cell = {"type": "literal", "value": term.value}
        if term.language:
            return {**cell, "xml:lang": term.language}
        return {**cell, "datatype": term.datatype.value}
    return {"type": "bnode", "value": str(getattr(term, "value", term))}


def _nearest(store: OxigraphStore, iri: str, count: int = 8) -> tuple[str, ...]:
    """IRIs of the same kind whose local names are like the one asked for: those that hold its beginning, then those alike."""
    space, _, local = iri.rpartition("/")
    if not space.startswith(store.base) or not local:
        return ()
    found: Any = store.query(_of_kind(space))
    others = {row["x"].value.removeprefix(f"{space}/"): row["x"].value for row in found}
    begin = local.split("_")[0]
    holding = sorted(
        (name for name in others if begin in name or name.split("_")[0] in local), key=lambda n: (len(n), n)
    )
    alike = difflib.get_close_matches(local, others, count, 0.5)
    return tuple(others[name] for name in dict.fromkeys([*holding, *alike]))[:count]


def _of_kind(space: str) -> str:
    from pyoxigraph import Literal

    return (
        f"SELECT DISTINCT ?x {{ GRAPH ?g {{ ?x rdfs:label ?l }} FILTER(STRSTARTS(STR(?x), {Literal(space + '/')})) }}"
    )
