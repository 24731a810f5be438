"""Identity by example: what is stated, what a node is called, what a decision does, what a bar keeps apart."""

from __future__ import annotations

import pytest

from kg.model import EntityType
from kg.resolve import connected, resolve_all, resolve_component
from kg.resolve.profile import Identity, Profile, Resolution
from kg.resolve.profiles import keys_of

Features = dict[str, list[str]]


def _profile(type_: EntityType, id: str, name: str, features: Features, *tags: tuple[str, str]) -> Profile:
    kept = tuple(sorted((k, tuple(sorted(v))) for k, v in features.items() if v))
    bare = Profile(type_, id, name, features=kept, tags=tuple(sorted(tags)))
    return Profile(type_, id, name, (), keys_of(bare), kept, bare.tags)


def _person(
    seat: str, body: str, year: str = "2020", *tags: tuple[str, str], id: str = "person:张伟_上海市"
) -> Profile:
    features = {
        "body": [f"{seat}/{body}"], "seat": [seat], "seat_year": [f"{year}/{seat}"], "city": ["310000"],
        "organization": [{"310105": "长宁区", "310107": "普陀区"}[seat] + body], "work": [f"{seat}/{body}"],
    }  # fmt: skip
    return _profile(EntityType.PERSON, id, "张伟", features, *tags)


def _launch(id: str, name: str, day: str = "", **more: list[str]) -> Profile:
    days = [day] if day else []
    features = {"day": days, "one_day": days, "year": ["2020"], "one_year": ["2020"], "owner": ["310105"],
                "county": ["310105"], "stem": ["质量月启动仪式"], "own": ["质量月"], "type": ["launch_ceremony"], **more}  # fmt: skip
    return _profile(EntityType.EVENT, id, name, features)


def _ids(resolution: Resolution, *profiles: Profile) -> list[str]:
    return [resolution.entities[p.signature].id for p in profiles]


def _only(resolution: Resolution) -> Identity:
    assert len(resolution.statements) == 1
    return resolution.statements[0]


def test_a_merge_tells_its_reasons_and_readings() -> None:
    """Two readings of one bureau's man are one, because of the bureau."""
    one, two = _person("310105", "教育局"), _person("310105", "教育局", "2021", id="person:张伟_长宁区")
    found = resolve_component([one, two])
    statement = _only(found)
    assert (statement.kind, statement.entities) == ("merge", ("person:张伟_上海市",))
    assert statement.readings == (("person:张伟_上海市", "张伟"), ("person:张伟_长宁区", "张伟"))
    assert "同在“上海市长宁区教育局”任职" in statement.reasons_for


def test_readings_that_say_the_same_need_no_statement() -> None:
    """One reading however often is nothing to explain."""
    one = _person("310105", "教育局")
    assert resolve_component([one, one]).statements == ()


def test_namesakes_of_one_curie_are_told_apart_by_their_bodies() -> None:
    """Both get the body behind the name, so that neither is the usual one."""
    one, two = _person("310105", "教育局"), _person("310107", "教育局")
    found = resolve_component([one, two])
    assert _ids(found, one, two) == ["person:张伟_上海市_长宁区教育局", "person:张伟_上海市_普陀区教育局"]
    statement = _only(found)
    assert statement.kind == "distinction"
    assert "2020年一在上海市普陀区任职，一在上海市长宁区任职" in statement.reasons_against


def test_a_third_namesake_changes_neither_name() -> None:
    """What tells two apart stays when there are three."""
    one, two = _person("310105", "教育局"), _person("310107", "教育局")
    three = _person("310107", "民政局", "2012")
    before, after = resolve_component([one, two]), resolve_component([three, two, one])
    assert _ids(after, one, two) == _ids(before, one, two)


def test_what_is_uncertain_is_proposed_and_not_merged() -> None:
    """A deputy of one district, years later of another."""
    found = resolve_component([_person("310105", "教育局", "2012"), _person("310107", "教育局")])
    statement = _only(found)
    assert (statement.kind, len(statement.entities)) == ("proposal", 2)
    assert statement.reasons_for == ("同名，都在上海市",)


