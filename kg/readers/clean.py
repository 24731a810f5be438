"""Paragraphs into `Document.clean`: one to one per character, with the map back to the source.

Simplified characters, half-width digits and letters, Chinese quotes; white space runs become one space; nothing is
written that has no character of the source behind it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from kg.readers.draft import Line
from kg.readers.patterns import characters

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
#: No space is kept beside these, U+3014 and U+3015 among them: the brackets of document numbers.
_WIDE = "，。、；：！？（）“”‘’《》【】\u3014\u3015…—"
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_SWAPS = str.maketrans({"「": "“", "」": "”", "『": "‘", "』": "’", "\uff05": "%"})
#: A space that only sets off digits, or spreads a name of two characters to the width of three.
_SPREAD = re.compile(
    rf"(?<=\d) (?=[年月日时分号届期批项个家名人次万亿元场支位类余多%])"
    rf"|(?<=[第约共近超达年月日至]) (?=\d)"
    rf"|(?<![{_HAN}\d])(?<=[{_HAN}]) (?=[{_HAN}](?![{_HAN}]))"
)


class Cleaner:
    """Collects clean characters and their offsets, paragraph after paragraph."""

    def __init__(self, text: str, *, traditional: bool = False) -> None:
        self.text = text
        self.traditional = traditional
        self.characters: list[str] = []
        self.offsets: list[int] = []

    def paragraph(self, lines: Sequence[Line]) -> tuple[int, int] | None:
        """Add a paragraph; its span of clean text, or None where nothing of it is left."""
        pairs = _tidy(_joined(self.text, lines), self.traditional)
        if not pairs:
            return None
        if self.characters:
            self.characters.append("\n")
            self.offsets.append(_line_end(self.text, self.offsets[-1] + 1, pairs[0][1]))
        start = len(self.characters)
        self.characters.extend(character for character, _ in pairs)
        self.offsets.extend(offset for _, offset in pairs)
        return start, len(self.characters)


def _joined(text: str, lines: Sequence[Line]) -> list[tuple[str, int]]:
    """The characters of the lines with their offsets; between Latin words the line break becomes a space.

    Where a line has `glue`, that mark stands for the line break or white space before it.
    """
    pairs: list[tuple[str, int]] = []
    for line in lines:
        mark = line.glue or (" " if pairs and _needs_space(pairs[-1][0], line.content[0]) else "")
        if pairs and mark:
            pairs.append((mark, _line_end(text, pairs[-1][1] + 1, line.span.start)))
        pairs.extend((text[i], i) for i in range(line.span.start, line.span.end) if text[i] not in _INVISIBLE)
    return pairs


def _line_end(text: str, start: int, end: int) -> int:
    """Where the first line ends in a stretch of the source, or its start where none does."""
    return next((i for i in range(start, end) if text[i] in "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), start)


def _needs_space(before: str, after: str) -> bool:
    if not (before.isascii() and after.isascii() and after.isalnum()):
        return False
    return (before.isalnum() and not (before.isdigit() and after.isdigit())) or (
        before in ",.;:!?)" and after.isalpha()
    )


def _tidy(pairs: list[tuple[str, int]], traditional: bool) -> list[tuple[str, int]]:
    narrow = [(_narrow(character), offset) for character, offset in pairs]
    text = "".join(character for character, _ in narrow)
    if traditional:
        text = simplify(text)
    text = _punctuate(text)
    kept = [(character, offset) for character, (_, offset) in zip(text, narrow, strict=True)]
    return _drop_footnotes(_drop_spread(_collapse(kept)))


def _narrow(character: str) -> str:
    """Half-width for a full-width digit or letter, the plain Han character for a radical or compatibility form."""
    code = ord(character)
    if character.isspace():
        return " "
    if 0xFF10 <= code <= 0xFF19 or 0xFF21 <= code <= 0xFF3A or 0xFF41 <= code <= 0xFF5A:
        return chr(code - 0xFEE0)
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF:
        plain = unicodedata.normalize("NFKC", character)
        return plain if len(plain) == 1 else character
    return character.translate(_SWAPS)


def _punctuate(text: str) -> str:
    """Chinese marks for ASCII ones after a Han character, curly quotes for straight ones that pair up."""
    text = re.sub(rf"(?<=[{_HAN}])[\u2022\u2027\u30fb\uff65](?=[{_HAN}])", "·", text)
    text = re.sub(rf"(?<=[{_HAN}”’）》])[,:;?!]", lambda match: "，：；？！"[",:;?!".index(match[0])], text)
    if text.count('"') % 2 == 0 and re.search(rf'"[{_HAN}]|[{_HAN}]"', text):
        opening = iter(range(text.count('"')))
        text = re.sub('"', lambda _: "“" if next(opening) % 2 == 0 else "”", text)
    return text


def _collapse(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """One space for a run, none at the ends and none beside Chinese marks."""
    text = "".join(character for character, _ in pairs)
    dropped: set[int] = set()
    for run in re.finditer(" +", text):
        before, after = text[max(0, run.start() - 1) : run.start()], text[run.end() : run.end() + 1]
        beside = not before or not after or before in _WIDE or after in _WIDE
        dropped.update(range(run.start() + (0 if beside else 1), run.end()))
    return [pair for index, pair in enumerate(pairs) if index not in dropped]


def _drop_spread(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    text = "".join(character for character, _ in pairs)
    dropped = {match.start() for match in _SPREAD.finditer(text)}
    return [pair for index, pair in enumerate(pairs) if index not in dropped]


def _drop_footnotes(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Without footnote signs at the end of a paragraph."""
    end = len(pairs)
    while end > 1 and pairs[end - 1][0] in characters("footnotes") | {" "}:
        end -= 1
    return pairs[:end]


@cache
def _converter() -> object:
    import opencc

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters made simplified, one for one.

    OpenCC's phrase rules decide first; where they change the length, each character is converted alone.
    """
    convert = _converter().convert  # type: ignore[attr-defined]
    whole: str = convert(text)
    if len(whole) == len(text):
        return whole
    single = [convert(character) for character in text]
    return "".join(new if len(new) == 1 else old for new, old in zip(single, text, strict=True))


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters: a share of its Han characters changes when simplified."""
    han = re.findall(rf"[{_HAN}]", text[:20_000])
    if not han:
        return False
    changed = sum(1 for old, new in zip(han, simplify("".join(han)), strict=True) if old != new)
    return changed >= max(2, 0.02 * len(han))
