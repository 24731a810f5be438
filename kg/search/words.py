"""What a person types into a search, understood: words, "phrases", -without. Any text is a legal search."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.search.text import PAUSE, clean, words

_PART = re.compile(r"""(-?)(?:["“”＂„«»]([^"“”＂„«»]*)(?:["“”＂„«»]|$)|((?:(?!["“＂„«])\S)+))""")
#: More words and longer phrases than anyone types; a text that is pasted is cut here.
_MOST_WORDS, _LONGEST = 32, 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """The phrases, each a tuple of folded words, that must stand in one sentence, and those that must not.

    `texts` are the parts as typed, for names, in which every character counts.
    """

    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    texts: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @property
    def fts(self) -> str:
        """The same in the language of FTS5; "" where nothing is asked for."""
        if not self.phrases:
            return ""
        wanted = " AND ".join(map(_quoted, self.phrases))
        return f"({wanted})" + "".join(f" NOT {_quoted(phrase)}" for phrase in self.without)


def parse(text: str, simple: Mapping[str, str]) -> Wanted:
    """What a text asks for; a quote that is not closed reaches to the end."""
    kept: dict[str, tuple[str, ...]] = {}
    left: dict[str, tuple[str, ...]] = {}
    for sign, quoted, bare in _PART.findall(clean(text)):
        part = quoted or bare
        phrase = _phrase(part, simple)
        into = left if sign else kept
        if phrase and len(into) < _MOST_WORDS:
            into.setdefault(part, phrase)
    return Wanted(tuple(dict.fromkeys(kept.values())), tuple(dict.fromkeys(left.values())), tuple(kept), tuple(left))


def _phrase(text: str, simple: Mapping[str, str]) -> tuple[str, ...]:
    found = [word.text for word in words(text, simple)][:_LONGEST]
    while found and found[0] == PAUSE:
        found.pop(0)
    while found and found[-1] == PAUSE:
        found.pop()
    return tuple(found)


def _quoted(phrase: tuple[str, ...]) -> str:
    """A phrase in quotes; its words are letters, digits and Chinese characters only, so nothing need be escaped."""
    return f'"{" ".join(phrase)}"'
