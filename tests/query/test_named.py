"""The named queries: their files, their answers on two invented reports, their parameters."""

from __future__ import annotations

import contextlib
import re
from itertools import pairwise
from pathlib import Path

import pytest

from kg.errors import MissingParameter, QueryError, QueryFileError, UnknownName, UnknownQuery
from kg.query import Solutions, named_queries, named_query, run_named
from kg.query.named import read_query
from kg.query.reference import queries_page
from kg.query.tokens import form, tokens
from kg.store import OxigraphStore, open_store

NAMES = [query.name for query in named_queries()]
REQUIRED = {
    "posts-of-person": {"person": "林一舟"},
    "events-in-series": {"series": "2021年东川市质量月"},
    "evidence-of-entity": {"entity": "晨光食品厂"},
    "events-of-person": {"person": "林一舟"},
    "events-of-organization": {"organization": "晨光食品厂"},
    "event-overview": {"event": "“质量惠民”主题活动"},
    "connections": {"one": "林一舟", "other": "许宁"},
}


def rows(store: OxigraphStore, name: str, *columns: str, **parameters: str) -> list[tuple[str, ...]]:
    """The answer to a named query, as texts of some columns."""
    result = run_named(store, name, parameters)
    assert isinstance(result, Solutions)
    return [tuple(row.get(column, "") for column in columns) for row in result.rows()]


def test_there_are_the_questions_that_analysts_ask() -> None:
    """At least twenty-eight, in alphabetical order."""
    assert len(NAMES) >= 28
    assert sorted(NAMES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_query_runs_and_its_header_names_its_columns(mini_store: OxigraphStore, name: str) -> None:
    """Every column of the answer has its headings, but for labels, which stand in for what they name."""
    query = named_query(name)
    result = run_named(mini_store, name, REQUIRED.get(name, {}))
    assert isinstance(result, Solutions)
    shown = [v for v in result.variables if not (v.endswith("Label") and v.removesuffix("Label") in result.variables)]
    assert shown == [column.name for column in query.columns]
    assert form(query.sparql) == "SELECT"


@pytest.mark.parametrize("name", NAMES)
def test_query_file_stands_alone(name: str) -> None:
    """A file declares the prefixes that it uses, so that it runs in any SPARQL engine as it is."""
    sparql = named_query(name).sparql
    found = list(tokens(sparql))
    declared = {after.text for token, after in pairwise(found) if token.keyword == "PREFIX"}
    used = {t.text.partition(":")[0] + ":" for t in found if t.kind == "name"}
    assert used == declared


@pytest.mark.parametrize("name", NAMES)
def test_header_is_bilingual_and_says_why(name: str) -> None:
    """Titles, headings and parameters in Chinese and English, and a reason to ask."""
    query = named_query(name)
    chinese = [query.title_zh, query.why, *(c.zh for c in query.columns), *(p.zh for p in query.parameters)]
    english = [query.title_en, query.description, *(c.en for c in query.columns), *(p.en for p in query.parameters)]
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in chinese)
    assert not [text for text in english if not text or re.search(r"[\u4e00-\u9fff]", text)]
    assert query.tags


@pytest.mark.parametrize("name", NAMES)
def test_answers_come_in_one_order(mini_store: OxigraphStore, name: str) -> None:
    """Asking twice gives the same rows in the same order, and no row twice."""
    first, second = (list(run_named(mini_store, name, REQUIRED.get(name, {}))) for _ in range(2))  # type: ignore[arg-type]
    assert first == second
    assert len(set(map(str, first))) == len(first)
    assert "ORDER BY" in named_query(name).sparql


def test_reference_page_is_fresh(root: Path, built_sample: Path) -> None:
    """docs/reference/queries.md is what the headers say, names every query, and shows what the sample answers."""
    page = (root / "docs" / "reference" / "queries.md").read_text(encoding="utf-8")
    with open_store(built_sample) as store:
        assert page == queries_page(store)
    assert [name for name in NAMES if f"## {name}" not in page] == []


def test_people_at_several_launches(mini_store: OxigraphStore) -> None:
    """Who was at both, with the district of each; the wider place does not hide the district."""
    columns = ("personLabel", "events", "eventLabel", "districtLabel")
    found = rows(mini_store, "people-at-several-launches", *columns, person="林一舟")
    assert sorted(set(found)) == [
        ("林一舟", "2", "2021年云山区质量月启动仪式", "云山区"),
        ("林一舟", "2", "“质量惠民”主题活动", "临江区"),
    ]
    everyone = rows(mini_store, "people-at-several-launches", "personLabel")
    assert {name for (name,) in everyone} == {"林一舟", "高远"}


