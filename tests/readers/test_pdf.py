"""PDF files, written here by hand: text on pages, with indents, running heads and page numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import UnreadableSource
from kg.model import BlockRole
from kg.readers import read_document

pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")

Page = list[tuple[int, int, str]]


def make_pdf(pages: list[Page]) -> bytes:
    """A PDF with those texts at those points of its pages (ISO 32000: a Type 0 font with its ToUnicode map)."""
    code = {character: i for i, character in enumerate(sorted({c for page in pages for _, _, t in page for c in t}), 1)}
    narrow = " ".join(f"{i} [500]" for character, i in code.items() if character.isascii())
    pairs = "\n".join(f"<{i:04X}> <{ord(character):04X}>" for character, i in code.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange {len(code)} beginbfchar\n{pairs}\nendbfchar "
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{7 + 2 * i} 0 R' for i in range(len(pages)))}] >>",
        _stream(cmap),
        "<< /Type /FontDescriptor /FontName /Made /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 "
        "/Descent -120 /CapHeight 700 /StemV 80 >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /CIDSystemInfo << /Registry (Adobe) "
        f"/Ordering (Identity) /Supplement 0 >> /FontDescriptor 4 0 R /DW 1000 /W [{narrow}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H /DescendantFonts [5 0 R] "
        "/ToUnicode 3 0 R >>",
    ]
    for page in pages:
        shown = (f"BT /F 12 Tf {x} {y} Td <{''.join(f'{code[c]:04X}' for c in text)}> Tj ET" for x, y, text in page)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects) + 2} 0 R "
            "/Resources << /Font << /F 6 0 R >> >> >>"
        )
        objects.append(_stream("\n".join(shown)))
    return _file(objects)


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _file(objects: list[str]) -> bytes:
    out, positions = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        positions.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii")
    table = "".join(f"{position:010d} 00000 n \n" for position in positions)
    return out + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    ).encode("ascii")


FIRST = (
    "9月1日上午，江州市质量月活动启动仪式在文化中心举行，"
    "市场监管局负责人出席并讲话，来自全市各区的企业代表共三百余人参加了活动。"
)
SECOND = (
    "仪式结束后，开展了质量与品牌论坛，标杆企业的代表围绕质量管理工作开展了互动交流，"
    "分享了各自的经验和做法，取得了良好的效果。"
)


def set_lines(paragraphs: list[str], width: int = 22) -> list[tuple[int, str]]:
    """Lines of paragraphs with the left edge of each: the first of a paragraph is indented by two characters."""
    lines: list[tuple[int, str]] = []
    for paragraph in paragraphs:
        lines.append((84, paragraph[: width - 2]))
        lines += [(60, paragraph[i : i + width]) for i in range(width - 2, len(paragraph), width)]
    return lines


def pages_of(lines: list[tuple[int, str]], size: int) -> list[Page]:
    """Pages of so many lines, with a running head and a page number."""
    pages: list[Page] = []
    for first in range(0, len(lines), size):
        body = [(left, 740 - 20 * i, text) for i, (left, text) in enumerate(lines[first : first + size])]
        number = len(pages) + 1
        pages.append([(60, 810, "江州质量 2020年第9期"), *body, (290, 30, f"- {number} -")])
    return pages


@pytest.mark.parametrize("size", [3, 4, 5])
def test_pages_are_joined_without_heads_and_numbers(tmp_path: Path, size: int) -> None:
    """Paragraphs go on over the page, indents part them, running heads and page numbers stay out of the clean text."""
    pages = pages_of(set_lines([FIRST, SECOND]), size)
    pages[0].insert(1, (220, 775, "江州启动质量月"))
    path = tmp_path / "report.pdf"
    path.write_bytes(make_pdf(pages))
    document = read_document(path)
    assert document.clean.split("\n") == ["江州启动质量月", FIRST, SECOND]
    assert [block.role for block in document.sections[0].blocks] == [BlockRole.TITLE, BlockRole.BODY, BlockRole.BODY]
    assert document.text.count("江州质量 2020年第9期") == len(pages)
    assert (document.format, document.source) == ("pdf", "report.pdf")


def test_a_page_without_text_is_told(tmp_path: Path) -> None:
    """A scanned page among others is a warning; a file of nothing else is refused, with what to do."""
    path = tmp_path / "report.pdf"
    path.write_bytes(make_pdf([[(60, 700, "江州启动质量月")], []]))
    assert read_document(path).warnings == ("no text on page 2: an image?",)
    path.write_bytes(make_pdf([[], []]))
    with pytest.raises(UnreadableSource, match="holds no text") as caught:
        read_document(path)
    assert "OCR" in caught.value.hint


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", b"not a PDF", b"%PDF-1.7\n" + bytes(range(256))])
def test_a_damaged_file_is_refused(tmp_path: Path, data: bytes) -> None:
    """What pdfium cannot open is refused in one sentence."""
    path = tmp_path / "report.pdf"
    path.write_bytes(data)
    with pytest.raises(UnreadableSource, match="no PDF"):
        read_document(path)
