"""Building and withdrawing: the public verbs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.build.graph import Graph
from kg.build.reading import Reading, Source, identify, names_of, read, read_all, workers
from kg.build.report import BuildReport, Tally
from kg.errors import KgError, StoreError, UnreadableSource
from kg.linking import read_links
from kg.model import Document, Extraction
from kg.review import log_path, read_log
from kg.store.ledger import LINKS_FILE, REVIEW_FILE

if TYPE_CHECKING:
    from kg.store import Store
    from kg.store.ledger import Ledger

Progress = Callable[[int, int, str], None]

#: Reports between two times that identity is found and graphs are written.
_BATCH = 2000
#: Reports whose graphs are validated together, so that memory stays flat.
_VALIDATED = 200


def extract(source: str | Path | Document) -> Extraction:
    """The facts of one report, from its path or its Document, without a store.

    Raises ReadError for a source that cannot be read.

    >>> from kg.readers import document_from_text
    >>> text = "9月4日，青山区2020年“质量月”启动仪式在青山会堂举行。"
    >>> [f.object.value for f in extract(document_from_text(text, "青山")).facts if f.predicate == "kg:heldOn"]
    ['2020-09-04']
    """
    from kg.readers import read_document

    document = source if isinstance(source, Document) else read_document(Path(source))
    return read(document).extraction


def sample() -> Path:
    """The bundled sample report."""
    from kg import resources

    return resources.path("data", "reports", "2020-shanghai-quality-month.txt")


def build(
    sources: Iterable[str | Path] | str | Path | None = None,
    store: str | Path | Store | None = None,
    *,
    on_progress: Progress | None = None,
    keep_going: bool = True,
    dry_run: bool = False,
    validate: bool = True,
    prune: bool = False,
    jobs: int | None = 1,
    links: str | Path | None = None,
    review: str | Path | None = None,
) -> BuildReport:
    """Read reports and write their facts to a store; the bundled sample without `sources`.

    `sources` are files or folders; `store` a directory (default: `KG_STORE`, else `kg-store`), ":memory:" or an open
    Store, which stays open. A report replaces what was stored under its name, whole or not at all; one that is unchanged
    is skipped. With `prune`, reports in the store that are not among the sources are withdrawn. A report that cannot be
    read is listed in `failures`, or raised with `keep_going=False`. With `dry_run` nothing is written. `jobs` is the number of
    processes that read, None for as many as are worth it; a script that asks for more than one keeps its own code under
    `if __name__ == "__main__":`, as `multiprocessing` wants it. The graph does not depend on `jobs`.
    `links` is a table of links to things elsewhere, `review` a log of what people decided; by default those that were
    given to the last build, else `STORE.links.tsv` and `KG_REVIEW` or `STORE.review.jsonl`, where there are such.
    `on_progress(done, total, name)` is called before each report.

    >>> report = build(store=":memory:")
    >>> report.reports, report.people > 3, report.conforms
    (1, True, True)
    """
    started = time.monotonic()
    paths = [Path(s) for s in ([sources] if isinstance(sources, str | Path) else sources or [sample()])]
    tally = Tally()
    files = _files(paths, tally, keep_going)
    with _Target(store, dry_run) as target:
        graph = target.graph(links, review)
        graph.prepare()
        found = list(_identified(files, tally, keep_going))
        wanted = [source for source in found if not graph.has(source.origin)]
        tally.skipped = len(found) - len(wanted)
        if prune and not tally.failures:  # a report that cannot be read now is no report that was withdrawn
            _prune({source.name for source in found}, graph, tally)
        _read_into(graph, wanted, tally, keep_going, on_progress, jobs)
        written = sorted({*tally.names, *tally.rewritten} - set(tally.removed))
        conforms, violations = target.validate(written) if validate and written else (True, [])
        target.index([*written, *tally.removed])
        _tell(graph, tally)
        things = target.store.ledger.counts(tally.names)
        return tally.report(things, target.name, time.monotonic() - started, conforms, violations)


def remove(documents: Iterable[str], store: str | Path | Store | None = None) -> BuildReport:
    """Withdraw reports from a store: their facts, what only they support, and what they decided about identity.

    `documents` are names, CURIEs or IRIs of reports. The graph is then the one that a build without them makes.
    Raises StoreError where a report is not in the store, before anything is changed.

    >>> from kg.store import open_store
    >>> with open_store(":memory:", create=True) as store:
    ...     _ = build(store=store)
    ...     remove(["2020-shanghai-quality-month"], store).removed, len(store)
    (('2020-shanghai-quality-month',), 0)
    """
    started = time.monotonic()
    tally = Tally()
    with _Target(store, dry_run=False, create=False) as target:
        graph = target.graph()
        graph.prepare()
        names = [_known(graph, document) for document in documents]
        for name in dict.fromkeys(names):
            graph.remove(name)
            tally.removed.append(name)
        tally.rewritten.update(graph.settle())
        target.index(tally.rewritten)
        return tally.report({}, target.name, time.monotonic() - started, True, ())


def refresh(
    store: str | Path | Store | None = None,
    *,
    links: str | Path | None = None,
    review: str | Path | None = None,
    validate: bool = True,
) -> BuildReport:
    """Bring a store up to date with what people decided and with the table of links, without reading any report.

    It also ends what a build that was stopped had left to do. For `links` and `review` see `build`.
    """
    started = time.monotonic()
    tally = Tally()
    with _Target(store, dry_run=False, create=False) as target:
        graph = target.graph(links, review)
        graph.prepare()
        tally.rewritten.update(graph.settle())
        written = sorted(tally.rewritten)
        conforms, violations = target.validate(written) if validate and written else (True, [])
        target.index(written)
        _tell(graph, tally)
        return tally.report({}, target.name, time.monotonic() - started, conforms, violations)


def _tell(graph: Graph, tally: Tally) -> None:
    """What became of links and of decisions."""
    tally.warnings += graph.unplaced
    tally.placements = tuple(sorted(set(graph.placements)))


def _known(graph: Graph, document: str) -> str:
    """The name of a report in the store, by name, CURIE, IRI or file."""
    import difflib

    from kg.vocab import expand

    known = graph.ledger.documents()
    name = document.removeprefix(expand("document:", graph.store.base)).removeprefix("document:")
    for candidate in (name, Path(name).stem):
        if candidate in known:
            return candidate
    near = difflib.get_close_matches(name, known, 3, 0.4) or known[:3]
    hint = f"the nearest are {', '.join(near)}" if near else "the store is empty"
    raise StoreError(f"the store has no report {document}", hint=hint)


def _files(paths: Sequence[Path], tally: Tally, keep_going: bool) -> list[Path]:
    from kg.readers import find_sources

    files: dict[Path, None] = {}
    for path in paths:
        try:
            found = find_sources([path])
            if not found:
                raise UnreadableSource(
                    f"{path} holds no report", path=path, hint="name a txt, html, docx or pdf file, or a folder of them"
                )
            files.update(dict.fromkeys(found))
        except KgError as error:
            _fail(path, error, tally, keep_going)
    return list(files)


def _identified(files: Sequence[Path], tally: Tally, keep_going: bool) -> Iterator[Source]:
    """The files, hashed."""
    names = names_of(files)
    for file in files:
        try:
            yield identify(file, names[file.stem] == 1)
        except KgError as error:
            _fail(file, error, tally, keep_going)


def _prune(names: set[str], graph: Graph, tally: Tally) -> None:
    """Withdraw the reports of other names."""
    for name in graph.ledger.documents():
        if name not in names:
            graph.remove(name)
            tally.removed.append(name)


def _read_into(
    graph: Graph,
    wanted: Sequence[Source],
    tally: Tally,
    keep_going: bool,
    on_progress: Progress | None,
    jobs: int | None,
) -> None:
    upcoming = [source.path.name for source in wanted] + [""]
    total, pending = tally.skipped + len(wanted), 0

    def progress(done: int) -> None:
        if on_progress:
            on_progress(tally.skipped + done, total, upcoming[done])

    progress(0)
    for done, (source, result) in enumerate(read_all(wanted, workers(jobs, len(wanted))), 1):
        if isinstance(result, Reading):
            tally.compare(graph.ledger.extraction(source.name), result.extraction)
            graph.put(source.origin, result.extraction)
            tally.add(result)
            pending += 1
        else:
            _fail(source.path, result, tally, keep_going)
        if pending == _BATCH:
            tally.rewritten.update(graph.settle())
            pending = 0
        progress(done)
    tally.rewritten.update(graph.settle())


def _fail(path: Path, error: KgError, tally: Tally, keep_going: bool) -> None:
    if not keep_going or isinstance(error, StoreError):
        raise error
    tally.failures.append((str(path), error))


def _remembered(ledger: Ledger, name: str, given: str | Path | None) -> Path | None:
    """The file given now, which is noted, or else the one noted before, as long as it is there."""
    if given is not None:
        with ledger.transaction():
            ledger.set(name, str(Path(given).resolve()))
        return Path(given)
    noted = ledger.setting(name)
    return Path(noted) if noted and Path(noted).exists() else None


class _Target:
    """Where a build writes: a store that it opens and closes, one that the caller holds, or nothing (dry run)."""

    def __init__(self, store: str | Path | Store | None, dry_run: bool, *, create: bool = True) -> None:
        self._given = store
        self._dry = dry_run
        self._create = create
        self._store: Store | None = None

    def __enter__(self) -> _Target:
        from kg.search import Keeper
        from kg.store import open_store

        self._keeper = Keeper(None if self._dry else self._place())
        if self._dry:
            self._store = open_store(":memory:", read_only=False)
        elif self._given is None or isinstance(self._given, str | Path):
            self._store = open_store(self._given, read_only=False, create=self._create)
        else:
            self._store = self._given
        return self

    def __exit__(self, *_: object) -> None:
        if self._store is not None and self._store is not self._given:
            self._store.close()
            self._keeper.seal()

    def index(self, documents: Iterable[str]) -> None:
        """Bring the text index up to date with the reports whose graphs were written or removed."""
        from kg.rdf import graph_iri, identity_graph

        base = self.store.base
        self._keeper.update(self.store, {identity_graph(base), *(graph_iri(name, base) for name in documents)})

    @property
    def store(self) -> Store:
        """The open store."""
        assert self._store is not None
        return self._store

    @property
    def name(self) -> str:
        """What to call the store in a message."""
        return str(getattr(self.store, "path", None) or ":memory:")

    def graph(self, links: str | Path | None = None, review: str | Path | None = None) -> Graph:
        """The graph of the store, with what people decided.

        The tables given, else those that were given last, else those beside the store: a build that names none must not
        undo the decisions that an earlier one carried out.
        """
        place, ledger = self._place(), self.store.ledger
        table = _remembered(ledger, LINKS_FILE, links) or (place and place.with_name(f"{place.name}.links.tsv"))
        rows = read_links(table) if table and (links or table.exists()) else ()
        log = _remembered(ledger, REVIEW_FILE, review) or (log_path(place) if place else None)
        return Graph(self.store, rows, read_log(log) if log else ())

    def _place(self) -> Path | None:
        """The store's directory, also where it is not opened (dry run); None for a store in memory."""
        from kg.store import location

        if self._given is None or isinstance(self._given, str | Path):
            return location(self._given)
        return getattr(self._given, "path", None)

    def validate(self, documents: Sequence[str]) -> tuple[bool, list[str]]:
        """Whether the graphs of some reports conform to the shapes, and a line for each violation."""
        from kg.rdf import graph_iri, identity_graph
        from kg.validate import validate

        graphs = [graph_iri(name, self.store.base) for name in documents]
        lines: dict[str, None] = {}
        for start in range(0, len(graphs), _VALIDATED):
            part = [*graphs[start : start + _VALIDATED], identity_graph(self.store.base)]
            lines.update(dict.fromkeys(str(result) for result in validate(self.store, graphs=part).results))
        return not lines, list(lines)
