"""A process that answers queries, so that one that takes too long can be stopped: `python -m kg.query.worker STORE`.

It opens the store for reading, takes tasks on stdin and answers on stdout, in the frames of `kg.query.task`, one task
after the other, and ends when stdin ends, in the midst of a query as well. It sees what is written to the store
between one task and the next. Whoever started it kills it when it takes too long: Oxigraph cannot stop a query.
"""

from __future__ import annotations

import io
import json
import os
import queue
import signal
import sys
import threading
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from kg.errors import KgError, QueryError, StoreUnavailable, UnsuitableFormat
from kg.query.task import DATA, END, ERROR, HEADER, TASK, Task, error_content, frame, read_frame

if TYPE_CHECKING:
    from kg.query.results import Result
    from kg.store.oxigraph import OxigraphStore

_PIECE = 1 << 16


class Reply(io.RawIOBase):
    """The stream that a handler writes its answer to: gathered into frames, after a header that comes first."""

    def __init__(self, stream: BinaryIO, version: str) -> None:
        super().__init__()
        self._stream = stream
        self._version = version
        self._header: dict[str, Any] | None = {"kind": "bytes", "format": ""}
        self._waiting: list[bytes] = []
        self._size = 0
        self.rows: int | None = None

    @property
    def began(self) -> bool:
        """Whether something was sent."""
        return self._header is None

    def describe(self, **header: Any) -> None:
        """Say what the answer is; before the first byte of it."""
        assert self._header is not None
        self._header.update(header)

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Any) -> int:
        """Add to the answer."""
        self._waiting.append(bytes(data))
        self._size += len(data)
        if self._size >= _PIECE:
            self.flush()
        return len(data)

    def flush(self) -> None:
        """Send what waits."""
        self._send()
        self._stream.flush()

    def close(self) -> None:
        """Nothing: what was not ended is not sent when this is thrown away, either."""

    def _send(self) -> None:
        frames = []
        if self._header is not None:
            header = {**self._header, "version": self._version}
            frames.append(frame(HEADER, json.dumps(header).encode()))
            self._header = None
        if self._waiting:
            frames.append(frame(DATA, b"".join(self._waiting)))
            self._waiting, self._size = [], 0
        self._stream.write(b"".join(frames))

    def end(self) -> None:
        """Send the rest and say that this was all."""
        self._send()
        self._stream.write(frame(END, json.dumps({"rows": self.rows}).encode()))
        self._stream.flush()


class Opener(Protocol):
    """How a worker comes by its store."""

    @property
    def version(self) -> str:
        """The version of the store that was opened."""

    @property
    def idle_s(self) -> float | None:
        """After how many seconds without a task to let go of the store; None for never."""

    def warm_up(self) -> None:
        """Load and open what a first task needs."""

    def store(self) -> OxigraphStore:
        """The store for the next task; StoreError where it cannot be opened."""

    def close(self) -> None:
        """Let go of the store."""


class Reader:
    """The store as it is at the beginning of each task."""

    idle_s: float | None = None

    def __init__(self, path: Path) -> None:
        self._path = path
        self._store: OxigraphStore | None = None
        self.version = ""

    def store(self) -> OxigraphStore:
        """The store, opened again if it was written to; StoreError where it cannot be opened."""
        from kg.store import open_store
        from kg.store.version import store_version

        version = store_version(self._path)  # before opening: the store is never older than its version says
        if self._store is None or version != self.version:
            self.close()
            self._store = open_store(self._path)
            self.version = version
        return self._store

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def warm_up(self) -> None:
        """Load and open all that a first query needs; what is wrong with the store is told to the first task."""
        import kg.query.run
        import kg.query.write  # noqa: F401

        try:
            self.store().query("ASK {}")
        except KgError:
            self.close()


def main(arguments: list[str] | None = None) -> None:
    """Answer queries until stdin ends; `arguments` are the path of the store and, if given, the most memory in MiB."""
    path, *more = sys.argv[1:] if arguments is None else arguments
    serve_tasks(Reader(Path(path)), int(more[0]) if more else 0)


