"""The links of the evaluation data: pairs that are one merged, namesakes kept apart, none the wrong way."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from kg.build import extract
from kg.evaluate.gold import gold_rows
from kg.resolve import canonical_of, profiles, resolve_all


def _renamed(value: Any, ids: dict[str, str]) -> Any:
    if not isinstance(value, dict):
        return value
    return {k: ids.get(v, v) if k == "id" else _renamed(v, ids) for k, v in value.items()}


def test_gold_links_are_right_wherever_both_sides_are_found(shared: Path, tmp_path: Path) -> None:
    """Of 8 pairs that are one and 21 that are not, all that the extraction finds come out right; three it does not find."""
    paths = [*sorted((shared / "corpus" / "dev").iterdir()), shared / "seed" / "seed-2020.txt"]
    extractions = [extract(path) for path in paths]
    found = [profiles(extraction) for extraction in extractions]
    resolution = resolve_all(p for some in found for p in some)
    rows = []
    for extraction, some in zip(extractions, found, strict=True):
        ids = {local: canonical.id for local, canonical in canonical_of(some, resolution).items()}
        rows += [_renamed(row, ids) for row in gold_rows(extraction)]
    system = tmp_path / "system.jsonl"
    system.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    score = shared / "gold" / "score.py"
    told = subprocess.run([sys.executable, str(score), str(system)], capture_output=True, encoding="utf-8", timeout=300)
    figures = re.search(
        r"merged (\d+) of (\d+) pairs that are one \(both found: (\d+)\); kept apart (\d+) of (\d+) \(both found: (\d+)\)",
        told.stdout,
    )
    assert figures, told.stdout + told.stderr
    merged, same, same_found, apart, different, different_found = map(int, figures.groups())
    assert (merged, apart) == (same_found, different_found)
    assert (same, different) == (8, 21)
    assert same_found >= 7
    assert different_found >= 19
