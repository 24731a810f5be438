"""HTML pages: the article without its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import UnreadableSource
from kg.model import Document
from kg.readers import read_document

BODY = (
    "<p>&emsp;&emsp;9月1日上午，江州市质量月活动启动仪式在文化中心举行，全市百余家企业参加。</p>"
    "<p>活动由江州市市场监督管理局主办，江州日报社承办；副市长出席并讲话。</p>"
)
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>江州启动质量月 - 江州在线</title>{meta}
<script>var a="脚本，不是正文。";</script><style>p{{color:red}}</style></head><body>
<div class="top-nav"><a href="/">首页</a><a href="/a">新闻</a></div><ul class="menu"><li>通知公告</li></ul>
{main}
<div class="related"><h3>相关阅读</h3><ul><li><a>副市长出席另一场活动，并讲话。</a></li></ul></div>
<div id="footer">主办单位：江州在线编辑部，承办单位：信息中心。 备案号：京ICP备0号</div></body></html>"""
ARTICLE = (
    '<div id="content"><h1>江州启动质量月</h1><p class="info">发布时间：2016-05-23&nbsp;&nbsp;浏览：3次</p>{body}</div>'
)


def read(tmp_path: Path, main: str, meta: str = "", encoding: str = "utf-8") -> Document:
    """The document of a page with that main part."""
    path = tmp_path / "page.html"
    path.write_bytes(PAGE.format(main=main, meta=meta).encode(encoding))
    return read_document(path)


def roles(document: Document) -> list[tuple[str, str]]:
    """Role and the first characters of each block."""
    return [
        (block.role.value, document.clean[block.span.start : block.span.end][:6])
        for section in document.sections
        for block in section.blocks
    ]


STORY = [("title", "江州启动质量"), ("byline", "发布时间：2"), ("body", "9月1日上午"), ("body", "活动由江州市")]


@pytest.mark.parametrize(
    "main",
    [
        ARTICLE.format(body=BODY),
        f"<main><header><h1>江州启动质量月</h1></header><p>发布时间：2016-05-23</p><article>{BODY}</article></main>",
        f"<h1>江州启动质量月</h1><div>发布时间：2016-05-23</div><div><div>{BODY}</div></div>",
        "<table><tr><td><h2>江州启动质量月</h2></td></tr><tr><td>发布时间：2016-05-23</td></tr>"
        f"<tr><td><div>{BODY}</div></td></tr></table>",
        f'<div class="tit">江州启动质量月</div><div>发布时间：2016-05-23</div><div><div>{BODY}</div></div>',
        f'<form><div class="content nav-open"><h1>江州启动质量月</h1><p>发布时间：2016-05-23{BODY}</div></form>',
        "<div><h1>江州启动质量月</h1><p>发布时间：2016-05-23<p>" + BODY.replace("</p>", "") + "</div></span></b>",
    ],
)
def test_the_article_is_found(tmp_path: Path, main: str) -> None:
    """Title, byline and body are found whatever elements hold them; navigation, links and footer are not."""
    document = read(tmp_path, main)
    assert roles(document) == STORY
    assert (document.title, document.published, document.format) == ("江州启动质量月", "2016-05-23", "html")
    assert document.publisher == "江州在线"
    assert "脚本" not in document.text


def test_breaks_within_one_paragraph_part_paragraphs(tmp_path: Path) -> None:
    """Pages that set all text in one element with line breaks give the same blocks."""
    body = "<div>" + BODY.replace("<p>", "<br><br>").replace("</p>", "") + "</div>"
    assert roles(read(tmp_path, ARTICLE.format(body=body))) == STORY


def test_data_tables_and_lists_keep_their_form(tmp_path: Path) -> None:
    """Rows of data are table rows, members of a list are list blocks."""
    table = "<table><tr><th>奖项<th>组织<tr><td>质量奖<td>甲公司</table><ul><li>乙公司<li>丙公司</ul>"
    document = read(tmp_path, ARTICLE.format(body=BODY + table))
    assert document.clean.endswith("奖项 | 组织\n质量奖 | 甲公司\n乙公司\n丙公司")
    assert [role for role, _ in roles(document)][-4:] == ["table", "table", "list", "list"]


def test_hidden_elements_and_links_in_sentences(tmp_path: Path) -> None:
    """What is not shown is not read; a link inside a sentence is."""
    body = BODY + '<p style="display: none">隐藏的文字，不应读到。</p><p>详见<a href="/x">实施方案</a>，欢迎参加。</p>'
    document = read(tmp_path, ARTICLE.format(body=body))
    assert document.clean.endswith("详见实施方案，欢迎参加。")
    assert "隐藏" not in document.text


def test_meta_elements_fill_what_the_text_does_not_say(tmp_path: Path) -> None:
    """Date and source come from the page's own particulars where no line states them."""
    meta = '<meta name="PubDate" content="2016-05-24 08:00"><meta name="ContentSource" content="江州市科协">'
    document = read(tmp_path, f"<div><h1>江州启动质量月</h1>{BODY}</div>", meta)
    assert (document.published, document.publisher) == ("2016-05-24", "江州市科协")


def test_the_declared_encoding_is_used(tmp_path: Path) -> None:
    """A page that calls itself GB2312 is read with the encoding that holds all of GB2312."""
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    document = read(tmp_path, ARTICLE.format(body=BODY + "<p>副市长朱镕基、晏姝出席。</p>"), meta, "gb18030")
    assert "朱镕基、晏姝" in document.clean


@pytest.mark.parametrize("text", ["<html><body><script>a()</script></body></html>", "<div><span></div>"])
def test_a_page_without_text_is_refused(tmp_path: Path, text: str) -> None:
    """A page that shows nothing is no report."""
    path = tmp_path / "page.htm"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableSource, match="holds no text"):
        read_document(path)


def test_deep_and_broken_markup_is_read(tmp_path: Path) -> None:
    """Ten thousand open elements are no reason to fail."""
    assert "企业参加" in read(tmp_path, "<div>" * 10_000 + ARTICLE.format(body=BODY)).clean
