"""What numbers count: every rule carries examples; they are run here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kg import resources
from kg.extract.counts import is_of_the_past, rule_for
from kg.extract.numbers import find_quantities


def _examples() -> Iterator[Any]:
    for row in resources.patterns("counts")["count"]:
        for wanted, key in ((True, "match"), (False, "reject")):
            for example in row[key]:
                yield pytest.param(row["counts"], example, wanted, id=f"{row['counts']}-{key}-{example}")


@pytest.mark.parametrize(("counts", "example", "wanted"), [*_examples()])
def test_a_number_counts_what_its_rule_says(counts: str, example: str, wanted: bool) -> None:
    """The first rule that fits decides what a number counts; its counterexamples count something else, or nothing."""
    rules = [found[0].counts for q in find_quantities(example) if (found := rule_for(example, q))]
    assert (counts in rules) is wanted, rules


@pytest.mark.parametrize("row", resources.patterns("counts")["count"], ids=lambda row: row["counts"])
def test_a_rule_has_an_example_and_a_counterexample(row: dict[str, Any]) -> None:
    """What a rule is for, and where it stops, can be read beside it."""
    assert row["match"]
    assert row["reject"]


def test_totals_of_earlier_years_are_of_the_past() -> None:
    """截至目前 and 累计 tell of what was before."""
    assert is_of_the_past("截至目前，全区共有")
    assert not is_of_the_past("活动共有")
