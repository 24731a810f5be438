"""The frame of each item of a report: who and where it is about, its series, its main event, and what each sentence speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.extract.claims import Claim, Node, Object
from kg.extract.dates import find_dates
from kg.extract.divisions import Scope, find_divisions, scope_of
from kg.extract.events import EventMention, Head, find_campaigns, find_events, heads, is_dated_name, name_start
from kg.extract.scopes import section_scope
from kg.extract.text import Sentence, mask_quotes, normal_name, sentences
from kg.model import BlockRole, Document, EntityType, Literal, Section, Span
from kg.resources import patterns

_READABLE = (BlockRole.BODY, BlockRole.LIST, BlockRole.TABLE)


@dataclass(frozen=True, slots=True)
class Actor:
    """An organization, group or place in a sentence that can organize, take part, win or sign."""

    start: int
    end: int
    node: Node
    surface: str


@dataclass
class Frame:
    """What is known of one section before its facts are read.

    `series` and `main` are the series and the main event; `targets[i]` lists (position in sentence i, node) from which
    on the sentence speaks of the node; `is_headed` says that only the heading names the main event; `events[i]` the named events of sentence i with their nodes, `actors[i]` its organizations,
    groups and places.
    """

    section: Section
    scope: Scope
    year: str
    published: str
    sentences: list[Sentence]
    headings: list[Sentence]
    campaign: str = ""
    series: Node | None = None
    main: Node | None = None
    main_head: Head | None = None
    main_name: str = ""
    events: list[list[tuple[EventMention, Node]]] = field(default_factory=list)
    targets: list[list[tuple[int, Node | None]]] = field(default_factory=list)
    actors: list[list[Actor]] = field(default_factory=list)
    venues: set[str] = field(default_factory=set)
    is_headed: bool = False

    @property
    def place(self) -> str:
        """The narrowest place the section is about, or ""."""
        return self.scope.places[-1] if self.scope.places else ""

    @property
    def owner(self) -> str:
        """The enterprise or place that the section is about, or ""."""
        return self.scope.organization or self.place

    def target(self, i: int, position: int = 0) -> Node | None:
        """What sentence i speaks of at a position."""
        node: Node | None = None
        for at, candidate in self.targets[i]:
            if at <= position:
                node = candidate
        return node

    def is_readable(self, i: int) -> bool:
        """Whether sentence i tells of activity (body, list, table)."""
        return self.sentences[i].role in _READABLE


@dataclass
class Analysis:
    """A document on its way through the components: frames, and the claims written so far."""

    document: Document
    frames: list[Frame]
    claims: list[Claim] = field(default_factory=list)

    def add(
        self,
        frame: Frame,
        subject: Node | None,
        predicate: str,
        object_: Object | None,
        i: int,
        start: int,
        end: int,
        rule: str,
        **qualifiers: Literal | None,
    ) -> None:
        """Write a claim read at [start, end) of sentence i; a claim without subject or object is none."""
        if subject is None or object_ is None:
            return
        span = frame.sentences[i].locate(start, end)
        pairs = tuple(sorted((f"kg:{k}", v) for k, v in qualifiers.items() if v is not None))
        self.claims.append(Claim(subject, predicate, object_, frame.section.index, (span,), rule, pairs))

    def add_at(self, frame: Frame, subject: Node, predicate: str, object_: Object, span: Span, rule: str) -> None:
        """Write a claim read at a span of `Document.clean`, as in a heading."""
        self.claims.append(Claim(subject, predicate, object_, frame.section.index, (span,), rule))


def analyse(document: Document) -> Analysis:
    """The frames of a document's sections, its claims still empty."""
    everything = list(sentences(document))
    published = document.published or _year_of(document)
    year = published[:4] if re.match(r"\d{4}", published) else ""
    body = "".join(s.text for s in everything if s.role in _READABLE)
    base = scope_of("", document.title, document.publisher, "" if document.is_roundup else body, None)
    own = base.organization if base.organization in document.title + body else ""  # a source line names the press
    base = Scope(base.places, _own_name(document, own, body))
    frames: list[Frame] = []
    for section in document.sections:
        own = [s for s in everything if s.section == section.index]
        body = "".join(s.text for s in own if s.role in _READABLE)
        roundup_item = document.is_roundup and section.index > 0
        scope = section_scope(section.heading, document.title, body, base) if roundup_item else base
        frame = Frame(
            section, scope, year, published,
            [s for s in own if s.role in _READABLE],
            [s for s in own if s.role in (BlockRole.HEADING, BlockRole.TITLE)],
        )  # fmt: skip
        if any(s.role is not BlockRole.NOTICE for s in own):
            _fill(frame, frames[0] if frames else None)
            frame.published = frame.published or frame.year
        else:
            frame.sentences = []
        frames.append(frame)
    return Analysis(document, frames)


