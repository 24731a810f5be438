"""Decisions of people and builds: what was decided holds, whatever is built, edited or withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.build import build, refresh, remove, sample
from kg.rdf import facts_from_store
from kg.review import Status
from kg.store import open_store

Kg = Callable[..., Any]
FLAG = "“质量月”旗帜 · 数量 · 22家企业"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A copy of the sample and its news, to edit."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for file in (sample(), *(sample().parent / "single").glob("*.txt")):
        (folder / file.name).write_text(file.read_text("utf-8"), "utf-8")
    return folder


def told(store: Path, label: str) -> list[str]:
    """The facts whose subject, relation or object has that label, as lines."""
    with open_store(store) as opened:
        rows = list(facts_from_store(opened))
    lines = (f"{r.subject_label} · {r.predicate_label_zh} · {r.object_label}" for r in rows)
    return sorted(line for line in lines if label in line)


def quads(store: Path) -> set[str]:
    with open_store(store) as opened:
        return {str(quad) for quad in opened.match()}


def test_rejected_stays_rejected(kg: Kg, tmp_path: Path, reports: Path) -> None:
    """Over rebuilds, edits and a new store; and it comes back when the decision is taken back."""
    store, log = tmp_path / "s", tmp_path / "s.review.jsonl"
    build(reports, store, validate=False)
    assert told(store, "22家企业")
    assert kg("review", "reject", "-s", store, FLAG, "--by", "甲", "--why", "应为20家").returncode == 0
    report = build(reports, store)
    assert [placement.status for placement in report.placements] == [Status.APPLIED]
    assert report.conforms
    assert told(store, "22家企业") == []
    news = reports / "05-fengxian-opening.txt"
    news.write_text(news.read_text("utf-8").replace("南桥镇22家企业的代表", "来自南桥镇的22家企业的代表"), "utf-8")
    build(reports, store, validate=False)
    assert told(store, "旗帜 · 数量 · 22家企业") == []
    build(reports, tmp_path / "fresh", review=log, validate=False)
    assert quads(tmp_path / "fresh") == quads(store)
    log.unlink()
    refresh(store)
    assert told(store, "22家企业")


def test_a_person_is_split_and_joined_again(kg: Kg, tmp_path: Path, reports: Path) -> None:
    """A split makes two of one, the merge that follows one again; without the log all is as it was."""
    store = tmp_path / "s"
    build(reports, store, validate=False)
    before = quads(store)

    def people() -> set[str]:
        with open_store(store) as opened:
            return {thing.id for thing in opened.ledger.meant_by("沈伟民")}

    (whole,) = people()
    assert kg("review", "split", "-s", store, "沈伟民", "--document", "03-baoshan-launch").returncode == 0
    assert refresh(store).conforms
    one, other = sorted(people())
    assert kg("identity", "-s", store, "沈伟民").stdout.count("裁定 decision") == 1
    assert kg("review", "merge", "-s", store, one, other).returncode == 0
    assert refresh(store).conforms
    assert people() == {whole}
    (tmp_path / "s.review.jsonl").unlink()
    refresh(store)
    assert quads(store) == before


def test_a_decision_waits_for_its_report(kg: Kg, tmp_path: Path, reports: Path) -> None:
    """With the report gone it is told and not dropped; under another name the report is known by its words."""
    store = tmp_path / "s"
    build(reports, store, validate=False)
    assert kg("review", "reject", "-s", store, FLAG).returncode == 0
    remove(["05-fengxian-opening"], store)
    (placement,) = refresh(store).placements or build(reports / "02-minhang-launch.txt", store).placements
    assert placement.status is Status.UNPLACED
    (reports / "05-fengxian-opening.txt").rename(reports / "奉贤.txt")
    report = build(reports, store)
    assert [(p.status, p.document, p.moved_from) for p in report.placements] == [
        (Status.APPLIED, "奉贤", "05-fengxian-opening")
    ]
    assert told(store, "旗帜 · 数量 · 22家企业") == []
    build(reports, tmp_path / "fresh", review=tmp_path / "s.review.jsonl", validate=False)
    assert quads(tmp_path / "fresh") == quads(store)


def test_a_log_that_was_named_once_counts_until_another_is_named(kg: Kg, tmp_path: Path, reports: Path) -> None:
    """Building or withdrawing without naming it again does not undo its decisions."""
    store, log = tmp_path / "s", tmp_path / "elsewhere.jsonl"
    build(reports, store, validate=False)
    assert kg("review", "reject", "-s", store, FLAG, "--review", log).returncode == 0
    build(reports, store, review=log, validate=False)
    assert told(store, "22家企业") == []
    remove(["02-minhang-launch"], store)
    assert told(store, "22家企业") == []
    build(reports, store, validate=False)
    assert told(store, "22家企业") == []
    build(reports, store, review=tmp_path / "empty.jsonl", validate=False)
    assert told(store, "22家企业")
