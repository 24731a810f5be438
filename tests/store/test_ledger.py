"""The ledger: what was read comes back as it was, identity is found for what changed and for nothing else."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.build import extract, sample
from kg.errors import StoreUnavailable
from kg.model import EntityType, Extraction
from kg.resolve.profile import Canonical, Identity, Profile, Resolution
from kg.store import open_store
from kg.store.codec import decode, encode
from kg.store.ledger import FILE, Ledger, Origin


def test_an_extraction_comes_back_as_it_was() -> None:
    """Every part of the sample's extraction survives, quotes and offsets included."""
    found = extract(sample())
    assert decode(encode(found)) == found


@given(text=st.text(min_size=1, max_size=200))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    """Also lone surrogates, nulls and characters beyond the first plane."""
    from kg.model import Document, Section, Span

    document = Document("d", text[:5], text, text, tuple(range(len(text))), (Section(0, "", Span(0, len(text))),))
    found = Extraction(document, gaps=(Span(0, len(text)),))
    assert decode(encode(found)) == found


def person(name: str, *keys: str, id: str = "") -> Profile:
    return Profile(EntityType.PERSON, id or f"person:{name}", name, (), (f"person:{name}", *keys))


@pytest.fixture
def ledger() -> Ledger:
    return Ledger.open(None)


def put(ledger: Ledger, document: str, *found: Profile) -> None:
    with ledger.transaction():
        ledger.set_profiles(document, found)


def settle(ledger: Ledger) -> tuple[list[list[str]], list[str], list[str]]:
    """Names of the components that were looked at, new statements, statements that went."""
    looked, new = [], []
    with ledger.transaction():
        for profiles in ledger.components():
            looked.append(sorted(profile.name for profile in profiles))
            first = min(profile.id for profile in profiles)
            readings = tuple(sorted({(profile.id, profile.name) for profile in profiles}))
            statements = (Identity("merge", EntityType.PERSON, (first,), readings),) if len(readings) > 1 else ()
            things = {profile.signature: Canonical(first, profiles[0].name) for profile in profiles}
            new += [statement.id for statement in ledger.settle(Resolution(things, statements))]
        gone = [statement.id for statement in ledger.take_orphans()]
        ledger.written(dict.fromkeys(ledger.stale(), ""))
    return looked, new, gone


def test_things_that_share_a_key_are_looked_at_together(ledger: Ledger) -> None:
    """Directly or through a third; others apart."""
    put(ledger, "a", person("甲", "x"), person("丁"))
    put(ledger, "b", person("乙", "x", "y"))
    put(ledger, "c", person("丙", "y"))
    looked, new, gone = settle(ledger)
    assert sorted(looked) == [["丁"], ["丙", "乙", "甲"]]
    assert (len(new), gone) == (1, [])
    assert ledger.canonical("c") == {"person:丙": Canonical("person:丙", ledger.canonical("a")["person:甲"].name)}


def test_what_did_not_change_is_not_looked_at_again(ledger: Ledger) -> None:
    """An equal profile in one more report changes nothing but that report."""
    put(ledger, "a", person("甲"), person("乙"))
    settle(ledger)
    put(ledger, "b", person("甲"))
    assert ledger.stale() == ["b"]
    assert settle(ledger) == ([], [], [])
    assert ledger.is_settled()


def test_a_bridge_that_goes_parts_what_it_joined(ledger: Ledger) -> None:
    """Both sides are looked at again, their reports are to be written, the statement goes."""
    put(ledger, "a", person("甲", "x"))
    put(ledger, "b", person("乙", "x", "y"))
    put(ledger, "c", person("丙", "y"))
    _, (statement,), _ = settle(ledger)
    with ledger.transaction():
        ledger.remove("b")
    looked, new, gone = settle(ledger)
    assert (sorted(looked), new, gone) == ([["丙"], ["甲"]], [], [statement])
    assert ledger.canonical("a")["person:甲"].id == "person:甲"


def test_a_failed_transaction_leaves_nothing(ledger: Ledger) -> None:
    """All or nothing."""

    def fail() -> None:
        with ledger.transaction():
            ledger.set_profiles("a", [person("甲")])
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert (ledger.stale(), ledger.is_settled()) == ([], True)


def test_a_damaged_ledger_is_told(tmp_path: Path) -> None:
    """One sentence and the next step, whether the file or what it holds is damaged."""
    with open_store(tmp_path / "s", create=True) as store, store.ledger.transaction():
        store.ledger.put(Origin("a", "a.txt", "", "", ""), extract(sample()), ())
    with sqlite3.connect(tmp_path / "s" / FILE) as connection:
        connection.execute("UPDATE reading SET content = x'00'")
    connection.close()
    with open_store(tmp_path / "s") as store, pytest.raises(StoreUnavailable, match="ledger"):
        store.ledger.extraction("a")
    (tmp_path / "s" / FILE).write_bytes(b"no database at all" * 100)
    with open_store(tmp_path / "s") as store, pytest.raises(StoreUnavailable, match="ledger") as caught:
        store.ledger.documents()
    assert "kg build" in caught.value.hint


def test_a_reader_undoes_what_a_killed_writer_left(tmp_path: Path) -> None:
    """A writer that died inside a transaction costs readers nothing, and readers cannot write."""
    with open_store(tmp_path / "s", create=True) as store, store.ledger.transaction():
        store.ledger.put(Origin("a", "a.txt", "", "", ""), extract(sample()), ())
    script = f"""
import os, signal, sqlite3
writer = sqlite3.connect({str(tmp_path / "s" / FILE)!r}, isolation_level=None)
writer.execute("PRAGMA cache_size = 2")
writer.execute("BEGIN IMMEDIATE")
writer.execute("UPDATE reading SET content = zeroblob(900000)")
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", script], check=False)
    assert (tmp_path / "s" / f"{FILE}-journal").exists()
    with open_store(tmp_path / "s") as store:
        assert store.ledger.extraction("a") == extract(sample())
        with pytest.raises(StoreUnavailable, match="readonly"), store.ledger.transaction():
            store.ledger.set("x", "y")


def _effort(number: int) -> int:
    """Steps of SQLite's machine to settle a component of that many things again after the first of them went."""
    ledger = Ledger.open(None)
    for i in range(number):
        put(ledger, f"d{i:05}", person(f"甲{i}", "x"))

    def settle_chain() -> None:
        with ledger.transaction():
            for found in ledger.components():
                pairs = pairwise(found)
                chain = tuple(
                    Identity("distinction", a.type, (a.id, b.id), ((a.id, a.name), (b.id, b.name))) for a, b in pairs
                )
                ledger.settle(Resolution({p.signature: Canonical(p.id, p.name) for p in found}, chain))
            ledger.take_orphans()
            ledger.written(dict.fromkeys(ledger.stale(), ""))

    settle_chain()
    with ledger.transaction():
        ledger.remove("d00000")
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    ledger._db.set_progress_handler(count, 100)
    settle_chain()
    return steps[0]


def test_effort_grows_with_the_component_and_not_with_its_square() -> None:
    """Four times the things take about four times the steps."""
    assert _effort(800) < 6 * _effort(200)
