"""A fact diff for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from kg.compare.diff import FactDiff

if TYPE_CHECKING:
    from kg.rdf import FactRow

#: How many entries `render` shows unless told otherwise.
SHOWN = 40
_SIGN = {"added": "+", "gone": "-", "changed": "~"}
#: Name of a style ("added", "gone", "changed") and the text to be shown in it.
Style = Callable[[str, str], str]
Entry = tuple[str, "FactRow | None", "FactRow | None", tuple[str, ...]]


def summary(diff: FactDiff) -> str:
    """One line: how many facts were added, gone, changed."""
    if not diff:
        return "事实无变化 / no fact changed"
    added, gone, changed = len(diff.added), len(diff.gone), len(diff.changed)
    return f"事实新增 {added}，消失 {gone}，改变 {changed} / {added} added, {gone} gone, {changed} changed"


def render(diff: FactDiff, limit: int | None = SHOWN, style: Style = lambda _, text: text) -> str:
    """The entries report by report, in the order of the text: added `+`, gone `-`, changed `~`, each with its quotes.

    At most `limit` entries and how many more there are; None shows all. "" where nothing changed.
    """
    entries = sorted(_entries(diff), key=_order)
    lines: list[str] = []
    report = None
    for entry in islice(entries, limit):
        row = _row(entry)
        if row.document != report:
            report = row.document
            lines.append(row.document_title or row.document)
        lines += _lines(entry, style)
    if limit is not None and len(entries) > limit:
        lines.append(f"…… 另有 {len(entries) - limit} 条 / {len(entries) - limit} more")
    return "".join(f"{line}\n" for line in lines)


def records(diff: FactDiff) -> Iterator[dict[str, Any]]:
    """Each entry for programs: `change` ("added", "gone", "changed"), `what` changed, and the facts `old` and `new`."""
    for kind, old, new, what in sorted(_entries(diff), key=_order):
        yield {"change": kind, "what": list(what), "old": _record(old), "new": _record(new)}


def _entries(diff: FactDiff) -> Iterator[Entry]:
    yield from (("gone", row, None, ()) for row in diff.gone)
    yield from (("added", None, row, ()) for row in diff.added)
    yield from (("changed", change.old, change.new, change.what) for change in diff.changed)


def _row(entry: Entry) -> FactRow:
    row = entry[2] or entry[1]
    assert row is not None
    return row


def _order(entry: Entry) -> tuple[object, ...]:
    row = _row(entry)
    return (row.document, row.section, row.evidence, row.subject_label, row.predicate, row.object_label, entry[0])


def _record(row: FactRow | None) -> dict[str, Any] | None:
    if row is None:
        return None
    from kg.rdf import predicate_labels

    names = ("document", "document_title", "section", "subject", "subject_label", "subject_type", "predicate")
    return {name: getattr(row, name) for name in names} | {
        "predicate_label_zh": row.predicate_label_zh,
        "predicate_label_en": predicate_labels("en").get(row.predicate, row.predicate),
        "object": row.object,
        "object_label": row.object_label,
        "object_type": row.object_type,
        "qualifiers": [list(pair) for pair in row.qualifiers],
        "quotes": [quote for _, _, quote, _, _ in row.evidence],
    }


def _lines(entry: Entry, style: Style) -> Iterator[str]:
    kind, old, new, what = entry
    row = _row(entry)
    sides = [side for side in (old, new) if side is not None]
    claim = f"{_arrow(sides, _subject)} · {row.predicate_label_zh} · {_arrow(sides, _object)}"
    yield style(kind, f"  {_SIGN[kind]} 第 {row.section} 节  {claim}{_arrow(sides, _qualifiers)}")
    if kind != "changed" or "quote" in what:
        yield f"      {_arrow(sides, _quotes)}"


def _arrow(sides: list[FactRow], part: Callable[[FactRow], str]) -> str:
    """What a part was and is, or, where both are the same, is."""
    return " → ".join(dict.fromkeys(part(side) for side in sides))


def _subject(row: FactRow) -> str:
    from kg.query.table import one_line

    return one_line(row.subject_label)


def _object(row: FactRow) -> str:
    from kg.query.table import one_line

    return one_line(row.object_label)


def _qualifiers(row: FactRow) -> str:
    from kg.query.table import one_line
    from kg.rdf import predicate_labels

    labels = predicate_labels()
    shown = "；".join(f"{labels.get(name, name)} {one_line(value)}" for name, value in row.qualifiers)
    return f"（{shown}）" if shown else ""


def _quotes(row: FactRow) -> str:
    from kg.query.table import one_line

    return " / ".join(dict.fromkeys(f"「{one_line(quote)}」" for _, _, quote, _, _ in row.evidence))
