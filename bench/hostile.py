"""Sends hostile requests to `kg serve`: `python bench/hostile.py [--requests 10000] [--seed 1] [--write]`.

Three sources take turns: the attempts of tests/serve/hostile.toml (injection, SSRF, paths, framing, queries that cost),
each of them with bytes changed at random, and requests that schemathesis makes from /openapi.json. Updates are allowed,
so that they are tried as well. An answer of 500, one that shows a traceback or a path of the machine, one that is not
among those that are right, a contact with the listener whose address stands in the attempts, and a server that has died,
that hangs or that has grown are faults.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from endpoint import ROOT, START, TOKEN, Server, has_option, open_files, put, resident_mb, start_kg

LIST = ROOT / "tests" / "serve" / "hostile.toml"
_TIMES = re.compile(r"\{times:(.*?):(\d+)\}", re.DOTALL)
_BYTE = re.compile(rb"\\x([0-9a-f]{2})")
#: What no client may see.
_SHOWN = re.compile(
    rb"Traceback|File \"|site-packages|panicked|RUST_BACKTRACE|\.rs:\d|\.py\b|/tmp/|"
    + re.escape(str(ROOT.parent)).encode()
    + rb"/|"
    + re.escape(str(Path.home())).encode()
    + b"/"
)
_GRAPH = "https://w3id.org/report-kg/graph/2020-shanghai-quality-month"
#: Longer than any query may run, and shorter than a person waits for a measurement that hangs.
_PATIENCE_S = 60


@dataclass
class Outcome:
    """What came of the requests."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    contacts: int = 0


class Sink:
    """A listener that nothing may contact; it counts who does."""

    def __init__(self) -> None:
        self.contacts = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.contacts += 1
                connection.close()

    def close(self) -> None:
        """Listen no longer."""
        self._listener.close()


@dataclass(frozen=True)
class Attempt:
    """One request as it goes through the socket, with the answers that are right."""

    name: str
    request: bytes
    status: frozenset[int]
    absent: bytes = b""
    forbidden_type: str = ""


def attempts(host: str, sink: str, *, slow: bool = True) -> list[Attempt]:
    """The list, each in all of its forms."""
    found: list[Attempt] = []
    for row in tomllib.loads(LIST.read_text(encoding="utf-8"))["attempt"]:
        if row.get("slow") and not slow:
            continue
        values = {key: _filled(value, host, sink) for key, value in row.items()}
        status = frozenset(row.get("status", [*range(400, 500), 503]))
        more = {"absent": values.get("absent", "").encode(), "forbidden_type": values.get("forbidden_type", "")}
        found += [Attempt(row["name"], data, status, **more) for data in _forms(values, host)]
    return found


def _filled(value: Any, host: str, sink: str) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, host, sink) for key, one in value.items()}
    if not isinstance(value, str):
        return value
    value = value.replace("{sink}", f"http://{sink}").replace("{sink_host}", sink).replace("{host}", host)
    value = value.replace("{token}", TOKEN).replace("{graph}", _GRAPH)
    return _TIMES.sub(lambda found: found[1] * int(found[2]), value)


def _forms(row: dict[str, Any], host: str) -> Iterator[bytes]:
    form, token = "application/x-www-form-urlencoded", {"Authorization": f"Bearer {TOKEN}"}
    if "raw" in row:
        yield row["raw"].encode("latin-1")
    elif "sparql" in row:
        text = row["sparql"]
        if not row.get("body_only"):
            yield _request(host, "GET", f"/sparql?query={quote(text, safe='')}", {})
            yield _request(host, "POST", "/sparql", {"Content-Type": form}, urlencode({"query": text}).encode())
        yield _request(host, "POST", "/sparql", {"Content-Type": "application/sparql-query"}, text.encode())
    elif "update" in row:
        text = row["update"]
        yield _request(host, "POST", "/update", {"Content-Type": form, **token}, urlencode({"update": text}).encode())
        yield _request(host, "POST", "/update", {"Content-Type": "application/sparql-update", **token}, text.encode())
    else:
        body = row.get("body", "").encode()
        if "body_bytes" in row:
            body = _BYTE.sub(lambda found: bytes([int(found[1], 16)]), row["body_bytes"].encode())
        yield _request(host, row.get("method", "GET"), row["path"], row.get("headers", {}), body)


