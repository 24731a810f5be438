"""What is committed fits in the head, and fits on any machine."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

MODULE_LINES = 400
FUNCTION_LINES = 70


@pytest.fixture(scope="module")
def committed(root: Path) -> list[Path]:
    """Every file that git knows; skips where this is no clone."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, encoding="utf-8")
    if done.returncode or not done.stdout:
        pytest.skip("this is no git clone")
    return [path for name in done.stdout.split("\0") if name and (path := root / name).is_file()]


def _texts(files: list[Path]) -> list[tuple[Path, str]]:
    texts = []
    for path in files:
        try:
            texts.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return texts


def test_no_path_of_a_machine(root, committed):
    """Nobody's home and nobody's work folder stands in a file."""
    mine = [re.escape(f"{folder}/") for folder in (root.parent, Path.home()) if len(folder.parts) > 1]
    paths = re.compile("|".join([*mine, r"(?<![\w./])/(?:home|Users)/\w+/"]))
    found = [f"{path.relative_to(root)}: {hit[0]}" for path, text in _texts(committed) if (hit := paths.search(text))]
    assert found == []


def test_settings_name_no_registry(root, committed):
    """Where packages come from is for the machine to say."""
    settings = re.compile(r"(constraints|requirements)[^/]*\.txt$|\.lock$|pip\.conf$|\.npmrc$|Makefile$|\.ci/run$")
    found = [p for p, text in _texts(committed) if settings.search(p.as_posix()) and re.search(r"\w://\w", text)]
    assert found == []


def test_modules_and_functions_are_small(root):
    """A room that grows gets walls: no module over 400 lines, no function over 70."""
    found = []
    for path in sorted((root / "kg").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > MODULE_LINES:
            found.append(f"{path.relative_to(root)}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if (
                isinstance(node, ast.FunctionDef)
                and (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
            ):
                found.append(f"{path.relative_to(root)}:{node.lineno}: {node.name} has {lines} lines")
    assert found == []


def test_no_large_file(root, committed):
    """Nothing over 2 MB is committed."""
    assert [str(path.relative_to(root)) for path in committed if path.stat().st_size > 2_000_000] == []


def test_every_test_says_what_it_shows(root):
    """A test's docstring is the behaviour in a sentence."""
    found = []
    for path in sorted((root / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node):
                found.append(f"{path.relative_to(root)}:{node.lineno}: {node.name}")
    assert found == []
