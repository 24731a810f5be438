"""Profiles: what one report knows of a thing, without anything of the report itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.build import extract, sample
from kg.model import EntityType, Extraction
from kg.readers import document_from_text
from kg.resolve import profiles, resolve_all
from kg.resolve.names import city_of, core, line_of_work, may_be_alias, placed, stem
from kg.resolve.profile import Profile

TEXT = (
    "长宁区举行“质量月”启动仪式\n\n"
    "2020年9月4日，长宁区2020年“质量月”启动仪式在天山会堂举行。活动由长宁区市场监管局主办。长宁区副区长桑榆晚出席。"
    "远山重工有限公司（以下简称“远山重工”）获得长宁区第二届区长质量奖。"
)


def _profiles(name: str = "长宁", text: str = TEXT) -> dict[str, Profile]:
    return {p.id: p for p in profiles(extract(document_from_text(text, name)))}


@pytest.fixture(scope="module")
def sample_extraction() -> Extraction:
    """What the bundled sample says."""
    return extract(sample())


def test_each_thing_that_identity_is_about_has_one_profile(sample_extraction: Extraction) -> None:
    """All entities but posts, quantities and the report itself, each with its own CURIE among its keys."""
    found = profiles(sample_extraction)
    left_out = {EntityType.POST, EntityType.QUANTITY}
    wanted = {e.id for e in sample_extraction.entities if e.type not in left_out} - {sample_extraction.document.id}
    assert {p.id for p in found} == wanted
    assert len(found) == len(wanted)
    assert [p.id for p in found if p.id not in p.keys] == []


def test_a_profile_holds_nothing_of_its_report() -> None:
    """The same text under another file name has equal profiles."""
    assert _profiles("甲") == _profiles("乙")


def test_what_nothing_could_join_is_of_its_report_alone() -> None:
    """Two reports whose 区教育局 is of no known district do not speak of one bureau because both say so little."""
    text = "9月4日，质量月启动仪式举行。活动由区教育局主办。"
    here, there = (_profiles(name, text)["organization:区教育局"] for name in ("甲", "乙"))
    assert here != there
    resolution = resolve_all([here, there])
    assert len(set(resolution.entities.values())) == 2
    assert {s.kind for s in resolution.statements} == {"distinction"}


def test_a_person_has_posts_place_event_and_line_of_work() -> None:
    """What tells a person from namesakes stands in the features."""
    person = _profiles()["person:桑榆晚_上海市"]
    assert person.values("body") == ("310105/人民政府",)
    assert person.values("line") == ("310105/领导班子",)
    assert person.values("city") == ("310000",)
    assert "2020-09-04/310105/" in person.values("event")


def test_an_event_has_day_place_kind_and_a_name_without_owner_and_year() -> None:
    """The launch of one district is found under the day, the district and its bare name."""
    events = [p for p in _profiles().values() if p.type is EntityType.EVENT]
    launch = next(p for p in events if "启动仪式" in p.name)
    assert launch.values("one_day") == ("2020-09-04",)
    assert launch.values("county") == ("310105",)
    assert launch.values("stem") == ("质量月启动仪式",)
    assert launch.values("venue") == ("天山会堂",)


def test_an_alias_that_the_report_states_is_a_name() -> None:
    """以下简称 makes the short form a name of the enterprise."""
    assert _profiles()["organization:远山重工有限公司"].names == ("远山重工",)


@pytest.mark.parametrize(
    "alias", ["公司", "集团", "集团公司", "该局", "活动", "市局", "市市场监管局", "区政府", "长宁区"]
)
def test_a_word_that_only_its_report_makes_clear_is_no_name(alias: str) -> None:
    """Such an alias would join what has nothing in common."""
    assert not may_be_alias(alias)


@pytest.mark.parametrize("alias", ["YSZG", "远山重工", "长宁区市场监管局"])
def test_an_alias_that_stands_for_one_thing_is_a_name(alias: str) -> None:
    """Acronyms, short names of enterprises, bodies with their place."""
    assert may_be_alias(alias)


def test_decisions_are_tags_and_keys() -> None:
    """What is to be one is in one component, whatever the names."""
    extraction = extract(document_from_text(TEXT, "长宁"))
    tagged = profiles(extraction, {"person:桑榆晚_上海市": (("merge", "m1"), ("apart", "s1/0"))})
    person = next(p for p in tagged if p.type is EntityType.PERSON)
    assert person.tags == (("apart", "s1/0"), ("merge", "m1"))
    assert {"Person|merge|m1", "Person|apart|s1"} <= set(person.keys)


def test_events_side_by_side_in_one_report_know_of_each_other(root: Path) -> None:
    """Two things of one report that share a key carry each other's CURIE, so that no third report joins them."""
    text = (
        "2020年9月4日上午，长宁区首席质量官培训会在天山会堂举行。\n\n"
        "2020年9月4日下午，长宁区首席质量官培训班在天山会堂举行。"
    )
    events = [p for p in _profiles("两场", text).values() if p.type is EntityType.EVENT]
    ids = {p.id for p in events}
    assert len(ids) == 2
    assert {p.id: set(p.values("beside")) for p in events} == {id: ids - {id} for id in ids}


