"""The programme: events inside events, lists of a series' activities, compound events, open days and their hosts."""

from __future__ import annotations

import re

from kg.extract.actors import organization
from kg.extract.claims import Node
from kg.extract.dates import find_dates
from kg.extract.events import EventMention, find_campaigns, find_events, heads, parts_of_compound
from kg.extract.frames import Analysis, Frame
from kg.extract.frames.names import event_node
from kg.extract.frames.targets import is_speech
from kg.extract.patterns import filled, pattern, words
from kg.extract.text import mask_quotes, normal_name
from kg.model import EntityType, Literal, Span


def programme(analysis: Analysis) -> Analysis:
    """Write partOf, eventType and openDayOf claims, and add the activities found in lists to `Frame.events`."""
    for frame in analysis.frames:
        _main(analysis, frame)
        for i, _ in enumerate(frame.sentences):
            if is_speech(frame.sentences[i].text):
                continue  # what a speaker calls for is not what was held
            parents = _add_listed(frame, i)
            for mention, node in list(frame.events[i]):
                _part(analysis, frame, i, mention, node, parents)
        _within_the_whole(analysis, frame)
    return analysis


def _within_the_whole(analysis: Analysis, frame: Frame) -> None:
    """In a round-up of a city's month, the months of its districts and enterprises are part of it."""
    first = analysis.frames[0]
    if frame is first or not (frame.series and first.series) or frame.series == first.series:
        return
    if frame.campaign != first.campaign or (first.place and first.place not in frame.scope.places):
        return
    for sentence in (*frame.sentences, *frame.headings):
        for mention in find_campaigns(sentence.text)[:1]:
            span = sentence.locate(mention.span.start, mention.span.end)
            analysis.add_at(frame, frame.series, "kg:partOf", first.series, span, "programme.whole")
            return


_LONGEST_HEAD = 8  # characters


def _type(name: str) -> Literal | None:
    """The concept of an event's name by its last head."""
    bare = re.sub("[“”‘’》)）]", "", name)  # “实验室开放日”活动 ends in 开放日活动
    for length in range(min(len(bare), _LONGEST_HEAD), 1, -1):
        head = heads().get(bare[-length:])
        if head and head.type:
            return Literal(f"kg:{head.type}", "curie")
    return None


def _main(analysis: Analysis, frame: Frame) -> None:
    if frame.main is None:
        return
    if frame.is_headed:
        _headed(analysis, frame)
        return
    for i, sentence in enumerate(frame.sentences):
        spans = [m.span for m, n in frame.events[i] if n == frame.main]
        if not spans and normal_name(frame.main_name)[-8:] in normal_name(sentence.text):
            spans = [m.span for m in find_campaigns(sentence.text)]
        if spans:
            _main_claims(analysis, frame, i, spans[0])
            return


def _headed(analysis: Analysis, frame: Frame) -> None:
    """The main event as its heading names it."""
    assert frame.main is not None
    assert frame.main_head is not None
    for heading in frame.headings:
        for mention in find_events(heading.text):
            span = heading.locate(mention.span.start, mention.span.end)
            if frame.series and find_campaigns(mention.name):
                analysis.add_at(frame, frame.main, "kg:partOf", frame.series, span, "programme.heading")
            concept = Literal(f"kg:{frame.main_head.type}", "curie")
            analysis.add_at(frame, frame.main, "kg:eventType", concept, span, "programme.heading")
            return


def _belongs(frame: Frame, i: int) -> bool:
    """Whether the campaign is spoken of up to the main event, not only in what is planned for later."""
    told = [s.text for s in (*frame.headings, *frame.sentences[: i + 2])]
    if any(find_campaigns(t) for t in (frame.main_name, *told)):
        return True
    one_of = filled("programme", "one_of", campaign=frame.campaign or "□")
    return any(one_of.search(s.text) for s in frame.sentences[i + 2 :])


def _is_told_of(frame: Frame, i: int, part: str) -> bool:
    """Whether a part of a compound is told of by itself later on: 启动仪式后，开展了应急救援演练."""
    assert frame.main is not None
    return any(part in s.text and frame.main.name not in s.text for s in frame.sentences[i + 1 :])