def _year_of(document: Document) -> str:
    """The year that a report without a date names most often, earlier years of records and reviews aside."""
    years = re.findall(r"(?<!\d)((?:19|20)\d{2})年(?!来|至|以来|度)", document.clean)
    return max(sorted(set(years), reverse=True), key=years.count) if years else ""


_DEPARTMENT = re.compile(r"(?:部|处|科|室|办|办公室|编辑部|新闻中心|宣传部|融媒体中心|集团)$")
_LEGAL = re.compile(
    r"(?:^|[，。：\n])(?:近日|日前)?，?(?P<name>[\u4e00-\u9fff（）()]{4,30}?(?:股份有限公司|有限责任公司|有限公司|集团公司))"
)
_SELF = re.compile(r"^(?:公司|集团|我司|我院|我校|本公司|院|集团公司|总公司)")


def _own_name(document: Document, organization: str, body: str) -> str:
    """The enterprise of a story told as 公司召开…: its text or footer names it; never the department that wrote it."""
    if not _SELF.match(document.title):
        return (
            ""
            if organization and _DEPARTMENT.search(organization) and organization == document.publisher
            else organization
        )
    for text in (body[:400], document.clean[-200:]):
        if match := _LEGAL.search(text):
            return match["name"]
    own = re.search(r"(?:^|[，。])(?P<name>[\u4e00-\u9fff]{2,10}?)(?:\d{4}年)?[“‘]?(?:质量月|安全生产月)", body)
    if own and not find_divisions(own["name"]) and not re.search(r"[今本全该开举]", own["name"]):
        return own["name"]
    return "" if organization and _DEPARTMENT.search(organization) else organization


def _fill(frame: Frame, first: Frame | None) -> None:
    texts = [s.text for s in frame.headings + frame.sentences]
    campaigns = [m for t in texts for m in find_campaigns(t)]
    if campaigns:
        names = [m.campaign for m in campaigns]
        frame.campaign = max(set(names), key=lambda n: (names.count(n), n))
        frame.year = _own_year(texts, frame) or frame.year
    _choose_main(frame)
    _enterprise_by_event(frame)
    if frame.campaign:
        frame.series = _series(frame, first)
    _map_events(frame)
    _map_targets(frame)


def _enterprise_by_event(frame: Frame) -> None:
    """远山木业有限公司2023年“质量月”总结会: the item is about the enterprise that its event is named for."""
    match = re.match(
        r"(?P<name>[\u4e00-\u9fff（）()]{4,30}?(?:有限公司|集团|公司|厂))(?:\d{4}年|[“‘])", frame.main_name
    )
    if match and not frame.scope.organization:
        frame.scope = Scope(frame.scope.places, match["name"])


def _own_year(texts: list[str], frame: Frame) -> str:
    pattern = re.compile(rf"(\d{{4}})年[^，。；]{{0,12}}[“‘\"]?{re.escape(frame.campaign)}")
    years = [m[1] for t in texts for m in pattern.finditer(t)]
    if frame.year in years:
        return frame.year
    return max(years) if years else ""


_WORLDWIDE = re.compile(r"^(?:世界|全国|中国|国际)")


def _series(frame: Frame, first: Frame | None) -> Node:
    named = _named_series(frame)
    if named:
        name = named
    elif _WORLDWIDE.match(frame.campaign) and not _is_local(frame):
        name = f"{frame.year}年{frame.campaign}" if frame.year else frame.campaign
    else:
        name = series_name(_owner_of_campaign(frame), frame.year, frame.campaign)
    return Node(EntityType.SERIES, name)


def _is_local(frame: Frame) -> bool:
    """Whether a place has its own part in a worldwide day (会泽县2023年全国科普日)."""
    place = re.escape(frame.place or "□")
    own = re.compile(rf"{place}(?:\d{{4}}年)?[“‘]?(?:\d{{4}}年)?{re.escape(frame.campaign)}")
    return any(own.search(s.text) for s in (*frame.headings, *frame.sentences))


def _owner_of_campaign(frame: Frame) -> str:
    """Whose campaign it is: 全省“质量月” told from a city is that of the province."""
    for text in (s.text for s in (*frame.headings, *frame.sentences)):
        joint = re.search(
            rf"(?P<owners>(?:[一-龥]{{2,4}}[省市区县]、)+[一-龥]{{2,4}}[省市区县])(?:\d{{4}}年)?[“‘]?{re.escape(frame.campaign)}",
            text,
        )
        if joint:
            return joint["owners"]
    for text in (frame.main_name, *(s.text for s in frame.headings)):
        if match := re.search(rf"(?:全|^)(?P<kind>[省市区县])[“‘]?{re.escape(frame.campaign)}", text):
            return frame.scope.place(match["kind"]) or frame.owner
    return frame.owner


