"""Queries in processes of their own: the same answers, the same errors, and an end when their time is over."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import (
    KgError,
    MissingParameter,
    QuerySyntaxError,
    QueryTimeout,
    ReadError,
    ServiceForbidden,
    StoreNotFound,
    TooManyRows,
    UnsuitableFormat,
    UpdateForbidden,
)
from kg.query import FORMATS, run, run_named, write
from kg.query.task import DATA, END, ERROR, HEADER, TASK, Task, error_content, error_of, frame, read_frame
from kg.query.timed import run_timed, worker_command, worker_options
from kg.store import open_store

#: Joins everything with everything: some ten to the twelfth solutions even on a small store.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
PLENTY_S = 60.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of two hundred triples on disk."""
    path = tmp_path / "kg-store"
    with open_store(path, read_only=False, create=True) as store:
        rows = "\n".join(f'<http://e/{i}> rdfs:label "第{i}号，\\"}}}},{{\\n<result>" .' for i in range(200))
        store.update(f"INSERT DATA {{ GRAPH <http://e/g> {{ {rows} }} }}")
    return path


def start(path: Path) -> subprocess.Popen[bytes]:
    """A worker on its own."""
    return subprocess.Popen(worker_command(path), stdin=subprocess.PIPE, stdout=subprocess.PIPE, **worker_options())


def ask(worker: subprocess.Popen[bytes], task: Task) -> list[tuple[bytes, bytes]]:
    """The frames of an answer."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(frame(TASK, task.to_json()))
    worker.stdin.flush()
    frames: list[tuple[bytes, bytes]] = []
    while not frames or frames[-1][0] not in (END, ERROR):
        found = read_frame(worker.stdout)
        assert found is not None, "the worker ended"
        frames.append(found)
    return frames


def is_alive(pid: int) -> bool:
    """Whether a process runs, or has ended without anybody having asked for how."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def gone(pid: int) -> bool:
    """Whether the process ends, waited for as long as a slow machine may need."""
    for _ in range(600):
        if not is_alive(pid):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("format", ["table", "csv", "tsv", "json", "xml"])
@pytest.mark.parametrize("max_rows", [None, 200])
def test_solutions_are_the_bytes_that_this_process_writes(path: Path, format: str, max_rows: int | None) -> None:
    """A worker changes nothing in an answer, counted or not."""
    sparql = "SELECT ?s ?o { ?s rdfs:label ?o } ORDER BY ?s"
    here, there = io.BytesIO(), io.BytesIO()
    with open_store(path) as store:
        write(run(store, sparql), format, here)
    header = run_timed(path, Task(sparql=sparql, format=format, max_rows=max_rows), there, PLENTY_S)
    assert there.getvalue() == here.getvalue()
    assert (header["kind"], header["format"], header["variables"]) == ("solutions", format, ["s", "o"])


@pytest.mark.parametrize("format", [name for name in FORMATS if name not in ("table", "csv", "tsv", "json", "xml")])
def test_graphs_are_the_bytes_that_this_process_writes(path: Path, format: str) -> None:
    """In every format of graphs."""
    sparql = "CONSTRUCT { ?s rdfs:label ?s } { ?s rdfs:label ?o }"
    here, there = io.BytesIO(), io.BytesIO()
    with open_store(path) as store:
        write(run(store, sparql), format, here)
    run_timed(path, Task(sparql=sparql, format=format), there, PLENTY_S)
    assert sorted(there.getvalue().splitlines()) == sorted(here.getvalue().splitlines())


def test_a_named_query_has_its_headings(tmp_path: Path) -> None:
    """Name and parameters go to the worker, not text that was put together."""
    with open_store(tmp_path / "store", read_only=False, create=True) as store:
        store.update("INSERT DATA { GRAPH <http://e/g> { <http://e/1> a kg:Person ; rdfs:label '林一舟'@zh } }")
    here, there = io.BytesIO(), io.BytesIO()
    values = {"person": "林一舟"}
    with open_store(tmp_path / "store") as store:
        write(run_named(store, "posts-of-person", values), "table", here)
    run_timed(tmp_path / "store", Task(name="posts-of-person", parameters=values), there, PLENTY_S)
    assert there.getvalue() == here.getvalue()


