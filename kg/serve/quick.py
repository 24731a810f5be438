"""Answering in the process that speaks HTTP what cannot take long: a way to a worker and back costs more than that."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING, Any

from kg.errors import StoreError
from kg.query.run import syntax_error
from kg.query.simple import prefixes_of, streams
from kg.query.task import Task
from kg.serve.pool import Answer
from kg.serve.settings import Settings
from kg.vocab import prefixes

if TYPE_CHECKING:
    from kg.query.results import Solutions
    from kg.store.oxigraph import OxigraphStore

_LONGEST_S = 0.02
_LARGEST = 1 << 16


class _TooMuch(Exception):
    """The answer takes longer, or is larger, than this process has time for."""


class _Bounded(io.BytesIO):
    """A stream that takes so much, for so long."""

    def __init__(self) -> None:
        super().__init__()
        self._deadline = time.monotonic() + _LONGEST_S

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > _LARGEST or time.monotonic() > self._deadline:
            raise _TooMuch
        return super().write(data)


class Quick:
    """A snapshot of the store in this process, for queries that stream."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store: OxigraphStore | None = None
        self._version = ""

    def answer(self, task: Task, version: str) -> Answer | None:
        """The answer to a task from the store of this version; None where a worker has to see to it.

        Raises what the query raises (KgError).
        """
        if not version or not task.sparql or task.evidence or not streams(task.sparql):
            return None
        store = self._opened(version)
        format = task.formats.get("solutions")
        if store is None or format is None:
            return None
        out = _Bounded()
        try:
            rows = self._write(store, task, format, out)
        except (_TooMuch, OSError, ValueError):
            return None
        size = out.tell()
        out.seek(0)
        header = {"kind": "solutions", "format": format, "version": self._version}
        return Answer(header, out, size, rows)

    def _write(self, store: OxigraphStore, task: Task, format: str, out: _Bounded) -> int | None:
        from dataclasses import replace

        from kg.query.rows import Counted
        from kg.query.write import write

        result = _run(store, task)
        if format == "json" and "*" not in task.sparql and (task.max_rows is None or task.max_rows >= _LARGEST):
            # Such an answer is too large before it has too many rows: the engine alone writes it, in half the time.
            import pyoxigraph as ox

            raw: Any = result.raw
            raw.serialize(out, format=ox.QueryResultsFormat.JSON)
            out.write(b"\n")
            return None
        counted = Counted(result.raw, task.max_rows)
        write(replace(result, raw=counted), format, out, language=task.language)
        return counted.rows

    def _opened(self, version: str) -> OxigraphStore | None:
        if self._store is None or self._version != version:
            from kg.store import open_store

            self.close()
            try:
                self._store = open_store(self._settings.store)
            except StoreError:
                return None
            self._version = version
        return self._store

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()
            self._store = None


def _run(store: OxigraphStore, task: Task) -> Solutions:
    """What `kg.query.run` gives for such a query, without the checks of what it cannot hold."""
    from kg.query.dataset import Dataset
    from kg.query.results import Solutions
    from kg.query.run import run

    if "*" in task.sparql or task.default_graphs or task.named_graphs:
        dataset = Dataset(task.default_graphs, task.named_graphs, task.union)
        result = run(store, task.sparql, dataset=dataset, base_iri=task.base_iri)
        assert isinstance(result, Solutions)
        return result
    known = prefixes(store.base)
    named = {name: known[name] for name in prefixes_of(task.sparql) if name in known}
    try:
        raw = store.raw.query(
            task.sparql, base_iri=task.base_iri, prefixes=named, use_default_graph_as_union=task.union
        )
    except SyntaxError as error:
        raise syntax_error(task.sparql, str(error)) from None
    return Solutions(tuple(variable.value for variable in raw.variables), raw, base=store.base)  # type: ignore[union-attr, arg-type]
