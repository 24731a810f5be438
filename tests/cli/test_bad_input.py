"""What goes wrong outside is answered with one clear sentence and the next step, and the store stays as it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.store import open_store

NEWS = (
    "上海市宝山区“质量月”启动仪式举行\n\n"
    "9月4日，2020年宝山区“质量月”活动启动仪式在顾村公园举行。区市场监管局局长王小明出席并致辞。\n"
)
START = (sys.executable, "-c", "from kg.cli import main; main(prog_name='kg')")


def content(store: Path) -> set[str]:
    """All that a store says."""
    with open_store(store) as opened:
        return {str(quad) for quad in opened.match()}


def assert_told(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """One sentence, one hint, no traceback, the exit code of the documentation."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    errors = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    hints = [line for line in done.stderr.splitlines() if line.startswith("Hint: ")]
    assert len(errors) == len(hints) == 1, done.stderr
    for word in words:
        assert word in done.stderr


def bad_sources() -> dict[str, tuple[str, bytes]]:
    """Name and bytes of sources that cannot be read."""
    return {
        "empty": ("empty.txt", b""),
        "only spaces": ("blank.txt", b" \n\n\t\n"),
        "binary": ("noise.txt", bytes(range(256)) * 40),
        "program": ("a.txt", b"\x7fELF\x02\x01\x01" + bytes(500)),
        "broken docx": ("broken.docx", b"PK\x03\x04" + b"not a zip" * 20),
        "docx that is none": ("plain.docx", NEWS.encode()),
        "broken pdf": ("broken.pdf", b"%PDF-1.7\n1 0 obj\n<<" + b"\x00\xff" * 50),
        "unknown format": ("sheet.xlsx", b"PK\x03\x04"),
    }


@pytest.mark.parametrize("case", bad_sources())
def test_source_that_cannot_be_read(kg, sample_store, tmp_path, case):
    """Empty, binary, damaged, of an unknown kind: named, with a hint; exit code 3 as nothing could be read."""
    name, data = bad_sources()[case]
    (tmp_path / name).write_bytes(data)
    before = content(sample_store)
    assert_told(kg("build", "-s", sample_store, name), 3, name)
    assert content(sample_store) == before


def test_missing_file(kg, sample_store):
    """A path that leads nowhere."""
    before = content(sample_store)
    assert_told(kg("build", "-s", sample_store, "nowhere.txt"), 3, "nowhere.txt")
    assert content(sample_store) == before


def test_missing_file_makes_no_store(kg, tmp_path):
    """A first build that reads nothing leaves nothing behind that looks like a store with content."""
    assert_told(kg("build", "nowhere.txt"), 3, "nowhere.txt")
    assert not (tmp_path / "kg-store").exists() or not content(tmp_path / "kg-store")


def test_empty_folder(kg, tmp_path):
    """A folder without a report in it is told, not passed over."""
    (tmp_path / "reports").mkdir()
    assert_told(kg("build", "reports"), 3, "reports")


def test_200_megabytes_of_text(kg, tmp_path):
    """A file far too large to be a report is refused before it is read into memory."""
    with (tmp_path / "huge.txt").open("wb") as file:
        file.write(NEWS.encode())
        file.truncate(200_000_000)  # sparse: takes no room on the disk
    started = time.monotonic()
    assert_told(kg("build", "huge.txt"), 3, "huge.txt", "MB")
    assert time.monotonic() - started < 100  # minutes would mean that it was read


def test_one_bad_report_does_not_stop_the_others(kg, tmp_path):
    """The good ones are built, the bad one is named, exit code 1; with --fail-fast nothing after it is read."""
    (tmp_path / "bad.docx").write_bytes(b"no")
    (tmp_path / "good.txt").write_text(NEWS, encoding="utf-8")
    done = kg("build", "bad.docx", "good.txt")
    assert_told(done, 1, "bad.docx")
    assert len(open_store(tmp_path / "kg-store").graphs()) == 1
    assert_told(kg("build", "-s", "other", "--fail-fast", "bad.docx", "good.txt"), 3, "bad.docx")


