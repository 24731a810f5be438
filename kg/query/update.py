"""SPARQL Update, guarded: nothing changes silently what reports say, and nothing is fetched from elsewhere.

The graphs that `kg build` owns (those of reports, and that of identity) are protected. Which graphs an update can
write to is told from its text where that is possible; where it is not, as with `GRAPH ?g`, the update is tried on a
copy first. An update is applied in one transaction: all of it or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import QueryError, StoreUnavailable, UpdateForbidden
from kg.query.dataset import Dataset
from kg.query.outside import Allowed, require_loads, require_services
from kg.query.run import syntax_error
from kg.query.targets import Operation, Targets, loaded, operations, targets
from kg.query.tokens import calls_out, form, tokens
from kg.rdf import identity_graph
from kg.vocab import compact, prefixes

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.store import OxigraphStore

#: Functions whose value differs from run to run: what a copy shows is then not what the store will get.
_CHANGING = frozenset({"RAND", "UUID", "STRUUID", "NOW", "BNODE"})
_NO_GRAPH = re.compile(r"The graph .* (does not exist|already exists)")
_Quads = set["ox.Quad"]


@dataclass(frozen=True, slots=True)
class GraphChange:
    """How many triples an update adds to a graph (its IRI, "" for the default graph) and removes from it."""

    graph: str
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update changed, by graph, or with `dry_run` would change; `notes` are sentences about it."""

    changes: tuple[GraphChange, ...] = ()
    dry_run: bool = False
    notes: tuple[str, ...] = ()

    def lines(self, base: str) -> list[str]:
        """The changes as a table, or a sentence where there are none."""
        from kg.query.table import table

        if not self.changes:
            return ["Nothing would change." if self.dry_run else "Nothing changed."]
        rows = [(compact(c.graph, base) or "(default graph)", f"+{c.added}", f"-{c.removed}") for c in self.changes]
        headings = ("graph", "would add", "would remove") if self.dry_run else ("graph", "added", "removed")
        return list(table(headings, rows, numeric=(1, 2)))


def run_update(
    store: OxigraphStore,
    sparql: str,
    *,
    allow_service: Allowed = False,
    allow_load: Allowed = False,
    allow_report_graphs: bool = False,
    dry_run: bool = False,
    using: Dataset | None = None,
    base_iri: str | None = None,
    count: bool = True,
) -> UpdateReport:
    """Apply a SPARQL 1.1 update to a store that is open for writing, in one transaction.

    `allow_service` and `allow_load` are hosts that SERVICE may ask and LOAD may fetch from (see `Allowed`).
    `allow_report_graphs` lets the update write to the graphs that builds own. `using` are the graphs that WHERE sees
    (Protocol, section 2.2.3). `dry_run` changes nothing, `count=False` spares counting, which reads the graphs written
    to before and after; an update whose graphs cannot be told from its text, and a dry run, copy the store into memory
    (measured: six to eight seconds for 600,000 quads); any other costs what its graphs cost, or nothing without counting.

    Raises QuerySyntaxError, UpdateForbidden (a report's graph; a host), or QueryError (a query; `using` beside USING
    or WITH).
    """
    known = prefixes(store.base)
    if form(sparql) not in ("UPDATE", ""):
        raise QueryError("this is a query, and updates are asked for here", hint="ask it with `kg query`")
    require_services(sparql, known, allow_service, base_iri)
    require_loads(sparql, known, allow_load, base_iri)
    if using:
        sparql = with_using(sparql, using)
    written = targets(sparql, known, base_iri)
    if not allow_report_graphs:
        _require_own_graphs(store, written)
    copied = None
    if dry_run or (not written.is_told and not allow_report_graphs):
        copied = _try(store, sparql, written, base_iri, allow_report_graphs=allow_report_graphs, final=dry_run)
    before = set(_quads(store.raw, written)) if count and copied is None else set()
    if not dry_run:
        _apply(store, sparql, base_iri)
    if copied is None and count:
        after = set(_quads(store.raw, written))
        copied = _Difference(after - before, before - after)
    changes = copied.changes() if copied is not None else ()
    return UpdateReport(changes, dry_run, tuple(_notes(store, sparql, written)))