def test_a_decision_merges_what_no_rule_would() -> None:
    """The statement names the decision."""
    one, two = (_person(seat, "教育局", "2020", ("merge", "m1")) for seat in ("310105", "310107"))
    found = resolve_component([one, two])
    assert len(set(_ids(found, one, two))) == 1
    assert _only(found).decisions == ("m1",)
    assert "复核决定：是同一对象" in _only(found).reasons_for


def test_a_decision_parts_what_every_rule_would_join() -> None:
    """The sides of a split stay apart, and so does all that goes with them."""
    one = _person("310105", "教育局", "2020", ("apart", "s1/0"))
    two = _person("310105", "教育局", "2021", ("apart", "s1/1"))
    three = _person("310105", "教育局", "2022")
    found = resolve_component([one, two, three])
    assert len(set(_ids(found, one, two, three))) == 3  # the third is with neither: it shares its evidence with both
    kinds = {s.kind for s in found.statements if s.decisions}
    assert kinds == {"distinction"}
    assert {s.kind for s in found.statements} == {"distinction", "proposal"}


def test_a_decision_names_a_thing() -> None:
    """The label is the given one; the CURIE stays."""
    found = resolve_component([_person("310105", "教育局", "2020", ("name", "张大伟"))])
    canonical = next(iter(found.entities.values()))
    assert (canonical.id, canonical.name) == ("person:张伟_上海市", "张大伟")
    assert _only(found).kind == "merge"


def test_what_fits_two_that_exclude_each_other_goes_with_neither() -> None:
    """A launch without a day is that of the 4th or of the 7th: proposed with its neighbour, merged with none."""
    first, second = (
        _launch("event:甲", "质量月启动仪式", "2020-09-04"),
        _launch("event:乙", "质量月启动仪式", "2020-09-07"),
    )
    undated = _launch("event:丙", "质量月启动仪式")
    found = resolve_component([first, second, undated])
    assert len(set(_ids(found, first, second, undated))) == 3
    assert "proposal" in {s.kind for s in found.statements}


def test_what_fits_one_of_two_sides_goes_with_it() -> None:
    """The theme that only the 4th's launch has decides."""
    first = _launch("event:甲", "质量月启动仪式", "2020-09-04", stem=["甲启动仪式"], theme=["同心"], venue=["天山会堂"])
    second = _launch(
        "event:乙", "质量月启动仪式", "2020-09-07", stem=["乙启动仪式"], theme=["同行"], venue=["天山会堂"]
    )
    undated = _launch("event:丙", "质量月启动仪式", stem=["丙启动仪式"], theme=["同心"], venue=["天山会堂"])
    ids = _ids(resolve_component([first, second, undated]), first, second, undated)
    assert ids[0] == ids[2] != ids[1]


def test_the_fullest_official_name_is_the_label() -> None:
    """With its legal form, whichever report came first."""
    short = _profile(EntityType.ORGANIZATION, "organization:青岚乳业", "青岚乳业", {"person": ["贺远帆"]})
    full = _profile(
        EntityType.ORGANIZATION,
        "organization:青岚乳业股份有限公司",
        "青岚乳业股份有限公司",
        {"person": ["贺远帆"], "form": ["股份有限公司"]},
    )
    canonical = set(resolve_component([short, full]).entities.values())
    assert [(c.id, c.name) for c in canonical] == [("organization:青岚乳业股份有限公司", "青岚乳业股份有限公司")]


def test_profiles_of_two_types_are_no_component() -> None:
    """A component is of one type."""
    with pytest.raises(ValueError, match="one type"):
        resolve_component([_person("310105", "教育局"), _launch("event:甲", "质量月启动仪式")])


def test_nothing_resolves_to_nothing() -> None:
    """No profile, no thing."""
    assert resolve_component([]) == resolve_all([]) == Resolution({})


def test_profiles_without_a_common_key_are_not_compared() -> None:
    """They are components of their own."""
    one, two = _person("310105", "教育局"), _launch("event:甲", "质量月启动仪式", "2020-09-04")
    assert sorted(map(len, connected([one, two]))) == [1, 1]
