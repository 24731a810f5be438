"""The command line's core: help, unknown names, errors, exit codes."""

from __future__ import annotations

import errno
import os
import types

import click
import pytest
from click.testing import CliRunner

import kg.cli
from kg.cli import COMMANDS, main
from kg.errors import StoreNotFound


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch):
    """Makes `kg info` raise what it is given, and runs it."""

    def run(error: BaseException, *before: str):
        @click.command()
        def command() -> None:
            raise error

        monkeypatch.setattr("kg.cli.import_module", lambda name: types.SimpleNamespace(info=command))
        return CliRunner().invoke(main, [*before, "info"], prog_name="kg")

    return run


def test_version_is_that_of_the_package():
    """`kg -V` and `kg --version` print the one version there is."""
    for option in ("-V", "--version"):
        result = CliRunner().invoke(main, [option])
        assert (result.exit_code, result.output) == (0, f"kg {kg.__version__}\n")


def test_help_lists_every_command_with_its_line():
    """`kg -h` and `kg --help` show the table."""
    for option in ("-h", "--help"):
        output = CliRunner().invoke(main, [option]).output
        for name, (_, line) in COMMANDS.items():
            assert f"  {name} " in output
            assert line in output


def test_unknown_command_is_answered_with_the_nearest():
    """A slip of the finger costs one line to mend, and exit code 2."""
    result = CliRunner().invoke(main, ["quary"], prog_name="kg")
    assert result.exit_code == 2
    assert "No such command 'quary'" in result.stderr
    assert "query" in result.stderr


def test_unknown_option_is_wrong_use():
    """Usage errors exit with 2."""
    assert CliRunner().invoke(main, ["--nonsense"]).exit_code == 2
    assert CliRunner().invoke(main, ["info", "--nonsense"]).exit_code == 2


def test_kg_error_is_one_sentence_and_a_hint(failing):
    """An error of the project shows message and hint on stderr, no traceback, exit code 3."""
    result = failing(StoreNotFound("there is no store at x", hint="run `kg build`"))
    assert result.exit_code == 3
    assert result.stderr == "Error: there is no store at x\nHint: run `kg build`\n"
    assert result.stdout == ""


def test_debug_adds_the_traceback(failing):
    """`kg --debug` shows where an error came from, and then the same two lines."""
    result = failing(StoreNotFound("there is no store at x", hint="run `kg build`"), "--debug")
    assert "Traceback" in result.stderr
    assert result.stderr.endswith("Error: there is no store at x\nHint: run `kg build`\n")


def test_interrupt_is_one_sentence(failing):
    """ctrl-C exits with 130 and a sentence instead of a traceback."""
    result = failing(KeyboardInterrupt())
    assert result.exit_code == 130
    assert result.stderr.startswith("Error: interrupted")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EACCES, "permissions"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "debug"),
    ],
)
def test_error_of_the_machine_is_one_sentence_and_a_hint(failing, number, words):
    """A full disk, a missing permission: named in words, with the next step, exit code 3."""
    result = failing(OSError(number, os.strerror(number), "graph.ttl"))
    assert result.exit_code == 3
    assert result.stderr.startswith(f"Error: {os.strerror(number).lower()}: graph.ttl\nHint: ")
    assert words in result.stderr


def test_broken_pipe_is_silent(failing):
    """`kg facts | head` ends without a word."""
    result = failing(BrokenPipeError(errno.EPIPE, "Broken pipe"))
    assert (result.exit_code, result.output) == (141, "")


def test_missing_library_is_named(failing):
    """A broken installation says which library and how to mend it."""
    result = failing(ImportError("No module named 'pyoxigraph'"))
    assert result.exit_code == 3
    assert "pyoxigraph" in result.stderr
    assert "pip install" in result.stderr


def test_error_of_our_own_is_not_hidden(failing):
    """A bug stays a traceback: nothing is swallowed that nobody foresaw."""
    assert isinstance(failing(ZeroDivisionError()).exception, ZeroDivisionError)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell):
    """`kg completion SHELL` prints what the shell has to read."""
    result = CliRunner().invoke(main, ["completion", shell], prog_name="kg")
    assert result.exit_code == 0
    assert "_KG_COMPLETE" in result.output


def test_completion_knows_commands_and_options(kg):
    """What the script asks for is answered: names of commands, long options."""
    env = {**os.environ, "_KG_COMPLETE": "bash_complete"}
    assert "plain,query" in kg(env={**env, "COMP_WORDS": "kg que", "COMP_CWORD": "1"}).stdout
    assert "plain,--store" in kg(env={**env, "COMP_WORDS": "kg info --st", "COMP_CWORD": "2"}).stdout
