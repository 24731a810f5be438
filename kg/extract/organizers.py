"""Who organized, undertook, co-organized, supported or guided an event or a series."""

from __future__ import annotations

import itertools
import re
from functools import cache

from kg.extract.actors import organization, place
from kg.extract.claims import Node
from kg.extract.dates import find_dates
from kg.extract.events import find_campaigns, find_events
from kg.extract.frames import Actor, Analysis, Frame
from kg.extract.patterns import filled, pattern, words
from kg.extract.text import mask_quotes
from kg.model import EntityType
from kg.resources import patterns

_ITEM = re.compile(r"[\u4e00-\u9fffA-Za-z0-9（）()《》“”·\-]{4,30}")
_GATHERS = "组织"  # a verb of which also those who are gathered may be the object
_LONGEST_GAP = 16  # characters between 举办 and the name of what was held

Done = set[tuple[Node, str, Node]]


@cache
def _verbs() -> tuple[tuple[str, str], ...]:
    pairs = [(verb, predicate) for predicate, verbs in patterns("organizers")["verbs"].items() for verb in verbs]
    return tuple(sorted(pairs, key=lambda p: (-len(p[0]), p[0])))


@cache
def _units() -> re.Pattern[str]:
    """One group a predicate, so that `lastgroup` tells which role a word like 承办单位 announces."""
    units = patterns("organizers")["units"]
    return re.compile("|".join(f"(?P<{p}>{'|'.join(map(re.escape, names))})" for p, names in units.items()))


def organizers(analysis: Analysis) -> Analysis:
    """Write organizedBy, undertakenBy, coOrganizedBy, supportedBy and guidedBy claims."""
    for frame in analysis.frames:
        done: Done = set()
        for i, _ in enumerate(frame.sentences):
            _by_unit(analysis, frame, i, done)
            _by_verb(analysis, frame, i, done)
        _by_heading(analysis, frame, done)
        _owner_of_series(analysis, frame, done)
    return analysis


def _by_heading(analysis: Analysis, frame: Frame, done: Done) -> None:
    """青山区举办“质量月”启动仪式: the heading names the organizer where the text does not."""
    if frame.main is None or any(s == frame.main and p == "organizedBy" for s, p, _ in done):
        return
    for heading in frame.headings:
        match = pattern("organizers", "heading").match(heading.text)
        mentions = find_events(heading.text)
        if match is None or not mentions or mentions[0].span.start - match.end() > 8:
            continue
        if match["who"] == frame.place:
            node = place(frame.place)
        elif frame.scope.organization[:3] == match["who"][:3]:
            node = organization(frame.scope.organization)
        else:
            continue
        span = heading.locate(0, mentions[0].span.end)
        done.add((frame.main, "organizedBy", node))
        analysis.add_at(frame, frame.main, "kg:organizedBy", node, span, "organizer.heading")
        return


def _write(analysis: Analysis, frame: Frame, i: int, subject: Node | None, predicate: str, actor: Actor, end: int,
           rule: str, done: Done) -> None:  # fmt: skip
    """Write the claim once; a group organizes nothing, nor does the house where the event is held."""
    if subject is None or (subject, predicate, actor.node) in done or actor.node.type is EntityType.GROUP:
        return
    if actor.node.name in frame.venues:
        return
    done.add((subject, predicate, actor.node))
    analysis.add(frame, subject, f"kg:{predicate}", actor.node, i, actor.start, max(end, actor.end), rule)


def _by_unit(analysis: Analysis, frame: Frame, i: int, done: Done) -> None:
    """主办单位是A、B，承办单位是C."""
    text = frame.sentences[i].text
    for match in _units().finditer(text):
        predicate = match.lastgroup or ""
        glue = pattern("organizers", "unit_glue").match(text[match.end() :])
        if not glue or pattern("organizers", "praise").search(text[: match.start()]):
            continue
        start = match.end() + glue.end()
        for actor in _list_from(_with_listed(frame.actors[i], text, start), text, start):
            subject = _unit_subject(frame, i, match.start())
            _write(analysis, frame, i, subject, predicate, actor, actor.end, "organizer.unit", done)


def _with_listed(actors: list[Actor], text: str, start: int) -> list[Actor]:
    """The actors with those that only their place behind 主办单位： shows, up to the end of its clause."""
    found = list(actors)
    end = next((i for i in range(start, len(text)) if text[i] in "，。；：,;"), len(text))
    at = start
    for part in re.split(r"([、 ])", text[start:end]):
        _add_item(found, at, part)
        at += len(part)
    return sorted(found, key=lambda a: (a.start, a.end))


