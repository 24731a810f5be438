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
from kg.extract.text import mask_quotes
from kg.model import EntityType
from kg.resources import patterns

_LIST_GAP = re.compile(r"(?:、|和|与|及|以及|，|\(|\)|（[^）]*）|\([^)]*\)|\s|等)*")


@cache
def _verbs() -> tuple[tuple[str, str], ...]:
    pairs = [(verb, predicate) for predicate, verbs in patterns("organizers")["verbs"].items() for verb in verbs]
    return tuple(sorted(pairs, key=lambda p: (-len(p[0]), p[0])))


@cache
def _units() -> re.Pattern[str]:
    units = patterns("organizers")["units"]
    return re.compile("|".join(f"(?P<{p}>{'|'.join(names)})" for p, names in units.items()))


def organizers(analysis: Analysis) -> Analysis:
    """Write organizedBy, undertakenBy, coOrganizedBy, supportedBy and guidedBy claims."""
    for frame in analysis.frames:
        done: set[tuple[Node, str, Node]] = set()
        for i, _ in enumerate(frame.sentences):
            _by_unit(analysis, frame, i, done)
            _by_verb(analysis, frame, i, done)
        _by_heading(analysis, frame, done)
        _owner_of_series(analysis, frame, done)
    return analysis


def _by_heading(analysis: Analysis, frame: Frame, done: set[tuple[Node, str, Node]]) -> None:
    """青山区举办“质量月”启动仪式: the heading names the organizer where the text does not."""
    if frame.main is None or any(s == frame.main and p == "organizedBy" for s, p, _ in done):
        return
    for heading in frame.headings:
        match = re.match(r"(?P<who>[^，。：“”\d]{2,16}?)(?:举办|举行|召开|组织|开展)", heading.text)
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
           rule: str, done: set[tuple[Node, str, Node]]) -> None:  # fmt: skip
    if subject is None or (subject, predicate, actor.node) in done or actor.node.type is EntityType.GROUP:
        return
    if actor.node.name in frame.venues:
        return
    done.add((subject, predicate, actor.node))
    analysis.add(frame, subject, f"kg:{predicate}", actor.node, i, actor.start, max(end, actor.end), rule)


def _by_unit(analysis: Analysis, frame: Frame, i: int, done: set[tuple[Node, str, Node]]) -> None:
    """主办单位是A、B，承办单位是C."""
    text = frame.sentences[i].text
    for match in _units().finditer(text):
        predicate = match.lastgroup or ""
        glue = re.match(r"(?:是|为|有|包括|：|:|\s)+", text[match.end() :])
        if not glue:
            continue
        for actor in _list_from(frame.actors[i], text, match.end() + glue.end()):
            subject = _unit_subject(frame, i, match.start())
            _write(analysis, frame, i, subject, predicate, actor, actor.end, "organizer.unit", done)


def _unit_subject(frame: Frame, i: int, at: int) -> Node | None:
    text = frame.sentences[i].text
    before = [n for m, n in frame.events[i] if m.span.end <= at]
    if before:
        return before[-1]
    if find_campaigns(text[:at]) and frame.series:
        national = re.search(rf"全国[“‘]?{re.escape(frame.campaign)}", text[:at])
        return Node(EntityType.SERIES, f"{frame.year}年全国“{frame.campaign}”") if national else frame.series
    return frame.target(i, at)


def _list_from(actors: list[Actor], text: str, start: int) -> list[Actor]:
    """The actors of the list that begins at `start`, joined by nothing but separators."""
    found: list[Actor] = []
    for actor in actors:
        if actor.start < start:
            continue
        if not _LIST_GAP.fullmatch(text[start : actor.start]):
            break
        if not is_second_plate(text, actor):
            found.append(actor)
        start = actor.end
    return found


def is_second_plate(text: str, actor: Actor) -> bool:
    """甲局（区质安办）主办: the body in brackets is the same one under its second name plate."""
    return actor.start > 0 and text[actor.start - 1] in "（(" and text[actor.end : actor.end + 1] in ("）", ")")


def _list_until(actors: list[Actor], text: str, end: int) -> list[Actor]:
    """The actors of the list that ends at `end`."""
    found: list[Actor] = []
    for actor in reversed(actors):
        if actor.end > end or (
            not found and actor.node.type is EntityType.PLACE and text[actor.start - 1 : actor.start] in ("在", "于")
        ):
            continue
        gap = text[actor.end : end]
        gap = re.sub(r"以[“‘][^”’]*[”’]为主题", "", gap)
        gap = re.sub(r"^(?:等)?[一二三四五六七八九十两\d]+(?:个|家)?(?:部门|单位|地)(?:和单位)?", "", gap)
        if not (
            _LIST_GAP.fullmatch(gap)
            if found
            else re.fullmatch(
                rf"(?:{_LIST_GAP.pattern})(?:联合|共同|一起|在[^，。]{{2,24}}|于[^，。]{{2,24}}|今天|今日|近日|日前|[^，。“”]{{0,2}})?",
                gap,
            )
        ):
            break
        if not is_second_plate(text, actor):
            found.insert(0, actor)
        end = actor.start
    return found


_SURE = re.compile(r"(?:联合|共同)?(?:主办|承办|协办)|(?:联合|共同)举办")
_ITEM = re.compile(r"[\u4e00-\u9fffA-Za-z0-9（）()《》“”·\-]{4,30}")
_NO_BODY = re.compile(r"活动|仪式|大会|举行|召开|举办|本次|此次|据悉|由$|的$|等$|部门$|单位$|\d家|\d个")