def test_people_at_several_launches_counts_from_a_minimum(mini_store: OxigraphStore) -> None:
    """`minimum` lowers or raises the bar."""
    assert ("许宁",) in rows(mini_store, "people-at-several-launches", "personLabel", minimum="1")
    assert rows(mini_store, "people-at-several-launches", "personLabel", minimum="3") == []


def test_posts_of_person_in_time(mini_store: OxigraphStore) -> None:
    """The two posts, with the date of the report that gives each."""
    assert rows(mini_store, "posts-of-person", "date", "role", "organizationLabel", person="林一舟") == [
        ("2021-09", "副局长", "东川市市场监督管理局"),
        ("2021-10-05", "副市长", "东川市人民政府"),
    ]


def test_events_by_organizer(mini_store: OxigraphStore) -> None:
    """主办 and 承办 are two roles."""
    found = rows(mini_store, "events-by-organizer", "organizerLabel", "role")
    assert {(name, role.rpartition("#")[2]) for name, role in found} == {
        ("云山区市场监督管理局", "organizedBy"),
        ("恒木家具有限公司", "undertakenBy"),
    }


def test_awards_and_recipients(mini_store: OxigraphStore) -> None:
    """Edition, recipient, prize money, event."""
    columns = ("awardLabel", "edition", "recipientLabel", "amount", "unit", "eventLabel")
    assert rows(mini_store, "awards-and-recipients", *columns, recipient="晨光食品厂") == [
        ("第三届临江区质量奖", "第三届", "晨光食品厂", "200000", "元", "“质量惠民”主题活动")
    ]


def test_enterprises_by_district_leaves_authorities_out(mini_store: OxigraphStore) -> None:
    """Enterprises, however they took part; a bureau is none."""
    found = {name for (name,) in rows(mini_store, "enterprises-by-district", "enterpriseLabel")}
    assert found == {"恒木家具有限公司", "晨光食品厂"}
    assert {n for (n,) in rows(mini_store, "enterprises-by-district", "enterpriseLabel", district="临江区")} == {
        "晨光食品厂"
    }


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({}, ["2021-09-02", "2021-09-03", "2021-09-09"]),
        ({"from": "2021-09-03"}, ["2021-09-03", "2021-09-09"]),
        ({"to": "2021-09-03"}, ["2021-09-02", "2021-09-03"]),
        ({"from": "2021-09", "to": "2021-09"}, ["2021-09-02", "2021-09-03", "2021-09-09"]),
        ({"from": "2022"}, []),
    ],
)
def test_events_by_date(mini_store: OxigraphStore, bounds: dict[str, str], expected: list[str]) -> None:
    """Bounds are days, months or years, and both are inclusive."""
    assert [day for (day,) in rows(mini_store, "events-by-date", "date", **bounds)] == expected


def test_co_attendance(mini_store: OxigraphStore) -> None:
    """Pairs with the number of events; a person asked for comes first in each pair."""
    assert rows(mini_store, "co-attendance", "personLabel", "otherLabel", "events")[0] == ("林一舟", "高远", "2")
    assert rows(mini_store, "co-attendance", "personLabel", "otherLabel", "events", person="许宁") == [
        ("许宁", "林一舟", "1"),
        ("许宁", "高远", "1"),
    ]


def test_events_of_person(mini_store: OxigraphStore) -> None:
    """Attending and speaking are two relations; district, type and dates narrow the answer."""
    columns = ("date", "eventLabel", "how", "districtLabel")
    found = {
        (date, how.rpartition("#")[2], district)
        for date, _, how, district in rows(mini_store, "events-of-person", *columns, person="林一舟")
    }
    assert {row for row in found if row[0] == "2021-09-09"} == {
        ("2021-09-09", "attendedBy", "临江区"),
        ("2021-09-09", "addressedBy", "临江区"),
    }
    for narrowed in ({"district": "临江区"}, {"type": "主题活动"}, {"from": "2021-09-08"}):
        asked = {"person": "林一舟"} | narrowed
        assert {row[0] for row in rows(mini_store, "events-of-person", "eventLabel", **asked)} == {"“质量惠民”主题活动"}


@pytest.mark.parametrize("name", ["主题活动", "专场活动", "themed activity", "kg:themed_activity"])
def test_events_of_type_by_any_name_of_the_type(mini_store: OxigraphStore, name: str) -> None:
    """By its label or another name of the ontology, in either language, or as CURIE."""
    assert rows(mini_store, "events-of-type", "eventLabel", type=name) == [("“质量惠民”主题活动",)]


