"""A quote in its sentence: what a person reads to see whether a fact is so."""

from __future__ import annotations

from dataclasses import dataclass

from kg.search.text import SENTENCE_END, one_line

#: A sentence is shown up to this many characters on either side of the quote.
_FURTHEST = 200


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote and what stands before and after it, each on one line; `…` marks where more was cut off."""

    before: str
    quote: str
    after: str

    def marked(self, opening: str = "【", closing: str = "】") -> str:
        """The passage as a text with marks around the quote."""
        return f"{self.before}{opening}{self.quote}{closing}{self.after}"


def passage(text: str, start: int, end: int, context: int | None = None) -> Passage:
    """The quote at `[start, end)` of a text, in code points, in its sentence or in `context` characters around."""
    furthest = _FURTHEST if context is None else context
    first, last = max(start - furthest, 0), min(end + furthest, len(text))
    cut_before, cut_after = first > 0, last < len(text)
    if context is None:
        for match in SENTENCE_END.finditer(text, first, start):
            first, cut_before = match.end(), False
        if found := SENTENCE_END.search(text, max(end - 1, start), last):
            last, cut_after = max(found.end(), end), False
    before, after = one_line(text[first:start]), one_line(text[end:last])
    return Passage(
        "…" + before if cut_before and before else before,
        one_line(text[start:end]),
        after + "…" if cut_after and after else after,
    )
