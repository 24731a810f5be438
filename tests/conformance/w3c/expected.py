"""The cases that cannot pass, and why: `expected_failures.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "expected_failures.toml"


@dataclass(frozen=True, slots=True)
class Expected:
    """How a case fails, whose doing that is, and the reason."""

    outcome: str
    fault: str
    reason: str
    ways: tuple[str, ...]


@cache
def expected_failures(way: str = "in process") -> dict[str, Expected]:
    """By the id of the case, for one way of asking."""
    found: dict[str, Expected] = {}
    for group in tomllib.loads(FILE.read_text(encoding="utf-8"))["failure"]:
        reason = " ".join(group["reason"].split())
        why = Expected(group["outcome"], group["fault"], reason, tuple(group.get("ways", ("in process", "HTTP"))))
        for case in group["cases"]:
            assert case not in found, f"{case} is there twice"
            if way in why.ways:
                found[case] = why
    return found
