"""Every setting is proved to bite: a planted fault is found."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import pytest


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("import os\n", "F401"),
        ("def public():\n    return 1\n", "D103"),
        ('"""M."""\n\nimport os\n\nos.path.exists("x")\n', "PTH110"),
        ('"""M."""\n\nx = "\u0422ext"\n', "RUF001"),
    ],
)
def test_ruff_finds_a_planted_fault(root, code, rule):
    """The linter's table is the one that ruff reads."""
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--stdin-filename", "kg/planted.py", "-"]
    done = subprocess.run(command, cwd=root, input=code, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert rule in done.stdout


def test_ruff_leaves_chinese_sentences_alone(root):
    """Full-width punctuation is no typing error here."""
    code = '"""M."""\n\nx = "9月4日，2020年“质量月”活动启动仪式举行：沈伟民（副主任）致辞；共43项！"\n'
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--stdin-filename", "kg/planted.py", "-"]
    done = subprocess.run(command, cwd=root, input=code, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout


def test_mypy_finds_a_planted_fault(root, tmp_path):
    """The type checker is strict."""
    planted = tmp_path / "planted.py"
    planted.write_text("def f(x):\n    return x\n\n\ndef g() -> int:\n    return 'no'\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file",
        str(root / "pyproject.toml"),
        "--cache-dir",
        str(tmp_path),
    ]
    done = subprocess.run([*command, str(planted)], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert "no-untyped-def" in done.stdout
    assert "return-value" in done.stdout


@pytest.mark.filterwarnings("default")
def test_pytest_turns_warnings_into_errors(root, tmp_path):
    """A warning, an unknown marker, a test that passes although marked as failing: each fails the run."""
    (tmp_path / "pyproject.toml").write_text((root / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_planted.py").write_text(
        "import warnings, pytest\n"
        "def test_warns(): warnings.warn('old')\n"
        "@pytest.mark.xfail\ndef test_passes(): pass\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert "2 failed" in done.stdout, done.stdout


def test_constraints_pin_everything_and_name_no_registry(root):
    """Every line is NAME==VERSION, and every dependency of pyproject.toml is among them."""
    lines = [line for line in (root / "constraints.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    pinned = {line.split("==")[0].lower() for line in lines}
    assert all(line.count("==") == 1 for line in lines)
    assert "://" not in "".join(lines)
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + [name for extra in project["optional-dependencies"].values() for name in extra]
    names = {"".join(c if c.isalnum() or c in "-_." else " " for c in name).split()[0].lower() for name in wanted}
    assert names - {"report-kg"} <= pinned
