"""People, their posts, and what they did at an event."""

from __future__ import annotations

import pytest

from kg.extract.divisions import Scope
from kg.extract.involvement import find_involvement
from kg.extract.organizations import find_organizations
from kg.extract.people import Post, find_people
from kg.model import Span

XUHUI = Scope(("上海市", "徐汇区"))
YIMA = Scope(("河南省", "三门峡市", "义马市"))
COMPANY = Scope((), "云岭集团")


def posts(text: str, scope: Scope = XUHUI) -> dict[str, list[tuple[str, str]]]:
    return {p.name: [(post.role, post.organization) for post in p.posts] for p in reversed(find_people(text, scope))}


def involvement(text: str, scope: Scope = XUHUI, lead: str = "") -> set[tuple[str, str, str]]:
    bodies = find_organizations(text, scope)
    people = find_people(text, scope, bodies)
    return {(i.role, i.who.name, i.speech_role) for i in find_involvement(text, people, bodies, lead)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("区人大常委会副主任卢青禾参加", {"卢青禾": [("副主任", "徐汇区人大常委会")]}),
        (
            "副区长、区质量工作领导小组组长晏青禾参加",
            {"晏青禾": [("副区长", "徐汇区人民政府"), ("组长", "徐汇区质量工作领导小组")]},
        ),
        (
            "市市场监管局党组成员、副局长王青禾出席",
            {"王青禾": [("党组成员", "上海市市场监督管理局"), ("副局长", "上海市市场监督管理局")]},
        ),
        (
            "市场监管总局党组成员、副局长，标准委主任田青禾主持",
            {
                "田青禾": [
                    ("党组成员", "国家市场监督管理总局"),
                    ("副局长", "国家市场监督管理总局"),
                    ("主任", "国家标准化管理委员会"),
                ]
            },
        ),
        (
            "上海市云安委员会办公室主任兼上海市云安监督管理局局长杨青禾出席",
            {"杨青禾": [("主任", "上海市云安委员会办公室"), ("局长", "上海市云安监督管理局")]},
        ),
        ("副区长陈青、明禾出席", {"陈青": [("副区长", "徐汇区人民政府")], "明禾": [("副区长", "徐汇区人民政府")]}),
        ("市领导周青、李青禾出席", {"周青": [], "李青禾": []}),
        (
            "区电梯商会会长、云岭电梯股份有限公司董事长王青禾宣读",
            {"王青禾": [("会长", "徐汇区电梯商会"), ("董事长", "云岭电梯股份有限公司")]},
        ),
        (
            "上海市质协会长唐青禾、副会长祝青禾参加",
            {"唐青禾": [("会长", "上海市质量协会")], "祝青禾": [("副会长", "上海市质量协会")]},
        ),
        ("唐青禾会长宣布仪式开始", {"唐青禾": [("会长", "")]}),
        ("国务委员、国家云岭领导小组组长王青出席", {"王青": [("国务委员", "国务院"), ("组长", "国家云岭领导小组")]}),
        ("上海市场监管工作党委书记阎青禾出席", {"阎青禾": [("书记", "上海市场监管工作党委")]}),
        ("云大副校长黄青禾到场", {"黄青禾": [("副校长", "云大")]}),
        ("市市场监管局副局长阿依古丽·买买提讲话", {"阿依古丽·买买提": [("副局长", "上海市市场监督管理局")]}),
        ("市市场监管局副局长欧阳青禾讲话", {"欧阳青禾": [("副局长", "上海市市场监督管理局")]}),
        ("市市场监管局副局长王青等出席", {"王青": [("副局长", "上海市市场监督管理局")]}),
        ("市市场监管局副局长沙青为“十佳”学员颁奖", {"沙青": [("副局长", "上海市市场监督管理局")]}),
        ("市市场监管局一级巡视员沈青禾致辞", {"沈青禾": [("一级巡视员", "上海市市场监督管理局")]}),
        ("市市场监管局副局长资青禾出席", {"资青禾": [("副局长", "上海市市场监督管理局")]}),
        (
            "副区长乌云其其格、娜仁青格勒出席",
            {"乌云其其格": [("副区长", "徐汇区人民政府")], "娜仁青格勒": [("副区长", "徐汇区人民政府")]},
        ),
        ("区委常委、区人武部政委王青禾出席", {"王青禾": [("常委", "中共徐汇区委"), ("政委", "徐汇区人民武装部")]}),
        ("区检察院副检察长王青禾参加", {"王青禾": [("副检察长", "徐汇区人民检察院")]}),
        ("国家税务总局云岭税务局党委书记王青禾出席", {"王青禾": [("党委书记", "国家税务总局云岭税务局")]}),
        ("云岭大学二级教授王青禾授课", {"王青禾": [("二级教授", "云岭大学")]}),
        ("云岭股份有限公司生产总监王青禾发言", {"王青禾": [("生产总监", "云岭股份有限公司")]}),
        ("居民代表王青禾作了发言", {"王青禾": []}),
        ("区市场监管局王青禾局长致辞", {"王青禾": [("局长", "徐汇区市场监督管理局")]}),
        ("出席领导：王青禾（区委副书记）", {"王青禾": [("副书记", "中共徐汇区委")]}),
        ("副区长王　青致辞", {"王青": [("副区长", "徐汇区人民政府")]}),
        ("云岭镇党委委员、副镇长王青禾出席", {"王青禾": [("委员", "云岭镇党委"), ("副镇长", "云岭镇人民政府")]}),
        ("区委常委、组织部长王青禾出席", {"王青禾": [("常委", "中共徐汇区委"), ("部长", "中共徐汇区委组织部")]}),
        (
            "云岭园区党工委委员、管委会副主任王青禾出席",
            {"王青禾": [("委员", "云岭园区党工委"), ("副主任", "云岭园区管理委员会")]},
        ),
        ("王青禾代表“标兵”发言", {"王青禾": []}),
        ("会议由王青禾主持", {"王青禾": []}),
        ("王青禾、李青禾、周青分别作交流发言", {"王青禾": [], "李青禾": [], "周青": []}),
    ],
)
def test_titles_before_and_behind_a_name_give_posts(text: str, expected: dict[str, list[tuple[str, str]]]) -> None:
    """A chain of titles before a name gives one post each; organizations are handed down, governments implied."""
    assert posts(text) == expected


