"""The ledger of a store: what was read of each report, and what identity made of it; SQLite beside the quads.

The graph is a function of what stands here and of nothing else: readings (an Extraction a report, as the rules made
it), profiles (what identity needs of them), and the outcome of identity. It also remembers what is still to be written
(`dirty` keys, `stale` reports), so that a build that was killed is gone on with by the next one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import StoreUnavailable
from kg.model import EntityType, Extraction
from kg.resolve.profile import Canonical, Identity, Profile, Resolution
from kg.store.codec import decode, decode_identity, decode_profile, encode, encode_identity, encode_profile

FILE = "ledger.sqlite3"
#: Settings: the log of decisions and the table of links that a build was given last.
REVIEW_FILE, LINKS_FILE = "review_file", "links_file"
_WAIT_S = 60  # for another process to end its transaction

# A key is kept as 64 bits of its hash: two that fall together only make a component larger.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS reading (document TEXT PRIMARY KEY, file TEXT, sha256 TEXT, program TEXT, resources TEXT,
  review TEXT, content BLOB, digest TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS signature (number INTEGER PRIMARY KEY, signature TEXT UNIQUE, type TEXT, entity TEXT,
  called TEXT, content BLOB, id TEXT, name TEXT, component INTEGER);
CREATE INDEX IF NOT EXISTS signature_of_thing ON signature (id);
CREATE TABLE IF NOT EXISTS profile (document TEXT, number INTEGER, PRIMARY KEY (document, number)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS profile_of_signature ON profile (number, document);
CREATE TABLE IF NOT EXISTS key (key INTEGER, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS statement (id TEXT PRIMARY KEY, content BLOB, component INTEGER) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS statement_of_component ON statement (component);
CREATE TABLE IF NOT EXISTS dirty (key INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS orphan (statement TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stale (document TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS link (id TEXT, iri TEXT, note TEXT, PRIMARY KEY (id, iri)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a reading was made from: the report's name, its file and the file's hash, the rules, and the decisions.

    `program` and `resources` are the version and fingerprint of the rules; `review` a hash of the decisions of people
    about the report, "" where there are none.
    """

    document: str
    file: str
    sha256: str
    program: str
    resources: str
    review: str = ""


