"""`kg review` as a person types it."""

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.cli.review import review
from kg.model import Action
from kg.rdf import document_quads, facts_from_store, graph_iri
from kg.review import append, apply, read_log
from kg.store import open_store


@pytest.fixture
def run(folder, monkeypatch):
    """Runs `kg review …` beside the store of the short report; gives the result."""
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("KG_REVIEWER", "张三")

    def call(*arguments: str, typed: str = ""):
        return CliRunner().invoke(main, ["review", *arguments], input=typed, prog_name="kg")

    return call


@pytest.fixture
def log(folder):
    """Reads the log beside the store."""
    return lambda: read_log(folder.with_name("kg-store.review.jsonl"))


@pytest.fixture
def fact(folder):
    """The CURIE of the fact of a relation."""

    def find(predicate: str) -> str:
        with open_store(folder) as store:
            return "fact:" + next(facts_from_store(store, predicate=predicate)).id.rpartition("/")[2]

    return find


@pytest.mark.parametrize("command", review.commands.values(), ids=lambda command: command.name)
def test_every_command_shows_an_example_and_explains_its_options(command):
    """`kg review COMMAND -h` ends in something to type."""
    with click.Context(command, info_name=command.name) as context:
        text = command.get_help(context)
    assert f"kg review {command.name}" in text.partition("Example")[2]
    assert [p.name for p in command.params if isinstance(p, click.Option) and not p.help] == []


def test_the_list_of_a_pipe_asks_nothing(run):
    """A table of facts with names that commands take, or JSON lines."""
    result = run("--all")
    assert result.exit_code == 0, result.output
    assert "fact:" in result.output
    assert "奉贤会堂" in result.output
    records = [json.loads(line) for line in run("--all", "--format", "jsonl").output.splitlines()]
    assert {record["kind"] for record in records} == {"fact"}
    assert "李明远" in run("--entity", "李明远").output
    assert run("--kind", "conflict").exit_code == 0


def test_a_long_list_says_that_there_is_more(run):
    """Twenty or --limit are shown; JSON lines have all."""
    result = run("--all", "--limit", "2")
    assert len(result.stdout.splitlines()) == 4
    assert "还有更多" in result.stderr
    assert "还有更多" not in run("--all", "--format", "jsonl").stderr


def test_evidence_says_what_was_reviewed(run, folder, report, told):
    """`kg evidence` marks a fact that somebody accepted."""
    decision = told.decide(Action.ACCEPT, told.fact("kg:heldAt"))
    reviewed = apply(report, [decision]).extraction
    append(folder.with_name("kg-store.review.jsonl"), [decision])
    with open_store(folder, read_only=False) as store:
        store.replace_graph(graph_iri("报告"), document_quads(reviewed))
    output = CliRunner().invoke(main, ["evidence", "奉贤会堂"]).output
    assert "[已审定 reviewed]" in output
    assert "已写入图谱" in run("log").output


def test_accept_and_reject_by_the_beginning_of_a_name(run, log, fact):
    """Enough of the fact's CURIE that it is one; by whom and why are kept; what comes next is said."""
    result = run("reject", fact("kg:heldAt")[:12], "--why", "搞错了")
    assert result.exit_code == 0, result.output
    assert "否决 reject" in result.stdout
    assert "kg build" in result.stderr
    assert run("accept", fact("kg:heldOn"), fact("kg:title"), "--by", "李四", "-q").stderr == ""
    assert [(d.action, d.by, d.why) for d in log()][:1] == [(Action.REJECT, "张三", "搞错了")]
    assert [d.by for d in log()] == ["张三", "李四", "李四"]


def test_a_fact_is_named_by_its_line(run, log):
    """As lists show it; a line that no fact has is told."""
    assert run("accept", "奉贤区2020年“质量月”启动仪式 · 举行地点 · 奉贤会堂").exit_code == 0
    assert log()[0].statement.object.name == "奉贤会堂"
    result = run("accept", "奉贤区2020年“质量月”启动仪式 · 举行地点 · 别处")
    assert result.exit_code == 3
    assert "no fact says" in result.stderr


def test_edits(run, log, fact):
    """Another object, subject, relation or qualifier."""
    assert run("edit", fact("kg:heldOn"), "--object", "2020-09-05").exit_code == 0
    assert run("edit", fact("kg:holdsPost"), "--object", "局长 @ 奉贤区教育局").exit_code == 0
    assert run("edit", fact("kg:addressedBy"), "--qualifier", "speechRole=主持").exit_code == 0
    assert run("edit", fact("kg:quantity"), "--object", "约30家", "--predicate", "数量").exit_code == 0
    assert run("edit", fact("kg:eventType"), "--object", "培训").exit_code == 0
    assert run("edit", fact("kg:attendedBy"), "--subject", "奉贤区动员会").exit_code == 0
    dates, posts, roles, numbers, types, subjects = (d.to for d in log())
    assert dates.object.value == "2020-09-05"
    assert posts.object.name == "奉贤区教育局局长"
    assert dict(roles.qualifiers)["kg:speechRole"].value == "主持"
    assert dict(numbers.object.properties)["kg:number"].value == "30"
    assert types.object == "kg:training"
    assert subjects.subject.name == "奉贤区动员会"


