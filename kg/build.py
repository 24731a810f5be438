"""The hallway: the one place where the stages stand in order — read, extract, resolve, write, validate."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg import extract as _extract
from kg import resolve as _resolve
from kg.errors import KgError, UnreadableSource
from kg.evaluate.completeness import completeness
from kg.model import Document, EntityType, Extraction, digest

if TYPE_CHECKING:
    from kg.store import Store

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, of the reports it was given.

    `unmet_numbers` are those `declared_numbers` of which fewer things were found than the report says; see
    `kg.evaluate.completeness`. `candidates` are names and numbers that no fact speaks of. `skipped` counts reports that were built before from the same bytes with the same program and resources; the other
    counts are of the reports built now. `failures` pairs a path with the error that kept it out; `violations` are the
    lines of the validation report.
    """

    reports: int = 0
    events: int = 0
    series: int = 0
    organizations: int = 0
    people: int = 0
    awards: int = 0
    places: int = 0
    facts: int = 0
    sentences: int = 0
    silent_sentences: int = 0
    declared_numbers: int = 0
    unmet_numbers: int = 0
    candidates: int = 0
    skipped: int = 0
    warnings: tuple[str, ...] = ()
    failures: tuple[tuple[str, KgError], ...] = ()
    conforms: bool = True
    violations: tuple[str, ...] = ()
    store: str = ""
    seconds: float = 0.0


@dataclass
class _Tally:
    entities: dict[str, EntityType] = field(default_factory=dict)
    facts: int = 0
    reports: int = 0
    skipped: int = 0
    sentences: int = 0
    silent: int = 0
    declared: int = 0
    unmet: int = 0
    candidates: int = 0
    warnings: list[str] = field(default_factory=list)
    failures: list[tuple[str, KgError]] = field(default_factory=list)

    def add(self, extraction: Extraction) -> None:
        self.reports += 1
        self.facts += len(extraction.facts)
        self.silent += len(extraction.gaps)
        self.candidates += len(extraction.candidates)
        found = completeness(extraction)
        self.declared += len(found.declared)
        self.unmet += len(found.unmet)
        self.entities |= {e.id: e.type for e in extraction.entities}
        self.warnings += [f"{extraction.document.name}: {w}" for w in extraction.warnings]
        if not extraction.facts:
            self.warnings.append(f"{extraction.document.name}: no fact was found in this report")

    def report(self, store: str, seconds: float, conforms: bool, violations: Sequence[str]) -> BuildReport:
        types = Counter(self.entities.values())
        return BuildReport(
            reports=self.reports,
            events=types[EntityType.EVENT],
            series=types[EntityType.SERIES],
            organizations=types[EntityType.ORGANIZATION],
            people=types[EntityType.PERSON],
            awards=types[EntityType.AWARD],
            places=types[EntityType.PLACE],
            facts=self.facts,
            sentences=self.sentences,
            silent_sentences=self.silent,
            declared_numbers=self.declared,
            unmet_numbers=self.unmet,
            candidates=self.candidates,
            skipped=self.skipped,
            warnings=tuple(self.warnings),
            failures=tuple(self.failures),
            conforms=conforms,
            violations=tuple(violations),
            store=store,
            seconds=seconds,
        )


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
    extraction = _resolve.resolve(_extract.annotate(document))
    check_quotes(extraction)
    return extraction


def check_quotes(extraction: Extraction) -> None:
    """Every quote equals the slice of the source that it points at; KgError names the first fact where it does not."""
    for fact in extraction.facts:
        for evidence in fact.evidence:
            if extraction.document.quote(evidence.span) != evidence.quote or not evidence.quote:
                raise KgError(
                    f"the quote of {fact.id} ({fact.predicate}) in {extraction.document.name} is not what stands there",
                    hint="please report this with the text of the report",
                )


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
) -> BuildReport:
    """Read reports and write their facts to a store; the bundled sample without `sources`.

    `sources` are files or folders; `store` a directory (default: `KG_STORE`, else `kg-store`), ":memory:" or an open
    Store, which stays open. A report replaces what was stored under its name, whole or not at all; one that is unchanged
    is skipped. A report that cannot be read is listed in `failures`, or raised with `keep_going=False`. With `dry_run`
    nothing is written. `on_progress(done, total, name)` is called before each report.

    >>> report = build(store=":memory:")
    >>> report.reports, report.people > 3, report.conforms
    (1, True, True)
    """
    started = time.monotonic()
    paths = [Path(s) for s in ([sources] if isinstance(sources, str | Path) else sources or [sample()])]
    tally = _Tally()
    files = _files(paths, tally, keep_going)
    with _Target(store, dry_run) as target:
        documents = _read(files, tally, keep_going, on_progress)
        for document in documents:
            _one(document, target, tally, keep_going)
        conforms, violations = target.validate() if validate and tally.reports else (True, [])
        return tally.report(target.name, time.monotonic() - started, conforms, violations)


