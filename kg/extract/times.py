"""When events were held, series began, and what must be done by when."""

from __future__ import annotations

import itertools
import re

from kg.extract.claims import Node, text
from kg.extract.dates import DateMention, datatype, find_dates, part_of_day
from kg.extract.events import find_campaigns
from kg.extract.frames import Analysis, Frame
from kg.extract.patterns import filled, pattern
from kg.model import EntityType, Literal, Span

_YEAR_IN_NAME = re.compile(r"(?:[“‘][^”’]*[”’](?:——)?)?[^\d“]{0,12}(?P<year>\d{4})年")
_YEAR = len("2020年")


def times(analysis: Analysis) -> Analysis:
    """Write heldOn, partOfDay, startedOn, endedOn and year claims."""
    for frame in analysis.frames:
        dated: set[Node] = set()
        last = ""
        for i, sentence in enumerate(frame.sentences):
            for date in _dates(frame, sentence.text, last):
                _date(analysis, frame, i, sentence.text, date, dated)
                last = date.end or (date.iso if date.is_day else last)
        _hour(analysis, frame)
        _years(analysis, frame)
        _editions(analysis, frame)
    return analysis


def _dates(frame: Frame, sentence: str, last: str) -> list[DateMention]:
    """The dates of a sentence; 当天上午 is the day named last."""
    found = [_in_month_of(d, last) for d in find_dates(sentence, frame.published)]
    for match in pattern("times", "same_day").finditer(sentence):
        day = next((d.iso for d in reversed(found) if d.is_day and d.span.end <= match.start()), last)
        if day:
            part = part_of_day(match["part"] or match["part2"] or "")
            found.append(DateMention(Span(*match.span()), day, "", part))
    return sorted(found, key=lambda d: d.span.start)


def _in_month_of(date: DateMention, last: str) -> DateMention:
    """18日 behind 5月18日至19日 is in the month named before."""
    if date.iso.startswith("---") and len(last) == 10:
        return DateMention(date.span, last[:8] + date.iso[3:], date.end, date.part_of_day)
    return date


def _literal(iso: str) -> Literal:
    return Literal(iso, datatype(iso))


def _date(analysis: Analysis, frame: Frame, i: int, sentence: str, date: DateMention, dated: set[Node]) -> None:
    span = (date.span.start, date.span.end)
    if date.end:
        subject = _series_or_event(frame, i, sentence, date)
        analysis.add(frame, subject, "kg:startedOn", _literal(date.iso), i, *span, "time.range")
        analysis.add(frame, subject, "kg:endedOn", _literal(date.end), i, *span, "time.range")
    elif date.is_day:
        _day(analysis, frame, i, sentence, date, dated)
    elif len(date.iso) == 7 and find_campaigns(sentence):
        begins = pattern("times", "month_begins").match(sentence[date.span.end :])
        subject = frame.series if begins else None
        analysis.add(frame, subject, "kg:startedOn", _literal(date.iso), i, *span, "time.month")


def _day(analysis: Analysis, frame: Frame, i: int, sentence: str, date: DateMention, dated: set[Node]) -> None:
    span = (date.span.start, date.span.end)
    behind = sentence[date.span.end :]
    if pattern("times", "term").match(behind):
        return  # a term, not a day that something was held on
    if pattern("times", "ends").match(behind):
        target = frame.target(i, date.span.start)
        analysis.add(frame, target, "kg:endedOn", _literal(date.iso), i, *span, "time.until")
        return
    if pattern("times", "until").search(sentence[: date.span.start]):
        if frame.series and find_campaigns(sentence):
            analysis.add(frame, frame.series, "kg:endedOn", _literal(date.iso), i, *span, "time.until")
        return
    subject = _event_of(frame, i, sentence, date)
    if i and subject == frame.main and pattern("times", "visit").match(behind):
        return  # the day of an outing, not of what it belongs to
    if subject is None or subject in dated:
        _part_only(analysis, frame, i, subject, date)
        return
    dated.add(subject)
    predicate = "kg:heldOn"
    if subject.type is EntityType.SERIES and not pattern("times", "world_day").search(subject.name):
        predicate = "kg:startedOn"
    analysis.add(frame, subject, predicate, _literal(date.iso), i, *span, "time.day")
    if date.part_of_day and predicate == "kg:heldOn":
        value = Literal(date.part_of_day)
        analysis.add(frame, subject, "kg:partOfDay", value, i, *span, "time.part-of-day")


def _hour(analysis: Analysis, frame: Frame) -> None:
    """上午9时，启动仪式正式开始: the part of the day of the main event, where its day was given without."""
    told = {c.predicate for c in analysis.told(frame.main)}
    if "kg:heldOn" not in told or "kg:partOfDay" in told:
        return
    for i, sentence in enumerate(frame.sentences):
        match = pattern("times", "hour").match(sentence.text)
        if match and frame.target(i, 0) == frame.main:
            value = Literal(part_of_day(match["part"]))
            analysis.add(frame, frame.main, "kg:partOfDay", value, i, *match.span("part"), "time.hour")
            return


