"""Organizations under their full names."""

from __future__ import annotations

import pytest

from kg.extract.divisions import Scope
from kg.extract.organizations import OrganizationMention, find_organizations

XUHUI = Scope(("上海市", "徐汇区"))
WEIYUAN = Scope(("甘肃省", "定西市", "渭源县"))


def found(text: str, scope: Scope = XUHUI, known: dict[str, str] | None = None) -> list[OrganizationMention]:
    return [m for m in find_organizations(text, scope, known) if m.kind != "group"]


def names(text: str, scope: Scope = XUHUI, known: dict[str, str] | None = None) -> list[str]:
    return [m.name for m in found(text, scope, known)]


def groups(text: str, scope: Scope = XUHUI) -> list[str]:
    return [m.name for m in find_organizations(text, scope) if m.kind == "group"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("区市场监管局主办", "徐汇区市场监督管理局"),
        ("市质量工作领导小组办公室牵头", "上海市质量工作领导小组办公室"),
        ("市市场监督管理局质量发展处参加", "上海市市场监督管理局质量发展处"),
        ("市场监管总局质量发展局主办", "国家市场监督管理总局质量发展局"),
        ("区政府设立质量奖", "徐汇区人民政府"),
        ("区委宣传部主办", "中共徐汇区委宣传部"),
        ("团区委主办", "共青团徐汇区委"),
        ("上海市黄浦区市场监督管理局主办", "黄浦区市场监督管理局"),
        ("苏州出入境检验检疫局参加", "苏州出入境检验检疫局"),
        ("徐汇区云岭社会福利院获奖", "徐汇区云岭社会福利院"),
        ("市缺陷消费品召回中心参加", "上海市缺陷消费品召回中心"),
        ("由云岭电梯股份有限公司承办", "云岭电梯股份有限公司"),
        ("云岭七局(上海)有限公司召开大会", "云岭七局(上海)有限公司"),
        ("区质量强区及品牌战略推进工作领导小组办公室主办", "徐汇区质量强区及品牌战略推进工作领导小组办公室"),
        ("徐汇云谷高新区管委会参加", "徐汇云谷高新区管理委员会"),
        ("徐汇区商务和投资促进局主办", "徐汇区商务和投资促进局"),
        ("区餐饮与住宿行业协会宣读", "徐汇区餐饮与住宿行业协会"),
        ("市中院院长", "上海市中级人民法院"),
        ("区消委会协办", "徐汇区消费者委员会"),
        ("由云岭计量检定测试所承办", "云岭计量检定测试所"),
        ("由中国质量协会主办", "中国质量协会"),
        ("中国云岭银行徐汇区支行参加", "中国云岭银行徐汇区支行"),
        ("由云岭大学材料学院承办", "云岭大学材料学院"),
        ("云岭街道办承办", "云岭街道办事处"),
    ],
)
def test_names_are_written_out_in_full(text: str, name: str) -> None:
    """Relative and short forms become the full name; absolute names stay, without the city above a district."""
    assert names(text)[:1] == [name]


def test_fields_joined_in_one_name_are_told_from_two_bodies() -> None:
    """商务和投资促进局 is one bureau; 教育局和科技局, 云岭协会与市质量协会 are two bodies."""
    assert names("区教育局和科技局主办") == ["徐汇区教育局", "徐汇区科技局"] or names("区教育局和科技局主办") == [
        "徐汇区教育局",
        "徐汇区科学技术局",
    ]
    assert names("区云岭协会与市质量协会签约") == ["徐汇区云岭协会", "上海市质量协会"]


def test_departments_of_the_enterprise_in_scope() -> None:
    """由品质保障部牵头 in an item about an enterprise is its department; nobody's in one about a place."""
    enterprise = Scope((), "云岭乳业股份有限公司")
    assert names("由品质保障部牵头，生产中心配合", enterprise) == [
        "云岭乳业股份有限公司品质保障部",
        "云岭乳业股份有限公司生产中心",
    ]
    assert names("由品质保障部牵头") == []


def test_a_prefix_is_handed_down_a_list() -> None:
    """Each member of a list has the place of the first, also one of unlisted form."""
    assert names("渭源县质监局、经信委、交运局、工商联联合主办", WEIYUAN) == [
        "渭源县质量技术监督局",
        "渭源县经济和信息化委员会",
        "渭源县交运局",
        "渭源县工商业联合会",
    ]


