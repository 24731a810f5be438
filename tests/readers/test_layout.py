"""Roles, sections and particulars of a report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import resources
from kg.errors import PatternError
from kg.model import BlockRole, Document
from kg.readers import document_from_text, find_sources, patterns, read_document

SAMPLE = resources.path("data", "reports")
SHARED = Path(__file__).resolve().parents[3] / "shared"


def read(text: str) -> Document:
    """The document of a text."""
    return document_from_text(text, "report")


def blocks(document: Document) -> Iterator[tuple[str, str]]:
    """Role and text of each block."""
    for section in document.sections:
        for block in section.blocks:
            yield block.role.value, document.clean[block.span.start : block.span.end]


def test_the_sample_is_a_roundup_of_fifteen_items() -> None:
    """The bundled report has its title and fifteen items, each a heading with a body."""
    document = read_document(SAMPLE / "2020-shanghai-quality-month.txt")
    assert [section.index for section in document.sections] == list(range(16))
    assert document.title == document.sections[0].heading == "2020年上海市“质量月”活动巡礼"
    assert document.sections[4].heading == "徐汇区：主题活动把“质量月”推向高潮"
    for section in document.sections[1:]:
        roles = [block.role for block in section.blocks]
        assert roles == [BlockRole.HEADING] + [BlockRole.BODY] * (len(roles) - 1)
        assert document.section_at(section.span.start) == section
    assert (document.published, document.is_roundup) == ("2020", True)


@pytest.mark.parametrize(
    ("name", "published", "publisher"),
    [
        ("02-minhang-launch", "2020-09-10", "闵行区市场监督管理局"),
        ("03-baoshan-launch", "2020-09-04", "宝山区市场监督管理局"),
        ("04-xuhui-themed", "2020-09-21", "徐汇区市场监督管理局"),
        ("05-fengxian-opening", "2020-09-03", "奉贤区市场监督管理局"),
        ("09-guangming-livestream", "2020-09-26", "光明乳业"),
        ("13-cscec7-kickoff", "2020-09-04", "中建七局(上海)有限公司"),
    ],
)
def test_a_single_story_is_one_section(name: str, published: str, publisher: str) -> None:
    """Title first, bylines above and below the body, and no section but 0; editors are no authors."""
    document = read_document(SAMPLE / "single" / f"{name}.txt")
    assert [section.index for section in document.sections] == [0]
    found = list(blocks(document))
    assert found[0] == ("title", document.title)
    assert found[1][0] == "byline"
    assert not any("编辑" in text for role, text in found if role != "byline")
    assert (document.published, document.publisher, document.authors) == (published, publisher, ())
    assert (document.source, document.format) == (f"{name}.txt", "txt")


def test_a_lead_is_a_byline_within_its_paragraph() -> None:
    """What a paper says of itself before the story is a block of its own, and the story goes on right after it."""
    document = read("五家企业获奖\n\n本报讯（记者 刘某 通讯员 游某某）7日，颁奖大会在江州召开。\n")
    assert list(blocks(document))[1:] == [
        ("byline", "本报讯（记者 刘某 通讯员 游某某）"),
        ("body", "7日，颁奖大会在江州召开。"),
    ]
    assert document.authors == ("刘某", "游某某")


@pytest.mark.parametrize(
    ("lead", "publisher"),
    [
        ("新华社广州9月6日电 ", "新华社"),
        ("江州日报讯 ", "江州日报"),
        ("本网讯　", ""),
        ("（本网讯）", ""),
        ("本网江州9月4日讯　", ""),
        ("本报讯（记者 王小明）", ""),
        ("（记者 王小明）", ""),
    ],
)
def test_leads_of_papers_and_agencies(lead: str, publisher: str) -> None:
    """Datelines name the agency; 本报 and 本网 name nobody."""
    document = read(f"江州启动质量月\n\n{lead}江州市2017年质量月活动启动，全市共百余家企业参加。\n")
    found = list(blocks(document))
    assert (found[1][0], found[2][0]) == ("byline", "body")
    assert found[2][1].startswith("江州市2017年")
    assert document.publisher == publisher


def test_a_dateline_without_year_takes_the_year_of_the_title() -> None:
    """The day of an agency's dateline and the only year named give the date."""
    assert read("2017年质量月启动\n\n新华社广州9月6日电 活动5日启动。").published == "2017-09-06"


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("发布日期：2020-09-04", "2020-09-04"),
        ("2022年9月12日10:22 来源：江州市市场监督管理局", "2022-09-12"),
        ("时间：2020/9/4 08:00 浏览：12次", "2020-09-04"),
        ("来源：江州日报 2024年13月1日", "2024"),
        ("作者：王小明", "2021"),
    ],
)
def test_dates_of_publication(line: str, published: str) -> None:
    """A byline's date comes first, then the year of the title."""
    document = read(f"2021年质量月启动\n\n{line}\n\n江州市质量月活动启动。")
    assert document.published == published
    assert list(blocks(document))[1] == ("byline", document.clean.split("\n")[1])


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("◆王小明/文", ("王小明",)),
        ("◆本刊综合", ()),
        ("作者：王小明 李四", ("王小明", "李四")),
        ("作者：编辑", ()),
        ("记者 王小明 通讯员 李四", ("王小明", "李四")),
        ("来源：江州日报 作者：王小明 编辑：李四", ("王小明",)),
        ("文/王小明 图/李四", ("王小明",)),
        ("责任编辑：李四", ()),
    ],
)
def test_authors_of_bylines(line: str, authors: tuple[str, ...]) -> None:
    """Names after a label or before /文 are authors; editors, photographers and the paper itself are not."""
    document = read(f"江州启动质量月\n\n{line}\n\n9月1日，江州市质量月活动启动。")
    assert document.authors == authors
    assert [role for role, _ in blocks(document)] == ["title", "byline", "body"]


