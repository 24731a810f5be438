"""Whole answers kept by the request that they answer, as many as fit."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

#: Host, request target (with its question mark), Accept, and whether gzip is taken.
Key = tuple[bytes, bytes, bytes, bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer as it goes to the client, and the version of the store that it is of."""

    version: str
    headers: list[tuple[bytes, bytes]]
    body: bytes
    etag: bytes
    #: Headers and body as they are sent, from behind the first headers, which the server adds.
    wire: bytes = field(default=b"", init=False)

    def __post_init__(self) -> None:
        head = b"".join(b"%b: %b\r\n" % pair for pair in self.headers)
        object.__setattr__(self, "wire", head + b"\r\n" + self.body)


class Cache:
    """The answers used last, bounded by the bytes of their bodies; one to another version of the store is none."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._entries: OrderedDict[Key, Entry] = OrderedDict()

    def get(self, key: Key, version: str) -> Entry | None:
        """The answer to a request, if it is that of this version."""
        found = self._entries.get(key)
        if found is None:
            return None
        if found.version != version:
            self._remove(key)
            return None
        self._entries.move_to_end(key)
        return found

    def put(self, key: Key, entry: Entry) -> None:
        """Keep an answer; those used longest ago make room. One that takes an eighth of all room is not kept."""
        size = _size(key, entry)
        if size > self._most // 8:
            return
        self._remove(key)
        self._entries[key] = entry
        self._size += size
        while self._size > self._most:
            self._remove(next(iter(self._entries)))

    def _remove(self, key: Key) -> None:
        if (found := self._entries.pop(key, None)) is not None:
            self._size -= _size(key, found)

    def __len__(self) -> int:
        return len(self._entries)


def _size(key: Key, entry: Entry) -> int:
    """The bytes of an entry, with what Python adds to each."""
    return 2 * len(entry.body) + sum(map(len, key[:3])) + 1500
