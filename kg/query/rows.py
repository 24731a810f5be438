"""How many results there are in an answer while it is written, and a limit that refuses instead of cutting off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from kg.errors import TooManyRows

# JSON's strings, whatever they hold; and one that has not ended at the end of a piece.
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


class Counted:
    """What pyoxigraph answers with, counting results as they are read or serialised.

    Raises TooManyRows at the first one above `most`, if that is given. `rows` is None where nobody asked for them, which
    makes serialising a little quicker.
    """

    def __init__(self, raw: Any, most: int | None = None) -> None:
        self._raw = raw
        self._most = most
        self.rows: int | None = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def __iter__(self) -> Iterator[Any]:
        for found in self._raw:
            self._add(1)
            yield found

    def __bool__(self) -> bool:
        return bool(self._raw)

    @property
    def serialize(self) -> Callable[..., None]:
        """pyoxigraph's own, results counted in the bytes that it writes; AttributeError for rows from elsewhere."""
        if not hasattr(self._raw, "serialize"):
            raise AttributeError("serialize")
        return self._serialize

    def _serialize(self, stream: BinaryIO, *, format: Any) -> None:
        if self._most is None:
            self.rows = None
            self._raw.serialize(stream, format=format)
        else:
            self._raw.serialize(_Counting(stream, _COUNTERS[format.file_extension](), self._add), format=format)

    def _add(self, count: int) -> None:
        self.rows = (self.rows or 0) + count
        if self._most is not None and self.rows > self._most:
            raise TooManyRows(
                f"the query has more than {self._most} results, and no more are allowed here",
                rows=self._most,
                hint="narrow it down, count instead of listing, or ask for a part with LIMIT and OFFSET",
            )


class _Counting:
    """A stream that has what passes through it counted."""

    def __init__(self, stream: BinaryIO, count: Callable[[bytes], int], add: Callable[[int], None]) -> None:
        self._stream = stream
        self._count = count
        self._add = add

    def write(self, data: bytes) -> int:
        self._add(self._count(data))
        self._stream.write(data)
        return len(data)

    def flush(self) -> None:
        self._stream.flush()


class _Lines:
    """Counts the lines of CSV and TSV after the first; a line may break inside quotes."""

    def __init__(self) -> None:
        self._quoted = False
        self._header = 1

    def __call__(self, data: bytes) -> int:
        parts = data.split(b'"')
        count = sum(part.count(b"\n") for part in parts[self._quoted :: 2])
        self._quoted ^= len(parts) % 2 == 0
        header, self._header = self._header, max(self._header - count, 0)
        return count - (header - self._header)


class _Tsv(_Lines):
    """TSV escapes line breaks, and quotes inside of quotes with a backslash."""

    def __call__(self, data: bytes) -> int:
        count = data.count(b"\n")
        header, self._header = self._header, max(self._header - count, 0)
        return count - (header - self._header)


class _Tags:
    """Counts `<result>` in XML, where a text has it as `&lt;result>`."""

    def __init__(self) -> None:
        self._rest = b""

    def __call__(self, data: bytes) -> int:
        data = self._rest + data
        self._rest = data[-7:]
        return data.count(b"<result>")


class _Objects:
    """Counts the objects of JSON that are members of a list: those that follow `[` or `,` instead of a key."""

    def __init__(self) -> None:
        self._rest = b""

    def __call__(self, data: bytes) -> int:
        bare = _STRING.sub(b"", self._rest + data)
        whole, quote, begun = bare.partition(b'"')
        # What begins a string, or may begin an object, waits for the next piece.
        self._rest = whole[-1:] + quote + begun
        return whole.count(b",{") + whole.count(b"[{")


_COUNTERS: dict[str, Callable[[], Callable[[bytes], int]]] = {
    "csv": _Lines,
    "tsv": _Tsv,
    "srx": _Tags,
    "srj": _Objects,
}