def _add_item(found: list[Actor], at: int, part: str) -> None:
    """Add what stands at `at` in a list of bodies, where it is none yet or only its parts are."""
    inside = sorted((a for a in found if a.start < at + len(part) and at < a.end), key=lambda a: a.start)
    if not _is_body(part) or any(b.start != a.end for a, b in itertools.pairwise(inside)):
        return
    if not inside:
        found.append(Actor(at, at + len(part), organization(part), part))
    elif inside[0].start == at and pattern("organizers", "rest_of_body").fullmatch(part[inside[0].end - at :]):
        rest = part[inside[0].end - at :]
        found[:] = [a for a in found if a not in inside]
        found.append(Actor(at, at + len(part), organization(inside[0].node.name + rest), part))


def _unit_subject(frame: Frame, i: int, at: int) -> Node | None:
    text = frame.sentences[i].text
    before = [n for m, n in frame.events[i] if m.span.end <= at]
    if before:
        return before[-1]
    if find_campaigns(text[:at]) and frame.series:
        national = filled("organizers", "national", campaign=frame.campaign).search(text[:at])
        return _national(frame) if national else frame.series
    return frame.target(i, at)


def _national(frame: Frame) -> Node:
    return Node(EntityType.SERIES, f"{frame.year}年全国“{frame.campaign}”")


def _list_from(actors: list[Actor], text: str, start: int) -> list[Actor]:
    """The actors of the list that begins at `start`, joined by nothing but separators."""
    found: list[Actor] = []
    for actor in actors:
        if actor.start < start:
            continue
        if not pattern("organizers", "list_gap").fullmatch(text[start : actor.start]):
            break
        if not is_second_plate(text, actor):
            found.append(actor)
        start = actor.end
    return found


def is_second_plate(text: str, actor: Actor) -> bool:
    """甲局（区质安办）主办: the body in brackets is the same one under its second name plate."""
    return actor.start > 0 and text[actor.start - 1] in "（(" and text[actor.end : actor.end + 1] in ("）", ")")


def _list_until(actors: list[Actor], text: str, end: int, under: bool = False) -> list[Actor]:
    """The actors of the list that ends at `end`, where its verb begins; `under`: 在甲局指导下, where 在 opens no venue."""
    found: list[Actor] = []
    for actor in reversed(actors):
        is_venue = not found and pattern("organizers", "before_venue").search(text[: actor.start])
        if actor.end > end or (is_venue and not under) or is_second_plate(text, actor):
            continue
        gap = pattern("organizers", "theme_aside").sub("", text[actor.end : end])
        gap = pattern("organizers", "summary").sub("", gap)
        if not pattern("organizers", "list_gap" if found else "gap_to_verb").fullmatch(gap):
            break
        found.insert(0, actor)
        end = actor.start
    return found


def with_unknown(actors: list[Actor], text: str, verb: int) -> list[Actor]:
    """The actors of a clause with those that only their place in a list of organizers shows (A、B共同承办).

    What stands between separators in such a list is a body, whatever its ending.
    """
    start = max(text.rfind(mark, 0, verb) for mark in "，。；：由") + 1
    listed = pattern("organizers", "adverbs").sub("", text[start:verb])
    several = any(mark in listed for mark in "、与和同")
    cascade = pattern("organizers", "cascade").search(text[:start])
    if not (cascade or (several and any(start <= a.start < verb for a in actors))):
        return actors
    found = list(actors)
    at = start
    for part in re.split(r"([、与和及同])", listed):
        _add_item(found, at, part)
        at += len(part)
    return sorted(found, key=lambda a: (a.start, a.end))


def _is_body(part: str) -> bool:
    return bool(_ITEM.fullmatch(part)) and not pattern("organizers", "no_body").search(part)


def _by_verb(analysis: Analysis, frame: Frame, i: int, done: Done) -> None:
    text = frame.sentences[i].text
    masked = mask_quotes(text)
    used = [False] * len(text)
    for verb, predicate in _verbs():
        at = masked.find(verb)
        while at >= 0:
            end = at + len(verb)
            if not any(used[at:end]) and not masked.startswith(words("organizers", "no_verb"), end):
                used[at:end] = [True] * len(verb)
                _verb(analysis, frame, i, at, end, predicate, done)
            at = masked.find(verb, at + 1)


def _verb(analysis: Analysis, frame: Frame, i: int, start: int, end: int, predicate: str,
          done: Done) -> None:  # fmt: skip
    text = frame.sentences[i].text
    clause = max(text.rfind(mark, 0, start) for mark in "。；")
    near = [a for a in frame.actors[i] if a.start > clause]
    if pattern("organizers", "sure").match(text[start:end]):
        near = with_unknown(near, text, start)
    subjects = _list_until(near, _without_dates(text, frame), start, text.startswith("下", end))
    if not subjects:
        return
    if subjects[0].node.type is EntityType.PLACE and pattern("organizers", "planned").search(text[clause + 1 : start]):
        return  # 我市还将举办…: what is to come, by whomever
    subject = _organized(frame, i, start, end, predicate)
    if text.endswith(_GATHERS, start, end) and _sends(subject, text[end:], done):
        return
    for actor in subjects if subject else ():
        for further in _listed_with(frame, i, subject, end):
            _write(analysis, frame, i, further, predicate, actor, end, "organizer.verb", done)
    around = text[clause + 1 : start] + text[end : end + 40]
    if predicate in ("supportedBy", "guidedBy") and not pattern("organizers", "among_organizers").search(around):
        return  # 支持 and 指导 alone are done by anybody
    for actor in subjects:
        _write(analysis, frame, i, subject, predicate, actor, end, "organizer.verb", done)


