"""Every command explains itself and is documented."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from kg.cli import COMMANDS, main


@pytest.fixture(params=COMMANDS)
def command(request: pytest.FixtureRequest) -> click.Command:
    """Each command in turn."""
    with click.Context(main) as context:
        found = main.get_command(context, request.param)
    assert found is not None
    return found


def test_help_has_an_example_that_starts_with_kg(command):
    """`-h` ends in something to type."""
    with click.Context(command, info_name=command.name, parent=click.Context(main, **main.context_settings)) as context:
        text = command.get_help(context)
    assert "Example" in text
    assert f"kg {command.name}" in text.rpartition("Example")[2]


def test_every_option_is_explained(command):
    """No option without a word about what it does."""
    assert [p.name for p in command.params if isinstance(p, click.Option) and not p.help] == []


def test_help_begins_with_the_line_of_the_table(command):
    """`kg -h` and `kg COMMAND -h` say the same; the latter may say more."""
    first = " ".join((command.help or "").split("\n\n")[0].split())
    assert first.startswith(COMMANDS[command.name or ""][1].removesuffix("."))


def test_every_file_of_the_room_is_a_command(root):
    """A file in kg/cli that no entry of the table names would be a command that nobody finds."""
    folder = root / "kg" / "cli"
    files = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    files -= {"__init__", "asking", "common", "paging"}
    assert files == {where.split(":")[0].rpartition(".")[2] for where, _ in COMMANDS.values()}


def test_reference_pages_are_fresh(root):
    """The pages made from code say what the code says."""
    done = subprocess.run(
        [sys.executable, root / "docs" / "generate.py", "--check"], capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
