from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from kg.compare import conflicts
from kg.model import Document, Entity, EntityType, Extraction, Fact, Literal, Section, Span, Term
from kg.rdf import document_quads, graph_iri
from kg.store import OxigraphStore, open_store

EVENT = Entity("event:启动仪式", EntityType.EVENT, "启动仪式")
PERSON = Entity("person:江流", EntityType.PERSON, "江流")
BODY = Entity("organization:云山区人民政府", EntityType.ORGANIZATION, "云山区人民政府")
Kg = Callable[..., "subprocess.CompletedProcess[str]"]
#: predicate, value, qualifiers
Said = tuple[str, Term | Entity, tuple[tuple[str, Term], ...]]


def zh(text: str) -> Literal:
    """A Chinese text."""
    return Literal(text, "rdf:langString", "zh")


def on(value: str, predicate: str = "kg:heldOn") -> Said:
    """A date of the event."""
    kind = {10: "xsd:date", 7: "xsd:gYearMonth", 4: "xsd:gYear"}[len(value)] if value[0] != "-" else ""
    kind = kind or ("xsd:gDay" if value.startswith("---") else "xsd:gMonthDay")
    return (predicate, Literal(value, kind), ())


def count(number: int, unit: str = "家", approximation: str = "exact", counts: str = "participants") -> Said:
    """A number of the event."""
    properties: tuple[tuple[str, Term], ...] = (
        ("kg:number", Literal(str(number), "xsd:integer")),
        ("kg:unit", zh(unit)),
        ("kg:approximation", Literal(approximation)),
    )
    quantity = Entity(
        f"quantity:{number}-{unit}-{approximation}", EntityType.QUANTITY, f"{number}{unit}", (), properties
    )
    return ("kg:quantity", quantity, (("kg:counts", Literal(counts)),))


def at(name: str) -> Said:
    """A venue of the event."""
    return ("kg:heldAt", Entity(f"place:{name}", EntityType.PLACE, name), ())


def district(name: str, code: str) -> Said:
    """The district of the event."""
    return ("kg:heldInDistrict", Entity(f"place:{name}", EntityType.PLACE, name, (), (("kg:divisionCode", Literal(code)),)), ())  # fmt: skip


def edition(text: str) -> Said:
    """The edition of the event."""
    return ("kg:edition", zh(text), ())


def post(role: str, as_of: str = "2031-09-03", body: Entity = BODY) -> Said:
    """A post of the person."""
    properties: tuple[tuple[str, Term], ...] = (("kg:role", zh(role)), ("kg:postIn", body.id))
    held = Entity(f"post:{body.name}_{role}", EntityType.POST, body.name + role, (), properties)
    return ("kg:holdsPost", held, (("kg:asOf", Literal(as_of, "xsd:date")),) if as_of else ())


CAME: Said = ("kg:attendedBy", PERSON, ())


def report(name: str, said: Iterable[Said]) -> Extraction:
    """A report that says this, in one sentence each."""
    said = list(said)
    text = "".join(f"第{n}句如此说。" for n in range(len(said)))
    document = Document(name, f"报道{name}", text, text, tuple(range(len(text))), (Section(0, "", Span(0, len(text))),))
    things = {e.id: e for e in (EVENT, PERSON, BODY, *(v for _, v, _ in said if isinstance(v, Entity)))}
    facts = []
    for n, (predicate, value, qualifiers) in enumerate(said):
        start = text.index(f"第{n}句")
        subject = PERSON.id if predicate == "kg:holdsPost" else EVENT.id
        term = value.id if isinstance(value, Entity) else value
        facts.append(Fact(subject, predicate, term, 0, (document.evidence(Span(start, start + 3)),), "t", qualifiers))
    return Extraction(document, tuple(things.values()), tuple(facts))


def found(*reports: Iterable[Said]) -> list[tuple[str, str, str]]:
    """Predicate and both values of the conflicts between these reports."""
    with open_store(":memory:") as store:
        for number, said in enumerate(reports):
            extraction = report(f"r{number}", said)
            store.replace_graph(graph_iri(f"r{number}"), document_quads(extraction))
        return [(c.predicate, c.one.fact.object_label, c.other.fact.object_label) for c in conflicts(store)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (on("2031-09-03"), on("2031-09-04")),
        (on("2031-09"), on("2031-10-04")),
        (on("2031-09-03"), on("--09-04")),
        (on("2030"), on("2031-09-04")),
        (on("2031-09-03", "kg:startedOn"), on("2031-09-04", "kg:startedOn")),
        (count(20), count(22)),
        (at("云山会堂"), at("市民广场")),
        (at("云山剧院"), at("临江展览馆")),
        (edition("第三届"), edition("第四届")),
        (edition("第12届"), edition("第13届")),
        (district("云山区", "990102"), district("临江区", "990103")),
        (post("副区长"), post("区长")),
        (post("常务副区长"), post("区长")),
        (post("党组副书记"), post("党组书记")),
        (post("副区长", "2031-09-03"), post("区长", "2031-09-28")),
        (("kg:partOfDay", Literal("AM"), ()), ("kg:partOfDay", Literal("PM"), ())),
    ],
)
def test_what_cannot_both_hold_is_a_conflict(one: Said, other: Said) -> None:
    """Found once, whichever report says which."""
    assert len(found([one], [other])) == 1
    assert len(found([other], [one])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (on("2031-09"), on("2031-09-04")),
        (on("2031"), on("2031-09-04")),
        (on("--09-04"), on("2031-09-04")),
        (on("---04"), on("2031-09-04")),
        (on("---04"), on("2031-09")),
        (on("2031-09-04"), on("2031-09-01", "kg:startedOn")),
        (count(20), count(20)),
        (count(20), count(22, approximation="about")),
        (count(20, approximation="at_least"), count(22)),
        (count(20), count(22, unit="人")),
        (count(20), count(22, counts="recipients")),
        (at("云山会堂"), at("云山会堂三楼")),
        (at("会堂"), at("云山会堂")),
        (at("世博展览馆"), at("上海世博展览馆一号馆")),
        (at("三楼会议室"), at("云山宾馆")),
        (at("德感工业园"), at("职工俱乐部")),
        (edition("第十届"), edition("第10届")),
        (edition("首届"), edition("第一届")),
        (edition("第三届"), edition("第四期")),
        (district("东川市", "990100"), district("云山区", "990102")),
        (post("副区长"), post("党组书记")),
        (post("副区长"), post("常务副区长")),
        (post("副区长"), post("代区长")),
        (post("副区长", "2031-09-03"), post("区长", "2031-12-28")),
        (post("副区长", ""), post("区长", "")),
        (("kg:partOfDay", Literal("PM"), ()), ("kg:partOfDay", Literal("EVENING"), ())),
    ],
)
def test_what_may_both_hold_is_none(one: Said, other: Said) -> None:
    """Less precise, counted otherwise, of another level, at another time."""
    assert found([one], [other]) == []


