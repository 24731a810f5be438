"""Lines into paragraphs: a line broken inside a sentence or a word is joined to the next.

Text drawn from columns and pages breaks anywhere, with blank lines inside words; text typed by hand has one paragraph
a line. The decision for each pair of lines rests on what the paragraph so far lacks (a final mark, a closing quote), on
the usual width of the lines, on the gap, and on whether the two characters at the break stand together elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from statistics import median

from kg.model import BlockRole
from kg.readers.draft import Line, columns
from kg.readers.patterns import characters, matches, pattern

#: A heading is rarely longer than this, in columns (two a Han character).
HEADING_COLUMNS = 84
#: Lines and columns below which, and columns above which, nothing is said of a usual width.
_FEW_LINES, _NARROWEST, _WIDEST = 4, 20, 140
#: Lines at the end of a paragraph that decide whether it goes on.
_TAIL = 40
_PAIRS = {"“": "”", "（": "）", "《": "》", "(": ")", "「": "」", "【": "】"}
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


@dataclass(frozen=True, slots=True)
class Habit:
    """How the lines of a document are set: `width` of a full line in columns, or 0 where lines are not wrapped."""

    width: int
    gap: float
    blank_separates: bool
    indent_separates: bool
    pairs: Counter[str]
    singles: Counter[str]


def paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines grouped into paragraphs; page furniture is left out."""
    kept = _without_furniture(lines)
    habit = _habit(kept)
    groups: list[list[Line]] = []
    for line in kept:
        if groups and (line.glue or _joins(groups, line, habit)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [part for group in groups for part in _without_headline(group)]


def _without_headline(group: list[Line]) -> list[list[Line]]:
    """A paragraph and, apart, a headline at its end: a sentence does not break off before the next paragraph."""
    if len(group) > 1 and not group[-1].glue and is_headline(group[-1].content) and is_finished(group[-2].content):
        return [group[:-1], group[-1:]]
    return [group]


def _without_furniture(lines: Sequence[Line]) -> list[Line]:
    kept: list[Line] = []
    gap = 0
    for line in lines:
        if line.skip or matches("line", "page_number", line.content):
            gap += line.gap + 1
            continue
        kept.append(_with_gap(line, line.gap + gap) if gap else line)
        gap = 0
    return kept


def _with_gap(line: Line, gap: int) -> Line:
    return replace(line, gap=gap)


def is_finished(text: str) -> bool:
    """Whether a text ends with a final mark; footnote signs, closing quotes and names in brackets may follow it."""
    core = text.rstrip().rstrip("".join(characters("footnotes"))).rstrip()
    while core and core[-1] in characters("closers"):
        core = core[:-1]
    if not core:
        return False
    if text.endswith(("）", ")")) and pattern("byline", "tail").search(text, max(0, len(text) - 80)):
        return True
    if core[-1] == ".":
        return len(core) > 1 and core[-2].isascii() and core[-2].isalpha()
    return core[-1] in characters("final")


def is_headline(text: str) -> bool:
    """Whether a text could be a title or heading: short, some Han, no sentence inside and no final mark."""
    if len(text) > HEADING_COLUMNS or columns(text) > HEADING_COLUMNS:
        return False
    if is_finished(text) or re.search(r"[。；;]|^\d{1,2}月\d{1,2}日[^，]{0,4}，", text):
        return False
    outside = re.sub(r"[“「《（(][^”」》）)]*[”」》）)]", "", text)
    commas = len(re.findall("[，,]", outside))
    return len(re.findall(rf"[{_HAN}]", text)) >= 2 and commas <= (1 if columns(text) > 60 else 2)


def is_open(text: str) -> bool:
    """Whether a text cannot end here: a comma or an opening mark at the end, or a quote that is not closed."""
    core = text.rstrip()
    if core[-1:] in characters("joiners"):
        return True
    return any(core.count(opening) > core.count(closing) for opening, closing in _PAIRS.items())


@lru_cache(maxsize=8192)
def stands_alone(text: str) -> bool:
    """Whether a line is of a kind that never continues the line before it: row, list item, byline, notice."""
    return (
        is_table_row(text)
        or any(matches("line", name, text) for name in ("list_item", "numbered_heading", "particular", "photograph"))
        or matches("label", "line", text)
        or matches("byline", "lines", text)
        or matches("byline", "issue", text)
        or any(matches("notice", name, text) for name in ("headings", "weak_headings", "lines", "related"))
    )


def is_table_row(text: str) -> bool:
    """Whether a line is a row of a table drawn with pipes or tabs, or the rule below its head."""
    cells = " | " in text or text.startswith("|") or "\t" in text.strip()
    return cells or (("|" in text or "-" in text) and matches("line", "table_rule", text))


def _habit(lines: Sequence[Line]) -> Habit:
    running = [line for line in lines if not (line.starts or line.glue or stands_alone(line.content))]
    gaps = [line.gap for line in lines[1:]]
    width = _full_width(running)
    pairs: Counter[str] = Counter()
    singles: Counter[str] = Counter()
    for line in lines:
        singles.update(line.content)
        pairs.update(re.findall(rf"(?=([{_HAN}]{{2}}))", line.content))
    followers = [(_may_end(a, width), b) for a, b in pairwise(running)]
    return Habit(
        width=width,
        gap=median(gaps) if gaps else 0,
        blank_separates=_separates([(ended, line.gap > 0) for ended, line in followers]),
        indent_separates=_separates([(ended, line.indent >= 2) for ended, line in followers]),
        pairs=pairs,
        singles=singles,
    )


def _full_width(lines: Sequence[Line]) -> int:
    """Columns of a full line where the text is set in lines of one width, else 0.

    Set so is prose whose widest lines are about equally wide, and of which many break off inside a sentence.
    """
    widths = sorted(line.width for line in lines)
    if len(widths) < _FEW_LINES or widths[-1] < _NARROWEST:
        return 0
    widest = widths[int(0.95 * (len(widths) - 1))]
    full = [line for line in lines if line.width >= 0.85 * widest]
    carried = {
        id(a) for a, b in pairwise(lines) if b.content[0] in characters("leaders")
    }  # its mark is on the next line
    prose = sum(1 for line in full if id(line) in carried or re.search("[，。、；：“]", line.content))
    broken = sum(1 for line in full if not is_finished(line.content))
    over = sum(1 for line in lines if line.width > 1.3 * widest)
    wrapped = (
        widest <= _WIDEST
        and len(full) >= max(3, 0.3 * len(lines))
        and prose >= 0.35 * len(full)
        and broken >= 0.5 * len(full)
        and over <= 0.05 * len(lines)
    )
    return int(median(line.width for line in full)) if wrapped else 0


def _may_end(line: Line, width: int) -> bool:
    """Whether a paragraph may end with a line: it ends a sentence, or is shorter than wrapped lines are."""
    return is_finished(line.content) or line.width < width - 4


def _separates(pairs: Sequence[tuple[bool, bool]]) -> bool:
    """Whether a sign stands before some lines, and rather where a paragraph may have ended than elsewhere."""
    signed = [ended for ended, sign in pairs if sign]
    plain = [ended for ended, sign in pairs if not sign]
    if not signed or not plain:
        return False
    return sum(signed) / len(signed) >= max(0.4, sum(plain) / len(plain) + 0.2)


def _joins(groups: list[list[Line]], line: Line, habit: Habit) -> bool:
    """Whether a line continues the last paragraph."""
    paragraph = groups[-1]
    last, text = paragraph[-1], "".join(item.content for item in paragraph[-_TAIL:])
    if line.starts or last.role is BlockRole.TABLE or is_table_row(last.content) or is_table_row(line.content):
        return False
    if line.content[0] in characters("leaders") and not is_finished(text):
        return True
    if stands_alone(line.content) or (habit.indent_separates and line.indent >= 2):
        return False
    if is_finished(text):
        return _continues_after_mark(text, last, line, habit)
    if is_open(text) and not _ends_byline(text, line):
        return True
    if pattern("byline", "leads").fullmatch(text):
        return True
    if stands_alone(paragraph[0].content):
        remainder = line.width < 0.6 * habit.width or not matches("byline", "lines", paragraph[0].content)
        return remainder and _is_full(last, habit) and not _begins_anew(text, line)
    if habit.width:
        return _continues_wrapped(groups, text, line, habit)
    return _continues_unwrapped(groups, text, line, habit)


def _ends_byline(text: str, line: Line) -> bool:
    """Whether a byline that seems open, as 字号 A- A A+ does, ends before a line set apart from it."""
    return (line.gap > 0 or line.indent >= 2) and matches("byline", "lines", text)


def _is_full(line: Line, habit: Habit, slack: int = 2) -> bool:
    """Whether a line of wrapped text is full, but for `slack` Han characters."""
    return habit.width > 0 and line.width >= habit.width - 2 * slack - 1


def _is_torn(line: Line, habit: Habit) -> bool:
    """Whether more than the usual blank lines stand before a line, as where a page was cut."""
    return line.gap > habit.gap + 1


def _continues_after_mark(text: str, last: Line, line: Line, habit: Habit) -> bool:
    """Whether a line goes on after a final mark: only in wrapped text, where the line before is full."""
    if not _is_full(last, habit):
        return False
    if text.rstrip()[-1] in "；;：:":
        return True
    if not _is_full(line, habit) and not is_finished(line.content):
        return False  # within a paragraph only its last line is short, and that one ends a sentence
    if habit.blank_separates:
        return line.gap == 0
    return habit.indent_separates or (_is_full(last, habit, slack=0) and not _begins_anew(text, line))


def _continues_wrapped(groups: list[list[Line]], text: str, line: Line, habit: Habit) -> bool:
    """Whether a line of wrapped text continues a paragraph that lacks its final mark."""
    last = groups[-1][-1]
    if not is_headline(text):
        return last.width >= 0.6 * habit.width or _is_torn(line, habit) or _is_word(last, line, habit)
    if _is_word(last, line, habit):
        return True
    if habit.blank_separates and line.gap and not _is_torn(line, habit):
        return False
    full_twice = len(groups[-1]) > 1 and _is_full(last, habit, slack=0)
    if _repeats(text, line) or (_begins_anew(text, line) and not full_twice):
        return False
    if len(groups) == 1 and is_headline(line.content) and line.width < 0.5 * last.width:
        return True
    # The first line of a paragraph may have lost an indent of two characters.
    return _is_full(last, habit, slack=2 if len(groups) == 1 or len(groups[-1]) > 1 else 4)


def _continues_unwrapped(groups: list[list[Line]], text: str, line: Line, habit: Habit) -> bool:
    """Whether a line continues a paragraph that lacks its final mark, where each line should be a paragraph."""
    paragraph = groups[-1]
    if len(groups) == 1 and is_headline(line.content) and matches("line", "date_only", text):
        return True
    torn = _is_torn(line, habit) and not _begins_anew(text, line)
    if not is_headline(text):
        latin = (text[-1] + line.content[0]).isascii() and (text[-1] + line.content[0]).isalpha()
        return torn or latin or _is_word(paragraph[-1], line, habit) or not is_headline(line.content)
    if len(groups) == 1:
        return False
    # A heading keeps with its body; one that large gaps set off on both sides is no torn line.
    return torn and not _is_torn(paragraph[0], habit)


def _begins_anew(text: str, line: Line) -> bool:
    """Whether a line looks like the first of a story below a headline: a date, a lead, or the headline's own name."""
    return pattern("line", "anew").match(line.content) is not None or _repeats(text, line)


def _repeats(text: str, line: Line) -> bool:
    """Whether a line begins with the lead of a report, or with a name from the headline above it."""
    name = re.match(rf"[{_HAN}]{{3}}", line.content)
    repeated = is_headline(text) and name is not None and name[0] in text
    return repeated or pattern("byline", "leads").match(line.content) is not None


def _is_word(before: Line, after: Line, habit: Habit) -> bool:
    """Whether the two Han characters at a break are one word: elsewhere in the document they mostly stand together."""
    first, second = before.content[-1], after.content[0]
    together = habit.pairs[first + second]
    return together > 0 and together >= 0.4 * min(habit.singles[first], habit.singles[second])