def test_events_in_district(mini_store: OxigraphStore) -> None:
    """What is held there; one row an event, whatever days reports give."""
    assert rows(mini_store, "events-in-district", "eventLabel", "date", district="云山区") == [
        ("2021年云山区质量月启动仪式", "2021-09-02")
    ]
    assert rows(mini_store, "events-per-district", "districtLabel", "events") == [
        ("东川市", "2"),  # the series bears its name
        ("临江区", "1"),
        ("云山区", "1"),
    ]


def test_event_overview(mini_store: OxigraphStore) -> None:
    """Dates, places, people, themes and numbers, a row each."""
    found = rows(mini_store, "event-overview", "predicate", "value", "valueLabel", event="2021年云山区质量月启动仪式")
    shown = {(predicate.rpartition("#")[2], label or value) for predicate, value, label in found}
    assert {("heldOn", "2021-09-02"), ("organizedBy", "云山区市场监督管理局"), ("theme", "匠心筑梦")} <= shown


def test_connections(mini_store: OxigraphStore) -> None:
    """By way of one event; directly, where one is the object of the other."""
    found = rows(mini_store, "connections", "viaLabel", "first", one="高远", other="许宁")
    assert [(via, first.rpartition("#")[2]) for via, first in found] == [("“质量惠民”主题活动", "attendedBy")]
    direct = rows(mini_store, "connections", "via", "first", one="高远", other="“质量惠民”主题活动")
    assert ("", "https://w3id.org/report-kg/ontology#attendedBy") in direct


def test_officials_and_their_organizations(mini_store: OxigraphStore) -> None:
    """A post counts in the report that gives it; part of its name is enough."""
    columns = ("eventLabel", "personLabel", "role", "organizationLabel")
    assert set(rows(mini_store, "officials-at-events", *columns, role="副市长")) == {
        ("2021年云山区质量月启动仪式", "林一舟", "副市长", "东川市人民政府")
    }
    assert rows(mini_store, "people-of-organization", "personLabel", organization="市市场监管局") == [("林一舟",)]


def test_who_worked_together(mini_store: OxigraphStore) -> None:
    """主办 and 承办 of one event."""
    found = rows(mini_store, "organizations-together", "otherLabel", "times", organization="HengMu")
    assert found == [("云山区市场监督管理局", "1")]


def test_what_only_one_report_tells_of(mini_store: OxigraphStore) -> None:
    """林一舟 is in both reports, 许宁 in one."""
    found = {name for (name,) in rows(mini_store, "only-in-report", "thingLabel")}
    assert "许宁" in found
    assert "林一舟" not in found


def test_most_seen_first(mini_store: OxigraphStore) -> None:
    """Each event once, however many reports tell of it."""
    assert rows(mini_store, "most-seen-people", "personLabel", "events")[0][1] == "2"
    assert rows(mini_store, "most-seen-people", "personLabel", minimum="2") == [("林一舟",), ("高远",)]
    assert rows(mini_store, "busiest-days", "day", "events", **{"from": "2021-09-09"}) == [("2021-09-09", "1")]


def test_speakers(mini_store: OxigraphStore) -> None:
    """What each speaker did, where."""
    assert rows(mini_store, "speakers", "personLabel", "role", "eventLabel") == [
        ("林一舟", "讲话", "2021年云山区质量月启动仪式"),
        ("林一舟", "致辞", "“质量惠民”主题活动"),
    ]


def test_numbers(mini_store: OxigraphStore) -> None:
    """Numbers with what they count, exact or not."""
    found = rows(mini_store, "numbers", "number", "unit", "approximation", "counts", "quote", unit="人")
    assert found == [("300", "人", "about", "participants", "约300人")]


def test_conflicts(mini_store: OxigraphStore) -> None:
    """The date and the number of activities differ between the reports; the two districts of one report do not."""
    found = rows(mini_store, "conflicts", "predicate", "one", "oneQuote", "otherQuote")
    assert [(p.rpartition("#")[2], a, b) for p, _, a, b in found] == [
        ("heldOn", "9月2日", "9月3日"),
        ("quantity", "12项活动", "15项活动"),
    ]


def test_evidence_of_entity(mini_store: OxigraphStore) -> None:
    """Facts in which it is subject and in which it is object, in the order of the text."""
    found = rows(mini_store, "evidence-of-entity", "predicate", "quote", entity="晨光食品厂")
    assert [predicate.rpartition("#")[2] for predicate, _ in found] == [
        "awardRecipient",
        "participant",
        "holdsCertification",
    ]


