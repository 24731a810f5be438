"""The named queries, asked of other SPARQL servers: the same rows as from the local store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.errors import UnknownName
from kg.query import Boolean, Graph, NamedQuery, Solutions, find_entities, named_queries, run, run_named
from kg.store import OxigraphStore, open_store
from kg.store.remote import RemoteStore

#: What Virtuoso 7.2 answers wrongly or not at all, and why.
VIRTUOSO = {
    "conflicts": "Virtuoso: an aggregate in HAVING of a sub-query is an error (SQ200)",
    "connections": "Virtuoso: IRIs of VALUES come out of a UNION as strings",
}


def _values(query: NamedQuery) -> list[dict[str, str]]:
    """What to ask with: only what is needed, and every example."""
    needed = {p.name: p.example for p in query.parameters if p.required}
    all_of_them = {p.name: p.example for p in query.parameters if p.example}
    return [needed] if needed == all_of_them else [needed, all_of_them]


ASKED = [
    pytest.param(query.name, values, id=f"{query.name}-{'all' if i else 'needed'}")
    for query in named_queries()
    for i, values in enumerate(_values(query))
]


@pytest.fixture(scope="module")
def local(built_sample: Path) -> Iterator[OxigraphStore]:
    """The store of the sample."""
    with open_store(built_sample) as store:
        yield store


@pytest.fixture(scope="module")
def quads(local: OxigraphStore, servers: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that is in it."""
    return servers["dump"](local, tmp_path_factory.mktemp("quads") / "sample.nq")  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def oxigraph(quads: Path, servers: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteStore]:
    """Oxigraph's server with the sample."""
    with servers["oxigraph_server"](quads, tmp_path_factory.mktemp("oxigraph")) as url:
        yield RemoteStore(url, timeout_s=60)


@pytest.fixture(scope="module")
def virtuoso(quads: Path, servers: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteStore]:
    """Virtuoso with the sample."""
    with servers["virtuoso_server"](quads, tmp_path_factory.mktemp("virtuoso")) as url:
        yield RemoteStore(url, timeout_s=60)


def _answer(store: Any, name: str, values: dict[str, str]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Variables and rows, sorted: engines sort Chinese text differently."""
    result = run_named(store, name, values)
    assert isinstance(result, Solutions)
    return result.variables, sorted(tuple(map(str, row)) for row in result)


@pytest.mark.parametrize(("name", "values"), ASKED)
def test_oxigraph_answers_the_same(local: OxigraphStore, oxigraph: RemoteStore, name: str, values: Any) -> None:
    """Oxigraph's server, through HTTP and JSON."""
    assert _answer(oxigraph, name, values) == _answer(local, name, values)


@pytest.mark.parametrize(("name", "values"), ASKED)
def test_virtuoso_answers_the_same(
    local: OxigraphStore, virtuoso: RemoteStore, name: str, values: Any, request: pytest.FixtureRequest
) -> None:
    """Virtuoso, another engine altogether; what it cannot do is listed with its reason."""
    if name in VIRTUOSO:
        request.applymarker(pytest.mark.xfail(reason=VIRTUOSO[name], strict=True))
    assert _answer(virtuoso, name, values) == _answer(local, name, values)


@pytest.fixture(params=["oxigraph", "virtuoso"])
def remote(request: pytest.FixtureRequest) -> RemoteStore:
    """Each of the servers."""
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


def test_all_forms_of_queries(local: OxigraphStore, remote: RemoteStore) -> None:
    """SELECT with its variables in order, ASK, CONSTRUCT and DESCRIBE."""
    everything = run(remote, "SELECT * { ?thing a ?class FILTER(?class = kg:Person) }")
    assert isinstance(everything, Solutions)
    assert everything.variables == ("thing", "class")
    assert len({row[0] for row in everything}) == 5
    for sparql, expected in (("ASK { ?s a kg:Person }", True), ("ASK { ?s a kg:Nothing }", False)):
        answer = run(remote, sparql)
        assert isinstance(answer, Boolean)
        assert bool(answer) is expected
    for sparql in ("CONSTRUCT { ?p a kg:Person } WHERE { ?p a kg:Person }", "DESCRIBE person:沈伟民_上海市"):
        graph = run(remote, sparql)
        assert isinstance(graph, Graph)
        assert set(graph) >= set(run(local, sparql)) if "CONSTRUCT" in sparql else set(graph)  # type: ignore[arg-type]


def test_names_are_found(local: OxigraphStore, remote: RemoteStore) -> None:
    """A parameter given by name is looked up there, and the nearest names are told."""
    assert find_entities(remote, "沈伟民", ("Person",)) == find_entities(local, "沈伟民", ("Person",))
    with pytest.raises(UnknownName) as caught:
        find_entities(remote, "沈卫民", ("Person",))
    assert "沈伟民" in caught.value.nearest


def test_at_the_prompt(kg: Callable[..., Any], remote: RemoteStore, built_sample: Path) -> None:
    """The same table from there as from the store here."""
    asked = ("query", "posts-of-person", "-p", "person=沈伟民")
    there = kg(*asked, "--endpoint", remote.url)
    here = kg(*asked, "-s", built_sample)
    assert (there.returncode, there.stderr) == (0, "")
    assert there.stdout == here.stdout
