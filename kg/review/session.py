"""Decisions taken one after the other, by a key each; how keys are asked for is the caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.model import Action, Decision, Statement
from kg.review import decide
from kg.review.claims import statement_of
from kg.review.decide import Signature
from kg.review.values import entity_type, relation, thing_named, value_of
from kg.review.worklist import Item, Kind

if TYPE_CHECKING:
    from kg.rdf.read import Matching

_LABELS = {
    "a": "认可 accept",
    "r": "否决 reject",
    "e": "修改 edit",
    "d": "补充 add a fact",
    "m": "合并 merge",
    "x": "拆开 keep apart",
    "s": "跳过 skip",
    "q": "结束 quit",
}
_KEYS = {Kind.PROPOSAL: "mxsq", Kind.CANDIDATE: "dsq"}
_OF_FACTS = "aresq"


def keys(item: Item) -> dict[str, str]:
    """The keys that an item takes, with what they do."""
    return {key: _LABELS[key] for key in _KEYS.get(item.kind, _OF_FACTS)}


def lines(item: Item) -> Iterator[str]:
    """What to show of an item before asking."""
    yield f"[{item.kind.zh} {item.kind.value}] {item.claim}"
    if item.quote:
        yield f"  {item.quote}"
    if item.note:
        yield f"  {item.note}"
    yield f"  {item.id}" + (f"  {item.document}" if item.document else "")


@dataclass
class Session:
    """A sitting: `ask(question, choices)` gives an answer ("" for any text), `tell` shows a line, `write` keeps a decision."""

    store: Matching
    sign: Callable[[str], Signature]
    ask: Callable[[str, str], str]
    tell: Callable[[str], None]
    write: Callable[[Decision], None]

    def run(self, items: Iterable[Item]) -> int:
        """Go through the items until they end or the person does; how many decisions were taken."""
        taken = 0
        for item in items:
            self.tell("")
            for line in lines(item):
                self.tell(line)
            choices = keys(item)
            self.tell("  " + "  ".join(f"{key} {label}" for key, label in choices.items()))
            key = self.ask("?", "".join(choices))
            if key == "q":
                break
            if key == "s":
                continue
            try:
                decision = self._decide(item, key)
            except KgError as error:  # the person mistyped: nothing is written, the sitting goes on
                self.tell(f"  未记录 not taken: {error}" + (f" ({error.hint})" if error.hint else ""))
                continue
            self.write(decision)
            taken += 1
        return taken

    def _decide(self, item: Item, key: str) -> Decision:
        if key == "d":
            return self._add(item)
        if key in "mx":
            make = decide.merge if key == "m" else decide.apart
            return make(self.store, item.pair[0], item.pair[1], self._sign())
        assert item.row is not None
        if key == "e":
            old = statement_of(self.store, item.row)
            text = self.ask("改为 object", "")
            value = value_of(self.store, old.predicate, text, "", old.object)
            return decide.edit(self.store, item.row, self._sign(), object=value)
        action = Action.ACCEPT if key == "a" else Action.REJECT
        return decide.on_fact(self.store, item.row, action, self._sign())

    def _add(self, item: Item) -> Decision:
        kind = entity_type(self.ask("主体类别 type of subject", ""))
        subject = thing_named(self.store, self.ask("主体 subject", ""), kind)
        predicate = relation(self.ask("关系 relation", ""))
        value = value_of(self.store, predicate, self.ask("对象 object", ""))
        quote = self.ask("原文 quote", "")
        return decide.add(self.store, item.document, Statement(subject, predicate, value), quote, self._sign())

    def _sign(self) -> Signature:
        return self.sign(self.ask("理由 why (可空 may be empty)", ""))
