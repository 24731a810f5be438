"""The sentence of a report that a fact rests on, found by the literal words that were kept as its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.evaluate.names import fold
from kg.query.passages import Passage, passage


class ReportText:
    """The text of a report, searched without regard to white space, punctuation and the way characters are written.

    `headings` are those of its sections, by number; a heading that the text lacks leaves its section out.
    """

    def __init__(self, text: str, headings: Mapping[int, str] | None = None) -> None:
        self._text = text
        letters = [(letter, position) for position, raw in enumerate(text) for letter in fold(raw)]
        self._folded = "".join(letter for letter, _ in letters)
        self._positions = [position for _, position in letters]
        self._sections = self._cut(headings or {})

    def _cut(self, headings: Mapping[int, str]) -> dict[int, tuple[int, int]]:
        starts: list[tuple[int, int]] = []
        after = 0
        for section, heading in sorted(headings.items()):
            wanted = fold(heading)
            found = self._folded.find(wanted, after) if section and wanted else 0
            if found >= 0:
                starts.append((section, found))
                after = found + (len(wanted) if section else 0)
        if not starts:
            return {}
        ends = [start for _, start in starts[1:]] + [len(self._folded)]
        return {section: (start, end) for (section, start), end in zip(starts, ends, strict=True)}

    def sentence(self, section: int, spans: Iterable[str]) -> Passage | None:
        """The first of the spans that stands in the section, else in the report, in its sentence."""
        wanted = [span for span in map(fold, spans) if span]
        start, end = self._sections.get(section, (0, len(self._folded)))
        for first, last in dict.fromkeys(((start, end), (0, len(self._folded)))):
            for span in wanted:
                found = self._folded.find(span, first, last)
                if found >= 0:
                    begin, final = self._positions[found], self._positions[found + len(span) - 1]
                    return passage(self._text, begin, final + 1)
        return None
