"""What `kg serve` does when clients and machines misbehave: `python bench/faults.py [--rounds 200] [--write]`.

Many clients, slow ones, ones that go away, queries that never end, workers that are killed; memory, files and processes
after 10,000 requests; and the whole server killed (SIGKILL) at random moments under updates, `--rounds` times: after a
restart every acknowledged write must be there, and every other one whole or not at all. Linux only.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from endpoint import (
    JSON,
    START,
    Server,
    busy_s,
    children,
    has_option,
    is_running,
    kg_serve,
    open_files,
    put,
    resident_mb,
)
from writes import kill_under_updates

_LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
_LARGE = "SELECT * { ?s ?p ?o } LIMIT 20000"


@dataclass
class Row:
    """One line of the table: what was done, what was demanded, what was seen, whether it held."""

    done: str
    demanded: str
    seen: str
    held: bool


@dataclass
class Seen:
    """What clients saw: milliseconds of each answer, and how often each status came."""

    ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def p(self, percent: int) -> float:
        """A percentile of the times."""
        return statistics.quantiles(self.ms, n=100, method="inclusive")[percent - 1] if len(self.ms) > 1 else 0.0

    def only(self, *allowed: int) -> bool:
        """Whether no other status came."""
        return set(self.statuses) <= set(allowed)

    def text(self) -> str:
        """The statuses."""
        return ", ".join(f"{number:,} × {status or 'none'}" for status, number in sorted(self.statuses.items()))


def at(sparql: str) -> str:
    """The address of a query."""
    return f"/sparql?query={quote(sparql, safe='')}"


def point(number: int) -> str:
    """The address of a small query that differs from those of other numbers."""
    return at(f"SELECT ?s {{ ?s a kg:Person }} LIMIT 5 # {number}")


class Clients:
    """Clients on kept connections, each asking again and again in a thread until told to end."""

    def __init__(
        self, server: Server, number: int, *, pause_s: float = 0.0, paths: Callable[[int], str] = point
    ) -> None:
        self.seen = Seen()
        self._server, self._pause_s, self._paths = server, pause_s, paths
        self._end = threading.Event()
        self._numbers = iter(range(10**9))
        self._threads = [threading.Thread(target=self._ask, daemon=True) for _ in range(number)]
        for thread in self._threads:
            thread.start()

    def _ask(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=60)
        while not self._end.is_set():
            started = time.perf_counter()
            try:
                connection.request("GET", self._paths(next(self._numbers)), headers={"Accept": f"{JSON}, */*;q=0.1"})
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
                connection.close()
                status = 0
            self.seen.ms.append((time.perf_counter() - started) * 1000)
            self.seen.statuses[status] += 1
            time.sleep(self._pause_s)
        connection.close()

    def stop(self) -> Seen:
        """End them; what they saw."""
        self._end.set()
        for thread in self._threads:
            thread.join()
        return self.seen


def watch(server: Server, seconds: float, number: int = 4) -> Seen:
    """What clients see that ask now and then, so that they wait for the server and not for each other."""
    clients = Clients(server, number, pause_s=0.02)
    time.sleep(seconds)
    return clients.stop()


def many(store: Path) -> Row:
    """64 clients at once."""
    with kg_serve(store) as server:
        clients = Clients(server, 64)
        time.sleep(6)
        seen = clients.stop()
        return Row(
            "64 clients at once, 6 s, no query twice",
            "every answer is 200",
            f"{seen.text()}; p50 {seen.p(50):.0f} ms, p99 {seen.p(99):.0f} ms (client in Python, same two cores)",
            seen.only(200),
        )


def slow(store: Path) -> list[Row]:
    """Clients that send, or read, a byte a second."""
    rows = []
    with kg_serve(store, *_option("--client-timeout-s", "60")) as server:
        watch(server, 1)
        alone = watch(server, 5)
        for what, start in (("send", _slow_sender), ("read", _slow_reader)):
            sockets = [start(server) for _ in range(50)]
            end = threading.Event()
            thread = threading.Thread(target=_trickle, args=(sockets, what, end), daemon=True)
            thread.start()
            beside = watch(server, 5)
            end.set()
            thread.join()
            for one in sockets:
                one.close()
            rows.append(
                Row(
                    f"50 clients that {what} a byte a second",
                    "others: every answer 200, p99 at most twice what it is without them, or 20 ms",
                    f"others: {beside.text()}; p99 {beside.p(99):.1f} ms, without them {alone.p(99):.1f} ms",
                    beside.only(200) and beside.p(99) <= max(20, 2 * alone.p(99)),
                )
            )
        rows.append(_settled(server, "these clients have gone"))
    return rows


def _slow_sender(server: Server) -> socket.socket:
    found = socket.create_connection(("127.0.0.1", server.port))
    found.sendall(f"POST /sparql HTTP/1.1\r\nHost: localhost:{server.port}\r\nContent-Length: 1000\r\n".encode())
    found.sendall(b"Content-Type: application/sparql-query\r\n\r\nASK {")
    return found


def _slow_reader(server: Server) -> socket.socket:
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    found.connect(("127.0.0.1", server.port))
    found.sendall(f"GET {at(_LARGE)} HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n".encode())
    return found


def _trickle(sockets: list[socket.socket], what: str, end: threading.Event) -> None:
    while not end.wait(1):
        for one in sockets:
            with contextlib.suppress(OSError):
                _ = one.send(b" ") if what == "send" else one.recv(1)


def gone(store: Path) -> Row:
    """Clients that go away in the midst of a long query."""
    with kg_serve(store, "--timeout-s", "60") as server:
        watch(server, 1)
        for number in range(40):
            with socket.create_connection(("127.0.0.1", server.port)) as connection:
                request = f"GET {at(_LONG + f' # {number}')} HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n"
                connection.sendall(request.encode())
                time.sleep(0.05)
        row = _settled(server, "40 clients have gone in the midst of a query of hours")
        after = watch(server, 1)
        row.seen += f"; answers afterwards: {after.text()}"
        row.held &= after.only(200)
        return row


def _settled(server: Server, what: str) -> Row:
    """Whether nothing works any more within a second from now."""
    time.sleep(1)
    pids = server.tree()
    before = sum(busy_s(pid) for pid in pids)
    time.sleep(1)
    busy = sum(busy_s(pid) for pid in pids) - before
    return Row(
        f"{what}, a second ago",
        "no process is busy",
        f"{busy * 100:.0f}% of a core is used by {len(pids)} processes",
        busy < 0.1,
    )


def endless(store: Path) -> list[Row]:
    """Queries that would take hours, as many as may run at once, but for one, and then more than may."""
    rows = []
    with kg_serve(store, "--timeout-s", "2", "--max-queries", "4", "--queue-s", "1") as server:
        watch(server, 1)
        for number in (3, 12):
            clients = Clients(server, number, paths=lambda n: at(f"{_LONG} # {n}"))
            time.sleep(0.5)
            others = watch(server, 6)
            long = clients.stop()
            rows.append(
                Row(
                    f"{number} clients ask queries of hours, limit 2 s, 4 at once",
                    "these: 503 in time (429 above four); others: "
                    + ("200" if number < 4 else "200, or 429 when they have waited a second"),
                    f"these: {long.text()}, the slowest after {max(long.ms) / 1000:.1f} s; "
                    f"others: {others.text()}, p99 {others.p(99):.0f} ms",
                    long.only(503, 429)
                    and max(long.ms) < 4500
                    and others.only(*((200,) if number < 4 else (200, 429))),
                )
            )
        rows.append(_settled(server, "the last of them has been asked"))
    return rows


def killed_workers(store: Path) -> Row:
    """Workers killed one by one while clients ask."""
    chance, killed = random.Random(1), 0
    with kg_serve(store) as server:
        watch(server, 1)
        # A count of its own for each request is too large to be answered without a worker.
        clients = Clients(server, 8, paths=lambda n: at(f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} # {n}"))
        end = time.monotonic() + 15
        while time.monotonic() < end:
            time.sleep(chance.uniform(0.02, 0.25))
            workers = children(server.process.pid)
            if workers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(chance.choice(workers), signal.SIGKILL)
                    killed += 1
        seen = clients.stop()
        after = watch(server, 1)
    return Row(
        f"{killed} workers killed (SIGKILL) in 15 s while 8 clients ask",
        "200, or 503 to who was being answered; afterwards only 200",
        f"{seen.text()}; afterwards {after.text()}",
        seen.only(200, 503) and after.only(200) and seen.statuses[503] <= killed,
    )


def leaks(store: Path, requests: int = 10_000) -> list[Row]:
    """Memory, files and processes after so many mixed requests, beside those after a tenth of them."""
    figures: dict[int, tuple[float, float, int, int]] = {}
    chance = random.Random(1)
    kinds: list[Callable[[int], str]] = [
        point,
        lambda n: at("SELECT * { ?s ?p ?o } LIMIT 1000"),
        lambda n: at(f"CONSTRUCT {{ ?s ?p ?o }} {{ ?s ?p ?o }} LIMIT {n % 500}"),
        lambda n: at(f"SELECT nonsense {n}"),
        lambda n: "/query/people-at-several-launches",
        lambda n: f"/query/none-{n}",
        lambda n: f"/person/{n}",
        lambda n: at(f"SELECT * {{ ?s ?p ?o }} OFFSET {n} LIMIT 3000"),
        lambda n: "/sparql",
    ]
    with kg_serve(store, "--max-queries", "4") as server:
        done = 0
        for upto in (requests // 10, requests):
            clients = Clients(server, 8, paths=lambda n: chance.choice(kinds)(n))
            while sum(clients.seen.statuses.values()) < upto - done:
                time.sleep(0.05)
            seen = clients.stop()
            done += sum(seen.statuses.values())
            time.sleep(1.5)
            pids = server.tree()
            largest = max(resident_mb(pid) for pid in pids[1:])
            figures[upto] = (resident_mb(pids[0]), largest, open_files(pids[0]), len(pids) - 1)
    (few, many_) = figures.values()
    return [
        Row(
            f"{requests:,} requests of nine kinds, 8 clients; beside those after {requests // 10:,}",
            "main process grows by the answers that it keeps (64 MiB) at most, workers by half at most; "
            "as many files and processes",
            f"main {few[0]:.0f} → {many_[0]:.0f} MB, largest worker {few[1]:.0f} → {many_[1]:.0f} MB, "
            f"files {few[2]} → {many_[2]}, processes {few[3]} → {many_[3]}; {seen.text()}",
            many_[0] < few[0] + 80
            and many_[1] < 1.5 * few[1] + 20
            and many_[2] <= few[2] + 4
            and many_[3] <= 4
            and seen.only(200, 400, 404),
        )
    ]


def ended(store: Path) -> Row:
    """The main process killed: its workers must end as well."""
    with kg_serve(store) as server:
        clients = Clients(server, 4, paths=lambda n: at(f"{_LONG} # {n}"))
        time.sleep(1)
        workers = server.tree()[1:]
        server.process.kill()
        clients.stop()
        time.sleep(1)
        left = sum(is_running(pid) for pid in workers)
    return Row(
        "the main process killed amid queries of hours", "no worker is left", f"{left} of {len(workers)}", not left
    )


def _option(name: str, value: str) -> list[str]:
    return [name, value] if has_option(name) else []


def killed_under_updates(rounds: int, seed: int, folder: Path) -> Row:
    """The whole server killed under updates."""
    found = kill_under_updates(rounds, seed, folder)
    for note in found.notes:
        print(note, file=sys.stderr)
    return Row(
        f"the server killed {rounds} times at random moments under updates of 5 clients",
        "every acknowledged write is there after a restart, every other is whole or not there",
        f"{found.acknowledged:,} writes acknowledged, {found.lost} lost, {found.halves} half there; "
        f"{found.unknown} were under way, {found.kept} of them are there; {found.refused} answered with 503",
        not (found.lost or found.halves),
    )


def main() -> None:
    """Run all, print the table, and with --write put it into the page; exit code 1 where something did not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="the function of one part")
    parser.add_argument("--store", type=Path, help="a store that is there; a copy is used")
    parser.add_argument("--write", action="store_true", help="put the table into performance.md")
    options = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "store"
        if options.store:
            shutil.copytree(options.store, store)
        else:
            subprocess.run([sys.executable, "-c", START, "build", "-q", "-s", str(store)], check=True)
        parts: dict[str, Callable[[], Row | list[Row]]] = {
            part.__name__: lambda part=part: part(store)  # type: ignore[misc]
            for part in (many, slow, gone, endless, killed_workers, ended, leaks)
        }
        parts["killed_under_updates"] = lambda: killed_under_updates(options.rounds, options.seed, folder)
        for part, run in parts.items():
            if options.only in (None, part):
                found = run()
                rows += found if isinstance(found, list) else [found]
                print(_line(rows[-1]), flush=True)
    table = "\n".join(["| What was done | Demanded | Seen | |", "|---|---|---|---|", *map(_line, rows)])
    if options.write:
        put("bench/faults.py", table)
    print(table)
    sys.exit(0 if all(row.held for row in rows) else 1)


def _line(row: Row) -> str:
    return f"| {row.done} | {row.demanded} | {row.seen} | {'holds' if row.held else '**does not hold**'} |"


if __name__ == "__main__":
    main()