def test_one_body_of_several_places() -> None:
    """甲、乙、丙三省某办 is one body of each."""
    mentions = found("江苏、浙江、安徽三省食品安全委员会办公室负责人参加")
    assert [(m.surface, m.name) for m in mentions] == [
        ("江苏", "江苏省食品安全委员会办公室"),
        ("浙江", "浙江省食品安全委员会办公室"),
        ("安徽三省食品安全委员会办公室", "安徽省食品安全委员会办公室"),
    ]


def test_a_body_without_place_is_national_in_a_national_report() -> None:
    """国资委 is that of the State Council where the scope has no place, and the city's where it has one."""
    assert names("国资委主办", Scope()) == ["国务院国有资产监督管理委员会"]
    assert names("国资委主办", Scope(("上海市",))) == ["上海市国有资产监督管理委员会"]


def test_an_expansion_that_differs_from_city_to_city_is_not_made() -> None:
    """住建委 is called otherwise in every city."""
    assert names("市住建委主办") == ["上海市住建委"]


@pytest.mark.parametrize(
    ("text", "known", "name"),
    [
        ("该公司副总经理发言", {"云岭水泥有限公司": "云岭水泥有限公司"}, "云岭水泥有限公司"),
        ("省局质量发展处参加", {"省市场监管局": "江苏省市场监督管理局"}, "江苏省市场监督管理局质量发展处"),
        ("云岭怎样抓质量", {"云岭": "云岭乳业"}, "云岭乳业"),
    ],
)
def test_short_forms_mean_what_was_named_before(text: str, known: dict[str, str], name: str) -> None:
    """该公司, 省局 and introduced short names are resolved by the names met before."""
    assert names(text, Scope(("江苏省", "徐州市")), known) == [name]


def test_an_enterprise_in_whose_item_the_text_stands_is_the_company() -> None:
    """公司 and 集团 mean the organization of the scope."""
    assert names("集团举办活动，公司员工参加", Scope((), "云岭集团")) == ["云岭集团", "云岭集团"]


def test_a_relative_name_without_scope_keeps_its_surface() -> None:
    """Nothing is guessed where the scope has no such place."""
    assert names("区市场监管局主办", Scope()) == ["区市场监管局"]


def test_names_that_only_a_list_shows() -> None:
    """A list that counts its members, and the last member of a list of bodies, name enterprises without an ending."""
    assert names("云岭家居、碧波本草、远山书店三家企业讲述故事") == ["云岭家居", "碧波本草", "远山书店"]
    assert names("云岭家居、碧波本草两家以外的三家企业讲述故事") == []
    assert names("市应急管理局、柳荫路街道、碧波化工作了发言")[-1] == "碧波化工"


def test_a_name_on_a_line_of_its_own_may_hold_a_boundary_character() -> None:
    """的 inside the name of a list item does not cut it."""
    assert names("好的云集团股份有限公司") == ["好的云集团股份有限公司"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("部分企业代表约200余人参加", ["部分企业代表"]),
        ("邀请市民走进企业", ["市民"]),
        ("相关镇街及40余家企业代表参加", ["40余家企业代表"]),
        ("区质量工作领导小组各成员单位参加", ["区质量工作领导小组各成员单位"]),
        ("与会人员到现场观摩", ["与会人员"]),
        ("各主办、协办单位领导到场", ["各主办、协办单位领导"]),
        ("要求有关部门密切配合", []),
    ],
)
def test_groups_are_phrases_without_trailing_counts(text: str, expected: list[str]) -> None:
    """Bodies and people without a name of their own are groups."""
    assert groups(text) == expected


@pytest.mark.parametrize("text", ["各有限公司参加", "多家企业参加", "行业协会参加", "城市质量提升", "超市里的促销"])
def test_kinds_are_no_organizations(text: str) -> None:
    """A word for a kind of organization names none."""
    assert names(text) == []


def test_surfaces_stand_where_their_spans_say() -> None:
    """A span cuts its surface out of the text."""
    text = "活动由区市场监管局、云岭电梯股份有限公司主办，企业代表80余人参加。"
    for mention in find_organizations(text, XUHUI):
        assert text[mention.span.start : mention.span.end] == mention.surface


def test_an_alias_introduced_in_brackets_is_given_back() -> None:
    """（以下简称…） and a Latin short name are aliases."""
    mention = found("云岭电梯股份有限公司（以下简称云岭电梯）主办")[0]
    assert "云岭电梯" in mention.aliases
    assert "YLO" in found("国际云岭联盟（YLO）确定主题")[0].aliases