def _request(host: str, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}"] if body or method in ("POST", "PUT") else []
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def send(port: int, data: bytes) -> bytes:
    """All that comes back for these bytes until the server closes; TimeoutError where it does not."""
    with socket.create_connection(("127.0.0.1", port), _PATIENCE_S) as connection:
        answer = b""
        with contextlib.suppress(ConnectionError):  # the server may close before it has read everything
            connection.sendall(data)
        with contextlib.suppress(ConnectionError):
            if b"Connection: close" not in data:
                connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(1 << 16):
                answer += piece
    return answer


def check(attempt: Attempt, answer: bytes) -> tuple[int, list[str]]:
    """The status of an answer, and what is wrong with it."""
    if not answer:
        return 0, [] if 0 in attempt.status else ["closed without an answer"]
    head, _, body = answer.partition(b"\r\n\r\n")
    found = re.match(rb"HTTP/1\.[01] (\d{3}) ?", head)
    if found is None:
        return 0, [f"what came is not HTTP: {answer[:80]!r}"]
    status, wrong = int(found[1]), []
    if status not in attempt.status:
        wrong.append(f"answered with {status}: {body[:200]!r}")
    if status >= 500 and status != 503:
        wrong.append(f"status {status}")
    if status >= 400 and (shown := _SHOWN.search(body)):
        wrong.append(f"shows {shown[0]!r}: {body[:200]!r}")
    names = [line.partition(b":")[0].strip().lower() for line in head.split(b"\r\n")[1:]]
    if b"set-cookie" in names or b"x" in names:
        wrong.append("a header was put in")
    if attempt.absent and attempt.absent in answer:
        wrong.append(f"shows {attempt.absent!r}")
    if attempt.forbidden_type and attempt.forbidden_type.encode() in head.lower():
        wrong.append(f"came as {attempt.forbidden_type}")
    return status, wrong


def try_all(server: Server, sink: Sink, outcome: Outcome, found: list[Attempt], at_once: int = 1) -> None:
    """Send attempts, one after the other or some at once, and look at each answer."""

    def one(attempt: Attempt) -> None:
        started = time.monotonic()
        try:
            status, wrong = check(attempt, send(server.port, attempt.request))
        except TimeoutError:
            status, wrong = 0, ["no answer"]
        except OSError as error:
            status, wrong = 0, [f"no connection: {error}"]
        outcome.slowest_s = max(outcome.slowest_s, time.monotonic() - started)
        if sink.contacts:
            wrong.append("the listener was contacted")
            outcome.contacts, sink.contacts = outcome.contacts + sink.contacts, 0
        outcome.requests += 1
        outcome.statuses[status] += 1
        outcome.faults += [f"{attempt.name}: {what}" for what in wrong]
        if not server.alive:
            outcome.faults.append(f"{attempt.name}: the server died")

    with ThreadPoolExecutor(at_once) as pool:
        for _ in pool.map(one, found):
            pass


def mutated(attempt: Attempt, chance: random.Random) -> Attempt:
    """The attempt with some bytes changed, left out, or repeated; any answer but a fault is right."""
    data = bytearray(attempt.request)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data)) if chance.random() < 0.5 else chance.randrange(min(len(data), 200))
        kind = chance.randrange(4)
        if kind == 0:
            data[place] = chance.randrange(256)
        elif kind == 1:
            del data[place : place + chance.randint(1, 5)]
        elif kind == 2:
            data[place:place] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 5)))
        else:
            data[place:place] = data[place : place + chance.randint(1, 50)]
        if not data:
            data += b"\x00"
    return Attempt(f"{attempt.name}, changed", bytes(data), frozenset([0, *range(200, 500), 501, 503, 505]))


