"""Search over names and sentences, and completion of what a person begins to type."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from types import TracebackType
from typing import Any, Self

from kg.errors import StoreUnavailable
from kg.search import file
from kg.search.rows import ALIAS, LABEL
from kg.search.spelling import is_pinyin, key
from kg.search.text import clean, fold, marked, one_line, positions, simplify, words
from kg.search.update import FULL, read_joins
from kg.search.words import Wanted, parse

TEXT, PINYIN = "text", "pinyin"
#: What a name scores by field and by how it matches: all of it, its beginning, a part. Text scores less than 1.
_SCORES = {LABEL: (6.0, 5.0, 4.0), ALIAS: (3.0, 2.7, 2.3), PINYIN: (2.0, 1.5, 1.2)}
#: Characters of a sentence that are shown on either side of a match.
_CONTEXT = 100
_LAST = "\U0010ffff"
_INSIDE = 6.0  # ranks of completions from here on do not begin as typed


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a search was found.

    `field` is label, alias, pinyin or text. Of a name, `iri`, `label` and `type` are those of the thing, `snippet` is
    the name, and `reports` says how many graphs have it. Of text, they are those of the report, `document` too;
    `start` and `end` are where the first match stands in its `kg:text`, in code points, half-open; `snippet` is the
    sentence, `section` its section. Matches stand in 【】.
    """

    iri: str
    label: str
    type: str
    field: str
    snippet: str
    start: int
    end: int
    document: str
    score: float
    section: int = 0
    reports: int = 1


@dataclass(frozen=True, slots=True)
class Completion:
    """A thing that a person may mean by what they began to type; `matched` is the name that was found.

    `begins` says that this name, or its pinyin, begins as typed, and does not only hold it.
    """

    label: str
    iri: str
    type: str
    matched: str
    begins: bool = True