def test_the_government_of_a_county_level_city() -> None:
    """市委 and 常务副市长 belong to the city of the scope, not to the prefecture above it."""
    assert posts("市委常委、常务副市长周青宣布活动启动", YIMA) == {
        "周青": [("常委", "中共义马市委"), ("常务副市长", "义马市人民政府")]
    }


def test_posts_of_an_enterprise() -> None:
    """集团 and titles without an organization belong to the enterprise in whose item the text stands."""
    assert posts("集团党委书记、副总裁王青禾出席并讲话", COMPANY) == {
        "王青禾": [("党委书记", "云岭集团"), ("副总裁", "云岭集团")]
    }
    assert posts("会议由副总经理周青禾主持", COMPANY) == {"周青禾": [("副总经理", "云岭集团")]}
    assert posts("质量保证部部长黄青宣读文件", COMPANY) == {"黄青": [("部长", "云岭集团质量保证部")]}


def test_a_further_post_told_afterwards() -> None:
    """他同时担任 gives the person named last one more post."""
    text = "市市场监管局一级巡视员沈青禾等出席，他同时担任市知识产权领导小组办公室副主任。"
    assert posts(text)["沈青禾"] == [
        ("一级巡视员", "上海市市场监督管理局"),
        ("副主任", "上海市知识产权领导小组办公室"),
    ]


def test_people_known_from_before_are_found_by_name_and_by_family_name() -> None:
    """A bare name, and a family name with a title that one known person has, are mentions without new posts."""
    known = {"褚青禾": (Post("副主任", "上海市云岭中心", Span(0, 3)),)}
    people = find_people("褚青禾就办好活动提出要求，褚主任说，质量第一。", XUHUI, None, known)
    assert [(p.name, p.posts) for p in people] == [("褚青禾", ()), ("褚青禾", ())]


