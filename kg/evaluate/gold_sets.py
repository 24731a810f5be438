"""Gold: what a careful reader takes out of reports, read from a folder with `facts.jsonl` and `entities.jsonl`.

`set.json` may list `open_relations`, which the set does not annotate completely, and `links.jsonl` says what is one
thing, and what is not, across reports. The form is described in docs/how-to/measure-extraction.md.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from kg.errors import UnreadableSource
from kg.evaluate.vocabulary import vocabulary

Row = dict[str, Any]
TIERS = ("core", "extra", "optional")


@dataclass(frozen=True)
class GoldEntity:
    """A thing of one report, with its names; `short_names` are those valid in one section only."""

    id: str
    type: str
    name: str
    section: int | None
    aliases: tuple[str, ...] = ()
    label: str = ""
    short_names: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    anchors: tuple[str, ...] = ()
    optional: bool = False

    @property
    def happens(self) -> bool:
        """Whether it is an event or a series."""
        return vocabulary().happens(self.type)

    def names(self) -> list[str]:
        """The names that are accepted everywhere in the report."""
        return [name for name in (self.name, *self.aliases, self.label) if name]

    def names_in(self, section: int | None) -> list[str]:
        """All names that mean it in a section; in any section, for None."""
        short = [n for s, forms in self.short_names.items() if section in (None, s) for n in forms]
        return [*self.names(), *short]


@dataclass(frozen=True, eq=False)
class GoldFact:
    """A fact of gold. `accept` lists further subjects, values and relations that are right as well."""

    fid: str
    report: str
    section: int
    sections: tuple[int, ...]
    relation: str
    subject: Row
    value: Row
    tier: str
    accept: Mapping[str, list[Any]]
    evidence: tuple[str, ...]
    roles: tuple[str, ...]
    amount: Row | None

    @cached_property
    def relations(self) -> frozenset[str]:
        """Every relation that a matching fact may have; a certification held is an award received."""
        written = {self.relation, *self.accept.get("relation", ())}
        names = {"awardRecipient" if name == "holdsCertification" else name for name in written}
        for group in vocabulary().interchangeable:
            if names & group:
                names |= group
        return frozenset(names)

    @property
    def _turned(self) -> bool:
        return self.relation == "holdsCertification"

    @property
    def ends(self) -> tuple[Row, Row]:
        """Subject and value, in the direction of `relations`."""
        return (self.value, self.subject) if self._turned else (self.subject, self.value)

    @cached_property
    def subject_ids(self) -> frozenset[str]:
        """The entities that may stand as subject."""
        return frozenset({self.ends[0]["id"], *self.accept.get("value" if self._turned else "subject", ())})

    @property
    def other_values(self) -> list[Any]:
        """What is accepted besides the value: entity ids, names, texts, dates or posts."""
        return self.accept.get("subject" if self._turned else "value", [])

    def holders(self) -> set[str]:
        """The subject as written and those accepted for it."""
        return {self.subject["id"], *self.accept.get("subject", ())}


class GoldReport:
    """The gold facts and entities of one report.

    A report with headings is a round-up, and its sections count; one without is a single story in section 1.
    """

    def __init__(self, name: str, facts: Iterable[Row], entities: Iterable[Row], open_relations: Iterable[str]) -> None:
        rows = list(entities)
        self.name = name
        self.open_relations = frozenset(open_relations)
        self.headings: dict[int, str] = {e["section"]: e["name"] for e in rows if e["type"] == "Section"}
        self.is_single_story = not any(self.headings)  # section 0 is the title
        self.sections = [1] if self.is_single_story else sorted(self.headings)
        self.entities = {e["id"]: self._entity(e) for e in rows if e["type"] != "Section"}
        self.facts = [self._fact(f) for f in facts]
        self.of_relation: dict[str, list[GoldFact]] = defaultdict(list)
        self.accepting: dict[str, list[GoldFact]] = defaultdict(list)
        for fact in self.facts:
            self.of_relation[fact.relation].append(fact)
            for relation in fact.relations:
                self.accepting[relation].append(fact)
        self.wholes, self.parts = self._closure()

    def _entity(self, row: Row) -> GoldEntity:
        short: dict[int, tuple[str, ...]] = {}
        for section, forms in row.get("local_aliases", {}).items():
            key = 1 if self.is_single_story else int(section)
            short[key] = (*short.get(key, ()), *forms)
        section = row.get("section")
        return GoldEntity(
            row["id"],
            row["type"],
            row["name"],
            1 if self.is_single_story and section is not None else section,
            tuple(row.get("aliases", ())),
            row.get("label_en") or "",
            short,
            tuple(row.get("anchor", ())),
            bool(row.get("optional")),
        )

    def _fact(self, row: Row) -> GoldFact:
        sections = (1,) if self.is_single_story else tuple(row.get("sections", [row["section"]]))
        return GoldFact(
            row["fid"],
            self.name,
            1 if self.is_single_story else row["section"],
            sections,
            _known(row["relation"], vocabulary().relations, "relation"),
            self._end(row["subject"]),
            self._end(row["value"]),
            _known(row["tier"], TIERS, "tier"),
            row.get("accept", {}),
            tuple(row.get("evidence", ())),
            tuple(row.get("role", ())),
            row.get("amount"),
        )

    def _end(self, row: Row) -> Row:
        """A subject or value with the type and name of the entity that its id names."""
        if "org" in row:
            row = row | {"org": self._end(row["org"])}
        if "id" not in row:
            return row
        entity = self.entities[_known(row["id"], self.entities, "entity")]
        return {"type": entity.type, "name": entity.name} | row

    def _closure(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Part to all wholes that it belongs to, and whole to all parts."""
        direct: dict[str, set[str]] = defaultdict(set)
        for fact in self.of_relation["partOf"]:
            direct[fact.subject["id"]].add(fact.value["id"])
        wholes: dict[str, set[str]] = {}
        parts: dict[str, set[str]] = defaultdict(set)
        for part in direct:
            above: set[str] = set()
            todo = [part]
            while todo:
                new = direct.get(todo.pop(), set()) - above
                above |= new
                todo.extend(new)
            wholes[part] = above
            for whole in above:
                parts[whole].add(part)
        return wholes, parts

    @cached_property
    def umbrellas(self) -> frozenset[str]:
        """The series that the whole of a round-up is about."""
        if self.is_single_story:
            return frozenset()
        return frozenset(e.id for e in self.entities.values() if e.type == "Series" and e.section == 0)

    def visible(self, section: int, happening: bool) -> list[str]:
        """Ids that may be meant in a section: its own, those of no section, series and documents of the title."""
        return [
            e.id
            for e in self.entities.values()
            if e.happens == happening
            and (e.section in (section, None) or (e.section == 0 and e.type in ("Series", "Document")))
        ]