def test_posts_at_one_event_conflict_without_a_date() -> None:
    """The event is the time: who came to it as 副区长 did not come as 区长."""
    assert [p for p, _, _ in found([post("副区长", ""), CAME], [post("区长", ""), CAME])] == ["kg:holdsPost"]


def test_a_deputy_elsewhere_is_no_conflict() -> None:
    """Posts conflict within one body only."""
    other = Entity("organization:临江区人民政府", EntityType.ORGANIZATION, "临江区人民政府")
    assert found([post("副区长")], [post("区长", body=other)]) == []


def test_a_span_that_holds_both_days_makes_peace() -> None:
    """One report tells of the first day, one of the second, and one of the whole."""
    span = [on("2031-09-03", "kg:startedOn"), on("2031-09-05", "kg:endedOn")]
    days = ([on("2031-09-03")], [on("2031-09-04")])
    assert len(found(*days)) == 1
    assert found(*days, span) == []


def test_a_report_with_both_values_makes_peace() -> None:
    """Two venues of one event: somebody says so."""
    assert found([at("云山会堂")], [at("市民广场")], [at("市民广场"), at("云山会堂")]) == []


def test_many_reports_are_one_conflict() -> None:
    """A pair of values is told once, with how many reports state each."""
    with open_store(":memory:") as store:
        for number in range(7):
            said = [count(20 if number < 3 else 22)]
            store.replace_graph(graph_iri(f"r{number}"), document_quads(report(f"r{number}", said)))
        (conflict,) = conflicts(store)
    assert (conflict.one.reports, conflict.other.reports) == (3, 4)
    assert (conflict.one.fact.document_title, conflict.other.fact.document_title) == ("报道r0", "报道r3")
    assert conflict.one.passage.marked() == "【第0句】如此说。"


@pytest.fixture(scope="module")
def sample_store(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The round-up and the news items of the districts in one store."""
    from kg.build import build

    folder = tmp_path_factory.mktemp("sample") / "store"
    build([root / "data" / "reports"], store=folder, validate=False)
    return folder


def test_the_planted_one_comes_out_and_nothing_else(sample_store: Path, kg: Kg) -> None:
    """20 enterprises in the round-up, 22 in the district's own news; the command tells both, with their sentences."""
    done = kg("conflicts", "-s", sample_store, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "1 conflict\n")
    (conflict,) = json.loads(done.stdout)
    assert [conflict[side]["label"] for side in ("one", "other")] == ["20家企业", "22家企业"]
    assert all(conflict[side]["quote"] in conflict[side]["sentence"] for side in ("one", "other"))


def test_text_and_csv_tell_the_same(sample_store: Path, kg: Kg) -> None:
    """Text with marked quotes, CSV with a header and a line each; a report that has no part in one shows none."""
    assert "【22家企业】" in kg("conflicts", "-s", sample_store, "-q").stdout
    lines = kg("conflicts", "-s", sample_store, "--format", "csv").stdout.splitlines()
    assert len(lines) == 2
    assert "22家企业" in lines[1]
    assert kg("conflicts", "-s", sample_store, "-q", "--document", "05-fengxian-opening").stdout
    assert kg("conflicts", "-s", sample_store, "-q", "--document", "04-xuhui-themed").stdout == ""


def test_the_query_is_the_same(sample_store: Path) -> None:
    """`kg query conflicts` has the rows of the command."""
    from kg.query import run_named

    with open_store(sample_store) as store:
        assert isinstance(store, OxigraphStore)
        rows = list(run_named(store, "conflicts").rows())  # type: ignore[union-attr]
        assert [(row["oneLabel"], row["otherLabel"]) for row in rows] == [
            (c.one.fact.object_label, c.other.fact.object_label) for c in conflicts(store)
        ]


def test_many_reports_of_one_thing_do_not_multiply() -> None:
    """A triple stands in every report that states it; joins over their union would take the fourth power of 200."""
    said = [post("副区长"), post("党组成员"), CAME, count(20), at("云山会堂"), on("2031-09-03")]
    with open_store(":memory:") as store:
        for number in range(200):
            store.replace_graph(graph_iri(f"r{number}"), document_quads(report(f"r{number}", said)))
        odd = [post("区长"), CAME, count(22), at("市民广场"), on("2031-09-04")]
        store.replace_graph(graph_iri("odd"), document_quads(report("odd", odd)))
        found = {(c.predicate, c.one.reports + c.other.reports) for c in conflicts(store)}
    assert found == {(p, 201) for p in ("kg:holdsPost", "kg:quantity", "kg:heldAt", "kg:heldOn")}
