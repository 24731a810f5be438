"""What a type says about identity: seals that make readings one, bars that keep them apart, hints that make them alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.resolve.profile import Profile


@dataclass(frozen=True, slots=True)
class Seal:
    """Evidence that is strong enough: readings with an equal `key` are one thing, unless a bar keeps them apart.

    `tier` orders evidence: what a lower tier joins is one before a higher tier is asked, and bars count from their
    own tier on. `reason` is a Chinese sentence with the values.
    """

    tier: int
    key: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A feature whose values exclude each other (the day of an event) from a tier on; `say` makes the sentence.

    Where it is not `decisive` (two legal forms of one name), what it keeps apart may still be one: it is proposed.
    """

    tier: int
    feature: str
    say: str  # with {0} and {1} for the values
    show: Callable[[str], str] = str
    decisive: bool = True


@dataclass(frozen=True, slots=True)
class Hint:
    """What makes two things alike without making them one; equal keys are compared. "" as reason: only comparable."""

    key: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True)
class Rules:
    """The rules of one type; all are functions of a profile alone."""

    seals: Callable[[Profile], Iterable[Seal]]
    hints: Callable[[Profile], Iterable[Hint]]
    bars: tuple[Bar, ...] = ()
    #: Features by which two things of one CURIE are told apart in it, the most readable first, each with its display.
    discriminators: tuple[str, ...] = ()
    #: The fullest official name of several: the greatest by this key.
    fullness: Callable[[Profile, str], tuple[object, ...]] = field(default=lambda _, name: (len(name),))
    #: Reasons against two clusters being one, besides bars; values of their profiles by feature.
    against: Callable[[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]], Sequence[str]] = field(
        default=lambda _left, _right: ()
    )