def series_name(owner: str, year: str, campaign: str) -> str:
    """The name of an owner's series: 宝山区2020年“质量月”."""
    quoted = campaign if campaign.endswith(("周", "日")) else f"“{campaign}”"
    return f"{owner}{year}年{quoted}" if year else f"{owner}{quoted}"


def _named_series(frame: Frame) -> str:
    """A series with a name of its own (2020年上海市建设工程“质量月”): more than owner, year and campaign."""
    for mention in find_campaigns(frame.main_name):
        start = name_start(frame.main_name, mention.span.start)
        name = frame.main_name[start : mention.span.end].removesuffix("活动").removesuffix("系列")
        name = re.sub(r"^[“‘][^”’]+[”’](?:——)?(?=\d{4}年|[^年]{2,4}[市区县])", "", name)
        rest = re.sub(r"\d{4}年|[“”‘’]", "", name.replace(mention.campaign, ""))
        for place in (*frame.scope.places, *(_short(p) for p in frame.scope.places), frame.scope.organization):
            rest = rest.replace(place, "") if place else rest
        if len(rest) >= 3 and not re.search(r"全[国省市县区]|、|——", rest) and not find_divisions(rest):
            if frame.main_name[:start].strip():
                continue
            return name if re.search(r"\d{4}年", name) or not frame.year else f"{frame.year}年{name}"
    return ""


def _short(place: str) -> str:
    return re.sub(r"(?<=..)(?:省|市|区|县|自治区|自治州)$", "", place)


def _choose_main(frame: Frame) -> None:
    best: tuple[float, EventMention] | None = None
    for i, sentence in enumerate(frame.sentences):
        if sentence.role is not BlockRole.BODY:
            continue
        for mention in find_events(sentence.text):
            score = _score(sentence.text, mention, frame) - 0.6 * i
            if best is None or score > best[0]:
                best = (score, mention)
    if best is None or best[0] < 6.0:
        headed = [m for h in frame.headings for m in find_events(h.text) if not m.bare and m.head.rank >= 5]
        if headed:
            best = (6.0, max(headed, key=lambda m: m.head.rank))
            frame.is_headed = True
    launch = _launch_without_name(frame)
    if best is None or best[0] < 6.0:
        if launch is None:
            _unnamed(frame)
            return
        frame.main_head = heads()["启动仪式"]
        frame.main_name = launch
        frame.main = Node(EntityType.EVENT, launch)
        return
    mention = best[1]
    if mention.bare:
        mention = _dated(frame) or mention
    frame.main_head = mention.head
    frame.main_name = _main_name(frame, mention)
    frame.main = Node(EntityType.EVENT, frame.main_name)


def _dated(frame: Frame) -> EventMention | None:
    """A course or contest under a name of its own, whose 开班仪式 or 颁奖仪式 is but a part of it."""
    for sentence in frame.sentences[:3]:
        for mention in find_events(sentence.text):
            won = re.match(r"[^，。]{0,3}(?:中)?(?:获奖|获|荣获)", sentence.text[mention.span.end :])
            if not mention.bare and is_dated_name(mention) and not won:
                return mention
    return None


_UNNAMED = re.compile(r"出席|到场|到会|参加|致辞|讲话|主持|举行|举办|召开|走进")


def _unnamed(frame: Frame) -> None:
    """An event that nobody named (…走进侗寨，用小品讲述诚信故事): it goes by its theme."""
    text = "".join(s.text for s in frame.sentences[:3] if s.role is BlockRole.BODY)
    if not any(d.is_day for d in find_dates(text, frame.published)) or not _UNNAMED.search(text):
        return
    theme = re.search(r"主题(?:就?叫|是|为|：)[“‘](?P<theme>[^”’]{4,30})[”’]", text)
    if theme and not any(re.match(r"(?:启动|开幕|拉开)", text[m.span.end :]) for m in find_campaigns(text)):
        frame.main_head = heads()["主题活动"]
        frame.main_name = f"“{theme['theme']}”主题活动"
        frame.main = Node(EntityType.EVENT, frame.main_name)