class Ledger:
    """The ledger of one store; open it with `Ledger.open`. One process may write, and holds the store's lock then."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, directory: Path | None, *, read_only: bool = False) -> Ledger:
        """The ledger in a store's directory, made where there is none; in memory without a directory.

        Raises StoreUnavailable where the file is damaged or cannot be opened.
        """
        with _storage_errors():
            return cls(_connect(directory / FILE if directory else None, read_only))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside stands or falls together; not to be nested."""
        with _storage_errors():
            self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            with contextlib.suppress(sqlite3.Error):  # on a full disk SQLite has rolled back by itself
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise _damaged(error) from error
            raise

    # Readings

    def origin(self, document: str) -> Origin | None:
        """What the reading of a report was made from, or None where there is none."""
        row = self._row("SELECT document, file, sha256, program, resources, review FROM reading WHERE document = ?",
                        document)  # fmt: skip
        return Origin(*row) if row else None

    def origins(self) -> Iterator[Origin]:
        """What each reading was made from, by document."""
        query = "SELECT document, file, sha256, program, resources, review FROM reading ORDER BY document"
        return (Origin(*row) for row in self._rows(query))

    def documents(self) -> list[str]:
        """The names of the reports that were read, sorted."""
        return [row[0] for row in self._rows("SELECT document FROM reading ORDER BY document")]

    def extraction(self, document: str) -> Extraction | None:
        """What the rules read in a report, over local entities and before any decision of people."""
        row = self._row("SELECT content FROM reading WHERE document = ?", document)
        if row is None:
            return None
        try:
            return decode(row[0])
        except Exception as error:
            raise _damaged(error) from error

    def put(self, origin: Origin, extraction: Extraction, profiles: Iterable[Profile]) -> None:
        """Keep the reading of a report in place of the one before; its graph is to be written."""
        self._db.execute(
            "INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?, ?, ?, ?, '')",
            (origin.document, origin.file, origin.sha256, origin.program, origin.resources, origin.review,
             encode(extraction)),
        )  # fmt: skip
        self.set_profiles(origin.document, profiles)

    def set_review(self, document: str, review: str, profiles: Iterable[Profile]) -> None:
        """Note that other decisions of people are about a report; its graph is to be written."""
        self._db.execute("UPDATE reading SET review = ? WHERE document = ?", (review, document))
        self.set_profiles(document, profiles)

    def remove(self, document: str) -> bool:
        """Forget a report; False where it was not known."""
        self._set_profiles(document, ())
        self._db.execute("INSERT OR IGNORE INTO stale VALUES (?)", (document,))
        return self._db.execute("DELETE FROM reading WHERE document = ?", (document,)).rowcount > 0

    def set_profiles(self, document: str, profiles: Iterable[Profile]) -> None:
        """The profiles of a report's entities, one each; its graph is to be written."""
        self._set_profiles(document, profiles)
        self._db.execute("INSERT OR IGNORE INTO stale VALUES (?)", (document,))

    def _set_profiles(self, document: str, profiles: Iterable[Profile]) -> None:
        old = {row[0] for row in self._rows("SELECT number FROM profile WHERE document = ?", document)}
        new = {self._number(profile) for profile in profiles}
        self._db.executemany(
            "DELETE FROM profile WHERE document = ? AND number = ?", [(document, n) for n in old - new]
        )
        self._db.executemany("INSERT INTO profile VALUES (?, ?)", [(document, number) for number in sorted(new - old)])
        for number in sorted(old - new):
            if self._row("SELECT 1 FROM profile WHERE number = ? LIMIT 1", number) is None:
                self._drop(number)

    def _number(self, profile: Profile) -> int:
        """The number of a profile, which is kept if it is new."""
        row = self._row("SELECT number FROM signature WHERE signature = ?", profile.signature)
        if row:
            return int(row[0])
        values = (profile.signature, profile.type.value, profile.id, profile.name, encode_profile(profile))
        query = "INSERT INTO signature (signature, type, entity, called, content) VALUES (?, ?, ?, ?, ?)"
        number = int(self._db.execute(query, values).lastrowid or 0)
        keys = _keys(profile)
        self._db.executemany("INSERT OR IGNORE INTO key VALUES (?, ?)", [(key, number) for key in keys])
        self._db.executemany("INSERT OR IGNORE INTO dirty VALUES (?)", [(key,) for key in keys])
        return number

    def _drop(self, number: int) -> None:
        """Forget a profile that no report has any more."""
        content, component = self._row("SELECT content, component FROM signature WHERE number = ?", number)
        keys = _keys(decode_profile(content))
        self._db.executemany("INSERT OR IGNORE INTO dirty VALUES (?)", [(key,) for key in keys])
        self._db.executemany("DELETE FROM key WHERE key = ? AND number = ?", [(key, number) for key in keys])
        self._orphan(component)
        self._db.execute("DELETE FROM signature WHERE number = ?", (number,))

    # Identity

    def touch_all(self) -> None:
        """Have the identity of all things found anew."""
        self._db.execute("INSERT OR IGNORE INTO dirty SELECT DISTINCT key FROM key")

    def is_settled(self) -> bool:
        """Whether the graph is what it should be."""
        return all(self._row(f"SELECT 1 FROM {table} LIMIT 1") is None for table in ("dirty", "stale", "orphan"))

    def components(self) -> Iterator[list[Profile]]:
        """The profiles of each component that changed, by signature; two of a component are joined by shared keys."""
        query = "SELECT signature, content FROM key JOIN signature USING (number) WHERE key = ?"
        seen: set[int] = set()
        for (first,) in list(self._rows("SELECT key FROM dirty ORDER BY key")):
            if first in seen:
                continue
            found: dict[str, Profile] = {}
            frontier = [first]
            seen.add(first)
            while frontier:
                for signature, content in list(self._rows(query, frontier.pop())):
                    if signature not in found:
                        found[signature] = profile = decode_profile(content)
                        fresh = [key for key in _keys(profile) if key not in seen]
                        seen.update(fresh)
                        frontier += fresh
            if found:
                yield [found[signature] for signature in sorted(found)]

    def settle(self, resolution: Resolution) -> list[Identity]:
        """Keep the outcome of one component, and return the statements that are new.

        Reports whose things got another CURIE or name are to be written.
        """
        query = "SELECT number, id, name, component FROM signature WHERE signature = ?"
        rows = {signature: self._row(query, signature) for signature in resolution.entities}
        component = min(row[0] for row in rows.values())
        for old in {component, *(row[3] for row in rows.values())}:
            self._orphan(old)
        for signature, thing in resolution.entities.items():
            number, *known = rows[signature]
            if known != [thing.id, thing.name, component]:
                update = "UPDATE signature SET id = ?, name = ?, component = ? WHERE number = ?"
                self._db.execute(update, (thing.id, thing.name, component, number))
            if known[:2] != [thing.id, thing.name]:
                stale = "INSERT OR IGNORE INTO stale SELECT document FROM profile WHERE number = ?"
                self._db.execute(stale, (number,))
        new = []
        for statement in resolution.statements:
            values = (statement.id, encode_identity(statement), component)
            if self._db.execute("INSERT OR IGNORE INTO statement VALUES (?, ?, ?)", values).rowcount:
                new.append(statement)
            self._db.execute("UPDATE statement SET component = ? WHERE id = ?", (component, statement.id))
            self._db.execute("DELETE FROM orphan WHERE statement = ?", (statement.id,))
        return new

    def _orphan(self, component: int | None) -> None:
        """Doubt the statements of a component that changed."""
        query = "INSERT OR IGNORE INTO orphan SELECT id FROM statement WHERE component = ?"
        self._db.execute(query, (component,))

    def take_orphans(self) -> list[Identity]:
        """The statements that hold no more, forgotten with this call."""
        query = "SELECT content FROM statement WHERE id IN (SELECT statement FROM orphan) ORDER BY id"
        gone = [decode_identity(row[0]) for row in self._rows(query)]
        self._db.execute("DELETE FROM statement WHERE id IN (SELECT statement FROM orphan)")
        self._db.execute("DELETE FROM orphan")
        self._db.execute("DELETE FROM dirty")
        return gone

    def statements(self) -> Iterator[Identity]:
        """All statements of the identity graph, by CURIE."""
        return (decode_identity(row[0]) for row in self._rows("SELECT content FROM statement ORDER BY id"))

    def statements_about(self, ids: Collection[str]) -> list[Identity]:
        """The statements of the identity graph about some things, by CURIE."""
        query = """SELECT DISTINCT statement.id, statement.content FROM signature
                   JOIN statement USING (component) WHERE signature.id = ?"""
        found = {row[0]: decode_identity(row[1]) for id_ in ids for row in self._rows(query, id_)}
        wanted = set(ids)
        return [found[key] for key in sorted(found) if wanted.intersection(found[key].entities)]

    def canonical(self, document: str) -> dict[str, Canonical]:
        """What the graph calls the entities of a report, by local CURIE."""
        query = """SELECT entity, id, name FROM profile JOIN signature USING (number)
                   WHERE document = ? AND id IS NOT NULL"""
        return {entity: Canonical(id_, name) for entity, id_, name in self._rows(query, document)}

    def readings_of(self, id: str) -> list[tuple[str, str, str]]:
        """Local CURIE, name there, and report of each reading of a thing of the graph, sorted."""
        query = """SELECT DISTINCT entity, called, document FROM signature JOIN profile USING (number)
                   WHERE id = ? ORDER BY entity, called, document"""
        return [(row[0], row[1], row[2]) for row in self._rows(query, id)]

    def meant_by(self, name: str) -> list[Canonical]:
        """The things that a person means by a name or CURIE, of the graph or of one report; by CURIE."""
        query = "SELECT DISTINCT id, name FROM signature WHERE ? IN (id, name, entity, called) AND id IS NOT NULL ORDER BY id"
        return [Canonical(row[0], row[1]) for row in self._rows(query, name)]

    def things(self, type: EntityType, name: str) -> list[str]:
        """The CURIEs of the things of a type that have that label, or that CURIE in the graph or in a report alone."""
        query = """SELECT DISTINCT id FROM signature
                   WHERE type = ? AND ? IN (id, name, entity) AND id IS NOT NULL ORDER BY id"""
        return [row[0] for row in self._rows(query, type.value, name)]

    def all_things(self, type: EntityType) -> list[tuple[str, str]]:
        """CURIE and label of each thing of a type, by label."""
        query = "SELECT DISTINCT id, name FROM signature WHERE type = ? AND id IS NOT NULL ORDER BY name, id"
        return [(row[0], row[1]) for row in self._rows(query, type.value)]

    def links(self) -> set[tuple[str, str, str]]:
        """CURIE, IRI elsewhere and note of each link."""
        return {(row[0], row[1], row[2]) for row in self._rows("SELECT id, iri, note FROM link")}

    def set_links(self, links: Iterable[tuple[str, str, str]]) -> None:
        """Keep these links and no others."""
        self._db.execute("DELETE FROM link")
        self._db.executemany("INSERT OR REPLACE INTO link VALUES (?, ?, ?)", links)

    # What is still to be written

    def stale(self) -> list[str]:
        """The reports whose graphs are to be written (or removed), sorted."""
        return [row[0] for row in self._rows("SELECT document FROM stale ORDER BY document")]

    def written(self, digests: Mapping[str, str]) -> None:
        """Note the digests of graphs that were written ("" for those removed)."""
        for document, digest in digests.items():
            self._db.execute("UPDATE reading SET digest = ? WHERE document = ?", (digest, document))
            self._db.execute("DELETE FROM stale WHERE document = ?", (document,))

    def digests(self) -> dict[str, str]:
        """The digest of each report's graph, by document."""
        return dict(self._rows("SELECT document, digest FROM reading ORDER BY document"))

    def counts(self, documents: Iterable[str]) -> dict[EntityType, int]:
        """How many things there are of each type in some reports, each thing once."""
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (document TEXT PRIMARY KEY) WITHOUT ROWID")
        self._db.execute("DELETE FROM chosen")
        self._db.executemany("INSERT OR IGNORE INTO chosen VALUES (?)", [(name,) for name in documents])
        query = """SELECT type, COUNT(DISTINCT id) FROM chosen JOIN profile USING (document)
                   JOIN signature USING (number) GROUP BY type"""
        return {EntityType(type_): count for type_, count in self._rows(query)}

    def setting(self, name: str) -> str:
        """The value of a setting, or ""."""
        row = self._row("SELECT value FROM setting WHERE name = ?", name)
        return row[0] if row else ""

    def set(self, name: str, value: str) -> None:
        """Keep a setting."""
        self._db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def _rows(self, query: str, *values: Any) -> Iterator[Any]:
        with _storage_errors():
            return self._db.execute(query, values)

    def _row(self, query: str, *values: Any) -> Any:
        return next(self._rows(query, *values), None)


