"""`kg facts`: facts with the quotes they rest on."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.build import extract, sample
from kg.cli import main
from kg.evaluate.gold import gold_rows

NEWS = "云山区启动质量月\n\n9月3日，云山区2021年“质量月”启动仪式在云山公园举行。副区长李四出席并致辞。\n"


@pytest.fixture
def facts(built_sample: Path):  # type: ignore[no-untyped-def]
    """Runs `kg facts` in this process on the sample's store."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, ["facts", "-s", str(built_sample), *map(str, arguments)])

    return run


def test_table(facts) -> None:
    """Section, subject, predicate, object and quote, in Chinese; one report needs no column of reports."""
    done = facts("--predicate", "attendedBy")
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0].split() == ["节", "主体", "关系", "对象", "原文"]
    assert all("出席者" in line for line in lines[2:])


@pytest.mark.parametrize("name", ["kg:attendedBy", "attendedBy", "出席者"])
def test_predicates_go_by_any_name(facts, name: str) -> None:
    """CURIE, local name or Chinese label."""
    assert facts("--predicate", name).output == facts("--type", "attendedBy").output


def test_entity_and_document(facts) -> None:
    """Only the facts of one thing, of one report."""
    rows = list(csv.DictReader(io.StringIO(facts("--entity", "沈伟民", "--format", "csv").output)))
    assert rows
    assert all("沈伟民" in (row["subject_label"], row["object_label"]) for row in rows)
    everything = facts("--format", "csv").output
    assert facts("--document", "2020-shanghai-quality-month", "--format", "csv").output == everything
    assert len(facts("--document", "nothing", "--format", "csv").output.splitlines()) == 1


def test_quotes_stand_where_they_say(facts) -> None:
    """start and end cut the quote out of the source, in csv, tsv and jsonl alike."""
    text = extract(sample()).document.text
    rows = list(csv.DictReader(io.StringIO(facts("--format", "csv").output)))
    assert all(text[int(row["start"]) : int(row["end"])] == row["quote"] for row in rows)
    tabs = list(csv.DictReader(io.StringIO(facts("--format", "tsv").output), delimiter="\t"))
    assert tabs == rows
    for line in facts("--format", "jsonl").output.splitlines():
        for evidence in json.loads(line)["evidence"]:
            assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_gold_is_that_of_the_extraction(facts) -> None:
    """From the store or straight from the report: the same lines that the extraction gives."""
    expected = sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in gold_rows(extract(sample())))
    for arguments in [("--format", "gold"), (str(sample()), "--format", "gold")]:
        found = [json.loads(line) for line in facts(*arguments).output.splitlines()]
        assert sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in found) == expected


def test_sources_need_no_store(tmp_path: Path) -> None:
    """A report is extracted at once; two reports have a column that tells them apart."""
    (tmp_path / "one.txt").write_text(NEWS, encoding="utf-8")
    (tmp_path / "two.txt").write_text(NEWS.replace("云山", "临江"), encoding="utf-8")
    done = CliRunner().invoke(main, ["facts", "-s", str(tmp_path / "none"), str(tmp_path / "one.txt")])
    assert done.exit_code == 0, done.output
    assert "2021" in done.output
    both = CliRunner().invoke(main, ["facts", str(tmp_path)])
    assert both.output.splitlines()[0].split()[0] == "报告"


def test_a_bad_report_does_not_stop_the_others(tmp_path: Path) -> None:
    """It is named, and the exit code says so; alone it is an error."""
    (tmp_path / "good.txt").write_text(NEWS, encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    done = CliRunner().invoke(main, ["facts", str(tmp_path / "good.txt"), str(tmp_path / "empty.txt")])
    assert done.exit_code == 1
    assert "empty.txt" in done.stderr
    assert "2021" in done.stdout
    alone = CliRunner().invoke(main, ["facts", str(tmp_path / "empty.txt")])
    assert alone.exit_code == 3


def test_output_file(facts, tmp_path: Path) -> None:
    """The format is guessed from the name."""
    file = tmp_path / "facts.jsonl"
    assert facts("-o", file).output == ""
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[0])["predicate"].startswith("kg:")


def test_gaps(facts, tmp_path: Path) -> None:
    """Sentences without a fact and numbers with what was found of them, from the store as from the report."""
    table = facts("--gaps").output.splitlines()
    assert table[0].split() == ["节", "数", "已得", "原文"]
    assert any(" 4/4 " in line and "【" in line for line in table)
    rows = list(csv.DictReader(io.StringIO(facts("--gaps", "--format", "csv").output)))
    assert {row["kind"] for row in rows} == {"sentence", "met", "unmet"}
    assert facts(str(sample()), "--gaps", "--format", "csv").output == facts("--gaps", "--format", "csv").output
    lines = [json.loads(line) for line in facts("--gaps", "--format", "jsonl").output.splitlines()]
    assert [line["sentence"] for line in lines] == [row["sentence"] for row in rows]
    (tmp_path / "one.txt").write_text(NEWS, encoding="utf-8")
    (tmp_path / "two.txt").write_text(NEWS, encoding="utf-8")
    both = CliRunner().invoke(main, ["facts", "--gaps", str(tmp_path)])
    assert both.output.splitlines()[0].split()[0] == "报告"


def test_candidates(facts, tmp_path: Path) -> None:
    """What was seen and not understood, from the store as from the report, each in its sentence with the reason."""
    table = facts("--candidates").output.splitlines()
    assert table[0].split() == ["节", "疑为", "名称", "缘由", "原文"]
    rows = list(csv.DictReader(io.StringIO(facts("--candidates", "--format", "csv").output)))
    assert len(rows) == len(table) - 2 > 2
    assert all(f"【{row['mention']}】" in row["sentence"] for row in rows if "\n" not in row["mention"])
    assert (
        facts(str(sample()), "--candidates", "--format", "csv").output
        == facts("--candidates", "--format", "csv").output
    )
    lines = [json.loads(line) for line in facts("--candidates", "--format", "jsonl").output.splitlines()]
    assert [line["mention"] for line in lines] == [row["mention"] for row in rows]
    assert {line["reason"] for line in lines} <= {"role_unknown", "only_named", "award_unexplained", "count_unknown"}
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(f"{NEWS}远山木业有限公司就在附近。", encoding="utf-8")
    both = CliRunner().invoke(main, ["facts", "--candidates", str(tmp_path)])
    assert both.output.splitlines()[0].split()[0] == "报告"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--gaps", "--predicate", "attendedBy"), 2, "--gaps"),
        (("--candidates", "--entity", "沈伟民"), 2, "--candidates"),
        (("--candidates", "--gaps"), 2, "ask for one"),
        (("--predicate", "attendBy"), 2, "attendedBy"),
        (("--predicate", "attendedBy", "--format", "gold"), 2, "gold"),
        (("--entity", "沈卫民"), 3, "沈伟民"),
        (("nowhere.txt",), 3, "nowhere.txt"),
    ],
)
def test_errors(facts, arguments: tuple[str, ...], code: int, words: str) -> None:
    """Wrong use is 2, an error 3; the message names what would work."""
    done = facts(*arguments)
    assert done.exit_code == code, done.output
    assert words in done.stderr
