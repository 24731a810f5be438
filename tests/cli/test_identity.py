"""`kg identity`: by name, by alias, by CURIE, all statements, and nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.build import build, sample


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The round-up and the six news items."""
    folder = tmp_path_factory.mktemp("identity") / "s"
    build([sample(), sample().parent / "single"], folder, validate=False)
    return folder


@pytest.mark.parametrize("name", ["沈伟民", "person:沈伟民_上海市"])
def test_a_name_or_a_curie_tells_readings_and_reasons(kg, store, name):
    """Which reports tell of him under which name, and why they mean one man."""
    done = kg("identity", "-s", store, name)
    assert done.returncode == 0, done.stderr
    assert "03-baoshan-launch、04-xuhui-themed、2020-shanghai-quality-month: 沈伟民" in done.stdout
    assert "合并 merge" in done.stdout
    assert "支持 for" in done.stdout


@pytest.mark.parametrize("name", ["光明乳业", "光明乳业股份有限公司", "organization:光明乳业"])
def test_a_short_name_and_the_curie_of_a_reading_lead_to_the_thing(kg, store, name):
    """What one report calls it, and the CURIE that this report alone would give it, are known."""
    found = json.loads(kg("identity", "-s", store, name, "--format", "json").stdout)
    assert [thing["name"] for thing in found["things"]] == ["光明乳业股份有限公司"]
    assert {reading["name"] for reading in found["things"][0]["readings"]} == {"光明乳业", "光明乳业股份有限公司"}
    assert [statement["kind"] for statement in found["statements"]] == ["merge"]


def test_all_statements_by_kind(kg, store):
    """Without a name all are listed; a kind restricts them."""
    every = json.loads(kg("identity", "-s", store, "--format", "json").stdout)["statements"]
    merges = json.loads(kg("identity", "-s", store, "--kind", "merge", "--format", "json").stdout)["statements"]
    assert len(every) >= len(merges) > 5
    assert {statement["kind"] for statement in merges} == {"merge"}


def test_an_unknown_name_is_exit_code_1(kg, store):
    """And says so."""
    done = kg("identity", "-s", store, "查无此人")
    assert (done.returncode, "nothing is known of 查无此人" in done.stdout) == (1, True)