def _main_claims(analysis: Analysis, frame: Frame, i: int, span: Span) -> None:
    main, head = frame.main, frame.main_head
    assert main is not None
    assert head is not None
    if frame.series and main != frame.series and _belongs(frame, i):
        analysis.add(frame, main, "kg:partOf", frame.series, i, span.start, span.end, "programme.main")
    if head.type:
        concept = Literal(f"kg:{head.type}", "curie")
        analysis.add(frame, main, "kg:eventType", concept, i, span.start, span.end, "programme.type")
    parts = parts_of_compound(main.name)
    for part in parts[1:]:
        kind = None if part in heads() else _type(part)  # …暨启动仪式: only a word for the whole
        if kind and (part[0] in "“‘" or _is_told_of(frame, i, part)):
            node = Node(EntityType.EVENT, part, str(frame.section.index))
            analysis.add(frame, node, "kg:partOf", main, i, span.start, span.end, "programme.compound")
            analysis.add(frame, node, "kg:eventType", kind, i, span.start, span.end, "programme.type")


def _add_listed(frame: Frame, i: int) -> dict[Span, Node]:
    """Add the weakly named members of lists to the events of sentence i; the parents of members of sub-lists."""
    text = frame.sentences[i].text
    masked = mask_quotes(text)
    known = [m.span for m, _ in frame.events[i]]
    listed = [m for m in find_events(text, weak=True) if not any(m.span.overlaps(k) for k in known)]
    everything = sorted([m.span for m in listed] + known)
    added: list[tuple[EventMention, Node]] = []
    for mention in listed:
        if find_campaigns(mention.name) and normal_name(mention.name).removesuffix("活动") == frame.campaign:
            continue  # “质量月”活动 is the series itself
        told = _in_list(masked, mention.span, everything) or _opens_clause(masked, mention.span)
        if told and (not mention.bare or (mention.head.rank >= 3 and len(mention.head.text) > 2)):
            added.append((mention, event_node(frame, mention)))
    frame.events[i] = sorted([*frame.events[i], *added], key=lambda e: e[0].span.start)
    return _sublists(frame, i, masked)


def _in_list(masked: str, span: Span, everything: list[Span]) -> bool:
    """Whether the name is a member of a list: announced, or joined to another member, or closed by 等…活动."""
    before, behind = masked[: span.start], masked[span.end :]
    if pattern("programme", "categories").match(behind):
        return False
    has_earlier = any(e.end <= span.start for e in everything)
    has_later = any(e.start > span.end for e in everything)
    joined_before = has_earlier and bool(pattern("programme", "joined_before").search(before))
    joined_behind = has_later and bool(pattern("programme", "joined_behind").match(behind))
    closed = bool(pattern("programme", "close").match(behind))
    if (closed and (joined_before or joined_behind)) or (joined_behind and _list_closes(masked, span.end)):
        return True
    organized = pattern("programme", "organized").search(before) and pattern("programme", "ends").match(behind)
    if organized or masked[span.start] in "“‘":
        return True
    announced = before.endswith(words("programme", "announce"))
    if announced and (joined_behind or closed):
        return True
    ends = joined_behind or closed or re.match(r"[，。；]", behind)
    return bool(joined_before and ends and (announced or _announced_list(before)))


def _list_closes(masked: str, end: int) -> bool:
    """Whether the list that goes on at `end` closes with 等…活动."""
    return bool(pattern("programme", "list_closes").match(masked[end:]))


def _announced_list(before: str) -> bool:
    sentence = re.split(r"[。；]", before)[-1]
    return any(word in sentence for word in words("programme", "announce") if word != "以及")


def _opens_clause(masked: str, span: Span) -> bool:
    opens = masked.startswith(words("programme", "opens"), span.end)
    return opens and (span.start == 0 or masked[span.start - 1] in "，。；：")


def _sublists(frame: Frame, i: int, masked: str) -> dict[Span, Node]:
    """Members that 既有…也有 or 包括 put inside the activity that opens the clause."""
    parents: dict[Span, Node] = {}
    for mention, node in frame.events[i]:
        if not pattern("programme", "sublist").match(masked[mention.span.end :]):
            continue
        end = re.search(r"[。；]", masked[mention.span.end :])
        stop = mention.span.end + end.start() if end else len(masked)
        for other, _ in frame.events[i]:
            if mention.span.end <= other.span.start < stop:
                parents[other.span] = node
    return parents


