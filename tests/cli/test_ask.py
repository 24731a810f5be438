"""`kg ask`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main


@pytest.fixture
def ask(built_sample: Path):  # type: ignore[no-untyped-def]
    """Runs `kg ask` in this process on the sample's store."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, ["ask", "-s", str(built_sample), *map(str, arguments)])

    return run


def test_rows_on_stdout_and_the_choice_on_stderr(ask) -> None:
    """Which query, which values; then the table that `kg query` prints."""
    done = ask("沈伟民参加了哪些活动？")
    assert done.exit_code == 0, done.output
    assert done.stderr == "按 events-of-person 查询：person=沈伟民\n"
    assert done.stdout.splitlines()[0].split() == ["人物", "活动", "关系", "日期", "地区"]
    assert len(done.stdout.splitlines()) == 4


def test_words_of_a_question_need_no_quotes(ask) -> None:
    """An English question is answered in English."""
    done = ask("Who", "spoke", "at", "events?")
    assert done.exit_code == 0, done.output
    assert done.stderr == "Asked as speakers\n"
    assert done.stdout.split()[0] == "person"


def test_yes_and_no_are_said_before_the_rows(ask) -> None:
    """是 with the rows that show it; 否 where the graph has no such statement."""
    yes, no = ask("沈伟民出席了徐汇区的活动吗？"), ask("顾佾出席了徐汇区的活动吗？")
    assert (yes.exit_code, no.exit_code) == (0, 0)
    assert yes.stdout.startswith("是。\n")
    assert "徐汇区" in yes.stdout
    assert no.stdout.startswith("否：图谱中没有这样的陈述。\n")


def test_a_number_is_said_before_the_rows(ask) -> None:
    """Different things are counted, whatever the limit of the rows; a note says what was counted."""
    done = ask("黄浦区有多少场活动？", "--limit", 2)
    assert done.stdout.splitlines()[0] == "6（图谱中不同的“活动”）"
    assert len(done.stdout.splitlines()) == 5
    assert "kg query numbers" in done.stderr


def test_other_formats_hold_rows_only(ask, tmp_path: Path) -> None:
    """The sentence goes to stderr; the format may be told by the file."""
    done = ask("沈伟民出席了徐汇区的活动吗？", "--format", "json")
    assert len(json.loads(done.stdout)["results"]["bindings"]) == 1
    assert "是。" in done.stderr
    file = tmp_path / "answer.csv"
    assert ask("沈伟民参加了哪些活动？", "-o", file).exit_code == 0
    assert file.read_text(encoding="utf-8").startswith("person,personLabel,")


def test_evidence_and_time_limit(ask) -> None:
    """As `kg query` has them."""
    done = ask("顾佾在哪里讲过话？", "--evidence", "--timeout-s", 30)
    assert done.exit_code == 0, done.output
    assert "顾佾到会并作致辞" in done.stdout


def test_sparql_is_shown_and_not_run(ask) -> None:
    """With the values in place."""
    done = ask("沈伟民是什么职务？", "--sparql")
    assert done.exit_code == 0
    assert "SELECT DISTINCT ?person" in done.stdout
    assert "VALUES ?person { <https://w3id.org/report-kg/person/沈伟民_上海市> }" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("王小明参加了哪些活动？", "图谱不知道“王小明”"),
        ("谁参加了启动仪式？", "有 6 场这样的活动"),
        ("你好", "没有与此相应"),
    ],
)
def test_what_cannot_be_mapped_exits_with_1(ask, question: str, reason: str) -> None:
    """The reason and the nearest questions on stderr, nothing on stdout."""
    done = ask(question)
    assert done.exit_code == 1
    assert reason in done.stderr
    assert "可以这样问：" in done.stderr
    assert done.stdout == ""


def test_refusals_in_english(ask) -> None:
    """In the language of the question."""
    done = ask("Which events did Napoleon attend?")
    assert done.exit_code == 1
    assert done.stderr.startswith("the graph knows no Napoleon.\nYou may ask:\n")


@pytest.mark.parametrize(("language", "shown"), [("zh", "谁多次获奖？"), ("en", "Who won more than one award?")])
def test_without_a_question_the_forms_are_listed(language: str, shown: str) -> None:
    """Thirty and more, by subject, without a store."""
    done = CliRunner().invoke(main, ["ask", "--language", language, "-s", "nowhere"])
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert sum(line.startswith("  ") for line in lines) >= 30
    assert "awards:" in lines
    assert f"  {shown}" in lines
