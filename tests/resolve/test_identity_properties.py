"""Properties of identity: a function of the set of profiles that obeys bars and decisions."""

from __future__ import annotations

import random
from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import EntityType
from kg.resolve import resolve_all, resolve_component
from kg.resolve.profile import Canonical, Profile
from kg.resolve.profiles import keys_of

DAYS = ["2019-09-04", "2020-09-04", "2020-09-07"]
COUNTIES = ["310105", "310107", "320402"]


def _profile(type_: EntityType, id: str, name: str, features: dict[str, list[str]],
             tags: list[tuple[str, str]] | None = None) -> Profile:  # fmt: skip
    kept = tuple(sorted((k, tuple(sorted(set(v)))) for k, v in features.items() if v))
    bare = Profile(type_, id, name, features=kept, tags=tuple(sorted(tags or [])))
    return Profile(type_, id, name, (), keys_of(bare), kept, bare.tags)


TAGS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.sampled_from(["m1", "m2"])),
        st.tuples(st.just("apart"), st.sampled_from(["s1/0", "s1/1"])),
        st.tuples(st.just("name"), st.just("张大伟")),
    ),
    max_size=1,
)


@st.composite
def people(draw: st.DrawFn, tags: bool = False) -> Profile:
    """A reading of somebody called 张伟."""
    seat = draw(st.sampled_from([*COUNTIES, ""]))
    body = draw(st.sampled_from(["人民政府", "市场监督管理局", "教育局"]))
    features = {
        "body": [f"{seat}/{body}"] if seat else [],
        "organization": [body] if seat else [],
        "seat": [seat] if seat else [],
        "line": [f"{seat}/市场监管"] if seat and body == "市场监督管理局" else [],
        "seat_year": [f"{draw(st.sampled_from(['2019', '2020']))}/{seat}"] if seat else [],
        "city": draw(st.lists(st.sampled_from(["310000", "320400"]), max_size=1)),
        "kind": draw(st.lists(st.sampled_from(["official", "enterprise"]), max_size=1)),
        "event": draw(st.lists(st.sampled_from([f"{d}/{c}/" for d in DAYS for c in COUNTIES[:2]]), max_size=2)),
    }
    id = draw(st.sampled_from(["person:张伟_上海市", "person:张伟_常州市", "person:张伟"]))
    return _profile(EntityType.PERSON, id, "张伟", features, draw(TAGS) if tags else None)


@st.composite
def events(draw: st.DrawFn, tags: bool = False) -> Profile:
    """A reading of some event of the Quality Month."""
    day = draw(st.lists(st.sampled_from(DAYS), max_size=1))
    county = draw(st.lists(st.sampled_from(COUNTIES), max_size=1))
    name = draw(st.sampled_from(["质量月启动仪式", "质量月活动启动仪式", "质量月主题活动"]))
    year = [d[:4] for d in day] or draw(st.lists(st.sampled_from(["2019", "2020"]), max_size=1))
    id = draw(st.sampled_from(["event:甲", "event:乙", "event:丙"]))
    features = {
        "day": day, "one_day": day, "year": year, "one_year": year, "owner": county or ["远山重工"], "county": county,
        "stem": [name.replace("活动", "")], "type": draw(st.lists(st.sampled_from(["launch_ceremony", "visit"]), max_size=1)),
        "theme": draw(st.lists(st.sampled_from(["同心", "同行"]), max_size=1)),
        "venue": draw(st.lists(st.sampled_from(["天山会堂", "长宁广场"]), max_size=1)),
        "beside": draw(st.lists(st.sampled_from(sorted({"event:甲", "event:乙"} - {id})), max_size=1)),
    }  # fmt: skip
    return _profile(EntityType.EVENT, id, name, features, draw(TAGS) if tags else None)


COMPONENTS = st.one_of(
    st.lists(people(tags=True), min_size=1, max_size=9), st.lists(events(tags=True), min_size=1, max_size=9)
)


@given(COMPONENTS, st.integers(0, 10**6))
@settings(max_examples=80, deadline=None)
def test_neither_order_nor_repeats_make_a_difference(component: list[Profile], seed: int) -> None:
    """A component in any order, with readings twice, resolves to the same."""
    shuffled = [*component, *component[:3]]
    random.Random(seed).shuffle(shuffled)
    assert resolve_component(shuffled) == resolve_component(component)