def test_things(run, log):
    """Merge, keep apart, rename."""
    assert run("merge", "李明远", "王立新", "--why", "同一人").exit_code == 0
    assert run("split", "李明远", "--from", "王立新").exit_code == 0
    assert run("rename", "李明远", "李明元").exit_code == 0
    assert [d.action for d in log()] == [Action.MERGE, Action.SPLIT, Action.RENAME]
    result = run("log")
    assert "李明远 = 王立新" in result.output
    assert "李明远 ≠ 王立新" in result.output
    assert "李明远 → 李明元" in result.output


def test_add(run, log):
    """A fact with its quote."""
    options = ["--document", "报告", "--subject", "奉贤区2020年“质量月”启动仪式", "--subject-type", "活动"]
    result = run("add", *options, "--predicate", "形式", "--object", "户外", "--quote", "天气晴朗")
    assert result.exit_code == 0, result.output
    assert log()[0].anchors[0].exact == "天气晴朗"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("reject", "fact:"), "the store has no fact"),
        (("reject", "fact:zz"), "the store has no fact"),
        (("edit", "{heldOn}"), "changes nothing"),
        (("edit", "{heldOn}", "--object", "2020-09-04"), "changes nothing"),
        (("edit", "{heldOn}", "--object", "bald"), "no date"),
        (("edit", "{heldOn}", "--predicate", "knows"), "no relation"),
        (("edit", "{heldAt}", "--object", "李四", "--type", "Person"), "must be kg:Place"),
        (("edit", "{heldAt}", "--object", "x", "--type", "Ding"), "no type"),
        (("edit", "{heldAt}", "--qualifier", "colour=red"), "qualifies nothing"),
        (("edit", "{quantity}", "--object", "many"), "no number with a unit"),
        (("edit", "{eventType}", "--object", "picnic"), "nothing that kg:eventType can say"),
        (("merge", "李明远", "李明远"), "one thing already"),
        (("merge", "李明远", "无此人"), "无此人"),
        (("split", "李明远", "--document", "报告"), "no other report"),
        (("split", "李明远", "--document", "无"), "has no fact of"),
        (("apply",), "did not make"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_hint(run, log, fact, arguments, says):
    """Exit code 3, one sentence, the next step, and nothing in the log."""
    filled = [a if a[0] != "{" else fact("kg:" + a.strip("{}")) for a in arguments]
    result = run(*filled)
    assert result.exit_code == 3, result.output
    assert says in result.stderr
    assert "Hint:" in result.stderr
    assert log() == ()


def test_wrong_use_is_told(run):
    """Options of the list belong to the list; a split needs one of two."""
    assert run("--limit", "3", "log").exit_code == 2
    assert run("split", "李明远").exit_code == 2
    assert run("praise").exit_code == 2


def test_the_log_tells_what_became_of_each_decision(run, log, fact, folder):
    """Not built in, in words of both languages; as JSON with all that was decided; a lost report is told."""
    run("reject", fact("kg:heldAt"))
    result = run("log")
    assert "否决 reject" in result.output
    assert "原文仍在" in result.output
    (record,) = [json.loads(line) for line in run("log", "--format", "jsonl").output.splitlines()]
    assert record["placement"]["status"] == "idle"
    assert record["id"] == log()[0].id
    with open_store(folder, read_only=False) as store:
        store.remove_graph(store.graphs()[0])
    assert "报告已不在" in run("log").output


def test_csv_there_and_back(run, log, tmp_path):
    """Export, fill in, import; a second import adds nothing; a wrong word is told with its line."""
    path = tmp_path / "d.csv"
    assert run("export", "--all", "-o", str(path)).exit_code == 0
    text = path.read_text(encoding="utf-8-sig")
    lines = text.splitlines(keepends=True)
    path.write_text("".join([lines[0], "认可" + lines[1], *lines[2:]]), encoding="utf-8-sig")
    assert "1 项新决定" in run("import", str(path), "--why", "核对").output
    assert "0 项新决定" in run("import", str(path)).output
    assert [(d.action, d.why) for d in log()] == [(Action.ACCEPT, "核对")]
    exported = run("export", "--all").output
    assert log()[0].id in exported
    path.write_text("".join([lines[0], lines[1], "好" + lines[2]]), encoding="utf-8-sig")
    failed = run("import", str(path))
    assert failed.exit_code == 3
    assert "line 3, column action" in failed.stderr


def test_at_the_prompt(run, log):
    """Keys at the prompt are decisions in the log; the rest is skipped."""
    result = run("--ask", "--document", "报告", typed="r\n不对\ns\na\n\nq\n")
    assert result.exit_code == 0, result.output
    assert [(d.action, d.why) for d in log()] == [(Action.REJECT, "不对"), (Action.ACCEPT, "")]
    assert "2 项决定" in result.output


def test_a_damaged_log_stops_everything(run, folder, fact):
    """Nobody decides upon a log that cannot be read."""
    folder.with_name("kg-store.review.jsonl").write_text("oops\n", encoding="utf-8")
    for arguments in ((), ("log",), ("reject", fact("kg:heldOn"))):
        result = run(*arguments)
        assert result.exit_code == 3
        assert "line 1" in result.stderr


def test_another_log_is_named_by_option_or_variable(run, fact, tmp_path, monkeypatch):
    """--review counts, else KG_REVIEW."""
    other = tmp_path / "ours.jsonl"
    run("reject", fact("kg:heldOn"), "--review", str(other))
    assert len(read_log(other)) == 1
    monkeypatch.setenv("KG_REVIEW", str(other))
    run("accept", fact("kg:heldAt"))
    assert len(read_log(other)) == 2