def test_themes_participants_series_roles_certifications_gaps_reports(mini_store: OxigraphStore) -> None:
    """The remaining questions give what the reports say."""
    assert {t for (t,) in rows(mini_store, "themes", "theme", text="匠心")} == {"匠心筑梦"}
    assert rows(mini_store, "themes", "theme", text="匠人") == []
    participants = rows(mini_store, "participants-of-event", "participantLabel", event="“质量惠民”主题活动")
    assert {name for (name,) in participants} == {"林一舟", "高远", "许宁", "晨光食品厂"}
    series = rows(mini_store, "events-in-series", "eventLabel", "parentLabel", series="2021年东川市质量月")
    assert {event for event, _ in series} == {"2021年云山区质量月启动仪式", "“质量惠民”主题活动"}
    assert ("恒木家具有限公司", "1") in rows(mini_store, "organizations-and-roles", "organizationLabel", "times")
    assert rows(mini_store, "certifications", "organizationLabel", "certificationLabel") == [
        ("晨光食品厂", "ISO9001认证")
    ]
    assert rows(mini_store, "unread-sentences", "sentence") == [("天气晴好。",)]
    assert rows(mini_store, "candidates", "mention", "reasonLabel") == [("天气", "未知其作用")]
    assert rows(mini_store, "reports", "reportLabel", "facts", "unread") == [
        ("2021年东川市质量月活动", "28", "1"),
        ("云山区启动质量月", "6", "0"),
    ]


@pytest.mark.parametrize(
    "name", ["林一舟", "林一舟同志", " 林一舟 ", "person:林一舟", "https://w3id.org/report-kg/person/林一舟"]
)
def test_an_entity_is_named_as_an_analyst_would(mini_store: OxigraphStore, name: str) -> None:
    """By label, further label, CURIE or IRI."""
    assert len(rows(mini_store, "posts-of-person", "role", person=name)) == 2


@pytest.mark.parametrize("name", ["hengmu", "\uff28\uff45\uff4e\uff47\uff2d\uff55", "HENG MU"])
def test_names_ignore_case_width_and_spaces(mini_store: OxigraphStore, name: str) -> None:
    """A name that fits only so is found too."""
    assert rows(mini_store, "organizations-and-roles", "organizationLabel", organization=name)


def test_names_ignore_quotes(mini_store: OxigraphStore) -> None:
    """质量惠民主题活动 finds the event that is written with quotes."""
    assert rows(mini_store, "participants-of-event", "how", event="质量惠民主题活动")


def test_unknown_name_is_answered_with_the_nearest(mini_store: OxigraphStore) -> None:
    """Nothing bears the name, but something holds it; only things of the right class are offered."""
    with pytest.raises(UnknownName) as caught:
        run_named(mini_store, "enterprises-by-district", {"district": "云山"})
    assert caught.value.nearest == ("云山区",)
    with pytest.raises(UnknownName):
        run_named(mini_store, "posts-of-person", {"person": "云山区"})


@pytest.mark.parametrize(
    "value",
    [
        '"} UNION { ?s ?p ?o } #',
        '林一舟" } ; DROP ALL ; #',
        "x> } DELETE WHERE { ?s ?p ?o } #",
        "person:x> <a:b> ?o } #",
        "https://x/> } SERVICE <https://evil.example/> { ?s ?p ?o } #",
        "\\u0022 } #",
        "?_person",
        "UNDEF",
        "'''\n\"\"\"",
    ],
)
def test_values_are_never_sparql(mini_store: OxigraphStore, value: str) -> None:
    """What is given as a value stays a value: nothing is found, nothing else is run, nothing is lost."""
    before = len(mini_store)
    assert rows(mini_store, "themes", "theme", text=value) == []
    assert rows(mini_store, "numbers", "number", unit=value) == []
    with contextlib.suppress(UnknownName):
        assert rows(mini_store, "posts-of-person", "role", person=value) == []
    assert len(mini_store) == before


def test_unknown_query_names_the_nearest() -> None:
    """By a misspelt name, by a word, by a part of the Chinese title."""
    for asked, nearest in [
        ("people-at-several-launchs", "people-at-several-launches"),
        ("launches", "people-at-several-launches"),
        ("获奖者", "awards-and-recipients"),
        ("events_by_dat", "events-by-date"),
    ]:
        with pytest.raises(UnknownQuery) as caught:
            named_query(asked)
        assert nearest in caught.value.nearest
        assert nearest in caught.value.hint
    with pytest.raises(UnknownQuery) as caught:
        named_query("xyzzy")
    assert caught.value.nearest == ()


