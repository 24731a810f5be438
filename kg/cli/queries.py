"""`kg queries`: which questions come with the program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import format_option, terminal_width
from kg.cli.complete import NamedQueryType

if TYPE_CHECKING:
    from kg.query import NamedQuery


@click.command()
@click.argument("name", required=False, type=NamedQueryType())
@format_option(("table", "json"), default="table")
def queries(name: str | None, format: str) -> None:
    """List the named queries, or show one: what it answers, its parameters, columns and SPARQL.

    \b
    Examples:
      kg queries
      kg queries speakers
      kg queries --format json
    """
    from kg.query import named_queries, named_query

    if name is not None:
        query = named_query(name)
        click.echo(_json(_record(query)) if format == "json" else query.text.rstrip())
        return
    found = named_queries()
    if format == "json":
        click.echo(_json([_record(query) for query in found]))
        return
    from kg.query.table import table

    rows = [(q.name, q.title_zh, q.title_en, ", ".join(map(_parameter, q.parameters))) for q in found]
    for line in table(("name", "问题", "question", "parameters"), rows, width=terminal_width()):
        click.echo(line)


def _parameter(parameter: Any) -> str:
    return str(parameter.name) if parameter.required else f"[{parameter.name}]"


def _record(query: NamedQuery) -> dict[str, Any]:
    from dataclasses import asdict

    record = asdict(query)
    del record["text"]
    return record | {"example": query.example}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