def _score(text: str, mention: EventMention, frame: Frame) -> float:
    score = float(mention.head.rank)
    masked = mask_quotes(text)
    if any(d.is_day for d in find_dates(text, frame.published)):
        score += 3
    if any(v in masked for v in patterns("events")["verbs"]):
        score += 1.5
    if find_campaigns(mention.name):
        score += 2
    if mention.bare:
        score -= 1
    if re.match(r"[^，。]{0,3}(?:中)?(?:获奖|获|荣获|中获)", text[mention.span.end :]):
        score -= 6
    return score


def _launch_without_name(frame: Frame) -> str | None:
    """“质量月”活动在…拉开帷幕: a launch that the report does not call one."""
    for sentence in frame.sentences:
        if not any(d.is_day for d in find_dates(sentence.text, frame.published)):
            continue
        for mention in find_campaigns(sentence.text):
            rest = sentence.text[mention.span.end :]
            if re.match(r"(?:在[^，。]{2,20}(?:正式|全面)?(?:拉开帷幕|拉开序幕|启动|开幕))", rest) or (
                re.match(r"[^，。]{0,12}(?:拉开帷幕|拉开序幕|启动|开幕)", rest)
                and re.search(r"出席|致辞|讲话|仪式", sentence.text)
            ):
                start = name_start(sentence.text, mention.span.start)
                return _with_owner(frame, _clean(frame, sentence.text[start : mention.span.end]))
    return None


def _main_name(frame: Frame, mention: EventMention) -> str:
    if not mention.bare:
        return _with_owner(frame, _clean(frame, mention.name))
    for sentence in frame.headings + frame.sentences:
        for other in find_events(sentence.text):
            if not other.bare and other.head.text == mention.head.text:
                return _with_owner(frame, _clean(frame, other.name))
    if frame.campaign:
        return series_name(frame.owner, frame.year, frame.campaign) + mention.head.text
    return _award_ceremony_name(frame, mention) or frame.owner + mention.name.strip("“”‘’")


def _award_ceremony_name(frame: Frame, mention: EventMention) -> str:
    """为第五届政府质量奖获奖单位举行颁奖仪式: the ceremony takes the award's name."""
    for sentence in frame.sentences:
        if match := re.search(r"(?:为|向)(第[^，。]{1,3}届[^，。]{2,14}奖)[^，。]{0,8}举[行办]", sentence.text):
            return _with_owner(frame, match[1] + mention.head.text)
    return ""


_RELATIVE = re.compile(r"^(?:全|本|我|该)(?:国|省|市|区|县|镇|街道)(?=[“‘\"质安科食首第])")


def _clean(frame: Frame, name: str) -> str:
    name = re.sub(r"^\d+(?:余|多)?[项个场]", "", name)
    if len(name) > 2 and name[0] in "“‘《" and name[-1] in "”’》" and mask_quotes(name).count("□") == len(name) - 2:
        name = name[1:-1]
    if frame.place and not name.startswith("全国"):
        name = _RELATIVE.sub(frame.place, name)
    return name.strip(" 的")


def _with_owner(frame: Frame, name: str) -> str:
    owner = frame.owner
    if not owner or (name.startswith(("“", "‘", "全国")) and not find_campaigns(name[:6])):
        return name
    if re.search(r"(?:公司|集团|厂|银行|医院|学校|学院)(?:\d{4}年|[“‘])", name):
        return name
    if any(p in name or _short(p) in name for p in frame.scope.places) or _short(owner) in name or find_divisions(name):
        return name
    if (frame.scope.organization and frame.scope.organization[:4] in name) or "全国" in name:
        return name
    return owner + name


def event_node(frame: Frame, mention: EventMention) -> Node:
    """The node of an event mention: the main event for its short forms, else a node of the section."""
    name = _clean(frame, mention.name)
    if frame.main and frame.main_head and _is_main(frame, mention, name):
        return frame.main
    if mention.bare and frame.main and mention.head.type in ("launch_ceremony", "closing_ceremony", "award_ceremony"):
        base = frame.main.name
        if frame.main_head and frame.main_head.type in ("launch_ceremony", "closing_ceremony", "award_ceremony"):
            base = re.sub(rf"(?:活动)?{re.escape(frame.main_head.text)}$", "", base)
        return Node(EntityType.EVENT, base + mention.head.text, str(frame.section.index))
    return Node(EntityType.EVENT, name, str(frame.section.index))


def _is_main(frame: Frame, mention: EventMention, name: str) -> bool:
    assert frame.main is not None
    assert frame.main_head is not None
    a, b = normal_name(name), normal_name(frame.main.name)
    if a == b or (len(a) >= 6 and b.endswith(a)):
        return True
    if mention.bare:
        return mention.head.text in frame.main.name or (
            mention.head.text in ("大会", "主题活动") and mention.head.text in b
        )
    same_head = mention.head.text == frame.main_head.text
    return same_head and (a in b or (bool(find_campaigns(name)) and bool(find_campaigns(b))))


