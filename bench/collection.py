"""What a collection of reports costs to check and to compare: `python bench/collection.py`; bench/run.py writes it down.

Validation of the whole by pySHACL beside validation of what was built; the conflicts of generated reports beside reading
and counting all triples; the fact diff of two readings of which every tenth fact changed.
"""

from __future__ import annotations

import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import synthetic  # noqa: E402
from extraction import table  # noqa: E402

from kg.build import extract  # noqa: E402
from kg.compare import conflicts, extraction_rows, fact_diff  # noqa: E402
from kg.rdf import document_quads, graph_iri  # noqa: E402
from kg.readers import find_sources  # noqa: E402
from kg.store import OxigraphStore, open_store  # noqa: E402
from kg.validate import validate  # noqa: E402

OWN = ROOT / "data" / "reports"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def seconds(work: Callable[[], Any], repeats: int = 3) -> float:
    """Median wall time of some runs after a first one."""
    times = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def validation() -> str:
    """The bundled round-up, all bundled reports, a hundred generated ones: all by pySHACL, all and one by report."""
    bundled = [extract(file) for file in find_sources([OWN])]
    rows = []
    for extractions in (bundled[:1], bundled, [*synthetic.extractions(100)]):
        with open_store(":memory:") as store:
            for extraction in extractions:
                store.replace_graph(graph_iri(extraction.document.name), document_quads(extraction))
            graphs = store.graphs()
            whole = seconds(lambda: validate(store))
            every = seconds(lambda: validate(store, graphs=graphs))  # noqa: B023
            one = seconds(lambda: validate(store, graphs=graphs[-1:]))  # noqa: B023
            ratios = (f"{whole / every:.1f}", f"{whole / one:.0f}")
            times = (f"{whole * 1000:,.0f}", f"{every * 1000:,.0f}", f"{one * 1000:,.0f}")
            rows.append((f"{len(graphs)}, {len(store):,} quads", *times, *ratios))
    heading = "Reports | all, pySHACL, ms | all, by report, ms | one of them, ms | all: × faster | one: × faster"
    return table(heading, rows)


def conflict_times(numbers: tuple[int, ...] = (500, 2000)) -> str:
    """Seconds for the conflicts of generated reports on disk, beside a plain count, and how both grow."""
    measured = []
    for number in numbers:
        with tempfile.TemporaryDirectory() as folder, open_store(folder, create=True) as store:
            assert isinstance(store, OxigraphStore)
            store.raw.bulk_extend(quad for e in synthetic.extractions(number) for quad in document_quads(e))
            scan, found = seconds(lambda: list(store.query(COUNT))), seconds(lambda: list(conflicts(store)))
            read = seconds(lambda: sum(1 for _ in store.match()), 1)
            measured.append((number, len(store), len(list(conflicts(store))), found, read, scan))
    rows = [
        (f"{n:,}", f"{size:,}", str(hits), f"{found:.2f}", f"{read:.2f}", f"{scan:.2f}", f"{found / read:.1f}")
        for n, size, hits, found, read, scan in measured
    ]
    (first, _, _, a, *_), (last, _, _, b, *_) = measured[0], measured[-1]
    growth = math.log(b / a) / math.log(last / first)
    heading = "Reports | quads | conflicts | `kg conflicts`, s | reading all triples, s | counting them, s | × reading"
    return table(heading, rows) + f"\nThe exponent of growth is {growth:.2f}.\n"


def diff_times(numbers: tuple[int, ...] = (2_000, 20_000)) -> str:
    """Seconds to align two readings of that many facts."""
    (row, *_) = extraction_rows(extract(OWN / "2020-shanghai-quality-month.txt"))
    times = []
    for number in numbers:
        old = [replace(row, subject_label=f"会{n}", object_label="甲") for n in range(number)]
        new = [replace(row, subject_label=f"会{n}", object_label="乙" if n % 10 == 0 else "甲") for n in range(number)]
        times.append(seconds(lambda: fact_diff(old, new)))  # noqa: B023
    growth = math.log(times[-1] / times[0]) / math.log(numbers[-1] / numbers[0])
    rows = [(f"{n:,}", f"{t:.2f}") for n, t in zip(numbers, times, strict=True)]
    return table("Facts on either side | fact diff, s", rows) + f"\nThe exponent of growth is {growth:.2f}.\n"


def tables() -> str:
    """The three tables."""
    return "\n".join([validation(), conflict_times(), diff_times()])


if __name__ == "__main__":
    print(tables())
