"""The reference page of the named queries, from their headers and from what the sample answers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice

from kg.query.named import NamedQuery, named_queries
from kg.query.results import Queryable, Solutions
from kg.query.run import run_named
from kg.query.write import write

#: So many rows of an answer are shown.
_ROWS = 6


def queries_page(sample: Queryable) -> str:
    """The text of `docs/reference/queries.md`: all named queries, each with parameters, columns and its answer.

    `sample` is a store of the bundled sample.
    """
    queries = named_queries()
    lines = [
        "<!-- Made by docs/generate.py from queries/*.rq and their answers on the sample: change these, then run it. -->",
        "",
        "# Named queries",
        "",
        f"{len(queries)} questions that analysts ask, each a file in `queries/`: plain SPARQL that runs anywhere, with a header.",
        "`kg query NAME` asks one, `kg queries NAME` shows it, `kg ask` finds the one that answers a question in words.",
        "Each is shown with what it answers on the bundled sample.",
        "A parameter that is an *iri* takes a name, a CURIE or an IRI; a *date* takes 2020, 2020-09 or 2020-09-04.",
        "Beside a column that shows a thing, csv, tsv, json and xml have a second one, `…Label`, with its name.",
        "",
        "| Query | 问题 | Question | Tags |",
        "|---|---|---|---|",
        *(f"| [{q.name}](#{q.name}) | {q.title_zh} | {q.title_en} | {', '.join(q.tags)} |" for q in queries),
        "",
    ]
    for query in queries:
        lines += _section(query, sample)
    return "\n".join(lines)


def _section(query: NamedQuery, sample: Queryable) -> Iterator[str]:
    yield from (f"## {query.name}", "", f"**{query.title_zh}** · {query.title_en}", "")
    yield from (query.description, "", f"> {query.why}", "")
    if query.parameters:
        yield from ("| Parameter | Type | 含义 | Meaning | |", "|---|---|---|---|---|")
        for p in query.parameters:
            need = "required" if p.required else f"default {p.default}" if p.default else "optional"
            kind = f"{p.type} ({', '.join(p.of)})" if p.of else p.type
            yield f"| `{p.name}` | {kind} | {p.zh} | {p.en} | {need} |"
        yield ""
    yield from ("| Column | 列名 | Heading |", "|---|---|---|")
    yield from (f"| `{column.name}` | {column.zh} | {column.en} |" for column in query.columns)
    command, answer = _answer(query, sample)
    yield from ("", "```console", f"$ {command}", *answer, "```", "")
    if len(answer) <= 2:  # headings only
        yield from ("The sample, one report that nobody has reviewed, has no answer to this.", "")


def _answer(query: NamedQuery, sample: Queryable) -> tuple[str, list[str]]:
    """The command of the query's example, and the lines that it prints of the sample."""
    found = run_named(sample, query.name, query.example_values)
    assert isinstance(found, Solutions)
    count = sum(1 for _ in islice(found, _ROWS + 1))
    limit = _ROWS if count > _ROWS else None
    out = io.StringIO()
    write(run_named(sample, query.name, query.example_values, limit=limit), "table", out)
    command = query.example + (f" --limit {limit}" if limit else "")
    return command, [line.rstrip() for line in out.getvalue().splitlines()]
