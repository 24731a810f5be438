"""Ways to ask: each takes a dataset, queries and updates, and gives answers as bytes of a format."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

import pyoxigraph as ox

from kg.errors import KgError, QuerySyntaxError
from kg.query import Dataset, run, write
from kg.query.update import run_update
from kg.store import OxigraphStore
from w3c.answers import Solutions, read_answer
from w3c.manifest import Data

#: The whole dataset as solutions, blank nodes shared between graphs being the same.
WHOLE = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"

#: The scheme of what the tests LOAD SILENT: it is no protocol, so that nothing can be fetched.
NO_PROTOCOL = "<somescheme:"


class NotSparql(Exception):
    """The request was refused because of its syntax."""


class Refused(Exception):
    """The request was refused or failed, though its syntax was accepted."""


class Way(Protocol):
    """How a request reaches what is tested."""

    def load(self, quads: Iterable[ox.Quad], data: Data) -> None:
        """Hold exactly this dataset; `data` says from which files it comes."""

    def ask(self, query: str, suffix: str, base: str) -> bytes:
        """The answer in the format of a file extension, the default graph being just that."""

    def accepts(self, request: str, base: str, *, is_update: bool) -> None:
        """Do as much of a request as shows that its syntax is accepted; NotSparql where it is not."""

    def update(self, update: str, base: str) -> None:
        """Carry out an update."""

    def quads(self) -> list[ox.Quad]:
        """The dataset as it is now."""


class InProcess:
    """What `kg query` and `kg update` do, without the process around it."""

    def __init__(self, *, allow_service: bool = False) -> None:
        self._allow_service = allow_service
        self._store = OxigraphStore(ox.Store())

    def load(self, quads: Iterable[ox.Quad], data: Data) -> None:
        self._store = OxigraphStore(ox.Store())
        self._store.raw.extend(quads)

    def ask(self, query: str, suffix: str, base: str) -> bytes:
        out = io.BytesIO()
        with _errors():
            result = run(
                self._store,
                query,
                dataset=Dataset(union=False),
                base_iri=base,
                allow_service=self._allow_service,
            )
            write(result, suffix.lstrip("."), out)
        return out.getvalue()

    def accepts(self, request: str, base: str, *, is_update: bool) -> None:
        with _errors():
            if is_update:  # LOAD, if there is one, fetches nothing by a scheme that is no protocol
                harmless = request.replace("<http:", "<x-nowhere:")
                run_update(self._store, harmless, base_iri=base, allow_load=True)
                return
            # What comes is not read: SERVICE would be asked.
            run(self._store, request, dataset=Dataset(union=False), base_iri=base, allow_service=True)

    def update(self, update: str, base: str) -> None:
        with _errors():
            run_update(self._store, update, base_iri=base, allow_load=NO_PROTOCOL in update)

    def quads(self) -> list[ox.Quad]:
        return list(self._store.raw)


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except QuerySyntaxError as error:
        raise NotSparql(str(error)) from error
    except KgError as error:
        raise Refused(str(error)) from error


def quads_in(answer: bytes) -> list[ox.Quad]:
    """The dataset in the answer to WHOLE, as JSON."""
    found = read_answer(answer, ".srj")
    assert isinstance(found, Solutions)
    return [ox.Quad(row["s"], row["p"], row["o"], row.get("g", ox.DefaultGraph())) for row in found.rows]
