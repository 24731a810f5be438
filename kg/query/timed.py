"""A query that is stopped when it takes too long: run in a process of its own, which is killed."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any, BinaryIO

import kg
from kg.errors import KgError, QueryEnded, QueryTimeout
from kg.query.task import DATA, END, ERROR, HEADER, TASK, Task, error_of, frame, read_frame


def worker_command(store_path: Path, module: str = "kg.query.worker", *more: str) -> list[str]:
    """The command line of a worker on a store: the same Python, this very program, nothing from the current folder."""
    root = str(Path(kg.__file__).parent.parent)
    code = f"import sys; sys.path.append({root!r}); from {module} import main; main()"
    return [sys.executable, "-P", "-c", code, str(store_path), *more]


def worker_options() -> dict[str, Any]:
    """How to start a worker: a group of its own, so that ctrl-C at the terminal reaches the parent only."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def over_time(timeout_s: float) -> QueryTimeout:
    """The error for a query that was stopped after so many seconds."""
    return QueryTimeout(
        f"the query was stopped: it took longer than {timeout_s:g} seconds",
        seconds=timeout_s,
        hint="narrow it down, or ask for a part with LIMIT; see `kg query --explain` for what it does",
    )


def ended() -> QueryEnded:
    """The error for a query whose process ended by itself, which no error in Python does."""
    return QueryEnded(
        "the query was ended: it needed more memory than there is, or the engine failed",
        hint="narrow it down, or ask for a part with LIMIT",
    )


def run_timed(store_path: Path, task: Task, out: BinaryIO, timeout_s: float) -> dict[str, Any]:
    """Run a task in a process of its own and write its answer to `out` as it comes; returns the answer's header and end.

    Raises what running it here would raise, and QueryTimeout after `timeout_s` seconds, when the process has been
    killed. The time that writing to `out` takes does not count: a reader may page through a result at leisure.
    """
    with subprocess.Popen(
        worker_command(store_path), stdin=subprocess.PIPE, stdout=subprocess.PIPE, **worker_options()
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        watch = _Watch(process, timeout_s)
        try:
            process.stdin.write(frame(TASK, task.to_json()))
            process.stdin.flush()
            return _receive(process.stdout, out, watch)
        except BrokenPipeError:
            if process.poll() is None:  # the pipe that broke is that of `out`
                raise
            raise ended() from None
        finally:
            watch.end()
            process.kill()


def _receive(stream: IO[bytes], out: BinaryIO, watch: _Watch) -> dict[str, Any]:
    import json

    header: dict[str, Any] = {}
    while True:
        with watch:
            found = read_frame(stream)
        if found is None:
            raise watch.error() or ended()
        kind, content = found
        if kind == HEADER:
            header = json.loads(content)
        elif kind == DATA:
            out.write(content)
        elif kind == ERROR:
            raise error_of(content)
        elif kind == END:
            return {**header, **json.loads(content)}


class _Watch:
    """Kills a process when the time spent inside of `with watch:` is over."""

    def __init__(self, process: subprocess.Popen[bytes], timeout_s: float) -> None:
        self._process = process
        self._timeout_s = timeout_s
        self._left_s = timeout_s
        self._since: float | None = None
        self._state = threading.Condition()
        self._over = self._done = False
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self._thread.start()

    def __enter__(self) -> None:
        with self._state:
            self._since = time.monotonic()
            self._state.notify()

    def __exit__(self, *error: object) -> None:
        with self._state:
            assert self._since is not None
            self._left_s -= time.monotonic() - self._since
            self._since = None

    def end(self) -> None:
        """Watch no longer."""
        with self._state:
            self._done = True
            self._state.notify()
        self._thread.join()

    def error(self) -> KgError | None:
        """QueryTimeout if the time is over, else None."""
        return over_time(self._timeout_s) if self._over else None

    def _wait(self) -> None:
        with self._state:
            while not self._done:
                if self._since is None:
                    self._state.wait()
                    continue
                left_s = self._left_s - (time.monotonic() - self._since)
                if left_s <= 0:
                    self._over = True
                    self._process.kill()
                    return
                self._state.wait(left_s)
