"""Awards, certificates and certifications: name, edition, grantor, recipients, where they were presented."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.extract.actors import organization
from kg.extract.claims import Node, text
from kg.extract.counts import node_of
from kg.extract.dates import datatype
from kg.extract.frames import Actor, Analysis, Frame
from kg.extract.numbers import find_quantities
from kg.extract.text import CLOSING, OPENING, enumeration, mask_quotes, opening_of
from kg.model import BlockRole, EntityType, Literal, Span
from kg.resources import patterns

_EDITION = re.compile(r"第[一二三四五六七八九十百\d]{1,4}[届批次]|首[届批]")
_GOVERNMENT = re.compile(r"(?:市长|区长|县长|省长|政府)质量奖|(?:省|市|区|县)质量奖")


@dataclass(frozen=True, slots=True)
class AwardMention:
    """The name of an award or certification in a sentence."""

    span: Span
    name: str
    is_certification: bool


@cache
def _endings(name: str) -> re.Pattern[str]:
    words = sorted(patterns("awards")[name], key=lambda w: (-len(w), w))
    return re.compile("(?:" + "|".join(map(re.escape, words)) + r")(?![项状牌品员者章金池杯得惩评励])")


@cache
def _stops() -> tuple[str, ...]:
    return tuple(sorted(patterns("awards")["stops"], key=lambda w: (-len(w), w)))


def find_awards(sentence: str) -> list[AwardMention]:
    """The awards and certifications that a sentence names, each with its edition, year and place in the name."""
    found: list[AwardMention] = []
    for kind in ("endings", "certification_endings"):
        for match in _endings(kind).finditer(sentence):
            end = match.end()
            start = _name_start(sentence, match.start())
            while end < len(sentence) and sentence[end] in "”’》" and opening_of(sentence, end) >= start:
                end += 1
            if end < len(sentence) and start and sentence[start - 1] in "“‘" and sentence[end] in "”’":
                start, end = _name_start(sentence, start - 1), end + 1
            name = sentence[start:end]
            if len(name) - len(match.group()) < 2 and not re.match(r"[^，。]{2}", name[: -len(match.group())]):
                continue
            if not any(Span(start, end).overlaps(f.span) for f in found):
                found.append(AwardMention(Span(start, end), name, kind != "endings"))
    return sorted(found, key=lambda a: a.span.start)


def _name_start(sentence: str, at: int) -> int:
    i = at
    while i > max(0, at - 40):
        char = sentence[i - 1]
        if char in CLOSING:
            opening = opening_of(sentence, i - 1)
            if opening < 0:
                break
            i = opening
            continue
        if char in OPENING or char in "，。；：、！？|\n" or any(sentence.endswith(w, 0, i) for w in _stops()):
            break
        i -= 1
    return i


def awards(analysis: Analysis) -> Analysis:
    """Write awardRecipient, awardGrantor, presentedAt, edition, awardYear, holdsCertification and quantity claims."""
    for frame in analysis.frames:
        for i, sentence in enumerate(frame.sentences):
            if sentence.role is BlockRole.TABLE:
                continue
            mentions = find_awards(sentence.text)
            _conferred(analysis, frame, i)
            for mention in mentions:
                if mention.is_certification:
                    _certification(analysis, frame, i, mention)
                else:
                    _award(analysis, frame, i, mention)
        _table(analysis, frame)
        _winners(analysis, frame)
    return analysis


def award_node(frame: Frame, name: str) -> Node:
    """The node of an award under its full name: 区长质量奖 is that of the section's district."""
    name = name.strip("“”") if name.count("“") == 1 and name.startswith("“") and name.endswith("”") else name
    name = re.sub(r"^(?:也|还|另|其)", "", name)
    place = frame.place
    if place and _GOVERNMENT.search(name) and not any(p[:2] in name for p in frame.scope.places):
        name = place + name
    return Node(EntityType.AWARD, name)


