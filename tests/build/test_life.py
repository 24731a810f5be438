"""The life of a report: whatever is built, edited and withdrawn in any order, the graph is that of one build."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.build import refresh, remove
from kg.build.graph import Graph
from kg.errors import StoreError
from kg.model import Action
from kg.rdf import facts_from_store
from kg.review import append
from kg.review.decide import Signature, merge, on_fact, rename, split
from kg.store import Store, open_store

#: Two reports of one launch, one of another district's, one of a contest; each in versions that share names and not.
_DAYS = ("9月2日", "9月3日")
_OFFICIALS = ("副区长李文明", "区市场监督管理局局长李文明", "副区长王建国")
_REPORTS = {
    "青山快讯": "青山区2019年“质量月”启动仪式\n\n{day}，武汉市青山区2019年“质量月”启动仪式在青山会堂举行，{official}出席并致辞。\n",
    "青山综述": "武汉市青山区2019年质量月综述\n\n{day}，青山区2019年“质量月”启动仪式在青山会堂拉开帷幕，{official}等出席，约200人参加。\n",
    "江岸": "江岸区2019年“质量月”活动\n\n{day}，武汉市江岸区2019年“质量月”启动仪式举行，{official}讲话。\n",
    "比武": "青山区质量技能比武\n\n{day}，青山区总工会主办的质量技能比武在青山会堂举行，{official}为获奖选手颁奖。\n",
}
_VERSIONS = {
    name: [text.format(day=day, official=official) for day, official in product(_DAYS, _OFFICIALS)]
    for name, text in _REPORTS.items()
}

_step = st.one_of(
    st.tuples(st.just("remove"), st.lists(st.sampled_from(sorted(_REPORTS)), min_size=1, max_size=2, unique=True)),
    st.tuples(
        st.just("build"),
        st.lists(
            st.tuples(st.sampled_from(sorted(_REPORTS)), st.integers(0, 5)),
            min_size=1,
            max_size=3,
            unique_by=lambda p: p[0],
        ),
    ),
)


def _write(folder: Path, reports: Sequence[tuple[str, int]]) -> list[Path]:
    files = []
    for name, version in reports:
        file = folder / f"{name}.txt"
        file.write_text(_VERSIONS[name][version], "utf-8")
        files.append(file)
    return files


def _state(store: Store) -> tuple[set[str], list[str]]:
    return {str(quad) for quad in store.match()}, store.graphs()


@pytest.fixture(scope="module")
def decisions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of decisions of every kind, about the first versions of the reports."""
    folder = tmp_path_factory.mktemp("decisions")
    log = folder / "review.jsonl"
    at = (f"2030-01-01T00:00:{second:02}Z" for second in range(60))
    with open_store(":memory:", create=True) as store:
        kg.build(_write(folder, [(name, 0) for name in _REPORTS]), store, validate=False)
        rows = list(facts_from_store(store))
        chosen = [row for row in rows if row.predicate in ("kg:attendedBy", "kg:heldAt", "kg:heldOn")]
        taken = [on_fact(store, row, Action.REJECT, Signature("甲", next(at))) for row in chosen[:2]]
        taken += [on_fact(store, row, Action.ACCEPT, Signature("乙", next(at))) for row in chosen[2:4]]
        people = sorted({row.object for row in rows if row.object_type == "Person"})
        taken += [merge(store, one, other, Signature("乙", next(at))) for one, other in pairwise(people)]
        told: dict[str, set[str]] = {}
        for row in rows:
            told.setdefault(row.subject, set()).add(row.document.rpartition("/")[2])
        thing, where = next((thing, sorted(names)) for thing, names in sorted(told.items()) if len(names) > 1)
        taken += [split(store, thing, where[:1], Signature("甲", next(at)))]
        taken += [rename(store, "青山区", "武汉市青山区", Signature("甲", next(at)))]
    assert len({decision.action for decision in taken}) == 5
    append(log, taken)
    return log


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_step, min_size=1, max_size=5), decided=st.booleans())
def test_any_life_ends_in_the_graph_of_one_build(
    steps: list[tuple[str, list[object]]], decided: bool, tmp_path: Path, decisions: Path
) -> None:
    """Building, editing and withdrawing in any order leaves, quad for quad, what building the last versions makes.

    So it does with decisions of people, about reports that are there, that are edited, and that are gone.
    """
    now: dict[str, int] = {}
    review = decisions if decided else None
    with open_store(":memory:", create=True) as store, open_store(":memory:", create=True) as fresh:
        for verb, things in steps:
            if verb == "build":
                now |= dict(things)  # type: ignore[call-overload]
                kg.build(_write(tmp_path, things), store, validate=False, review=review)  # type: ignore[arg-type]
            elif known := [str(name) for name in things if name in now]:
                remove(known, store)
                now = {name: version for name, version in now.items() if name not in known}
        refresh(store, review=review)
        if now:
            kg.build(_write(tmp_path, sorted(now.items(), reverse=True)), fresh, validate=False, review=review)
        assert _state(store) == _state(fresh)
        assert list(store.ledger.statements()) == list(fresh.ledger.statements())


