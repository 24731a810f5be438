"""Writes docs/reference/conformance.md from a run of the W3C's tests: `python docs/conformance.py`.

`--check` only says whether the page is what a green run would write, without running; without the suites it says so.
`--peers` measures rdflib's engine and Oxigraph alone anew; otherwise their table stays as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PAGE = HERE / "reference" / "conformance.md"
TESTS = ROOT / "tests" / "conformance"
SUITES = Path(os.environ.get("W3C_SUITES") or ROOT.parent / "shared" / "w3c") / "sparql"
#: Where the files in ../shared/w3c/sparql come from; the page adds a digest of what was run.
COMMIT = "ad541a5f (7 August 2026)"
NOTE = "<!-- Made by docs/conformance.py: change the tests, then run it. -->\n"
PEERS = ("<!-- peers -->\n", "<!-- end of peers -->\n")
OTHER_SPELLING = "the same values, spelt otherwise"
#: Suites in the order of the page, with their names and the specification that they test.
NAMES = {
    "sparql11": "SPARQL 1.1",
    "protocol": "SPARQL 1.1 Protocol",
    "graph-store": "Graph Store Protocol",
    "service-description": "Service Description",
    "sparql12": "SPARQL 1.2",
    "sparql10": "SPARQL 1.0",
}

Outcome = dict[str, Any]
INTRODUCTION = """\
# Conformance

Whether a query means here what SPARQL says it means is not for us to claim: the W3C has tests for it.
They are run from their own manifests through the very code of `kg query`, `kg update` and `kg serve`, and the tables below are written by the run.

- **Passed** means the same terms, to the letter. Solutions are compared as a multiset, blank nodes one to one; graphs and datasets by isomorphism; the order of rows where the test gives one (`rs:index`, CSV, TSV); CSV as text.
  A solution of a REDUCED query may come as often as without it, and once at least.
