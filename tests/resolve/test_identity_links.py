"""The six news items and the round-up: each event and thing that both tell of is one node."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kg import resources
from kg.build import extract, sample
from kg.resolve import canonical_of, profiles, resolve_all
from kg.resolve.names import placed
from kg.resolve.profile import Canonical

ROUNDUP = "2020-shanghai-quality-month"
TYPES = {"Organisation": "Organization", "Series": "EventSeries"}
CONTEXT = ("上海市",)

#: How the extraction writes what the gold calls otherwise.
WRITTEN = {
    "A02.4": ("闵行区2019年区长质量奖创新单项奖",),
    "G05.3": ("南桥镇的20家企业", "南桥镇22家企业的"),
    "E05.2": ("QCC(品管圈)成果获奖项目的颁奖仪式",),
}

#: (item, gold id) -> why the extraction of one of the two texts does not have it; identity has nothing to join there.
NOT_EXTRACTED = {
    ("02-minhang-launch", "O_mh_zab"): "the second name plate in brackets is no organization of its own in either",
    ("02-minhang-launch", "PL_xinzhuang"): "the round-up names the town in the names of its bodies only",
    ("02-minhang-launch", "E02.5"): "the contest is read as the name of its certificate in either",
    ("02-minhang-launch", "E02.6"): "the contest is read as the name of its certificate in either",
    ("02-minhang-launch", "G02.1"): "领证 in the item gives no fact yet",
    ("02-minhang-launch", "G02.2"): "领取证书 in the item gives no fact yet",
    ("03-baoshan-launch", "O_jycs"): "who 讲述 in the item takes part in no event yet",
    ("03-baoshan-launch", "O_yazhen"): "who 讲述 in the item takes part in no event yet",
    ("03-baoshan-launch", "O_xyby"): "who 讲述 in the item takes part in no event yet",
    ("03-baoshan-launch", "O_wsk"): "who 讲述 in the item takes part in no event yet",
    ("03-baoshan-launch", "E03.2"): "the activity is read as part of the name of its ceremony in either",
    ("03-baoshan-launch", "G03.1"): "the item has the departments as a number only",
    ("04-xuhui-themed", "A04.2"): "拿到 in the item gives no award yet",
    ("04-xuhui-themed", "G04.1"): "亮相 in the item gives no award yet",
    ("05-fengxian-opening", "PL_nanqiao"): "both name the town in the names of its bodies only",
    ("09-guangming-livestream", "G09.2"): "同场出镜 in the item gives the first of the two groups only",
    ("09-guangming-livestream", "G09.3"): "the item's 线上粉丝 gives no fact yet",
    ("13-cscec7-kickoff", "O_cscec7"): "the bureau is named in the names of its handbooks only",
    ("13-cscec7-kickoff", "O_shimao"): "the item's exchange with it gives no fact yet",
    ("13-cscec7-kickoff", "PL_shaoxing"): "the city is named in the name of the project only",
    ("13-cscec7-kickoff", "D13.1"): "handbooks give no facts yet",
    ("13-cscec7-kickoff", "D13.2"): "handbooks give no facts yet",
    ("13-cscec7-kickoff", "G13.1"): "与会人员 gives no fact yet",
    ("13-cscec7-kickoff", "E13.1"): "the visit in the item's last sentence gives no event yet",
}  # fmt: skip


def _rows() -> list[dict[str, Any]]:
    file = Path(__file__).with_name("links.jsonl")
    return [row for line in file.read_text(encoding="utf-8").splitlines() if "event" in (row := json.loads(line))]


def _pairs() -> list[tuple[str, dict[str, Any]]]:
    return [(r["doc"], m) for r in _rows() for m in ({"type": "Event", **r["event"]}, *r["same"])]


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    file = resources.path("data", "gold", ROUNDUP, "entities.jsonl")
    entities = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {e["id"]: tuple(e.get("aliases", ())) for e in entities if "id" in e}


@cache
def _resolved() -> dict[str, dict[str, tuple[str, tuple[str, ...], Canonical]]]:
    """Of each document its things by local CURIE: type, names, and what the graph calls them."""
    paths = {ROUNDUP: sample(), **{r["doc"]: sample().parent / "single" / f"{r['doc']}.txt" for r in _rows()}}
    extractions = {name: extract(Path(path)) for name, path in paths.items()}
    found = {name: profiles(extraction) for name, extraction in extractions.items()}
    resolution = resolve_all(p for some in found.values() for p in some)
    out = {}
    for name, extraction in extractions.items():
        canonical = canonical_of(found[name], resolution)
        known = {e.id: e for e in extraction.entities}
        out[name] = {id: (known[id].type.value, (known[id].name, *known[id].aliases), c) for id, c in canonical.items()}
    return out


def _nodes(document: str, member: dict[str, Any]) -> set[str]:
    names = (member["name"], member["mention"], *_aliases().get(member["id"], ()), *WRITTEN.get(member["id"], ()))
    wanted = {placed(name, CONTEXT) for name in names}
    type_ = TYPES.get(member["type"], member["type"])
    things = _resolved()[document].values()
    return {c.id for kind, own, c in things if kind == type_ and wanted & {placed(name, CONTEXT) for name in own}}


@pytest.mark.parametrize(("item", "member"), [pytest.param(*p, id=f"{p[0][:2]}-{p[1]['id']}") for p in _pairs()])
def test_what_both_tell_of_is_one_node(item: str, member: dict[str, Any]) -> None:
    """An event, or a thing in `same`, has one CURIE in the graph; what one text's extraction lacks is listed."""
    here, there = _nodes(ROUNDUP, member), _nodes(item, member)
    assert ((item, member["id"]) in NOT_EXTRACTED) == (not (here and there)), (here, there)
    if here and there:
        assert len(here & there) == 1


def test_every_main_event_links() -> None:
    """All six events, whatever else the texts have in common."""
    assert {r["doc"] for r in _rows() if not any(k == (r["doc"], r["event"]["id"]) for k in NOT_EXTRACTED)} == {
        r["doc"] for r in _rows()
    }
    assert len(_rows()) == 6


def test_nothing_of_the_round_up_is_merged_with_another_of_its_own() -> None:
    """A report's things stay as many as they were: no other report makes two of them one."""
    for things in _resolved().values():
        assert len({c.id for _, _, c in things.values()}) >= len(things) - 1
    assert len({c.id for _, _, c in _resolved()[ROUNDUP].values()}) == len(_resolved()[ROUNDUP])
