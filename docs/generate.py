"""Writes the reference pages that are made from code: `python docs/generate.py`; `--check` only names stale ones."""

from __future__ import annotations

import inspect
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import takewhile
from pathlib import Path

import click

import kg
from kg import errors, resources
from kg.cli import COMMANDS, main
from kg.query.reference import queries_page
from kg.rdf import context_file, ontology_page

HERE = Path(__file__).resolve().parent
NOTE = "<!-- Made by docs/generate.py: change the code, then run it. -->\n"


def cli_page() -> str:
    """Every command's help, as it is printed."""
    with click.Context(main, info_name="kg", terminal_width=100, **main.context_settings) as top:
        parts = [
            NOTE,
            "# Command line\n",
            "What each command prints for `-h`.",
            "Data goes to stdout, talk to stderr; `-o` writes a file, `-s` (or `KG_STORE`) names the store.",
            "The same from Python: [python.md](python.md).\n",
            "| Exit code | Meaning |",
            "|---|---|",
            "| 0 | done |",
            "| 1 | ran, and the answer is no: the graph does not conform, some reports failed |",
            "| 2 | wrong use: unknown command, option or value |",
            "| 3 | an error, with a hint what to do: see [errors.md](errors.md) |",
            "| 130 | interrupted with ctrl-C |\n",
            _help("kg", main, top),
        ]
        for name in COMMANDS:
            command = main.get_command(top, name)
            assert command is not None
            with click.Context(command, info_name=name, parent=top) as context:
                parts.append(_help(f"kg {name}", command, context))
                for below in command.commands.values() if isinstance(command, click.Group) else ():
                    with click.Context(below, info_name=below.name, parent=context) as inner:
                        parts.append(_help(f"kg {name} {below.name}", below, inner))
    return "\n".join(parts)


def _help(title: str, command: click.Command, context: click.Context) -> str:
    return f"## {title}\n\n```text\n{command.get_help(context)}\n```\n"


def errors_page() -> str:
    """The tree of errors and what each one means and carries."""
    tree = inspect.getdoc(errors)
    assert tree is not None
    parts = [
        NOTE,
        "# Errors\n",
        "Each is raised where the trouble is found, and carries one sentence and a hint.",
        "The command line prints them as `Error:` and `Hint:` and exits with 3; Python code catches `kg.KgError`.\n",
        tree[tree.index("```") :],
        "",
        "| Error | Meaning | Fields |",
        "|---|---|---|",
    ]
    for error, base in _tree(errors.KgError):
        meaning = " ".join((inspect.getdoc(error) or "").split())
        fields = [f"`{name}`" for name in inspect.signature(error).parameters if name != "message"]
        parts.append(f"| `{error.__name__}` ({base}) | {meaning} | {', '.join(fields)} |")
    return "\n".join(parts) + "\n"


def python_page() -> str:
    """The public names with their signatures and docstrings, then what a store can do."""
    from kg.store import Store

    parts = [
        NOTE,
        "# Python\n",
        "`import kg` is light: each name below loads its room when it is first used.",
        "The same on the command line: [cli.md](cli.md); used from start to end: [the tutorial](../tutorial.md).\n",
    ]
    for name in kg.__all__:
        thing = getattr(kg, name)
        parts.append(_described(f"kg.{name}", thing))
    parts += ["## The store\n", "What `kg.open` gives has these methods.\n"]
    parts.append((inspect.getdoc(Store) or "").partition("\n\n")[2] + "\n")
    for name, method in vars(Store).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            parts.append(f"- `{name}{_signature(method)}`: {_paragraph(method)}")
    return "\n".join(parts) + "\n"


def _described(title: str, thing: object) -> str:
    signature = _signature(thing) if inspect.isfunction(thing) else ""
    return f"## {title}\n\n````text\n{title}{signature}\n\n{inspect.getdoc(thing)}\n````\n"


def _signature(function: Callable[..., object]) -> str:
    signature = inspect.signature(function)
    parameters = [p for p in signature.parameters.values() if p.name != "self"]
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(signature.replace(parameters=parameters)))


def _paragraph(thing: object) -> str:
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def _tree(root: type) -> Iterator[tuple[type, str]]:
    assert root.__base__ is not None
    yield root, f"below `{root.__base__.__name__}`"
    for child in root.__subclasses__():
        yield from _tree(child)


def knowledge_page() -> str:
    """What the domain knows: each gazetteer and each file of patterns, in the words of its own head."""
    parts = [
        NOTE,
        "# Gazetteers and patterns\n",
        "What the rules know about the world stands in these files and nowhere in the code.",
        "To teach them a word, add a row; to teach them a phrase, add it to a list, or a pattern with examples.",
        "Then build again: reports that were built with other files are read anew.\n",
        "## Gazetteers\n",
        "Tab-separated, `data/gazetteers/`; lines that start with `#` are comments.\n",
        "| File | Columns | What |",
        "|---|---|---|",
    ]
    for file in sorted(resources.path("data", "gazetteers").glob("*.tsv")):
        columns = ", ".join(resources.gazetteer(file.stem)[0])
        parts.append(f"| `{file.name}` | {columns} | {_head(file)} |")
    parts += ["\n## Patterns\n", "TOML, `data/patterns/`.\n", "| File | Keys | What |", "|---|---|---|"]
    for file in sorted(resources.path("data", "patterns").glob("*.toml")):
        keys = ", ".join(f"`{key}`" for key in resources.patterns(file.stem))
        parts.append(f"| `{file.name}` | {keys} | {_head(file)} |")
    return "\n".join(parts) + "\n"


def _head(file: Path) -> str:
    """The comment that a file begins with."""
    lines = takewhile(lambda line: line.startswith("#"), file.read_text(encoding="utf-8").splitlines())
    return " ".join(line.lstrip("# ") for line in lines).replace("|", "\\|")


def named_queries_page() -> str:
    """The named queries with what they answer on the bundled sample, which is built for it."""
    with tempfile.TemporaryDirectory() as folder:
        kg.build(store=Path(folder) / "sample")
        with kg.open(Path(folder) / "sample") as store:
            return queries_page(store)


PAGES: dict[str, Callable[[], str]] = {
    "reference/cli.md": cli_page,
    "reference/errors.md": errors_page,
    "reference/knowledge.md": knowledge_page,
    "reference/ontology.md": ontology_page,
    "reference/python.md": python_page,
    "reference/queries.md": named_queries_page,
    "../ontology/context.jsonld": context_file,
}


def stale() -> list[str]:
    """The pages that are not what the code says."""
    return [
        name
        for name, make in PAGES.items()
        if not (HERE / name).exists() or (HERE / name).read_text(encoding="utf-8") != make()
    ]


def run(arguments: list[str]) -> int:
    """Write the pages, or with `--check` name the stale ones and return 1."""
    names = stale()
    if "--check" in arguments:
        for name in names:
            print(f"docs/{name} is stale: run python docs/generate.py")
        return bool(names)
    for name in names:
        (HERE / name).write_text(PAGES[name](), encoding="utf-8")
        print(f"wrote docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