def _files(paths: Sequence[Path], tally: _Tally, keep_going: bool) -> list[Path]:
    from kg.readers import find_sources

    files: list[Path] = []
    for path in paths:
        try:
            found = find_sources([path])
            if not found:
                raise UnreadableSource(
                    f"{path} holds no report", path=path, hint="name a txt, html, docx or pdf file, or a folder of them"
                )
            files += [f for f in found if f not in files]
        except KgError as error:
            _fail(path, error, tally, keep_going)
    return files


def _read(files: Sequence[Path], tally: _Tally, keep_going: bool, on_progress: Progress | None) -> Iterable[Document]:
    from kg.readers import read_document

    stems = Counter(f.stem for f in files)
    for done, file in enumerate(files):
        if on_progress:
            on_progress(done, len(files), file.name)
        try:
            document = read_document(file)
        except KgError as error:
            _fail(file, error, tally, keep_going)
            continue
        if stems[file.stem] > 1:  # two files of one name: the bytes tell them apart, whatever the order
            document = replace(document, name=f"{document.name}-{digest(document.sha256, 8)}")
        yield document
    if on_progress:
        on_progress(len(files), len(files), "")


def _one(document: Document, target: _Target, tally: _Tally, keep_going: bool) -> None:
    try:
        if target.has(document):
            tally.skipped += 1
            return
        analysis = _extract.annotate(document)
        extraction = _resolve.resolve(analysis)
        check_quotes(extraction)
        target.write(extraction)
    except KgError as error:
        _fail(Path(document.source or document.name), error, tally, keep_going)
        return
    tally.sentences += sum(len(f.sentences) for f in analysis.frames)
    tally.add(extraction)


def _fail(path: Path, error: KgError, tally: _Tally, keep_going: bool) -> None:
    from kg.errors import StoreError

    if not keep_going or isinstance(error, StoreError):
        raise error
    tally.failures.append((str(path), error))


class _Target:
    """Where a build writes: a store that it opens and closes, one that the caller holds, or nothing (dry run)."""

    def __init__(self, store: str | Path | Store | None, dry_run: bool) -> None:
        self._given = store
        self._dry = dry_run
        self._store: Store | None = None

    def __enter__(self) -> _Target:
        from kg.store import open_store

        if self._dry:
            self._store = open_store(":memory:", read_only=False)
        elif self._given is None or isinstance(self._given, str | Path):
            self._store = open_store(self._given, read_only=False, create=True)
        else:
            self._store = self._given
        return self

    def __exit__(self, *_: object) -> None:
        if self._store is not None and self._store is not self._given:
            self._store.close()

    @property
    def store(self) -> Store:
        """The open store."""
        assert self._store is not None
        return self._store

    @property
    def name(self) -> str:
        """What to call the store in a message."""
        return str(getattr(self.store, "path", None) or ":memory:")

    def has(self, document: Document) -> bool:
        """Whether the store holds this very report, built by this program with these resources."""
        from kg import __version__, resources
        from kg.rdf import graph_iri, text_of
        from kg.vocab import expand

        graph = graph_iri(document.name, self.store.base)
        values = {
            text_of(q.object)
            for predicate in ("kg:sha256", "kg:programVersion", "kg:resourcesSha256")
            for q in self.store.match(predicate=expand(predicate), graph=graph)
        }
        return {document.sha256, __version__, resources.fingerprint()} <= values

    def write(self, extraction: Extraction) -> None:
        """Replace the document's named graph."""
        from kg.rdf import document_quads, graph_iri

        quads = document_quads(extraction, self.store.base)
        self.store.replace_graph(graph_iri(extraction.document.name, self.store.base), quads)

    def validate(self) -> tuple[bool, list[str]]:
        """Whether the store conforms to the shapes, and a line for each violation."""
        from kg.validate import validate

        report = validate(self.store)
        return report.conforms, [str(result) for result in report.results]