def test_names_in_brackets_at_the_end_are_authors() -> None:
    """In a line of their own or after the last sentence."""
    for end in ("\n\n（丁某某 邢某）", "（丁某某 邢某）"):
        document = read("江州启动质量月\n\n9月1日，江州市质量月活动启动。" + end)
        assert document.authors == ("丁某某", "邢某")
        assert list(blocks(document))[-1] == ("byline", "（丁某某 邢某）")


def test_numbered_parts_belong_to_one_story() -> None:
    """Numbered headings open no sections, and members of an enumeration are blocks of their own."""
    document = read(
        "全国启动质量月\n\n9月1日，启动仪式举行。\n\n一、出席和主持\n\n"
        "部长出席。\n\n二、发言单位\n\n1. 甲公司\n2. 乙公司\n"
        "3. 丙公司\n\n三、主题\n\n主题是质量第一。\n"
    )
    assert len(document.sections) == 1
    assert [role for role, _ in blocks(document)] == [
        "title", "body", "heading", "body", "heading", "list", "list", "list", "heading", "body"
    ]  # fmt: skip


def test_headings_inside_a_story_open_no_sections() -> None:
    """A story that tells its event first and then has headings for its parts stays one."""
    document = read(
        "甲区质量月见实效\n\n9月1日，甲区举行质量月启动仪式，百余人参加。\n\n"
        "高位推动聚合力\n\n甲区成立领导小组，部署工作。\n\n"
        "多措并举强服务\n\n组织培训三场。\n\n氛围浓厚促提升\n\n悬挂标语，发放材料。\n"
    )
    assert len(document.sections) == 1


def test_a_closing_notice_is_a_section_of_its_own() -> None:
    """The publisher's notice after the items gives no facts and is no item."""
    items = "".join(f"{name}区：活动启动\n\n9月{day}日，{name}区活动启动。\n\n" for day, name in enumerate("甲乙丙", 1))
    document = read(f"质量月活动掠影\n\n◆本刊综合\n\n{items}启事\n\n本刊投稿邮箱已更换，来稿即付稿酬。\n\n江州杂志社\n")
    assert [section.heading for section in document.sections] == [
        "质量月活动掠影", "甲区：活动启动", "乙区：活动启动", "丙区：活动启动", "启事"
    ]  # fmt: skip
    assert {block.role for block in document.sections[-1].blocks} == {BlockRole.NOTICE}
    assert document.publisher == "江州杂志社"


