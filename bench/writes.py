"""Updates to an endpoint by several clients, of which each knows what it was told is done; see `bench/faults.py`.

Each client owns two graphs. In one it inserts things, each of five triples by two operations of one update, and raises a
counter by DELETE and INSERT in the same update; the other it replaces as a whole by the graph store protocol. So there
is something to say of any write: it was acknowledged and must be there, or it was under way and is there whole, or not. One answered with 503, because
the process that writes was killed before the one that answers, counts as under way.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from endpoint import JSON, TOKEN, Server, start_kg

from kg.store import open_store

_CLIENTS = 5
_SPACE = "http://writes.example/"
_INSERT = """INSERT DATA {{ GRAPH <{space}g{c}> {{ <{space}t{c}-{n}> <{space}a> 1 ; <{space}b> 2 ; <{space}c> 3 }} }} ;
INSERT DATA {{ GRAPH <{space}g{c}> {{ <{space}t{c}-{n}> <{space}d> 4 ; <{space}e> 5 }} }} ;
DELETE {{ GRAPH <{space}g{c}> {{ <{space}t{c}> <{space}count> ?n }} }}
INSERT {{ GRAPH <{space}g{c}> {{ <{space}t{c}> <{space}count> {n} }} }}
WHERE {{ OPTIONAL {{ GRAPH <{space}g{c}> {{ <{space}t{c}> <{space}count> ?n }} }} }}"""
_SIZE = 50


@dataclass
class Found:
    """What became of the writes."""

    acknowledged: int = 0
    unknown: int = 0
    kept: int = 0
    refused: int = 0
    lost: int = 0
    halves: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass
class Writer:
    """A client, with what it was told is done: things by number, and the version of its whole graph."""

    number: int
    things: set[int] = field(default_factory=set)
    counter: int = 0
    version: int = 0
    next: int = 1
    under_way: tuple[str, int] | None = None
    refused: int = 0
    acknowledged: int = 0

    def write(self, server: Server, chance: random.Random, end: threading.Event) -> None:
        """Write until the server is gone."""
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        while not end.is_set():
            kind, n = chance.choice(("insert", "insert", "replace")), self.next
            self.next += 1
            self.under_way = (kind, n)
            try:
                status = self._send(connection, kind, n)
            except (OSError, http.client.HTTPException):
                return
            if status in (200, 201, 204):
                self.acknowledged += 1
                if kind == "insert":
                    self.things.add(n)
                    self.counter = n
                else:
                    self.version = n
            else:
                self.refused += 1
                if status >= 500:  # the writing process was killed first: whether it had written is not known
                    return
            self.under_way = None

    def _send(self, connection: http.client.HTTPConnection, kind: str, n: int) -> int:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        if kind == "insert":
            body = _INSERT.format(space=_SPACE, c=self.number, n=n)
            headers["Content-Type"] = "application/sparql-update"
            connection.request("POST", "/update", body.encode(), headers)
        else:
            lines = [f"<{_SPACE}row{i}> <{_SPACE}version> {n} ." for i in range(_SIZE)]
            headers["Content-Type"] = "text/turtle"
            path = f"/store?graph={quote(f'{_SPACE}w{self.number}', safe='')}"
            connection.request("PUT", path, "\n".join(lines).encode(), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def check(self, server: Server, found: Found) -> None:
        """Compare what the server says now with what was acknowledged; what it says counts from here on."""
        graph = f"{_SPACE}g{self.number}"
        sizes = {
            int(row["s"]["value"].rpartition("-")[2]): int(row["n"]["value"])
            for row in ask(
                server,
                f"SELECT ?s (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s <{_SPACE}a>|!<{_SPACE}a> ?o }} }} GROUP BY ?s",
            )
            if row["s"]["value"] != f"{_SPACE}t{self.number}"
        }
        counters = [
            int(r["n"]["value"]) for r in ask(server, f"SELECT ?n {{ GRAPH <{graph}> {{ ?s <{_SPACE}count> ?n }} }}")
        ]
        versions = [
            (int(row["v"]["value"]), int(row["n"]["value"]))
            for row in ask(
                server,
                f"SELECT ?v (COUNT(*) AS ?n) {{ GRAPH <{_SPACE}w{self.number}> {{ ?s <{_SPACE}version> ?v }} }} GROUP BY ?v",
            )
        ]
        extra = set(sizes) - self.things
        kind, n = self.under_way or ("", 0)
        lost = self.things - set(sizes)
        halves = [s for s, size in sizes.items() if size != 5]
        if extra - ({n} if kind == "insert" else set()):
            found.notes.append(f"client {self.number} never wrote {extra}")
            found.halves += 1
        counter = n if n in extra else self.counter
        if counters != ([counter] if counter else []):
            halves.append(counter)
        allowed = [[(v, _SIZE)] if v else [] for v in {self.version, *([n] if kind == "replace" else [])}]
        if versions not in allowed:
            old = all(size == _SIZE for _, size in versions) and len(versions) == 1
            (lost.add if old else halves.append)(self.version)
        found.lost += len(lost)
        found.halves += len(halves)
        found.notes += (
            [f"client {self.number}: lost {lost}, half {halves}, {counters}, {versions}"] if lost or halves else []
        )
        found.unknown += bool(self.under_way)
        kept = n in extra or (kind == "replace" and versions == [(n, _SIZE)])
        found.kept += kept
        self.things, self.counter, self.under_way = set(sizes), counter, None
        self.version = versions[0][0] if versions else 0


def ask(server: Server, sparql: str) -> list[dict[str, dict[str, str]]]:
    """The solutions of a query."""
    headers = {"Accept": JSON, "Content-Type": "application/sparql-query"}
    reply = server.ask("/sparql", method="POST", body=sparql.encode(), headers=headers)
    assert reply.status == 200, reply.body
    rows: list[dict[str, dict[str, str]]] = json.loads(reply.body)["results"]["bindings"]
    return rows


def kill_under_updates(rounds: int, seed: int, folder: Path) -> Found:
    """Kill a server so many times under updates; each restart is the check of the kill before it."""
    chance, found = random.Random(seed), Found()
    store = folder / "written"
    open_store(store, read_only=False, create=True).close()
    writers = [Writer(number) for number in range(_CLIENTS)]
    for _ in range(rounds):
        server = start_kg(store, update=True)
        try:
            end = threading.Event()
            draws = [random.Random(chance.random()) for _ in writers]
            threads = [
                threading.Thread(target=writer.write, args=(server, draw, end), daemon=True)
                for writer, draw in zip(writers, draws, strict=True)
            ]
            started = [w.next for w in writers]
            for thread in threads:
                thread.start()
            while sum(w.next for w in writers) < sum(started) + _CLIENTS + 2 and server.alive:
                time.sleep(0.005)  # until the writing process has been started
            time.sleep(chance.uniform(0, 0.8))
            server.kill(chance)
            end.set()
            for thread in threads:
                thread.join()
        finally:
            server.kill()
        checked = start_kg(store, update=True)
        try:
            for writer in writers:
                writer.check(checked, found)
        finally:
            checked.kill()
    found.refused = sum(w.refused for w in writers)
    found.acknowledged = sum(w.acknowledged for w in writers)
    return found
