"""`kg review accept|reject|edit|add|merge|split|rename`: one decision each."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.review.common import deciding, decision_options


@click.command()
@click.argument("facts", nargs=-1, required=True, metavar="FACT...")
@decision_options
def accept(facts: tuple[str, ...], **options: Any) -> None:
    """Say that facts are right; they stand even if no rule finds them any more, as long as their quote does.

    A FACT is named by its CURIE, the beginning of it, or its line: A · 主办 · B.

    Example: kg review accept fact:0123456789abcdef --why "与原文一致"
    """
    _on_facts(facts, "accept", options)


@click.command()
@click.argument("facts", nargs=-1, required=True, metavar="FACT...")
@decision_options
def reject(facts: tuple[str, ...], **options: Any) -> None:
    """Say that facts are wrong; they stay out of the graph, whichever rule finds them again.

    Example: kg review reject fact:0123456789abcdef --why "同名不同人"
    """
    _on_facts(facts, "reject", options)


@click.command()
@click.argument("fact")
@click.option(
    "--object", "value", metavar="VALUE", help="What should stand as object: a name, date, text, 22家, 局长 @ 某局."
)
@click.option(
    "--type", "kind", metavar="TYPE", default="", help="Type of the object, where the relation allows several."
)
@click.option("--subject", metavar="NAME", help="What should stand as subject.")
@click.option("--predicate", metavar="NAME", help="What should stand as relation: attendedBy, or 出席者.")
@click.option(
    "--qualifier",
    "qualifiers",
    multiple=True,
    metavar="NAME=VALUE",
    help="What should qualify it; empty takes it away.",
)
@decision_options
def edit(fact: str, value: str | None, kind: str, subject: str | None, predicate: str | None,
         qualifiers: tuple[str, ...], **options: Any) -> None:  # fmt: skip
    """Say what a fact should be instead.

    Example: kg review edit fact:0123456789abcdef --object 2020-09-05
    """
    from kg.review import claims, decide, values

    with deciding(options) as (store, sign, write):
        row = claims.find_fact(store, fact)
        old = claims.statement_of(store, row)
        relation = values.relation(predicate) if predicate else old.predicate
        found = values.value_of(store, relation, value, kind, old.object) if value is not None else None
        thing = values.thing_named(store, subject, old.subject.type) if subject else None
        pairs = [_qualifier(pair) for pair in qualifiers]
        write(decide.edit(store, row, sign(), subject=thing, predicate=relation, object=found, qualifiers=pairs))


@click.command()
@click.option("--document", required=True, metavar="NAME", help="Report that says so: its file name without extension.")
@click.option("--quote", required=True, metavar="TEXT", help="The report's own words that say so.")
@click.option("--subject", required=True, metavar="NAME", help="Subject, by name or CURIE.")
@click.option("--subject-type", required=True, metavar="TYPE", help="Type of the subject: Event, 活动, Person …")
@click.option("--predicate", required=True, metavar="NAME", help="Relation: attendedBy, or 出席者.")
@click.option(
    "--object", "value", required=True, metavar="VALUE", help="Object: a name, date, text, 22家, 局长 @ 某局."
)
@click.option(
    "--type", "kind", metavar="TYPE", default="", help="Type of the object, where the relation allows several."
)
@click.option(
    "--qualifier", "qualifiers", multiple=True, metavar="NAME=VALUE", help="What qualifies it: speechRole=致辞."
)
@decision_options
def add(document: str, quote: str, subject: str, subject_type: str, predicate: str, value: str, kind: str,
        qualifiers: tuple[str, ...], **options: Any) -> None:  # fmt: skip
    """Add a fact, with the words of the report that say so.

    Example: kg review add --document a --quote "李四致辞" --subject 启动仪式 --subject-type Event --predicate 讲话者 --object 李四
    """
    from kg.model import Statement
    from kg.review import decide, values

    with deciding(options) as (store, sign, write):
        relation = values.relation(predicate)
        thing = values.thing_named(store, subject, values.entity_type(subject_type))
        found = values.value_of(store, relation, value, kind)
        statement = Statement(thing, relation, found, tuple(sorted(_qualifier(pair) for pair in qualifiers)))
        write(decide.add(store, document, statement, quote, sign()))


@click.command()
@click.argument("one")
@click.argument("other")
@decision_options
def merge(one: str, other: str, **options: Any) -> None:
    """Say that two things are one.

    Example: kg review merge 区市场监管局 organization:奉贤区市场监督管理局
    """
    from kg.review import decide

    with deciding(options) as (store, sign, write):
        write(decide.merge(store, one, other, sign()))


@click.command()
@click.argument("entity")
@click.option(
    "--document", "documents", multiple=True, metavar="NAME", help="Report that means another one; may be repeated."
)
@click.option("--from", "other", metavar="NAME", help="Instead: another thing, with which it is never to be one.")
@decision_options
def split(entity: str, documents: tuple[str, ...], other: str | None, **options: Any) -> None:
    """Say that a thing is two: what some reports call so is not what the others do.

    Example: kg review split 王伟 --document 2021-奉贤
    """
    from kg.review import decide

    if bool(documents) is bool(other):
        raise click.UsageError("say which reports mean another one (--document), or which thing it is not (--from)")
    with deciding(options) as (store, sign, write):
        if other:
            write(decide.apart(store, entity, other, sign()))
        else:
            write(decide.split(store, entity, documents, sign()))


@click.command()
@click.argument("entity")
@click.argument("name")
@decision_options
def rename(entity: str, name: str, **options: Any) -> None:
    """Say what a thing should be called.

    Example: kg review rename 区质促局 云麓区质量促进局
    """
    from kg.review import decide

    with deciding(options) as (store, sign, write):
        write(decide.rename(store, entity, name, sign()))


def _on_facts(facts: tuple[str, ...], word: str, options: dict[str, Any]) -> None:
    from kg.model import Action
    from kg.review import claims, decide

    with deciding(options) as (store, sign, write):
        rows = [claims.find_fact(store, fact) for fact in facts]
        for decision in [decide.on_fact(store, row, Action(word), sign()) for row in rows]:
            write(decision)


def _qualifier(pair: str) -> Any:
    from kg.review.values import qualifier

    return qualifier(pair)
