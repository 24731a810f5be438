"""`kg search`, and what the tab key offers."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import select
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.cli.bash import read_line

Complete = Callable[..., list[str]]


def test_a_table_shows_kind_name_place_and_report(kg: Any, built_sample: Path) -> None:
    """One line a hit, names before text."""
    done = kg("search", "-s", built_sample, "沈伟民", "--limit", "2")
    assert done.returncode == 0
    head, _, first, second = done.stdout.splitlines()
    assert head.split() == ["类型", "名称", "所在", "报道"]
    assert first.split() == ["人物", "沈伟民", "【沈伟民】", "1", "篇"]
    assert "【沈伟民】" in second
    assert "2020-shanghai-quality-month" in second


def test_other_formats_have_all_columns(kg: Any, built_sample: Path) -> None:
    """JSON, CSV and TSV say the same; offsets are those of the text."""
    command = ("search", "-s", built_sample, "启动仪式", "--in", "text", "--limit", "3", "--format")
    rows = json.loads(kg(*command, "json").stdout)
    assert len(rows) == 3
    assert {row["field"] for row in rows} == {"text"}
    for name, dialect in (("csv", "excel"), ("tsv", "excel-tab")):
        read = list(csv.DictReader(io.StringIO(kg(*command, name).stdout), dialect=dialect))
        assert [row["iri"] for row in read] == [row["iri"] for row in rows]
        assert [int(row["start"]) for row in read] == [row["start"] for row in rows]


def test_classes_and_words_to_leave_out(kg: Any, built_sample: Path) -> None:
    """--type in any case; -WORD behind --."""
    rows = json.loads(
        kg("search", "-s", built_sample, "--type", "event", "--format", "json", "--", "启动", "-宝山").stdout
    )
    assert rows
    assert {row["type"] for row in rows} == {"Event"}
    assert not any("宝山" in row["label"] for row in rows)


def test_nothing_found_is_exit_code_1_with_the_nearest_names(kg: Any, built_sample: Path) -> None:
    """As grep has it; the hint goes to stderr."""
    done = kg("search", "-s", built_sample, "沈为民")
    assert (done.returncode, done.stdout) == (1, "")
    assert "沈伟民" in done.stderr
    done = kg("search", "-s", built_sample, "没有的词", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)) == (1, [])


def test_what_a_report_says_does_not_move_the_cursor(kg: Any, tmp_path: Path) -> None:
    """Control characters of a text are not printed."""
    report = tmp_path / "r.txt"
    report.write_text("云麓区启动仪式\n\u202e\u200b云麓区质量\u2066月启动仪式9月3日举行。\n", "utf-8")
    assert kg("build", "-q", "-s", tmp_path / "s", report).returncode == 0
    done = kg("search", "-s", tmp_path / "s", "质量", "\x1b[2J")
    assert "\x1b" not in done.stdout + done.stderr
    shown = kg("search", "-s", tmp_path / "s", "启动仪式").stdout
    assert "启动仪式" in shown
    assert not set(shown) & set("\x1b\u202e\u200b\u2066")


@pytest.mark.parametrize(
    ("line", "words", "kept", "quote"),
    [
        ("kg query posts -p person=沈", ("kg", "query", "posts", "-p", "person=沈"), 7, ""),
        ('kg query -p "person=沈', ("kg", "query", "-p", "person=沈"), 0, '"'),
        ('kg query -p person="沈', ("kg", "query", "-p", "person=沈"), 7, '"'),
        ("kg evidence person:沈", ("kg", "evidence", "person:沈"), 7, ""),
        ("kg evidence a\\ b", ("kg", "evidence", "a b"), 0, ""),
        ("kg evidence ", ("kg", "evidence", ""), 0, ""),
        ("kg evidence 'a b' ", ("kg", "evidence", "a b", ""), 0, ""),
        ('kg evidence "a\\"b', ("kg", "evidence", 'a"b'), 0, '"'),
    ],
)
def test_a_line_is_cut_as_bash_cuts_it(line: str, words: tuple[str, ...], kept: int, quote: str) -> None:
    """Words without quotes, and how much of the last one bash leaves as it is."""
    typed = read_line(line, " \t\n\"'@><=;|&(:")
    assert (typed.words, typed.kept, typed.quote) == (words, kept, quote)


@pytest.fixture
def complete(kg: Any, built_sample: Path) -> Complete:
    """What is offered for a line in bash."""

    def offered(line: str) -> list[str]:
        env = {**os.environ, "_KG_COMPLETE": "bash_complete", "KG_COMPLETE_LINE": line, "KG_STORE": str(built_sample)}
        done = kg(env=env)
        assert done.stderr == ""
        return [row.partition(",")[2] for row in done.stdout.splitlines() if row]

    return offered


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("kg query posts-of-person -p ", ["person="]),
        ("kg query posts-of-person -p person=shenw", ["沈伟民"]),
        ("kg query posts-of-person --param person=swm", ["沈伟民"]),
        ('kg query posts-of-person -p "person=沈', ["person=沈伟民"]),
        ("kg evidence 沈", ["沈伟民"]),
        ("kg identity weimin", ["沈伟民"]),
        ("kg evidence person:沈", ["沈伟民_上海市"]),
        ("kg search swm", ["沈伟民"]),
        ("kg query posts-of", ["posts-of-person"]),
        ("kg query no-such -p person=shen", []),
        ("kg query posts-of-person -p nothing=shen", []),
        ("kg evidence 没有这个", []),
        ("kg evidence -s /nowhere/at/all 沈", []),
    ],
)
def test_the_tab_key_knows_the_graph(complete: Complete, line: str, expected: list[str]) -> None:
    """Parameters, things of the class that a parameter asks for, CURIEs; where nothing fits, or all goes wrong, nothing."""
    assert complete(line) == expected


def test_what_is_offered_is_safe_in_the_shell(complete: Complete) -> None:
    """Brackets of a name are escaped, but not inside quotes."""
    assert "中建七局\\(上海\\)有限公司" in complete("kg evidence 中建七局")
    assert "中建七局(上海)有限公司" in complete('kg evidence "中建七局')


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_answered_with_whole_words(kg: Any, built_sample: Path, shell: str) -> None:
    """They take the word as the shell has it."""
    env = {**os.environ, "_KG_COMPLETE": f"{shell}_complete", "KG_STORE": str(built_sample)}
    words = {"zsh": {"COMP_WORDS": "kg query posts-of-person -p person=shenw", "COMP_CWORD": "4"},
             "fish": {"COMP_WORDS": "kg query posts-of-person -p person=shenw", "COMP_CWORD": "person=shenw"}}[shell]  # fmt: skip
    assert "person=沈伟民" in kg(env={**env, **words}).stdout


@pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="needs bash and a terminal")
@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ("kg query posts-of-person -p per\t", "kg query posts-of-person -p person="),
        ("kg query posts-of-person -p person=shenw\t", "kg query posts-of-person -p person=沈伟民 "),
        ('kg query posts-of-person -p "person=沈\t', 'kg query posts-of-person -p "person=沈伟民" '),
        ("kg evidence person:沈\t", "kg evidence person:沈伟民_上海市 "),
        ("kg search 中建七局(\t", "kg search 中建七局("),
    ],
)
def test_a_real_bash_completes(built_sample: Path, tmp_path: Path, keys: str, line: str) -> None:
    """An interactive bash with the script, keys typed into its terminal, and the line that stands there then."""
    tool = tmp_path / "kg"
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r}); from kg.cli import main; main(prog_name='kg')"
    tool.write_text(f"#!{sys.executable}\n{code}\n", "utf-8")
    tool.chmod(0o755)
    # ctrl-X shows the line as readline has it, whatever the cursor did before.
    start = tmp_path / "start"
    start.write_text(
        "source <(kg completion bash)\nshow() { printf '<<%s>>\\n' \"$READLINE_LINE\"; }\nbind -x '\"\\C-x\": show'\nPS1=READY\n",
        "utf-8",
    )
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "KG_STORE": str(built_sample), "TERM": "dumb",
                   "LC_ALL": "C.UTF-8", "INPUTRC": "/dev/null", "HOME": str(tmp_path)}  # fmt: skip
    process, terminal = pty.fork()
    if process == 0:
        os.execvpe("bash", ["bash", "--noprofile", "--rcfile", str(start), "-i"], environment)
    try:
        _read(terminal, b"READY")
        os.write(terminal, keys.encode() + b"\x18")
        shown = _read(terminal, b">>").decode()
    finally:
        os.close(terminal)
        os.waitpid(process, 0)
    assert shown.rpartition("<<")[2].partition(">>")[0] == line


def _read(terminal: int, until: bytes) -> bytes:
    found, end = b"", time.monotonic() + 60
    while until not in found and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            found += os.read(terminal, 65536)
    return found
