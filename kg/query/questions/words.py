"""What the words of questions mean: the concepts of `queries/question_words.tsv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg import resources
from kg.errors import GazetteerError
from kg.query.questions.text import fold

#: light: says nothing of what is asked; weak: a noun that the answer need not be about; strong: must be explained.
_WEIGHTS = ("light", "weak", "strong")


@dataclass(frozen=True, slots=True)
class Words:
    """Folded word to its concepts, and concept to its weight."""

    concepts: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, str]
    longest: int

    def is_light(self, word: str) -> bool:
        """Whether none of the word's concepts matters."""
        return all(self.weights[concept] == "light" for concept in self.concepts.get(word, ()))


@cache
def words() -> Words:
    """The words that we know; GazetteerError for a weight that there is not."""
    concepts: dict[str, list[str]] = {}
    weights: dict[str, str] = {}
    for row in resources.question_words():
        concept, weight = row["concept"], row["weight"]
        if weight not in _WEIGHTS:
            raise GazetteerError(f"{weight} is none of {', '.join(_WEIGHTS)}", path="question_words.tsv")
        weights[concept] = weight
        if concept.startswith("kg:"):
            continue
        for word in row["words"].split("|"):
            if key := fold(word):
                for form in (key, *_with_aspect(key)):
                    found = concepts.setdefault(form, [])
                    if concept not in found:
                        found.append(concept)
    return Words({k: tuple(v) for k, v in concepts.items()}, weights, max(map(len, concepts)))


@cache
def type_words() -> dict[str, str]:
    """Folded word to the type of events that it tells of: 开幕 is `kg:launch_ceremony`."""
    rows = [row for row in resources.question_words() if row["concept"].startswith("kg:")]
    return {fold(word): row["concept"] for row in rows for word in row["words"].split("|")}


def _with_aspect(word: str) -> tuple[str, ...]:
    """露过面 and 讲了话 beside 露面 and 讲话: verbs of two characters take 过 and 了 between them."""
    is_chinese = len(word) == 2 and not word.isascii()
    return (f"{word[0]}过{word[1]}", f"{word[0]}了{word[1]}") if is_chinese else ()
