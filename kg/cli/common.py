"""What commands share: the options that mean the same everywhere, and writing to a file or to stdout."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import click

if TYPE_CHECKING:
    from kg.model import Extraction

F = TypeVar("F", bound=Callable[..., Any])
DEFAULT_STORE = "kg-store"


def store_option(function: F) -> F:
    """`-s/--store PATH`, passed on as `store: str`; the environment variable KG_STORE names another default."""
    return click.option(
        "-s",
        "--store",
        "store",
        metavar="PATH",
        envvar="KG_STORE",
        default=DEFAULT_STORE,
        show_default=True,
        show_envvar=True,
        help="Folder of the store.",
    )(function)


def output_option(function: F) -> F:
    """`-o/--output FILE`, passed on as `output: Path | None`; None (and `-`) is stdout, see `writing`."""
    return click.option(
        "-o",
        "--output",
        "output",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        callback=lambda _ctx, _param, value: None if value is None or str(value) == "-" else value,
        help="File to write; stdout if not given.",
    )(function)


class FormatName(click.ParamType[str]):
    """A format by name, extension or media type; answers with the name. An unknown one is a usage error."""

    name = "format"

    def __init__(self, formats: Mapping[str, Iterable[str]] | Iterable[str]) -> None:
        table: Mapping[str, Iterable[str]] = formats if isinstance(formats, Mapping) else dict.fromkeys(formats, ())
        self.names = tuple(table)
        self.aliases = {alias.lower().lstrip("."): name for name, also in table.items() for alias in (name, *also)}

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The names, as click shows those of a Choice."""
        return f"[{'|'.join(self.names)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The format's name; a usage error lists the names."""
        found = self.aliases.get(str(value).lower().lstrip("."))
        if found is None:
            self.fail(f"{value!r} is not one of {', '.join(self.names)}.", param, ctx)
        return found

    def guess(self, output: Path | None) -> str | None:
        """The format that a file's extension names, or None."""
        return self.aliases.get(output.suffix.lower().lstrip(".")) if output else None

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """The names that start as typed."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in self.names if name.startswith(incomplete)]


def format_option(
    formats: Mapping[str, Iterable[str]] | Iterable[str], *, default: str | None = None, help: str = "Format to write."
) -> Callable[[F], F]:
    """`--format NAME`, passed on as `format: str | None`.

    `formats` are the names, or names with their extensions and media types (`{"turtle": ("ttl", "text/turtle")}`),
    which then are understood as well.
    """
    return click.option(
        "--format", "format", type=FormatName(formats), default=default, show_default=default is not None, help=help
    )


def quiet_option(function: F) -> F:
    """`-q/--quiet`, passed on as `quiet: bool`: no talk on stderr, only errors."""
    return click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")(function)


def verbose_option(function: F) -> F:
    """`-v/--verbose`, passed on as `verbose: bool`."""
    return click.option("-v", "--verbose", is_flag=True, help="Say more.")(function)


def say(message: str, *, quiet: bool = False) -> None:
    """A line of talk on stderr, unless quiet."""
    if not quiet:
        sys.stdout.flush()  # so that talk stands behind the data that came before it, wherever the two are shown together
        click.echo(message, err=True)


def extractions(sources: tuple[Path, ...]) -> Iterator[Extraction | None]:
    """The extraction of each report; None, told on stderr, for one of several that cannot be read.

    Raises what a report by itself cannot be read for (KgError).
    """
    from kg.build import extract
    from kg.errors import KgError
    from kg.readers import find_sources

    files = find_sources(sources)
    for file in files:
        try:
            extraction = extract(file)
        except KgError as error:
            if len(files) == 1:
                raise
            say(f"Not read: {error}")
            yield None
        else:
            yield extraction


def read_sparql(name: str | None, expression: str | None, file: Path | None) -> str | None:
    """The SPARQL that a command was given: `-e`, `-f FILE`, or `-` (as NAME or FILE) for stdin; None for another NAME."""
    if name == "-" or (file is not None and str(file) == "-"):
        return sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    if file is not None:
        from kg.errors import QueryError

        try:
            return file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise QueryError(f"{file} is not text in UTF-8", hint="save it as UTF-8") from error
    return expression


@contextlib.contextmanager
def writing(output: Path | None) -> Iterator[BinaryIO]:
    """A binary stream to stdout (None) or to a file that appears whole or not at all.

    The file is written beside its place and moved there at the end, so that a full disk or ctrl-C leaves what was
    there before; a device or a pipe (/dev/null) is written to as it is. OSError where the folder is missing or not
    writable.
    """
    if output is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if output.exists() and not output.is_file():
        with output.open("wb") as device:
            yield device
        return
    import tempfile

    output = output.resolve()  # a link stays a link, its target is replaced
    handle, temporary = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)  # mkstemp makes files that only their owner can read
        Path(temporary).replace(output)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def terminal_width() -> int | None:
    """How wide the terminal is that stdout goes to; None for a file or a pipe, where nothing should be wrapped."""
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
