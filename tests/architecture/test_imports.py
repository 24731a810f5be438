"""Who may import whom, and what importing costs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("rdflib", "pyoxigraph", "oxrdflib", "networkx", "pyvis", "pyshacl", "opencc", "docx", "pypdfium2", "lxml")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """The import contracts of a checkout, checked."""
    command = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()",
    ]
    return subprocess.run([*command, "--no-cache"], cwd=folder, capture_output=True, encoding="utf-8")


def test_rooms_import_only_from_below(root):
    """The contracts of pyproject.toml hold."""
    done = lint_imports(root)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("kg/model.py", "import pyoxigraph"),
        ("kg/readers/__init__.py", "import kg.build"),
        ("kg/rdf/__init__.py", "import click"),
    ],
)
def test_a_planted_import_is_found(root, tmp_path, module, line):
    """The contracts are really read: a room that reaches up, or out, is named."""
    shutil.copytree(root / "kg", tmp_path / "kg", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    done = lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout
    assert "BROKEN" in done.stdout


@pytest.mark.parametrize(
    "code",
    [
        "import kg",
        "import kg.model, kg.errors, kg.vocab, kg.resources",
        "import sys; sys.argv = ['kg', '--help']; from kg.cli import main; main(standalone_mode=False)",
        "import sys; sys.argv = ['kg', 'build', '--help']; from kg.cli import main; main(standalone_mode=False)",
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(code):
    """`import kg` and `kg --help` cost what Python and click cost."""
    loaded = "import sys; print('LOADED', *[name for name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{loaded}"], capture_output=True, encoding="utf-8", check=True
    )
    modules = done.stdout.rpartition("LOADED")[2].split()
    assert [name for name in HEAVY if name in modules] == []


def test_every_command_starts_light():
    """Importing a command's file, as shell completion does, brings click and nothing heavier."""
    code = (
        "import sys, importlib; from kg.cli import COMMANDS\n"
        "[importlib.import_module(where.split(':')[0]) for where, _ in COMMANDS.values()]\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert [name for name in HEAVY if name in done.stdout.split()] == []


def test_asking_a_store_loads_nothing_that_reads_reports():
    """A query must start fast: neither the extraction nor the ledger's database comes with the store."""
    code = "import sys, kg.store, kg.query; print([m for m in sys.modules if m.startswith(('kg.extract', 'kg.resolve', 'sqlite3'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"
