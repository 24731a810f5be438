"""Decisions from a spreadsheet that `kg.review.sheet` wrote and a person filled in, row by row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import KgError, ReviewError
from kg.model import Action, Decision, Statement, plain
from kg.rdf import ontology
from kg.review import decide
from kg.review.claims import check_statement
from kg.review.decide import Signature
from kg.review.moments import now
from kg.review.record import anchors_of, check, decision_of, statement_of
from kg.review.sheet import Row, unescape
from kg.review.values import entity_type, relation, thing_named, value_of

if TYPE_CHECKING:
    from kg.rdf.read import Matching

_NEEDED = ("action", "decision", "data")
_MORE = 10
_HINT = "nothing was imported: mend the row and import again"


def import_sheet(content: bytes, store: Matching, known: Sequence[Decision], by: str, why: str = "") -> list[Decision]:
    """The decisions of a sheet that `known` does not hold, in the order of the rows; `by` signs rows without a
    name, `why` gives their reason where they have none.

    A row with an empty `action` is passed over. Raises ReviewError for the first row that makes no sense, with line and
    column; the hint names further ones. Nothing counts unless every row does.
    """
    contents = {_content(decision) for decision in known}
    ids = {decision.id for decision in known}
    found: list[Decision] = []
    wrong: list[ReviewError] = []
    for number, row in _rows(content):
        try:
            decision = _decision(row, store, by, why)
        except _Cell as error:
            wrong.append(ReviewError(str(error), line=number, column=error.column, hint=error.hint))
            continue
        is_new = decision and decision.id not in ids and (row.get("decision") or _content(decision) not in contents)
        if decision and is_new:
            found.append(decision)
            ids.add(decision.id)
            contents.add(_content(decision))
    if wrong:
        wrong[0].hint = "; ".join(filter(None, (wrong[0].hint, *map(str, wrong[1:_MORE])))) or _HINT
        raise wrong[0]
    return found


class _Cell(Exception):
    """What is wrong with a cell."""

    def __init__(self, column: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.column = column
        self.hint = hint


def _content(decision: Decision) -> str:
    """What was decided, without by whom, when and why: a sheet that is imported twice decides once."""
    record = plain(decision)
    return json.dumps({n: value for n, value in record.items() if n not in ("by", "at", "why")}, sort_keys=True)


def _rows(content: bytes) -> Iterator[tuple[int, Row]]:
    """The rows with their numbers as a spreadsheet shows them; the header is row 1."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")  # what Excel saves on a Chinese Windows
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [name.strip() for name in next(lines, [])]
    if missing := [name for name in _NEEDED if name not in header]:
        raise ReviewError(
            f"the sheet lacks the column {missing[0]}",
            line=1,
            hint="fill in the file that `kg review export` wrote and keep its first row",
        )
    try:
        for number, cells in enumerate(lines, 2):
            row = {name: unescape(cell).strip() for name, cell in zip(header, cells, strict=False)}
            if any(row.values()):
                yield number, row
    except csv.Error as error:
        raise ReviewError(
            f"the sheet is no CSV: {error}", line=lines.line_num, hint="save it as CSV (UTF-8)"
        ) from error


def _decision(row: Row, store: Matching, by: str, why: str) -> Decision | None:
    if row.get("decision"):
        return _taken_before(row)
    if not row["action"]:
        if row.get("to_object"):
            raise _Cell("action", "to_object is filled in, but not what to do", "write edit, or 修改")
        return None
    action = _action(row["action"])
    signed = Signature(row.get("by") or by, now(), row.get("why") or why)
    try:
        made = _ABOUT_FACTS.get(action, _about_store)(row, action, store, signed)
        check(made)
    except _Cell:
        raise
    except (KgError, ValueError) as error:
        raise _Cell("action", str(error), getattr(error, "hint", "")) from error
    return made


