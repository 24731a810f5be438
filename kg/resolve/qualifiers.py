"""The qualifiers of several claims of one content, as one."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model import Literal, Term

_SPEECH_ROLE = "kg:speechRole"


def merged(qualifiers: Iterable[tuple[str, Term]]) -> tuple[tuple[str, Term], ...]:
    """The first value of each qualifier stands, but all speeches are kept (致辞、讲话); sorted by name."""
    found: dict[str, Term] = {}
    for name, value in qualifiers:
        old = found.get(name)
        if old is None:
            found[name] = value
        elif name == _SPEECH_ROLE and isinstance(old, Literal) and isinstance(value, Literal):
            said = dict.fromkeys((*old.value.split("、"), *value.value.split("、")))
            found[name] = Literal("、".join(said), old.datatype, old.language)
    return tuple(sorted(found.items(), key=lambda pair: pair[0]))
