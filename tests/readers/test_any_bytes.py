"""Whatever bytes a file holds, reading it gives a Document or a ReadError."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.readers import read_document

SUFFIXES = ["txt", "md", "html", "docx", "pdf", "odd"]
_PARTS = (
    "<p> </p> <div> </div> <h1> </h1> <table> <tr> <td> </td> </tr> </table> <br> <ul> <li> <a> </a> <!-- --> <b <![x "
    "&nbsp; &#20013; &bad <script> </script> <title> </title> 9月1日，活动启动。 江州启动质量月 来源：江州网 | 1. “"
)
TAGS = st.sampled_from(_PARTS.split())
HTML = st.lists(TAGS, max_size=40).map(lambda parts: "".join(parts).encode())


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.binary(max_size=300) | HTML | st.text(max_size=200).map(lambda text: text.encode("gb18030", "ignore")))
@settings(max_examples=60, deadline=None)
def test_any_bytes_give_a_document_or_a_reason(suffix: str, data: bytes) -> None:
    """No content makes a reader fail in any other way, and what is read keeps its map to the text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report.{suffix}"
        path.write_bytes(data)
        try:
            document = read_document(path)
        except ReadError:
            return
    assert len(document.offsets) == len(document.clean)
    assert all(a < b for a, b in pairwise(document.offsets))
    assert document.offsets[-1] < len(document.text)
    assert document.title
    assert document.sections
