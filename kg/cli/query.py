"""`kg query`: ask the graph, with a named query or with SPARQL."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from kg.cli.common import FormatName, output_option, store_option, terminal_width, writing

#: Format to its extensions and media types; the same as kg.query.FORMATS, which a test compares, without its imports.
FORMATS: dict[str, tuple[str, ...]] = {
    "table": ("txt", "text/plain"),
    "csv": ("csv", "text/csv"),
    "tsv": ("tsv", "text/tab-separated-values"),
    "json": ("srj", "application/sparql-results+json", "application/json"),
    "xml": ("srx", "application/sparql-results+xml", "application/xml", "text/xml"),
    "turtle": ("ttl", "text/turtle", "application/x-turtle"),
    "n-triples": ("nt", "application/n-triples"),
    "json-ld": ("jsonld", "application/ld+json"),
    "rdf-xml": ("rdf", "application/rdf+xml"),
}
_FORMAT = FormatName(FORMATS)


class NamedQueryType(click.ParamType[str]):
    """The name of a named query; `-` is SPARQL on stdin."""

    name = "name"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """The names that start as typed, with their titles."""
        from click.shell_completion import CompletionItem

        from kg.query import named_queries

        return [CompletionItem(q.name, help=q.title_en) for q in named_queries() if q.name.startswith(incomplete)]


@click.command()
@click.argument("name", required=False, type=NamedQueryType())
@click.option("-p", "--param", "parameters", multiple=True, metavar="KEY=VALUE", help="A parameter; may be repeated.")
@click.option("-e", "--expression", metavar="SPARQL", help="A query as text.")
@click.option(
    "-f", "--file", "file", metavar="FILE", type=click.Path(path_type=Path), help="A file with a query; - is stdin."
)
@click.option(
    "--format", "format", type=_FORMAT, help="Format; if not given, that of -o, else table (turtle for a graph)."
)
@click.option("--limit", type=click.IntRange(0), metavar="N", help="At most so many results.")
@click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of a table's headings.",
)
@click.option("--allow-service", is_flag=True, help="Let SERVICE send parts of the query to other machines.")
@output_option
@store_option
def query(
    name: str | None,
    parameters: tuple[str, ...],
    expression: str | None,
    file: Path | None,
    format: str | None,
    limit: int | None,
    language: str,
    allow_service: bool,
    output: Path | None,
    store: str,
) -> None:
    """Ask the graph: a named query, or SPARQL.

    NAME is one of `kg queries`; `-` reads SPARQL from stdin. Prefixes such as kg:, rdfs: and person: are known.
    A table shows names; csv, tsv, json and xml have the IRIs too.

    \b
    Examples:
      kg query people-at-several-launches
      kg query posts-of-person -p person=沈伟民 --format csv -o posts.csv
      kg query -e 'SELECT ?name { ?p a kg:Person ; rdfs:label ?name }'
      kg query -f question.rq --limit 10
    """
    from kg.query import default_format, run, run_named, write
    from kg.store import open_store

    asked = [given for given in (name, expression, file) if given is not None]
    if len(asked) != 1:
        raise click.UsageError("give one of: the name of a query, -e SPARQL, -f FILE, or - for stdin")
    sparql = _sparql(name, expression, file)
    if sparql is not None and parameters:
        raise click.UsageError("-p goes with the name of a query; write values into SPARQL yourself")
    values = dict(map(_pair, parameters))
    with open_store(store) as opened:
        if sparql is None:
            result = run_named(opened, str(name), values, limit=limit)
        else:
            result = run(opened, sparql, limit=limit, allow_service=allow_service)
        wanted = format or _FORMAT.guess(output) or default_format(result)
        with writing(output) as stream:
            write(result, wanted, stream, width=None if output else terminal_width(), language=language)


def _sparql(name: str | None, expression: str | None, file: Path | None) -> str | None:
    """The text of the query, or None for a named one."""
    if name == "-" or (file is not None and str(file) == "-"):
        return sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    if file is not None:
        from kg.errors import QueryError

        try:
            return file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise QueryError(f"{file} is not text in UTF-8", hint="save it as UTF-8") from error
    return expression


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise click.BadParameter(f"{text!r} is not KEY=VALUE.", param_hint="'-p'")
    return key.strip(), value