def test_a_table_of_particulars_names_the_publisher() -> None:
    """Rows of a table are blocks; a decision's table says who issued it, its signature and date are bylines."""
    document = read(
        "关于颁发市长质量奖的决定\n\n"
        "发文单位 | 江州市人民政府\n发文日期 | 2024-03-04\n\n各区人民政府：\n\n决定奖励下列组织：\n\n"
        "奖项 | 组织\n---|---\n质量奖 | 甲公司\n\n望再接再厉。\n\n江州市人民政府\n2024年3月5日\n"
    )
    assert [role for role, _ in blocks(document)] == [
        "title", "table", "table", "body", "body", "table", "table", "body", "byline", "byline"
    ]  # fmt: skip
    assert (document.publisher, document.published) == ("江州市人民政府", "2024-03-05")


def test_names_after_a_colon_are_a_list() -> None:
    """Short lines below a line that announces them are members of a list."""
    document = read(
        "江州表彰企业\n\n9月1日，江州表彰企业，名单如下：\n\n甲有限公司\n乙有限公司\n\n表彰会由副市长主持。"
    )
    assert [role for role, _ in blocks(document)] == ["title", "body", "list", "list", "body"]


def test_site_chrome_in_text_is_notice() -> None:
    """Copyright lines and related links copied along with a story give no facts."""
    document = read(
        "江州启动质量月\n\n9月1日，活动启动。\n\n【打印】【关闭】\n\n相关新闻\n\n江州去年举行质量月\n\n版权所有 江州网"
    )
    assert [role for role, _ in blocks(document)] == ["title", "body", *["notice"] * 4]


def test_masthead_and_kicker_are_no_titles() -> None:
    """Above a byline the longest headline is the title; the magazine's name and number and the column are not."""
    document = read(
        "江州质量\n2020年第10期\n专题报道\n2020年江州市“质量月”活动掠影\n◆王小明/文\n"
        "甲区开展质量开放日活动\n9月3日，甲区开展质量开放日活动。\n乙公司举办质量知识竞赛\n9月5日，乙公司举办质量知识竞赛。\n"
        "丙集团启动质量提升行动\n9月6日，丙集团启动质量提升行动。"
    )
    assert document.title == "2020年江州市“质量月”活动掠影"
    assert [role for role, _ in blocks(document)][:6] == ["byline", "byline", "byline", "title", "byline", "heading"]
    assert len(document.sections) == 4


def test_an_introduction_does_not_hide_the_items() -> None:
    """A note of the editor above the items tells no event of a day, and the headings below still open items."""
    document = read(
        "质量月里看江州\n\n编者按：九月是质量月，各区精彩纷呈。本刊摘编如下。\n\n甲区：启动仪式走进社区\n\n"
        "甲区启动仪式9月1日举行。\n\n乙区：首席质量官领证\n\n9月2日，乙区举行启动仪式。\n\n丙县：质量旗插上生产线\n\n"
        "9月3日，丙县举行授旗仪式。"
    )
    assert [section.heading for section in document.sections][1:] == [
        "甲区：启动仪式走进社区",
        "乙区：首席质量官领证",
        "丙县：质量旗插上生产线",
    ]


def test_a_page_copied_with_its_chrome() -> None:
    """Breadcrumbs, counters, font sizes, neighbours and footer are told from particulars of the event."""
    document = read(
        "当前位置：首页 > 工作动态 > 正文\n我区举行2021年“质量月”启动仪式\n"
        "发布时间: 2021-09-03 10:22:31    信息来源: 区市场监管局    浏览次数: 312\n【字体：大 中 小】  打印\n"
        "　　9月2日上午，我区举行启动仪式。\n　　活动时间：9月2日上午\n　　主办单位：区市场监管局\n"
        "（供稿：质量科 张三）\n上一篇：关于开展检查的通知\n【打印本页】 【关闭窗口】\n主办：区政府  备案号：京ICP备1号"
    )
    assert [role for role, _ in blocks(document)] == [
        "notice", "title", "byline", "byline", "body", "body", "body", "byline", "notice", "notice", "notice"
    ]  # fmt: skip
    assert (document.published, document.publisher) == ("2021-09-03", "区市场监管局")


