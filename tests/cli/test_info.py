"""`kg info`: versions, resources, store."""

from __future__ import annotations

import json

import kg as package


def test_info_without_a_store_says_which_command_makes_one(kg):
    """No store is no error here: versions are what one asks for."""
    done = kg("info")
    assert done.returncode == 0, done.stderr
    assert package.__version__ in done.stdout
    assert "kg build" in done.stdout


def test_info_of_the_sample(kg, sample_store):
    """Counts by class and the named graphs, for people and for programs."""
    text = kg("info", "-s", sample_store).stdout
    assert "2020-shanghai-quality-month" in text
    facts = json.loads(kg("info", "-s", sample_store, "--format", "json").stdout)
    assert facts["store"]["classes"]["Document"] == 1
    assert facts["store"]["classes"]["Fact"] > 100
    assert len(facts["resources"]["sha256"]) == 64
    assert facts["versions"]["report-kg"] == package.__version__


def test_the_manifest_is_verified_against_graph_and_sources(kg, sample_store):
    """What was built verifies; a graph that somebody changed, or a source that is not there, is named."""
    from kg.build import sample
    from kg.store import open_store

    listed = json.loads(kg("info", "-s", sample_store, "--manifest").stdout)
    assert [report["name"] for report in listed["reports"]] == ["2020-shanghai-quality-month"]
    whole = kg("info", "-s", sample_store, "--verify", "--sources", sample())
    assert whole.returncode == 0, whole.stderr
    missing = kg("info", "-s", sample_store, "--verify", "--sources", sample().parent / "single")
    assert missing.returncode == 1
    assert "2020-shanghai-quality-month" in missing.stderr
    with open_store(sample_store, read_only=False) as store:
        (graph,) = (g for g in store.graphs() if "/graph/" in g)
        store.update(f"INSERT DATA {{ GRAPH <{graph}> {{ person:某 rdfs:label '某'@zh }} }}")
    changed = kg("info", "-s", sample_store, "--verify")
    assert (changed.returncode, "2020-shanghai-quality-month" in changed.stderr) == (1, True)


def test_reports_that_other_rules_read_are_counted(kg, sample_store):
    """They stay as they were until they are built again."""
    from kg.store import open_store

    assert "other rules" not in kg("info", "-s", sample_store).stdout
    with open_store(sample_store, read_only=False) as store, store.ledger.transaction():
        store.ledger._db.execute("UPDATE reading SET program = '0.0.1'")
    assert "read by other rules" in kg("info", "-s", sample_store).stdout
