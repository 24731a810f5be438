"""`kg query` and `kg queries`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from kg import query as room
from kg.cli import main
from kg.cli.query import FORMATS

ASK = "ASK { ?s a kg:Event }"


@pytest.fixture
def kg_here(built_sample: Path):  # type: ignore[no-untyped-def]
    """Runs `kg` in this process on the sample's store."""

    def run(command: str, *arguments: str | Path, **options: object) -> Result:
        return CliRunner().invoke(main, [command, "-s", str(built_sample), *map(str, arguments)], **options)

    return run


def test_formats_are_those_of_the_room() -> None:
    """The command's table, which spares an import, is the room's."""
    assert FORMATS == room.FORMATS


def test_named_query(kg_here) -> None:
    """A table with Chinese headings, names and no IRIs."""
    done = kg_here("query", "people-at-several-launches")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[0].split() == ["人物", "场次", "活动", "日期", "地区"]
    assert "沈伟民" in done.output
    assert "person:" not in done.output


def test_parameters_and_language(kg_here) -> None:
    """-p gives a value; headings in English on demand."""
    done = kg_here("query", "posts-of-person", "-p", "person=沈伟民", "--language", "en")
    assert done.output.splitlines()[0].startswith("person")
    assert "一级巡视员" in done.output


def test_sparql_from_text_file_and_stdin(kg_here, tmp_path: Path) -> None:
    """-e, -f FILE, -f - and - alone."""
    file = tmp_path / "q.rq"
    file.write_text(ASK, encoding="utf-8")
    for arguments, stdin in [(("-e", ASK), ""), (("-f", file), ""), (("-f", "-"), ASK), (("-",), "\ufeff" + ASK)]:
        done = kg_here("query", *arguments, input=stdin)
        assert (done.exit_code, done.output) == (0, "true\n"), arguments


def test_format_is_asked_for_or_guessed_from_the_output(kg_here, tmp_path: Path) -> None:
    """--format by name, extension or media type; -o by its extension; the file appears whole."""
    assert json.loads(kg_here("query", "-e", ASK, "--format", "application/json").output)["boolean"] is True
    file = tmp_path / "people.csv"
    done = kg_here("query", "-e", "SELECT DISTINCT ?n { ?p a kg:Person ; rdfs:label ?n }", "-o", file)
    assert (done.exit_code, done.output) == (0, "")
    assert file.read_text(encoding="utf-8").splitlines()[0] == "n"
    graph = kg_here("query", "-e", "CONSTRUCT { ?p a kg:Person } WHERE { ?p a kg:Person }")
    assert graph.output.startswith("@prefix kg:")


def test_limit(kg_here) -> None:
    """Of a named query too."""
    assert len(kg_here("query", "events-by-date", "--limit", "2", "--format", "tsv").output.splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "give one of"),
        (("reports", "-e", ASK), 2, "give one of"),
        (("-e", ASK, "-p", "a=b"), 2, "-p goes with"),
        (("reports", "-p", "nothing"), 2, "KEY=VALUE"),
        (("-e", ASK, "--format", "xlsx"), 2, "not one of"),
        (("people-at-several-launchs",), 3, "people-at-several-launches"),
        (("posts-of-person",), 3, "-p person=沈伟民"),
        (("posts-of-person", "-p", "person=沈卫民"), 3, "沈伟民"),
        (("-e", "SELECT ?s WHERE {\n ?s ?p "), 3, "line 2"),
        (("-e", "DROP ALL"), 3, "update"),
        (("-e", ASK, "--format", "turtle"), 3, "turtle cannot hold"),
        (("-e", "ASK { SERVICE <http://127.0.0.1:9/> {} }"), 3, "--allow-service"),
        (("-f", "nowhere.rq"), 3, "nowhere.rq"),
    ],
)
def test_errors(kg_here, arguments: tuple[str, ...], code: int, words: str) -> None:
    """Wrong use is 2 and an error 3; the message has the next step; nothing goes to stdout."""
    done = kg_here("query", *arguments)
    assert done.exit_code == code, done.output
    assert words in done.stderr
    assert done.stdout == ""
    assert code == 2 or "Hint: " in done.stderr


def test_a_file_that_is_not_text(kg_here, tmp_path: Path) -> None:
    """A query in another encoding is told."""
    file = tmp_path / "gb.rq"
    file.write_bytes("ASK { ?s rdfs:label '宝山'@zh }".encode("gb18030"))
    done = kg_here("query", "-f", file)
    assert done.exit_code == 3
    assert "UTF-8" in done.stderr


def test_queries_lists_all() -> None:
    """One line each, with the parameters; the same as JSON."""
    listed = CliRunner().invoke(main, ["queries"]).output
    records = json.loads(CliRunner().invoke(main, ["queries", "--format", "json"]).output)
    assert [record["name"] for record in records] == [query.name for query in room.named_queries()]
    for record in records:
        assert record["name"] in listed
        assert record["title_zh"] in listed


def test_queries_shows_one() -> None:
    """Header and SPARQL as they stand in the file; an unknown name is answered with the nearest."""
    shown = CliRunner().invoke(main, ["queries", "speakers"]).output
    assert "#+ title_zh:" in shown
    assert "SELECT" in shown
    done = CliRunner().invoke(main, ["queries", "speaker"])
    assert done.exit_code == 3
    assert "speakers" in done.stderr


def test_query_names_complete() -> None:
    """A shell is offered the names that fit."""
    from kg.cli.query import query

    parameter = next(p for p in query.params if p.name == "name")
    context = query.make_context(
        "query", [], parent=click.Context(main, **main.context_settings), resilient_parsing=True
    )
    offered = parameter.type.shell_complete(context, parameter, "events-by-")
    assert {item.value for item in offered} == {"events-by-date", "events-by-organizer"}


@pytest.mark.parametrize("command", ["query", "queries", "facts", "evidence"])
def test_help_has_examples_and_loads_no_graph_library(command: str) -> None:
    """-h shows how it is used."""
    done = CliRunner().invoke(main, [command, "-h"])
    assert done.exit_code == 0
    assert "Examples:" in done.output
    module = sys.modules[f"kg.cli.{command}"]
    assert not {"pyoxigraph", "rdflib", "kg.query.run"} & set(vars(module))
