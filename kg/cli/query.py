"""`kg query`: ask the graph, with a named query or with SPARQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli.asking import Asked, answer, target
from kg.cli.common import FormatName, output_option, read_sparql, store_option, terminal_width, writing
from kg.cli.paging import paging

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
@click.option("--evidence", is_flag=True, help="Add the quote and the report behind each row, a row for each quote.")
@click.option(
    "--timeout-s", type=click.FloatRange(0, min_open=True), metavar="N", help="Stop the query after so many seconds."
)
@click.option("--explain", is_flag=True, help="Do not run it: show its text, its algebra and what its patterns match.")
@click.option("--fail-empty", is_flag=True, help="Exit with 1 where the answer is empty, or false.")
@click.option("--no-pager", is_flag=True, help="Do not page a table that is longer than the screen.")
@click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of a table's headings.",
)
@click.option("--allow-service", is_flag=True, help="Let SERVICE send parts of the query to other machines.")
@click.option(
    "--endpoint",
    metavar="URL",
    envvar="KG_ENDPOINT",
    show_envvar=True,
    help="Ask this SPARQL endpoint instead of the store; KG_TOKEN holds a token or user:password for it.",
)
@output_option
@store_option
@click.pass_context
def query(
    context: click.Context,
    /,
    name: str | None,
    parameters: tuple[str, ...],
    expression: str | None,
    file: Path | None,
    endpoint: str | None,
    store: str,
    output: Path | None,
    **options: Any,
) -> None:
    """Ask the graph: a named query, or SPARQL.

    NAME is one of `kg queries`; `-` reads SPARQL from stdin. Prefixes such as kg:, rdfs: and person: are known.
    A table shows names; csv, tsv, json and xml have the IRIs too.

    \b
    Examples:
      kg query people-at-several-launches
      kg query posts-of-person -p person=沈伟民 --format csv -o posts.csv
      kg query -e 'SELECT ?name { ?p a kg:Person ; rdfs:label ?name }'
      kg query -e 'SELECT ?event ?who { ?event kg:addressedBy ?who }' --evidence
      kg query -f question.rq --limit 10 --timeout-s 5
      kg query reports --endpoint http://localhost:7878/sparql
    """
    given = [value for value in (name, expression, file) if value is not None]
    if len(given) != 1:
        raise click.UsageError("give one of: the name of a query, -e SPARQL, -f FILE, or - for stdin")
    sparql = read_sparql(name, expression, file)
    if sparql is not None and parameters:
        raise click.UsageError("-p goes with the name of a query; write values into SPARQL yourself")
    if endpoint and _typed(context, "store"):
        if _typed(context, "endpoint"):
            raise click.UsageError("give --endpoint or --store, not both")
        endpoint = None  # KG_ENDPOINT is only a default
    asked = Asked(
        sparql=sparql,
        name=name or "",
        values=dict(map(_pair, parameters)),
        limit=options["limit"],
        allow_service=options["allow_service"],
        evidence=options["evidence"],
        format=options["format"] or _FORMAT.guess(output),
        language=options["language"],
        width=None if output else terminal_width(),
        count=options["fail_empty"],
    )
    if options["explain"]:
        _explain(asked, endpoint, store, output)
        return
    wanted = output is None and asked.format in (None, "table") and not options["no_pager"]
    with writing(output) as out, paging(out, wanted=wanted) as stream:
        found = answer(asked, endpoint, store, options["timeout_s"], stream)
    if options["fail_empty"] and not found:
        context.exit(1)


def _explain(asked: Asked, endpoint: str | None, path: str, output: Path | None) -> None:
    from kg.query.explain import explain

    with target(endpoint, path, None) as store, writing(output) as stream:
        for line in explain(store, asked.text(store)):
            stream.write(f"{line}\n".encode())


def _typed(context: click.Context, name: str) -> bool:
    """Whether an option stands on the command line, and is not a default or from the environment."""
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise click.BadParameter(f"{text!r} is not KEY=VALUE.", param_hint="'-p'")
    return key.strip(), value
