"""When a decision was taken: ISO 8601, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def moment(at: str) -> datetime:
    """The time that a decision gives; ValueError where it is none, or not UTC."""
    found = datetime.fromisoformat(at)
    if found.utcoffset() != timedelta(0):
        raise ValueError(f"{at} is no time in UTC")
    return found


def now() -> str:
    """The time of a decision that is taken now, to the microsecond, so that two of one person keep their order."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