class Index:
    """An index to ask. It shows one state of the store; open another to see what was written since (`is_current`)."""

    def __init__(self, connection: sqlite3.Connection, *, shared: bool = False) -> None:
        self._db = connection
        self._shared = shared

    @cached_property
    def _simple(self) -> dict[str, str]:
        try:
            return _simplified(file.setting(self._db, "simple"), self._db)
        except sqlite3.Error as error:
            raise _unusable(error) from error

    def search(self, text: str, *, kind: str | None = None, of: Iterable[str] = (), limit: int = 20) -> list[Hit]:
        """What a text finds: names first, the best first, then sentences.

        All words must be in one name or one sentence; "…" is a phrase, -word must not be there. `kind` is label or
        text, None both; `of` names classes. Any text is a legal search; one without a word finds nothing.
        """
        wanted = parse(text, self._simple)
        types = tuple(of)
        if not wanted.phrases or limit <= 0:
            return []
        hits = self._names(text, wanted, types, limit) if kind != TEXT else []
        if kind != LABEL and (not types or "Document" in types) and len(hits) < limit:
            hits += self._sentences(wanted, limit - len(hits))
        return hits

    def things(self, text: str, limit: int = 10_000) -> list[str]:
        """The IRIs of what `search` finds, each once, sorted; of more than `limit` the best.

        Quicker than search: nothing is ordered or marked where all is asked for.
        """
        wanted = parse(text, self._simple)
        parts = [part for part in map(self._fold, wanted.texts) if part]
        if not wanted.phrases or not parts or limit <= 0:
            return []
        unwanted = [part for part in map(self._fold, wanted.unwanted) if part]
        source, values = _source(parts, unwanted)
        found = {row[0] for row in self._rows(f"SELECT DISTINCT iri FROM {source} LIMIT ?", *values, limit + 1)}
        query = """SELECT DISTINCT iri FROM document WHERE number IN (
                   SELECT document FROM sentence_words JOIN sentence ON number = sentence_words.rowid
                   WHERE sentence_words MATCH ?) LIMIT ?"""
        found.update(row[0] for row in self._rows(query, wanted.fts, limit + 1))
        if not unwanted and is_pinyin(text):
            found.update(name.iri for name in self._spelt(key(text), ()))
        if len(found) <= limit:
            return sorted(found)
        return sorted(dict.fromkeys(hit.iri for hit in self.search(text, limit=limit)))

    def _names(self, text: str, wanted: Wanted, types: tuple[str, ...], limit: int) -> list[Hit]:
        return [self._name_hit(found, wanted) for found in self._best_names(text, wanted, types, limit)]

    def _best_names(self, text: str, wanted: Wanted, types: tuple[str, ...], limit: int) -> list[_Found]:
        parts = [part for part in map(self._fold, wanted.texts) if part]
        if not parts:
            return []
        unwanted = [part for part in map(self._fold, wanted.unwanted) if part]
        whole = "".join(parts) if unwanted else self._fold(text)
        best: dict[str, _Found] = {}
        for found in self._holding(parts, unwanted, types, (whole, parts[0])):
            if found.iri not in best:
                best[found.iri] = found
            if len(best) >= limit:
                break
        if not unwanted and is_pinyin(text) and len(best) < limit:
            for found in self._spelt(key(text), types):
                is_whole = found.rank % 1 > 0  # see _spelt
                best.setdefault(found.iri, replace(found, rank=-_SCORES[PINYIN][0 if is_whole else 1]))
        return sorted(best.values(), key=lambda found: (found.rank, found.name, found.iri))[:limit]

    def _holding(
        self, parts: list[str], unwanted: list[str], types: tuple[str, ...], like: tuple[str, str]
    ) -> Iterator[_Found]:
        """The names that hold these parts, the best first: those that are `like[0]`, that begin with `like[1]`, others."""
        source, values = _source(parts, unwanted, types)
        order = "CASE WHEN simple = ? THEN 0 WHEN substr(simple, 1, ?) = ? THEN 1 ELSE 2 END"
        query = f"""SELECT iri, field, text, types, reports, {order} AS how FROM {source}
                    ORDER BY field = 'alias', how, text, iri, types"""
        whole, start = like
        for row in self._rows(query, whole, len(start), start, *values):
            iri, field, text, types_, reports, how = row
            yield _Found(-_SCORES[field][how], iri, field, text, types_, reports)

    def _name_hit(self, found: _Found, wanted: Wanted) -> Hit:
        spans = [] if found.field == PINYIN else self._spans(found.name, wanted, {})
        snippet = marked(found.name, spans, len(found.name)) if spans else one_line(found.name)
        return Hit(found.iri, self._label(found), _first(found.types), found.field, snippet, 0, 0, "", -found.rank,
                   0, self._reports(found.iri))  # fmt: skip

    def _label(self, found: _Found) -> str:
        """The label of a thing: the one that was found, else the one that most reports have."""
        if found.field == LABEL:
            return found.name
        query = "SELECT text FROM name WHERE iri = ? AND field = 'label' ORDER BY reports DESC, text LIMIT 1"
        return next((str(row[0]) for row in self._rows(query, found.iri)), found.name)

    def _reports(self, iri: str) -> int:
        """How many graphs name a thing."""
        query = "SELECT COUNT(DISTINCT graph) FROM held JOIN name ON number = held.name WHERE iri = ?"
        return next(int(row[0]) for row in self._rows(query, iri))

    def _sentences(self, wanted: Wanted, limit: int) -> list[Hit]:
        query = """SELECT document.iri, title, section, start, sentence.text, joins, bm25(sentence_words) AS rank
                   FROM sentence_words JOIN sentence ON sentence.number = sentence_words.rowid
                   JOIN document ON document.number = sentence.document
                   WHERE sentence_words MATCH ? ORDER BY round(rank, 9), title, document.iri, start LIMIT ?"""
        hits = []
        for iri, title, section, start, text, joins, rank in self._rows(query, wanted.fts, limit):
            spans = self._spans(text, wanted, read_joins(joins)) or [(0, len(text))]
            score = round(-rank / (1 - rank), 6)
            hits.append(
                Hit(iri, title, "Document", TEXT, marked(text, spans, _CONTEXT), start + spans[0][0],
                    start + spans[0][1], iri, score, section)
            )  # fmt: skip
        return hits

    def _spans(self, text: str, wanted: Wanted, joins: dict[int, int]) -> list[tuple[int, int]]:
        """Where the phrases stand in a text, without those that lie inside another."""
        found = list(words(text, self._simple, joins))
        spans = sorted({span for phrase in wanted.phrases for span in positions(found, phrase)})
        if not spans:  # a name matches within a word, too: 900 in ISO9001
            lower = self._fold(text)
            parts = [typed for typed in wanted.texts if typed in text]
            spans = sorted({(text.index(typed), text.index(typed) + len(typed)) for typed in parts}) if lower else []
        kept: list[tuple[int, int]] = []
        for start, end in spans:
            if kept and start < kept[-1][1]:
                kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
            else:
                kept.append((start, end))
        return kept

    def complete(self, prefix: str, *, of: Iterable[str] = (), limit: int = 20) -> list[Completion]:
        """The things that begin as typed, the likely ones first.

        Labels, then further names, then pinyin (in full, by initials), then names that hold what was typed; among
        equals those that more reports have, then shorter ones.
        """
        types = tuple(of)
        typed, spelt = self._fold(prefix), key(prefix) if is_pinyin(prefix) else ""
        best: dict[str, _Found] = {}

        def keep(rows: Iterable[_Found], most: int = limit) -> None:
            for found in rows:
                best[found.iri] = min(best.get(found.iri, found), found)
                if len(best) >= most:
                    break

        keep(self._starting(typed, types))
        if spelt:
            keep(self._spelt(spelt, types), 10 * limit)
        if typed and len(best) < limit:
            like = (
                (found, _INSIDE + (found.field == ALIAS)) for found in self._holding([typed], [], types, (typed, typed))
            )
            keep(replace(found, rank=rank) for found, rank in like)
        if len(spelt) > 1 and len(best) < limit:
            keep(self._spelt_inside(spelt, types))
        order = sorted(best.values(), key=lambda f: (f.rank, -f.reports, len(f.name), f.name, f.iri))[:limit]
        return [
            Completion(self._label(found), found.iri, _first(found.types), found.name, found.rank < _INSIDE)
            for found in order
        ]

    def _starting(self, typed: str, types: tuple[str, ...]) -> Iterator[_Found]:
        chosen, values = _of(types)
        query = f"""SELECT iri, field, text, types, reports FROM name WHERE simple >= ? AND simple < ?{chosen}
                    ORDER BY field = 'alias', reports DESC, length(text), text, iri, types"""
        for iri, field, text, types_, reports in self._rows(query, typed, typed + _LAST, *values):
            yield _Found(float(field == ALIAS), iri, field, text, types_, reports)

    def _spelt(self, typed: str, types: tuple[str, ...]) -> Iterator[_Found]:
        """Things whose pinyin, in full or by initials, begins as typed; those that end so, too, first."""
        chosen, values = _of(types)
        query = f"""SELECT iri, text, types, reports, kind, spelling = ? FROM spelling
                    JOIN name ON number = spelling.name WHERE spelling >= ? AND spelling < ?{chosen}
                    ORDER BY spelling <> ?, kind, reports DESC, length(text), text, iri, types"""
        for iri, text, types_, reports, kind, whole in self._rows(query, typed, typed, typed + _LAST, *values, typed):
            yield _Found(2.0 + 2 * (kind != FULL) - bool(whole) / 2, iri, PINYIN, text, types_, reports)

    def _spelt_inside(self, typed: str, types: tuple[str, ...]) -> Iterator[_Found]:
        """Things in whose pinyin what was typed stands further on: weimin in shenweimin."""
        chosen, values = _of(types)
        query = f"""SELECT DISTINCT iri, text, types, reports FROM spelling JOIN name ON number = spelling.name
                    WHERE instr(spelling, ?) > 1{chosen} ORDER BY reports DESC, length(text), text, iri, types"""
        for iri, text, types_, reports in self._rows(query, typed, *values):
            yield _Found(_INSIDE + 2, iri, PINYIN, text, types_, reports)

    def called(self, name: str, of: Iterable[str] = ()) -> tuple[str, ...]:
        """The IRIs of the things whose label or further name is that, without regard to case, width and quotes."""
        chosen, values = _of(tuple(of))
        query = f"SELECT DISTINCT iri FROM name WHERE folded = ?{chosen} ORDER BY iri"
        return tuple(row[0] for row in self._rows(query, fold(clean(name)), *values))

    def sounding(self, name: str, of: Iterable[str] = (), limit: int = 3) -> tuple[str, ...]:
        """Labels of things whose names sound like one: 沈为民 is 沈伟民 to the ear."""
        from kg.search.spelling import spellings

        chosen, values = _of(tuple(of))
        query = f"""SELECT DISTINCT text FROM spelling JOIN name ON number = spelling.name
                    WHERE spelling = ? AND kind = {FULL}{chosen} ORDER BY length(text), text LIMIT ?"""
        spelt = [full for full, _ in spellings(self._fold(name), True)] or ([key(name)] if is_pinyin(name) else [])
        found = [row[0] for full in spelt for row in self._rows(query, full, *values, limit)]
        return tuple(dict.fromkeys(found))[:limit]

    def labels(self, of: Iterable[str] = ()) -> list[str]:
        """All labels and further names, sorted."""
        chosen, values = _of(tuple(of))
        return [row[0] for row in self._rows(f"SELECT DISTINCT text FROM name WHERE 1{chosen} ORDER BY text", *values)]

    def _rows(self, query: str, *values: Any) -> Iterator[Any]:
        try:
            yield from self._db.execute(query, values)
        except sqlite3.Error as error:
            raise _unusable(error) from error

    def _fold(self, text: str) -> str:
        return simplify(fold(clean(text)), self._simple)

    def close(self) -> None:
        """Let go of the file."""
        if not self._shared:
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _unusable(error: sqlite3.Error) -> StoreUnavailable:
    return StoreUnavailable(
        f"the text index of the store cannot be used: {error}",
        hint=f"delete {file.FILE} in the store's folder: it is made again when it is needed",
    )


