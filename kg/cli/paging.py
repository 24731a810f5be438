"""Showing what is longer than the screen a page at a time, by `$PAGER` or less."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    import subprocess


class Paged:
    """A stream to stdout that starts a pager with the first line that does not fit on the screen."""

    def __init__(self, out: BinaryIO, command: list[str], lines: int) -> None:
        self._out = out
        self._command = command
        self._room = lines
        self._waiting: list[bytes] = []
        self._pager: subprocess.Popen[bytes] | None = None
        self._closed = False

    def write(self, data: bytes) -> int:
        """Keep it until it is known whether it fits, or pass it on to the pager; BrokenPipeError once that is closed."""
        if self._pager is None:
            self._waiting.append(bytes(data))
            self._room -= data.count(b"\n")
            if self._room > 0:
                return len(data)
            data = b"".join(self._waiting)
            self._waiting = []
            self._start()
        self._to_pager(bytes(data))
        return len(data)

    def flush(self) -> None:
        """What waits for the end of a page goes on waiting."""
        if self._pager is not None:
            self._to_pager(b"")

    def _start(self) -> None:
        import subprocess

        environment = {"LESS": "FRX", "LESSCHARSET": "utf-8", **os.environ}
        self._pager = subprocess.Popen(self._command, stdin=subprocess.PIPE, env=environment)

    def _to_pager(self, data: bytes) -> None:
        assert self._pager is not None
        assert self._pager.stdin is not None
        if self._closed:
            raise BrokenPipeError
        try:
            self._pager.stdin.write(data)
            self._pager.stdin.flush()
        except OSError:
            self._closed = True
            raise BrokenPipeError from None

    def end(self) -> None:
        """Show what was kept, or wait until the reader has seen enough."""
        if self._pager is None:
            self._out.write(b"".join(self._waiting))
            self._out.flush()
            return
        assert self._pager.stdin is not None
        with contextlib.suppress(OSError):
            self._pager.stdin.close()
        while True:
            try:
                self._pager.wait()
            except KeyboardInterrupt:  # the pager hears it too, and decides
                continue
            return


@contextlib.contextmanager
def paging(out: BinaryIO, *, wanted: bool = True) -> Iterator[BinaryIO]:
    """The stream, or one that pages where stdout is a terminal and there is a pager; leaving the pager is no error."""
    command = _command() if wanted and sys.stdout.isatty() else None
    if command is None:
        yield out
        return
    paged = Paged(out, command, shutil.get_terminal_size().lines)
    try:
        with contextlib.suppress(BrokenPipeError):
            yield cast(BinaryIO, paged)
    finally:
        paged.end()


def _command() -> list[str] | None:
    """The pager's command line; None where `$PAGER` is empty, or cat, or nothing of the kind is installed."""
    import shlex

    asked = os.environ.get("PAGER")
    try:
        command = shlex.split("less" if asked is None else asked)
    except ValueError:
        return None
    if not command or command[0] == "cat" or shutil.which(command[0]) is None:
        return None
    return command