def test_processes_make_the_same_graph(tmp_path: Path) -> None:
    """However many processes read, the graph is the same."""
    files = _write(tmp_path, [(name, 0) for name in _REPORTS])
    with open_store(":memory:", create=True) as one, open_store(":memory:", create=True) as two:
        kg.build(files, one, validate=False, jobs=1)
        kg.build(files, two, validate=False, jobs=2)
        assert _state(one) == _state(two)


def test_a_withdrawn_report_leaves_nothing_on_the_disk_of_the_ledger(tmp_path: Path) -> None:
    """Not even in the free pages of the file."""
    (file,) = _write(tmp_path, [("青山快讯", 0)])
    kg.build([file, *_write(tmp_path, [("江岸", 5)])], tmp_path / "s", validate=False)
    remove(["青山快讯"], tmp_path / "s")
    ledger = (tmp_path / "s" / "ledger.sqlite3").read_bytes()
    assert "李文明".encode() not in ledger
    assert "青山快讯".encode() not in ledger
    assert "江岸".encode() in ledger


def test_an_unknown_report_is_not_removed_and_the_nearest_is_named(tmp_path: Path) -> None:
    """The sentence names the report that was asked for, the hint one that is there; nothing changes."""
    kg.build(_write(tmp_path, [("青山快讯", 0)]), tmp_path / "s", validate=False)
    with pytest.raises(StoreError, match="no report 青山快报") as caught:
        remove(["青山快讯", "青山快报"], tmp_path / "s")
    assert "青山快讯" in caught.value.hint
    with open_store(tmp_path / "s") as store:
        assert len(store) > 0


def test_prune_withdraws_what_is_no_longer_there(tmp_path: Path) -> None:
    """With `prune` the store follows the folder; a file that cannot be read is not taken for a withdrawn one."""
    folder = tmp_path / "reports"
    folder.mkdir()
    _write(folder, [("青山快讯", 0), ("江岸", 0)])
    kg.build(folder, tmp_path / "s", validate=False)
    (folder / "江岸.txt").unlink()
    assert kg.build(folder, tmp_path / "s", prune=True).removed == ("江岸",)
    (folder / "青山快讯.txt").write_text("", "utf-8")
    assert kg.build(folder, tmp_path / "s", prune=True).removed == ()


def test_a_build_that_was_stopped_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read is kept, the graph stays as it was; the next build, of anything, writes what was missing."""
    store = tmp_path / "s"
    first, second, third = _write(tmp_path, [("青山快讯", 0), ("江岸", 0), ("比武", 0)])
    kg.build(first, store, validate=False)
    with monkeypatch.context() as patch:
        patch.setattr(Graph, "settle", _stopped)
        with pytest.raises(KeyboardInterrupt):
            kg.build(second, store, validate=False)
    with open_store(store) as opened:
        assert len(opened.graphs()) == 1
    report = kg.build([first, second, third], store, validate=False)
    assert (report.reports, report.skipped) == (1, 2)
    with open_store(store) as opened, open_store(":memory:", create=True) as fresh:
        kg.build([first, second, third], fresh, validate=False)
        assert _state(opened) == _state(fresh)


def _stopped(_: object) -> None:
    raise KeyboardInterrupt


def test_a_store_of_an_older_format_is_refused_with_the_next_step(tmp_path: Path) -> None:
    """It can still be read."""
    (file,) = _write(tmp_path, [("青山快讯", 0)])
    kg.build(file, tmp_path / "s", validate=False)
    (tmp_path / "s" / "manifest.json").write_text('{"format": 1, "program": "0.0.9"}')
    with pytest.raises(StoreError, match=r"0\.0\.9 in format 1") as caught:
        kg.build(file, tmp_path / "s")
    assert "build the reports again" in caught.value.hint
    with open_store(tmp_path / "s") as store:
        assert len(store) > 0


def test_a_store_that_others_filled_is_not_built_into(tmp_path: Path) -> None:
    """Nobody could tell which of its triples belong to which report."""
    with open_store(tmp_path / "s", create=True) as store:
        store.update("INSERT DATA { GRAPH graph:x { person:某 rdfs:label '某'@zh } }")
    with pytest.raises(StoreError, match="did not make"):
        kg.build(_write(tmp_path, [("青山快讯", 0)]), tmp_path / "s")