_TABLES: dict[str, dict[str, str]] = {}


def _simplified(digest: str, connection: sqlite3.Connection) -> dict[str, str]:
    """The table of traditional characters, by its hash; read once a process."""
    if digest not in _TABLES:
        _TABLES[digest] = dict(connection.execute("SELECT traditional, simplified FROM simple"))
    return _TABLES[digest]


@dataclass(frozen=True, slots=True, order=True)
class _Found:
    """A name that was found; a lower rank is better."""

    rank: float
    iri: str
    field: str
    name: str
    types: str
    reports: int


def _source(parts: list[str], unwanted: list[str], types: tuple[str, ...] = ()) -> tuple[str, list[str]]:
    """The names that hold all parts and none of the unwanted, as a part of a query, and its values."""
    match = " AND ".join(f'"{" ".join(filter(_counts, part))}"' for part in parts if any(map(_counts, part)))
    chosen, values = _of(types)
    source = (
        "name_words JOIN name ON number = name_words.rowid WHERE name_words MATCH ?" if match else "name WHERE '' = ?"
    )
    source += chosen + " AND instr(simple, ?) > 0" * len(parts) + " AND instr(simple, ?) = 0" * len(unwanted)
    return source, [match, *values, *parts, *unwanted]


def _of(types: tuple[str, ...]) -> tuple[str, list[str]]:
    """The condition that a thing is of one of these classes, and its values."""
    if not types:
        return "", []
    return f" AND ({' OR '.join('instr(types, ?) > 0' for _ in types)})", [f"|{name}|" for name in types]


def _counts(character: str) -> bool:
    """Whether the tokenizer of SQLite takes a character for a part of a word."""
    return character.isalnum() or not character.isascii()


def _first(types: str) -> str:
    """The class to show of a thing of several."""
    found = types.strip("|").split("|")
    return next((name for name in found if "/" not in name), found[0])
