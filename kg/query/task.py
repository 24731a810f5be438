"""A query as a message to a worker process, and the frames in which it goes there and its answer comes back.

A frame is one byte that says what it is, the length of its content (four bytes, big-endian) and the content:

- TASK to the worker: a `Task` as JSON;
- HEADER back: what the answer is, as JSON (`kind`, `format`, `variables`, `version`);
- DATA: a piece of the answer in its format;
- END: `rows`, how many results there were, as JSON; or instead
- ERROR: the class of `kg.errors`, `message`, `hint` and further fields, as JSON.

Standard library only: whoever sends tasks need not load what answers them.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass, field
from typing import IO, Any

from kg import errors

TASK, HEADER, DATA, END, ERROR = b"T", b"H", b"D", b"E", b"X"
_HEAD = struct.Struct(">cI")
#: The largest content of a frame in bytes: what a text of SPARQL, or a piece of an answer, never reaches.
LARGEST = 1 << 30


@dataclass(frozen=True, slots=True)
class Task:
    """A query to run: SPARQL, the name of a named query with its parameters, or a handler.

    `format` is a name of `kg.query.FORMATS`; "" takes that of `formats`, which maps the kind of the answer
    (solutions, boolean, graph) to one, and without it the default. `max_rows` is the largest number of results that
    is answered with; one more is an error, while `limit` leaves out what comes after it. The graphs are those of
    SPARQL 1.1 Protocol, 2.1.4. `allow_service`
    may be a list of hosts. `handler` is "module:function" of our own code, called with the store, `arguments`
    and a stream, for what is no query.
    """

    sparql: str = ""
    name: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    format: str = ""
    formats: dict[str, str] = field(default_factory=dict)
    limit: int | None = None
    max_rows: int | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    union: bool = True
    allow_service: bool | list[str] = False
    language: str = "zh"
    width: int | None = None
    evidence: bool = False
    base_iri: str | None = None
    handler: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """The task as the content of a frame."""
        return json.dumps(asdict(self)).encode("utf-8")

    @classmethod
    def from_json(cls, content: bytes) -> Task:
        """The task of a frame's content."""
        values = json.loads(content)
        for name in ("default_graphs", "named_graphs"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)


def frame(kind: bytes, content: bytes) -> bytes:
    """A whole frame."""
    return _HEAD.pack(kind, len(content)) + content


def read_frame(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The next frame as (kind, content); None where the stream ends, also in the midst of a frame.

    ValueError for bytes that are no frame.
    """
    head = _exactly(stream, _HEAD.size)
    if head is None:
        return None
    kind, length = _HEAD.unpack(head)
    if kind not in (TASK, HEADER, DATA, END, ERROR) or length > LARGEST:
        raise ValueError("what came is no frame")
    content = _exactly(stream, length)
    return None if content is None else (kind, content)


def _exactly(stream: IO[bytes], length: int) -> bytes | None:
    pieces, missing = [], length
    while missing:
        piece = stream.read(missing)
        if not piece:
            return None
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


def error_content(error: errors.KgError) -> bytes:
    """An error as the content of a frame."""
    fields = {name: value for name, value in vars(error).items() if name not in ("message", "hint")}
    known = {"class": type(error).__name__, "message": error.message, "hint": error.hint, "fields": fields}
    return json.dumps(known, default=str).encode("utf-8")


def error_of(content: bytes) -> errors.KgError:
    """The error of a frame's content, of the class that it had in the worker."""
    known = json.loads(content)
    found = getattr(errors, known["class"], None)
    kind = found if isinstance(found, type) and issubclass(found, errors.KgError) else errors.KgError
    error = kind.__new__(kind, known["message"])  # not called: some classes put a place before their message
    error.message, error.hint = known["message"], known["hint"]
    for name, value in known["fields"].items():
        setattr(error, name, tuple(value) if isinstance(value, list) else value)
    return error
