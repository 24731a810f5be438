"""Sentences of our own, and the facts that each component reads in them."""

from __future__ import annotations

import pytest

from kg.build import extract
from kg.model import Extraction
from kg.readers import document_from_text

TITLE = "青山区启动2019年“质量月”活动\n\n发布时间：2019-09-03\n\n"


def facts(body: str, title: str = TITLE) -> set[tuple[str, str, str]]:
    """Subject's name, predicate without prefix, object's name or value."""
    extraction = extract(document_from_text(title + body + "\n", "report"))
    names = {e.id: e.name for e in extraction.entities}
    return {
        (names[f.subject], f.predicate.removeprefix("kg:"), names.get(f.object, f.object))
        if isinstance(f.object, str)
        else (names[f.subject], f.predicate.removeprefix("kg:"), f.object.value)
        for f in extraction.facts
        if not f.subject.startswith("document:")
    }


LAUNCH = "武汉市青山区2019年“质量月”启动仪式"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"9月2日上午，{LAUNCH}在钢城文化广场举行。", (LAUNCH, "heldOn", "2019-09-02")),
        (f"9月2日上午，{LAUNCH}在钢城文化广场举行。", (LAUNCH, "partOfDay", "AM")),
        (f"9月2日上午，{LAUNCH}在钢城文化广场举行。", (LAUNCH, "heldAt", "钢城文化广场")),
        (f"9月2日上午，{LAUNCH}在钢城文化广场举行。", (LAUNCH, "eventType", "kg:launch_ceremony")),
        (
            f"9月2日，{LAUNCH}举行。活动由区市场监管局主办，区科协协办。",
            (LAUNCH, "organizedBy", "青山区市场监督管理局"),
        ),
        (
            f"9月2日，{LAUNCH}举行。活动由区市场监管局主办，区科协协办。",
            (LAUNCH, "coOrganizedBy", "青山区科学技术协会"),
        ),
        (f"9月2日，{LAUNCH}举行。承办单位：区科协。", (LAUNCH, "undertakenBy", "青山区科学技术协会")),
        (f"9月2日，{LAUNCH}举行，主题为“质量为先 惠及万家”。", (LAUNCH, "theme", "质量为先 惠及万家")),
        (f"9月2日，{LAUNCH}举行。副区长欧阳文出席并致辞。", (LAUNCH, "attendedBy", "欧阳文")),
        (f"9月2日，{LAUNCH}举行。副区长欧阳文出席并致辞。", (LAUNCH, "addressedBy", "欧阳文")),
        (f"9月2日，{LAUNCH}举行。副区长欧阳文出席并致辞。", ("欧阳文", "holdsPost", "青山区人民政府副区长")),
        (f"9月2日，{LAUNCH}举行。企业代表等200余人参加。", (LAUNCH, "quantity", "200多人")),
        (
            f"9月2日，{LAUNCH}举行。“质量月”期间，全区将开展质量论坛、技能比武、质量知识竞赛等活动。",
            ("质量论坛", "partOf", "武汉市青山区2019年“质量月”"),
        ),
    ],
)
def test_a_launch_told_in_the_usual_words(body: str, expected: tuple[str, str, str]) -> None:
    """Date, venue, organizers, theme, officials and numbers of a launch belong to it."""
    found = facts(body)
    subject, predicate, value = expected
    plain = {(s.replace("武汉市", ""), p, v.replace("武汉市", "")) for s, p, v in found}
    assert (subject.replace("武汉市", ""), predicate, value.replace("武汉市", "")) in plain, sorted(found)


@pytest.mark.parametrize(
    "body",
    [
        "质量是企业的生命，必须常抓不懈。",
        "他说，“质量第一”的理念要深入人心。",
        "至今全区共有28家企业获奖。",
    ],
)
def test_opinion_and_slogans_give_no_event(body: str) -> None:
    """Quoted words and exhortations are no events, totals of earlier years no facts of this one."""
    found = facts(body, title="说说质量\n\n")
    assert not {f for f in found if f[1] in ("partOf", "heldOn", "awardRecipient", "quantity")}


def test_an_enterprise_item_is_organized_by_the_enterprise() -> None:
    """远山木业2019年“质量月”: the enterprise organizes its own month."""
    found = facts(
        "远山木业有限公司2019年“质量月”活动9月启动，主题为“匠心筑质”。", title="远山木业有限公司启动“质量月”\n\n"
    )
    assert any(p == "organizedBy" and v == "远山木业有限公司" for _, p, v in found), sorted(found)


def test_a_table_of_awards_gives_recipients_and_money() -> None:
    """Rows under 奖项 | 获奖组织 | 奖金 are recipients with amounts."""
    text = "关于颁发第二届青山区区长质量奖的决定\n\n奖项 | 获奖组织 | 奖金\n---|---|---\n第二届青山区区长质量奖 | 武汉远山木业有限公司 | 30万元\n"
    extraction = extract(document_from_text(text, "decision"))
    (fact,) = [f for f in extraction.facts if f.predicate == "kg:awardRecipient"]
    assert dict(fact.qualifiers)["kg:amount"].value == "300000"  # type: ignore[union-attr]


def test_an_agreement_has_its_parties() -> None:
    """甲与乙签署协议: both are parties, the agreement belongs to the event."""
    found = facts(f"9月2日，{LAUNCH}举行。仪式上，区市场监管局与红钢城街道办事处签署食品安全合作协议。")
    parties = {v for s, p, v in found if p == "signedBy" and s == "食品安全合作协议"}
    assert parties == {"青山区市场监督管理局", "红钢城街道办事处"}


def _gaps(extraction: Extraction) -> list[str]:
    return [extraction.document.clean[g.start : g.end] for g in extraction.gaps]


def test_a_sentence_without_a_fact_is_a_gap() -> None:
    """What was not understood is listed, what gave a fact is not."""
    text = TITLE + f"9月2日，{LAUNCH}举行。阳光洒满了广场的每个角落。\n"
    assert _gaps(extract(document_from_text(text, "report"))) == ["阳光洒满了广场的每个角落。"]
