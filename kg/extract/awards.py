"""Awards, certificates and certifications: name, edition, grantor, recipients, where they were presented."""

from __future__ import annotations

import re
from functools import cache

from kg.extract.actors import organization, place
from kg.extract.claims import Node, text
from kg.extract.counts import is_of_the_past, node_of
from kg.extract.dates import datatype
from kg.extract.divisions import find_divisions
from kg.extract.events import find_events
from kg.extract.frames import Actor, Analysis, Frame
from kg.extract.giving import AwardMention, Giving, find_giving, named_recipients
from kg.extract.numbers import find_quantities
from kg.extract.text import CLOSING, OPENING, enumeration, opening_of
from kg.model import BlockRole, EntityType, Literal, Span
from kg.resources import patterns

_EDITION = re.compile(r"第[一二三四五六七八九十百\d]{1,4}[届批次]|首[届批]")
#: 获得“最美质检人”称号: what is got in quotation marks is an honour.
_QUOTED = re.compile(
    r"(?:荣获|获得|获评|被评为|被授予|授予[^，。；]{0,30})(?P<name>[“‘][^”’]{4,24}[”’](?:荣誉称号|称号|荣誉|奖)?)"
)
#: Ranks of the prize named before (荣获质量奖，乙获提名奖).
_RANKS = ("提名奖", "一等奖", "二等奖", "三等奖", "优秀奖", "金奖", "银奖", "铜奖", "特等奖")
#: Certificates without a name of their own: what their holders hold tells which they are.
_BARE = ("证书", "获奖证书", "荣誉证书", "奖牌")
_GOVERNMENT = re.compile(r"(?:市长|区长|县长|省长|政府)质量奖|(?:省|市|区|县)质量奖")


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
            end = _longest_end(sentence, match.end(), kind)
            start = _name_start(sentence, match.start())
            while end < len(sentence) and sentence[end] in "”’》" and opening_of(sentence, end) >= start:
                end += 1
            if end < len(sentence) and start and sentence[start - 1] in "“‘" and sentence[end] in "”’":
                start, end = _name_start(sentence, start - 1), end + 1
            start = _from_edition(sentence, start, end)
            name = sentence[start:end]
            bare = name.strip("“”《》") in _BARE
            if name.strip("“”") in _RANKS and found and not found[-1].is_certification:
                base = re.sub(r"(?:" + "|".join(_RANKS) + r")[”]?$", "", found[-1].name)
                found.append(AwardMention(Span(start, end), base + name.strip("“”"), False))
                continue
            if not bare and len(name) - len(match.group()) < 2 and not name[: -len(match.group())][1:]:
                continue
            if not any(Span(start, end).overlaps(f.span) for f in found):
                found.append(AwardMention(Span(start, end), name, kind != "endings"))
    for match in _QUOTED.finditer(sentence):
        span = Span(*match.span("name"))
        if not any(span.overlaps(f.span) for f in found):
            found.append(AwardMention(span, match["name"], False))
    return sorted((f for f in found if not f.name.startswith("奖")), key=lambda a: a.span.start)


def _from_edition(sentence: str, start: int, end: int) -> int:
    """…有限公司第四届质量奖: the name begins at its edition, unless only a place stands before it."""
    match = _EDITION.search(sentence, start, end)
    if match is None or match.start() == start:
        return start
    before = sentence[start : match.start()]
    places = find_divisions(before)
    covered = bool(places) and places[0][0].start == 0 and places[-1][0].end >= len(before) - 2
    return (
        match.start()
        if re.search(r"(?:公司|集团|医院|学校|中心|厂|院|所|社|店|局|等)$", before) and not covered
        else start
    )