@dataclass(frozen=True)
class GoldSet:
    """Several gold reports by name, and the links between them."""

    reports: Mapping[str, GoldReport]
    links: tuple[Row, ...] = ()

    def only(self, names: Iterable[str]) -> GoldSet:
        """The set with only the reports of these names."""
        wanted = set(names)
        return GoldSet({name: report for name, report in self.reports.items() if name in wanted}, self.links)


def read_gold(folder: Path) -> GoldSet:
    """The gold in a folder, or in the folders directly below it.

    Raises UnreadableSource where there is none, and where a line is not what it should be.
    """
    folders = [f for f in (folder, *_below(folder)) if (f / "facts.jsonl").is_file()]
    if not folders:
        raise UnreadableSource(
            f"{folder} holds no gold",
            path=folder,
            hint="name a folder with facts.jsonl and entities.jsonl first, then the reports",
        )
    reports: dict[str, GoldReport] = {}
    for place in folders:
        for report in _reports(place):
            if report.name in reports:
                raise UnreadableSource(f"report {report.name} is in two gold sets below {folder}", path=folder)
            reports[report.name] = report
    linked = [f / "links.jsonl" for f in dict.fromkeys((folder, *folders))]
    return GoldSet(reports, tuple(row for file in linked if file.is_file() for _, row in read_lines(file)))


def bundled_gold() -> GoldSet:
    """The gold of the bundled sample report."""
    from kg import resources

    return read_gold(resources.path("data", "gold"))


def _known(name: str, names: Container[str], kind: str) -> str:
    if name not in names:
        raise ValueError(f"no {kind} is called {name}")
    return name


def _below(folder: Path) -> list[Path]:
    return sorted(f for f in folder.iterdir() if f.is_dir()) if folder.is_dir() else []


def _reports(folder: Path) -> Iterable[GoldReport]:
    settings = folder / "set.json"
    opened: Row = json.loads(settings.read_text(encoding="utf-8")) if settings.is_file() else {}
    facts: dict[str, list[Row]] = defaultdict(list)
    entities: dict[str, list[Row]] = defaultdict(list)
    for file, rows, keys in (
        (folder / "facts.jsonl", facts, ("fid", "section", "relation", "subject", "value", "tier")),
        (folder / "entities.jsonl", entities, ("id", "type", "name")),
    ):
        for number, row in read_lines(file):
            if missing := [key for key in ("doc", *keys) if key not in row]:
                raise UnreadableSource(f"{file}:{number}: lacks {', '.join(missing)}", path=file)
            rows[row["doc"]].append(row)
    if strange := sorted(set(facts) - set(entities)):
        raise UnreadableSource(f"{folder} has facts of {', '.join(strange)} and no entities", path=folder)
    for name, things in entities.items():
        try:
            yield GoldReport(name, facts[name], things, opened.get("open_relations", ()))
        except (KeyError, TypeError, ValueError) as error:
            reason = error if isinstance(error, ValueError) else repr(error)
            raise UnreadableSource(f"gold of {name} in {folder} is not well formed: {reason}", path=folder) from error


def read_lines(file: Path) -> Iterable[tuple[int, Row]]:
    """The JSON objects of a file with the numbers of their lines, from 1; UnreadableSource names a line that is none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSource(f"{file} cannot be read: {error}", path=file) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise UnreadableSource(f"{file}:{number}: not JSON: {error}", path=file) from error
        if not isinstance(row, dict):
            raise UnreadableSource(f"{file}:{number}: not a JSON object", path=file)
        yield number, row