def _map_events(frame: Frame) -> None:
    for sentence in frame.sentences:
        found = [(m, event_node(frame, m)) for m in find_events(sentence.text)]
        kept = [(m, n) for m, n in found if not _is_quoted_aside(sentence.text, m)]
        frame.events.append([(m, n) for m, n in kept if n == frame.main or not m.bare or len(m.head.text) > 2])


def _is_quoted_aside(text: str, mention: EventMention) -> bool:
    return bool(re.search(r"(?:写有|印有|字样)$", text[: mention.span.start])) or text[mention.span.end :].startswith(
        "字样"
    )


def _map_targets(frame: Frame) -> None:
    words = patterns("events")
    current = frame.main or frame.series
    items: Node | None = None
    for i, sentence in enumerate(frame.sentences):
        marks: list[tuple[int, Node | None]] = []
        start = _sentence_target(frame, i, current)
        item = _item(frame, i)
        if item is not None:
            start = items = item
        elif not (items and _same_paragraph(frame, i)):
            items = None
        else:
            start = items
        marks.append((0, start))
        for name, node in (
            ("in_main", frame.main),
            ("after_main", frame.series or frame.main),
            ("in_series", frame.series),
        ):
            for word in words[name]:
                for at in _clause_starts(sentence.text, word, loose=name == "in_series"):
                    marks.append((at, node or current))
        marks.sort(key=lambda m: m[0])
        frame.targets.append(marks)
        current = current if items else _goes_on_with(frame, i) or marks[-1][1]


_ENUMERATOR = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．]|[一二三四五六七八九十]+是)?\s*"
)


def _item(frame: Frame, i: int) -> Node | None:
    """（一）供需对接会。5月16日，地点：…: what follows in the paragraph is told of the event that opens it."""
    text = frame.sentences[i].text
    lead = _ENUMERATOR.match(text)
    start = lead.end() if lead else 0
    for mention, node in frame.events[i]:
        if (
            mention.span.start <= start + 1
            and start
            and re.match(r"[。：，]|$", text[mention.span.end :])
            and node != frame.main
        ):
            return node
    return None


def _same_paragraph(frame: Frame, i: int) -> bool:
    return i > 0 and frame.sentences[i].span.start == frame.sentences[i - 1].span.end


def is_speech(text: str) -> bool:
    """Whether a sentence reports what somebody said or called for."""
    return bool(_SPEECH.search(text))


_SPEECH = re.compile(
    r"^[^，。]{2,24}(?:说|表示|指出|强调|要求|认为|介绍)[，：]|^[“‘][^”’]{12,}|^(?:[一二三四五]?要|希望|[一二三四五]是要?|各级|广大|全体)"
)


def _goes_on_with(frame: Frame, i: int) -> Node | None:
    """A sentence that dates another event is followed by sentences about that event."""
    others = [(m, n) for m, n in frame.events[i] if n != frame.main and m.head.rank >= 6]
    if others and any(n == frame.main for _, n in frame.events[i]):
        return None
    dated = any(d.is_day for d in find_dates(frame.sentences[i].text, frame.published))
    return others[-1][1] if others and dated and frame.main else None


def _clause_starts(text: str, word: str, loose: bool = False) -> list[int]:
    lead = "[^，。；“”]{0,8}[“‘]?" if loose else "(?:在|同时，)?"  # 青山区在“质量月”期间…
    return [m.start(1) for m in re.finditer(rf"(?:^|[，。；]){lead}({re.escape(word)})", text)]


def _sentence_target(frame: Frame, i: int, current: Node | None) -> Node | None:
    text = frame.sentences[i].text
    if any(node == frame.main for _, node in frame.events[i]):
        return frame.main
    if _SPEECH.search(text):
        return current
    if frame.is_headed and any(d.is_day for d in find_dates(text, frame.published)):
        return frame.main
    for mention in find_campaigns(text):
        after = text[mention.span.end :]
        if not frame.series or not _ABOUT_CAMPAIGN.match(after):
            continue
        return frame.main if frame.main and re.match(r"(?:启动|开幕|拉开)", after) else frame.series
    return current


#: What follows a campaign where a sentence speaks of the campaign, not of its flag or its slogan.
_ABOUT_CAMPAIGN = re.compile(r"$|[，。、；的以共由于是在将从主历\d]|活动|期间|全面|正式|启动|拉开|开幕|开展|贯穿|推出")
