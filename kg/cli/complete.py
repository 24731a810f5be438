"""What the tab key offers: names of the graph, of parameters, of queries. Loads nothing before it is pressed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import DEFAULT_STORE
from kg.model import PREFIX_OF_TYPE

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_MOST = 40

Offer = Callable[[Any, click.Context, click.Parameter, str], "list[CompletionItem]"]


def _quietly(offer: Offer) -> Offer:
    """Nothing is offered where something is wrong: a message would land in the middle of what is being typed."""

    @wraps(offer)
    def guarded(self: Any, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from kg.errors import KgError

        try:
            return offer(self, ctx, param, incomplete)
        except (KgError, OSError, ValueError):
            return []

    return guarded


class EntityName(click.ParamType[str]):
    """A name of a thing of the graph; the tab key finds it by label, further name or pinyin."""

    name = "name"

    @_quietly
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Labels that begin as typed, or sound so."""
        return _items(ctx, incomplete, (), "")


class Binding(click.ParamType[str]):
    """KEY=VALUE, a value for a parameter of the named query that stands before it."""

    name = "key=value"

    @_quietly
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The query's parameters; behind the sign of equality, names of things of the class that it asks for."""
        from click.shell_completion import CompletionItem

        from kg.query import named_query

        # Where an option still lacks its value, click leaves what stands before it among the arguments not yet taken.
        name = str(ctx.params.get("name") or next(iter(ctx.args), ""))
        known = {p.name: p for p in named_query(name).parameters}
        key, equals, value = incomplete.partition("=")
        if not equals:
            given = {text.partition("=")[0] for text in ctx.params.get("parameters") or ()}
            return [
                CompletionItem(f"{p.name}=", help=f"{p.zh} {p.en}")
                for p in known.values()
                if p.name.startswith(key) and p.name not in given
            ]
        if key not in known:
            return []
        if known[key].type == "iri":
            return _items(ctx, value, known[key].of, f"{key}=")
        values = dict.fromkeys(v for v in (known[key].default, known[key].example) if v.startswith(value) and v)
        return [CompletionItem(f"{key}={v}") for v in values]


class NamedQueryType(click.ParamType[str]):
    """The name of a named query; `-` is SPARQL on stdin."""

    name = "name"

    @_quietly
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names that start as typed; else those whose title, in Chinese, English or pinyin, has it."""
        from click.shell_completion import CompletionItem

        from kg.query import named_queries

        queries = named_queries()
        found = [q for q in queries if q.name.startswith(incomplete)]
        found = found or [q for q in queries if incomplete in q.title_zh or incomplete.lower() in q.title_en.lower()]
        if not found:
            from kg.search.spelling import is_pinyin, key, spellings

            typed = key(incomplete) if is_pinyin(incomplete) else ""
            found = [q for q in queries if typed and any(typed in s for p in spellings(q.title_zh, False) for s in p)]
        return [CompletionItem(q.name, help=f"{q.title_zh} {q.title_en}") for q in found]


def _items(ctx: click.Context, typed: str, of: Iterable[str], before: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from kg.search import open_index
    from kg.search.text import one_line

    store = ctx.params.get("store") or os.environ.get("KG_STORE") or DEFAULT_STORE
    prefix, colon, local = typed.partition(":")
    kind = {prefix: type_.value for type_, prefix in PREFIX_OF_TYPE.items()}.get(prefix) if colon else None
    with open_index(store) as index:
        found = index.complete(local if kind else typed, of=(kind,) if kind else of, limit=_MOST)
    # What only holds the typed text would keep the shell from going on as far as the others agree.
    found = [c for c in found if c.begins] or found
    shown = [(f"{prefix}:{c.iri.rpartition('/')[2]}" if kind else one_line(c.label), c) for c in found]
    return [CompletionItem(before + value, help=f"{c.type} {one_line(c.matched)}") for value, c in shown]
