"""The bundled sample as it is read, and decisions about what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg.build import extract, sample
from kg.model import Action, Anchor, Decision, Document, Extraction, Fact, Literal, Statement, Thing
from kg.rdf import document_quads, graph_iri
from kg.readers import document_from_text
from kg.store import OxigraphStore, open_store


class Told:
    """Decisions about the facts of an extraction, each a second after the one before."""

    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction
        self.second = 0

    def fact(self, predicate: str, words: str = "") -> Fact:
        """The first fact of a relation whose object or quote has these words."""
        facts = (f for f in self.extraction.facts if f.predicate == predicate)
        return next(f for f in facts if words in f"{f.object}" or any(words in e.quote for e in f.evidence))

    def thing(self, curie: str) -> Thing:
        """A thing of the extraction, as a decision names it."""
        entity = self.extraction.entity(curie)
        known = {e.id for e in self.extraction.entities}
        properties = tuple((p, self.thing(v) if isinstance(v, str) and v in known else v) for p, v in entity.properties)
        return Thing(entity.type, entity.name, entity.aliases, entity.id, properties)

    def statement(self, fact: Fact) -> Statement:
        """What a fact claims."""
        value = fact.object
        is_thing = isinstance(value, str) and not value.startswith("kg:")
        qualifiers = tuple((name, q) for name, q in fact.qualifiers if isinstance(q, Literal))
        return Statement(
            self.thing(fact.subject), fact.predicate, self.thing(str(value)) if is_thing else value, qualifiers
        )

    def anchors(self, fact: Fact) -> tuple[Anchor, ...]:
        """Where a fact's quotes stand."""
        name = self.extraction.document.name
        return tuple(Anchor(name, e.quote, e.prefix, e.suffix) for e in fact.evidence)

    def decide(self, action: Action, fact: Fact, to: Statement | None = None, by: str = "张三") -> Decision:
        """A decision about a fact."""
        return Decision(action, by, self.at(), "", self.statement(fact), self.anchors(fact), to)

    def at(self) -> str:
        """The time of the next decision."""
        self.second += 1
        return f"2026-01-02T{self.second // 3600:02}:{self.second // 60 % 60:02}:{self.second % 60:02}Z"

    def edit(self, fact: Fact, value: Thing | Literal | str) -> Decision:
        """An edit of a fact's object."""
        return self.decide(Action.EDIT, fact, replace(self.statement(fact), object=value))


def _read(text: str, name: str = "报告") -> Extraction:
    return extract(document_from_text(text, name))


@pytest.fixture(scope="session")
def read() -> Callable[..., Extraction]:
    """Reads a text: `read(text, name="报告")`."""
    return _read


REPORT = (
    "奉贤区启动质量月\n\n"
    "9月4日，奉贤区2020年“质量月”启动仪式在奉贤会堂举行。副区长李明远出席并致辞，区市场监督管理局局长王立新主持。"
    "区市场监督管理局主办此次活动，共有22家企业参加。\n\n"
    "仪式结束后，与会人员参观了会场外的展板。天气晴朗，气氛热烈。\n"
)


@pytest.fixture(scope="session")
def report() -> Extraction:
    """What is read of a report of a few sentences."""
    return _read(REPORT)


@pytest.fixture
def told(report: Extraction) -> Told:
    """Decisions about the short report."""
    return Told(report)


@pytest.fixture
def tell() -> type[Told]:
    """Makes decisions about any extraction: `tell(extraction)`."""
    return Told


@pytest.fixture(scope="session")
def sample_document() -> Document:
    """The bundled sample."""
    return document_from_text(sample().read_text(encoding="utf-8"), "sample")


@pytest.fixture(scope="session")
def sample_extraction(sample_document: Document) -> Extraction:
    """What is read of the bundled sample."""
    return extract(sample_document)


@pytest.fixture
def reviewed_store(report: Extraction) -> Iterator[OxigraphStore]:
    """A store in memory that holds the short report."""
    with open_store(":memory:") as store:
        store.replace_graph(graph_iri(report.document.name), document_quads(report))
        yield store


@pytest.fixture
def folder(tmp_path: Path, report: Extraction) -> Path:
    """A store on disk that holds the short report."""
    path = tmp_path / "kg-store"
    with open_store(path, read_only=False, create=True) as store:
        store.replace_graph(graph_iri(report.document.name), document_quads(report))
    return path