def _part(
    analysis: Analysis, frame: Frame, i: int, mention: EventMention, node: Node, parents: dict[Span, Node]
) -> None:
    text = frame.sentences[i].text
    span = mention.span
    if mention.head.type == "competition" and not _is_announced(text, span):
        return
    told_of_winners = pattern("programme", "contest_of_the_past").match(text[span.end :])
    if node in (frame.main, frame.series) or told_of_winners or _not_this_one(text, span):
        return
    whole = parents.get(span) or _whole(frame, i, mention, node)
    if whole and whole != node:
        analysis.add(frame, node, "kg:partOf", whole, i, span.start, span.end, "programme.part")
    kind = _type(node.name)
    if kind and (whole or _holds_days_later(frame, i, mention)):
        analysis.add(frame, node, "kg:eventType", kind, i, span.start, span.end, "programme.type")
    if mention.head.type == "open_day":
        _host(analysis, frame, i, mention, node)


def _is_announced(text: str, span: Span) -> bool:
    """Whether a contest is told as held here, not as the one that somebody won."""
    masked = mask_quotes(text)
    earlier, behind = masked[: span.start], masked[span.end :]
    verb = max(earlier.rfind(v) for v in words("programme", "contest_verbs"))
    near = verb >= 0 and not pattern("programme", "won").search(earlier[verb:])
    opens = behind.startswith(words("programme", "opens")) or pattern("programme", "takes_place").match(behind)
    listed = pattern("programme", "listed_behind").match(behind) or pattern("programme", "listed_before").search(
        earlier
    )
    return bool(near or opens or (listed and not pattern("programme", "prize").search(masked)))


def _not_this_one(text: str, span: Span) -> bool:
    """Whether the activity is one of another year, one that this one goes along with, or only a word like 首场活动."""
    before, name, behind = text[: span.start], text[: span.end], text[span.end :]
    return bool(
        pattern("programme", "next_year").match(behind)
        or pattern("programme", "foremost").search(name)
        or pattern("programme", "earlier_years").search(before)
        or (pattern("programme", "beside").search(before) and pattern("programme", "goes_along").match(behind))
    )


def _whole(frame: Frame, i: int, mention: EventMention, node: Node) -> Node | None:
    """An open day belongs to the series of open days that is the item's event, a ceremony to the event that it is named for.

    All else belongs to what the sentence speaks of.
    """
    if frame.main and frame.main_head and frame.main_head.type == mention.head.type == "open_day":
        return frame.main
    if frame.main and node.name.startswith(frame.main.name):
        return frame.main  # its 开幕式, its 颁奖仪式
    target = frame.target(i, mention.span.start)
    if target == frame.main and _holds_days_later(frame, i, mention):
        return frame.series  # without one it is an event by itself
    if target == frame.main and any(n == frame.main for _, n in frame.events[i]):
        main = next(m for m, n in frame.events[i] if n == frame.main)
        before = frame.sentences[i].text[: mention.span.start]
        if main.span.end < mention.span.start and pattern("programme", "same_day").search(before):
            return frame.series or frame.main
    return target or frame.series


def _holds_days_later(frame: Frame, i: int, mention: EventMention) -> bool:
    """Whether a day is named before an activity, and not its main event: it is one of the campaign's, not of that day."""
    before = frame.sentences[i].text[: mention.span.start]
    if any(node == frame.main for _, node in frame.events[i]):
        return False
    days = [date.iso for date in find_dates(before, frame.published) if date.is_day]
    named = bool(find_campaigns(mention.name))
    return bool(days) and (named or (days[-1] not in _days_of_main(frame) and bool(_days_of_main(frame))))


def _days_of_main(frame: Frame) -> set[str]:
    """The days that the sentences name which name the main event."""
    told = (
        s.text for s, events in zip(frame.sentences, frame.events, strict=True) if frame.main in [n for _, n in events]
    )
    return {date.iso for text in told for date in find_dates(text, frame.published) if date.is_day}


def _host(analysis: Analysis, frame: Frame, i: int, mention: EventMention, node: Node) -> None:
    """远山木业质量开放日 is the open day of that enterprise; 标杆企业“质量开放日” is nobody's in particular."""
    name = mention.name[: -len(mention.head.text)] if mention.name.endswith(mention.head.text) else ""
    is_nobody = len(name) < 2 or pattern("programme", "no_host").search(name)
    if is_nobody or name in frame.scope.places or name in words("programme", "generic_hosts"):
        return
    at = mention.span.start
    analysis.add(frame, node, "kg:openDayOf", organization(name), i, at, mention.span.end, "programme.open-day")
