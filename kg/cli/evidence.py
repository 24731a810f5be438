"""`kg evidence`: where a fact or an entity comes from, quoted in context."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import store_option
from kg.cli.complete import EntityName

if TYPE_CHECKING:
    from kg.query.passages import Passage
    from kg.rdf import FactRow


@click.command()
@click.argument("name", metavar="IRI|NAME", type=EntityName())
@click.option(
    "--context",
    type=click.IntRange(0),
    metavar="N",
    help="Show N characters on either side of a quote instead of its sentence.",
)
@store_option
def evidence(name: str, context: int | None, store: str) -> None:
    """Show where a fact or an entity comes from: each fact with its quote, marked in its sentence.

    The entity is given by name, by CURIE (person:沈伟民) or by IRI; a fact by CURIE or IRI.

    \b
    Examples:
      kg evidence 沈伟民
      kg evidence 上海市市场监督管理局 --context 20
      kg evidence fact:0123456789abcdef
    """
    from kg.query import find_entities
    from kg.store import open_store

    with open_store(store) as opened:
        found = [(iri, _rows(opened, iri)) for iri in find_entities(opened, name)]
        shown = [(iri, rows) for iri, rows in found if rows]
        if not shown:
            raise _nothing(opened, found[0][0], name)
        for number, (iri, rows) in enumerate(shown):
            if number:
                click.echo()
            for line in _lines(opened, iri, rows, context):
                click.echo(line)


def _lines(store: Any, iri: str, rows: list[FactRow], context: int | None) -> Iterator[str]:
    yield _heading(store, iri, rows)
    texts: dict[str, str] = {}
    for (document, section), group in groupby(rows, key=lambda row: (row.document, row.section)):
        if document not in texts:
            texts[document] = _text(store, document)
        facts = list(group)
        yield ""
        yield f"{facts[0].document_title or document}, section {section}"
        for row in facts:
            yield from _fact_lines(row, texts[document], context)


def _rows(store: Any, iri: str) -> list[FactRow]:
    """The facts in which an entity stands, or that are stated in a document, or the fact itself."""
    from kg.rdf import facts_from_store
    from kg.vocab import compact

    kind = compact(iri, store.base).partition(":")[0]
    if kind == "fact":
        subjects = {quad.object.value for quad in store.match(iri, "rdf:subject")}
        return [row for subject in subjects for row in facts_from_store(store, entity=subject) if row.id == iri]
    rows = list(facts_from_store(store, entity=iri))
    return rows or (list(facts_from_store(store, document=iri)) if kind == "document" else [])


def _nothing(store: Any, iri: str, name: str) -> Exception:
    from kg.errors import UnknownName

    if next(store.match(iri), None) is None:
        return UnknownName(
            f"the store knows nothing of {name}", hint="give a name, or an IRI from `kg facts --format csv`"
        )
    return UnknownName(f"the store knows {name}, but no fact speaks of it", hint="`kg facts` lists all facts")


def _heading(store: Any, iri: str, rows: list[FactRow]) -> str:
    from kg.vocab import compact

    curie = compact(iri, store.base)
    labels = {row.subject_label for row in rows if row.subject == iri} | {
        row.object_label for row in rows if row.object == iri
    }
    reports = len({row.document for row in rows})
    shown = f"{min(labels)} ({curie})" if labels else curie
    return f"{shown}: {_count(len(rows), 'fact')} in {_count(reports, 'report')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _fact_lines(row: FactRow, text: str, context: int | None) -> Iterator[str]:
    from kg.query.passages import passage
    from kg.query.table import one_line
    from kg.rdf import predicate_labels

    labels = predicate_labels()
    qualifiers = "; ".join(f"{labels.get(name, name)} {one_line(value)}" for name, value in row.qualifiers)
    shown = f"  {row.subject_label} · {row.predicate_label_zh} · {one_line(row.object_label)}"
    yield shown + (f" ({qualifiers})" if qualifiers else "") + (" [已审定 reviewed]" if row.decisions else "")
    for start, end in longest(row):
        found = passage(text, start, end, context)
        yield f"    {marked(found, coloured())}"


def marked(found: Passage, colour: bool) -> str:
    """A quote in its sentence, marked by colour or by brackets."""
    if colour:
        return f"{found.before}{click.style(found.quote, bold=True, fg='yellow')}{found.after}"
    return found.marked()


def longest(row: FactRow) -> list[tuple[int, int]]:
    """Where the quotes of a fact stand, without those that lie inside another."""
    spans = [(start, end) for start, end, _, _, _ in row.evidence]
    return [a for a in spans if not any(a != b and b[0] <= a[0] and a[1] <= b[1] for b in spans)]


def _text(store: Any, document: str) -> str:
    """The text of a report, into which positions point."""
    return next((str(quad.object.value) for quad in store.match(document, "kg:text")), "")


def coloured() -> bool:
    """Whether colours are wanted: stdout is a terminal, and NO_COLOR does not forbid them."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