def with_unknown(actors: list[Actor], text: str, verb: int) -> list[Actor]:
    """The actors of a clause with those that only their place in a list of organizers shows (A、B共同承办).

    What stands between separators in such a list is a body, whatever its ending.
    """
    start = max(text.rfind(mark, 0, verb) for mark in "，。；：由") + 1
    listed = re.sub(r"(?:联合|共同|一起|分别|正式|现场|当场|三方|双方|还|又)+$", "", text[start:verb])
    several = any(mark in listed for mark in "、与和同")
    cascade = re.search(r"(?:主办|承办|协办|指导|支持)，$", text[:start])
    if not (cascade or (several and any(start <= a.start < verb for a in actors))):
        return actors
    found = list(actors)
    at = start
    for part in re.split(r"([、与和及同])", listed):
        end = at + len(part)
        covered = any(a.start < end and at < a.end for a in found)
        if len(part) > 1 and not covered and _ITEM.fullmatch(part) and not _NO_BODY.search(part):
            found.append(Actor(at, end, organization(part), part))
        at = end
    return sorted(found, key=lambda a: (a.start, a.end))


def _by_verb(analysis: Analysis, frame: Frame, i: int, done: set[tuple[Node, str, Node]]) -> None:
    text = frame.sentences[i].text
    masked = mask_quotes(text)
    used = [False] * len(text)
    for verb, predicate in _verbs():
        at = masked.find(verb)
        while at >= 0:
            if not any(used[at : at + len(verb)]) and masked[at + len(verb) : at + len(verb) + 2] not in (
                "单位",
                "方面",
            ):
                used[at : at + len(verb)] = [True] * len(verb)
                _verb(analysis, frame, i, at, at + len(verb), predicate, done)
            at = masked.find(verb, at + 1)


def _verb(analysis: Analysis, frame: Frame, i: int, start: int, end: int, predicate: str,
          done: set[tuple[Node, str, Node]]) -> None:  # fmt: skip
    text = frame.sentences[i].text
    clause = max(text.rfind(mark, 0, start) for mark in "。；")
    near = [a for a in frame.actors[i] if a.start > clause]
    if _SURE.match(text[start:end]):
        near = with_unknown(near, text, start)
    subjects = _list_until(near, _without_dates(text, frame), start)
    if not subjects:
        return
    subject = _organized(frame, i, start, end, predicate)
    for actor in subjects if subject else ():
        for further in _listed_with(frame, i, subject, end):
            _write(analysis, frame, i, further, predicate, actor, end, "organizer.verb", done)
    if subject is None or (
        predicate in ("supportedBy", "guidedBy")
        and not re.search(r"由|主办|举办|承办|协办", text[clause + 1 : start] + text[end : end + 40])
    ):
        return
    for actor in subjects:
        _write(analysis, frame, i, subject, predicate, actor, end, "organizer.verb", done)


def _listed_with(frame: Frame, i: int, first: Node | None, end: int) -> list[Node]:
    """The events that are listed behind the first one (组织A和B)."""
    text = frame.sentences[i].text
    behind = [(m, n) for m, n in frame.events[i] if m.span.start >= end]
    further: list[Node] = []
    for (previous, node), (mention, following) in itertools.pairwise(behind):
        if (node != first and node not in further) or not _LIST_GAP.fullmatch(
            text[previous.span.end : mention.span.start]
        ):
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
    after = [(m, n) for m, n in frame.events[i] if m.span.start >= end]
    if after and not re.search(r"[。；]", text[end : after[0][0].span.start]):
        gap = re.sub(r"^了?以[“‘][^”’]*[”’]为主题的", "", text[end : after[0][0].span.start])
        if len(gap) < 16 or gap.startswith("的") or predicate != "organizedBy":
            return after[0][1]
    before = [n for m, n in frame.events[i] if m.span.end <= start]
    if re.search(r"由[^。；]{2,160}$", text[:start]):
        return before[-1] if before else frame.target(i, start)
    if predicate in ("undertakenBy", "coOrganizedBy"):
        return before[-1] if before else frame.target(i, start)
    if text[start:end].endswith("组织") and any(end <= a.start <= end + 1 for a in frame.actors[i]):
        return before[-1] if before else frame.target(i, start)  # X组织Y、Z参加
    campaign = find_campaigns(text)
    speaks_of_series = frame.target(i, start) == frame.series or not frame.main
    if campaign and frame.series and speaks_of_series and re.match(r"[^，。]{0,30}(?:活动|“质量月”)", text[end:]):
        return frame.series
    if re.match(r"\d+余?多?[项个场]", text[end:]) and frame.series:
        return frame.series
    return None


def _owner_of_series(analysis: Analysis, frame: Frame, done: set[tuple[Node, str, Node]]) -> None:
    """An enterprise's own Quality Month (X的“质量月”, X2020年“质量月”启动仪式) is organized by the enterprise."""
    name, campaign = frame.scope.organization, frame.campaign
    if not name or not campaign or not frame.series:
        return
    owner = organization(name)
    own = re.compile(
        rf"(?P<owner>{re.escape(name)})(?:所属各单位)?(?:的)?(?:\d{{4}}年)?(?:系列)?[“‘]?{re.escape(campaign)}"
    )
    for i, sentence in enumerate(frame.sentences):
        match = own.search(sentence.text)
        if not match:
            continue
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
            actor = Actor(at, at + len(name), owner, name)
            _write(
                analysis, frame, i, frame.series, "organizedBy", actor, there + len(campaign), "organizer.owner", done
            )
            return