- **By value** counts in addition the cases in which a number, a boolean or a timezone is the right one and only written otherwise: `1` for `1.0`. The suites leave open whether that is right ([rdf-tests#58](https://github.com/w3c/rdf-tests/issues/58)); we count it apart.
- A case that cannot pass is expected to fail in one way, for a reason that is written down (`tests/conformance/expected_failures.toml`). One that passes after all fails our tests, and so does one that fails otherwise.
- The default graph of a test is what the test says, not the union of all graphs that `kg query` takes otherwise. FROM finds the files that it names under their own IRIs.
- **In process** is what `kg query` and `kg update` do, without the process around it: run, write in the format of the expected result, read that back with a reader that is not the engine's.
- **HTTP** is `kg serve` as it is started by hand. Queries are asked of one store that holds the data of all tests, each file a graph, with `default-graph-uri` and `named-graph-uri`; before an update the dataset is loaded by the Graph Store Protocol.
- The seven federation tests ask servers on this machine in the place of those that they name, and in process only: `kg serve` refuses SERVICE unless told otherwise.
- The 18 older Graph Store tests are prose; where it is wrong (Turtle without its full stop, an answer that forgets what was put before) it is taken as meant, which `tests/conformance/test_graph_store.py` says line by line.
- Entailment regimes are not implemented, and their 70 tests not run: what is inferred is put into the graph by the build.
"""

LAYER = """\
## What our layer sets right

The engine is Oxigraph, and most of what passes is its merit. What it gets wrong and we can set right exactly, for every query and at no cost to others, we do:

- `SELECT *` lists variables in the order of the query, where the engine sorts them: the columns of CSV and TSV are those that the tests want.
- CSV quotes an IRI with a comma, XML keeps a carriage return.
- `GROUP_CONCAT` gives a plain string although all values share a language tag; `TRUE` and `False` are booleans.
- PREFIX may stand before each operation of an update, as in the examples of SPARQL 1.1 Update; no test asks for it.
- FROM is obeyed although the default graph is the union otherwise.
- What goes wrong only while rows are read is an error in words, in every format.

The rest is below, each with the reason why it stays.
"""


def run_tests(*options: str) -> list[Outcome]:
    """What became of each test with the mark `w3c`; with `--collect-only` what becomes of it in a green run."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "outcomes.json"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", str(TESTS)]
        done = subprocess.run(
            [*command, "--conformance-json", str(file), *options],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            timeout=1800,
        )
        if done.returncode not in (0, 1) or not file.exists():
            sys.exit(f"the tests could not be run:\n{done.stdout}{done.stderr}")
        outcomes: list[Outcome] = json.loads(file.read_text(encoding="utf-8"))
        return outcomes


def page(outcomes: list[Outcome], peers: str) -> str:
    """The page; the outcomes are all that it is made of, apart from versions, reasons and the peers' table."""
    parts = [NOTE, INTRODUCTION, "## Results\n", results(outcomes), "", versions(), LAYER]
    parts += ["## What does not pass, and why\n", *failures(outcomes)]
    parts += [f"## Beside others\n\n{PEERS[0]}{peers}{PEERS[1]}"]
    return "\n".join(parts)


def results(outcomes: list[Outcome]) -> str:
    """Passed of all, by suite and category, in each way of asking."""
    ways = sorted({o["way"] for o in outcomes}, key=lambda way: (way != "in process", way))
    keys = sorted({_key(o) for o in outcomes} | {(list(NAMES).index(suite), suite, "") for suite in _absent(outcomes)})
    spelling = _spelling()
    lines = [
        f"| Suite | Category | Cases | {' | '.join(f'passed, {way} | by value' for way in ways)} |",
        f"|---|---|---:|{'---:|---:|' * len(ways)}",
    ]
    for key in keys:
        mine = [o for o in outcomes if _key(o) == key]
        cells = []
        for way in ways:
            here = [o for o in mine if o["way"] == way and o["outcome"] != "skipped"]
            passed = sum(o["outcome"] == "passed" for o in here)
            by_value = passed + sum(o["outcome"] == "xfailed" and o["name"] in spelling for o in here)
            cells += [f"{passed}/{len(here)}", f"{by_value}/{len(here)}"] if here else ["–", "–"]
        cases = len({o["name"] for o in mine})
        lines.append(f"| {NAMES[key[1]]} | {key[2]} | {cases or '–'} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _key(outcome: Outcome) -> tuple[int, str, str]:
    suite = outcome["suite"]
    return (list(NAMES).index(suite), suite, outcome["folder" if suite == "graph-store" else "category"])


def _absent(outcomes: list[Outcome]) -> set[str]:
    return set(NAMES) - {o["suite"] for o in outcomes}


def _groups() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((TESTS / "expected_failures.toml").read_text(encoding="utf-8"))[
        "failure"
    ]
    return found


def _spelling() -> set[str]:
    return {case for group in _groups() if group["outcome"] == OTHER_SPELLING for case in group["cases"]}


def failures(outcomes: list[Outcome]) -> Iterable[str]:
    """Reasons, each with its cases; then, as a warning, what fails without one."""
    iris = {o["name"]: o.get("iri", "") for o in outcomes}
    whose = {"engine": "the engine's", "layer": "ours", "test": "the test's"}
    for fault, word in whose.items():
        groups = [group for group in _groups() if group["fault"] == fault]
        if not groups:
            continue
        yield f"### Doing: {word}\n"
        for group in groups:
            only = f" (only {', '.join(group['ways'])})" if "ways" in group else ""
            names = ", ".join(f"[{case.partition('#')[2]}]({iris[case]})" for case in group["cases"] if case in iris)
            yield f"- **{group['outcome'].capitalize()}**{only}: {' '.join(group['reason'].split())}\n  {names}"
        yield ""
    if failed := sorted({o["name"] for o in outcomes if o["outcome"] == "failed"}):
        yield f"### Unexpected\n\n{', '.join(failed)}\n"


def versions() -> str:
    """What was run, with which versions."""
    digest, count = hashlib.sha256(), Counter(path.suffix for path in SUITES.rglob("*") if path.is_file())
    for file in sorted(path for path in SUITES.rglob("*") if path.is_file()):
        digest.update(file.relative_to(SUITES).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    packages = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("pyoxigraph",))
    return (
        f"Suites: [w3c/rdf-tests](https://github.com/w3c/rdf-tests) at {COMMIT}, {count.total():,} files, SHA-256"
        f" {digest.hexdigest()[:16]}…; engine: {packages}.\n\n"
        "```text\n"
        "pytest tests/conformance         # all of it; needs the suites in ../shared/w3c or $W3C_SUITES, and says so without\n"
        "python docs/conformance.py       # this page\n"
        "python bench/conformance.py      # the table at its end\n"
        "```\n"
    )


def measured_peers() -> str:
    """The table of bench/conformance.py, with a sentence about each."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "conformance.py")], capture_output=True, encoding="utf-8", timeout=1800
    )
    if done.returncode:
        sys.exit(done.stderr)
    return (
        "The same cases with the same runner and the same comparison, in one run: passed, and in brackets by value where"
        f" that is more. rdflib {importlib.metadata.version('rdflib')} is its own engine over its store in memory, with"
        " literals left as they are written; it knows nothing of SPARQL 1.2, so that it refuses the bad syntax of"
        " triple terms together with the good, and its order of columns differs from run to run.\n\n"
        f"{done.stdout}"
    )


def kept_peers() -> str:
    """That part of the page as it is."""
    if not PAGE.exists():
        return ""
    found = re.search(f"{PEERS[0]}(.*?){PEERS[1]}", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return found[1] if found else ""


def main() -> int:
    """Write the page, or check it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--peers", action="store_true")
    arguments = parser.parse_args()
    if not SUITES.is_dir():
        print(f"the W3C's suites are not at {SUITES}: the page is not checked")
        return 0
    options = ["--collect-only"] if arguments.check else []
    made = page(run_tests(*options), measured_peers() if arguments.peers else kept_peers())
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == made:
        return 0
    if arguments.check:
        print("docs/reference/conformance.md is stale: run python docs/conformance.py")
        return 1
    PAGE.write_text(made, encoding="utf-8")
    print("wrote docs/reference/conformance.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
