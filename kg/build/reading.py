"""From files to readings: the part of a build that reports do not share, in one process or several."""

from __future__ import annotations

import hashlib
import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from kg import __version__, resources
from kg import extract as _extract
from kg import resolve as _resolve
from kg.errors import ExtractError, KgError
from kg.model import Document, Extraction, digest
from kg.store.ledger import Origin

#: From how many reports on several processes are worth their start (about half a second each).
_WORTH_WORKERS = 40
_AHEAD = 4  # reports that wait for each process, so that memory stays flat


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its path, the name that its report gets, and what its reading is made from."""

    path: Path
    origin: Origin

    @property
    def name(self) -> str:
        """The name of the report."""
        return self.origin.document


@dataclass(frozen=True, slots=True)
class Reading:
    """A report as the rules read it; `sentences` counts those that could hold facts."""

    extraction: Extraction
    sentences: int


def identify(path: Path, is_alone: bool) -> Source:
    """The source of a file, hashed and not yet read; of files that share a name the bytes tell the reports apart.

    Raises UnreadableSource where the file is missing, empty or too large.
    """
    from kg.readers.source import load

    sha256 = hashlib.sha256(load(path)).hexdigest()
    name = path.stem if is_alone else f"{path.stem}-{digest(sha256, 8)}"
    return Source(path, Origin(name, path.name, sha256, __version__, resources.fingerprint()))


def identify_all(paths: Iterable[Path]) -> list[Source]:
    """The sources that files and folders hold, hashed and not yet read; UnreadableSource for the first that is none."""
    from kg.readers import find_sources

    files = find_sources(paths)
    names = names_of(files)
    return [identify(file, names[file.stem] == 1) for file in files]


def names_of(files: Sequence[Path]) -> Counter[str]:
    """How many of the files share each name."""
    return Counter(file.stem for file in files)


def read_document(source: Source) -> Document:
    """The Document of a source, under the name that its report gets; ReadError where it cannot be read."""
    from kg import readers

    document = readers.read_document(source.path)
    return document if document.name == source.name else replace(document, name=source.name)


def read(source: Source | Document) -> Reading:
    """The reading of one report; ReadError where it cannot be read, ExtractError where the rules fail on it."""
    document = source if isinstance(source, Document) else read_document(source)
    try:
        analysis = _extract.annotate(document)
        extraction = _resolve.resolve(analysis)
    except KgError:
        raise
    except Exception as error:  # a fault of ours in one report must not stop the others
        raise ExtractError(
            f"the rules failed on {document.name}: {type(error).__name__}: {error}",
            hint="please report this with the text of the report",
        ) from error
    check_quotes(extraction)
    return Reading(extraction, sum(len(frame.sentences) for frame in analysis.frames))


def check_quotes(extraction: Extraction) -> None:
    """Every quote equals the slice of the source that it points at; KgError names the first fact where it does not."""
    for fact in extraction.facts:
        for evidence in fact.evidence:
            if extraction.document.quote(evidence.span) != evidence.quote or not evidence.quote:
                raise KgError(
                    f"the quote of {fact.id} ({fact.predicate}) in {extraction.document.name} is not what stands there",
                    hint="please report this with the text of the report",
                )


def workers(jobs: int | None, reports: int) -> int:
    """How many processes to use: as asked; by itself one for a few reports, else one for each core."""
    if jobs is not None:
        return max(1, min(jobs, reports))
    return min(os.cpu_count() or 1, reports) if reports >= _WORTH_WORKERS else 1


def read_all(sources: Iterable[Source], jobs: int) -> Iterator[tuple[Source, Reading | KgError]]:
    """Each source with its reading, or with the error that kept it out, in the order given."""
    if jobs == 1:
        for source in sources:
            yield source, _attempt(source)
        return
    import multiprocessing

    # Not by fork: the storage's threads would not be there in the child, but their locks would.
    context = multiprocessing.get_context("spawn")
    waiting: deque[tuple[Source, Future[Reading | KgError]]] = deque()
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        for source in sources:
            waiting.append((source, pool.submit(_attempt, source)))
            if len(waiting) >= jobs * _AHEAD:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())


def _attempt(source: Source) -> Reading | KgError:
    try:
        return read(source)
    except KgError as error:
        return error


def _result(source: Source, future: Future[Reading | KgError]) -> tuple[Source, Reading | KgError]:
    try:
        return source, future.result()
    except BrokenProcessPool as error:
        raise KgError(
            f"a process that read reports ended unexpectedly, near {source.path}",
            hint="run again with `--jobs 1`: what was read is kept",
        ) from error
