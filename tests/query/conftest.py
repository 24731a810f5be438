"""A small store of two invented reports, in the shape that a build writes."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.model import Candidate, Document, Entity, EntityType, Extraction, Fact, Literal, Section, Span, Term
from kg.rdf import document_quads, graph_iri, identity_graph, identity_quads
from kg.resolve.profile import Identity
from kg.store import OxigraphStore, open_store

EAST = """2021年东川市质量月活动

9月2日，云山区举办2021年质量月启动仪式，主题是“匠心筑梦”。启动仪式由云山区市场监督管理局主办、恒木家具有限公司承办，东川市市场
监督管理局副局长林一舟出席并讲话，高远出席。全区共推出12项活动，约300人参加。

9月9日，临江区举行“质量惠民”主题活动，林一舟、高远、许宁参加，林一舟致辞。晨光食品厂荣获第三届临江区质量奖，奖金20万元，并通过
ISO9001认证。天气晴好。
"""
NEWS = """云山区启动质量月

9月3日，云山区2021年质量月启动仪式举行，共推出15项活动，林一舟出席。林一舟现任东川市人民政府副市长。
"""


def zh(text: str) -> Literal:
    """A Chinese text."""
    return Literal(text, "rdf:langString", "zh")


def number(value: int) -> Literal:
    """An integer."""
    return Literal(str(value), "xsd:integer")


def thing(id: str, kind: EntityType, name: str, *aliases: str, **properties: Term) -> Entity:
    """An entity with names and properties of its own."""
    return Entity(id, kind, name, aliases, tuple((f"kg:{key}", value) for key, value in properties.items()))


def amount(count: int, unit: str, approximation: str = "exact") -> Entity:
    """A quantity."""
    properties = {"number": number(count), "unit": zh(unit), "approximation": Literal(approximation)}
    return thing(f"quantity:{count}-{unit}-{approximation}", EntityType.QUANTITY, f"{count}{unit}", **properties)


LIN = thing("person:林一舟", EntityType.PERSON, "林一舟", "林一舟同志")
GAO = thing("person:高远", EntityType.PERSON, "高远")
XU = thing("person:许宁", EntityType.PERSON, "许宁")
CITY = thing("place:东川市", EntityType.PLACE, "东川市")
YUNSHAN = thing("place:云山区", EntityType.PLACE, "云山区")
LINJIANG = thing("place:临江区", EntityType.PLACE, "临江区")
BUREAU = thing("organization:东川市市场监督管理局", EntityType.ORGANIZATION, "东川市市场监督管理局", "市市场监管局")
YUNSHAN_BUREAU = thing("organization:云山区市场监督管理局", EntityType.ORGANIZATION, "云山区市场监督管理局")
GOVERNMENT = thing("organization:东川市人民政府", EntityType.ORGANIZATION, "东川市人民政府")
HENGMU = thing("organization:恒木家具有限公司", EntityType.ORGANIZATION, "恒木家具有限公司", "HengMu")
CHENGUANG = thing("organization:晨光食品厂", EntityType.ORGANIZATION, "晨光食品厂")
SERIES = thing("series:2021年东川市质量月", EntityType.SERIES, "2021年东川市质量月")
LAUNCH = thing("event:2021年云山区质量月启动仪式", EntityType.EVENT, "2021年云山区质量月启动仪式")
THEMED = thing("event:质量惠民主题活动", EntityType.EVENT, "“质量惠民”主题活动")
AWARD = thing("award:第三届临江区质量奖", EntityType.AWARD, "第三届临江区质量奖")
ISO = thing("certification:ISO9001认证", EntityType.CERTIFICATION, "ISO9001认证")
DEPUTY = thing(
    "post:东川市市场监督管理局_副局长",
    EntityType.POST,
    "东川市市场监督管理局副局长",
    role=zh("副局长"),
    postIn=BUREAU.id,
)
MAYOR = thing(
    "post:东川市人民政府_副市长", EntityType.POST, "东川市人民政府副市长", role=zh("副市长"), postIn=GOVERNMENT.id
)
TWELVE, FIFTEEN, PEOPLE = amount(12, "项"), amount(15, "项"), amount(300, "人", "about")

EAST_FACTS: tuple[tuple[object, ...], ...] = (
    (LAUNCH, "partOf", SERIES, "质量月启动仪式"),
    (THEMED, "partOf", SERIES, "主题活动"),
    (LAUNCH, "eventType", "kg:launch_ceremony", "启动仪式"),
    (THEMED, "eventType", "kg:themed_activity", "主题活动"),
    (LAUNCH, "heldOn", Literal("2021-09-02", "xsd:date"), "9月2日"),
    (THEMED, "heldOn", Literal("2021-09-09", "xsd:date"), "9月9日"),
    (LAUNCH, "heldInDistrict", YUNSHAN, "云山区举办"),
    (LAUNCH, "heldInDistrict", CITY, "东川市质量月"),
    (THEMED, "heldInDistrict", LINJIANG, "临江区举行"),
    (YUNSHAN, "locatedIn", CITY, "东川市质量月"),
    (LAUNCH, "theme", zh("匠心筑梦"), "匠心筑梦"),
    (LAUNCH, "organizedBy", YUNSHAN_BUREAU, "云山区市场监督管理局主办"),
    (LAUNCH, "undertakenBy", HENGMU, "恒木家具有限公司承办"),
    (LAUNCH, "attendedBy", LIN, "副局长林一舟出席"),
    (LAUNCH, "addressedBy", LIN, "出席并讲话", ("speechRole", zh("讲话"))),
    (LAUNCH, "attendedBy", GAO, "高远出席"),
    (THEMED, "attendedBy", LIN, "林一舟、高远、许宁参加"),
    (THEMED, "attendedBy", GAO, "林一舟、高远、许宁参加"),
    (THEMED, "attendedBy", XU, "林一舟、高远、许宁参加"),
    (THEMED, "addressedBy", LIN, "林一舟致辞", ("speechRole", zh("致辞"))),
    (LIN, "holdsPost", DEPUTY, "东川市市场\n监督管理局副局长林一舟", ("asOf", Literal("2021-09", "xsd:gYearMonth"))),
    (LAUNCH, "quantity", TWELVE, "12项活动", ("counts", Literal("activities"))),
    (LAUNCH, "quantity", PEOPLE, "约300人", ("counts", Literal("participants"))),
    (THEMED, "participant", CHENGUANG, "晨光食品厂"),
    (AWARD, "awardRecipient", CHENGUANG, "晨光食品厂荣获", ("amount", number(200000)), ("amountUnit", zh("元"))),
    (AWARD, "edition", zh("第三届"), "第三届"),
    (AWARD, "presentedAt", THEMED, "荣获第三届临江区质量奖"),
    (CHENGUANG, "holdsCertification", ISO, "通过\nISO9001认证"),
)
NEWS_FACTS: tuple[tuple[object, ...], ...] = (
    (LAUNCH, "eventType", "kg:launch_ceremony", "启动仪式"),
    (LAUNCH, "heldOn", Literal("2021-09-03", "xsd:date"), "9月3日"),
    (LAUNCH, "heldInDistrict", YUNSHAN, "云山区2021年"),
    (LAUNCH, "quantity", FIFTEEN, "15项活动", ("counts", Literal("activities"))),
    (LAUNCH, "attendedBy", LIN, "林一舟出席"),
    (LIN, "holdsPost", MAYOR, "东川市人民政府副市长"),
)


def extraction(name: str, text: str, published: str, facts: tuple[tuple[object, ...], ...]) -> Extraction:
    """The extraction of a text from rows of subject, predicate, object, quote and qualifiers."""
    title = text.splitlines()[0]
    document = Document(
        name=name,
        title=title,
        text=text,
        clean=text,
        offsets=tuple(range(len(text))),
        sections=(Section(0, title, Span(0, len(text))),),
        source=f"{name}.txt",
        published=published,
    )
    entities: dict[str, Entity] = {}
    stated = []
    for subject, predicate, value, quote, *qualifiers in facts:
        assert isinstance(subject, Entity)
        assert isinstance(quote, str)
        organization = dict(value.properties).get("kg:postIn") if isinstance(value, Entity) else None
        known = {BUREAU.id: BUREAU, GOVERNMENT.id: GOVERNMENT}
        for entity in (subject, value, known.get(str(organization))):
            if isinstance(entity, Entity):
                entities[entity.id] = entity
        start = text.index(quote)
        stated.append(
            Fact(
                subject.id,
                f"kg:{predicate}",
                value.id if isinstance(value, Entity) else value,  # type: ignore[arg-type]
                0,
                (document.evidence(Span(start, start + len(quote))),),
                "test.rule",
                tuple((f"kg:{name}", term) for name, term in qualifiers),  # type: ignore[misc]
            )
        )
    gap = text.find("天气晴好。")
    gaps = (Span(gap, gap + 5),) if gap >= 0 else ()
    weather = document.evidence(Span(gap, gap + 2)) if gap >= 0 else None
    seen = (Candidate(EntityType.ORGANIZATION, weather, 0, "kg:role_unknown"),) if weather else ()
    return Extraction(document, tuple(entities.values()), tuple(stated), gaps, seen)


IDENTITIES = (
    Identity(
        "merge", EntityType.PERSON, (LIN.id,), ((LIN.id, "林一舟"), ("person:林一舟_云山区", "林一舟")), ("同在东川市",)
    ),
    Identity(
        "proposal",
        EntityType.EVENT,
        (LAUNCH.id, THEMED.id),
        ((LAUNCH.id, "甲"), (THEMED.id, "乙")),
        ("同年",),
        ("不同日",),
    ),
)


@pytest.fixture(scope="session")
def mini_store() -> Iterator[OxigraphStore]:
    """Both reports in a store in memory."""
    with open_store(":memory:") as store:
        for found in (
            extraction("2021-dongchuan", EAST, "2021-09", EAST_FACTS),
            extraction("2021-yunshan-news", NEWS, "2021-10-05", NEWS_FACTS),
        ):
            store.replace_graph(graph_iri(found.document.name), document_quads(found))
        store.replace_graph(identity_graph(), (quad for found in IDENTITIES for quad in identity_quads(found)))
        yield store


@pytest.fixture(scope="session")
def servers() -> dict[str, Any]:
    """The names of `servers.py`."""
    return runpy.run_path(str(Path(__file__).parent / "servers.py"))
