"""The invented report of `tests/graphs.py`, as an extraction and as a store."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.model import Extraction
from kg.rdf import document_quads, graph_iri
from kg.store import OxigraphStore, open_store

_GRAPHS = runpy.run_path(str(Path(__file__).parents[1] / "graphs.py"))


@pytest.fixture
def graphs() -> dict[str, Any]:
    """The names of `tests/graphs.py`."""
    return _GRAPHS


@pytest.fixture
def make_extraction() -> Callable[..., Extraction]:
    """Makes the extraction of the invented report, under a name."""
    return _GRAPHS["extraction"]  # type: ignore[no-any-return]


@pytest.fixture
def extraction(make_extraction: Callable[..., Extraction]) -> Extraction:
    """The extraction of the invented report."""
    return make_extraction()


@pytest.fixture
def store(extraction: Extraction) -> Iterator[OxigraphStore]:
    """A store in memory that holds the invented report."""
    with open_store(":memory:") as opened:
        opened.replace_graph(graph_iri(extraction.document.name), document_quads(extraction))
        yield opened
