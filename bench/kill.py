"""Kill `kg build` at random moments and look at what is left: `python bench/kill.py [--times 200] [--seed 1]`.

Each round edits some of the reports, withdraws one now and then, starts a build in a process of its own, and kills it
(SIGKILL) after a random part of the time that such a build takes. Then the store must open, each report's graph must be
whole (the quotes of its old version or those of its new one, and nothing else), and, after a last build that is let
run to its end, the graph must be the one that a build from scratch makes. While builds run, readers ask the store.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import kg
from kg.errors import StoreError
from kg.store import Store, open_store

#: Arguments: from how many triples on new graphs are written in bulk, the store, the reports.
_BUILD = """import sys, kg, kg.store.oxigraph
kg.store.oxigraph._BULK = int(sys.argv[1])
kg.build(sys.argv[3:], sys.argv[2], validate=False, prune=True)"""
_QUOTES = """SELECT ?quote ?start WHERE { GRAPH <%s> { ?selector oa:exact ?quote ; oa:start ?start } }"""


@dataclass
class Outcome:
    """What became of the rounds; `during` counts builds that were killed before they ended."""

    times: int = 0
    during: int = 0
    moved: int = 0  # builds that were killed and had changed the graph already
    reads: int = 0
    faults: list[str] = field(default_factory=list)


def texts(number: int) -> list[str]:
    """Versions of one invented report, of growing length."""
    lines = [
        f"9月{day}日，青山区第{number}街道2019年“质量月”启动仪式举行，副区长李文{'明华强'[day % 3]}出席并致辞。"
        for day in range(1, 9)
    ]
    return [f"青山区第{number}街道质量月活动\n\n" + "\n".join(lines[:length]) + "\n" for length in (1, 4, 8)]


def run(times: int, seed: int, folder: Path, reports: int = 6) -> Outcome:
    """Kill `times` builds; `folder` holds reports and store."""
    chance = random.Random(seed)
    sources, store = folder / "reports", folder / "store"
    sources.mkdir(parents=True)
    versions = {f"r{number}": texts(number) for number in range(reports)}
    expected = {(name, v): _quotes_of(name, text) for name, found in versions.items() for v, text in enumerate(found)}
    outcome = Outcome(times)
    now = dict.fromkeys(versions, 0)
    _write(sources, versions, now)
    started = time.monotonic()
    subprocess.run(_command(1, store, sources), check=True)
    usual = time.monotonic() - started
    for _ in range(times):
        old = dict(now)
        for name in chance.sample(sorted(versions), chance.randint(1, reports)):
            now[name] = chance.choice([0, 1, 2, None])
        if all(version is None for version in now.values()):
            now["r0"] = 0
        _write(sources, versions, now)
        before = _digest(store)
        process = subprocess.Popen(_command(chance.choice([1, 20_000]), store, sources))
        _read_while(process, store, chance.uniform(0.2, 1.0) * usual, outcome)
        if process.poll() is None:
            outcome.during += 1
        process.kill()
        process.wait()
        outcome.moved += before != _digest(store)
        outcome.faults += _check(store, old, now, expected)
        # Now and then the next round starts from what was left; the last one always ends well.
        if chance.random() < 0.5:
            outcome.faults += _finish(store, sources)
        else:
            now = _present(store, expected)
            _write(sources, versions, now)
            outcome.faults += _finish(store, sources)
    return outcome


def _command(bulk: int, store: Path, sources: Path) -> list[str]:
    return [sys.executable, "-c", _BUILD, str(bulk), str(store), str(sources)]


def _write(sources: Path, versions: dict[str, list[str]], now: dict[str, int | None]) -> None:
    for name in versions:
        version = now.get(name)
        if version is None:
            (sources / f"{name}.txt").unlink(missing_ok=True)
        else:
            (sources / f"{name}.txt").write_text(versions[name][version], "utf-8")


def _quotes_of(name: str, text: str) -> frozenset[tuple[str, int]]:
    with tempfile.TemporaryDirectory() as folder, open_store(":memory:", create=True) as store:
        file = Path(folder) / f"{name}.txt"
        file.write_text(text, "utf-8")
        kg.build(file, store, validate=False)
        return _quotes(store, store.graphs()[0])


def _quotes(store: Store, graph: str) -> frozenset[tuple[str, int]]:
    solutions = store.query(_QUOTES % graph)
    return frozenset((row["quote"].value, int(row["start"].value)) for row in solutions)  # type: ignore[union-attr]


def _graphs(store: Store) -> dict[str, str]:
    """Name of a report to the IRI of its graph."""
    return {g.rpartition("/")[2]: g for g in store.graphs() if "/graph/" in g}


def _check(
    store: Path,
    old: dict[str, int | None],
    new: dict[str, int | None],
    expected: dict[tuple[str, int], frozenset[tuple[str, int]]],
) -> list[str]:
    try:
        with open_store(store) as opened:
            graphs = _graphs(opened)
            found = {name: _quotes(opened, graph) for name, graph in graphs.items()}
    except StoreError as error:
        return [f"the store does not open: {error}"]
    faults = []
    for name in old:
        allowed = (old[name], new[name])
        wanted = [expected[name, version] for version in allowed if version is not None]
        if name in found and found[name] not in wanted:
            faults.append(f"{name} is neither its old nor its new version")
        if name not in found and None not in allowed:
            faults.append(f"{name} is lost")
    return faults


def _present(store: Path, expected: dict[tuple[str, int], frozenset[tuple[str, int]]]) -> dict[str, int | None]:
    with open_store(store) as opened:
        found = {name: _quotes(opened, graph) for name, graph in _graphs(opened).items()}
    names = {name for name, _ in expected}
    now: dict[str, int | None] = {
        name: next((v for v in range(3) if found.get(name) == expected[name, v]), None) for name in sorted(names)
    }
    if all(version is None for version in now.values()):
        now["r0"] = 0
    return now


def _finish(store: Path, sources: Path) -> list[str]:
    kg.build(sources, store, validate=False, prune=True)
    with open_store(store) as opened, open_store(":memory:", create=True) as fresh:
        kg.build(sources, fresh, validate=False)
        same = {str(quad) for quad in opened.match()} == {str(quad) for quad in fresh.match()}
    return [] if same else ["after the next build the graph is not that of a build from scratch"]


def _digest(store: Path) -> int:
    with open_store(store) as opened:
        return hash(frozenset(str(quad) for quad in opened.match()))


def _read_while(process: subprocess.Popen[bytes], store: Path, seconds: float, outcome: Outcome) -> None:
    """Ask the store until it is time, or the build has ended."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        try:
            with open_store(store) as opened:
                opened.query("SELECT (COUNT(*) AS ?n) WHERE { ?fact a kg:Fact }")
            outcome.reads += 1
        except StoreError as error:
            outcome.faults.append(f"a reader was turned away: {error}")
        time.sleep(0.02)


def main() -> None:
    """Run it and say what was found; exit code 1 where there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(options.times, options.seed, Path(folder) / "kill")
    print(
        f"{outcome.times} builds started, {outcome.during} killed before their end, {outcome.moved} after they had "
        f"changed the graph; {outcome.reads} reads meanwhile; {len(outcome.faults)} faults"
    )
    for fault in outcome.faults:
        print(f"  {fault}")
    sys.exit(1 if outcome.faults else 0)


if __name__ == "__main__":
    main()
