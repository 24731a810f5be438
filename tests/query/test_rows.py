"""Counting results in the bytes that are written of them."""

from __future__ import annotations

import io
import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import TooManyRows
from kg.query.rows import _COUNTERS, Counted

FORMATS = {"csv": "CSV", "tsv": "TSV", "srx": "XML", "srj": "JSON"}
TEXTS = st.text(st.sampled_from('ab沈"{}[],:<>\\\n\r\t result'), max_size=12) | st.just("<result>") | st.just('}},{"')


@given(st.lists(st.tuples(st.none() | TEXTS, st.none() | TEXTS), max_size=12), st.integers(1, 40))
def test_rows_are_counted_however_the_bytes_are_cut(rows: list[tuple[str | None, str | None]], size: int) -> None:
    """Whatever the texts hold and wherever a piece ends, in all four formats."""
    terms = " ".join(f"({' '.join('UNDEF' if t is None else str(ox.Literal(t)) for t in row)})" for row in rows)
    sparql = f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {terms} }} }}"
    for name, format in FORMATS.items():
        found = ox.Store().query(sparql).serialize(format=getattr(ox.QueryResultsFormat, format))
        assert found is not None
        count = _COUNTERS[name]()
        assert sum(count(piece) for piece in re.findall(rb"(?s).{1,%d}" % size, found)) == len(rows), name


@pytest.mark.parametrize("format", list(FORMATS.values()))
def test_one_more_than_allowed_is_refused(format: str) -> None:
    """As many as allowed are not."""
    sparql = "SELECT ?a { VALUES ?a { 1 2 3 } }"
    wanted = getattr(ox.QueryResultsFormat, format)
    counted = Counted(ox.Store().query(sparql), 3)
    counted.serialize(io.BytesIO(), format=wanted)
    assert counted.rows == 3
    with pytest.raises(TooManyRows) as caught:
        Counted(ox.Store().query(sparql), 2).serialize(io.BytesIO(), format=wanted)
    assert caught.value.rows == 2


def test_reading_counts_too() -> None:
    """Solutions that are read one by one."""
    counted = Counted(ox.Store().query("SELECT ?a { VALUES ?a { 1 2 3 } }"))
    assert len(list(counted)) == counted.rows == 3
    assert [variable.value for variable in counted.variables] == ["a"]


def test_rows_that_the_engine_cannot_write_are_written_one_by_one():
    """What has no serialize of its own has none when it is counted, so that the writer goes row by row."""
    assert not hasattr(Counted(iter([(1,)]), 10), "serialize")
    assert list(Counted(iter([(1,), (2,)]), 10)) == [(1,), (2,)]