def test_a_query_goes_by_its_title_too() -> None:
    """The whole title, Chinese or English, names the query."""
    assert named_query("已读的报告").name == "reports"
    assert named_query("Themes and policies").name == "themes"


def test_missing_and_unknown_parameters_say_what_is_needed(mini_store: OxigraphStore) -> None:
    """The names, what they mean, and an example."""
    with pytest.raises(MissingParameter) as caught:
        run_named(mini_store, "posts-of-person")
    assert caught.value.names == ("person",)
    assert "-p person=" in caught.value.hint
    with pytest.raises(MissingParameter) as caught:
        run_named(mini_store, "speakers", {"persn": "林一舟"})
    assert caught.value.names == ("persn",)
    assert "person" in caught.value.hint
    with pytest.raises(MissingParameter, match="it takes none"):
        run_named(mini_store, "reports", {"x": "1"})


def test_identity(mini_store: OxigraphStore) -> None:
    """Each statement once, with the names that reports gave and the reasons for and against."""
    columns = ("kind", "oneLabel", "otherLabel", "names", "reasonsFor", "reasonsAgainst")
    found = [
        (kind, one, other, set(names.split("、")), for_, against)
        for kind, one, other, names, for_, against in rows(mini_store, "identity", *columns)
    ]
    assert found == [
        ("合并", "林一舟", "", {"林一舟"}, "同在东川市", ""),
        ("待定", "2021年云山区质量月启动仪式", "“质量惠民”主题活动", {"甲", "乙"}, "同年", "不同日"),
    ]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("events-by-date", {"from": "9月4日"}),
        ("events-by-date", {"to": "2020-9-4"}),
        ("people-at-several-launches", {"minimum": "two"}),
    ],
)
def test_a_value_of_the_wrong_type_is_told(mini_store: OxigraphStore, name: str, parameters: dict[str, str]) -> None:
    """Dates and numbers are checked before the query runs."""
    with pytest.raises(QueryError, match="should be") as caught:
        run_named(mini_store, name, parameters)
    assert "-p " in caught.value.hint


HEADER = (
    "#+ title_zh: 题\n#+ title_en: Title\n#+ why: 因\n#+ description: d\n"
    "#+ parameters:\n#+   - name: a\n#+     type: text\n#+     zh: 甲\n#+     en: a\n#+     example: x\n"
    "#+ columns:\n#+   - name: s\n#+     zh: 主\n#+     en: s\n"
)
BODY = "SELECT ?s WHERE { BIND(?__a AS ?a) ?s ?p ?a } ORDER BY ?s\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * {}", "no header"),
        (HEADER.replace("#+ why: 因\n", "") + BODY, "lacks why"),
        (HEADER.replace("type: text", "type: word") + BODY, "one of iri, text"),
        (HEADER.replace("why: 因", "why: [因]") + BODY, "bad.rq:3: put this text in double quotes"),
        (HEADER.replace("why: 因", 'why: "因" 果') + BODY, "bad.rq:3: the text in quotes"),
        (HEADER.replace("#+ why: 因", "#+  why: 因") + BODY, "bad.rq:3: expected"),
        (HEADER.replace("#+     zh: 甲\n", "#+     zh: 甲\n#+     zh: 乙\n") + BODY, "bad.rq:9: zh stands twice"),
        (HEADER + BODY.replace("BIND(?__a AS ?a)", "FILTER(?__a = 1)"), "no BIND(?_a"),
        (HEADER + "SELECT ?s WHERE { ?s ?p ?o }", "?__a is in the header or in the query"),
        (HEADER + BODY.replace("?a }", "?a, ?_b }"), "?_b is in the header or in the query"),
    ],
)
def test_a_malformed_query_file_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    """QueryFileError says which file, which line, and what is wrong there."""
    file = tmp_path / "bad.rq"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(QueryFileError) as caught:
        read_query(file)
    assert message in str(caught.value)
    assert "bad.rq" in str(caught.value)


def test_a_well_formed_query_file_is_read(tmp_path: Path) -> None:
    """The same file without the faults is fine, and its name must be in kebab-case."""
    file = tmp_path / "good-one.rq"
    file.write_text(HEADER + BODY, encoding="utf-8")
    assert read_query(file).parameters[0].name == "a"
    other = tmp_path / "Bad_One.rq"
    other.write_text(HEADER + BODY, encoding="utf-8")
    with pytest.raises(QueryFileError, match="kebab"):
        read_query(other)
