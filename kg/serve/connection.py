"""A connection that answers at once what is kept, and cuts off clients who send or read too slowly."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.serve.endpoint import Endpoint
from kg.serve.negotiate import accepts_gzip
from kg.serve.straight import answer_straight

#: The largest head of a request in bytes, its URL included.
LARGEST_HEAD = 1 << 16
#: How many bytes a second a client has to send of a body, and to read of an answer, on the average of a while.
SLOWEST = 512
_STATUS = {408: "Request Timeout", 431: "Request Header Fields Too Large"}
#: With any of these a request goes the whole way.
_ASKS_MORE = frozenset(
    {
        b"origin",
        b"if-none-match",
        b"connection",
        b"content-length",
        b"transfer-encoding",
        b"expect",
        b"upgrade",
        b"range",
    }
)


class Connection(HttpToolsProtocol):
    """uvicorn's connection with an eye on the clock, and a short way for answers that are kept.

    The head of a request has to come within `client_timeout_s`, and the body and the answer have to go on at
    `SLOWEST` bytes a second. How long a query takes does not count.
    """

    endpoint: Endpoint
    client_timeout_s: float = 20.0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._received = 0
        self._at_last_look = 0
        self._head = 0
        self._is_head = True
        self._is_whole = False
        self._is_answered = False
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
        """Count what comes, and watch while a request is not whole."""
        self._received += len(data)
        if self._is_head:
            self._head += len(data)
        super().data_received(data)
        if self._is_whole:
            if self._receiving is not None:
                self._stop_watching()
        elif self._receiving is None and not self.transport.is_closing():
            self._watch()
        if self._is_head and self._head > LARGEST_HEAD and not self.transport.is_closing():
            self._refuse(431, f"the head of the request is larger than {LARGEST_HEAD} bytes; send queries by POST")

    def on_message_begin(self) -> None:
        """A request begins."""
        self._is_whole = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head is there."""
        self._is_head, self._head = False, 0
        self._is_answered = self._answer_at_once()
        if not self._is_answered:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """It is there as a whole."""
        self._is_head = self._is_whole = True
        if not self._is_answered:
            super().on_message_complete()

    def _answer_at_once(self) -> bool:
        """Send an answer that is kept or found at once, if there is one and nothing else is asked for than it."""
        if self.parser.get_method() != b"GET" or self.parser.get_http_version() != "1.1":
            return False
        if (self.cycle is not None and not self.cycle.response_complete) or self.flow.write_paused:
            return False
        host = accept = encoding = b""
        for name, value in self.headers:
            if name == b"host":
                host = value
            elif name == b"accept":
                accept = value
            elif name == b"accept-encoding":
                encoding = value
            elif name in _ASKS_MORE and not (name == b"connection" and value.lower() == b"keep-alive"):
                return False
        target = self.url if b"?" in self.url else self.url + b"?"
        zipped = bool(encoding) and accepts_gzip(encoding.decode("latin-1"))
        key = (host, target, accept, zipped)
        found = self.endpoint.cache.get(key, self.endpoint.version()) or answer_straight(self.endpoint, key)
        if found is None:
            return False
        first = b"".join(b"%b: %b\r\n" % pair for pair in self.server_state.default_headers)
        self.transport.write(b"HTTP/1.1 200 OK\r\n" + first + found.wire)
        self.server_state.total_requests += 1
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
        return True

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