def from_description(server: Server, outcome: Outcome, number: int, seed: int) -> None:
    """Send requests that schemathesis makes from the description of the endpoint, right ones and wrong ones."""
    import requests
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as with_seed
    from schemathesis import GenerationMode

    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{server.port}/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations()]
    kinds = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    each = max(1, number // (len(operations) * len(kinds)))
    for operation in operations:
        for kind in kinds:
            try:
                strategy = operation.as_strategy(generation_mode=kind)
            except Exception:  # nothing about it can be wrong
                continue

            def one(case: Any) -> None:
                headers = {"Authorization": f"Bearer {TOKEN}"}
                try:
                    answer = case.call(base_url=f"http://127.0.0.1:{server.port}", headers=headers, timeout=_PATIENCE_S)
                except requests.ReadTimeout:
                    outcome.faults.append(f"{case.method} {case.path}: no answer")
                    return
                except (requests.RequestException, ValueError, UnicodeError):  # what the client itself refuses to send
                    outcome.statuses[0] += 1
                    return
                outcome.requests += 1
                outcome.statuses[answer.status_code] += 1
                if answer.status_code >= 500 and answer.status_code != 503:
                    outcome.faults.append(f"{case.method} {answer.request.url}: {answer.status_code}")
                if answer.status_code >= 400 and _SHOWN.search(answer.content):
                    outcome.faults.append(f"{case.method} {answer.request.url} shows {answer.content[:200]!r}")

            run = settings(
                max_examples=each,
                database=None,
                deadline=None,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )(given(case=strategy)(one))
            try:
                with_seed(seed)(run)()
            except Exception as error:
                if "Unsatisfi" not in type(error).__name__:
                    raise


def run(number: int, seed: int, folder: Path) -> tuple[Outcome, str]:
    """Send so many requests to a server of its own; the outcome, and what became of the server's processes."""
    store = folder / "store"
    if not store.exists():
        subprocess.run([sys.executable, "-c", START, "build", "-q", "-s", str(store)], check=True)
    options = ["--timeout-s", "2"]
    for name, value in (("--max-memory", "1G"), ("--client-timeout-s", "3")):
        options += [name, value] if has_option(name) else []
    chance, outcome, sink = random.Random(seed), Outcome(), Sink()
    server = start_kg(store, *options, update=True)
    try:
        listed = attempts(f"127.0.0.1:{server.port}", sink.address)
        small = [attempt for attempt in listed if len(attempt.request) < 20_000]
        try_all(server, sink, outcome, listed)
        before = _size(server)
        from_description(server, outcome, (number - 2 * len(listed)) // 2, seed)
        while outcome.requests < number - len(listed) and server.alive:
            try_all(server, sink, outcome, [mutated(chance.choice(small), chance) for _ in range(100)], 16)
        try_all(server, sink, outcome, listed)
        outcome.faults += still_serves(server, before)
        sizes = f"before and after: {before} and {_size(server)}"
    finally:
        server.stop()
        sink.close()
    return outcome, sizes


def _size(server: Server) -> str:
    pids = server.tree()
    return f"{resident_mb(pids[0]):.0f} MB, {open_files(pids[0])} files, {len(pids) - 1} processes started"


def still_serves(server: Server, before: str = "") -> list[str]:
    """What is wrong with a server that should answer as if nothing had happened."""
    if not server.alive:
        return ["the server has died"]
    wrong = []
    if server.ask("/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D").status != 200:
        wrong.append("the server no longer answers as it should")
    if "Traceback" in server.log.read_text("utf-8", "replace"):
        wrong.append("there is a traceback in the server's log")
    deadline = time.monotonic() + 10
    most = 2 + max(4, 2 * (len(__import__("os").sched_getaffinity(0))))
    while len(server.tree()) > most and time.monotonic() < deadline:
        time.sleep(0.1)
    if len(server.tree()) > most:
        wrong.append(f"{len(server.tree())} processes are left")
    return wrong


def main() -> None:
    """Run it and say what was found; exit code 1 where there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", type=Path, help="a store of the sample that is there; a copy is used")
    parser.add_argument("--write", action="store_true", help="put what was found into performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.store:
            shutil.copytree(options.store, Path(folder) / "store")
        outcome, sizes = run(options.requests, options.seed, Path(folder))
    counts = ", ".join(f"{number:,} × {status or 'none'}" for status, number in sorted(outcome.statuses.items()))
    text = (
        f"{outcome.requests:,} requests; statuses: {counts}; the slowest answer took {outcome.slowest_s:.1f} s; "
        f"contacts with the listener: {outcome.contacts}; the server {sizes}; {len(outcome.faults)} faults."
    )
    if options.write:
        put("bench/hostile.py", text)
    print(text)
    for fault, number in Counter(outcome.faults).most_common(200):
        print(f"  {number} × {fault}"[:600])
    sys.exit(1 if outcome.faults else 0)


if __name__ == "__main__":
    main()
