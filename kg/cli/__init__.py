"""The command line: `kg VERB …`, a file a command, each loaded only when it is asked for.

Data goes to stdout, talk to stderr. Exit codes: 0 done, 1 ran and the answer is no, 2 wrong use, 3 an error of the
project or of the machine, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import MutableMapping
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any

import click

import kg

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

#: Command name to where it lives ("module:attribute") and its line in `kg --help`; the order is that of the help.
COMMANDS: dict[str, tuple[str, str]] = {
    "build": ("kg.cli.build:build", "Read reports and write their facts to the store."),
    "remove": ("kg.cli.remove:remove", "Withdraw reports from the store."),
    "facts": ("kg.cli.facts:facts", "List facts with the quotes they rest on."),
    "query": ("kg.cli.query:query", "Ask the graph: a named query, or SPARQL."),
    "update": ("kg.cli.update:update", "Change the graph with SPARQL Update, but not what reports say."),
    "ask": ("kg.cli.ask:ask", "Ask the graph a question in Chinese or English."),
    "queries": ("kg.cli.queries:queries", "List the named queries, or show one."),
    "search": ("kg.cli.search:search", "Find things by name, and sentences of reports by their words."),
    "serve": ("kg.cli.serve:serve", "Serve the graph to browsers and programs."),
    "evidence": ("kg.cli.evidence:evidence", "Show where a fact or an entity comes from."),
    "identity": ("kg.cli.identity:identity", "Explain which readings of reports are one thing, and why."),
    "link": ("kg.cli.link:link", "Write the table of links to Wikidata and the like."),
    "conflicts": ("kg.cli.conflicts:conflicts", "Show where reports contradict each other, with both quotes."),
    "diff": ("kg.cli.diff:diff", "Compare two stores, or two versions of a report, fact by fact."),
    "view": ("kg.cli.view:view", "Draw the network as one HTML page that works offline."),
    "export": ("kg.cli.export:export", "Write the graph to a file for other programs."),
    "validate": ("kg.cli.validate:validate", "Check the graph against the SHACL shapes."),
    "evaluate": ("kg.cli.evaluate:evaluate", "Score facts against gold: precision, recall, F1, and each mistake."),
    "review": ("kg.cli.review:review", "Correct the graph: see what is worth a look, and decide."),
    "info": ("kg.cli.info:info", "Show versions, the store and the resources in use."),
    "completion": ("kg.cli.completion:completion", "Print the script that makes a shell complete kg."),
}

EXIT_NO, EXIT_USAGE, EXIT_ERROR, EXIT_INTERRUPTED, EXIT_PIPE = 1, 2, 3, 130, 141


class Failure(click.ClickException):
    """An error as the user sees it: `Error:` and one sentence, `Hint:` and the next step; exit code 3."""

    exit_code = EXIT_ERROR

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the message and the hint to stderr."""
        click.echo(f"Error: {self.message}", file=file, err=True)
        if self.hint:
            click.echo(f"Hint: {self.hint}", file=file, err=True)


class Interrupted(Failure):
    """The user pressed ctrl-C; exit code 130, as a shell has it."""

    exit_code = EXIT_INTERRUPTED


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is run; turns errors into `Failure`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As in click, but an unknown name is answered with the nearest of ours (click looks at loaded ones only)."""
        name = args[0]
        if name not in COMMANDS and not ctx.resilient_parsing and not name.startswith("-"):
            raise click.NoSuchCommand(name, possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from the table, so that no command has to be imported to show it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names from the table, so that the tab key imports no command; then the options."""
        from click.shell_completion import CompletionItem

        names = [CompletionItem(name, help=line) for name, (_, line) in COMMANDS.items() if name.startswith(incomplete)]
        return names + click.Command.shell_complete(self, ctx, incomplete)

    def _main_shell_completion(
        self, ctx_args: MutableMapping[str, Any], prog_name: str, complete_var: str | None = None
    ) -> None:
        """As in click, but in bash with words that have `=` or `:` in them."""
        if os.environ.get("_KG_COMPLETE", "").startswith("bash"):
            import kg.cli.bash  # noqa: F401 (takes the place of click's)
        super()._main_shell_completion(ctx_args, prog_name, complete_var)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see `explain` for what becomes of errors."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # here, where a full disk or a closed pipe can still be told
            return result
        except BrokenPipeError:  # the reader of a pipe, `head` say, has seen enough
            sys.stdout = io.StringIO()  # or Python would complain again while it shuts down
            raise click.exceptions.Exit(EXIT_PIPE) from None
        except (KeyboardInterrupt, OSError, ImportError) as error:
            _let_go_of_stdout()
            raise self._failure(ctx, error) from None
        except Exception as error:
            from kg.errors import KgError

            if not isinstance(error, KgError):
                raise
            raise self._failure(ctx, error) from None

    @staticmethod
    def _failure(ctx: click.Context, error: BaseException) -> Failure:
        if ctx.params.get("debug"):
            import traceback

            traceback.print_exception(error)
        return explain(error)


def _let_go_of_stdout() -> None:
    """Drop what stdout cannot take: Python would try again while it shuts down, complain, and exit with 120."""
    try:
        sys.stdout.flush()
    except OSError:
        with contextlib.suppress(OSError, ValueError):  # no file behind it, in a test say
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, sys.stdout.fileno())
            os.close(nothing)


def explain(error: BaseException) -> Failure:
    """The failure to show for an error: one sentence and the next step."""
    from kg.errors import KgError

    if isinstance(error, KgError):
        return Failure(str(error), hint=error.hint)
    if isinstance(error, KeyboardInterrupt):
        return Interrupted(
            "interrupted; nothing was left half written",
            hint="run the same command again to go on",
        )
    if isinstance(error, OSError):
        return _explain_os_error(error)
    return Failure(
        f"a library is missing or broken: {error}",
        hint="install report-kg again, with all of its parts: pip install 'report-kg[all]'",
    )


def _explain_os_error(error: OSError) -> Failure:
    import errno

    hints = {
        errno.ENOSPC: "free some space, or write elsewhere with -s or -o",
        errno.EDQUOT: "free some space, or write elsewhere with -s or -o",
        errno.EACCES: "check the permissions, or write elsewhere with -s or -o",
        errno.EPERM: "check the permissions, or write elsewhere with -s or -o",
        errno.EROFS: "the file system is read-only: write elsewhere with -s or -o",
        errno.ENOENT: "check the path",
        errno.EISDIR: "name a file, not a folder",
        errno.ENOTDIR: "check the path: a part of it is a file",
    }
    what = (error.strerror or str(error)).lower()
    where = f": {error.filename}" if error.filename else ""
    return Failure(what + where, hint=hints.get(error.errno or 0, "run again with `kg --debug` to see where"))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: kg build && kg query people-at-several-launches",
)
@click.version_option(kg.__version__, "-V", "--version", prog_name="kg", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def main(debug: bool) -> None:
    """Official Chinese event reports in, a knowledge graph with evidence out.

    Start with `kg build`: without a source it reads the sample that comes with the program.
    Each command explains itself: `kg COMMAND -h`.
    """
    # Data is UTF-8 whatever the locale: Chinese names cannot be written in Latin-1.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8")