def test_gb18030_simply_works(kg, tmp_path):
    """The encoding of many Chinese offices is recognised: the facts are those of the UTF-8 file."""
    for name, encoding in (("utf8", "utf-8"), ("gb", "gb18030"), ("utf16", "utf-16")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "news.txt").write_bytes(NEWS.encode(encoding))
        assert kg("build", "-s", f"{name}-store", f"{name}/news.txt").returncode == 0
    tables = {kg("facts", "-s", f"{name}-store", "--format", "tsv").stdout for name in ("utf8", "gb", "utf16")}
    assert len(tables) == 1
    assert "宝山区" in tables.pop()


def test_scripts_of_a_page_are_no_text(kg, tmp_path):
    """What a browser would run or hide is not read as report."""
    page = (
        "<html><head><title>宝山区“质量月”启动仪式举行</title><script>var a='徐汇区质量月启动仪式';</script>"
        "<style>p{content:'闵行区'}</style></head><body>"
        + "".join(f"<p>{line}</p>" for line in NEWS.split("\n"))
        + "<p onclick='alert(1)'><script>document.write('闵行区市场监管局')</script></p></body></html>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert kg("build", "page.html").returncode == 0
    said = "".join(content(tmp_path / "kg-store"))
    assert "宝山区" in said
    assert not [word for word in ("徐汇区", "闵行区", "document.write", "alert") if word in said]


def test_report_that_names_nothing(kg, tmp_path):
    """A text without a single fact is read, and the summary says so."""
    (tmp_path / "poem.txt").write_text("床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n", encoding="utf-8")
    done = kg("build", "poem.txt")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "poem" in done.stderr  # a warning names it
    facts = kg("facts", "--format", "tsv").stdout.splitlines()
    assert not [line for line in facts if "attendedBy" in line or "organizedBy" in line]


READERS = [
    ("query", "-e", "ASK { ?s ?p ?o }"),
    ("facts",),
    ("evidence", "沈伟民"),
    ("view", "-o", "x.html"),
    ("export", "-o", "x.ttl"),
    ("validate",),
]


@pytest.mark.parametrize("command", READERS, ids=lambda command: command[0])
def test_absent_store(kg, tmp_path, command):
    """Each command that reads says that there is no store, and which command makes one."""
    assert_told(kg(*command), 3, "kg-store", "kg build")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [*READERS, ("build",)], ids=lambda command: command[0])
def test_store_made_by_a_newer_version(kg, sample_store, command):
    """A store of a format yet to come is left alone."""
    manifest = sample_store / "manifest.json"
    newer = {**json.loads(manifest.read_text(encoding="utf-8")), "format": 99, "program": "9.0"}
    manifest.write_text(json.dumps(newer), encoding="utf-8")
    assert_told(kg(*command), 3, "9.0", "newer")
    assert json.loads(manifest.read_text(encoding="utf-8")) == newer


@pytest.mark.parametrize("command", [("query", "-e", "ASK { ?s ?p ?o }"), ("build",)], ids=lambda command: command[0])
def test_damaged_store(kg, sample_store, command):
    """A store whose files were lost is told as such."""
    (sample_store / "manifest.json").write_text("{", encoding="utf-8")
    assert_told(kg(*command), 3, "kg-store")


def test_store_path_that_is_something_else(kg, tmp_path):
    """A file, or a folder of other things, is never written into."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "letter.doc").write_text("mine", encoding="utf-8")
    assert_told(kg("build", "-s", "file"), 3, "file")
    assert_told(kg("build", "-s", "folder"), 3, "folder")
    assert [entry.name for entry in (tmp_path / "folder").iterdir()] == ["letter.doc"]


def test_locked_store(kg, sample_store):
    """While one process writes, a second writer is told to wait; a reader reads."""
    before = content(sample_store)
    with open_store(sample_store, read_only=False):
        assert_told(kg("build", "-s", sample_store), 3, "kg-store", "another process")
        assert kg("query", "-s", sample_store, "-e", "ASK { ?s ?p ?o }").returncode == 0
    assert content(sample_store) == before


@pytest.fixture
def small_disk(tmp_path):
    """A file system of a few megabytes; skips where none can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if os.name != "posix" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small file system can only be mounted by root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_full_disk_while_building(kg, small_disk):
    """A disk that fills up: one sentence, exit code 3."""
    (small_disk / "ballast").write_bytes(bytes(3_900_000))
    done = kg("build", "-s", small_disk / "kg-store")
    assert_told(done, 3)


