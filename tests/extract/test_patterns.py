"""Every pattern carries examples; they are run here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from kg import resources

FILES = sorted(p.stem for p in (resources.root() / "data" / "patterns").glob("*.toml"))


def _examples() -> Iterator[tuple[str, str, str, str, bool]]:
    for name in FILES:
        for pattern in _with_examples(resources.patterns(name)):
            for wanted, key in ((True, "match"), (False, "reject")):
                for example in pattern.get(key, ()):
                    yield name, str(pattern.get("id", "")), pattern["regex"], example, wanted


def _with_examples(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "regex" in value and ("match" in value or "reject" in value):
            yield value
        for inner in value.values():
            yield from _with_examples(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _with_examples(inner)


@pytest.mark.parametrize(("file", "rule", "regex", "example", "wanted"), [*_examples()])
def test_a_pattern_matches_its_examples_and_no_counterexample(
    file: str, rule: str, regex: str, example: str, wanted: bool
) -> None:
    """Examples under `match` are found, those under `reject` are not."""
    assert bool(re.search(regex, example)) is wanted, f"{file}: {rule}"


@pytest.mark.parametrize("file", FILES)
def test_a_pattern_file_is_toml(file: str) -> None:
    """Every file of patterns can be read."""
    assert resources.patterns(file)


@pytest.mark.parametrize("file", sorted(p.stem for p in (resources.root() / "data" / "gazetteers").glob("*.tsv")))
def test_a_gazetteer_has_rows_and_no_row_twice(file: str) -> None:
    """Every gazetteer can be read, and says nothing twice."""
    rows = [tuple(sorted(row.items())) for row in resources.gazetteer(file)]
    assert rows
    assert len(rows) == len(set(rows))
