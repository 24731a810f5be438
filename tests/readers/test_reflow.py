"""Broken lines joined, paragraphs kept apart, and the map back to the source."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.errors import UnreadableSource
from kg.model import Document, Span
from kg.readers import document_from_text
from kg.readers.clean import simplify


def read(text: str) -> Document:
    """The document of a text."""
    return document_from_text(text, "report")


def clean(text: str) -> list[str]:
    """The paragraphs of the clean text."""
    return read(text).clean.split("\n")


STORY = "全区举行质量月活动启动仪式\n\n"


@pytest.mark.parametrize("tear", ["\n", "\n\n", "\n\n\n\n", "\r\n\r\n", "\n\f\n"])
def test_a_paragraph_torn_by_a_page_is_one(tear: str) -> None:
    """A long line that ends inside a word goes on after the page break, whatever blank lines stand there."""
    whole = (
        "9月10日，由区市场监管局主办、镇人民政府承办的启动仪式在文体中心拉开帷幕，各单位代表和企业负责人参加了活动。"
    )
    torn = whole[:35] + tear + whole[35:]
    assert clean(STORY + torn + "\n\n仪式结束后，开展了论坛。")[1:] == [whole, "仪式结束后，开展了论坛。"]


def test_a_short_beginning_torn_off_is_joined() -> None:
    """Between a heading and its body, a page break after a few characters does not make a second heading."""
    text = (
        "2020年活动掠影\n\n甲区举办启动仪式\n\n9月1日，甲区举办启动仪式。\n\n"
        "乙区共举办43项活动\n\n"
        "今年乙区活动的主\n\n\n\n"
        "题是：齐抓质量提升。9月4日，乙区举行颁奖展演。\n\n丙区举办主题活动\n\n9月3日，丙区举办活动。"
    )
    assert "今年乙区活动的主题是：齐抓质量提升。9月4日，乙区举行颁奖展演。" in clean(text)


def test_columns_with_a_blank_line_after_each_line_are_joined() -> None:
    """Text drawn from columns is broken inside words by blank lines; its title too."""
    text = (
        "全市质量月活动在江\n\n州启动\n\n9月1日上午，全市工程机械产\n\n业链质量提升行动暨质量月活动启动仪\n\n"
        "式在江州举行。今年的活动主题为“推动\n\n"
        "质量变革创新 促进质量强国建设”。仪式\n\n由市场监管局副局长王某某主持，江州市\n\n"
        "副市长致辞，有关负责人先后讲话。\n\n会议强调，要借此机会把质量第一的理念\n\n叫得更响，约200余人参加。"
    )
    assert clean(text) == [
        "全市质量月活动在江州启动",
        "9月1日上午，全市工程机械产业链质量提升行动暨质量月活动启动仪式在江州举行。"
        "今年的活动主题为“推动质量变革创新 促进质量强国建设”。仪式由市场监管局副局长王某某主持，"
        "江州市副市长致辞，有关负责人先后讲话。",
        "会议强调，要借此机会把质量第一的理念叫得更响，约200余人参加。",
    ]


def test_title_and_heading_of_one_width_stay_apart() -> None:
    """Two short lines without a final mark are a title and a heading, not one broken line."""
    text = "质量月活动巡礼\n\n甲区：请市民看质量\n\n9月1日，甲区举办活动，邀请市民走进企业。"
    assert clean(text) == ["质量月活动巡礼", "甲区：请市民看质量", "9月1日，甲区举办活动，邀请市民走进企业。"]


def test_a_year_alone_belongs_to_the_title_below() -> None:
    """A title printed over two lines, the year on the first, is one."""
    assert read("2020年\n\n全市“质量月”活动掠影\n\n9月1日，活动举行。").title == "2020年全市“质量月”活动掠影"


def test_indented_paragraphs_in_wrapped_text_are_kept() -> None:
    """Where an indent opens each paragraph, a full stop at the end of a full line ends nothing."""
    text = (
        "\u3000\u3000九月一日上午，全市质量月活动启\n仪式在文化中心举行，各部门人参加。\n仪式上，还为获奖企业颁发证书和奖\n牌。\n"
        "\u3000\u3000九月二日下午，首席质量官培训班\n在市委党校开班，来自各企业的学员共\n二百余人参加。"
    )
    assert clean(text) == [
        "九月一日上午，全市质量月活动启仪式在文化中心举行，各部门人参加。仪式上，还为获奖企业颁发证书和奖牌。",
        "九月二日下午，首席质量官培训班在市委党校开班，来自各企业的学员共二百余人参加。",
    ]


def test_latin_words_are_parted_by_the_line_end_and_han_are_not() -> None:
    """A join between Latin words is a space that points at the line break; between Han characters there is nothing."""
    document = read(
        STORY + "活动期间，全公司共展示了来自各个部门和班组的优秀成果，其中包括获奖的Quality\nControl小组\n成果。"
    )
    assert "Quality Control小组成果" in document.clean
    assert document.text[document.offsets[document.clean.index(" Control")]] == "\n"


def test_space_inside_a_theme_is_kept_once() -> None:
    """White space that parts two phrases stays one space; spaces that only spread digits and names go."""
    document = read(STORY + "主题是“提升餐饮质量　 增强消费信心”，局长王 伟、张三丰等 30 人于 9 月 4 日参加。")
    assert "“提升餐饮质量 增强消费信心”" in document.clean
    assert "局长王 伟、张三丰等30人于9月4日参加。" in document.clean.replace("等 30", "等30").replace("于 9", "于9")


def test_widths_quotes_and_marks_are_made_even() -> None:
    """Full-width digits and letters, corner brackets, straight quotes, ASCII marks after Han, radicals: one for one."""
    wide = "".join(chr(ord(character) + 0xFEE0) for character in "2020QC95%")
    document = read(STORY + f'{wide[:4]}年，{wide[4:6]}小组「质量月」活动,主题:"\u2f49度提升"，合格率{wide[6:]}。')
    assert document.clean.endswith("2020年，QC小组“质量月”活动，主题：“月度提升”，合格率95%。")


@pytest.mark.parametrize("sign", ["④", " ①", "⑨\n"])
def test_a_footnote_sign_leaves_the_clean_text(sign: str) -> None:
    """A footnote sign after the last sentence stays in the text and goes from the clean text."""
    document = read(STORY + "获得三项荣誉。" + sign)
    assert document.clean.endswith("获得三项荣誉。")
    assert sign in document.text


def test_simplification_never_changes_the_length() -> None:
    """Phrases are converted as phrases where that keeps the length, else character by character."""
    assert simplify("寶山區頒發第五屆政府質量獎") == "宝山区颁发第五届政府质量奖"
    assert len(simplify("乾隆年間的乾淨著作")) == 9


def test_table_rows_are_never_joined() -> None:
    """Rows of a table drawn with pipes stay rows; the rule below the head is left out."""
    rows = ["奖项 | 获奖组织", "---|---", "质量奖 | 甲公司", "提名奖 | 乙公司"]
    assert clean(STORY + "名单如下：\n\n" + "\n".join(rows))[2:] == [rows[0], *rows[2:]]


def test_page_numbers_do_not_break_a_sentence() -> None:
    """A page number on a line of its own is left out of the clean text."""
    text = (
        STORY + "9月10日，由区市场监管局主办、镇人民政府承办的启动仪式在文体中心拉开帷\n\n— 3 —\n\n幕，各单位代表参加。"
    )
    assert clean(text)[1].endswith("拉开帷幕，各单位代表参加。")


def test_a_blank_text_is_refused() -> None:
    """White space is no report."""
    with pytest.raises(UnreadableSource, match="holds no text"):
        read(" \n\u3000\n")


def test_a_very_long_text_without_a_stop_is_read() -> None:
    """Cost grows with the length: a hundred thousand broken lines are one paragraph."""
    document = read("全市质量月活动持续开展并取得成效的\n" * 20_000)
    assert len(document.clean) > 300_000


han = st.text(
    st.sampled_from(
        "质量月启动仪式在区举行的企业代表参加市场监管局“”（），、。；：　 \t0123\uff19\uff21abcQC②④區質獎\u200b\r"
    ),
    max_size=60,
)
lines = st.sampled_from(
    [
        "主办单位",
        "▍活动主题",
        "【协办单位】",
        "承办单位：甲局",
        "甲市总工会\u3000乙市教育局",
        "丙会 ",
        "序号\t名称",
        "1\t甲",
        "2\t乙",
        "序号  名称  奖项",
        "1  甲 乙  丙",
        "【松江区】9月1日，启动。",
        "滕州\u30009月2日，启动。",
        "昆山市：9月3日，启动。",
        "……",
        "一、甲区",
        "乙县来了！",
        "原标题：甲",
        "（甲某 乙某）",
        "",
        "\u3000",
    ]
)
texts = (
    st.lists(han, max_size=12).map("\n".join)
    | st.text(max_size=200)
    | st.lists(lines | han, max_size=16).map("\n".join)
)


@given(texts)
@settings(max_examples=300, deadline=None)
def test_offsets_rise_and_point_at_what_was_read(text: str) -> None:
    """Every clean character stands for one character of the text, in order; blocks lie inside their sections."""
    try:
        document = read(text)
    except UnreadableSource:
        return
    assert len(document.offsets) == len(document.clean)
    assert all(a < b for a, b in pairwise(document.offsets))
    for character, offset in zip(document.clean, document.offsets, strict=True):
        original = document.text[offset]
        if character in " \n":
            assert original.isspace() or not original.isprintable()
        elif original.isascii() and original.isalnum():
            assert character == original
    for section in document.sections:
        assert all(block.span in section.span for block in section.blocks)
    spans = [block.span for section in document.sections for block in section.blocks]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join(document.clean[s.start : s.end] for s in spans).replace("\n", "") == document.clean.replace("\n", "")


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_every_span_quotes_the_source(data: st.DataObject) -> None:
    """The evidence of any span quotes the characters it points at."""
    document = read(STORY + "9月10日，由闵\n\n行区主办的“質量　月”在ＱＣ中心舉行。\n")
    start = data.draw(st.integers(0, len(document.clean) - 1))
    end = data.draw(st.integers(start + 1, len(document.clean)))
    evidence = document.evidence(Span(start, end))
    assert document.quote(evidence.span) == evidence.quote
    assert evidence.quote[0] == document.text[document.offsets[start]]


SENTENCE = (
    "上午全市质量提升行动暨启动仪式在文化中心举行，市场监管局负责人出席并讲话，来自各区的"
    "企业代表和市民共三百余人参加了活动"
)


@example([58, 58, 58], 20, "")
@given(st.lists(st.integers(45, 58), min_size=3, max_size=5), st.integers(14, 30), st.sampled_from(["", "\n"]))
@settings(max_examples=100, deadline=None)
def test_wrapping_an_indented_text_is_undone(lengths: list[int], width: int, blank: str) -> None:
    """Paragraphs wrapped at any width, each opened by an indent, come back whole."""
    wanted = [SENTENCE[:length].rstrip("，") + "。" for length in lengths]
    pieces: list[str] = []
    for paragraph in wanted:
        room = "\u3000\u3000" + paragraph
        pieces += [room[i : i + width] for i in range(0, len(room), width)]
    assert clean(("\n" + blank).join(pieces)) == wanted
