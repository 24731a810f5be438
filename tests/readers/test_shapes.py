"""Shapes of reports besides the plain story: mixed round-ups, labels over values, white-space tables, mastheads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from kg.model import Document, Span
from kg.readers import document_from_text, read_document

STORY = "9月{day}日，{place}举行质量月启动仪式，副区长甲某出席并讲话，共二百余人参加。随后与会人员参观了展览。"


PAIRS = [("松江区", "质量月红红火火"), ("昆山市", "开放日人头攒动"), ("滕州市", "竞赛场你追我赶")]


def read(text: str) -> Document:
    """The document of a text."""
    return document_from_text(text, "report")


def blocks(document: Document) -> Iterator[tuple[str, str]]:
    """Role and text of each block."""
    for section in document.sections:
        for block in section.blocks:
            yield block.role.value, document.clean[block.span.start : block.span.end]


def headings(document: Document) -> list[str]:
    """Headings of the sections after the first."""
    return [section.heading for section in document.sections[1:]]


def roundup(lines: list[str], title: str = "各地2021年质量月见闻") -> Document:
    """A round-up with these headings, each above a story."""
    stories = [f"{line}\n\n{STORY.format(day=day, place=f'{line[-3:]}办公室')}" for day, line in enumerate(lines, 1)]
    return read("\n\n".join([title, "每年9月是质量月。本期选登几地做法。", *stories]))


def honest(document: Document) -> None:
    """Offsets rise, and every quote is the slice of the source at its span."""
    assert all(a < b for a, b in pairwise(document.offsets))
    for section in document.sections:
        for block in section.blocks:
            evidence = document.evidence(block.span)
            assert document.text[evidence.span.start : evidence.span.end] == evidence.quote


def test_headings_of_mixed_shapes_all_open_items() -> None:
    """Brackets, a colon, a Chinese or Arabic number that counts the items, an exclamation, or no sign at all."""
    lines = [
        "【呼和浩特】商户亮承诺",
        "滕州：小店里的大质量",
        "三、港城里的质量课堂",
        "荆门市总工会办质量赛",
        "05 昆明花农讲质量",
        "松江区质量月来了！",
    ]
    assert headings(roundup(lines)) == lines


@pytest.mark.parametrize("number", ["{}、", "（{}）"])
def test_numbered_headings_open_items_where_nearly_all_name_a_place(number: str) -> None:
    """Without such names they are the parts of one story, as before."""
    places = [
        number.format(n) + p for n, p in zip("一二三", ("松江区：启动", "昆山市：竞赛", "滕州：开放"), strict=True)
    ]
    assert headings(roundup(places)) == places
    parts = [number.format(n) + p for n, p in zip("一二三", ("基本情况", "主要做法", "下步打算"), strict=True)]
    assert headings(roundup(parts)) == []


def test_arabic_numbers_before_the_items() -> None:
    """A numbered line alone above a story is a heading and no member of a list."""
    lines = ["1.松江区启动质量月", "2.昆山市启动质量月", "3.滕州市启动质量月"]
    assert headings(roundup(lines)) == lines


def test_a_place_above_the_heading_opens_the_item() -> None:
    """Where most items have two headings, one above the other, the upper one begins the section."""
    text = "\n\n".join(f"{p}\n{h}\n{STORY.format(day=d, place=p)}" for d, (p, h) in enumerate(PAIRS, 1))
    assert headings(read("质量月掠影\n\n" + text)) == [place for place, _ in PAIRS]


def test_names_in_brackets_end_an_item() -> None:
    """The next heading is not joined to the names of those who wrote the item above it."""
    text = "\n".join(f"{p}{h}\n{STORY.format(day=d, place=p)}（甲某 乙某）" for d, (p, h) in enumerate(PAIRS, 1))
    assert headings(read("质量月掠影\n\n" + text)) == [place + heading for place, heading in PAIRS]


def test_speakers_open_no_items() -> None:
    """A story that tells its event and then quotes people under their names stays one."""
    words = "\n\n".join(f"{who}：质量要紧\n\n质量是企业的生命，要常抓不懈。" for who in ("甲某某", "乙某某", "丙某某"))
    assert not read("江州质量月\n\n9月1日，启动仪式举行，共二百余人参加。\n\n" + words).is_roundup


def test_numbers_that_do_not_count_all_headings_open_no_items() -> None:
    """一 and 二 with plain headings below them are parts: only the plain headings can be items."""
    document = roundup(["一、市区", "松江区：启动", "昆山市：竞赛", "二、各县", "滕州：开放"])
    assert headings(document) == ["松江区：启动", "昆山市：竞赛", "滕州：开放"]


@pytest.mark.parametrize("mark", ["【{}】", "{}　", "{}：", "●{} "])
def test_run_in_headings_are_cut_off(mark: str) -> None:
    """A place at the head of its paragraph, in brackets or before the day, is the heading of an item."""
    places = ["松江区", "昆山市", "滕州"]
    text = "\n\n".join(mark.format(p) + STORY.format(day=d, place=p) for d, p in enumerate(places, 1))
    document = read("各地质量月动态\n\n" + text)
    assert headings(document) == [mark.format(place).strip() for place in places]
    assert [role for role, _ in blocks(document)] == ["title", *["heading", "body"] * 3]
    honest(document)


@pytest.mark.parametrize("heads", [("开幕式", "论坛", "闭幕式"), ("活动时间", "报名时间", "比赛时间"), ("松江区",) * 3])
def test_other_heads_of_paragraphs_are_not(heads: tuple[str, ...]) -> None:
    """The programme of one event, its particulars, or one place again and again make no round-up."""
    text = "\n\n".join(f"【{head}】9月{day}日，在文化中心举行。" for day, head in enumerate(heads, 1))
    assert not read("江州举办质量周\n\n9月1日，江州举办质量周活动。\n\n" + text).is_roundup


LABELS = """江州发布 | 一图看懂，质量月来啦！

