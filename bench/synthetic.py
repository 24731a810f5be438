"""Generated reports for measurements: what is understood of them, without reading any text.

Four reports tell of each event, each with its date, venue, number of enterprises, and two of the people, so that
entities are shared as in a real collection. In one event of a hundred a report has another number.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import Document, Entity, EntityType, Extraction, Fact, Literal, Section, Span, Term

REPORTS_OF_EVENT = 4


def extractions(number: int) -> Iterator[Extraction]:
    """That many reports, about 25 facts each."""
    for index in range(number):
        yield _extraction(index)


def _zh(text: str) -> Literal:
    return Literal(text, "rdf:langString", "zh")


def _quantity(number: int, unit: str) -> Entity:
    properties: tuple[tuple[str, Term], ...] = (
        ("kg:number", Literal(str(number), "xsd:integer")),
        ("kg:unit", _zh(unit)),
        ("kg:approximation", Literal("exact")),
    )
    return Entity(f"quantity:{number}-{unit}-exact", EntityType.QUANTITY, f"{number}{unit}", (), properties)


def _extraction(index: int) -> Extraction:
    event, nth = divmod(index, REPORTS_OF_EVENT)
    firms = 10 + event % 30 + (1 if nth == 1 and event % 100 == 7 else 0)
    people = [f"人{(event * 7 + k) % 4000:04d}" for k in range(6)]
    day = f"2020-09-{1 + event % 28:02d}"
    ceremony = f"第{event:05d}次启动仪式"
    parts: list[tuple[str, str, Term, tuple[tuple[str, Term], ...]]] = []
    entities = {
        "event": Entity(f"event:{ceremony}", EntityType.EVENT, ceremony),
        "hall": Entity(f"place:会堂{event % 200}", EntityType.PLACE, f"会堂{event % 200}"),
        "body": Entity(f"organization:局{event % 300}", EntityType.ORGANIZATION, f"局{event % 300}"),
        "firms": _quantity(firms, "家企业"),
    }
    parts += [
        (f"{day}举行{ceremony}", "kg:heldOn", Literal(day, "xsd:date"), ()),
        ("启动仪式", "kg:eventType", "kg:launch_ceremony", ()),
        (f"在会堂{event % 200}举行", "kg:heldAt", entities["hall"].id, ()),
        (f"局{event % 300}主办", "kg:organizedBy", entities["body"].id, ()),
        (f"{firms}家企业参加", "kg:quantity", entities["firms"].id, (("kg:counts", Literal("participants")),)),
    ]
    posts: list[tuple[str, str, str]] = []
    for k, name in enumerate(people):
        role = ("局长", "副局长", "处长", "科长", "主任", "秘书")[k]
        person, post = f"person:{name}", f"post:局{event % 300}_{role}"
        entities[person] = Entity(person, EntityType.PERSON, name)
        properties: tuple[tuple[str, Term], ...] = (("kg:role", _zh(role)), ("kg:postIn", entities["body"].id))
        entities[post] = Entity(post, EntityType.POST, f"局{event % 300}{role}", (), properties)
        parts.append((f"{role}{name}出席", "kg:attendedBy", person, ()))
        posts.append((f"{role}{name}", person, post))
    text = "。".join([p[0] for p in parts]) + "。报道结束，天气晴好。"
    report = Document(f"r{index:06d}", f"{ceremony}报道{nth}", text, text, tuple(range(len(text))),
                      (Section(0, "", Span(0, len(text))),), source=f"r{index:06d}.txt", sha256=f"{index:064x}",
                      published=day)  # fmt: skip

    def fact(words: str, subject: str, predicate: str, value: Term, qualifiers: tuple[tuple[str, Term], ...]) -> Fact:
        start = text.index(words)
        return Fact(
            subject, predicate, value, 0, (report.evidence(Span(start, start + len(words))),), "bench", qualifiers
        )

    facts = [fact(words, entities["event"].id, predicate, value, q) for words, predicate, value, q in parts]
    facts += [
        fact(words, person, "kg:holdsPost", post, (("kg:asOf", Literal(day, "xsd:date")),))
        for words, person, post in posts
    ]
    start = text.index("报道结束")
    return Extraction(report, tuple(entities.values()), tuple(facts), gaps=(Span(start, len(text)),))
