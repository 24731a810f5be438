"""Who gave an award to whom: the giver, the recipients, and whether it was handed over on the spot."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.actors import organization
from kg.extract.claims import Node
from kg.extract.frames import Actor, Frame
from kg.extract.text import mask_quotes
from kg.model import EntityType, Span
from kg.resources import patterns

_PEOPLE = r"(?:企业|单位|组织|代表|质量官|人员|学员|学生|教师|者|个人|团队|集体|班组|家庭|商户|品牌)[”’]?"
_COUNTED = re.compile(
    r"(?:全区|全市|全县|该区|首批|第.批)?[^，。；]{0,16}?[\d一二三四五六七八九十百两]+余?多?[位名家个][^，。；]{0,24}$"
)
_HANDED = re.compile(r"颁|领取|领到|接过|授|表彰|领奖|另发|上台|捧回")


@dataclass(frozen=True, slots=True)
class AwardMention:
    """The name of an award or certification in a sentence."""

    span: Span
    name: str
    is_certification: bool


@dataclass(frozen=True, slots=True)
class Giving:
    """Recipients and giver of an award in a sentence; [start, end) is the phrase that names the recipients."""

    recipients: tuple[Actor, ...]
    giver: Actor | None
    presented: bool
    start: int
    end: int


def find_giving(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """Who got the award of a mention in sentence i, or None where the sentence only speaks of it."""
    return _gave(frame, i, mention) or _on(frame, i, mention) or _won(frame, i, mention) or _got(frame, i, mention)


def _on(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """(A决定)授予B、C第四届质量奖: the recipients stand between the verb and the award."""
    sentence = frame.sentences[i].text
    verb = max(sentence.rfind(v, 0, mention.span.start) for v in ("授予", "颁给", "命名", "表彰"))
    if verb < 0 or re.search(r"[。；]", sentence[verb : mention.span.start]):
        return None
    start = verb + 2
    listed = [a for a in frame.actors[i] if start <= a.start and a.end <= mention.span.start]
    listed = [a for a in listed if a.node.type is EntityType.ORGANIZATION]
    if not listed or listed[0].start > start + 1 or mention.span.start - listed[-1].end > 10:
        return None
    before = [
        a for a in frame.actors[i] if a.end <= verb and re.fullmatch(r"(?:研究)?(?:决定|同意)?", sentence[a.end : verb])
    ]
    giver = before[-1] if before and before[-1].node.type is EntityType.ORGANIZATION else None
    return Giving(tuple(listed), giver, bool(re.search(r"现场|仪式上|会上", sentence[:verb])), start, listed[-1].end)


def _gave(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """(A)为B颁发C, A向B授予C; 为其另发C goes to those who got the award before."""
    sentence = frame.sentences[i].text
    before = sentence[: mention.span.start]
    matches = [m for m in re.finditer(patterns("awards")["gave"], before) if _reaches(before[m.end() :])]
    if not matches:
        return None
    match = matches[-1]
    start, end = match.span("to")
    giver = _giver(frame, i, match.start())
    if match["to"] == "其":
        recipients = tuple(_earlier(frame, i, match.start()))
    else:
        recipients = tuple(_phrase_actors(frame, i, start, end))
    return Giving(recipients, giver, True, start, end) if recipients else None


def _reaches(gap: str) -> bool:
    return bool(re.fullmatch(r"[^，。；]{0,16}|[^。；]*[、和]", gap))


def _giver(frame: Frame, i: int, at: int) -> Actor | None:
    """The body that stands right before 为…颁发; a town or district gives through its government."""
    for actor in frame.actors[i]:
        if actor.end == at and actor.node.type is not EntityType.GROUP:
            if actor.node.type is EntityType.PLACE:
                return Actor(actor.start, actor.end, organization(actor.node.name + "人民政府"), actor.surface)
            return actor
    town = re.search(r"(?:^|[，。；])(?P<name>[\u4e00-\u9fff]{2,4}(?:镇|街道|乡))$", frame.sentences[i].text[:at])
    if town:
        name = town["name"] + ("人民政府" if not town["name"].endswith("街道") else "办事处")
        return Actor(town.start("name"), at, organization(name), town["name"])
    return None


def _earlier(frame: Frame, i: int, at: int) -> list[Actor]:
    """Those who 荣获 an award earlier in the sentence."""
    sentence = frame.sentences[i].text[:at]
    match = re.search(patterns("awards")["got"], sentence)
    if not match:
        return []
    end = re.search(r"[，。；]", sentence[match.start() :])
    stop = match.start() + end.start() if end else at
    start = max(sentence.rfind(mark, 0, match.start()) for mark in "，。；") + 1
    return [_group(frame, i, start, match.start(), sentence[match.end() : stop])]


def _won(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """10家获得C的企业受到表彰, 获得C的企业上台领奖."""
    sentence = frame.sentences[i].text
    match = re.match(rf"(?:及[^，。的]{{1,8}})?的(?P<who>[^，。；]{{0,6}}?{_PEOPLE})", sentence[mention.span.end :])
    got = re.search(
        r"(?P<count>[\d一二三四五六七八九十百]+[家位名个])?(?:荣获|获得|获|取得)$", sentence[: mention.span.start]
    )
    if not match or not got:
        return None
    start, end = got.start(), mention.span.end + match.end()
    handed = re.search(r"受到表彰|上台|领奖", sentence[end:])
    return Giving((_named_group(frame, start, end, sentence[start:end]),), None, bool(handed), start, end)


def _got(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """B荣获C, B领取了C."""
    sentence = frame.sentences[i].text
    before = mask_quotes(sentence)[: mention.span.start]
    verbs = [
        m
        for m in re.finditer(patterns("awards")["got"], before)
        if re.fullmatch(r"[^，。；]{0,14}|[^。；]*、[^，。；]{0,8}", before[m.end() :])
    ]
    if not verbs:
        return None
    verb = verbs[-1].start()
    start = max(before.rfind(mark, 0, verb) for mark in "。；，：") + 1
    if re.fullmatch(r"(?:也|还|并|均|都|在[^，。]{0,8}|现场|先后|分别|上台|代表)*", sentence[start:verb]) and start > 1:
        verb, start = start - 1, max(before.rfind(mark, 0, start - 1) for mark in "。；，：") + 1
    recipients = tuple(_phrase_actors(frame, i, start, verb, mention.name))
    if not recipients and frame.scope.organization and (verb - start < 12):
        owner = Actor(start, max(verb, start + 1), organization(frame.scope.organization), sentence[start:verb])
        recipients = (owner,)
    if not recipients:
        return None
    return Giving(recipients, None, bool(_HANDED.search(sentence[verb : mention.span.start])), start, verb)


def named_recipients(frame: Frame, i: int, start: int, end: int) -> list[Actor]:
    """The organizations that a phrase lists before 被评为, or the group that it counts."""
    return [a for a in _phrase_actors(frame, i, start, end) if a.node.name]


def _phrase_actors(frame: Frame, i: int, start: int, end: int, award: str = "") -> list[Actor]:
    """The organizations that a phrase lists, or the group that it describes."""
    phrase = frame.sentences[i].text[start:end]
    inside = [a for a in frame.actors[i] if start <= a.start and a.end <= end]
    named = [a for a in inside if a.node.type is EntityType.ORGANIZATION]
    ends_named = bool(named) and re.fullmatch(
        r"等?(?:共?[\d一二三四五六七八九十]+[家个](?:[\u4e00-\u9fff]{0,4}(?:企业|单位|公司|集体|组织|门店|商户|机构|部门))?)?(?:也|还|均|都|分别|共同)?",
        phrase[named[-1].end - start :],
    )
    if ends_named:
        return named
    if _COUNTED.match(phrase) or re.search(rf"{_PEOPLE}(?:也|都|派代表|代表)?$", phrase):
        return [_group(frame, i, start, end, award if len(phrase) < 8 and not _COUNTED.match(phrase) else "")]
    return named


def _group(frame: Frame, i: int, start: int, end: int, award: str = "") -> Actor:
    phrase = frame.sentences[i].text[start:end]
    lead = re.match(r"(?:也|还|在|由|向|为|对|在[^，。]{2,40}?中(?=获奖))*", phrase)
    start += lead.end() if lead else 0
    name = re.sub(r"(?:从|在)[^，。]{1,6}$", "", phrase[lead.end() if lead else 0 :])
    name = re.sub(r"派代表$", "代表", name)
    name = re.sub(r"(?:也|都|还|均|代表了?)$", "", name) if not name.endswith("企业代表") else name
    return _named_group(frame, start, end, name, award)


def _named_group(frame: Frame, start: int, end: int, phrase: str, award: str = "") -> Actor:
    """A group by the words that describe it, with 本镇 and 该区 made whole."""

    def whole(match: re.Match[str]) -> str:
        named = frame.scope.place(match["kind"])
        towns = [
            m
            for s in frame.sentences
            for m in re.findall(rf"([\u4e00-\u9fff]{{2}}{match['kind']})(?:人民政府|文体|[，。为的])", s.text)
        ]
        return named or (towns[0] if towns and match["kind"] == "镇" else match.group())

    name = re.sub(r"[该本我全](?P<kind>省|市|区|县|镇)", whole, phrase)
    if award:
        name = (
            f"获得{award}的{name.removesuffix('有企业').rstrip('有')}企业"
            if name.endswith("有企业")
            else f"获得{award}的{name}"
        )
    return Actor(start, end, Node(EntityType.GROUP, name, str(frame.section.index)), phrase)