def is_protected(graph: str, base: str) -> bool:
    """Whether a graph (its IRI) is one that builds own: that of a report, also of one to come, or that of identity."""
    return graph.startswith(prefixes(base)["graph"]) or graph == identity_graph(base)


def with_using(sparql: str, using: Dataset) -> str:
    """The update with these graphs as what WHERE sees (USING, USING NAMED) in each operation that has a WHERE.

    QueryError where the update says itself what WHERE sees.
    """
    clauses = " ".join(
        [f"USING <{iri}>" for iri in using.default_graphs] + [f"USING NAMED <{iri}>" for iri in using.named_graphs]
    )
    edits: list[tuple[int, str]] = []
    for operation in operations(sparql):
        if any(token.depth == 0 and token.keyword in ("USING", "WITH") for token in operation.tokens):
            raise QueryError(
                "the update has USING or WITH, and graphs are given from outside too",
                hint="take using-graph-uri and using-named-graph-uri away, or USING and WITH (Protocol, section 2.2.3)",
            )
        edits += _using_edits(operation, clauses, sparql)
    for place, text in reversed(edits):
        sparql = sparql[:place] + text + sparql[place:]
    return sparql


def _using_edits(operation: Operation, clauses: str, sparql: str) -> list[tuple[int, str]]:
    """Where to put what text into an operation."""
    if operation.verb not in ("INSERT", "DELETE"):
        return []
    where = next((t for t in operation.tokens if t.depth == 0 and t.keyword == "WHERE"), None)
    if where is None:
        return []
    if operation.at(1) is where:  # DELETE WHERE { … } takes no USING: it is short for DELETE { … } WHERE { … }
        opening, closing = operation.at(2), operation.tokens[-1]
        return [(where.start, f"{sparql[opening.start : closing.end]} {clauses} ")]
    return [(where.start, f"{clauses} ")]


def _require_own_graphs(store: OxigraphStore, written: Targets) -> None:
    """UpdateForbidden where the text itself names a graph that builds own."""
    graphs = {*written.graphs, *(store.graphs() if written.all_named else ())}
    _forbid(sorted(graph for graph in graphs if is_protected(graph, store.base)), store.base)


def _forbid(protected: list[str], base: str) -> None:
    if not protected:
        return
    more = f" and {len(protected) - 1} more" if len(protected) > 1 else ""
    raise UpdateForbidden(
        f"the update would change {compact(protected[0], base)}{more}: a graph that `kg build` made from a report",
        hint="write to a graph of your own, as in INSERT DATA { GRAPH <urn:notes> { … } }, correct reports with"
        " `kg review`, or insist with --allow-report-graphs",
    )


@dataclass(frozen=True)
class _Difference:
    """The quads that an update adds and removes."""

    added: _Quads
    removed: _Quads

    def changes(self) -> tuple[GraphChange, ...]:
        """How many of them in each graph, by IRI."""
        counts: dict[str, list[int]] = {}
        for i, quads in enumerate((self.added, self.removed)):
            for quad in quads:
                counts.setdefault(_name(quad), [0, 0])[i] += 1
        return tuple(GraphChange(graph, *counts[graph]) for graph in sorted(counts))


def _try(
    store: OxigraphStore,
    sparql: str,
    written: Targets,
    base_iri: str | None,
    *,
    allow_report_graphs: bool,
    final: bool,
) -> _Difference:
    """What the update changes, found on a copy; UpdateForbidden where it touches a graph that builds own.

    `final` says that the copy is all that is asked for. Otherwise the store is updated afterwards, so that an update
    that may come out differently then is refused.
    """
    import pyoxigraph as ox

    from kg.store import OxigraphStore

    known = prefixes(store.base)
    outside = calls_out(sparql, known) or any(True for _ in loaded(sparql, known, base_iri))
    if not final and (outside or _differs_each_time(sparql)):
        raise UpdateForbidden(
            "it cannot be told beforehand which graphs the update writes to",
            hint="name the graph in GRAPH, in place of a variable, or insist with --allow-report-graphs",
        )
    if not outside:
        _check_syntax(sparql, store.base, base_iri)
    copied = ox.Store()
    copied.bulk_extend(store.raw)
    _apply(OxigraphStore(copied, base=store.base), sparql, base_iri)
    found = _Difference(
        {quad for quad in _quads(copied, written) if quad not in store.raw},
        {quad for quad in _quads(store.raw, written) if quad not in copied},
    )
    if not allow_report_graphs:
        touched = {_name(quad) for quads in (found.added, found.removed) for quad in quads}
        _forbid(sorted(graph for graph in touched if is_protected(graph, store.base)), store.base)
    return found


