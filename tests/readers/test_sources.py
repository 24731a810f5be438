"""Finding sources, and refusing those that cannot be read."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from kg import readers
from kg.errors import PluginError, UnreadableSource, UnsupportedFormat
from kg.model import Document
from kg.readers import registry, source

STORY = "宝山区举行启动仪式\n\n9月4日下午，宝山区举行质量月启动仪式。\n"


def test_a_folder_is_walked_in_order(tmp_path: Path) -> None:
    """A folder gives its readable files sorted; hidden files and unknown formats are left out."""
    for name in ("b.txt", "a/c.html", "a/~$d.docx", ".hidden.txt", "picture.png", ".git/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(STORY, encoding="utf-8")
    names = [path.relative_to(tmp_path).as_posix() for path in readers.find_sources([tmp_path])]
    assert names == ["a/c.html", "b.txt"]


def test_a_named_file_is_kept_whatever_its_format(tmp_path: Path) -> None:
    """Whoever names a file means it; naming it twice gives it once."""
    path = tmp_path / "report.data"
    path.write_text(STORY, encoding="utf-8")
    assert readers.find_sources([path, tmp_path, path]) == [path]


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    """A mistyped name is told and not skipped."""
    with pytest.raises(UnreadableSource, match="does not exist"):
        readers.find_sources([tmp_path / "absent"])
    with pytest.raises(UnreadableSource, match="does not exist"):
        readers.read_document(tmp_path / "absent.txt")


@pytest.mark.parametrize("content", [b"", b" \n\r\n\t ", "\ufeff \u3000\n".encode()])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file without text is no report."""
    path = tmp_path / "report.txt"
    path.write_bytes(content)
    with pytest.raises(UnreadableSource, match=r"is empty|holds no text"):
        readers.read_document(path)


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    """Reading a folder says so."""
    with pytest.raises(UnreadableSource, match="folder"):
        readers.read_document(tmp_path)


def test_a_file_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of 200 MB is refused by its size in one sentence; no byte of it is read."""
    path = tmp_path / "report.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("the file was read"))
    with pytest.raises(UnreadableSource, match="200 MB, more than the 20 MB") as caught:
        readers.read_document(path)
    assert caught.value.hint
    assert caught.value.path == str(path)


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the operating system becomes one sentence."""
    path = tmp_path / "report.txt"
    path.write_text(STORY, encoding="utf-8")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnreadableSource, match="cannot be read: Permission denied"):
        source.load(path)


def test_an_unknown_extension_is_tried_as_text(tmp_path: Path) -> None:
    """Text is text under any name; anything else is answered with the formats that can be read."""
    path = tmp_path / "report.report"
    path.write_text(STORY, encoding="utf-8")
    assert readers.read_document(path).title == "宝山区举行启动仪式"
    path.write_bytes(b"\x00\x01\x02" * 100)
    with pytest.raises(UnsupportedFormat, match="docx, htm, html, md, pdf, txt"):
        readers.read_document(path)


@pytest.mark.parametrize(("suffix", "module"), [("docx", "docx"), ("pdf", "pypdfium2")])
def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, module: str) -> None:
    """A format whose package is not installed is answered with the command that installs it."""
    path = tmp_path / f"report.{suffix}"
    path.write_bytes(b"something")
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UnsupportedFormat) as caught:
        readers.read_document(path)
    assert caught.value.hint == f"pip install 'report-kg[{suffix}]'"


def read_shouting(path: Path) -> Document:
    """A reader as another package could bring it."""
    return readers.document_from_text(path.read_text(encoding="utf-8").lower(), path.stem, "shout", path.name)


def test_an_outsider_reads_a_new_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry point of the group `kg.readers` brings a format; folders then give its files too."""
    points = {"shout": EntryPoint("shout", f"{__name__}:read_shouting", registry.GROUP)}
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or sys.modules[read_shouting.__module__])
    monkeypatch.setattr(registry, "_outside", lambda: points)
    path = tmp_path / "report.shout"
    path.write_text("QC成果发布会举行\n\n9月4日，QC成果发布会举行。", encoding="utf-8")
    assert readers.find_sources([tmp_path]) == [path]
    assert readers.read_document(path).title == "qc成果发布会举行"
    assert "shout" in readers.formats()


def test_a_broken_outsider_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry point that does not load is an error that names it."""
    points = {"odd": EntryPoint("odd", "no_such_package.reader:read", registry.GROUP)}
    monkeypatch.setattr(registry, "_outside", lambda: points)
    with pytest.raises(PluginError, match="'odd' of an unknown package"):
        readers.read_document(tmp_path / "report.odd")


def test_every_builtin_reader_loads() -> None:
    """Each format of the registry names a function that is there."""
    assert all(callable(registry.reader(format)) for format in registry.BUILTIN)
    assert registry.reader("xyz") is None