def serve_tasks(opener: Opener, memory_mib: int = 0) -> None:
    """Answer tasks with the store that `opener` opens until stdin ends; does not return."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is for the parent, which ends this process by itself
    _bound_memory(memory_mib)
    stream = os.fdopen(os.dup(1), "wb", buffering=1 << 17)
    os.dup2(2, 1)  # nothing that prints can spoil the frames
    tasks = _tasks()
    opener.warm_up()
    while True:
        try:
            task = tasks.get(timeout=opener.idle_s)
        except queue.Empty:
            opener.close()
            task = tasks.get()
        answer(opener, task, stream)


def answer(opener: Opener, task: Task, stream: BinaryIO) -> None:
    """Run one task and write the frames of its answer."""
    try:
        for attempt in (1, 2):
            store = opener.store()
            reply = Reply(stream, opener.version)
            try:
                _run(store, task, reply)
            except OSError as error:
                if "service" in task.sparql.lower():  # it was another machine's fault, which need not be asked twice
                    raise QueryError(f"the query cannot be answered: {error}") from error
                if attempt == 2 or reply.began:
                    raise StoreUnavailable("the store cannot be read", hint="run `kg info --verify`") from error
                opener.close()  # a writer removed a file that this snapshot still needed
            else:
                break
        reply.end()
    except KgError as error:
        stream.write(frame(ERROR, error_content(error)))
    except BrokenPipeError:
        _leave()
    except Exception as error:  # told, not shown: the process goes on with the next task
        print(f"kg.query.worker: {error!r}", file=sys.stderr)
        told = KgError("the query cannot be answered: the program has a fault here", hint="tell its authors")
        stream.write(frame(ERROR, error_content(told)))
    stream.flush()


def _run(store: OxigraphStore, task: Task, reply: Reply) -> None:
    if task.handler:
        module, _, name = task.handler.partition(":")
        getattr(import_module(module), name)(store, task.arguments, reply)
        return
    from kg.query.rows import Counted
    from kg.query.write import default_format, write

    result = _result(store, task)
    counted = Counted(result.raw, task.max_rows)
    result = replace(result, raw=counted)  # type: ignore[arg-type]
    kind = type(result).__name__.lower()
    format = task.format or task.formats.get(kind) or default_format(result)
    if task.formats and kind not in task.formats and not task.format:
        what = {"graph": "a graph", "boolean": "true or false"}.get(kind, "solutions")
        raise UnsuitableFormat(f"the query answers with {what}, and no format of that was asked for")
    reply.describe(
        kind=kind, format=format, variables=getattr(result, "variables", ()), notes=getattr(result, "notes", ())
    )
    write(result, format, reply, width=task.width, language=task.language)  # type: ignore[arg-type]
    reply.rows = int(bool(result)) if kind == "boolean" else counted.rows


def _result(store: OxigraphStore, task: Task) -> Result:
    from kg.query.dataset import Dataset
    from kg.query.run import run, run_named

    if task.name:
        return run_named(store, task.name, task.parameters, limit=task.limit, evidence=task.evidence)
    try:
        return run(
            store,
            task.sparql,
            limit=task.limit,
            allow_service=task.allow_service,
            dataset=Dataset(task.default_graphs, task.named_graphs, task.union),
            base_iri=task.base_iri,
            evidence=task.evidence,
        )
    except ValueError as error:  # pyoxigraph's, for an IRI
        raise QueryError(f"a graph is named by what is no IRI: {error}", hint="name graphs as http://…") from None


def _tasks() -> queue.SimpleQueue[Task]:
    """The tasks that come on stdin, read by a thread: it ends the process when the parent has gone."""
    tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
    stdin = os.fdopen(os.dup(0), "rb")

    def read() -> None:
        while (found := read_frame(stdin)) is not None:
            if found[0] == TASK:
                tasks.put(Task.from_json(found[1]))
        _leave()

    threading.Thread(target=read, daemon=True).start()
    return tasks


def _bound_memory(mebibytes: int) -> None:
    """Let the system refuse more memory than this, where it can; then the engine ends this process."""
    if mebibytes:
        try:
            import resource
        except ImportError:  # Windows
            return
        limit = mebibytes << 20
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _leave() -> None:
    """End now, whatever runs: nobody is left to read an answer."""
    os._exit(0)


if __name__ == "__main__":
    main()