def _check_syntax(sparql: str, base: str, base_iri: str | None) -> None:
    """So that no copy is made for a slip of the pen."""
    import pyoxigraph as ox

    try:
        with suppress(OSError, RuntimeError):  # there is no graph to drop, say
            ox.Store().update(sparql, base_iri=base_iri, prefixes=prefixes(base))
    except SyntaxError as error:
        raise syntax_error(sparql, str(error), "update") from None


def _differs_each_time(sparql: str) -> bool:
    """Whether the update has a function that gives another value each time, or one that is not SPARQL's."""
    return any(token.keyword in _CHANGING for token in tokens(sparql))


def _apply(store: OxigraphStore, sparql: str, base_iri: str | None) -> None:
    try:
        store.update(sparql, base_iri=base_iri)
    except SyntaxError as error:
        raise syntax_error(sparql, str(error), "update") from None
    except StoreUnavailable as error:
        cause = str(error.__cause__)
        if _NO_GRAPH.match(cause) or any(True for _ in loaded(sparql, prefixes(store.base), base_iri)):
            raise QueryError(
                f"the update cannot be applied, and nothing was changed: {cause}",
                hint="with SILENT, as in DROP SILENT GRAPH, it goes on where a graph is missing or cannot be loaded",
            ) from error
        raise


def _quads(store: ox.Store, written: Targets) -> Iterator[ox.Quad]:
    """The quads of the graphs that an update can write to."""
    import pyoxigraph as ox

    if not written.is_told or (written.all_named and written.default):
        return iter(store)
    graphs: Iterable[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = map(ox.NamedNode, written.graphs)
    if written.all_named:
        graphs = store.named_graphs()
    if written.default:
        graphs = [*graphs, ox.DefaultGraph()]
    return (quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph))


def _name(quad: ox.Quad) -> str:
    """The IRI of a quad's graph; "" for the default graph."""
    return getattr(quad.graph_name, "value", "") or ""


def _notes(store: OxigraphStore, sparql: str, written: Targets) -> Iterable[str]:
    """What the writer of the update may not expect."""
    import pyoxigraph as ox

    if written.default and re.search(r"\b(INSERT|LOAD|ADD|COPY|MOVE)\b", sparql, re.IGNORECASE):
        yield (
            "it writes to the default graph: queries see it, beside all reports; in a graph of its own, as in"
            " GRAPH <urn:notes> { … }, it could be told from them and removed as a whole"
        )
    if "where" in sparql.lower() and any(map(_looks_into_default, operations(sparql))):
        empty = next(store.raw.quads_for_pattern(None, None, None, ox.DefaultGraph()), None) is None
        if empty:
            yield (
                "WHERE looks into the default graph, which is empty here: to look into the reports, put its patterns"
                " into GRAPH ?g { … }"
            )


def _looks_into_default(operation: Operation) -> bool:
    """Whether a WHERE has triple patterns outside GRAPH and nothing says what it sees."""
    keywords = [token.keyword for token in operation.tokens if token.depth == 0]
    if "WHERE" not in keywords or "USING" in keywords or "WITH" in keywords:
        return False
    inside = False
    graph_depth = 0
    for i, token in enumerate(operation.tokens):
        inside |= token.depth == 0 and token.keyword == "WHERE"
        if not inside or token.depth == 0:
            continue
        if token.keyword == "GRAPH" and not graph_depth:
            graph_depth = token.depth + 1
        elif graph_depth and token.text == "}" and token.depth == graph_depth:
            graph_depth = 0
        elif not graph_depth and token.kind in ("variable", "name", "iri") and operation.at(i - 1).text in ("{", "."):
            return True
    return False
