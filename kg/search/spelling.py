"""Names as they are typed without an input method: pinyin in full (shenweimin) and by initials (swm)."""

from __future__ import annotations

import gc
import re
import unicodedata
from functools import cache
from itertools import product
from typing import Any

from kg.search.text import fold

#: So many characters of a name are spelt: nobody types a whole headline in pinyin.
_LONGEST = 16
_MOST_READINGS = 4
_LETTERS = re.compile(r"[a-z0-9]+")


def spellings(name: str, is_person: bool) -> list[tuple[str, str]]:
    """Full pinyin and initials of a name, the likely one first; none where it has no Chinese character.

    A character has the reading it has in that word (重庆 is chongqing); of a person's family name, whose reading the
    word does not tell, every reading counts (曾 is zeng and ceng).
    """
    pinyin = _library()
    folded = fold(name)[:_LONGEST]
    if folded.isascii() or not folded:
        return []
    usual = pinyin.lazy_pinyin(folded, errors=list)
    firsts = [usual[0]]
    if is_person and len(folded) <= 4:
        firsts += [r for r in pinyin.pinyin(folded[0], style=pinyin.Style.NORMAL, heteronym=True)[0] if r not in firsts]
    found: dict[tuple[str, str], None] = {}
    for first, rest in product(firsts[:_MOST_READINGS], [usual[1:]]):
        syllables = [s if s.isascii() and s.isalnum() else key(s) for s in (first, *rest)]
        found[("".join(syllables), "".join(map(_initial, syllables)))] = None
    return [pair for pair in found if pair[0]]


@cache
def _library() -> Any:
    """The library of pinyin; its dictionary is 50,000 objects at once, which garbage collection need not look at."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        import pypinyin
    finally:
        if enabled:
            gc.enable()
    return pypinyin


def _initial(syllable: str) -> str:
    """The first letter of a syllable; digits stay whole, as people type them."""
    return syllable if syllable.isdigit() else syllable[:1]


def key(typed: str) -> str:
    """What a person typed as pinyin: small letters and digits without tones, spaces and apostrophes; ü is v."""
    folded = unicodedata.normalize("NFC", typed).casefold()
    folded = re.sub("[üǖǘǚǜ]", "v", folded)
    return "".join(_LETTERS.findall(unicodedata.normalize("NFKD", folded)))


def is_pinyin(typed: str) -> bool:
    """Whether a text may be pinyin: Latin letters and digits, with or without tones, and nothing else."""
    folded = fold(typed)
    return bool(folded) and all(c < "\u0370" for c in folded) and any(c.isalpha() for c in folded)
