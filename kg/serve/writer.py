"""Writing: one process that is open for it, one task after the other, killed when over time."""

from __future__ import annotations

import asyncio
import hmac

from starlette.requests import Request

from kg.errors import KgError, QueryEnded, QueryTimeout
from kg.query.task import Task
from kg.query.timed import worker_command
from kg.serve.errors import HttpError
from kg.serve.pool import Answer, Worker
from kg.serve.settings import Settings


class Writer:
    """The writing process, started when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._command = worker_command(settings.store, "kg.serve.writer_process", str(settings.memory_mib))
        self._turn = asyncio.Lock()
        self._worker: Worker | None = None

    @property
    def pids(self) -> list[int]:
        """The id of the process, if it runs."""
        return [self._worker.pid] if self._worker is not None and self._worker.is_alive else []

    async def run(self, task: Task) -> Answer:
        """Carry out a task; when this returns, what was written is on the disk.

        Raises the task's error, or QueryTimeout after the process was killed: then the store is as it was before.
        """
        try:
            async with asyncio.timeout(self._settings.queue_s):
                await self._turn.acquire()
        except TimeoutError:
            raise HttpError(
                429,
                "other updates are waited for",
                hint="try again in a few seconds",
                headers={"Retry-After": "5"},
            ) from None
        try:
            return await self._run(task)
        finally:
            self._turn.release()

    async def _run(self, task: Task) -> Answer:
        if self._worker is None or not self._worker.is_alive:
            self._worker = await Worker.start(self._command)
        worker = self._worker
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                return await worker.run(task, self._settings.max_answer_bytes)
        except TimeoutError:
            await asyncio.shield(worker.kill())
            raise QueryTimeout(
                f"the update was stopped: it took longer than {self._settings.timeout_s:g} seconds",
                seconds=self._settings.timeout_s,
                hint="all of it or nothing is in the store: look before you send it again, in smaller parts",
            ) from None
        except KgError as error:
            if isinstance(error, QueryEnded):
                worker.kill()
            raise
        except BaseException:
            worker.kill()
            raise

    async def close(self) -> None:
        """End the process; returns when it is gone."""
        if self._worker is not None:
            await asyncio.wait({self._worker.kill()})


def require_update_rights(request: Request, settings: Settings) -> None:
    """HttpError 403 where updates are not allowed, 401 where the request has no token or another."""
    if not settings.allow_update:
        raise HttpError(
            403, "this endpoint is for reading only", hint="who runs it may start it with `kg serve --allow-update`"
        )
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), settings.token.encode()):
        return
    what = "needs the token of this endpoint" if not given else "came with a token that is not that of this endpoint"
    raise HttpError(
        401,
        f"writing {what}",
        hint="send the header Authorization: Bearer TOKEN",
        headers={"WWW-Authenticate": 'Bearer realm="kg"' + (', error="invalid_token"' if given else "")},
    )
