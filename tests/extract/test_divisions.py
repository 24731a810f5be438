"""Administrative divisions and the scope of a section."""

from __future__ import annotations

import pytest

from kg.extract.divisions import Scope, chain, find_divisions, resolve_division, scope_of
from kg.resources import gazetteer


def names(text: str, context: tuple[str, ...] = ()) -> list[str]:
    return [division.name for _, division in find_divisions(text, context)]


def test_gazetteer_is_sorted_and_every_parent_exists() -> None:
    """The divisions stand in the order of their codes and hang together."""
    rows = gazetteer("divisions")
    codes = [row["code"] for row in rows]
    assert codes == sorted(codes)
    assert len(codes) == len(set(codes))
    assert {row["parent"] for row in rows} - {""} <= set(codes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("活动在苏州市吴江区举行", ["吴江区"]),
        ("甘肃省渭源县举行启动仪式", ["渭源县"]),
        ("青浦、吴江、嘉善三地共同举办", ["青浦区", "吴江区", "嘉善县"]),
        ("上海举行质量月活动", ["上海市"]),
        ("上海教育超市参加", []),
        ("县消防大队和县医院进行演练", []),
        ("闸北区举行质量月活动", ["闸北区"]),
    ],
)
def test_divisions_are_found_by_full_and_safe_short_names(text: str, expected: list[str]) -> None:
    """Full names count everywhere, short ones where they stand as a word of their own."""
    assert names(text) == expected


def test_chain_goes_from_the_province_down() -> None:
    """A county has its city and its province above it."""
    division = resolve_division("渭源县")
    assert division is not None
    assert chain(division) == ("甘肃省", "定西市", "渭源县")


@pytest.mark.parametrize(
    ("context", "province"), [(("兰州市",), "甘肃省"), (("西藏自治区",), "西藏自治区"), (("西宁市",), None)]
)
def test_namesakes_are_told_apart_by_context(context: tuple[str, ...], province: str | None) -> None:
    """城关区 is the one of the place that the context names, and none where the context does not help."""
    division = resolve_division("城关区", context)
    assert (chain(division)[0] if division else None) == province


def test_a_town_is_known_by_its_ending() -> None:
    """Towns stand in no gazetteer."""
    town = resolve_division("柳荫镇")
    assert town is not None
    assert (town.level, town.code) == ("town", "")


def test_scope_place_is_the_narrowest_of_its_kind() -> None:
    """市 means the county-level city where there is one, else the city above the district."""
    assert Scope(("河南省", "三门峡市", "义马市")).place("市") == "义马市"
    assert Scope(("上海市", "徐汇区")).place("市") == "上海市"
    assert Scope(("广西壮族自治区", "南宁市")).place("区") == ""
    assert Scope(("广西壮族自治区", "南宁市")).place("省") == "广西壮族自治区"


@pytest.mark.parametrize(
    ("heading", "title", "body", "expected"),
    [
        ("渭源县：广场上的展示", "2021年“质量月”活动掠影", "", Scope(("甘肃省", "定西市", "渭源县"))),
        ("宝山区：活动丰富", "上海市“质量月”活动", "", Scope(("上海市", "宝山区"))),
        (
            "云岭乳业：总裁谈质量",
            "上海市“质量月”活动",
            "云岭乳业股份有限公司总裁参加",
            Scope(("上海市",), "云岭乳业股份有限公司"),
        ),
        (
            "远山七局杭州公司：开工",
            "上海市“质量月”活动",
            "远山七局(杭州)有限公司召开",
            Scope(("上海市",), "远山七局(杭州)有限公司"),
        ),
        ("青浦、吴江、嘉善：三地交流", "2021年“质量月”活动掠影", "", Scope()),
    ],
)
def test_scope_follows_the_topic_of_a_heading(heading: str, title: str, body: str, expected: Scope) -> None:
    """`X：…` speaks from X: a place with all above it, or an enterprise in the fullest form of its name."""
    parent = scope_of("", title, "", "", None)
    assert scope_of(heading, title, "", body, parent) == expected


@pytest.mark.parametrize(
    ("title", "dateline", "body", "places"),
    [
        ("徐汇区举行“质量月”主题活动", "", "9月21日，活动举行。", ("上海市", "徐汇区")),
        ("省“质量月”活动在徐州启动", "江苏省市场监督管理局", "9月1日，活动在徐州举行。", ("江苏省", "徐州市")),
        ("2022年全国“质量月”在京启动", "", "9月1日，大会在北京举行，浙江省人民政府发言。", ()),
    ],
)
def test_scope_of_a_single_story_weighs_title_dateline_and_body(
    title: str, dateline: str, body: str, places: tuple[str, ...]
) -> None:
    """The title counts most; a report about the whole country speaks from no place."""
    assert scope_of("", title, dateline, body, None).places == places


def test_scope_of_a_company_report_is_the_company() -> None:
    """A title that opens with an enterprise makes 公司 mean it."""
    assert scope_of("", "云岭集团启动“质量月”活动", "", "9月1日，云岭集团举行仪式。", None) == Scope((), "云岭集团")
