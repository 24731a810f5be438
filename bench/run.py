"""Measures what users wait for, as ratios to floors in one run: `python bench/run.py [--repeats N] [--write]`.

Machines differ and are busy; a ratio of two medians that were measured in turns differs less. `--write` puts the
tables into docs/explanation/performance.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import collection
import extraction
import identity
import search
from extraction import table

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "explanation" / "performance.md"
START = "from kg.cli import main; main(prog_name='kg')"
CLICK = "import click\n@click.group()\ndef main(): 'Says nothing.'\nmain(['--help'])"
ASK = "import pyoxigraph; pyoxigraph.Store.read_only({path!r}).query('ASK {{ ?s ?p ?o }}')"
CLICK_ASK = "import click\n@click.command()\ndef main():\n  {ask}\nmain([])"


def python(code: str, *arguments: str) -> list[str]:
    """A command line that runs a piece of Python."""
    return [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}", *arguments]


def processes(commands: dict[str, list[str]], repeats: int) -> dict[str, float]:
    """Median wall time in ms of each command; they take turns, so that a busy spell hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(repeats + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            times[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(values[1:]) for name, values in times.items()}  # the first one fills the caches


def start_up(store: Path, repeats: int) -> str:
    """`kg --help` and cold queries beside a bare interpreter, click alone, and pyoxigraph alone."""
    ask = ASK.format(path=str(store / "oxigraph"))
    option = ("-s", str(store))
    commands = {
        "`python -c pass`": [sys.executable, "-c", "pass"],
        "click alone, `--help`": python(CLICK),
        "`kg --help`": python(START, "--help"),
        "pyoxigraph alone: open, ASK": python(ask),
        "click and pyoxigraph: open, ASK": python(CLICK_ASK.format(ask=ask)),
        "`kg query -e 'ASK {?s ?p ?o}'`": python(START, "query", *option, "-e", "ASK { ?s ?p ?o }"),
        "`kg query people-at-several-launches`": python(START, "query", *option, "people-at-several-launches"),
        "`kg info`": python(START, "info", *option),
    }
    floors = {
        "`kg --help`": "click alone, `--help`",
        "`kg query -e 'ASK {?s ?p ?o}'`": "click and pyoxigraph: open, ASK",
        "`kg query people-at-several-launches`": "click and pyoxigraph: open, ASK",
        "`kg info`": "click and pyoxigraph: open, ASK",
    }
    median = processes(commands, repeats)
    bare = median["`python -c pass`"]
    rows = [
        (name, f"{ms:.0f}", f"{ms / bare:.1f}", f"{ms / median[floors[name]]:.2f}" if name in floors else "")
        for name, ms in median.items()
    ]
    return table("Fresh process | median ms | × bare Python | × its floor", rows)


def timed(work: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    """Median wall time in ms of a piece of work in this process, and what it returned last."""
    result, times = work(), []
    for _ in range(repeats):
        start = time.perf_counter()
        result = work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), result


def build_stages(folder: Path, repeats: int) -> str:
    """What each stage of a build costs per 1,000 characters of the sample, warm."""
    import kg
    from kg import rdf, readers, validate

    source = ROOT / "data" / "reports" / "2020-shanghai-quality-month.txt"
    read_ms, document = timed(lambda: readers.read_document(source), repeats)
    extract_ms, extraction = timed(lambda: kg.read(document), repeats)
    quads_ms, quads = timed(lambda: list(rdf.document_quads(extraction)), repeats)
    thousands = len(document.text) / 1000

    def write() -> None:
        with kg.open(":memory:") as store:
            store.replace_graph("graph:bench", quads)

    write_ms, _ = timed(write, repeats)
    with kg.open(folder) as store:
        validate_ms, _ = timed(lambda: validate.validate(store), max(1, repeats // 5))
    stages = {
        "read (decode, reflow, sections)": read_ms,
        "extract and resolve": extract_ms,
        "facts to quads": quads_ms,
        "write to a store in memory": write_ms,
        "validate the store of the sample (SHACL)": validate_ms,
    }
    total = sum(stages.values())
    rows = [(name, f"{ms:.1f}", f"{ms / thousands:.2f}", f"{ms / total:.0%}") for name, ms in stages.items()]
    rows.append(("all", f"{total:.1f}", f"{total / thousands:.2f}", "100%"))
    title = f"{len(document.text):,} characters, {len(extraction.facts)} facts, {len(quads):,} quads"
    return f"{title}:\n\n" + table("Stage, warm | median ms | ms per 1,000 characters | share", rows)


def whole_builds(repeats: int) -> str:
    """`kg build` as a process, from nothing and again."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        first, again = [], []
        for number in range(max(3, repeats // 3)):
            command = python(START, "build", "-q", "-s", f"{folder}/{number}")
            for times in (first, again):
                start = time.perf_counter()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
                times.append(time.perf_counter() - start)
        rows = [
            ("`kg build` of the bundled sample, new store", f"{statistics.median(first):.2f}"),
            ("the same again, nothing changed", f"{statistics.median(again):.2f}"),
        ]
    return table("Fresh process | median s", rows)


def view_size(store_path: Path) -> str:
    """The page of `kg view` beside what pyvis writes for the same nodes and edges with everything inlined."""
    import kg
    from kg import views

    with kg.open(store_path) as store:
        ours = len(views.render_network(store).encode())
        graph = store.to_networkx()
    from pyvis.network import Network

    plain = Network(directed=True, cdn_resources="in_line")
    for node, data in graph.nodes(data=True):
        plain.add_node(node, label=data.get("label", node))
    for start, end, data in graph.edges(data=True):
        plain.add_edge(start, end, title=str(data.get("predicate", "")))
    theirs = len(plain.generate_html().encode())
    rows = [
        ("`kg view`: facts, quotes, search, filters; asks nothing of the network", f"{ours / 1000:,.0f}", "1.00"),
        (
            "pyvis `cdn_resources='in_line'`: labels only; still asks the network",
            f"{theirs / 1000:,.0f}",
            f"{theirs / ours:.2f}",
        ),
    ]
    nodes = f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges"
    return f"{nodes}:\n\n" + table("Page | kB | × ours", rows)


def machine() -> str:
    """What it was measured on."""
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists() and (found := re.search(r"model name\s*: (.+)", cpuinfo.read_text())):
        model = found[1]
    from importlib.metadata import version

    libraries = ", ".join(f"{name} {version(name)}" for name in ("click", "pyoxigraph", "pyshacl", "pyvis"))
    system = f"{platform.system()} {platform.machine()}"
    return f"{model}, {os.cpu_count()} processors, {system}, Python {platform.python_version()}, {libraries}."


def main() -> None:
    """Build the sample, measure, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "kg-store"
        subprocess.run(python(START, "build", "-q", "-s", str(store)), check=True)
        parts = [
            "### Starting\n",
            start_up(store, options.repeats),
            "### Building\n",
            build_stages(store, options.repeats),
            whole_builds(options.repeats),
            "### Extraction\n",
            extraction.speed(100),
            "### Growth\n",
            extraction.growth([16_000, 64_000, 128_000]),
            "### Identity\n",
            identity.report(),
            "### Checking and comparing\n",
            collection.tables(),
            "### Finding\n",
            search.report(),
            "### The page\n",
            view_size(store),
            f"Measured on {machine()}\n",
        ]
    text = "\n".join(parts)
    print(text)
    if options.write:
        head, mark, _ = PAGE.read_text(encoding="utf-8").partition("<!-- tables of bench/run.py -->\n")
        PAGE.write_text(f"{head}{mark}\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