@given(COMPONENTS)
@settings(max_examples=80, deadline=None)
def test_every_reading_has_one_name_and_no_two_things_share_a_curie(component: list[Profile]) -> None:
    """All signatures are there; a CURIE is that of a member, with something behind it where it must be."""
    found = resolve_component(component).entities
    assert set(found) == {p.signature for p in component}
    members: dict[Canonical, list[Profile]] = defaultdict(list)
    for profile in {p.signature: p for p in component}.values():
        members[found[profile.signature]].append(profile)
    assert len({canonical.id for canonical in members}) == len(members)
    for canonical, readings in members.items():
        assert any(canonical.id.startswith(p.id) for p in readings)


@given(st.lists(events(), min_size=2, max_size=9))
@settings(max_examples=80, deadline=None)
def test_no_bar_is_ever_inside_a_thing(component: list[Profile]) -> None:
    """Days, years and districts that exclude each other are never of one event, over however many steps."""
    found = resolve_component(component).entities
    for feature in ("one_day", "one_year", "county"):
        held: dict[str, set[str]] = defaultdict(set)
        for profile in component:
            held[found[profile.signature].id].update(profile.values(feature))
        assert {id: values for id, values in held.items() if len(values) > 1} == {}


@given(st.lists(events(), min_size=2, max_size=9))
@settings(max_examples=80, deadline=None)
def test_what_one_report_lists_side_by_side_no_other_joins(component: list[Profile]) -> None:
    """An event and one that stands beside it in its report are never one."""
    found = resolve_component(component).entities
    by_id: dict[str, set[str]] = defaultdict(set)
    for profile in component:
        by_id[profile.id].add(found[profile.signature].id)
    for profile in component:
        for other in profile.values("beside"):
            assert found[profile.signature].id not in by_id[other]


@given(COMPONENTS)
@settings(max_examples=80, deadline=None)
def test_decisions_are_obeyed(component: list[Profile]) -> None:
    """Different sides are apart; what is to be merged is one, unless another decision says that it is not."""
    found = resolve_component(component).entities
    ids: dict[tuple[str, str], set[str]] = defaultdict(set)
    for profile in component:
        for tag in profile.tags:
            ids[tag].add(found[profile.signature].id)
    for decision in ("m1", "m2"):
        assert len(ids["merge", decision]) <= 1
    assert ids["apart", "s1/0"].isdisjoint(ids["apart", "s1/1"])
    assert {
        c.name for s, c in found.items() if any(p.signature == s and ("name", "张大伟") in p.tags for p in component)
    } <= {"张大伟"}


@given(COMPONENTS)
@settings(max_examples=50, deadline=None)
def test_something_unrelated_changes_no_other(component: list[Profile]) -> None:
    """A namesake with another CURIE and nothing in common leaves the names of all others as they were."""
    features = {"body": ["620102/教育局"], "seat": ["620102"], "city": ["620100"], "kind": ["official"]}
    stranger = (
        _profile(EntityType.PERSON, "person:张伟_兰州市", "张伟", features)
        if component[0].type is EntityType.PERSON
        else _profile(EntityType.EVENT, "event:丁", "科技周启动仪式", {"day": ["2011-05-05"], "owner": ["620102"]})
    )
    before, after = resolve_component(component).entities, resolve_component([*component, stranger]).entities
    assert {signature: after[signature] for signature in before} == before


@given(st.lists(people(), min_size=1, max_size=9), st.lists(events(), min_size=1, max_size=9))
@settings(max_examples=60, deadline=None)
def test_components_resolve_alike_alone_and_together(some: list[Profile], others: list[Profile]) -> None:
    """All at once is the same as each component on its own."""
    together = resolve_all([*some, *others]).entities
    assert together == resolve_all(some).entities | resolve_all(others).entities


def test_statements_grow_with_the_component_and_not_with_its_square() -> None:
    """Of a hundred namesakes in one city each is compared with its neighbours only."""
    component = [
        _profile(EntityType.PERSON, f"person:张伟_{i}", "张伟", {"body": [f"/远山{i}厂"], "city": ["310000"]})
        for i in range(100)
    ]
    found = resolve_component(component)
    assert len(set(found.entities.values())) == 100
    assert len(found.statements) == 99
    assert {s.kind for s in found.statements} == {"proposal"}