def _sends(subject: Node | None, behind: str, done: Done) -> bool:
    """Whether somebody only sends people (组织职工参加) to what others were said to organize."""
    others = any(s == subject and p == "organizedBy" for s, p, _ in done)
    return others and bool(pattern("organizers", "sent").match(behind))


def _listed_with(frame: Frame, i: int, first: Node | None, end: int) -> list[Node]:
    """The events that are listed behind the first one (组织A和B)."""
    text = frame.sentences[i].text
    behind = [(m, n) for m, n in frame.events[i] if m.span.start >= end]
    further: list[Node] = []
    for (previous, node), (mention, following) in itertools.pairwise(behind):
        gap = text[previous.span.end : mention.span.start]
        if (node != first and node not in further) or not pattern("organizers", "list_gap").fullmatch(gap):
            break
        further.append(following)
    return further


def _without_dates(text: str, frame: Frame) -> str:
    """The text with dates (and 于 before them) blanked, so that a list may reach over them to its verb."""
    for date in find_dates(text, frame.published):
        start = date.span.start - (1 if date.span.start and text[date.span.start - 1] == "于" else 0)
        text = text[:start] + " " * (date.span.end - start) + text[date.span.end :]
    return text


def _organized(frame: Frame, i: int, start: int, end: int, predicate: str) -> Node | None:
    """What was organized: the event behind the verb, or before 由…主办."""
    text = frame.sentences[i].text
    if named := _named_behind(frame, i, end, predicate):
        return named
    before = [n for m, n in frame.events[i] if m.span.end <= start]
    earlier = before[-1] if before else frame.target(i, start)
    if pattern("organizers", "by").search(text[:start]) or predicate in ("undertakenBy", "coOrganizedBy"):
        return earlier
    if text.endswith(_GATHERS, start, end) and any(end <= a.start <= end + 1 for a in frame.actors[i]):
        return earlier  # X组织Y、Z参加
    if frame.campaign and filled("organizers", "national_behind", campaign=frame.campaign).match(text[end:]):
        return _national(frame)
    speaks_of_series = frame.target(i, start) == frame.series or not frame.main
    if find_campaigns(text) and speaks_of_series and pattern("organizers", "series_behind").match(text[end:]):
        return frame.series
    return frame.series if pattern("organizers", "counted_behind").match(text[end:]) else None


def _named_behind(frame: Frame, i: int, end: int, predicate: str) -> Node | None:
    """The event that is named behind the verb: close to 举办, anywhere in the clause behind the others."""
    text = frame.sentences[i].text
    behind = [(m, n) for m, n in frame.events[i] if m.span.start >= end]
    if not behind or re.search(r"[。；]", text[end : behind[0][0].span.start]):
        return None
    gap = pattern("organizers", "theme_of_event").sub("", text[end : behind[0][0].span.start])
    close = len(gap) < _LONGEST_GAP or gap.startswith("的") or predicate != "organizedBy"
    return behind[0][1] if close else None


def _owner_of_series(analysis: Analysis, frame: Frame, done: Done) -> None:
    """An enterprise's own Quality Month (X的“质量月”, X2020年“质量月”启动仪式) is organized by the enterprise."""
    name, campaign = frame.scope.organization, frame.campaign
    if not name or not campaign or not frame.series:
        return
    owner = organization(name)
    own = filled("organizers", "own_campaign", owner=name, campaign=campaign)
    for i, sentence in enumerate(frame.sentences):
        if match := own.search(sentence.text):
            inside = [n for m, n in frame.events[i] if m.span.start <= match.start() < m.span.end]
            actor = Actor(match.start(), match.end("owner"), owner, name)
            subject = inside[0] if inside else frame.series
            _write(analysis, frame, i, subject, "organizedBy", actor, match.end(), "organizer.owner", done)
            return
    if any(s == frame.series and p == "organizedBy" for s, p, _ in done):
        return
    for i, sentence in enumerate(frame.sentences):
        at, there = sentence.text.find(name), sentence.text.find(campaign)
        if at >= 0 and there >= 0:
            actor, end = Actor(at, at + len(name), owner, name), there + len(campaign)
            _write(analysis, frame, i, frame.series, "organizedBy", actor, end, "organizer.owner", done)
            return
