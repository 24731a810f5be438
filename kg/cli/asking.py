"""Asking a query from the prompt: of the store here, in a process that can be stopped, or of an endpoint elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.cli.common import say

if TYPE_CHECKING:
    from kg.query.results import Queryable, Result

#: "Count the rows, however many": where no limit is meant.
_MANY = 1 << 62


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: SPARQL or the name of a query, and how to show the answer."""

    sparql: str | None
    name: str
    values: dict[str, str]
    limit: int | None
    allow_service: bool
    evidence: bool
    format: str | None
    language: str
    width: int | None
    count: bool

    def result(self, store: Queryable) -> Result:
        """The answer of a store."""
        from kg.query.run import run, run_named

        if self.sparql is None:
            return run_named(store, self.name, self.values, limit=self.limit, evidence=self.evidence)
        return run(store, self.sparql, limit=self.limit, allow_service=self.allow_service, evidence=self.evidence)

    def text(self, store: Queryable) -> str:
        """The SPARQL that is sent, with parameters in place."""
        from kg.query.named import named_query

        return named_query(self.name).bind(store, self.values) if self.sparql is None else self.sparql


@contextmanager
def target(endpoint: str | None, path: str, timeout_s: float | None) -> Iterator[Queryable]:
    """What is asked: the endpoint, which gets what KG_TOKEN holds, or else the store."""
    if endpoint:
        from kg.store.remote import RemoteStore

        yield RemoteStore(endpoint, timeout_s=timeout_s, token=os.environ.get("KG_TOKEN"))
        return
    from kg.store import open_store

    with open_store(path) as store:
        yield store


def answer(asked: Asked, endpoint: str | None, path: str, timeout_s: float | None, stream: BinaryIO) -> bool:
    """Ask, and write the answer to the stream; whether it holds anything (always, unless counting is asked for)."""
    from kg.errors import QuerySyntaxError

    told = _unknown_terms(asked)
    try:
        if timeout_s is not None and not endpoint:
            return ask_timed(path, asked, stream, timeout_s)
        with target(endpoint, path, timeout_s) as store:
            return ask(store, asked, stream)
    except QuerySyntaxError as error:
        error.hint = "; ".join(filter(None, [error.hint, *told]))
        told = []
        raise
    finally:
        for note in told:
            say(f"Note: {note}")


def ask(store: Queryable, asked: Asked, stream: BinaryIO) -> bool:
    """Write the answer of a store; whether it holds anything."""
    from kg.query.write import default_format, write

    result = asked.result(store)
    for note in getattr(result, "notes", ()):
        say(f"Note: {note}")
    counted: Any = None
    if asked.count and type(result).__name__ != "Boolean":
        from kg.query.rows import Counted

        counted = Counted(result.raw, _MANY)
        result = replace(result, raw=counted)
    format_ = asked.format or default_format(result)
    write(result, format_, stream, width=asked.width, language=asked.language)
    return bool(counted.rows if counted is not None else not asked.count or result)


def ask_timed(path: str, asked: Asked, stream: BinaryIO, timeout_s: float) -> bool:
    """As `ask`, in a process of its own that is ended when the time is over."""
    from kg.query.task import Task
    from kg.query.timed import run_timed

    task = Task(
        sparql=asked.sparql or "",
        name=asked.name if asked.sparql is None else "",
        parameters=asked.values,
        format=asked.format or "",
        limit=asked.limit,
        max_rows=_MANY if asked.count else None,
        allow_service=asked.allow_service,
        language=asked.language,
        width=asked.width,
        evidence=asked.evidence,
    )
    told = run_timed(Path(path), task, stream, timeout_s)
    for note in told.get("notes", ()):
        say(f"Note: {note}")
    return not asked.count or bool(told["rows"])


def _unknown_terms(asked: Asked) -> list[str]:
    """A sentence for each term of ours in a query of the prompt that the ontology does not have."""
    if asked.sparql is None:
        return []
    from kg.query.unknown import notes
    from kg.vocab import BASE

    return notes(asked.sparql, BASE)
