"""The review log: append-only, mergeable line by line, and loud when damaged."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import ReviewError
from kg.model import Action, Decision, plain
from kg.review import append, default_path, log_path, read_log
from kg.review.log import in_order, line_of, reviewer
from kg.review.moments import moment, now
from kg.review.record import decision_of


@pytest.fixture
def decisions(told) -> list[Decision]:
    """One decision about each fact of the report, of all four actions on facts."""
    facts = told.extraction.facts
    found = [told.decide([Action.ACCEPT, Action.REJECT][i % 2], fact) for i, fact in enumerate(facts)]
    return [*found, told.edit(facts[3], facts[4].object), told.decide(Action.ADD, facts[5])]


def test_what_is_written_is_read(tmp_path, decisions):
    """Every part of a decision survives, Chinese as it is, a line each, keys sorted."""
    path = tmp_path / "new" / "a.review.jsonl"
    assert append(path, decisions) == len(decisions)
    assert read_log(path) == in_order(decisions)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(decisions)
    assert "张三" in lines[0]
    assert [list(json.loads(line)) for line in lines] == [sorted(json.loads(line)) for line in lines]
    assert [decision_of(plain(d)) for d in decisions] == decisions


def test_appending_again_adds_nothing_and_never_rewrites(tmp_path, decisions):
    """What stands in the file stays, byte for byte."""
    path = tmp_path / "log"
    append(path, decisions[:5])
    before = path.read_bytes()
    assert append(path, decisions) == len(decisions) - 5
    assert path.read_bytes().startswith(before)
    assert append(path, decisions) == 0


@pytest.mark.parametrize("seed", range(5))
def test_two_files_merge_line_by_line(tmp_path, decisions, seed):
    """The lines of two people in any order, some twice, mean the same."""
    lines = [line_of(d) for d in decisions] + [line_of(d) for d in decisions[::3]]
    random.Random(seed).shuffle(lines)
    path = tmp_path / "merged"
    path.write_text(
        "\n".join(line.strip() for line in lines), encoding="utf-8"
    )  # no line end at the end, as editors do
    assert read_log(path) == in_order(decisions)
    later = Decision(Action.RENAME, "李四", now(), things=(), name="x")
    with pytest.raises(ValueError, match="needs 1 things"):
        decision_of(plain(later))
    append(path, [])
    assert read_log(path) == in_order(decisions)


def test_a_line_is_not_glued_to_one_without_an_end(tmp_path, decisions):
    """A file whose last line lost its end is mended before more is written."""
    path = tmp_path / "log"
    path.write_text(line_of(decisions[0]).strip(), encoding="utf-8")
    append(path, decisions[1:2])
    assert len(read_log(path)) == 2


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "no decision"),
        ("[1]", "no decision"),
        ("<<<<<<< HEAD", "git left a conflict"),
        ('{"version": 99}', "newer version"),
        ('{"action": "accept"}', "by is missing"),
        ('{"action": "praise", "by": "a", "at": "2026-01-01T00:00:00Z"}', "praise"),
        ('{"action": "accept", "by": "a", "at": "2026-01-01T00:00:00Z"}', "needs a statement"),
        ('{"action": "accept", "by": "a", "at": "yesterday"}', "yesterday"),
        ('{"action": "accept", "by": "a", "at": "2026-01-01T00:00:00+08:00"}', "no time in UTC"),
        ('{"action": "accept", "by": 7, "at": "2026-01-01T00:00:00Z"}', "7 is no text"),
        ('{"action": "accept", "by": "a", "at": "2026-01-01T00:00:00Z", "mood": "good"}', "unknown field mood"),
    ],
)
def test_a_damaged_line_is_named(tmp_path, decisions, line, says):
    """One error, with the file, the line, what is wrong and what to do; nothing is appended after it."""
    path = tmp_path / "log"
    path.write_text(line_of(decisions[0]) + line + "\n" + line_of(decisions[1]), encoding="utf-8")
    with pytest.raises(ReviewError, match=says) as caught:
        read_log(path)
    assert caught.value.line == 2
    assert str(path) in str(caught.value)
    assert caught.value.hint
    with pytest.raises(ReviewError):
        append(path, decisions)


def test_a_decision_cannot_be_edited_in_place(tmp_path, decisions):
    """The id is that of the content: a line that was changed by hand is found."""
    path = tmp_path / "log"
    path.write_text(line_of(decisions[0]).replace("张三", "李四"), encoding="utf-8")
    with pytest.raises(ReviewError, match="its id is not that of its content"):
        read_log(path)


def test_bytes_that_are_no_text_are_named(tmp_path):
    """A file of another kind is an error with a line, not a traceback."""
    path = tmp_path / "log"
    path.write_bytes(b"\n\xff\xfe\n")
    with pytest.raises(ReviewError) as caught:
        read_log(path)
    assert caught.value.line == 2


def test_two_processes_append_at_once(tmp_path, decisions):
    """No line is lost or torn while several write."""
    path = tmp_path / "log"
    halves = [decisions[::2], decisions[1::2]]
    code = (
        "import sys, json\nfrom kg.review import append\nfrom kg.review.record import decision_of\n"
        "for line in sys.stdin:\n    append(sys.argv[1], [decision_of(json.loads(line))])\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, encoding="utf-8")
        for _ in halves
    ]
    for writer, half in zip(writers, halves, strict=True):
        assert writer.stdin
        writer.stdin.writelines(line_of(decision) for decision in half)
        writer.stdin.close()
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert read_log(path) == in_order(decisions)
    assert path.read_text(encoding="utf-8").count("\n") == len(decisions)


def test_the_log_lies_beside_the_store(monkeypatch, tmp_path):
    """Removing the store removes no decision; the option counts more than the variable, that more than the place."""
    assert default_path("data/kg-store/") == Path("data/kg-store.review.jsonl")
    assert log_path("kg-store") == Path("kg-store.review.jsonl")
    monkeypatch.setenv("KG_REVIEW", "ours.jsonl")
    assert log_path("kg-store") == Path("ours.jsonl")
    assert log_path("kg-store", "mine.jsonl") == Path("mine.jsonl")
    assert read_log(tmp_path / "none") == ()


def test_time_decides_and_then_the_id(decisions):
    """Fractions of seconds count, and so does the offset's spelling."""
    assert moment("2026-01-01T00:00:00Z") < moment("2026-01-01T00:00:00.5+00:00")
    assert moment(now()) <= moment(now())
    same = [Decision(Action.ACCEPT, name, "2026-01-01T00:00:00Z") for name in "abcdef"]
    assert in_order(same) == in_order(reversed(same)) == tuple(sorted(same, key=lambda d: d.id))


def test_who_decides(monkeypatch):
    """The variable, else git's name, else the login name."""
    monkeypatch.setenv("KG_REVIEWER", "王五")
    assert reviewer() == "王五"
    monkeypatch.setenv("KG_REVIEWER", " ")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("getpass.getuser", lambda: "login")
    assert reviewer() == "login"
