"""A small report, invented, and what is understood of it: the graph of many tests."""

from __future__ import annotations

from kg.model import Candidate, Document, Entity, EntityType, Evidence, Extraction, Fact, Literal, Section, Span, Term

TEXT = (
    "云麓区举行“匠心月”启动仪式\n"
    "9月3日下午，云麓区质量促进局在云麓会堂举办2031年“匠心月”启动仪式。"
    "云麓区质量促进局局长林知远出席并致辞，青岚机械厂等12家企业参加。"
    "会上，青岚机械厂获第二届云麓质量奖，奖金20万元。\n"
    "当天天气晴好。\n"
)
EVENT = "event:2031年“匠心月”启动仪式_云麓区"
SERIES = "series:2031年云麓区匠心月"
BUREAU = "organization:云麓区质量促进局"
FACTORY = "organization:青岚机械厂"
PERSON = "person:林知远_云麓区"
POST = "post:云麓区质量促进局_局长"
AWARD = "award:第二届云麓质量奖"
HALL = "place:云麓会堂"
DISTRICT = "place:云麓区"
TWELVE = "quantity:12-家-exact"


def zh(text: str) -> Literal:
    """A Chinese text."""
    return Literal(text, "rdf:langString", "zh")


def document(name: str = "2031-yunlu", text: str = TEXT) -> Document:
    """A document of one section, its clean text the same as its source."""
    title = text.partition("\n")[0]
    section = Section(0, title, Span(0, len(text)))
    return Document(
        name,
        title,
        text,
        text,
        tuple(range(len(text))),
        (section,),
        source=f"somewhere/{name}.txt",
        sha256="ab" * 32,
        published="2031-09-04",
    )


def quote(report: Document, words: str) -> Evidence:
    """The evidence of the first place where these words stand."""
    start = report.text.index(words)
    return report.evidence(Span(start, start + len(words)))


def entities() -> tuple[Entity, ...]:
    """The things of the report."""
    return (
        Entity(EVENT, EntityType.EVENT, "2031年“匠心月”启动仪式"),
        Entity(SERIES, EntityType.SERIES, "2031年云麓区“匠心月”"),
        Entity(BUREAU, EntityType.ORGANIZATION, "云麓区质量促进局", aliases=("区质促局",)),
        Entity(FACTORY, EntityType.ORGANIZATION, "青岚机械厂"),
        Entity(PERSON, EntityType.PERSON, "林知远"),
        Entity(
            POST, EntityType.POST, "云麓区质量促进局局长", properties=(("kg:role", zh("局长")), ("kg:postIn", BUREAU))
        ),
        Entity(AWARD, EntityType.AWARD, "第二届云麓质量奖"),
        Entity(HALL, EntityType.PLACE, "云麓会堂"),
        Entity(
            DISTRICT,
            EntityType.PLACE,
            "云麓区",
            properties=(("kg:divisionCode", Literal("990001")), ("kg:divisionLevel", zh("市辖区"))),
        ),
        Entity(
            TWELVE,
            EntityType.QUANTITY,
            "12家",
            properties=(
                ("kg:number", Literal("12", "xsd:integer")),
                ("kg:unit", zh("家")),
                ("kg:approximation", Literal("exact")),
            ),
        ),
    )


def extraction(name: str = "2031-yunlu") -> Extraction:
    """What is understood of the report: thirteen facts, one gap and one candidate."""
    report = document(name)

    def fact(
        subject: str,
        predicate: str,
        value: Term,
        words: str,
        *qualifiers: tuple[str, Term],
        confidence: float | None = None,
    ) -> Fact:
        return Fact(
            subject,
            predicate,
            value,
            0,
            (quote(report, words),),
            f"test.{predicate[3:]}",
            qualifiers,
            confidence,
        )

    facts = (
        fact(EVENT, "kg:partOf", SERIES, "“匠心月”启动仪式"),
        fact(EVENT, "kg:eventType", "kg:launch_ceremony", "启动仪式"),
        fact(EVENT, "kg:heldOn", Literal("2031-09-03", "xsd:date"), "9月3日"),
        fact(EVENT, "kg:partOfDay", Literal("PM"), "下午"),
        fact(EVENT, "kg:organizedBy", BUREAU, "云麓区质量促进局在云麓会堂举办"),
        fact(EVENT, "kg:heldAt", HALL, "在云麓会堂举办"),
        fact(EVENT, "kg:heldInDistrict", DISTRICT, "云麓区举行"),
        fact(EVENT, "kg:attendedBy", PERSON, "林知远出席", confidence=0.9),
        fact(EVENT, "kg:addressedBy", PERSON, "林知远出席并致辞", ("kg:speechRole", zh("致辞"))),
        fact(PERSON, "kg:holdsPost", POST, "局长林知远", ("kg:asOf", Literal("2031-09-04", "xsd:date"))),
        fact(EVENT, "kg:quantity", TWELVE, "12家企业", ("kg:counts", Literal("participants"))),
        fact(
            AWARD,
            "kg:awardRecipient",
            FACTORY,
            "青岚机械厂获第二届云麓质量奖",
            ("kg:amount", Literal("200000", "xsd:integer")),
            ("kg:amountUnit", zh("元")),
        ),
        fact(AWARD, "kg:presentedAt", EVENT, "会上，青岚机械厂获第二届云麓质量奖"),
    )
    start = report.clean.index("当天")
    seen = Candidate(EntityType.QUANTITY, quote(report, "12家"), 0, "kg:count_unknown")
    return Extraction(report, entities(), facts, gaps=(Span(start, start + 7),), candidates=(seen,))
