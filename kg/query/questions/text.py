"""A question without case, width, marks and 的, with a map back to what was typed."""

from __future__ import annotations

from dataclasses import dataclass

from kg.query.names import fold as fold_name

#: 的 stands or is missing between a name and what belongs to it: 宝山区的质量月, 宝山区质量月.
_PARTICLE = "的"


def fold(text: str) -> str:
    """A name or word as it is compared with a question."""
    return "".join(char for char in fold_name(text) if char.isalnum() and char != _PARTICLE)


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded characters, and for each its place in the question."""

    source: str
    chars: str
    places: tuple[int, ...]

    def quote(self, start: int, end: int) -> str:
        """What was typed from the folded position `start` to `end`."""
        return self.source[self.places[start] : self.places[end - 1] + 1] if end > start else ""

    def is_edge(self, position: int) -> bool:
        """Whether a word may begin or end here: not between two Latin letters or digits that touch."""
        if position in (0, len(self.chars)):
            return True
        before, after = self.chars[position - 1], self.chars[position]
        touching = self.places[position] - self.places[position - 1] <= 1
        return not (touching and before.isascii() and after.isascii() and before.isalnum() and after.isalnum())


def folded(question: str) -> Folded:
    """The question, folded."""
    chars, places = [], []
    for place, character in enumerate(question):
        for char in fold(character):
            chars.append(char)
            places.append(place)
    return Folded(question, "".join(chars), tuple(places))
