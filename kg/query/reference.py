"""The reference page of the named queries, from their headers."""

from __future__ import annotations

from collections.abc import Iterator

from kg.query.named import NamedQuery, named_queries


def queries_page() -> str:
    """The text of `docs/reference/queries.md`: all named queries, each with parameters, columns and an example."""
    queries = named_queries()
    lines = [
        "<!-- Made by docs/generate.py from the headers of queries/*.rq: change these, then run it. -->",
        "",
        "# Named queries",
        "",
        "Questions that analysts ask, each a file in `queries/`: plain SPARQL that runs anywhere, with a header.",
        "`kg query NAME` asks one, `kg queries NAME` shows it.",
        "A parameter that is an *iri* takes a name, a CURIE or an IRI; a *date* takes 2020, 2020-09 or 2020-09-04.",
        "Beside a column that shows a thing, csv, tsv, json and xml have a second one, `…Label`, with its name.",
        "",
        "| Query | 问题 | Question | Tags |",
        "|---|---|---|---|",
        *(f"| [{q.name}](#{q.name}) | {q.title_zh} | {q.title_en} | {', '.join(q.tags)} |" for q in queries),
        "",
    ]
    for query in queries:
        lines += _section(query)
    return "\n".join(lines)


def _section(query: NamedQuery) -> Iterator[str]:
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
    yield from ("", "```sh", query.example, "```", "")
