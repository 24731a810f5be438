"""`kg link`: the table of links to things elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.common import output_option, say, store_option, writing

if TYPE_CHECKING:
    from kg.linking import Candidate, Link
    from kg.store import Store

_TYPES = ("Person", "Organization", "Place", "Award", "EventSeries", "Event")


@click.command()
@click.option(
    "--type", "types", multiple=True, type=click.Choice(_TYPES), help="Things of this class; by default places."
)
@click.option(
    "--service", metavar="URL", help="A W3C reconciliation service to ask for candidates; this uses the network."
)
@click.option("--service-type", default="", metavar="ID", help="The service's own class, such as Q56061 at Wikidata.")
@click.option("--limit", default=3, show_default=True, type=click.IntRange(1, 20), help="Candidates for each thing.")
@store_option
@output_option
def link(
    types: tuple[str, ...], service: str | None, service_type: str, limit: int, store: str, output: Path | None
) -> None:
    """Write the table of links to Wikidata and the like.

    The table has a row for each thing, with the links that the graph has. Fill the column iri, save it beside the store
    as STORE.links.tsv, and build: the links go into the identity graph as schema:sameAs. With --service, candidates are
    asked for: what the service is sure of is filled in, the others stand in the note for you to choose from.

    \b
    Examples:
      kg link --type Place -o kg-store.links.tsv
      kg link --type Organization --service https://wikidata.reconci.link/zh/api -o candidates.tsv
    """
    from kg.linking import write_links
    from kg.store import open_store

    with open_store(store) as opened:
        rows = list(_rows(opened, types or ("Place",)))
    if service:
        rows = list(_candidates(rows, service, service_type, limit))
    text = io.StringIO()
    write_links(rows, text)
    with writing(output) as stream:
        stream.write(text.getvalue().encode())
    say(f"{len(rows)} 行 rows, {sum(bool(row.iri) for row in rows)} 有链接 with a link", quiet=output is None)


def _rows(store: Store, types: Iterable[str]) -> Iterable[Link]:
    from collections import Counter

    from kg.linking import Link
    from kg.model import EntityType

    known: dict[str, list[tuple[str, str]]] = {}
    for id_, iri, note in sorted(store.ledger.links()):
        known.setdefault(id_, []).append((iri, note))
    for kind in types:
        things = store.ledger.all_things(EntityType(kind))
        names = Counter(name for _, name in things)
        for id_, name in things:
            for iri, note in known.get(id_, [("", "")]):
                yield Link(kind, name if names[name] == 1 else id_, iri, note)


def _candidates(rows: Iterable[Link], url: str, type_: str, limit: int) -> Iterable[Link]:
    from dataclasses import replace

    from kg.linking import Service

    rows = list(rows)
    open_ = [row for row in rows if not row.iri]
    names = [row.name.partition(":")[2].partition("_")[0] if ":" in row.name else row.name for row in open_]
    found = dict(zip(open_, Service(url).candidates(names, type_, limit), strict=True))
    for row in rows:
        offered = found.get(row, ())
        sure = [candidate for candidate in offered if candidate.match]
        yield replace(row, iri=sure[0].iri if len(sure) == 1 else row.iri, note=row.note or _note(offered))


def _note(offered: tuple[Candidate, ...]) -> str:
    return "；".join(f"{candidate.iri} {candidate.name} {candidate.score:g}" for candidate in offered)
