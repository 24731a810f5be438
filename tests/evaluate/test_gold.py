"""The gold form: what a scorer reads is what the facts say."""

from __future__ import annotations

import io
import json

import pytest

from kg.evaluate.gold import gold_rows, write_gold
from kg.model import Document, Entity, EntityType, Evidence, Extraction, Fact, Literal, Section, Span, Term

TEXT = "7月19日至31日，甲区市场监督管理局副局长李四在启动仪式上致辞，43项活动。"
DOCUMENT = Document("r", "", TEXT, TEXT, tuple(range(len(TEXT))), (Section(0, "", Span(0, len(TEXT))),))
EVENT = Entity("event:启动仪式", EntityType.EVENT, "启动仪式", ("启动",))
PERSON = Entity("person:李四", EntityType.PERSON, "李四")
BUREAU = Entity("organization:局", EntityType.ORGANIZATION, "甲区市场监督管理局")
SERIES = Entity("series:月", EntityType.SERIES, "甲区质量月")
POST = Entity(
    "post:局_副局长",
    EntityType.POST,
    "甲区市场监督管理局副局长",
    (),
    (("kg:role", Literal("副局长", language="zh")), ("kg:postIn", BUREAU.id)),
)
QUANTITY = Entity(
    "quantity:43-项-exact",
    EntityType.QUANTITY,
    "43项",
    (),
    (
        ("kg:number", Literal("43", "xsd:integer")),
        ("kg:unit", Literal("项", language="zh")),
        ("kg:approximation", Literal("exact")),
    ),
)


def evidence(quote: str) -> tuple[Evidence, ...]:
    start = TEXT.index(quote)
    return (Evidence("document:r", Span(start, start + len(quote)), quote),)


def rows(*facts: Fact) -> list[dict[str, object]]:
    extraction = Extraction(DOCUMENT, (EVENT, PERSON, BUREAU, SERIES, POST, QUANTITY), facts)
    return list(gold_rows(extraction))


def test_a_post_becomes_a_role_and_an_organisation() -> None:
    """The post of a person is a literal of role and organisation, and the relation is called hasPost."""
    row = rows(Fact(PERSON.id, "kg:holdsPost", POST.id, 2, evidence("副局长李四")))[0]
    assert row == {
        "doc": "r",
        "section": 2,
        "relation": "hasPost",
        "subject": {"type": "Person", "name": "李四", "id": "person:李四"},
        "value": {
            "type": "Post",
            "role": "副局长",
            "org": {"type": "Organisation", "name": "甲区市场监督管理局", "id": "organization:局"},
        },
        "evidence": ["副局长李四"],
    }


@pytest.mark.parametrize(
    ("predicate", "value", "relation", "expected"),
    [
        (
            "kg:quantity",
            QUANTITY.id,
            "quantity",
            {"type": "Quantity", "number": 43, "unit": "项", "approx": "exact"},
        ),
        ("kg:eventType", "kg:launch_ceremony", "eventType", {"type": "Text", "text": "launch_ceremony"}),
        ("kg:heldOn", Literal("2020-09-04", "xsd:date"), "heldOn", {"type": "Date", "date": "2020-09-04"}),
        ("kg:heldOn", Literal("--09-26", "xsd:gMonthDay"), "heldOn", {"type": "Date", "date": "--09-26"}),
        ("kg:partOfDay", Literal("PM"), "partOfDay", {"type": "Text", "text": "PM"}),
        ("kg:theme", Literal("质量", language="zh"), "theme", {"type": "Text", "text": "质量"}),
        ("kg:partOf", SERIES.id, "partOf", {"type": "Series", "name": "甲区质量月", "id": "series:月"}),
        ("kg:alias", Literal("开幕", language="zh"), "sameAs", {"type": "Text", "text": "开幕"}),
    ],
)
def test_values_take_the_literal_of_their_kind(
    predicate: str, value: Term, relation: str, expected: dict[str, object]
) -> None:
    """Quantities, dates, concepts, texts and references are written as the gold form writes them."""
    row = rows(Fact(EVENT.id, predicate, value, 0, evidence("启动仪式")))[0]
    assert (row["relation"], row["value"]) == (relation, expected)
    assert row["subject"] == {"type": "Event", "name": "启动仪式", "id": "event:启动仪式", "aliases": ["启动"]}


def test_roles_and_amounts_are_qualifiers() -> None:
    """A speaker's role, an adviser's part and prize money stand beside the value."""
    speech = Fact(EVENT.id, "kg:addressedBy", PERSON.id, 0, evidence("致辞"), "", (("kg:speechRole", Literal("致辞")),))
    guided = Fact(EVENT.id, "kg:guidedBy", BUREAU.id, 0, evidence("启动仪式"))
    prize = Fact(
        EVENT.id,
        "kg:awardRecipient",
        BUREAU.id,
        0,
        evidence("启动仪式"),
        "",
        (("kg:amount", Literal("400000", "xsd:integer")), ("kg:amountUnit", Literal("元", language="zh"))),
    )
    first, second, third = rows(speech, guided, prize)
    assert first["role"] == "致辞"
    assert (second["relation"], second["role"]) == ("supportedBy", "指导")
    assert third["amount"] == {"number": 400000, "unit": "元"}


def test_a_span_of_days_is_one_held_on() -> None:
    """First and last day of one quote are joined; a first day that stands alone stays startedOn."""
    first = Fact(EVENT.id, "kg:startedOn", Literal("2018-07-19", "xsd:date"), 0, evidence("7月19日至31日"))
    last = Fact(EVENT.id, "kg:endedOn", Literal("2018-07-31", "xsd:date"), 0, evidence("7月19日至31日"))
    alone = Fact(SERIES.id, "kg:startedOn", Literal("2018-07", "xsd:gYearMonth"), 0, evidence("7月19日"))
    found = [(row["relation"], row["value"]) for row in rows(first, last, alone)]
    assert found == [
        ("heldOn", {"type": "Date", "date": "2018-07-19/2018-07-31"}),
        ("startedOn", {"type": "Date", "date": "2018-07"}),
    ]


def test_lines_are_json_in_chinese() -> None:
    """Each line is one JSON object, with Chinese characters as they are."""
    stream = io.StringIO()
    fact = Fact(EVENT.id, "kg:attendedBy", PERSON.id, 0, evidence("李四"))
    assert write_gold([Extraction(DOCUMENT, (EVENT, PERSON), (fact,))], stream) == 1
    assert "李四" in stream.getvalue()
    assert json.loads(stream.getvalue())["relation"] == "attendedBy"
