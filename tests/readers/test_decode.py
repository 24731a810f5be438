"""Encodings of source files."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import UnreadableSource
from kg.readers import read_document
from kg.readers.decode import commonness, decode

SIMPLIFIED = "宝山区举行质量月启动仪式\n\n9月4日下午，宝山区在文化活动中心举行质量月启动仪式，全区二十多个部门参加。\n"
TRADITIONAL = "寶山區舉行質量月啟動儀式\n\n9月4日下午，寶山區在文化活動中心舉行質量月啟動儀式，全區二十多個部門參加。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_simplified_text_reads_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    """The encodings of the mainland give the same text, without a byte order mark."""
    path = tmp_path / "report.txt"
    path.write_bytes(SIMPLIFIED.encode(encoding))
    assert read_document(path).text == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "utf-16", "gb18030"])
def test_traditional_text_reads_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    """Traditional text is told apart in Big5 and in GB18030, and made simplified for reading."""
    path = tmp_path / "report.txt"
    path.write_bytes(TRADITIONAL.encode(encoding))
    document = read_document(path)
    assert document.text == TRADITIONAL
    assert document.title == "宝山区举行质量月启动仪式"


def test_line_ends_of_the_file_stay_in_the_text(tmp_path: Path) -> None:
    """Evidence points into the text as it is on disk, carriage returns included."""
    path = tmp_path / "report.txt"
    path.write_bytes(SIMPLIFIED.replace("\n", "\r\n").encode())
    document = read_document(path)
    assert document.text.count("\r\n") == 3
    assert "\r" not in document.clean


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 300, b"abc\x00def"])
def test_binary_is_refused(data: bytes) -> None:
    """What is no text in any known encoding is refused, with the encodings named."""
    with pytest.raises(UnreadableSource, match="no text in UTF-8"):
        decode(data)


def test_a_mark_over_damaged_bytes_is_refused() -> None:
    """A file that claims UTF-8 by its mark is not guessed to be something else."""
    with pytest.raises(UnreadableSource, match="damaged"):
        decode(b"\xef\xbb\xbf\xff\xff")


def test_common_characters_tell_right_from_wrong_decoding() -> None:
    """Text decoded wrongly is made of rare characters."""
    assert commonness(SIMPLIFIED) == 1.0
    assert commonness(TRADITIONAL.encode("big5").decode("gb18030", "replace")) < 0.6
    assert commonness("ascii only") == 0.0