def _action(word: str) -> Action:
    for action in Action:
        concept = ontology().concepts[f"kg:{action.value}"]
        if word.lower() in (action.value, concept.label_zh):
            return action
    known = ", ".join(f"{a.value} {ontology().concepts[f'kg:{a.value}'].label_zh}" for a in Action)
    raise _Cell("action", f"{word} is no action", f"actions are {known}")


def _taken_before(row: Row) -> Decision:
    try:
        decision = decision_of(json.loads(row["data"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _Cell("data", f"this is no decision ({error})", "take the cell from the exported file") from error
    if decision.id != row["decision"]:
        raise _Cell("decision", "this is not the id of the decision in data", "take both cells from the exported file")
    if row["action"] != decision.action.value:
        raise _Cell("action", "a decision that was taken is not edited", "decide again in a row with no decision id")
    return decision


def _on_fact(row: Row, action: Action, store: Matching, signed: Signature) -> Decision:
    try:
        record = json.loads(row["data"])
        statement, anchors = statement_of(record["statement"]), anchors_of(record["anchors"])
    except (KeyError, TypeError, ValueError) as error:
        raise _Cell("data", f"this is no fact ({error})", "take the row from the exported file") from error
    to = None
    if action is Action.EDIT:
        if not row.get("to_object"):
            raise _Cell("to_object", "an edit needs what should stand there")
        to = _edited(row, store, statement)
    elif row.get("to_object"):
        raise _Cell("to_object", f"{action.value} changes nothing, but to_object is filled in", "write edit, or 修改")
    return Decision(action, signed.by, signed.at, signed.why, statement, anchors, to=to)


def _edited(row: Row, store: Matching, statement: Statement) -> Statement:
    try:
        value = value_of(store, statement.predicate, row["to_object"], row.get("to_type", ""), statement.object)
        to = Statement(statement.subject, statement.predicate, value, statement.qualifiers)
        check_statement(to)
    except KgError as error:
        raise _Cell("to_object", str(error), error.hint) from error
    return to


def _add(row: Row, action: Action, store: Matching, signed: Signature) -> Decision:
    for column in ("document", "subject", "subject_type", "predicate", "object", "quote"):
        if not row.get(column):
            raise _Cell(column, "a fact that is added needs this")
    predicate = _cell("predicate", relation, row["predicate"])
    kind = _cell("subject_type", entity_type, row["subject_type"])
    subject = _cell("subject", thing_named, store, row["subject"], kind)
    value = _cell("object", value_of, store, predicate, row["object"], row.get("object_type", ""))
    anchor = _cell("quote", decide.quoted, store, row["document"], row["quote"])
    statement = Statement(subject, predicate, value)
    check_statement(statement)
    return Decision(action, signed.by, signed.at, signed.why, statement, (anchor,))


def _cell(column: str, make: Callable[..., Any], *arguments: object) -> Any:
    try:
        return make(*arguments)
    except KgError as error:
        raise _Cell(column, str(error), error.hint) from error


def _about_store(row: Row, action: Action, store: Matching, signed: Signature) -> Decision:
    """A merge of `subject` and `object`, a split of `subject` in `document`, another name `to_object` for `subject`."""
    needed = {Action.MERGE: "object", Action.SPLIT: "document", Action.RENAME: "to_object"}[action]
    for column in ("subject", needed):
        if not row.get(column):
            raise _Cell(column, f"{action.value} needs this")
    if action is Action.MERGE:
        return decide.merge(store, row["subject"], row["object"], signed)
    if action is Action.SPLIT:
        return decide.split(store, row["subject"], row["document"].split("；"), signed)
    return decide.rename(store, row["subject"], row["to_object"], signed)


_ABOUT_FACTS: dict[Action, Callable[[Row, Action, Matching, Signature], Decision]] = {
    Action.ACCEPT: _on_fact,
    Action.REJECT: _on_fact,
    Action.EDIT: _on_fact,
    Action.ADD: _add,
}
