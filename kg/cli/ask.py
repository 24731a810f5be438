"""`kg ask`: a question in words, answered by the named query that fits it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.asking import Asked, answer, target
from kg.cli.common import output_option, say, store_option, terminal_width, writing
from kg.cli.paging import paging
from kg.cli.query import FORMAT, typed

if TYPE_CHECKING:
    from kg.query.questions import Match, NoMatch

#: Every sentence in both languages.
_SENTENCES = {
    "zh": {
        "chosen": "按 {name} 查询：{values}",
        "chosen_all": "按 {name} 查询",
        "left": "没有理会：{words}",
        "yes": "是。",
        "no": "否：图谱中没有这样的陈述。",
        "count": "{count}（图谱中不同的“{column}”）",
        "note": "数的是图谱中有名称的；报告自述的数字见 kg query numbers",
        "empty": "图谱中没有这样的陈述。",
        "nearest": "可以这样问：",
    },
    "en": {
        "chosen": "Asked as {name}: {values}",
        "chosen_all": "Asked as {name}",
        "left": "Not taken into account: {words}",
        "yes": "Yes.",
        "no": "No: the graph has no such statement.",
        "count": "{count} (different values of {column} in the graph)",
        "note": "These have a name in the graph; for numbers that reports state, see kg query numbers",
        "empty": "The graph has no such statement.",
        "nearest": "You may ask:",
    },
}


@click.command()
@click.argument("words", nargs=-1, metavar="[QUESTION]...")
@click.option("--sparql", is_flag=True, help="Do not run it: show the SPARQL that answers the question.")
@click.option("--format", "format", type=FORMAT, help="Format; if not given, that of -o, else table.")
@click.option("--limit", type=click.IntRange(0), metavar="N", help="At most so many results.")
@click.option("--evidence", is_flag=True, help="Add the quote and the report behind each row, a row for each quote.")
@click.option(
    "--timeout-s", type=click.FloatRange(0, min_open=True), metavar="N", help="Stop the query after so many seconds."
)
@click.option("--no-pager", is_flag=True, help="Do not page a table that is longer than the screen.")
@click.option(
    "--language", type=click.Choice(["zh", "en"]), help="Language of the answer; if not given, the question's."
)
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
def ask(
    context: click.Context,
    /,
    words: tuple[str, ...],
    endpoint: str | None,
    store: str,
    output: Path | None,
    **options: Any,
) -> None:
    """Ask the graph a question in Chinese or English.

    It says which named query it chose and with which values, then shows the answer. What it cannot map to a query, it
    says, with the nearest questions (exit code 1). Without a question it lists the forms of questions, with examples.

    \b
    Examples:
      kg ask
      kg ask 沈伟民参加了哪些活动？
      kg ask 顾佾出席了徐汇区的活动吗？
      kg ask 'Who spoke at events?' --evidence
      kg ask 书香门地获得了哪些奖？ --sparql
    """
    question = " ".join(words).strip()
    if not question:
        _list(options["language"] or "zh")
        return
    from kg.query.questions import Match, answer_question, language_of

    language = options["language"] or language_of(question)
    if endpoint and typed(context, "store"):
        if typed(context, "endpoint"):
            raise click.UsageError("give --endpoint or --store, not both")
        endpoint = None  # KG_ENDPOINT is only a default
    with target(endpoint, store, options["timeout_s"]) as opened:
        found = answer_question(opened, question, language)
        if not isinstance(found, Match):
            _refuse(found, language)
            context.exit(1)
        asked = _asked(found, options, output, language)
        if options["sparql"]:
            click.echo(asked.text(opened).strip())
            return
    for line in _chosen(found, language):
        say(line)
    _answer(found, asked, endpoint, store, output, options)


def _asked(match: Match, options: dict[str, Any], output: Path | None, language: str) -> Asked:
    return Asked(
        sparql=None,
        name=match.query.name,
        values=match.parameters,
        limit=options["limit"],
        allow_service=False,
        evidence=options["evidence"],
        format=options["format"] or FORMAT.guess(output) or "table",
        language=language,
        width=None if output else terminal_width(),
        count=True,
    )


def _answer(
    match: Match, asked: Asked, endpoint: str | None, store: str, output: Path | None, options: dict[str, Any]
) -> None:
    """The sentence of a yes-no or how-many question, then the rows."""
    sentence = _sentence(match, asked, endpoint, store, options["timeout_s"])
    is_table = asked.format == "table"
    if sentence and not is_table:
        say(sentence)
    if is_table and sentence == _SENTENCES[asked.language]["no"]:  # an empty table says no more
        with writing(output) as out:
            out.write(f"{sentence}\n".encode())
        return
    with writing(output) as out, paging(out, wanted=output is None and is_table and not options["no_pager"]) as stream:
        if sentence and is_table:
            stream.write(f"{sentence}\n".encode())
        found = answer(asked, endpoint, store, options["timeout_s"], stream)
    if not found and not sentence:
        say(_SENTENCES[asked.language]["empty"])


def _sentence(match: Match, asked: Asked, endpoint: str | None, store: str, timeout_s: float | None) -> str:
    """是 or 否, or the number of different values in the column that is counted; "" for other questions."""
    if match.kind == "rows":
        return ""
    told = _SENTENCES[asked.language]
    everything = io.BytesIO()
    plain = replace(asked, format="json", limit=None, evidence=False)
    answer(plain, endpoint, store, timeout_s, everything)
    rows = json.loads(everything.getvalue())["results"]["bindings"]
    if match.kind == "yes-no":
        return told["yes"] if rows else told["no"]
    column = next(c for c in match.query.columns if c.name == match.count)
    values = {json.dumps(row[match.count], sort_keys=True) for row in rows if match.count in row}
    return told["count"].format(count=len(values), column=column.zh if asked.language == "zh" else column.en)


def _chosen(match: Match, language: str) -> Iterator[str]:
    told = _SENTENCES[language]
    values = ("，" if language == "zh" else ", ").join(f"{name}={value}" for name, value in match.parameters.items())
    yield told["chosen" if values else "chosen_all"].format(name=match.query.name, values=values)
    if match.left:
        yield told["left"].format(words="、".join(match.left))
    if match.kind == "count":
        yield told["note"]


def _refuse(found: NoMatch, language: str) -> None:
    reason = found.reason(language)
    say(f"{reason}{'。' if language == 'zh' else '.'}")
    if found.nearest:
        say(_SENTENCES[language]["nearest"])
    for question, name in found.nearest:
        say(f"  {question}  ({name})")


def _list(language: str) -> None:
    """The forms of questions with examples, by the subject of their queries."""
    from kg.query.questions import question_forms

    forms = question_forms()
    tags: dict[str, list[str]] = {}
    for form in forms:
        tags.setdefault(form.query.tags[0], []).append(form.text(language, {}))
    for tag, questions in sorted(tags.items()):
        click.echo(f"{tag}:")
        for question in questions:
            click.echo(f"  {question}")
