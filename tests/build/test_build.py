"""Building: one report whole or not at all, again and again the same."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.build import sample
from kg.errors import UnreadableSource
from kg.store import open_store

ONE = "青山区2019年“质量月”启动仪式\n\n9月2日，武汉市青山区2019年“质量月”启动仪式举行，副区长李文明出席。\n"
TWO = ONE.replace("李文明", "王建国")


def quads(store: Path) -> set[str]:
    with open_store(store) as opened:
        return {str(q) for q in opened.match()}


def test_the_sample_is_built_without_being_named() -> None:
    """`kg.build()` reads the bundled sample."""
    report = kg.build(store=":memory:")
    assert (report.reports, report.failures, report.conforms) == (1, (), True)
    assert report.people >= 5


def test_an_unchanged_report_is_skipped_and_nothing_changes(tmp_path: Path) -> None:
    """Building twice adds nothing."""
    store = tmp_path / "s"
    first = kg.build(sample(), store)
    before = quads(store)
    second = kg.build(sample(), store)
    assert (first.reports, second.reports, second.skipped) == (1, 0, 1)
    assert quads(store) == before


def test_a_changed_report_leaves_nothing_of_the_old_one(tmp_path: Path) -> None:
    """The store after a change equals one built from scratch."""
    report, store, fresh = tmp_path / "r.txt", tmp_path / "s", tmp_path / "fresh"
    report.write_text(ONE, "utf-8")
    kg.build(report, store)
    report.write_text(TWO, "utf-8")
    kg.build(report, store)
    kg.build(report, fresh)
    assert quads(store) == quads(fresh)
    assert not any("李文明" in q for q in quads(store))


def test_the_order_of_reports_does_not_matter(tmp_path: Path) -> None:
    """The same reports in another order give the same quads."""
    files = sorted((sample().parent / "single").glob("*.txt"))
    kg.build(files, tmp_path / "a", validate=False)
    kg.build(files[::-1], tmp_path / "b", validate=False)
    assert quads(tmp_path / "a") == quads(tmp_path / "b")


def test_two_files_of_one_name_are_two_reports(tmp_path: Path) -> None:
    """The bytes tell them apart."""
    for folder, text in (("x", ONE), ("y", TWO)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "r.txt").write_text(text, "utf-8")
    report = kg.build([tmp_path / "x", tmp_path / "y"], tmp_path / "s")
    assert report.reports == 2
    with open_store(tmp_path / "s") as store:
        assert len(store.ledger.documents()) == 2


def test_a_report_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    """Failures are listed; the rest is built."""
    (tmp_path / "good.txt").write_text(ONE, "utf-8")
    (tmp_path / "empty.txt").write_text("", "utf-8")
    report = kg.build([tmp_path / "good.txt", tmp_path / "empty.txt", tmp_path / "missing.txt"], ":memory:")
    assert report.reports == 1
    assert {Path(p).name for p, _ in report.failures} == {"empty.txt", "missing.txt"}


def test_fail_fast_raises_the_first_failure(tmp_path: Path) -> None:
    """keep_going=False."""
    with pytest.raises(UnreadableSource):
        kg.build(tmp_path / "missing.txt", ":memory:", keep_going=False)


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    """Everything is read and checked; no store appears."""
    report = kg.build(sample(), tmp_path / "s", dry_run=True)
    assert report.facts > 200
    assert not (tmp_path / "s").exists()


def test_a_report_without_facts_is_told_as_a_warning(tmp_path: Path) -> None:
    """Silence is seen."""
    (tmp_path / "poem.txt").write_text("床前明月光，疑是地上霜。\n", "utf-8")
    report = kg.build(tmp_path / "poem.txt", ":memory:")
    assert any("no fact" in w for w in report.warnings)


def test_progress_is_told_before_each_report_and_at_the_end() -> None:
    """on_progress(done, total, name)."""
    seen: list[tuple[int, int]] = []
    kg.build(sample(), ":memory:", on_progress=lambda done, total, name: seen.append((done, total)), validate=False)
    assert seen == [(0, 1), (1, 1)]


def test_a_changed_report_says_what_changed(tmp_path: Path) -> None:
    """Fact by fact; a report that is read for the first time changed nothing."""
    report = tmp_path / "r.txt"
    report.write_text(ONE, "utf-8")
    assert kg.build(report, tmp_path / "s").changes == ()
    report.write_text(TWO, "utf-8")
    ((name, diff),) = kg.build(report, tmp_path / "s").changes
    assert name == "r"
    assert {(change.old.object_label, change.new.object_label) for change in diff.changed} >= {("李文明", "王建国")}
    assert kg.build(report, tmp_path / "s").changes == ()