原创 江州市监 江州市监 2022-09-05 17:46 发表于江苏

↑↑↑点击蓝字，关注我们

🌸 秋日江城，质量先行。
今天上午，2022年江州市质量月启动仪式在文化中心举行！

▍活动主题
质量第一 服务至上

▍主办单位
江州市市场监督管理局（知识产权局）
江州市总工会

【协办单位】
江州银行城东分行　江州职业学院

🎤 谁来了？
江州市副市长　甲某某
江州市总工会主席　乙某某
……
还有来自全市的八十余家企业代表。

编辑：小甲　初审：丙某　终审：丁某

阅读原文
在看 点赞 分享
"""


def test_labels_over_values_become_one_paragraph_each() -> None:
    """A page of WeChat is one story; its chrome is no text, its labels are particulars with all their values."""
    document = read(LABELS)
    assert not document.is_roundup
    assert document.title == "江州发布 | 一图看懂，质量月来啦！"
    assert (document.published, document.publisher) == ("2022-09-05", "江州市监")
    found = list(blocks(document))
    assert ("body", "活动主题：质量第一 服务至上") in found
    assert ("body", "主办单位：江州市市场监督管理局（知识产权局）、江州市总工会") in found
    assert ("body", "协办单位：江州银行城东分行、江州职业学院") in found
    assert [text for role, text in found if role == "list"][:2] == ["江州市副市长 甲某某", "江州市总工会主席 乙某某"]
    assert [text for role, text in found if role == "notice"] == ["↑↑↑点击蓝字，关注我们", "阅读原文", "在看 点赞 分享"]
    assert not any(role == "heading" for role, _ in found)


def test_marks_between_label_and_values_stand_for_line_breaks() -> None:
    """The quote of such a paragraph is the source as it is, with its line breaks."""
    document = read(LABELS)
    honest(document)
    start = document.clean.index("主办单位")
    end = document.clean.index("总工会", start) + 3
    quote = "主办单位\n江州市市场监督管理局（知识产权局）\n江州市总工会"
    assert document.evidence(Span(start, end)).quote == quote
    assert document.text[document.offsets[document.clean.index("、江州市总工会")]] == "\n"


def test_a_label_without_a_gap_below_takes_bodies_only() -> None:
    """Where no blank line ends the values, a place or time has one, and an organizer those that are named as bodies."""
    document = read(
        "江州启动质量月\n主办单位：江州市市场监督管理局\n江州市总工会\n活动地点\n江州文化中心\n现场掠影\n"
        "9月1日，启动仪式举行，共二百余人参加。\n"
    )
    assert [text for role, text in blocks(document) if role == "body"] == [
        "主办单位：江州市市场监督管理局、江州市总工会",
        "活动地点：江州文化中心",
        "9月1日，启动仪式举行，共二百余人参加。",
    ]


@pytest.mark.parametrize("gap", ["\t", "    ", "　　", " "])
def test_tables_set_with_white_space(gap: str) -> None:
    """Rows with the same number of cells are rows of a table; their cells stand apart by one sign for the gap."""
    rows = [["序号", "名称", "奖项"], ["1", "甲水泥有限公司", "金奖"], ["2", "乙电力有限公司", "银奖"]]
    document = read(
        "关于公布名单的通报\n\n现将名单公布如下：\n\n" + "\n".join(map(gap.join, rows)) + "\n\n望再接再厉，再创佳绩。\n"
    )
    assert [text for role, text in blocks(document) if role == "table"] == ["|".join(row) for row in rows]
    honest(document)


@pytest.mark.parametrize("gap", ["　", "  ", " "])
def test_lines_with_a_gap_are_no_table(gap: str) -> None:
    """Two columns of signatures, or posts and names, are lines."""
    lines = [f"江州市教育局{gap}江州市公安局", f"江州市总工会{gap}江州市卫生局", f"江州市税务局{gap}江州市水利局"]
    document = read("关于启动质量月的通知\n\n请遵照执行，及时总结。\n\n" + "\n".join(lines) + "\n2021年9月1日\n")
    assert [role for role, _ in blocks(document)] == ["title", "body", *["byline"] * 4]


@pytest.mark.parametrize(
    "masthead",
    [
        "《江州厂讯》第46期　二版　本期责编：甲某",
        "江州质量　QUALITY REVIEW　2022年第10期（总第318期）　专题报道",
        "江州日报　2022年9月5日　第3版",
    ],
)
def test_mastheads_are_no_titles(masthead: str) -> None:
    """Number, page and editor of a paper stand above the headline."""
    document = read(f"{masthead}\n\n江州启动质量月\n\n9月1日，活动启动，共二百余人参加。")
    assert document.title == "江州启动质量月"
    assert [role for role, _ in blocks(document)] == ["byline", "title", "body"]


def test_the_title_above_its_longer_second_line() -> None:
    """A line that opens with a dash goes with the headline above it, and a site's 原标题 is no part of one."""
    document = read(
        "匠心如初\n——2018年江州市质量信得过班组发布会侧记\n作者：甲某某\n9月1日，发布会举行，共二百余人参加。"
    )
    assert document.title == "匠心如初——2018年江州市质量信得过班组发布会侧记"
    assert read("原标题：江州启动质量月\n\n9月1日，活动启动，共二百余人参加。").title == "江州启动质量月"


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("来源：江州在线　2022-05-18 17:35:23　字号 A- A A+", ()),
        ("【信息来源】继续教育学院　作者：甲某　图片作者：乙某　发表时间：2022/05/18 13:42　浏览次数：3", ("甲某",)),
    ],
)
def test_a_byline_of_many_particulars_ends_before_the_story(line: str, authors: tuple[str, ...]) -> None:
    """However it ends, the first paragraph is not joined to it."""
    document = read(f"江州启动质量月\n\n{line}\n\n　　5月16日，江州市质量月活动启动，共二百余人参加。\n")
    assert [role for role, _ in blocks(document)] == ["title", "byline", "body"]
    assert (document.published, document.authors) == ("2022-05-18", authors)
    assert document.publisher in ("江州在线", "继续教育学院")