def _longest_end(sentence: str, end: int, kind: str) -> int:
    """区长质量奖 goes on as 区长质量奖创新单项奖."""
    further = re.match(rf"[\u4e00-\u9fff]{{0,4}}?{_endings(kind).pattern}", sentence[end:])
    if further and not re.match(r"(?:及|和|与|获|颁|、|的|等|由|是)", sentence[end:]):
        return _longest_end(sentence, end + further.end(), kind)
    return end


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
        if char == "的" and re.match(r"[A-Za-z]", sentence[max(0, i - 2) : i - 1]):
            i -= 1  # CNAS的认可
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
            _ceremonies(analysis, frame, i)
            _honours(analysis, frame, i)
            _named_as(analysis, frame, i)
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
    owner = frame.place
    if (
        owner
        and _GOVERNMENT.search(name)
        and not any(p[:2] in name for p in frame.scope.places)
        and not find_divisions(name)
    ):
        name = owner + name
    return Node(EntityType.AWARD, name)


def _award(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> None:
    sentence = frame.sentences[i].text
    events = [m for m, _ in frame.events[i] if m.span.start <= mention.span.start and m.span.end >= mention.span.end]
    if events:
        _of_ceremony(analysis, frame, i, mention, award_node(frame, mention.name))
        return
    _founded(analysis, frame, i, mention)
    giving = find_giving(frame, i, mention)
    if is_of_the_past(sentence[: mention.span.start]):
        return
    if giving is None:
        _for_winners(analysis, frame, i, mention)
        return
    if "每" in mention.name or re.search(r"每[家人名个位]", sentence):
        return  # what each of them gets, told of an award given before
    for node in _nodes(frame, i, mention, giving):
        _describe(analysis, frame, i, mention, node)
        for actor in giving.recipients:
            start, end = min(actor.start, mention.span.start), max(actor.end, mention.span.end)
            analysis.add(frame, node, "kg:awardRecipient", actor.node, i, start, end, "award.recipient")
            _recipient_count(analysis, frame, i, node, actor)
        if giving.giver is not None:
            giver = giving.giver
            analysis.add(frame, node, "kg:awardGrantor", giver.node, i, giver.start, mention.span.end, "award.giver")
        main = frame.target(i, mention.span.start)
        if (
            (giving.presented or _is_handed_over(frame, i))
            and main == frame.main
            and not re.search(r"曾|此前|累计", sentence[: mention.span.start])
        ):
            span = mention.span
            analysis.add(frame, node, "kg:presentedAt", main, i, span.start, span.end, "award.presented")


def _for_winners(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> None:
    """为第五届质量奖获奖单位举行颁奖仪式: the award is presented there."""
    main = frame.main
    sentence = frame.sentences[i].text
    behind = sentence[mention.span.end :]
    handed = re.match(r"[^。；]{0,60}?(?:颁奖|授牌|颁发奖|颁牌)", behind) and re.search(
        r"[为向][^。；]{0,60}$", sentence[: mention.span.start]
    )
    if main and handed and frame.target(i, mention.span.start) == main:
        node = award_node(frame, mention.name)
        _describe(analysis, frame, i, mention, node)
        analysis.add(frame, node, "kg:presentedAt", main, i, mention.span.start, mention.span.end, "award.presented")
        return
    if (
        main
        and frame.main_head
        and frame.main_head.type == "award_ceremony"
        and re.match(r"获奖[^，。]{2,8}举[行办]", behind)
    ):
        node = award_node(frame, mention.name)
        _describe(analysis, frame, i, mention, node)
        span = mention.span
        analysis.add(frame, node, "kg:presentedAt", main, i, span.start, span.end, "award.ceremony")


def _founded(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> None:
    """X奖由A设立: A grants the editions of the prize that the section speaks of."""
    match = re.match(
        r"(?:是)?由(?P<who>[^，。；]{2,20}?)(?:设立|组织评选|颁发|评定)", frame.sentences[i].text[mention.span.end :]
    )
    if not match:
        return
    start = mention.span.end + match.start("who")
    end = mention.span.end + match.end("who")
    givers = [a for a in frame.actors[i] if a.start >= start and a.end <= end]
    editions = {c.subject for c in analysis.claims if c.section == frame.section.index and c.predicate == "kg:edition"}
    for node in sorted((e for e in editions if mention.name in e.name), key=lambda n: n.name):
        for giver in givers:
            analysis.add(frame, node, "kg:awardGrantor", giver.node, i, mention.span.start, end, "award.founded")


def _is_handed_over(frame: Frame, i: int) -> bool:
    """会上，甲荣获…: or a sentence of the item says 为获奖单位颁奖."""
    opened = re.match(r"(?:会上|仪式上|现场|活动中|大会上|会议上|颁奖仪式上)，", frame.sentences[i].text)
    handing = re.compile(r"[为向]获奖[^，。]{0,10}(?:颁奖|授牌|颁发)")
    return bool(opened) and any(handing.search(s.text) for s in frame.sentences)


def _nodes(frame: Frame, i: int, mention: AwardMention, giving: Giving) -> list[Node]:
    """The award by its name; a bare 证书 by what its holders hold, 获奖证书 by each contest that they won."""
    bare = mention.name.strip("“”《》")
    phrase = frame.sentences[i].text[giving.start : giving.end]
    contests = [m for m, _ in frame.events[i] if giving.start <= m.span.start and m.span.end <= giving.end]
    if bare in _BARE or len(bare) < 4:
        held = re.search(r"(?:取得|获得|具备|通过)(?P<what>[^，。的及和]{3,16}?(?:资格|认定|培训))", phrase)
        names = ([held["what"] + "证书"] if held else []) + [m.name + "获奖证书" for m in contests]
        return [award_node(frame, n) for n in names]
    title = re.search(r"[“‘](?P<title>[^”’]{2,12})[”’]", phrase)
    if re.match(r"任职|资格|培训", bare) and title:
        return [award_node(frame, f"“{title['title']}”{bare}")]
    return [award_node(frame, mention.name)]


def _describe(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, node: Node) -> None:
    span = mention.span
    if match := _EDITION.search(mention.name):
        start = span.start + match.start()
        analysis.add(
            frame, node, "kg:edition", text(match.group()), i, start, start + len(match.group()), "award.edition"
        )
    if match := re.match(r"(\d{4})年(?:度)?", mention.name):
        value = Literal(match[1], datatype(match[1]))
        analysis.add(frame, node, "kg:awardYear", value, i, span.start, span.start + match.end(), "award.year")
    _grantor(analysis, frame, i, mention, node)


def _grantor(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, node: Node) -> None:
    """A government's quality prize is granted by the government of its place; else whoever 颁发 it."""
    if not _GOVERNMENT.search(node.name):
        return
    named = [d.name for _, d in find_divisions(node.name, frame.scope.places)]
    named += [p for p in frame.scope.places if p[:2] in node.name]
    if named:
        span = mention.span
        grantor = organization(named[0] + "人民政府")
        analysis.add(frame, node, "kg:awardGrantor", grantor, i, span.start, span.end, "award.government")


def _of_ceremony(analysis: Analysis, frame: Frame, i: int, mention: AwardMention, node: Node) -> None:
    """第二届…质量奖颁奖仪式: the award is presented at that ceremony."""
    for event, event_node in frame.events[i]:
        if (
            event.head.type == "award_ceremony"
            and event.span.start <= mention.span.start
            and event.span.end >= mention.span.end
        ):
            _describe(analysis, frame, i, mention, node)
            analysis.add(
                frame, node, "kg:presentedAt", event_node, i, event.span.start, event.span.end, "award.ceremony"
            )


def _ceremonies(analysis: Analysis, frame: Frame, i: int) -> None:
    """首席质量官颁证仪式 hands certificates to 首席质量官, 成果获奖项目颁奖仪式 a prize to 成果获奖项目."""
    for event, event_node in frame.events[i]:
        match = re.fullmatch(r"(?P<who>[^“”]{3,30}?)的?(?:颁证|颁奖)仪式(?:[和与]发布仪式)?", event.name)
        if (
            not match
            or find_awards(match["who"])
            or find_events(match["who"])
            or not re.search(r"颁证|获奖", event.name)
        ):
            continue
        who = match["who"]
        batch = _EDITION.search(who)
        bare = who.replace(batch.group(), "") if batch else who
        name = bare + "证书" if "颁证" in event.name else re.sub(r"获奖[^，。]{0,4}$", "", bare) + "奖"
        node = Node(EntityType.AWARD, name)
        group = Node(EntityType.GROUP, who, str(frame.section.index))
        span = event.span
        analysis.add(frame, node, "kg:presentedAt", event_node, i, span.start, span.end, "award.ceremony")
        analysis.add(frame, node, "kg:awardRecipient", group, i, span.start, span.end, "award.ceremony")


def _recipient_count(analysis: Analysis, frame: Frame, i: int, node: Node, actor: Actor) -> None:
    if actor.node.type is not EntityType.GROUP:
        return
    for quantity in reversed(find_quantities(actor.surface)):  # 31家企业的38名学员: the 38 got it
        if quantity.unit in ("位", "名", "家", "人", "个", "家企业", "家单位"):
            start = actor.start + quantity.span.start
            end = actor.start + quantity.span.end
            counted = Literal("recipients")
            analysis.add(frame, node, "kg:quantity", node_of(quantity), i, start, end, "award.count", counts=counted)
            return


def _certification(analysis: Analysis, frame: Frame, i: int, mention: AwardMention) -> None:
    sentence = frame.sentences[i].text
    before = sentence[: mention.span.start]
    before = before[: _list_start(before)]
    stated = re.search(r"(?:通过了?|取得了?|获得了?|获|是首批|成为首批|成为|是)$", before)
    unit = re.match(r"单位|企业|组织", sentence[mention.span.end :])
    if not stated or (stated.group().startswith(("是", "成为")) and not unit):
        return
    clause = max(before.rfind(mark) for mark in "。；") + 1
    near = [
        a for a in frame.actors[i] if clause <= a.start < mention.span.start and a.node.type is EntityType.ORGANIZATION
    ]
    holder = near[-1] if near else None
    owner = organization(frame.scope.organization) if frame.scope.organization else None
    subject = holder.node if holder else owner
    start = holder.start if holder else mention.span.start
    for name in _listed_certifications(sentence, mention):
        node = Node(EntityType.CERTIFICATION, name)
        analysis.add(frame, subject, "kg:holdsCertification", node, i, start, mention.span.end, "award.certification")


_LISTED = re.compile(r"(?:[A-Za-z0-9 \-]{2,24}|[^，。；、的了]{2,16}体系)、$")


def _list_start(before: str) -> int:
    """Where a list of certifications that goes on to the end of `before` begins (取得HACCP、…认证)."""
    end = len(before)
    while match := _LISTED.search(before[:end]):
        inside = re.match(r"(?:.*(?:通过了?|取得了?|获得了?|获))?", match.group())
        end = match.start() + (inside.end() if inside else 0)
        if inside and inside.group():
            break
    return end


def _listed_certifications(sentence: str, mention: AwardMention) -> list[str]:
    """The certification of the mention, and those that share its last word (HACCP、ISO9001认证)."""
    before = sentence[: mention.span.start]
    last = mention.name.replace("的", "")
    tail = "认证" if last.endswith("认证") else "认可"
    earlier = [part for part in before[_list_start(before) :].split("、") if part]
    return [part if part.endswith(tail) else part + tail for part in earlier] + [last]


def _conferred(analysis: Analysis, frame: Frame, i: int) -> None:
    """得到A授予的三项质量荣誉：甲、乙、丙."""
    sentence = frame.sentences[i].text
    for match in re.finditer(patterns("awards")["conferred"], sentence):
        owner = frame.scope.organization
        recipient = organization(owner) if owner else None
        grantor = next(
            (a for a in frame.actors[i] if a.start >= match.start("grantor") and a.end <= match.end("grantor")), None
        )
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


_NAMED_AS = re.compile(
    r"(?:被(?P<by>[^，。；]{3,20}?)?(?:确定|认定|评|评定|命名|遴选|列|评选|授予)为?|获评|荣膺|入选|获批(?:为)?|获颁|获授)"
    r"(?P<award>(?:\d{4}年(?:度)?)?[“‘]?[\u4e00-\u9fffA-Za-z0-9]{4,28}[”’]?(?:荣誉称号|称号)?)(?=[，。；])"
)


def _named_as(analysis: Analysis, frame: Frame, i: int) -> None:
    """甲公司被国家知识产权局确定为示范企业: a title without the word for a prize."""
    sentence = frame.sentences[i].text
    known = find_awards(sentence)
    for match in _NAMED_AS.finditer(sentence):
        span = Span(*match.span("award"))
        if any(span.overlaps(k.span) for k in known):
            continue
        start = max(sentence.rfind(mark, 0, match.start()) for mark in "，。；") + 1
        recipients = named_recipients(frame, i, start, match.start())
        if not recipients:
            continue
        node = award_node(frame, match["award"])
        _describe(analysis, frame, i, AwardMention(span, match["award"], False), node)
        for actor in recipients:
            analysis.add(frame, node, "kg:awardRecipient", actor.node, i, actor.start, match.end(), "award.named")
        by = [a for a in frame.actors[i] if match["by"] and a.start >= match.start("by") and a.end <= match.end("by")]
        for giver in by[:1]:
            analysis.add(frame, node, "kg:awardGrantor", giver.node, i, giver.start, match.end(), "award.named")
        main = frame.target(i, match.start())
        if main and main == frame.main and re.search(r"现场|仪式上|会上|活动中|授牌|颁奖|揭牌", sentence):
            analysis.add(frame, node, "kg:presentedAt", main, i, span.start, span.end, "award.presented")


def _honours(analysis: Analysis, frame: Frame, i: int) -> None:
    """全国五星级现场蒲汇塘车场: an honour in apposition to who holds it."""
    sentence = frame.sentences[i].text
    for match in re.finditer(patterns("awards")["honour"], sentence):
        rest = re.match(
            rf"(?P<who>[^，。；、的]{{2,14}}?(?:{'|'.join(patterns('places')['venue_endings'])}))(?=[，。；、])",
            sentence[match.end() :],
        )
        if rest:
            node = Node(EntityType.AWARD, match.group())
            end = match.end() + rest.end()
            analysis.add(frame, node, "kg:awardRecipient", place(rest["who"]), i, match.start(), end, "award.honour")


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


def _on_the_list(analysis: Analysis, frame: Frame, i: int) -> None:
    """会上公布了2023年度先进单位名单，A、B等5家榜上有名."""
    sentence = frame.sentences[i].text
    for mention in find_awards(sentence):
        match = re.match(r"(?:获奖|表彰|入选)?名单", sentence[mention.span.end :])
        end = re.search(r"(?:等[^，。；]{0,10})?(?:榜上有名|上榜|入选|获表彰|受表彰|名列其中)", sentence)
        if not match or not end or end.start() < mention.span.end:
            continue
        node = award_node(frame, mention.name)
        _describe(analysis, frame, i, mention, node)
        for actor in frame.actors[i]:
            if (
                mention.span.end < actor.start
                and actor.end <= end.start()
                and actor.node.type is EntityType.ORGANIZATION
            ):
                analysis.add(frame, node, "kg:awardRecipient", actor.node, i, actor.start, end.end(), "award.list")
        if frame.main and frame.target(i, mention.span.start) == frame.main:
            span = mention.span
            analysis.add(frame, node, "kg:presentedAt", frame.main, i, span.start, span.end, "award.presented")


def _winners(analysis: Analysis, frame: Frame) -> None:
    """A、B、C获奖 at a ceremony named for its award."""
    if frame.main is None:
        return
    named = [a for a in find_awards(frame.main.name) if _EDITION.search(a.name) or len(a.name) > 5]
    for i, sentence in enumerate(frame.sentences):
        _on_the_list(analysis, frame, i)
        match = re.search(patterns("awards")["won"] + r"(?=[，。；])", sentence.text)
        if not match or not named:
            continue
        node = award_node(frame, named[0].name)
        winners = [a for a in frame.actors[i] if a.end <= match.start() and a.node.type is EntityType.ORGANIZATION]
        for actor in winners:
            analysis.add(frame, node, "kg:awardRecipient", actor.node, i, actor.start, match.end(), "award.winners")
