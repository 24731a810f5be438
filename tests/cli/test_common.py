"""Options that mean the same everywhere, and files that appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kg.cli.common import FormatName, format_option, output_option, store_option, writing


@click.command()
@store_option
@output_option
@format_option({"turtle": ("ttl", "text/turtle"), "trig": ()})
def echo(store: str, output: Path | None, format: str | None) -> None:
    """Says what it was given."""
    click.echo(f"{store} {output} {format}")


@pytest.mark.parametrize(
    ("arguments", "env", "expected"),
    [
        ([], {}, "kg-store None None"),
        ([], {"KG_STORE": "other"}, "other None None"),
        (["-s", "mine"], {"KG_STORE": "other"}, "mine None None"),
        (["-o", "-"], {}, "kg-store None None"),
        (["-o", "a.ttl"], {}, "kg-store a.ttl None"),
        (["--format", "TTL"], {}, "kg-store None turtle"),
        (["--format", ".ttl"], {}, "kg-store None turtle"),
        (["--format", "text/turtle"], {}, "kg-store None turtle"),
    ],
)
def test_shared_options(arguments, env, expected):
    """Store by option, variable or default; `-o -` is stdout; a format by name, extension or media type."""
    result = CliRunner().invoke(echo, arguments, env=env)
    assert result.output.strip() == expected


def test_unknown_format_lists_those_there_are():
    """A format that is none is wrong use."""
    result = CliRunner().invoke(echo, ["--format", "pdf"])
    assert result.exit_code == 2
    assert "turtle, trig" in result.stderr


def test_format_is_guessed_from_the_file_name():
    """`-o graph.TTL` is Turtle; what the table does not know is None."""
    formats = FormatName({"turtle": ("ttl",)})
    assert formats.guess(Path("graph.TTL")) == "turtle"
    assert formats.guess(Path("graph.doc")) is None
    assert formats.guess(None) is None


def test_writing_replaces_a_file_only_when_all_is_written(tmp_path):
    """A failure halfway leaves the old file, and nothing beside it."""
    target = tmp_path / "graph.ttl"
    with writing(target) as stream:
        stream.write("一".encode())
    with pytest.raises(OSError, match="full"), writing(target) as stream:  # noqa: PT012 - the failure is inside
        stream.write(b"two")
        raise OSError("full")
    assert target.read_text(encoding="utf-8") == "一"
    assert list(tmp_path.iterdir()) == [target]


def test_writing_without_a_file_is_stdout(capfdbinary):
    """None writes bytes to stdout."""
    with writing(None) as stream:
        stream.write("事实".encode())
    assert capfdbinary.readouterr().out == "事实".encode()


def test_writing_to_a_device_leaves_the_device(tmp_path):
    """`-o /dev/null` must not put a file in the device's place; nor a file in the place of a link."""
    with writing(Path("/dev/null")) as stream:
        stream.write(b"x")
    assert Path("/dev/null").is_char_device()
    link, target = tmp_path / "link", tmp_path / "target"
    target.write_bytes(b"old")
    link.symlink_to(target)
    with writing(link) as stream:
        stream.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
