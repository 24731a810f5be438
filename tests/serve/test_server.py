"""Starting, ending, and several processes."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from .conftest import Server, Start, eventually


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("options", [[], ["--processes", "2"]])
def test_signals_end_it_cleanly(built_sample: Path, start: Start, number: signal.Signals, options: list[str]) -> None:
    """Exit code 0, no traceback, no process left, in the midst of a query as well."""
    server = start(built_sample, *options)
    assert server.query("ASK {}").status == 200
    endless = (
        "/sparql?query=SELECT%20*%20%7B%3Fa%20%3Fb%20%3Fc.%3Fd%20%3Fe%20%3Ff.%3Fg%20%3Fh%20%3Fi%7D%20ORDER%20BY%20%3Fa"
    )
    with socket.create_connection(("localhost", server.port)) as busy:
        busy.sendall(f"GET {endless} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        workers = server.workers()
        assert workers
        server.process.send_signal(number)
        assert server.process.wait(30) == 0
        assert eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


@pytest.mark.parametrize("options", [[], ["--processes", "2"]])
def test_kill_9_leaves_no_process_behind(built_sample: Path, start: Start, options: list[str]) -> None:
    """The workers notice that nobody is there."""
    server = start(built_sample, *options)
    assert server.query("ASK {}").status == 200
    workers = server.workers()
    assert workers
    server.process.kill()
    server.process.wait()
    assert eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_a_worker_that_is_killed_is_replaced(built_sample: Path, start: Start) -> None:
    """By whoever; the next query does not notice."""
    server = start(built_sample)
    for i in range(3):
        assert server.query("SELECT * { ?s a ?o, ?p } LIMIT 1").status == 200
        for pid in server.workers():
            os.kill(pid, signal.SIGKILL)
        assert eventually(lambda i=i: server.query(f"SELECT ?x{i} {{ ?s a ?o, ?p }} LIMIT 1").status == 200)


def test_a_process_of_several_that_is_killed_is_replaced(built_sample: Path, start: Start) -> None:
    """And told on stderr."""
    server = start(built_sample, "--processes", "2")
    assert server.query("ASK {}").status == 200
    (first, *_) = [pid for pid in server.workers() if "kg.serve.processes" in Path(f"/proc/{pid}/cmdline").read_text()]
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: first not in server.workers())
    for _ in range(20):
        assert server.query("SELECT * { ?s ?p ?o } LIMIT 2").status == 200
    server.end()


def test_several_processes_give_the_same_answers(built_sample: Path, start: Start, server: Server) -> None:
    """Under the same ETags, so that a client does not notice which one it met."""
    several = start(built_sample, "--processes", "2")
    found = {(r.status, r.body, r.headers["ETag"]) for r in (several.ask("/query/reports.csv") for _ in range(10))}
    assert len(found) == 1
    assert found.pop()[1] == server.ask("/query/reports.csv").body


def test_a_port_that_is_taken_is_one_sentence(kg, server: Server) -> None:  # type: ignore[no-untyped-def]
    """With what to do."""
    done = kg("serve", "-s", server.store, "--bind", f"localhost:{server.port}")
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        f"Error: localhost:{server.port} is in use",
        "Hint: name another with --bind; port 0 is any that is free",
    ]


def test_other_machines_are_warned_about(built_sample: Path, start: Start) -> None:
    """When bound elsewhere; then every name is answered to."""
    server = start(built_sample, "--bind", "0.0.0.0:0")
    assert any(line.startswith("Warning: bound to 0.0.0.0") for line in server.lines)
    assert server.ask("/sparql", Host="graph.example").status == 200


def test_further_names_may_be_allowed(built_sample: Path, start: Start) -> None:
    """As a web server in front passes them on."""
    server = start(built_sample, "--allow-host", "graph.example")
    assert server.ask("/sparql", Host="graph.example").status == 200
    assert server.ask("/sparql", Host="graph.example:8080").status == 200
    assert server.ask("/sparql", Host="other.example").status == 421
    for host in ("localhost", "127.0.0.1:7878", "[::1]:1", "kg.localhost"):
        assert server.ask("/sparql", Host=host).status == 200


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--bind", "localhost:x"], 2, "is not HOST:PORT"),
        (["--bind", "no-such-host.invalid:1"], 3, "there is no address"),
        (["--max-request-bytes", "many"], 2, "is not a number of bytes"),
        (["--processes", "2", "--allow-update"], 2, "one process writes"),
        (["--allow-update", "--token-file", "none"], 2, "does not exist"),
        (["-s", "none"], 3, "there is no store"),
        (["--timeout-s", "0"], 2, "--timeout-s"),
    ],
)
def test_wrong_use_is_told(kg, built_sample: Path, options: list[str], code: int, message: str) -> None:  # type: ignore[no-untyped-def]
    """Before anything is listened to."""
    done = kg("serve", *(() if "-s" in options else ("-s", built_sample)), *options)
    assert (done.returncode, message in done.stderr) == (code, True), done.stderr


def test_an_empty_token_is_refused(kg, built_sample: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Else anybody would have it."""
    (tmp_path / "token").write_text("\n")
    done = kg("serve", "-s", built_sample, "--allow-update", "--token-file", tmp_path / "token")
    assert (done.returncode, "holds no token" in done.stderr) == (3, True)


def test_get_answers_one_request(kg, server: Server) -> None:  # type: ignore[no-untyped-def]
    """As the server would, without one; exit code 1 where that is an error."""
    for path in ("/query/posts-of-person.csv?person=沈伟民", "/sparql", "/person/沈伟民_上海市"):
        done = kg("serve", "-s", server.store, "--get", path)
        assert done.returncode == 0, done.stderr
        expected = server.ask(path).text.replace(f"localhost:{server.port}", "localhost")
        assert done.stdout.replace("\r\n", "\n") == expected.replace("\r\n", "\n")
        assert done.stderr == ""
    assert kg("serve", "-s", server.store, "--get", "/nowhere").returncode == 1


def test_serving_needs_the_extra_and_says_so(kg, server: Server, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Whoever installed without it is told how to get it."""
    (tmp_path / "starlette.py").write_text("raise ImportError('No module named starlette')")
    paths = [str(tmp_path), *sys.path]
    done = kg("serve", "-s", server.store, env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))})
    assert done.returncode == 3
    assert "report-kg[" in done.stderr
