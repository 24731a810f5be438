"""What a build did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.build.reading import Reading
from kg.compare import FactDiff, extraction_diff
from kg.errors import KgError
from kg.evaluate.completeness import completeness
from kg.model import EntityType, Extraction
from kg.review import Placement

#: Reports of which a build remembers what changed.
_MOST_CHANGES = 100


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, of the reports it was given.

    `skipped` counts reports that were read before from the same bytes with the same program and resources; the other
    counts are of the reports read now, things of several reports counted once. `unmet_numbers` are those
    `declared_numbers` of which fewer things were found than the report says; see `kg.evaluate.completeness`.
    `candidates` are names and numbers that no fact speaks of. `rewritten` are reports that were not read now but whose
    graphs changed, because things in them turned out to be, or not to be, those of other reports; `removed` are
    reports that were withdrawn; `changes` pairs the name of a report that was read before with what the rules now read
    differently (the first hundred of such reports); `placements` say what became of the decisions of people in the reports that they were
    carried out on now. `failures` pairs a path with the error that kept it out; `violations` are the lines of
    the validation report.
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
    rewritten: int = 0
    removed: tuple[str, ...] = ()
    changes: tuple[tuple[str, FactDiff], ...] = ()
    placements: tuple[Placement, ...] = ()
    warnings: tuple[str, ...] = ()
    failures: tuple[tuple[str, KgError], ...] = ()
    conforms: bool = True
    violations: tuple[str, ...] = ()
    store: str = ""
    seconds: float = 0.0


@dataclass
class Tally:
    """Counts while a build goes on."""

    names: list[str] = field(default_factory=list)
    facts: int = 0
    skipped: int = 0
    sentences: int = 0
    silent: int = 0
    declared: int = 0
    unmet: int = 0
    candidates: int = 0
    rewritten: set[str] = field(default_factory=set)
    removed: list[str] = field(default_factory=list)
    changes: list[tuple[str, FactDiff]] = field(default_factory=list)
    placements: tuple[Placement, ...] = ()
    warnings: list[str] = field(default_factory=list)
    failures: list[tuple[str, KgError]] = field(default_factory=list)

    def compare(self, old: Extraction | None, new: Extraction) -> None:
        """Note what a report says now that it did not say before."""
        if old is not None and len(self.changes) < _MOST_CHANGES and (diff := extraction_diff(old, new)):
            self.changes.append((new.document.name, diff))

    def add(self, reading: Reading) -> None:
        """Count one report that was read now."""
        extraction = reading.extraction
        name = extraction.document.name
        self.names.append(name)
        self.sentences += reading.sentences
        self.facts += len(extraction.facts)
        self.silent += len(extraction.gaps)
        self.candidates += len(extraction.candidates)
        found = completeness(extraction)
        self.declared += len(found.declared)
        self.unmet += len(found.unmet)
        self.warnings += [f"{name}: {w}" for w in extraction.warnings]
        if not extraction.facts:
            self.warnings.append(f"{name}: no fact was found in this report")

    def report(
        self, things: Mapping[EntityType, int], store: str, seconds: float, conforms: bool, violations: Sequence[str]
    ) -> BuildReport:
        """The report; `things` are the counts of things by type."""
        return BuildReport(
            reports=len(self.names),
            events=things.get(EntityType.EVENT, 0),
            series=things.get(EntityType.SERIES, 0),
            organizations=things.get(EntityType.ORGANIZATION, 0),
            people=things.get(EntityType.PERSON, 0),
            awards=things.get(EntityType.AWARD, 0),
            places=things.get(EntityType.PLACE, 0),
            facts=self.facts,
            sentences=self.sentences,
            silent_sentences=self.silent,
            declared_numbers=self.declared,
            unmet_numbers=self.unmet,
            candidates=self.candidates,
            skipped=self.skipped,
            rewritten=len(self.rewritten - set(self.names) - set(self.removed)),
            removed=tuple(self.removed),
            changes=tuple(sorted(self.changes, key=lambda change: change[0])),
            placements=self.placements,
            warnings=tuple(self.warnings),
            failures=tuple(self.failures),
            conforms=conforms,
            violations=tuple(violations),
            store=store,
            seconds=seconds,
        )