def test_full_disk_while_writing_a_file(kg, sample_store, small_disk):
    """The file that was there stays, and no half of a new one beside it."""
    (small_disk / "graph.ttl").write_text("old", encoding="utf-8")
    (small_disk / "ballast").write_bytes(bytes(4_100_000))
    assert_told(kg("export", "-s", sample_store, "-o", small_disk / "graph.ttl"), 3, "no space left", "Hint")
    assert (small_disk / "graph.ttl").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in small_disk.iterdir()) == ["ballast", "graph.ttl"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "command", [("query", "-e", "SELECT * { ?s ?p ?o }"), ("facts",), ("export", "--format", "trig"), ("info",)]
)
def test_full_disk_behind_stdout(kg, sample_store, command):
    """`kg facts > file` on a full disk is told too, not lost while Python shuts down."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*START, *command], cwd=sample_store.parent, stdout=full, stderr=subprocess.PIPE, encoding="utf-8"
        )
    assert_told(done, 3, "no space left")


def test_folder_that_may_not_be_written(kg, sample_store):
    """An output in a folder that is not there."""
    assert_told(kg("export", "-s", sample_store, "-o", "nowhere/graph.ttl"), 3, "nowhere")


#: Reports enough that a build is still at work when it is interrupted, on a fast machine too.
_MANY = 40


@contextmanager
def heeding_interrupts() -> Iterator[None]:
    """Processes started here heed ctrl-C even where the tests run in the background of a shell, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def test_interrupt_in_mid_build(kg, tmp_path):
    """ctrl-C: one sentence, exit code 130, only whole reports in the store, and the next build finishes the work."""
    (tmp_path / "reports").mkdir()
    for number in range(_MANY):
        (tmp_path / "reports" / f"{number:03}.txt").write_text(NEWS * 8, encoding="utf-8")
    with heeding_interrupts():
        building = subprocess.Popen(
            [*START, "build", "reports"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )
    while not (tmp_path / "kg-store" / "manifest.json").exists() and building.poll() is None:
        time.sleep(0.01)
    building.send_signal(signal.SIGINT)
    _, talk = building.communicate(timeout=120)
    assert building.returncode == 130, talk
    assert "Traceback" not in talk
    assert talk.strip().splitlines()[-2].startswith("Error: interrupted")
    if (tmp_path / "kg-store").exists():
        assert (
            kg("query", "-e", "ASK { ?f a kg:Fact FILTER NOT EXISTS { ?f kg:evidence ?e } }").stdout.strip() != "true"
        )
    assert kg("build", "reports").returncode == 0
    assert len(open_store(tmp_path / "kg-store").graphs()) == _MANY


def test_sparql_typo(kg, sample_store):
    """A typing error is shown with its line and column."""
    assert_told(kg("query", "-s", sample_store, "-e", "SELECT ?s WHERE {\n ?s ?p "), 3, "line 2")


def test_unknown_query(kg, sample_store):
    """A named query that is not there is answered with the nearest."""
    assert_told(kg("query", "-s", sample_store, "people-at-several-launchs"), 3, "people-at-several-launches")


def test_missing_parameter(kg, sample_store):
    """A query that needs a parameter says which, and how to give it."""
    assert_told(kg("query", "-s", sample_store, "posts-of-person"), 3, "-p person=")


def test_update_is_no_query(kg, sample_store):
    """An update sent to `kg query` changes nothing."""
    before = content(sample_store)
    assert_told(kg("query", "-s", sample_store, "-e", "DELETE WHERE { ?s ?p ?o }"), 3)
    assert content(sample_store) == before
