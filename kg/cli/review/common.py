"""What the commands of `kg review` share: options, the open store, and how a decision is written and told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.common import quiet_option, say, store_option, terminal_width

if TYPE_CHECKING:
    from kg.model import Decision
    from kg.review.decide import Signature

F = TypeVar("F", bound=Callable[..., Any])


def review_option(function: F) -> F:
    """`--review FILE`, passed on as `review: Path | None`; the environment variable KG_REVIEW names another default."""
    return click.option(
        "--review",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        envvar="KG_REVIEW",
        show_envvar=True,
        help="File of decisions; if not given, PATH.review.jsonl beside the store.",
    )(function)


def decision_options(function: F) -> F:
    """What every command that decides takes: the store, the log, `--by` and `--why`."""
    for option in (
        quiet_option,
        review_option,
        store_option,
        click.option("--why", metavar="TEXT", default="", help="The reason."),
        click.option("--by", metavar="NAME", envvar="KG_REVIEWER", show_envvar=True,
                     help="Who decides; if not given, git's user.name, else the login name."),
    ):  # fmt: skip
        function = option(function)
    return function


@contextmanager
def opened(path: str) -> Iterator[Any]:
    """The store, for reading."""
    from kg.store import open_store

    with open_store(path) as store:
        yield store


def the_log(store: str, review: Path | None) -> Path:
    """The log of decisions: the one given, else the one that a build was given last, else the one beside the store."""
    from kg.errors import StoreNotFound
    from kg.review import log_path
    from kg.store.ledger import REVIEW_FILE

    if review is None:
        with suppress(StoreNotFound), opened(store) as graph:
            noted = graph.ledger.setting(REVIEW_FILE)
            if noted and Path(noted).exists() and Path(noted) != log_path(store).resolve():
                return Path(noted)
    return log_path(store, review)


@contextmanager
def deciding(options: dict[str, Any]) -> Iterator[tuple[Any, Callable[[], Signature], Callable[[Decision], None]]]:
    """The store, what signs a decision, and what writes it to the log and says so."""
    from kg.review import append
    from kg.review.decide import Signature
    from kg.review.describe import told
    from kg.review.log import reviewer
    from kg.review.moments import now

    path = the_log(options["store"], options["review"])

    def write(decision: Decision) -> None:
        append(path, [decision])
        click.echo(told(decision))

    with opened(options["store"]) as store:
        yield store, lambda: Signature(options["by"] or reviewer(), now(), options["why"]), write
    say_next(options["quiet"])


def say_next(quiet: bool) -> None:
    """What brings decisions into the graph, on stderr."""
    say(
        "已记入日志；`kg review apply` 或下次 `kg build` 使之生效 kept in the log; the next build carries it out",
        quiet=quiet,
    )


def echo_table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """A table on stdout, as wide as the terminal."""
    from kg.query.table import table

    for line in table(headings, rows, width=terminal_width()):
        click.echo(line)
