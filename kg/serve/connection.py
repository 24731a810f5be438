"""A connection that cuts off clients who send or read too slowly, and requests whose head is too large."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: The largest head of a request in bytes, its URL included.
LARGEST_HEAD = 1 << 16
#: How many bytes a second a client has to send of a body, and to read of an answer, on the average of a while.
SLOWEST = 512
_STATUS = {408: "Request Timeout", 431: "Request Header Fields Too Large"}


class Connection(HttpToolsProtocol):
    """uvicorn's connection with an eye on the clock.

    The head of a request has to come within `client_timeout_s`, and the body and the answer have to go on at
    `SLOWEST` bytes a second. How long a query takes does not count.
    """

    client_timeout_s: float = 20.0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._received = 0
        self._at_last_look = 0
        self._head = 0
        self._is_head = True
        self._receiving: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Watch from the first moment: a connection that says nothing is slow, too."""
        super().connection_made(transport)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Watch no longer."""
        self._stop_watching()
        if self._writing is not None:
            self._writing.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what comes."""
        self._received += len(data)
        if self._is_head:
            self._head += len(data)
        super().data_received(data)
        if self._is_head and self._head > LARGEST_HEAD and not self.transport.is_closing():
            self._refuse(431, f"the head of the request is larger than {LARGEST_HEAD} bytes; send queries by POST")

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        if self._receiving is None:
            self._watch()

    def on_headers_complete(self) -> None:
        """Its head is there."""
        self._is_head, self._head = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """It is there as a whole."""
        self._is_head = True
        self._stop_watching()
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The client reads more slowly than this writes: look again in a while."""
        super().pause_writing()
        wait_s = max(self.client_timeout_s, LARGEST_HEAD / SLOWEST)
        self._writing = self.loop.call_later(wait_s, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read."""
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
        super().resume_writing()

    def _watch(self) -> None:
        self._at_last_look = self._received
        self._receiving = self.loop.call_later(self.client_timeout_s, self._look)

    def _stop_watching(self) -> None:
        if self._receiving is not None:
            self._receiving.cancel()
            self._receiving = None

    def _look(self) -> None:
        self._receiving = None
        came = self._received - self._at_last_look
        if self._is_head or came < SLOWEST * self.client_timeout_s:
            self._refuse(408, "the request took too long to come")
        else:
            self._watch()

    def _refuse(self, status: int, message: str) -> None:
        """Say so, unless something else is being said, and hang up."""
        self._stop_watching()
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            content = f"Error: {message}\n".encode()
            head = (
                f"HTTP/1.1 {status} {_STATUS[status]}\r\nContent-Type: text/plain; charset=utf-8\r\n"
                f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + content)
        self.transport.close()
