"""Whom an item of a round-up is about."""

from __future__ import annotations

import pytest

from kg.extract.divisions import Scope
from kg.extract.scopes import section_scope

GROUP = Scope((), "远山建设集团")
MEMBER = "9月4日，远山建设白水安装有限公司举办质量开放日活动。"


@pytest.mark.parametrize(
    ("heading", "body", "expected"),
    [
        ("一、集团总部：启动仪式", "集团总部举行启动仪式。", "远山建设集团"),
        ("二、白水公司：质量开放日", MEMBER, "远山建设白水安装有限公司"),
        ("三、设计院：质量课堂", "9月6日，集团设计研究院举办质量培训班。", "远山建设集团设计研究院"),
    ],
)
def test_an_item_of_a_group_is_about_the_group_or_a_member(heading: str, body: str, expected: str) -> None:
    """Head office means the group, a short topic the member whose name the text gives, and the group stays known."""
    scope = section_scope(heading, "远山建设集团2019年“质量月”活动巡礼", body, GROUP)
    assert (scope.organization, scope.group) == (expected, "远山建设集团")