def _connect(path: Path | None, read_only: bool) -> sqlite3.Connection:
    if path is None or (read_only and not path.exists()):
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.executescript(_SCHEMA)
        return connection
    if read_only:
        # A reader must be able to undo what a killed writer left half done; query_only keeps it from anything else.
        mode = "rw" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else "ro"
        uri = f"{path.resolve().as_uri()}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, timeout=_WAIT_S, isolation_level=None)
        connection.execute("PRAGMA query_only = ON")
    else:
        connection = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
        connection.execute("PRAGMA secure_delete = ON")  # a withdrawn report leaves nothing in the file
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_spill = OFF")  # or a long transaction would shut readers out
        connection.executescript(_SCHEMA)
    connection.execute("SELECT COUNT(*) FROM setting").fetchone()
    return connection


def _keys(profile: Profile) -> list[int]:
    """The keys of a profile as signed 64-bit numbers, sorted."""
    hashes = (hashlib.sha256(f"{profile.type.value} {key}".encode()).digest() for key in profile.keys)
    return sorted({int.from_bytes(found[:8], "big", signed=True) for found in hashes})


@contextmanager
def _storage_errors() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> StoreUnavailable:
    if "full" in str(error):
        return StoreUnavailable(
            "the store cannot be written: the disk is full", hint="free some space and run the command again"
        )
    if "disk I/O error" in str(error):
        return StoreUnavailable(
            "the store cannot be read or written: the disk does not obey",
            hint="check the disk, the space on it and any limit on the size of files, and run the command again",
        )
    if "locked" in str(error):
        return StoreUnavailable("the store is being written to by another process", hint="wait until it ends")
    return StoreUnavailable(
        f"the ledger of the store cannot be used: {error}",
        hint="build the reports again into another folder with `kg build --store FOLDER`",
    )
