"""Worker processes that answer queries: kept warm, bounded in number, killed when over time, and replaced."""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from kg.errors import KgError, TooManyRows
from kg.query.task import DATA, END, ERROR, HEADER, TASK, Task, error_of, frame
from kg.query.timed import ended, over_time, worker_command, worker_options
from kg.serve.errors import HttpError
from kg.serve.settings import Settings

_HEAD = struct.Struct(">cI")
#: What of an answer stays in memory; more goes to a temporary file.
_IN_MEMORY = 1 << 20
#: How many requests may wait for a worker at the same time.
_LONGEST_QUEUE = 1000


@dataclass(slots=True)
class Answer:
    """A whole answer: what the worker said of it, and its bytes, spooled to a file where they are many."""

    header: dict[str, Any]
    body: IO[bytes]
    size: int
    rows: int | None

    @property
    def version(self) -> str:
        """The version of the store that was asked."""
        return str(self.header.get("version", ""))


class Worker:
    """One worker process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._reaping: asyncio.Task[int] | None = None

    @classmethod
    async def start(cls, command: Sequence[str]) -> Worker:
        """A new process."""
        pipe = asyncio.subprocess.PIPE
        return cls(
            await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=1 << 20, **worker_options())
        )

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended, as far as is known, and takes tasks."""
        stdin = self._process.stdin
        return self._process.returncode is None and stdin is not None and not stdin.is_closing()

    def kill(self) -> asyncio.Task[int]:
        """End the process now, whatever it does; the task that is returned ends when it is gone."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        if self._reaping is None:
            self._reaping = asyncio.ensure_future(self._process.wait())
        return self._reaping

    async def run(self, task: Task, largest: int) -> Answer:
        """The answer to a task; raises its error, or QueryEnded where the process ended. After any other error, kill."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (lives on in the answer)
        header: dict[str, Any] = {}
        size = 0
        try:
            try:
                stdin.write(frame(TASK, task.to_json()))
            except RuntimeError:  # uvloop's word for a pipe that is closed
                raise ended() from None
            await stdin.drain()
            while True:
                kind, length = _HEAD.unpack(await stdout.readexactly(_HEAD.size))
                content = await stdout.readexactly(length)
                if kind == DATA:
                    size += length
                    if size > largest:
                        raise _too_large(largest)
                    body.write(content)
                elif kind == HEADER:
                    header = json.loads(content)
                elif kind == ERROR:
                    raise error_of(content)
                elif kind == END:
                    body.seek(0)
                    return Answer(header, body, size, json.loads(content)["rows"])
        except (asyncio.IncompleteReadError, ConnectionError):
            raise ended() from None
        except BaseException:
            body.close()
            raise


def _too_large(largest: int) -> TooManyRows:
    return TooManyRows(
        f"the answer is larger than {largest >> 20} MiB, and no more is allowed here",
        hint="narrow it down, or ask for a part with LIMIT and OFFSET",
    )


class Pool:
    """At most `max_queries` workers on a store.

    A worker that fails otherwise than with an error that it tells is killed; the next query gets another. One spare
    is started ahead of being needed, because that takes a tenth of a second.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._command = worker_command(settings.store, "kg.query.worker", str(settings.memory_mib))
        self._free = asyncio.Semaphore(settings.max_queries)
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._waiting = 0
        self._starting: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def pids(self) -> list[int]:
        """The ids of the processes that run."""
        return sorted(worker.pid for worker in self._all if worker.is_alive)

    async def start(self) -> None:
        """Start a first worker."""
        self._top_up()

    async def close(self) -> None:
        """End all workers, in the midst of queries as well; returns when they are gone."""
        self._closed = True
        if self._starting is not None:
            await asyncio.wait({self._starting})
        if self._all:
            await asyncio.wait({worker.kill() for worker in self._all})

    async def run(self, task: Task) -> Answer:
        """The answer to a task.

        Raises its error, QueryTimeout after the process was killed, or HttpError 429 where too many wait. When this
        is cancelled, the process is killed as well.
        """
        await self._enter()
        try:
            worker = await self._take()
            try:
                async with asyncio.timeout(self._settings.timeout_s):
                    answer = await worker.run(task, self._settings.max_answer_bytes)
            except TimeoutError:
                await asyncio.shield(self._drop(worker))
                raise over_time(self._settings.timeout_s) from None
            except KgError as error:
                if _was_told(error) and worker.is_alive:
                    self._give_back(worker, len(self._idle))
                else:
                    self._drop(worker)
                raise
            except BaseException:
                self._drop(worker)
                raise
            self._give_back(worker, len(self._idle))
            return answer
        finally:
            self._free.release()

    async def _enter(self) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        if self._waiting >= _LONGEST_QUEUE:
            raise _busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._settings.queue_s):
                await self._free.acquire()
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1

    async def _take(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                break
            self._drop(worker)
        else:
            worker = await self._new()
        if not self._idle:
            self._top_up()
        return worker

    def _give_back(self, worker: Worker, place: int) -> None:
        """Let the next task have a worker, unless there is one too many: a query and a spare may start at once."""
        if len(self._all) > self._settings.max_queries:
            self._drop(worker)
        else:
            self._idle.insert(place, worker)

    async def _new(self) -> Worker:
        worker = await Worker.start(self._command)
        self._all.add(worker)
        return worker

    def _top_up(self) -> None:
        """Start a spare worker beside what goes on, if none is idle and one more is allowed."""
        if self._starting is None and not self._closed and len(self._all) < self._settings.max_queries:
            self._starting = asyncio.ensure_future(self._add_spare())

    async def _add_spare(self) -> None:
        try:
            self._give_back(await self._new(), 0)
        finally:
            self._starting = None

    def _drop(self, worker: Worker) -> asyncio.Task[int]:
        self._all.discard(worker)
        return worker.kill()


def _was_told(error: KgError) -> bool:
    """Whether an error came from the worker, which then waits for the next task, and not from this side."""
    from kg.errors import QueryEnded

    return not isinstance(error, QueryEnded) and not (isinstance(error, TooManyRows) and not error.rows)


def _busy() -> HttpError:
    return HttpError(
        429,
        "too many queries are being answered at the moment",
        hint="try again in a few seconds",
        headers={"Retry-After": "5"},
    )
