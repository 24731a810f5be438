from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.model import Document, Entity, EntityType, Extraction, Section, Span
from kg.rdf import document_quads, graph_iri
from kg.search import Index, index_of, open_index
from kg.store import OxigraphStore, open_store

Told = Callable[..., Extraction]


@pytest.fixture
def told() -> Told:
    """Makes a report of a name, a text, and things: (type, name, further names…)."""

    def make(name: str, text: str, *things: tuple[str, ...]) -> Extraction:
        title = text.partition("\n")[0]
        report = Document(name, title, text, text, tuple(range(len(text))), (Section(0, title, Span(0, len(text))),))
        entities = [
            Entity(f"{_PREFIX[kind]}:{label}", EntityType(kind), label, tuple(more)) for kind, label, *more in things
        ]
        return Extraction(report, tuple(entities))

    return make


_PREFIX = {"Person": "person", "Organization": "organization", "Event": "event", "Place": "place"}


@pytest.fixture
def sample_store(sample_store: Path) -> Path:
    """A copy of the sample's store that was searched before, so that it has an index."""
    open_index(sample_store).close()
    return sample_store


@pytest.fixture
def hall(told: Told) -> Iterator[OxigraphStore]:
    """A store in memory with one report of many traps."""
    text = (
        "云麓区通过ISO9001认证\n"
        "9月14日，云麓\n区质量促进局林知远到场。青岚机械厂1,000名职工参加，占２０％。\n\n"
        "“匠心月”启动仪式由区质促局主办、周曾民主持；质量、安全两手抓。"
    )
    things = (
        ("Person", "林知远"),
        ("Person", "曾民"),
        ("Organization", "云麓区质量促进局", "区质促局"),
        ("Organization", "质量促进会"),
        ("Event", "“匠心月”启动仪式"),
        ("Place", "云麓区"),
        ("Place", "重庆"),
    )
    with open_store(":memory:") as store:
        extraction = told("yunlu", text, *things)
        store.replace_graph(graph_iri("yunlu"), document_quads(extraction))
        yield store


@pytest.fixture
def index(hall: OxigraphStore) -> Index:
    return index_of(hall)
