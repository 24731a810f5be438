"""Gold floors: strict F1 over core facts, which may only rise."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg.evaluate.gold import write_gold

#: Set: texts (below ../shared), gold folder, floor of F1, of precision.
SETS = {
    "sample": ("corpus/sample/2020-shanghai-quality-month.txt", "sample-2020", 0.98, 0.96),
    "seed": ("seed/seed-2020.txt", "seed-2020", 0.95, 0.95),
    "dev": ("corpus/dev", "dev", 0.98, 0.98),
}


@pytest.mark.parametrize("name", SETS)
def test_core_facts_stay_above_their_floor(name: str, shared: Path, tmp_path: Path) -> None:
    """Scored by the gold's own scorer."""
    texts, gold, f1, precision = SETS[name]
    source = shared / texts
    extractions = [kg.read(p) for p in (sorted(source.iterdir()) if source.is_dir() else [source])]
    rows, result = tmp_path / "rows.jsonl", tmp_path / "result.json"
    with rows.open("w", encoding="utf-8") as stream:
        write_gold(extractions, stream)
    command = [sys.executable, shared / "gold" / "score.py", rows, "--gold", shared / "gold" / gold, "--text", source]
    done = subprocess.run([*map(str, command), "--json", str(result)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    core = json.loads(result.read_text("utf-8"))["core"]
    assert core["f1"] >= f1, core
    assert core["precision"] >= precision, core
