"""The named queries on the bundled sample: the answers that an analyst expects of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.build import extract, sample
from kg.model import Action
from kg.query import Solutions, named_queries, run_named
from kg.rdf import document_quads, facts_from_store, graph_iri
from kg.review import apply
from kg.review.decide import Signature, on_fact
from kg.store import OxigraphStore, open_store


@pytest.fixture(scope="module")
def store(built_sample: Path) -> Iterator[OxigraphStore]:
    """The store of the sample."""
    with open_store(built_sample) as opened:
        yield opened


@pytest.fixture(scope="module")
def reviewed(store: OxigraphStore) -> Iterator[OxigraphStore]:
    """The sample with a fact that somebody accepted."""
    extraction = extract(sample())
    document = extraction.document
    row = next(facts_from_store(store, predicate="kg:attendedBy"))
    signed = Signature("复核员", "2026-01-02T03:04:05Z", "与原文一致")
    decision = on_fact(store, row, Action.ACCEPT, signed)
    with open_store(":memory:") as opened:
        opened.replace_graph(graph_iri(document.name), document_quads(apply(extraction, [decision]).extraction))
        yield opened


def rows(store: OxigraphStore, name: str, *columns: str, **parameters: str) -> list[tuple[str, ...]]:
    """The answer to a named query, as texts of some columns."""
    result = run_named(store, name, parameters)
    assert isinstance(result, Solutions)
    return [tuple(row.get(column, "") for column in columns) for row in result.rows()]


def test_who_attended_two_launches(store: OxigraphStore) -> None:
    """沈伟民 was at Baoshan's launch and at Xuhui's themed activity, and nobody else at two."""
    found = rows(store, "people-at-several-launches", "personLabel", "events", "date", "districtLabel")
    assert found == [("沈伟民", "2", "2020-09-04", "宝山区"), ("沈伟民", "2", "2020-09-21", "徐汇区")]


def test_his_posts(store: OxigraphStore) -> None:
    """Two posts in two organizations, as of the report's year."""
    assert rows(store, "posts-of-person", "date", "role", "organizationLabel", person="沈伟民") == [
        ("2020", "一级巡视员", "上海市市场监督管理局"),
        ("2020", "副主任", "上海市质量工作领导小组办公室"),
    ]


def test_whom_he_met(store: OxigraphStore) -> None:
    """The two officials of Xuhui."""
    assert {name for (name,) in rows(store, "co-attendance", "otherLabel", person="沈伟民")} == {"卢鉴", "晏波"}


def test_one_report_does_not_disagree_with_itself(store: OxigraphStore) -> None:
    """A conflict needs two reports."""
    assert rows(store, "conflicts", "thing") == []


@pytest.mark.parametrize("name", [query.name for query in named_queries()])
def test_examples_find_something(reviewed: OxigraphStore, name: str) -> None:
    """The example that a query's header gives is good: it names things of the sample and has an answer."""
    query = next(query for query in named_queries() if query.name == name)
    for parameter in query.parameters:
        required = {p.name: p.example for p in query.parameters if p.required}
        assert rows(reviewed, name, query.columns[0].name, **required | {parameter.name: parameter.example})
