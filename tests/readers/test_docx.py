"""Word documents."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kg.errors import UnreadableSource
from kg.model import BlockRole, Document
from kg.readers import docx as docx_reader
from kg.readers import read_document

docx = pytest.importorskip("docx", reason="python-docx is not installed")


def save(tmp_path: Path, document: Any) -> Path:
    """The document on disk."""
    path = tmp_path / "report.docx"
    document.save(str(path))
    return path


def blocks(document: Document) -> list[tuple[BlockRole, str]]:
    """Role and text of each block."""
    return [
        (block.role, document.clean[block.span.start : block.span.end])
        for section in document.sections
        for block in section.blocks
    ]


def test_paragraphs_and_tables_come_in_document_order(tmp_path: Path) -> None:
    """Styles give title, headings and lists; a table's rows stand where the table stands; line breaks are joined."""
    word = docx.Document()
    word.add_paragraph("江州启动质量月", style="Title")
    word.add_paragraph("发布日期：2020-09-04")
    word.add_paragraph("9月1日上午，江州市质量月活动启动仪式举行，副市长\n出席并讲话，下列组织获奖：")
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ["奖项", "组织", "质量奖", "甲公司"], strict=True
    ):
        cell.text = text
    word.add_paragraph("获奖感言", style="Heading 1")
    word.add_paragraph("感谢各方支持。")
    word.add_paragraph("乙公司", style="List Bullet")
    document = read_document(save(tmp_path, word))
    assert blocks(document) == [
        (BlockRole.TITLE, "江州启动质量月"),
        (BlockRole.BYLINE, "发布日期：2020-09-04"),
        (BlockRole.BODY, "9月1日上午，江州市质量月活动启动仪式举行，副市长出席并讲话，下列组织获奖："),
        (BlockRole.TABLE, "奖项 | 组织"),
        (BlockRole.TABLE, "质量奖 | 甲公司"),
        (BlockRole.HEADING, "获奖感言"),
        (BlockRole.BODY, "感谢各方支持。"),
        (BlockRole.LIST, "乙公司"),
    ]
    assert (document.format, document.published, len(document.sha256)) == ("docx", "2020-09-04", 64)


def test_insertions_and_content_controls_are_read_and_deletions_are_not(tmp_path: Path) -> None:
    """The text is what a reader sees with all changes accepted."""
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    word = docx.Document()
    word.add_paragraph("江州启动质量月")
    word.element.body.insert(1, parse_xml(
        f"<w:sdt {space}><w:sdtContent><w:p><w:r><w:t>活动由</w:t></w:r><w:ins><w:r><w:t>市政府</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>县政府</w:delText></w:r></w:del><w:r><w:t>主办，</w:t><w:tab/><w:t>共有百余家企业参加了。</w:t>"
        "</w:r></w:p></w:sdtContent></w:sdt>"
    ))  # fmt: skip
    assert read_document(save(tmp_path, word)).clean == "江州启动质量月\n活动由市政府主办，共有百余家企业参加了。"


def archive(parts: dict[str, str]) -> bytes:
    """A zip archive with those parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in parts.items():
            zipped.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"no archive at all", archive({"a.txt": "text"}), archive({"[Content_Types].xml": "<not closed"})],
)
def test_a_damaged_document_is_refused(tmp_path: Path, data: bytes) -> None:
    """What is no Word document is refused in one sentence, with what to do."""
    path = tmp_path / "report.docx"
    path.write_bytes(data)
    with pytest.raises(UnreadableSource, match="no Word document") as caught:
        read_document(path)
    assert caught.value.hint


def test_a_truncated_document_is_refused(tmp_path: Path) -> None:
    """A file cut off in transfer is refused."""
    word = docx.Document()
    word.add_paragraph("江州启动质量月，九月一日上午举行。")
    path = save(tmp_path, word)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UnreadableSource):
        read_document(path)


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file that unpacks to gigabytes is not unpacked."""
    monkeypatch.setattr(docx_reader, "_MAX_UNPACKED", 1_000_000)
    path = tmp_path / "report.docx"
    path.write_bytes(archive({"word/document.xml": " " * 2_000_000}))
    with pytest.raises(UnreadableSource, match="unpacks to 2 MB"):
        read_document(path)