@pytest.mark.parametrize(
    "text",
    [
        "（记者 张青禾 通讯员 李青禾）",
        "第二届区长质量奖揭晓",
        "质量工作领导小组成立",
        "食品安全办公室负责人应邀参加",
        "首席质量官任职资格证书",
        "党委书记安排工作",
        "区市场监管局局长首先致辞",
        "常委会主持，全体人员参加",
        "海底捞出席活动，平安办宣读倡议",
        "商会会长单位代表宣读",
    ],
)
def test_what_is_no_person(text: str) -> None:
    """Bylines, awards, bodies and verbs that open with a family name are nobody."""
    assert posts(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("副区长顾青出席，并代表徐汇区人民政府致辞。", {("attended", "顾青", ""), ("addressed", "顾青", "致辞")}),
        (
            "仪式由区市场监管局局长王青禾主持，副区长顾青讲话。",
            {("addressed", "王青禾", "主持"), ("addressed", "顾青", "讲话")},
        ),
        (
            "出席活动的有：区人大常委会副主任卢青，副区长晏青禾。",
            {("attended", "卢青", ""), ("attended", "晏青禾", "")},
        ),
        ("副区长顾青宣布活动启动。", {("addressed", "顾青", "宣布启动")}),
        ("副区长顾青此前专门听取了活动方案汇报。", set()),
        (
            "副区长顾青及相关镇街、部门负责人、企业代表100余人参加。",
            {("attended", "顾青", ""), ("participant", "部门负责人", ""), ("participant", "企业代表", "")},
        ),
        (
            "区财政局、市文明办等单位负责人到场。",
            {("participant", "徐汇区财政局", ""), ("participant", "上海市精神文明建设委员会办公室", "")},
        ),
        (
            "区市场监管局组织区财政局等单位及企业代表80余人参加。",
            {("participant", "徐汇区财政局", ""), ("participant", "企业代表", "")},
        ),
        ("云岭商贸有限公司负责人宣读倡议书。", {("participant", "云岭商贸有限公司", "")}),
        (
            "云岭电梯股份有限公司董事长王青禾代表企业宣读宣言。",
            {("addressed", "王青禾", "宣读"), ("participant", "云岭电梯股份有限公司", "")},
        ),
        ("由区质量工作领导小组办公室主办的活动举行，副区长顾青出席。", {("attended", "顾青", "")}),
        ("参赛的40支队伍约200人。", {("participant", "40支队伍", "")}),
        ("该区将邀请市民走进企业。", set()),
        ("副区长顾青参加活动。", {("attended", "顾青", "")}),
        ("区市场监管局局长出席。", set()),
        ("区政府党组成员、公安分局局长出席。", set()),
        ("副区长顾青介绍活动安排。", {("addressed", "顾青", "通报")}),
        ("副区长顾青下达启动令。", {("addressed", "顾青", "宣布启动")}),
        ("副区长顾青就下一步工作提出三点要求。", {("addressed", "顾青", "讲话")}),
        ("活动邀请云岭大学教授顾青授课。", {("attended", "顾青", ""), ("addressed", "顾青", "授课")}),
    ],
)
def test_who_did_what(text: str, expected: set[tuple[str, str, str]]) -> None:
    """Verbs give their subjects, joined to them by nothing but glue, a role; who is merely named has none."""
    assert involvement(text) == expected


def test_members_of_a_list_under_a_heading_took_part() -> None:
    """A list item under 交流发言单位 names a participant; a sentence under such a heading is read as ever."""
    assert involvement("云岭集团股份有限公司", lead="二、交流发言单位") == {("participant", "云岭集团股份有限公司", "")}
    assert involvement("副区长顾青讲话。", lead="一、出席和主持") == {("addressed", "顾青", "讲话")}
