"""Requests a second of `kg serve` beside `oxigraph serve-read-only`: `python bench/serve.py [--seconds 3] [--write]`.

Both serve the same store (Oxigraph a copy) and are asked in turns, in one run, by wrk (Debian: wrk) on kept
connections. A point query asks for all that is said of one of 1,000 things, drawn at random. Cold: each query differs
from all before it by the name of a variable, so that no kept answer can help, only what a database keeps in memory
anyway. Warm: the 1,000 queries come again and again. Machines are busy: the median of the rounds counts, the ratio is of
those taken one after the other, and beside it stands the processor time of the server for a request, its workers
included, which others on the machine change least.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import life
from endpoint import JSON, PAGE, Server, has_option, kg_serve, oxigraph, put

import kg
from kg.store import open_store
from kg.vocab import prefixes

_LUA = """
local paths, count, size, number = {}, 0, 0, "100000001"
function init(args)
  math.randomseed(RUN)
  for line in io.lines("PATHS") do size = size + 1; paths[size] = line end
end
function request()
  local path = paths[math.random(size)]
  count = count + 1
  if COLD then number = string.format("%03d%06d", RUN, count) end
  return wrk.format("GET", (path:gsub("@@", number)))
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FIGURES %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
"""
_RUNS = itertools.count(1)
_THINGS = """SELECT DISTINCT ?s { ?s a ?c VALUES ?c { kg:Person kg:Organization kg:Event kg:Ceremony kg:Contest } }
ORDER BY ?s LIMIT 1000"""


@dataclass(frozen=True)
class Work:
    """Requests of one kind: the paths, in which @@ stands for a number that makes each differ, and Accept."""

    name: str
    paths: list[str]
    accept: str = JSON


@dataclass
class Figures:
    """What is seen of one server under one load: requests a second, ms, µs of processor time, and failures."""

    rate: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    errors: int = 0

    def text(self) -> str:
        """The medians."""
        rate, p50, p99, cpu = map(statistics.median, (self.rate, self.p50, self.p99, self.cpu))
        return f"{rate:,.0f} | {p50:.2f} | {p99:.2f} | {cpu:,.0f}"


def works(store: Path) -> list[Work]:
    """The kinds of requests, made from what is in the store."""
    with open_store(store) as opened:
        space = prefixes(opened.base)
        things = [row["s"].value for row in opened.query(_THINGS)]  # type: ignore[union-attr]
        people = list(opened.query("SELECT ?p ?n { ?p a kg:Person ; rdfs:label ?n } ORDER BY ?n LIMIT 500"))  # type: ignore[arg-type]
    points = [f"/query?query={quote(f'SELECT ?p ?o@@ WHERE {{ <{iri}> ?p ?o@@ }}', safe='@')}" for iri in things]
    names = [quote(row["n"].value) for row in people]
    pages = [f"/person/{quote(row['p'].value.removeprefix(space['person']))}?n=@@" for row in people]
    return [
        Work("point query", points),
        Work("named query", [f"/query/posts-of-person?person={name}&limit=@@" for name in names]),
        Work("a person's page", pages, "text/html"),
        Work("a person as Turtle", pages, "text/turtle"),
    ]


def load(
    server: Server, work: Work, clients: int, seconds: int, *, cold: bool
) -> tuple[float, float, float, float, int]:
    """Requests a second, p50 and p99 in ms, processor time in µs, and the number of requests without a good answer."""
    with tempfile.TemporaryDirectory() as folder:
        paths, script = Path(folder) / "paths", Path(folder) / "requests.lua"
        paths.write_text("\n".join(work.paths) + "\n")
        text = _LUA.replace("PATHS", str(paths)).replace("RUN", str(next(_RUNS)))
        script.write_text(text.replace("COLD", "true" if cold else "false"))
        url = f"http://127.0.0.1:{server.port}"
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "-s", script, "-H"]
        used_s = server.busy_s()
        done = subprocess.run([*command, f"Accept: {work.accept}", url], check=True, capture_output=True, text=True)
    figures = next(line for line in done.stdout.splitlines() if line.startswith("FIGURES"))
    requests, micros, p50, p99, errors = map(int, figures.split()[1:])
    used_s = server.busy_s() - used_s
    return requests / micros * 1e6, p50 / 1000, p99 / 1000, used_s / max(1, requests) * 1e6, errors


@contextlib.contextmanager
def servers(store: Path, folder: Path) -> Iterator[dict[str, Server]]:
    """The servers that are compared, on the same data."""
    shutil.copytree(store / "oxigraph", folder / "copy")
    with contextlib.ExitStack() as stack:
        found = {"oxigraph": stack.enter_context(oxigraph(folder / "copy"))}
        found["kg, 1 process"] = stack.enter_context(kg_serve(store))
        if has_option("--processes"):
            found["kg, 2 processes"] = stack.enter_context(kg_serve(store, "--processes", "2"))
        yield found


def measure(
    found: dict[str, Server], work: Work, clients: int, *, cold: bool, seconds: int, rounds: int
) -> dict[str, Figures]:
    """The figures of each server; they take turns."""
    figures = {name: Figures() for name in found}
    for _ in range(rounds):
        for name, server in found.items():
            rate, p50, p99, cpu, errors = load(server, work, clients, seconds, cold=cold)
            figure = figures[name]
            figure.rate.append(rate)
            figure.p50.append(p50)
            figure.p99.append(p99)
            figure.cpu.append(cpu)
            figure.errors += errors
    return figures


def table(store: Path, folder: Path, *, seconds: int, rounds: int) -> str:
    """The figures in Markdown."""
    lines = []
    with servers(store, folder) as found:
        ours = {name: server for name, server in found.items() if name != "oxigraph"}
        kinds = works(store)
        for server in found.values():  # so that processes are started and files read
            load(server, kinds[0], 64, 2, cold=True)
            load(server, kinds[0], 64, 1, cold=False)
        lines += [
            "| Request, clients | Server | a second | p50 ms | p99 ms | processor µs | × Oxigraph |",
            "|" + "---|" * 7,
        ]
        for work in kinds:
            for cold in (True, False):
                for clients in (1, 8, 64):
                    if clients != 8 and work is not kinds[0]:
                        continue
                    asked = found if work is kinds[0] else ours
                    figures = measure(asked, work, clients, cold=cold, seconds=seconds, rounds=rounds)
                    lines += _rows(f"{work.name}, {'cold' if cold else 'warm'}, {clients}", figures)
                    print("\n".join(lines[-len(figures) :]), flush=True)
    return "\n".join(lines)


def _rows(name: str, figures: dict[str, Figures]) -> list[str]:
    rows = []
    theirs = figures.get("oxigraph")
    for server, figure in figures.items():
        ratio = ""
        if theirs is not None:
            ratios = [a / b for a, b in zip(figure.rate, theirs.rate, strict=True)]
            ratio = f"{statistics.median(ratios):.2f}"
        failed = f" ({figure.errors} failed)" if figure.errors else ""
        rows.append(f"| {name} | {server}{failed} | {figure.text()} | {ratio} |")
        name = ""
    return rows


def main() -> None:
    """Measure, print, and with --write fill the table in docs/explanation/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--store", type=Path, help="a store that is there, instead of generated reports")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("Skipped: wrk is not on this machine; on Debian: apt-get install wrk")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "store"
        if options.store is None:
            life.generate(folder / "reports", options.reports)
            kg.build(folder / "reports", store, validate=False)
        else:
            shutil.copytree(options.store, store)
        with open_store(store) as opened:
            size = f"{options.reports} generated reports, {len(opened):,} quads"
        found = table(store, folder, seconds=options.seconds, rounds=options.rounds)
    text = f"{size}, {options.rounds} rounds of {options.seconds} s:\n\n{found}"
    if options.write:
        put("bench/serve.py", text)
    print(text)


if __name__ == "__main__":
    main()