@pytest.mark.parametrize(
    ("task", "kind"),
    [
        (Task(sparql="SELECT { ?s ?p"), QuerySyntaxError),
        (Task(sparql="CLEAR ALL"), UpdateForbidden),
        (Task(sparql="SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), ServiceForbidden),
        (Task(name="posts-of-person"), MissingParameter),
        (Task(sparql="ASK {}", format="turtle"), UnsuitableFormat),
        (Task(sparql="CONSTRUCT { ?s <http://e/1> ?o } { ?s rdfs:label ?o }", format="rdf-xml"), UnsuitableFormat),
        (Task(sparql="SELECT * { ?s ?p ?o }", max_rows=199), TooManyRows),
        (Task(sparql="SELECT * { ?s ?p ?o }", max_rows=199, format="csv"), TooManyRows),
        (Task(sparql="SELECT * { ?s ?p ?o }", max_rows=199, format="tsv"), TooManyRows),
        (Task(sparql="SELECT * { ?s ?p ?o }", max_rows=199, format="json"), TooManyRows),
        (Task(sparql="SELECT * { ?s ?p ?o }", max_rows=199, format="xml"), TooManyRows),
        (Task(sparql="CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", max_rows=199), TooManyRows),
    ],
)
def test_errors_are_those_of_this_process(path: Path, task: Task, kind: type[KgError]) -> None:
    """Class, sentence, hint and fields."""
    with pytest.raises(kind) as caught:
        run_timed(path, task, io.BytesIO(), PLENTY_S)
    assert type(caught.value) is kind
    if task.sparql and kind in (QuerySyntaxError, UpdateForbidden):
        with open_store(path) as store, pytest.raises(kind) as here:
            run(store, task.sparql)
        assert vars(caught.value) == vars(here.value)
        assert str(caught.value) == str(here.value)


def test_an_error_keeps_its_place_once() -> None:
    """A class that puts path and line before its message does not do so again on the other side."""
    from kg.errors import LinkError

    error = LinkError("no such column", path="links.tsv", line=3, hint="name it")
    again = error_of(error_content(error))
    assert (type(again), str(again), vars(again)) == (LinkError, str(error), vars(error))
    assert isinstance(error_of(error_content(ReadError("x", path="y"))), ReadError)


def test_no_store_is_told(tmp_path: Path) -> None:
    """What is wrong with the store is the answer to the task."""
    with pytest.raises(StoreNotFound):
        run_timed(tmp_path / "none", Task(sparql="ASK {}"), io.BytesIO(), PLENTY_S)


def test_a_query_over_its_time_is_stopped(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process is gone, and the error says how long it had."""
    pids: list[int] = []
    popen = subprocess.Popen

    def start_and_note(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
        process = popen(*arguments, **options)  # type: ignore[call-overload]
        pids.append(process.pid)
        return process  # type: ignore[no-any-return]

    monkeypatch.setattr("kg.query.timed.subprocess.Popen", start_and_note)
    with pytest.raises(QueryTimeout) as caught:
        run_timed(path, Task(sparql=ENDLESS), io.BytesIO(), 0.5)
    assert caught.value.seconds == 0.5
    assert pids
    assert not any(map(is_alive, pids))


def test_time_that_the_reader_takes_does_not_count(path: Path) -> None:
    """Paging slowly through a result is no reason to stop it."""

    class Slow(io.BytesIO):
        def write(self, data: object) -> int:
            time.sleep(1.1)
            return super().write(data)  # type: ignore[arg-type]

    out = Slow()
    run_timed(path, Task(sparql="SELECT * { ?s ?p ?o } LIMIT 2", format="csv"), out, 1.0)
    assert out.getvalue().count(b"\r\n") >= 3


def test_worker_ends_with_its_parent(path: Path) -> None:
    """When nobody holds the other end of its stdin, a worker goes, in the midst of a query as well."""
    code = (
        "import os, subprocess, sys, time\n"
        "from pathlib import Path\n"
        "from kg.query.task import TASK, Task, frame\n"
        "from kg.query.timed import worker_command, worker_options\n"
        "p = subprocess.Popen(worker_command(Path(sys.argv[1])), stdin=-1, stdout=-1, **worker_options())\n"
        "p.stdin.write(frame(TASK, Task(sparql=sys.argv[2]).to_json())); p.stdin.flush()\n"
        "print(p.pid, flush=True); time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(path), ENDLESS], stdout=subprocess.PIPE)
    with parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(0.5)
        assert is_alive(pid)
        parent.kill()
    assert gone(pid)


def test_worker_answers_one_task_after_the_other_and_sees_what_was_written(path: Path) -> None:
    """A worker outlives errors, and opens the store again when somebody wrote to it."""
    count = Task(sparql="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", format="csv")
    with start(path) as worker:
        assert ask(worker, Task(sparql="SELEC"))[0][0] == ERROR
        first = ask(worker, count)
        assert [kind for kind, _ in first] == [HEADER, DATA, END]
        assert first[1][1] == b"n\r\n200\r\n"
        with open_store(path, read_only=False) as store:
            for i in range(3):
                store.update(f"INSERT DATA {{ GRAPH <http://e/h> {{ <http://e/{i}> a kg:Person }} }}")
                found = ask(worker, count)
                assert found[1][1] == f"n\r\n{201 + i}\r\n".encode()
                assert found[0][1] != first[0][1], "the version is another one"
        worker.kill()


def test_a_handler_answers_what_is_no_query(path: Path) -> None:
    """Our own code may be named as module:function."""
    with start(path) as worker:
        found = ask(worker, Task(handler=f"{__name__}:no_such", arguments={}))
        assert found[0][0] == ERROR
        worker.kill()


def test_a_query_that_needs_too_much_memory_ends_alone(path: Path) -> None:
    """The process may be bounded; what becomes of the query is told in plain words."""
    pytest.importorskip("resource")
    if sys.platform != "linux":
        pytest.skip("memory can be bounded on Linux only")
    hoards = "SELECT (GROUP_CONCAT(?x; separator='') AS ?y) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . BIND(CONCAT(STR(?c), STR(?f), STR(?i)) AS ?x) }"
    with subprocess.Popen(
        worker_command(path, "kg.query.worker", "256"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        **worker_options(),
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(frame(TASK, Task(sparql=hoards).to_json()))
        worker.stdin.flush()
        frames = list(iter(lambda: read_frame(worker.stdout), None))  # type: ignore[arg-type]
        assert all(kind == ERROR for kind, _ in frames)


def test_bytes_that_are_no_frame_are_an_error() -> None:
    """Neither an unknown kind nor an absurd length is waited for."""
    for bad in (b"?\x00\x00\x00\x01x", b"D\xff\xff\xff\xffx"):
        with pytest.raises(ValueError, match="no frame"):
            read_frame(io.BytesIO(bad))
    assert read_frame(io.BytesIO(b"D\x00\x00")) is None
    assert read_frame(io.BytesIO(b"D\x00\x00\x00\x05ab")) is None
    assert read_frame(io.BytesIO(frame(DATA, b"ab"))) == (DATA, b"ab")


def test_task_goes_there_and_comes_back() -> None:
    """Every field survives."""
    task = Task(sparql="ASK {}", parameters={"人": "沈"}, default_graphs=("http://e/g",), limit=3, formats={"a": "b"})
    assert Task.from_json(task.to_json()) == task
