"""`kg evidence`: where a fact or an entity comes from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.build import extract, sample
from kg.cli import main


@pytest.fixture
def evidence(built_sample: Path):  # type: ignore[no-untyped-def]
    """Runs `kg evidence` in this process on the sample's store."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["evidence", "-s", str(built_sample), *arguments])

    return run


def test_quotes_are_marked_in_their_sentence(evidence) -> None:
    """Each quote stands between marks, within the words of its report."""
    done = evidence("沈伟民")
    assert done.exit_code == 0, done.output
    text = re.sub(r"\s", "", extract(sample()).document.text)
    marked = [line.strip() for line in done.output.splitlines() if "【" in line]
    assert marked
    for line in marked:
        assert re.sub(r"[\s【】…]", "", line) in text
    assert "2020年上海市“质量月”活动巡礼, section 3" in done.output


def test_context_replaces_the_sentence(evidence) -> None:
    """So many characters on either side, cut ends marked."""
    lines = [line.strip() for line in evidence("沈伟民", "--context", "2").output.splitlines() if "【" in line]
    assert lines
    for line in lines:
        before, _, rest = line.partition("【")
        assert len(before.removeprefix("…")) <= 2
        assert len(rest.rpartition("】")[2].removesuffix("…")) <= 2


def test_by_curie_and_by_fact(evidence, built_sample: Path) -> None:
    """An entity by CURIE is the one by name; a fact shows itself alone."""
    by_name = evidence("沈伟民").output
    curie = re.search(r"\((person:[^)]+)\)", by_name)
    assert curie
    assert evidence(curie[1]).output == by_name
    listed = CliRunner().invoke(main, ["facts", "-s", str(built_sample), "--entity", "沈伟民", "--format", "jsonl"])
    fact = json.loads(listed.output.splitlines()[0])
    shown = evidence(fact["id"]).output
    assert "1 fact in 1 report" in shown
    assert evidence("fact:" + fact["id"].rpartition("/")[2]).output == shown


def test_unknown_names_are_answered_with_the_nearest(evidence) -> None:
    """And what has a name but no fact, or an IRI that nothing bears, is told."""
    for name, words in [("沈卫民", "沈伟民"), ("person:无此人", "knows nothing of"), ("fact:0000", "knows nothing of")]:
        done = evidence(name)
        assert done.exit_code == 3
        assert words in done.stderr
        assert "Hint: " in done.stderr
