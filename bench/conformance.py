"""How much of the W3C's SPARQL suites ours passes, Oxigraph by itself, and rdflib's engine: `python bench/conformance.py`.

One runner and one comparison for all three, in this process (tests/conformance/w3c). Prints a table in Markdown;
`--failures NAME` lists what one of them does not pass. `python docs/conformance.py --peers` puts the table into the docs.
"""

from __future__ import annotations

import argparse
import io
import logging
import signal
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "conformance")]

import pyoxigraph as ox  # noqa: E402
import rdflib  # noqa: E402
import rdflib.plugins.sparql as engine  # noqa: E402
from rdflib.plugins.sparql.algebra import translateQuery, translateUpdate  # noqa: E402
from rdflib.plugins.sparql.parser import parseQuery, parseUpdate  # noqa: E402
from w3c.compare import OTHER_SPELLING  # noqa: E402
from w3c.federation import Renaming, endpoints  # noqa: E402
from w3c.manifest import ABSENT, SUITES, Case, Data, cases  # noqa: E402
from w3c.runner import Failed, federated, run_case  # noqa: E402
from w3c.ways import InProcess, NotSparql, Refused, Way  # noqa: E402

#: Seconds for one case: the slowest that passes takes a tenth of it.
LIMIT_S = 20


class Oxigraph:
    """The engine without our layer."""

    def __init__(self) -> None:
        self._store = ox.Store()

    def load(self, quads: Iterable[ox.Quad], data: Data) -> None:
        """Hold exactly this."""
        self._store = ox.Store()
        self._store.extend(quads)

    def ask(self, query: str, suffix: str, base: str) -> bytes:
        """The answer, written by the engine."""
        with failing(SyntaxError):
            answer = self._store.query(query, base_iri=base)
            if isinstance(answer, ox.QueryTriples):
                return answer.serialize(format=ox.RdfFormat.N_TRIPLES)
            return answer.serialize(format=ox.QueryResultsFormat.from_extension(suffix.lstrip(".")))

    def accepts(self, request: str, base: str, *, is_update: bool) -> None:
        """Parse it."""
        with failing(SyntaxError):
            (self._store.update if is_update else self._store.query)(request, base_iri=base)

    def update(self, update: str, base: str) -> None:
        """Carry it out."""
        with failing(SyntaxError):
            self._store.update(update, base_iri=base)

    def quads(self) -> list[ox.Quad]:
        """What is there now."""
        return list(self._store)


#: What rdflib calls the formats; it writes no TSV.
RDFLIB_FORMATS = {".srx": "xml", ".srj": "json", ".csv": "csv"}


class Rdflib:
    """rdflib's own engine over its store in memory."""

    def __init__(self) -> None:
        self._data = rdflib.Dataset()

    def load(self, quads: Iterable[ox.Quad], data: Data) -> None:
        """Hold exactly this."""
        self._data = rdflib.Dataset()
        self._data.parse(data=ox.serialize(quads, format=ox.RdfFormat.N_QUADS), format="nquads")

    def ask(self, query: str, suffix: str, base: str) -> bytes:
        """The answer, written by the engine."""
        with failing(NotSparql):
            result = self._data.query(query, base=base)
            if result.type in ("CONSTRUCT", "DESCRIBE"):
                return result.graph.serialize(format="nt", encoding="utf-8")
            out = io.BytesIO()
            result.serialize(destination=out, format=RDFLIB_FORMATS[suffix])
            return out.getvalue()

    def accepts(self, request: str, base: str, *, is_update: bool) -> None:
        """Parse it."""
        with failing(Exception):  # a parser that breaks on a query refuses it
            if is_update:
                translateUpdate(parseUpdate(request), base=base)
            else:
                translateQuery(parseQuery(request), base=base)

    def update(self, update: str, base: str) -> None:
        """Carry it out."""
        with failing(NotSparql):
            self._data.update(f"BASE <{base}>\n{update}")

    def quads(self) -> list[ox.Quad]:
        """What is there now."""
        lines = []
        for s, p, o, graph in self._data.quads():
            named = graph is not None and graph != rdflib.graph.DATASET_DEFAULT_GRAPH_ID
            lines.append(" ".join(term.n3() for term in (s, p, o, *([graph] if named else []))) + " .")
        return list(ox.parse("\n".join(lines).encode(), ox.RdfFormat.N_QUADS))


@contextmanager
def failing(syntax: type[Exception]) -> Iterator[None]:
    """Any error is a refusal, those of one type one of the syntax."""
    try:
        yield
    except syntax as error:
        raise NotSparql(str(error)) from error
    except Exception as error:
        raise Refused(f"{type(error).__name__}: {error}") from error


def outcome(case: Case, make: Callable[[], Way], *, ours: bool) -> str:
    """passed, or how the case failed."""

    def late(*_: Any) -> None:
        raise TimeoutError(f"over {LIMIT_S} s")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(LIMIT_S)
    try:
        if federated(case):
            with endpoints(case) as instead:
                run_case(case, Renaming(InProcess(allow_service=True) if ours else make(), instead))
        else:
            run_case(case, make())
    except Failed as failed:
        return failed.outcome
    except Exception as error:  # an answer that cannot be read back is none
        return f"{type(error).__name__}: {error}"
    finally:
        signal.alarm(0)
    return "passed"


SYSTEMS: dict[str, Callable[[], Way]] = {"kg": InProcess, "Oxigraph alone": Oxigraph, "rdflib": Rdflib}


def measure() -> dict[str, dict[Case, str]]:
    """What became of each case with each system."""
    rdflib.NORMALIZE_LITERALS = False
    engine.SPARQL_LOAD_GRAPHS = False  # what FROM names is there already
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    found = cases(SUITES)
    return {name: {case: outcome(case, make, ours=name == "kg") for case in found} for name, make in SYSTEMS.items()}


def table(outcomes: dict[str, dict[Case, str]]) -> str:
    """Passed with the same terms, and in brackets with the same values, by suite and category."""
    totals: Counter[tuple[str, str]] = Counter()
    passed: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    by_value: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for name, results in outcomes.items():
        for case, how in results.items():
            for key in ((case.suite, case.category), ("all", "")):
                totals[key] += name == "kg"
                passed[name][key] += how == "passed"
                by_value[name][key] += how in ("passed", OTHER_SPELLING)
    systems = list(outcomes)
    lines = [f"| Suite | Category | Cases | {' | '.join(systems)} |", f"|---|---|---:|{'---:|' * len(systems)}"]
    for suite, kind in sorted(totals, key=lambda key: (key[0] == "all", key[0] != "sparql11", key)):
        key = (suite, kind)
        cells = [_cell(passed[name][key], by_value[name][key]) for name in systems]
        lines.append(f"| {suite_name(suite)} | {kind} | {totals[key]} | {' | '.join(cells)} |")
    return "\n".join(lines)


def suite_name(suite: str) -> str:
    """sparql11 → SPARQL 1.1"""
    return f"SPARQL {suite[-2]}.{suite[-1]}" if suite.startswith("sparql") else suite


def _cell(passed: int, by_value: int) -> str:
    return str(passed) if passed == by_value else f"{passed} ({by_value})"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--failures", choices=SYSTEMS, help="list what this one does not pass")
    arguments = parser.parse_args()
    if not SUITES.is_dir():
        sys.exit(ABSENT)
    results = measure()
    print(table(results))
    if arguments.failures:
        for case, how in results[arguments.failures].items():
            if how != "passed":
                print(f"{case.id}: {how.splitlines()[0]}")