def test_equal_bodies_have_equal_normal_forms() -> None:
    """Short forms, the city in front of the district, and spaces make no other body."""
    forms = {placed(name) for name in ("上海市长宁区市场监管局", "长宁区市场监督管理局", "长宁区 市监局")}
    assert len(forms) == 1
    assert placed("长宁区市场监督管理局") != placed("普陀区市场监督管理局")


def test_a_division_that_has_namesakes_waits_for_its_city() -> None:
    """鼓楼区 alone is none of those that bear the name; beside its city it is that one."""
    assert placed("鼓楼区人民政府").code == "?鼓楼区"
    assert placed("鼓楼区人民政府", ("福州市",)).code == "350102"


def test_legal_form_group_and_branch_are_taken_off() -> None:
    """The core of a name, its legal form, and the stem that group and branch share."""
    assert core("远山重工股份有限公司") == ("远山重工", "股份有限公司")
    assert {stem(n) for n in ("远山重工集团", "上海远山重工有限公司", "远山重工有限公司常州分公司")} == {"远山重工"}


def test_the_longest_word_tells_the_line_of_work() -> None:
    """The office of a leading group works in another line than the group's members."""
    assert line_of_work("质量技术监督局") == line_of_work("质量工作领导小组办公室") == "市场监管"
    assert line_of_work("质量工作领导小组") == "领导班子"
    assert line_of_work("天文台") == ""


def test_a_city_is_known_by_the_code() -> None:
    """District to city, municipality to itself, province to nothing."""
    assert [city_of(code) for code in ("320509", "310104", "310000", "320000", "")] == [
        "320500",
        "310000",
        "310000",
        "",
        "",
    ]


def test_namesake_districts_in_one_report_are_told_apart_by_their_curies() -> None:
    """A round-up of two cities has two governments of 鼓楼区, each with its own code."""
    items = (("南京市", "赵文博", "山西路会堂"), ("福州市", "钱学林", "西湖会堂"), ("常州市", "孙望舒", "常州会堂"))
    text = "2020年全国“质量月”活动掠影\n\n" + "\n\n".join(
        f"{city}{'' if city == '常州市' else '鼓楼区'}：“质量月”启动仪式举行\n\n9月4日，{city}{'' if city == '常州市' else '鼓楼区'}"
        f"2020年“质量月”启动仪式在{hall}举行。{'副市长' if city == '常州市' else '鼓楼区副区长'}{name}出席。"
        for city, name, hall in items
    )
    found = _profiles("两市", text)
    governments = {p.values("division") for p in found.values() if p.name.endswith("鼓楼区人民政府")}
    assert governments == {("320106",), ("350102",)}
