"""Bytes to text: Unicode with or without a byte order mark, GB18030 (which holds GBK and GB2312), Big5.

The encodings of Chinese text accept much of each other's bytes. What decodes is judged by the share of its characters
that are in common use: the level 1 characters of GB 2312, and their counterparts in Big5.
"""

from __future__ import annotations

import codecs
import re

from kg.errors import UnreadableSource

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 20_000
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")


def decode(data: bytes, path: str = "", declared: str = "") -> tuple[str, str]:
    """The text of some bytes and the encoding it was in; `declared` is tried before the guesses.

    Raises UnreadableSource where they are no text in any encoding known here.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, path), encoding
    for encoding in ("utf-8", declared):
        if encoding and (text := _attempt(data, encoding)) is not None and not _CONTROLS.search(text[:_SAMPLE]):
            return text, encoding
    guesses = [
        (commonness(text), encoding, text)
        for encoding in ("gb18030", "big5hkscs")
        if (text := _attempt(data, encoding)) is not None
    ]
    best = max(guesses, default=None, key=lambda guess: (guess[0], guess[1] == "gb18030"))
    if best is None or best[0] < 0.4 or _CONTROLS.search(best[2][:_SAMPLE]):
        raise UnreadableSource(
            f"{path or 'the source'} is no text in UTF-8, UTF-16, GB18030 or Big5",
            path=path,
            hint="save it as UTF-8 text",
        )
    return best[2], best[1]


def _strictly(data: bytes, encoding: str, path: str) -> str:
    text = _attempt(data, encoding)
    if text is None:
        raise UnreadableSource(f"{path or 'the source'} begins as {encoding} but is damaged", path=path)
    return text


def _attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def commonness(text: str) -> float:
    """Share, from 0 to 1, of the characters beyond ASCII that are in common use in Chinese print."""
    sample = [character for character in text[:_SAMPLE] if not character.isascii()]
    if not sample:
        return 0.0
    return sum(1 for character in sample if _is_common(character)) / len(sample)


def _is_common(character: str) -> bool:
    if character in "，。、；：！？“”‘’（）《》【】「」『』—…·　":
        return True
    if not "\u4e00" <= character <= "\u9fff":
        return False
    # GB 2312 level 1 and Big5 level 1 hold the characters in daily use, in rows of their own.
    for encoding, last in (("gb2312", 0xD7), ("big5", 0xC6)):
        code = _bytes(character, encoding)
        if code and code[0] <= last:
            return True
    return False


def _bytes(character: str, encoding: str) -> bytes:
    try:
        return character.encode(encoding)
    except UnicodeEncodeError:
        return b""
