"""Namesakes and near-names: one node, two nodes, or two nodes and a proposal."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kg.build import extract
from kg.model import EntityType
from kg.readers import document_from_text
from kg.resolve import profiles, resolve_all
from kg.resolve.names import plain
from kg.resolve.profile import Profile
from kg.resolve.profiles import keys_of

CASES = tomllib.loads(Path(__file__).with_name("namesakes.toml").read_text(encoding="utf-8"))["case"]
_LEAST = {"merge": 15, "proposal": 15, "apart": 35}


def _from_report(case: dict[str, Any], text: str, name: str) -> list[Profile]:
    """The profiles of a report, that of the thing which the case is about first."""
    document = document_from_text(text, "report")
    wanted = plain(document_from_text(name, "name").clean.strip())  # as the report is read: simplified characters
    found = profiles(extract(document))
    of_type = [p for p in found if p.type == case["type"]]
    fitting = sorted((p for p in of_type if wanted in plain(p.name)), key=lambda p: (len(p.name), p.name))
    assert fitting, f"{name} is not among {[p.id for p in of_type]}"
    return [fitting[0], *(p for p in found if p is not fitting[0])]


def _by_hand(case: dict[str, Any], side: str, name: str, aliases: list[str]) -> list[Profile]:
    type_ = EntityType(case["type"])
    features = tuple(sorted((feature, tuple(sorted(values))) for feature, values in case[side].items()))
    id = case.get("id2") if side == "right" and "id2" in case else f"{type_.value.lower()}:{plain(name)}"
    bare = Profile(type_, str(id), name, tuple(aliases), features=features)
    return [Profile(type_, str(id), name, tuple(aliases), keys_of(bare), features)]


@cache
def _outcome(number: int) -> str:
    case = CASES[number]
    names = (case["name"], case.get("name2", case["name"]))
    if "a" in case:
        left, right = _from_report(case, case["a"], names[0]), _from_report(case, case["b"], names[1])
    else:
        left = _by_hand(case, "left", names[0], case.get("aliases", []))
        right = _by_hand(case, "right", names[1], case.get("aliases2", []))
    resolution = resolve_all([*left, *right])
    one, two = (resolution.entities[side[0].signature].id for side in (left, right))
    if one == two:
        return "merge"
    pairs = {s.entities: s.kind for s in resolution.statements if s.kind != "merge"}
    return "proposal" if pairs.get((min(one, two), max(one, two))) == "proposal" else "apart"


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["id"] for case in CASES])
def test_a_pair_of_namesakes_becomes_what_it_should(number: int) -> None:
    """Each case comes out as it says."""
    assert _outcome(number) == CASES[number]["expect"]


def test_no_two_things_become_one() -> None:
    """Of all cases that are two things, none is merged."""
    assert [c["id"] for i, c in enumerate(CASES) if c["expect"] != "merge" and _outcome(i) == "merge"] == []


def test_the_set_is_large_enough_to_say_something() -> None:
    """Eighty cases and more, thirty of them from texts, enough of each outcome."""
    kinds = [case["expect"] for case in CASES]
    assert len(CASES) >= 80
    assert sum("a" in case for case in CASES) >= 30
    assert {kind: kinds.count(kind) >= least for kind, least in _LEAST.items()} == dict.fromkeys(_LEAST, True)
    assert len({case["id"] for case in CASES}) == len(CASES)
