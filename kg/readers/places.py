"""Whether a short text names an administrative division: a sign that a heading opens an item of a round-up."""

from __future__ import annotations

import re
from functools import cache

from kg import resources

#: Characters of the longest name looked for.
_LONGEST = 12


def begins_with_place(text: str) -> bool:
    """Whether a text begins with the name of a division, with its generic part (滕州市) or without (滕州)."""
    return any(text[:length] in _names() for length in range(2, min(len(text), _LONGEST) + 1))


@cache
def _names() -> frozenset[str]:
    """Names of divisions and their short forms; a city or county is often named without its generic part."""
    found: set[str] = set()
    for row in resources.gazetteer("divisions"):
        name = row["name"]
        stem = re.sub("(?:[省市县盟]|地区|自治[州县])$", "", name)
        found.update(form for form in (name, row["short"], stem) if len(form) >= 2)
    return frozenset(found)
