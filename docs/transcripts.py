"""Runs what the pages show and writes down what it printed: `python docs/transcripts.py`; `--check` only compares.

A page is run from top to bottom in an empty folder. In a ```console block each line `$ command` is given to bash and
what follows it is its output; a here-document ends with END. The ```python blocks of a page share their names; a
```text block after one is what it printed. Other blocks are left alone. Seconds, kB, and times and ids of decisions are not compared.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    "README.md",
    "docs/tutorial.md",
    "docs/how-to/find-something.md",
    "docs/how-to/write-a-query.md",
    "docs/how-to/ask-a-question.md",
    "docs/how-to/ask-another-endpoint.md",
    "docs/how-to/measure-extraction.md",
    "docs/how-to/show-the-graph.md",
    "docs/how-to/keep-the-graph-current.md",
    "docs/how-to/correct-the-graph.md",
    "docs/how-to/link-to-other-data.md",
    "docs/how-to/follow-a-changing-report.md",
    "docs/how-to/find-contradictions.md",
    "docs/explanation/evidence.md",
)

_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.M | re.S)
#: A command goes on after a backslash at the line's end, and to the END of a here-document.
_COMMAND = re.compile(r"^\$ (.*<<'END'\n(?:.*\n)*?END$|.*(?:\\\n.*)*)$", re.M)
#: Seconds, sizes, and when a decision was taken with the id that hangs on it.
_VARIES = re.compile(r"\b\d+\.\d+ s\b|\b\d[\d,]* kB\b|\bdecision:[0-9a-f]{16}\b|\b\d{4}-\d\d-\d\dT[\d:.]+Z?")


def retell(text: str) -> str:
    """The page with the outputs that its commands have now."""
    names: dict[str, Any] = {"__name__": "page"}
    with tempfile.TemporaryDirectory() as folder, _at_home(Path(folder)) as environment:

        def run(block: re.Match[str]) -> str:
            kind, code, printed = block.groups()
            if kind == "console":
                after = "" if printed is None else f"\n```text\n{printed}```\n"
                return f"```console\n{_run_console(code, environment)}```\n{after}"
            output = _run_python(code, names)
            return f"```python\n{code}```\n" + (f"\n```text\n{output}```\n" if output else "")

        return _BLOCK.sub(run, text)


def _run_console(block: str, environment: dict[str, str]) -> str:
    commands = _COMMAND.findall(block)
    lines = []
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
        )
        lines += [f"$ {command}", *(line.rstrip() for line in done.stdout.splitlines())]
    return "".join(f"{line}\n" for line in lines)


def _run_python(code: str, names: dict[str, Any]) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "page", "exec"), names)
    return "".join(f"{line.rstrip()}\n" for line in output.getvalue().splitlines())


@contextlib.contextmanager
def _at_home(folder: Path) -> Iterator[dict[str, str]]:
    """Work in a folder, with this very `kg` first on the path and no settings of ours."""
    tools = folder / ".bin"
    tools.mkdir()
    script = tools / "kg"
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from kg.cli import main; main(prog_name='kg')"
    script.write_text(f"#!{sys.executable}\n{start}\n", encoding="utf-8")
    script.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    beside = Path(sys.executable).parent  # where the commands of our dependencies are, activated or not
    environment["PATH"] = os.pathsep.join((str(tools), str(beside), environment["PATH"]))
    with contextlib.chdir(folder):
        yield environment


def differences(name: str) -> list[str]:
    """The lines in which a page differs from what happens now."""
    old = (ROOT / name).read_text(encoding="utf-8")
    pair = [_VARIES.sub("…", text).splitlines() for text in (old, retell(old))]
    return list(difflib.unified_diff(*pair, f"{name} as written", f"{name} as it happens", lineterm=""))


def main(arguments: list[str]) -> int:
    """Rewrite the pages whose outputs changed, or with `--check` show how they differ and return 1."""
    check = "--check" in arguments
    failed = 0
    for name in [argument for argument in arguments if argument != "--check"] or PAGES:
        lines = differences(name)
        if check:
            print(*lines, sep="\n", end="\n" if lines else "")
            failed += bool(lines)
        elif lines:
            page = ROOT / name
            page.write_text(retell(page.read_text(encoding="utf-8")), encoding="utf-8")
            print(f"rewrote {name}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