def _award(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> None:
    sentence = frame.sentences[i].text
    events = [m for m, _ in frame.events[i] if m.span.start <= mention.span.start and m.span.end >= mention.span.end]
    node = award_node(frame, mention.name)
    if events:
        _of_ceremony(analysis, frame, i, mention, node)
        return
    recipients = _recipients(frame, i, mention)
    if not recipients:
        return
    _describe(analysis, frame, i, mention, node)
    for actor in recipients:
        start, end = min(actor.start, mention.span.start), max(actor.end, mention.span.end)
        analysis.add(frame, node, "kg:awardRecipient", actor.node, i, start, end, "award.recipient")
        _recipient_count(analysis, frame, i, node, actor)
    main = frame.main
    if main and frame.target(i, mention.span.start) == main and not re.search(r"曾|此前", sentence[: mention.span.start]):
        if re.search(r"颁|领取|领到|接过|授|表彰|领奖|另发", sentence):
            span = mention.span
            analysis.add(frame, node, "kg:presentedAt", main, i, span.start, span.end, "award.presented")


def _describe(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, node: Node) -> None:
    span = mention.span
    if match := _EDITION.search(mention.name):
        start = span.start + match.start()
        analysis.add(frame, node, "kg:edition", text(match.group()), i, start, start + len(match.group()), "award.edition")
    if match := re.match(r"(\d{4})年(?:度)?", mention.name):
        value = Literal(match[1], datatype(match[1]))
        analysis.add(frame, node, "kg:awardYear", value, i, span.start, span.start + match.end(), "award.year")
    _grantor(analysis, frame, i, mention, node)


def _grantor(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, node: Node) -> None:
    """A government's quality prize is granted by the government of its place; else whoever 颁发 it."""
    if not _GOVERNMENT.search(node.name):
        return
    for place in reversed(frame.scope.places):
        if place in node.name or place[:2] in node.name:
            grantor = organization(place + "人民政府")
            span = mention.span
            analysis.add(frame, node, "kg:awardGrantor", grantor, i, span.start, span.end, "award.government")
            return


def _of_ceremony(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, node: Node) -> None:
    """第二届…质量奖颁奖仪式: the award is presented at that ceremony."""
    for event, event_node in frame.events[i]:
        if event.head.type == "award_ceremony" and event.span.start <= mention.span.start and event.span.end >= mention.span.end:
            _describe(analysis, frame, i, mention, node)
            analysis.add(frame, node, "kg:presentedAt", event_node, i, event.span.start, event.span.end, "award.ceremony")


def _recipients(frame: Frame, i: int, mention: AwardMention) -> list[Actor]:
    sentence = frame.sentences[i].text
    before = sentence[: mention.span.start]
    for match in re.finditer(patterns("awards")["gave"], before):
        if re.fullmatch(r"[^，。；]{0,16}|[^。；]*、", before[match.end() :]):
            return _actors_in(frame, i, match.start("to"), match.end("to"))
    got = list(re.finditer(patterns("awards")["got"], before))
    if got and re.fullmatch(r"[^，。；]{0,14}|[^。；]*、[^，。；]{0,8}", before[got[-1].end() :]):
        return _subject_of(frame, i, got[-1].start())
    return []


def _actors_in(frame: Frame, i: int, start: int, end: int) -> list[Actor]:
    inside = [a for a in frame.actors[i] if start <= a.start and a.end <= end and a.node.type is not EntityType.PLACE]
    phrase = frame.sentences[i].text[start:end]
    if re.search(r"(?:企业|单位|代表|质量官[”’]?|人员|学员|学生|者|个人|团队|集体)[”’]?$", phrase) and not (
        inside and inside[-1].end == end and inside[-1].node.type is EntityType.ORGANIZATION
    ):
        return [_group(frame, i, start, end)]
    return inside


def _group(frame: Frame, i: int, start: int, end: int) -> Actor:
    name = frame.sentences[i].text[start:end]
    return Actor(start, end, Node(EntityType.GROUP, name, str(frame.section.index)), name)


def _subject_of(frame: Frame, i: int, verb: int) -> list[Actor]:
    """Who got it: the actors of the clause before the verb, a group with its number, or the enterprise of the item."""
    sentence = frame.sentences[i].text
    masked = mask_quotes(sentence)
    clause = max(masked.rfind(mark, 0, verb) for mark in "。；，：") + 1
    phrase = sentence[clause:verb]
    if re.search(r"[一二三四五六七八九十\d]+[位名家个].*(?:人员|企业|单位|代表|官[”’]?|学员|者|组织)$|(?:企业|人员|单位|代表)(?:也|都)?$", phrase) or (
        re.search(r"^(?:全区|首批|第.批).*共?[\d一二三四五六七八九十]+[位名家]$", phrase)
    ):
        return [_group(frame, i, clause + len(re.match(r"(?:也|还|有)?", phrase).group()), verb)]  # type: ignore[union-attr]
    inside = [a for a in frame.actors[i] if clause <= a.start and a.end <= verb and a.node.type is not EntityType.PLACE]
    if inside:
        return inside
    if frame.scope.organization and re.search(r"(?:公司|集团|企业)?$", phrase) and len(phrase) < 12 and verb > 0:
        return [Actor(clause, verb, organization(frame.scope.organization), phrase)] if phrase else []
    return []


def _recipient_count(analysis: Analysis, frame: Frame, i: int, node: Node, actor: Actor) -> None:
    if actor.node.type is not EntityType.GROUP:
        return
    for quantity in find_quantities(actor.surface):
        if quantity.unit in ("位", "名", "家", "人", "个", "家企业", "家单位"):
            start = actor.start + quantity.span.start
            end = actor.start + quantity.span.end
            counted = Literal("recipients")
            analysis.add(frame, node, "kg:quantity", node_of(quantity), i, start, end, "award.count", counts=counted)
            return


def _certification(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> None:
    sentence = frame.sentences[i].text
    before = sentence[: mention.span.start]
    stated = re.search(r"(?:通过了?|取得了?|获得了?|获|是首批|是)$", before)
    unit = re.match(r"单位|企业|组织", sentence[mention.span.end :])
    if not stated or (stated.group().startswith("是") and not unit):
        return
    clause = max(before.rfind(mark) for mark in "。；") + 1
    near = [a for a in frame.actors[i] if clause <= a.start < mention.span.start and a.node.type is EntityType.ORGANIZATION]
    holder = near[-1] if near else None
    owner = organization(frame.scope.organization) if frame.scope.organization else None
    node = Node(EntityType.CERTIFICATION, mention.name.replace("的", ""))
    subject = holder.node if holder else owner
    start = holder.start if holder else mention.span.start
    analysis.add(frame, subject, "kg:holdsCertification", node, i, start, mention.span.end, "award.certification")


def _conferred(analysis: Analysis, frame: Frame, i: int) -> None:
    """得到A授予的三项质量荣誉：甲、乙、丙."""
    sentence = frame.sentences[i].text
    for match in re.finditer(patterns("awards")["conferred"], sentence):
        owner = frame.scope.organization
        recipient = organization(owner) if owner else None
        grantor = next((a for a in frame.actors[i] if a.start >= match.start("grantor") and a.end <= match.end("grantor")), None)
        giver = grantor.node if grantor else organization(match["grantor"])
        for start, end in enumeration(sentence, *match.span("list")):
            node = Node(EntityType.AWARD, sentence[start:end])
            analysis.add(frame, node, "kg:awardRecipient", recipient, i, start, end, "award.conferred")
            analysis.add(frame, node, "kg:awardGrantor", giver, i, match.start("grantor"), end, "award.conferred")
        for quantity in find_quantities(match["count"]):
            at = match.start("count")
            span = (at + quantity.span.start, match.end("count"))
            counted = Literal("honours")
            analysis.add(frame, recipient, "kg:quantity", node_of(quantity), i, *span, "award.count", counts=counted)


def _table(analysis: Analysis, frame: Frame) -> None:
    """Rows under a header 奖项 | 获奖组织 | 奖金."""
    columns: list[str] = []
    for i, sentence in enumerate(frame.sentences):
        if sentence.role is not BlockRole.TABLE:
            columns = []
            continue
        cells = [c.strip() for c in sentence.text.split("|")]
        if any(re.fullmatch(r"奖项(?:名称)?|奖励名称|荣誉(?:名称)?|称号", c) for c in cells):
            columns = cells
        elif columns and len(cells) == len(columns):
            _row(analysis, frame, i, columns, cells)


def _row(analysis: Analysis, frame: Frame, i: int, columns: list[str], cells: list[str]) -> None:
    row = dict(zip(columns, cells, strict=True))
    award = next((v for k, v in row.items() if re.match(r"奖项|奖励名称|荣誉|称号", k)), "")
    winner = next((v for k, v in row.items() if re.search(r"获奖|单位|企业|组织|得主", k) and v != award), "")
    if not award or not winner:
        return
    sentence = frame.sentences[i].text
    node = award_node(frame, award)
    at = sentence.find(award)
    mention = AwardMention(Span(at, at + len(award)), award, False)
    _describe(analysis, frame, i, mention, node)
    money = next((v for k, v in row.items() if re.search(r"奖金|奖励金|金额", k)), "")
    amounts = [q for q in find_quantities(money) if q.unit in ("元", "万元")]
    extra = {}
    if amounts:
        yuan = amounts[0].number * (10000 if amounts[0].unit == "万元" else 1)
        extra = {"amount": Literal(f"{yuan:.0f}", "xsd:integer"), "amountUnit": text("元")}
    end = sentence.find(winner) + len(winner)
    analysis.add(frame, node, "kg:awardRecipient", organization(winner), i, at, end, "award.table", **extra)


def _winners(analysis: Analysis, frame: Frame) -> None:
    """A、B、C获奖 at a ceremony named for its award."""
    if frame.main is None:
        return
    named = [a for a in find_awards(frame.main.name) if _EDITION.search(a.name) or len(a.name) > 5]
    for i, sentence in enumerate(frame.sentences):
        match = re.search(patterns("awards")["won"] + r"(?=[，。；])", sentence.text)
        if not match or not named:
            continue
        node = award_node(frame, named[0].name)
        winners = [a for a in frame.actors[i] if a.end <= match.start() and a.node.type is EntityType.ORGANIZATION]
        for actor in winners:
            analysis.add(frame, node, "kg:awardRecipient", actor.node, i, actor.start, match.end(), "award.winners")


