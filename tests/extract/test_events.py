"""Names of events in sentences."""

from __future__ import annotations

import pytest

from kg.extract.events import find_campaigns, find_events, parts_of_compound


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("青山区举办2019年“质量月”启动仪式。", ["2019年“质量月”启动仪式"]),
        (
            "由青山区市场监管局主办的“质量为先 惠及万家”2019年主题活动在会堂举行。",
            ["“质量为先 惠及万家”2019年主题活动"],
        ),
        (
            "现场举行“2019年青山区质量月活动启动仪式暨‘青山好物’颁奖展演”。",
            ["2019年青山区质量月活动启动仪式暨‘青山好物’颁奖展演"],
        ),
        ("“深入开展质量提升行动 建设质量强区”是今年的口号。", []),
        ("全区推出77项主题宣传活动。", []),
        ("举办了质量论坛、知识竞赛等一系列主题宣传活动。", ["质量论坛", "知识竞赛"]),
        ("公司2022年质量管理人员培训开班。", ["公司2022年质量管理人员培训"]),
    ],
)
def test_a_name_reaches_from_its_verb_to_its_head(text: str, names: list[str]) -> None:
    """A name keeps its quotation marks, year and 暨; slogans, counts and summaries are no names."""
    assert [m.name for m in find_events(text)] == names


def test_weak_heads_are_found_only_on_request() -> None:
    """质量培训 names an event in a list, not by itself."""
    assert find_events("加强质量培训。") == []
    assert [m.name for m in find_events("开展质量培训、技能比武。", weak=True)] == ["质量培训", "技能比武"]


def test_a_bare_head_is_marked() -> None:
    """启动仪式 alone refers to an event named elsewhere."""
    (mention,) = find_events("启动仪式上，大家宣誓。")
    assert mention.bare


@pytest.mark.parametrize(
    ("text", "campaign"),
    [
        ("今年“质量月”期间", "质量月"),
        ("2024年安全生产月活动", "安全生产月"),
        ("食品安全宣传周", "食品安全宣传周"),
        ("质量强国", None),
    ],
)
def test_campaigns_come_from_the_gazetteer(text: str, campaign: str | None) -> None:
    """Months, weeks and days are rows of a gazetteer."""
    assert next((m.campaign for m in find_campaigns(text)), None) == campaign


def test_a_compound_has_parts_only_where_each_ends_in_a_head() -> None:
    """启动仪式暨质量论坛 has two parts, 建设工程“质量月”暨观摩活动 is one name."""
    assert parts_of_compound("质量月启动仪式暨质量论坛") == ("质量月启动仪式", "质量论坛")
    assert parts_of_compound("建设工程“质量月”暨观摩活动") == ("建设工程“质量月”暨观摩活动",)
