"""The review log: decisions of people, a line of JSON each, in a plain file that is only ever appended to.

Two people may each append to a copy and merge them as git does, line by line: the order of lines means nothing, equal
lines count once, and what decides between two decisions about one thing is their time, then their id.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from kg.errors import ReviewError
from kg.model import Decision, plain
from kg.review.moments import moment
from kg.review.record import decision_of

VERSION = 1
VARIABLE, REVIEWER = "KG_REVIEW", "KG_REVIEWER"
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")  # what git leaves in a file that it could not merge


def default_path(store: str | Path) -> Path:
    """Beside the store, so that removing the store never removes decisions: `kg-store.review.jsonl`."""
    folder = Path(store)
    return folder.with_name(f"{folder.name}.review.jsonl")


def log_path(store: str | Path, given: str | Path | None = None) -> Path:
    """The log to use: the one given, else `$KG_REVIEW`, else the one beside the store."""
    return Path(given or os.environ.get(VARIABLE) or default_path(store))


def read_log(path: str | Path) -> tuple[Decision, ...]:
    """The decisions of a log, each once, by time and then by id; none where there is no file.

    Raises ReviewError with the line of what is damaged, of a newer version, or left over from a merge.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ()
    found: dict[str, Decision] = {}
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            decision = _decision(line, path, number)
            found[decision.id] = decision
    return in_order(found.values())


def in_order(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions, each once, by time and then by id."""
    distinct = {decision.id: decision for decision in decisions}
    return tuple(sorted(distinct.values(), key=lambda decision: (moment(decision.at), decision.id)))


def _decision(line: bytes, path: Path, number: int) -> Decision:
    if line.startswith(tuple(mark.encode() for mark in _CONFLICT)):
        raise ReviewError(
            "git left a conflict here",
            path=path,
            line=number,
            hint="keep the lines of both sides and delete the marks: the order of lines means nothing",
        )
    try:
        record: Any = json.loads(line.decode("utf-8"))
        if not isinstance(record, dict):
            raise ValueError("a decision is an object in braces")
    except ValueError as error:
        raise ReviewError(
            f"this line is no decision ({error})",
            path=path,
            line=number,
            hint="the line was cut off or edited: restore it from git or a backup, or delete it",
        ) from error
    if isinstance(record.get("version"), int) and record["version"] > VERSION:
        raise ReviewError(
            f"this decision was written by a newer version of kg (format {record['version']}, known: {VERSION})",
            path=path,
            line=number,
            hint="install the newest report-kg: pip install -U report-kg",
        )
    try:
        decision = decision_of(record)
        if record.get("id", decision.id) != decision.id:
            raise ValueError("its id is not that of its content")
    except (KeyError, TypeError, ValueError) as error:
        reason = f"{error.args[0]} is missing" if isinstance(error, KeyError) else error
        raise ReviewError(
            f"this decision makes no sense: {reason}",
            path=path,
            line=number,
            hint="decisions are not edited but overridden by later ones: restore the line, or delete it",
        ) from error
    return decision


def line_of(decision: Decision) -> str:
    """The line of a decision: its record with version and id, keys sorted, Chinese as it is."""
    record = plain(decision) | {"version": VERSION, "id": decision.id}
    return json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n"


def append(path: str | Path, decisions: Sequence[Decision]) -> int:
    """Add decisions that the log does not hold yet, on disk before this returns; how many they were.

    Several processes may append at once. Raises ReviewError where the log is damaged, OSError where it cannot be written.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file, _locked(file):
        known = {decision.id for decision in read_log(path)}
        new = [decision for decision in in_order(decisions) if decision.id not in known]
        file.seek(0, os.SEEK_END)
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":  # an editor or a merge took the last line's end
                file.write(b"\n")
        file.write("".join(map(line_of, new)).encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
    return len(new)


@contextlib.contextmanager
def _locked(file: IO[bytes]) -> Iterator[None]:
    """Alone in a file until the block ends; where the system has no such lock, as on Windows, without one."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover
        yield
        return
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def reviewer() -> str:
    """Who decides, if nothing else is said: `$KG_REVIEWER`, else git's user.name, else the login name."""
    if name := os.environ.get(REVIEWER, "").strip():
        return name
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(["git", "config", "user.name"], capture_output=True, encoding="utf-8", timeout=5)
        if name := done.stdout.strip():
            return name
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "anonymous"
