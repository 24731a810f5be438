"""What finding costs: `python bench/search.py [--reports N]`; bench/run.py writes it down.

The index of generated reports, made, looked at, and brought up to date after one report changed; the same question by
CONTAINS and by kg:textMatch; a press of the tab key in a process of its own; the share of the index in a build.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import life  # noqa: E402
import synthetic  # noqa: E402
from extraction import table  # noqa: E402

import kg  # noqa: E402
from kg.query import run  # noqa: E402
from kg.rdf import document_quads, graph_iri  # noqa: E402
from kg.search import Keeper, file, open_index  # noqa: E402
from kg.search.update import is_fresh  # noqa: E402
from kg.store import OxigraphStore, open_store  # noqa: E402

_LITERALS = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?x rdfs:label|skos:altLabel|kg:text ?l } }"
_BY_SCAN = 'SELECT DISTINCT ?x {{ ?x rdfs:label|skos:altLabel|kg:text ?l FILTER(CONTAINS(?l, "{}")) }}'
_BY_INDEX = 'SELECT DISTINCT ?x {{ ?x kg:textMatch "{}" }}'
_WORDS = ("局长", "第00042次", "天气晴好", "没有的词")
_START = "import sys; sys.path.insert(0, {!r}); from kg.cli import main; main(prog_name='kg')"


def fill(folder: Path, number: int) -> None:
    """A store of that many generated reports, without its index."""
    with open_store(folder, create=True) as store:
        assert isinstance(store, OxigraphStore)
        store.raw.bulk_extend(quad for e in synthetic.extractions(number) for quad in document_quads(e))


def processor(work: Callable[[], object], repeats: int = 0) -> float:
    """Processor time in seconds, which a busy machine hardly changes; the median of some runs after a first one."""
    times = []
    for _ in range(repeats + 1):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times[1:] or times)


def upkeep(folder: Path, number: int) -> str:
    """Making the index, looking whether it is fresh, one report changed."""
    made = processor(lambda: open_index(folder).close())
    size = (folder / file.FILE).stat().st_size
    look = processor(lambda: is_fresh(folder), 20)
    opened = processor(lambda: open_index(folder).close(), 20)
    extraction = next(synthetic.extractions(1))
    changed = graph_iri(extraction.document.name)

    def change(by_keeper: bool) -> float:
        keeper = Keeper(folder)
        with open_store(folder, read_only=False) as store:
            store.update(
                f'INSERT DATA {{ GRAPH <{changed}> {{ place:会堂0 skos:altLabel "堂{time.monotonic_ns()}"@zh }} }}'
            )
            store.ledger.origins()
            store.flush()  # a build has done both
            took = processor(lambda: keeper.update(store, [changed])) if by_keeper else 0.0
        keeper.seal()
        return took if by_keeper else processor(lambda: open_index(folder).close())

    known, unknown = change(True), change(False)
    rows = [
        ("made from nothing, s", f"{made:.1f}"),
        ("the same, ms a report", f"{made / number * 1000:.2f}"),
        ("size, kB a report", f"{size / number / 1000:.1f}"),
        ("looking whether it is fresh, ms", f"{look * 1000:.2f}"),
        ("opening a fresh one, ms", f"{opened * 1000:.2f}"),
        ("one report changed by `kg build`, ms", f"{known * 1000:.1f}"),
        ("one report changed by something else (all graphs are looked at), s", f"{unknown:.2f}"),
    ]
    return table(f"Index of {number:,} reports | processor time", rows)  # type: ignore[arg-type]


def ask(store: OxigraphStore, sparql: str) -> int:
    """How many solutions a question has."""
    return sum(1 for _ in run(store, sparql))  # type: ignore[union-attr]


def questions(folder: Path) -> str:
    """The same question by a scan of literals and by the index."""
    rows = []
    with open_store(folder) as store:
        (solution,) = store.query(_LITERALS)  # type: ignore[misc]
        literals = int(solution["n"].value)
        for word in _WORDS:
            found = [ask(store, q.format(word)) for q in (_BY_SCAN, _BY_INDEX)]
            scan, index = (processor(partial(ask, store, q.format(word)), 3) for q in (_BY_SCAN, _BY_INDEX))
            rows.append((word, *found, f"{scan * 1000:.0f}", f"{index * 1000:.1f}", f"{scan / index:.1f}"))
    heading = f"Word, in {literals:,} literals | found by CONTAINS | by kg:textMatch | CONTAINS, ms of processor | kg:textMatch, ms | × faster"
    return table(heading, rows)


def tab_key(folder: Path, repeats: int = 9) -> str:
    """A press of the tab key, in a process of its own, beside `kg --help`."""
    lines = {"`-p person=ren`": "kg query posts-of-person -p person=ren", "`kg evidence 会堂`": "kg evidence 会堂"}
    environment = {**os.environ, "KG_STORE": str(folder)}
    commands = {
        "`kg --help`": ([*_command(), "--help"], environment),
        **{
            name: (_command(), {**environment, "_KG_COMPLETE": "bash_complete", "KG_COMPLETE_LINE": line})
            for name, line in lines.items()
        },
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(repeats + 1):
        for name, (command, env) in commands.items():
            start = time.perf_counter()
            subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
            times[name].append(time.perf_counter() - start)
    median = {name: statistics.median(values[1:]) * 1000 for name, values in times.items()}
    floor = median["`kg --help`"]
    return table(
        "Fresh process | median ms | × `kg --help`", [(n, f"{t:.0f}", f"{t / floor:.2f}") for n, t in median.items()]
    )


def _command() -> list[str]:
    return [sys.executable, "-c", _START.format(str(ROOT))]


def share_of_build(number: int = 100) -> str:
    """How much more processor time a build of reports takes with the index; in one process, warm."""
    with tempfile.TemporaryDirectory() as place:
        reports, store = Path(place) / "reports", Path(place) / "store"
        life.generate(reports, number)

        def build() -> None:
            shutil.rmtree(store, ignore_errors=True)
            open_store(store, create=True).close()
            open_index(store).close()  # a build keeps an index up to date where there is one
            kg.build(reports, store)

        build()
        whole: dict[bool, list[float]] = {True: [], False: []}
        for _ in range(3):
            whole[True].append(processor(build))
            with mock.patch.object(Keeper, "update"):
                whole[False].append(processor(build))
        build()
        size = (store / file.FILE).stat().st_size
    with_, without = (statistics.median(whole[key]) for key in (True, False))
    row = (f"{number}", f"{without:.2f}", f"{with_:.2f}", f"{with_ / without - 1:.1%}", f"{size / number / 1000:.1f}")
    return table("Reports | build without index, s of processor | with | more by | kB a report", [row])


def report(number: int = 2_000) -> str:
    """The four tables."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "store"
        fill(folder, number)
        return "\n".join([upkeep(folder, number), questions(folder), tab_key(folder), share_of_build()])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=2_000)
    print(report(parser.parse_args().reports))


if __name__ == "__main__":
    main()
