"""`kg build`: what it prints, and with which exit code it ends."""

from __future__ import annotations

import pytest

from kg.build import BuildReport
from kg.cli import build as command
from kg.errors import ReadError

GOOD = BuildReport(reports=2, events=5, facts=1234, sentences=70, silent_sentences=3, store="kg-store", seconds=0.51)


def test_summary_shows_what_there_is_in_two_languages():
    """Numbers stand in one column, Chinese on the left, English on the right; what is none is not told."""
    text = command.summary(GOOD)
    assert "  事实       1,234  facts, each with its quote\n" in text
    assert text.endswith("  0.5 s, store kg-store")
    assert "失败" not in text
    assert "未变" not in text


def test_summary_of_a_build_without_news_is_short():
    """Unchanged reports are counted, and that is all."""
    text = command.summary(BuildReport(skipped=7, store="kg-store", seconds=0.04))
    assert text == "  未变           7  unchanged, skipped\n  0.0 s, store kg-store"


def test_summary_of_a_dry_run_says_that_nothing_was_written():
    """`--dry-run` names no store."""
    assert command.summary(GOOD, dry_run=True).endswith("nothing was written (--dry-run)")


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (GOOD, 0),
        (BuildReport(skipped=1), 0),
        (BuildReport(reports=1, conforms=False, violations=("x",)), 1),
        (BuildReport(reports=1, failures=(("a.txt", ReadError("no")),)), 1),
        (BuildReport(skipped=1, failures=(("a.txt", ReadError("no")),)), 1),
        (BuildReport(failures=(("a.txt", ReadError("no")),)), 3),
    ],
)
def test_exit_code(report, code):
    """0 all well; 1 some failed or the graph does not conform; 3 nothing could be read."""
    assert command.exit_code(report) == code


def test_what_went_wrong_is_told_with_hints(capsys):
    """Failures with path and hint; of many warnings the first ten and how many more."""
    failures = (("a.txt", ReadError("a.txt is empty", hint="give text")), ("b.txt", ReadError("no")))
    command.complain(
        BuildReport(failures=failures, warnings=tuple(map(str, range(12))), violations=("v",)), quiet=False
    )
    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == ["Error: a.txt is empty", "Hint: give text", "Error: b.txt: no"]
    assert lines[3:5] == ["Warning: 0", "Warning: 1"]
    assert lines[-2:] == ["Warning: and 2 more", "Violation: v"]


def test_progress_is_silent_where_nobody_looks(monkeypatch):
    """No bar in a pipe, and none when quiet."""
    with command.progress(quiet=False) as callback:
        assert callback is None
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with command.progress(quiet=True) as callback:
        assert callback is None


def test_progress_draws_a_bar_for_several_reports(monkeypatch, capsys):
    """On a terminal: a bar for two reports and more, nothing for one."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with command.progress(quiet=False) as callback:
        assert callback is not None
        callback(0, 1, "one.txt")
        assert capsys.readouterr().err == ""
        callback(0, 2, "one.txt")
        callback(1, 2, "two.txt")
        callback(2, 2, "")
    assert "Reading reports" in capsys.readouterr().err


def test_build_of_the_sample(kg):
    """`kg build` alone reads the bundled sample; again, it has nothing to do; `-q` says nothing."""
    done = kg("build")
    assert done.returncode == 0, done.stderr
    assert "报告           1  reports" in done.stdout
    assert "无事实" in done.stdout
    assert "未列全" in done.stdout
    assert "unchanged" in kg("build").stdout
    assert kg("build", "-q").stdout == ""


def test_dry_run_writes_nothing(kg, tmp_path):
    """`--dry-run` counts, and leaves no store."""
    done = kg("build", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "facts" in done.stdout
    assert list(tmp_path.iterdir()) == []
