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