def test_the_words_under_a_photograph_are_a_paragraph() -> None:
    """Who took it ends them; the story below is not joined."""
    document = read("江州启动质量月\n\n启动仪式现场。甲某某 摄\n\n质量是企业的生命，市长在讲话中说，要常抓不懈。")
    assert next(text for role, text in blocks(document) if role == "body") == "启动仪式现场。甲某某 摄"


@pytest.mark.parametrize(
    ("end", "published"),
    [
        ("（2024年5月20日）", "2024-05-20"),
        ("\n\n（2024年5月20日）", "2024-05-20"),
        ("活动自2024年起举办。", "2024"),
        ("其间学习了《2021年江州质量报告》，2024年5月20日闭幕。", "2024"),
        ("2021年、2022年均举办。", ""),
    ],
)
def test_dates_in_the_text(end: str, published: str) -> None:
    """A date in brackets at the end is that of the report; else the only year told stands for it."""
    assert read("江州启动质量月\n\n5月1日，活动启动，共二百余人参加。" + end).published == published


def test_a_page_whose_title_is_not_its_heading(tmp_path: Path) -> None:
    """The heading above the main content is the headline, and the line below it gives date and publisher."""
    path = tmp_path / "page.html"
    path.write_text(
        "<html><head><meta charset='utf-8'><title>市局启动质量月_工作动态_江州市监局</title></head><body>"
        "<div class='pos'>当前位置：首页 &gt; 工作动态</div><h2>让质量走进千家万户<br/>——江州启动质量月活动</h2>"
        "<div class='info'>发布日期：2024-05-22　来源：江州质量科　字体：【<a>大</a> <a>小</a>】</div><div id='zoom'>"
        "<p>5月20日，江州市质量月活动启动，全市二百余家企业参加。</p><p>副市长出席，并讲话；局长主持。</p></div></body></html>",
        encoding="utf-8",
    )
    document = read_document(path)
    assert document.title == "让质量走进千家万户——江州启动质量月活动"
    assert (document.published, document.publisher) == ("2024-05-22", "江州质量科")


def test_notes_to_contributors_close_a_roundup() -> None:
    """来稿须知 is the publisher's own, a section that gives no facts."""
    items = "\n\n".join(
        f"{p}：启动\n\n" + STORY.format(day=d, place=p) for d, p in enumerate(("甲区", "乙县", "丙市"), 1)
    )
    document = read(f"质量月见闻\n\n{items}\n\n来稿须知\n\n来稿请注明单位，本刊有删改权。")
    assert headings(document)[-1] == "来稿须知"
    assert {block.role.value for block in document.sections[-1].blocks} == {"notice"}


def test_long_sequences_of_rows_and_labels_cost_little() -> None:
    """Neither labels without values nor rows that make no table are looked at again and again."""
    document = read("江州启动质量月\n" + "甲局　乙局\n主办单位\n" * 5_000)
    assert document.sections
