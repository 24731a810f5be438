"""The wheel works without the checkout and without the packages that only developers have."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

DEVELOPERS_ONLY = ("pytest", "_pytest", "hypothesis", "mypy", "ruff", "importlinter", "playwright", "hatchling")

#: Runs `kg` from the unpacked wheel; what only developers have cannot be imported, nor can the checkout.
_START = """
import sys
folder, checkout, *arguments = sys.argv[1:]
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
sys.path = [folder, *(entry for entry in sys.path if entry != checkout)]
import kg, pathlib
assert pathlib.Path(kg.__file__).is_relative_to(folder), kg.__file__
from kg.cli import main
main(arguments, prog_name="kg")
"""


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout with the pinned tools."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files in a folder."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_wheel_carries_every_resource(root, wheel):
    """Ontology, gazetteers, patterns, sample and queries are inside; tests are not."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("ontology", "data/gazetteers", "data/patterns", "data/gold", "data/reports", "queries"):
        files = [path for path in (root / folder).rglob("*") if path.is_file() and not path.name.startswith(".")]
        assert files
        missing = [path for path in files if f"kg/_resources/{path.relative_to(root).as_posix()}" not in names]
        assert missing == []
    assert not [name for name in names if name.startswith(("tests/", "docs/", "bench/"))]


def test_wheel_works_alone(root, unpacked, tmp_path):
    """`kg build`, `kg query`, `kg export` from the wheel's files, in another folder."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        code = _START.format(absent=DEVELOPERS_ONLY)
        command = [sys.executable, "-c", code, str(unpacked), str(root), *arguments]
        env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return done

    assert "报告" in run("build").stdout
    assert "沈伟民" in run("query", "people-at-several-launches").stdout
    run("export", "-o", "graph.ttl")
    assert "沈伟民" in (tmp_path / "graph.ttl").read_text(encoding="utf-8")