def test_award_lists_below_numbered_headings() -> None:
    """Names of organizations below numbered headings are members of lists, whether one or several."""
    document = read(
        "关于公布获奖名单的通知\n江市监〔2021〕12号\n\n各区市场监管局：\n经评审，现公布如下。\n\n一、市长质量奖（2家）\n"
        "江州水泥有限公司\n江州电力有限公司\n二、提名奖（1家）\n江州食品有限公司\n\n特此通知。\n\n"
        "江州市市场监督管理局\n2021年9月1日\n（此件公开发布）"
    )
    assert [role for role, _ in blocks(document)][4:] == [
        "heading", "list", "list", "heading", "list", "body", "byline", "byline", "byline"
    ]  # fmt: skip
    assert (document.publisher, document.published) == ("江州市市场监督管理局", "2021-09-01")


def test_headings_of_markdown_lose_their_signs(tmp_path: Path) -> None:
    """Number signs mark the title and the headings, and are no part of them."""
    path = tmp_path / "report.md"
    path.write_text("# 江州启动质量月\n\n9月1日，活动启动。\n\n## 副市长讲话 ##\n副市长讲话。\n", encoding="utf-8")
    document = read_document(path)
    wanted = [
        ("title", "江州启动质量月"),
        ("body", "9月1日，活动启动。"),
        ("heading", "副市长讲话"),
        ("body", "副市长讲话。"),
    ]
    assert list(blocks(document)) == wanted


def test_a_text_without_a_title_takes_the_name_of_its_file() -> None:
    """A document is never without a title; that none was found is told."""
    document = read("9月1日，江州市质量月活动启动，共有三百余人参加了这一活动。")
    assert document.title == "report"
    assert document.warnings


def test_a_pattern_that_does_not_compile_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in the data says where it stands."""
    monkeypatch.setattr(resources, "patterns", lambda _: {"line": {"bad": "("}, "punctuation": {}, "html": {}})
    for ask in (
        lambda: patterns.pattern.__wrapped__("line", "bad"),
        lambda: patterns.characters.__wrapped__("none"),
        lambda: patterns.words.__wrapped__("html", "none"),
    ):
        with pytest.raises(PatternError, match=r"layout\.toml"):
            ask()


@pytest.mark.parametrize("gold", ["seed-2020", "sample-2020", "dev"])
def test_sections_agree_with_the_gold(gold: str) -> None:
    """Every section of the gold has its heading here under the same number."""
    entities = SHARED / "gold" / gold / "entities.jsonl"
    if not entities.is_file():
        pytest.skip("the gold is not beside this repository (../shared/gold)")
    wanted: dict[str, dict[int, str]] = {}
    for line in entities.read_text(encoding="utf-8").splitlines():
        entity = json.loads(line)
        if entity["type"] == "Section":
            wanted.setdefault(entity["doc"], {})[entity["section"]] = entity["name"]
    folders = [SHARED / "seed", SHARED / "corpus" / "dev", SHARED / "corpus" / "sample"]
    files = {path.stem: path for path in find_sources(folders)}
    for name, headings in wanted.items():
        document = read_document(files[name])
        found = {section.index: section.heading.removesuffix("（摘要）") for section in document.sections}
        assert found == {i: h.removesuffix("（摘要）") for i, h in headings.items()}, name


def test_the_title_stands_below_a_slogan() -> None:
    """Newspapers print a line of two phrases above the headline; a headline of two phrases says what happened."""
    body = "本报青山9月2日讯（记者 马立新）昨日上午，青山区“质量月”启动仪式在文化广场举行。市民们前来参观。"
    below = document_from_text(f"建设质量强区 共创美好生活\n\n青山区2019年“质量月”活动启动\n\n{body}", "slogan")
    assert below.title == "青山区2019年“质量月”活动启动"
    alone = document_from_text(f"建设质量强区 共创美好生活\n\n{body}", "alone")
    assert alone.title == "建设质量强区 共创美好生活"
