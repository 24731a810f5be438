"""Every pattern carries examples; they are run here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kg import resources
from kg.errors import PatternError
from kg.extract import patterns

FILES = sorted(p.stem for p in (resources.root() / "data" / "patterns").glob("*.toml"))


def _patterns() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for file in FILES:
        yield from ((file, name, table) for name, table in _tables("", resources.patterns(file)))


def _tables(name: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables with a regex, however deep, each under its id."""
    if isinstance(value, dict):
        if "regex" in value:
            yield str(value.get("id", name)), value
        for key, inner in value.items():
            yield from _tables(key, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _tables(name, inner)


def _examples() -> Iterator[Any]:
    for file, name, table in _patterns():
        for wanted, key in ((True, "match"), (False, "reject")):
            for example in table.get(key, ()):
                yield pytest.param(file, name, table, example, wanted, id=f"{file}.{name}-{key}-{example}")


@pytest.mark.parametrize(("file", "name", "table", "example", "wanted"), [*_examples()])
def test_a_pattern_matches_its_examples_and_no_counterexample(
    file: str, name: str, table: dict[str, Any], example: str, wanted: bool
) -> None:
    """Examples under `match` are found, those under `reject` are not."""
    compiled = patterns.compiled(file, name, table["regex"], table.get("with"))
    assert bool(compiled.search(example)) is wanted, f"{file}: {name}"


@pytest.mark.parametrize(("file", "name", "table"), [pytest.param(*p, id=f"{p[0]}.{p[1]}") for p in _patterns()])
def test_a_pattern_has_an_example_and_a_counterexample(file: str, name: str, table: dict[str, Any]) -> None:
    """What a pattern is for, and where it stops, can be read beside it."""
    assert table.get("match"), f"{file}: {name} has no example"
    assert table.get("reject"), f"{file}: {name} has no counterexample"


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


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A file of patterns of our own."""
    content: dict[str, Any] = {
        "kinds": ["市", "市场"],
        "parts": {"number": r"\d+"},
        "counted": {"regex": "{number}个{kinds}"},
        "own": {"regex": "{place}的{kinds}"},
        "broken": {"regex": "(?P<x"},
        "dangling": {"regex": "{nothing}"},
    }
    monkeypatch.setattr(patterns, "patterns", lambda file: content)
    for cached in (patterns.pattern, patterns.filled, patterns.words):
        cached.cache_clear()
    return content


@pytest.mark.usefixtures("table")
def test_a_reference_stands_for_a_word_list_or_a_part() -> None:
    """A word list becomes its words, longest first; a part is put in as it is."""
    match = patterns.pattern("own", "counted").match("12个市场")
    assert match
    assert match.group() == "12个市场"


@pytest.mark.usefixtures("table")
def test_a_value_is_taken_literally() -> None:
    """A name from a report is no regular expression; a tuple of names stands for any of them."""
    assert patterns.filled("own", "own", place="a.c").search("a.c的市")
    assert not patterns.filled("own", "own", place="a.c").search("abc的市")
    assert patterns.filled("own", "own", place=("甲", "乙")).search("乙的市")


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("name", ["broken", "dangling", "absent", "kinds"])
def test_a_bad_pattern_names_its_file_and_itself(name: str) -> None:
    """A regex that does not compile, refers to nothing, or is not there says which one it is."""
    with pytest.raises(PatternError, match=rf"own\.toml.*{name}"):
        patterns.pattern("own", name)


@pytest.mark.usefixtures("table")
def test_a_missing_word_list_names_its_file_and_itself() -> None:
    """So does a word list."""
    with pytest.raises(PatternError, match=r"own\.toml.*absent"):
        patterns.words("own", "absent")