def _part_only(analysis: Analysis, frame: Frame, i: int, subject: Node | None, date: DateMention) -> None:
    """The part of the day, where only a later sentence gives it with the same day."""
    told = {c.predicate: c.object for c in analysis.told(subject)}
    if date.part_of_day and told.get("kg:heldOn") == _literal(date.iso) and "kg:partOfDay" not in told:
        value = Literal(date.part_of_day)
        span = (date.span.start, date.span.end)
        analysis.add(frame, subject, "kg:partOfDay", value, i, *span, "time.part-of-day")


def _event_of(frame: Frame, i: int, sentence: str, date: DateMention) -> Node | None:
    """The event that a day belongs to: the next one named in the sentence, else the one named before it."""
    after = [n for m, n in frame.events[i] if m.span.start >= date.span.end]
    before = [n for m, n in frame.events[i] if m.span.end <= date.span.start]
    tail = sentence[date.span.end :]
    if pattern("times", "is_the_day").match(tail) and frame.series:
        return frame.series
    if before and pattern("times", "takes_place").match(tail):
        return before[-1]
    if after:
        if tail.startswith("的") and any(m.span.start == date.span.end + 1 for m, _ in frame.events[i]):
            return after[0]  # 9月3日上午的开幕式
        return after[0] if frame.main not in after else _part_held(frame, i, sentence, date) or frame.main
    if before:
        return before[-1]
    if find_campaigns(sentence) and pattern("times", "launch").search(sentence):
        if frame.main and frame.main_head and frame.main_head.type == "launch_ceremony":
            return frame.main
        return frame.series
    if frame.main and pattern("times", "held").search(sentence):
        return frame.main
    return None


def _part_held(frame: Frame, i: int, sentence: str, date: DateMention) -> Node | None:
    """The ceremony in 23日下午，培训班举行结业式: the day is not that of the whole."""
    behind = [(m, n) for m, n in frame.events[i] if m.span.start >= date.span.end]
    for (whole, node), (part, other) in itertools.pairwise(behind):
        between = sentence[whole.span.end : part.span.start]
        if node == frame.main and whole.bare and part.bare and pattern("times", "holds").fullmatch(between):
            return other
    return None


def _series_or_event(frame: Frame, i: int, sentence: str, date: DateMention) -> Node | None:
    of_list = pattern("times", "before_programme").match(sentence[date.span.end :]) and len(frame.events[i]) > 1
    planned = pattern("targets", "plans").search(sentence) or of_list or not frame.events[i]
    told = find_campaigns(sentence) or (planned and pattern("times", "held").search(sentence))
    if frame.series and told and not pattern("times", "other_work").search(sentence):
        return frame.series
    return _event_of(frame, i, sentence, date)


def _years(analysis: Analysis, frame: Frame) -> None:
    """The year of a series, where a sentence or heading of the section states it beside the campaign."""
    if not frame.series and frame.main:
        _year_of_main(analysis, frame)
    if not frame.series or not frame.year:
        return
    stated = filled("times", "year_of_series", year=frame.year, campaign=frame.campaign)
    for i, sentence in enumerate(frame.sentences):
        if match := stated.search(sentence.text):
            value, at = _literal(frame.year), match.start()
            analysis.add(frame, frame.series, "kg:year", value, i, at, at + _YEAR, "time.year")
            return
    _year_of_heading(analysis, frame)


def _year_of_main(analysis: Analysis, frame: Frame) -> None:
    """2018年全国…发布会: the year in the name of an event without a series."""
    match = _YEAR_IN_NAME.match(frame.main.name if frame.main else "")
    for i, sentence in enumerate(frame.sentences):
        at = sentence.text.find(f"{match['year']}年") if match else -1
        if match and at >= 0 and any(n == frame.main for _, n in frame.events[i]):
            analysis.add(frame, frame.main, "kg:year", _literal(match["year"]), i, at, at + _YEAR, "time.year")
            return


def _editions(analysis: Analysis, frame: Frame) -> None:
    """第22个“安全生产月”: the number of the series in its row."""
    edition = filled("times", "edition", campaign=frame.campaign or "□")
    for i, sentence in enumerate(frame.sentences):
        match = edition.search(sentence.text)
        if match and frame.series:
            value = text(match["edition"])
            analysis.add(frame, frame.series, "kg:edition", value, i, *match.span("edition"), "time.edition")
            break
    numbered: set[Node] = set()
    for i, events in enumerate(frame.events):
        for mention, node in events:
            start, end = mention.span.start, mention.span.end
            found = _number_of(frame.sentences[i].text, start, end)
            if found and node not in numbered and node.type is EntityType.EVENT and analysis.told(node):
                numbered.add(node)
                value = text(found["edition"])
                analysis.add(frame, node, "kg:edition", value, i, *found.span("edition"), "time.edition-of-event")


def _number_of(sentence: str, start: int, end: int) -> re.Match[str] | None:
    """The number of an event in its row, in its name (第六届技能大赛) or in brackets behind (培训班（第二期）)."""
    in_name = pattern("times", "event_edition").search(sentence, start, end)
    return in_name or pattern("times", "edition_behind").match(sentence, end)


def _year_of_heading(analysis: Analysis, frame: Frame) -> None:
    """The year of the series, where only a heading states it."""
    for heading in frame.headings:
        at = heading.text.find(f"{frame.year}年")
        if at >= 0 and frame.series:
            span = heading.locate(at, at + _YEAR)
            analysis.add_at(frame, frame.series, "kg:year", _literal(frame.year), span, "time.year")
            return
