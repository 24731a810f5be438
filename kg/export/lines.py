"""N-Quads and N-Triples, a line a statement, sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from kg.store import Store


def write_quads(store: Store, out: BinaryIO) -> None:
    """All quads as canonical N-Quads, sorted by code point."""
    import pyoxigraph as ox

    _write(ox.serialize(store.match(), format=ox.RdfFormat.N_QUADS), out)


def write_triples(store: Store, out: BinaryIO) -> None:
    """The triples of all graphs, each once, as canonical N-Triples, sorted by code point."""
    import pyoxigraph as ox

    _write(ox.serialize((quad.triple for quad in store.match()), format=ox.RdfFormat.N_TRIPLES), out)


def _write(lines: bytes | None, out: BinaryIO) -> None:
    # A line break inside a literal is escaped in these formats, so a line is a statement.
    out.writelines(sorted(set((lines or b"").splitlines(keepends=True))))
