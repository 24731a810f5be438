"""Who gave an award to whom: the giver, the recipients, and whether it was handed over on the spot."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kg.extract.actors import organization
from kg.extract.awards.mentions import AwardMention
from kg.extract.awards.recipients import Recipients, find_recipients
from kg.extract.claims import Node
from kg.extract.frames import Actor, Frame
from kg.extract.numbers import Quantity
from kg.extract.patterns import filled, pattern, words
from kg.extract.text import mask_quotes
from kg.model import EntityType

_LEAST_SUBJECT = 2  # characters
_SHORT_PHRASE = 8  # characters: 20家企业 needs its award to tell it from others


@dataclass(frozen=True, slots=True)
class Giving:
    """Recipients and giver of an award in a sentence; [start, end) is the phrase that names the recipients.

    `count` is how many there are where the phrase names only some of them; `below` are those named in other sentences.
    `is_earlier` says that the award was given before what the report tells of.
    """

    recipients: tuple[Actor, ...]
    giver: Actor | None
    presented: bool
    start: int
    end: int
    count: Quantity | None = None
    below: tuple[tuple[int, Actor], ...] = ()
    is_earlier: bool = False


def find_giving(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """Who got the award of a mention in sentence i, or None where the sentence only speaks of it."""
    ways = (_handed, _to_winners, _honoured, _gave, _on, _won, _got_by, _apposed, _is_winner, _got)
    return next((giving for way in ways if (giving := way(frame, i, mention))), None)


def named_recipients(frame: Frame, i: int, start: int, end: int) -> Recipients:
    """Those whom a phrase lists before 被评为, or the group that it counts."""
    whom = _whom(frame, i, start, end)
    return replace(whom, actors=tuple(a for a in whom.actors if a.node.name))


def _whom(frame: Frame, i: int, start: int, end: int, award: str = "", sure: bool = False) -> Recipients:
    """Those whom a phrase lists, or the bodies or the group that it describes."""
    listed = find_recipients(frame, i, start, end, sure)
    return listed if listed.actors else Recipients(tuple(_phrase_actors(frame, i, start, end, award)))


def _gave(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """(A)为B颁发C, A向B授予C; 为其另发C goes to those who got the award before."""
    before = frame.sentences[i].text[: mention.span.start]
    matches = [m for m in pattern("giving", "gave").finditer(before) if _reaches_award(before[m.end() :])]
    if not matches:
        return None
    match = matches[-1]
    start, end = match.span("to")
    earlier = match["to"] == "其"
    whom = Recipients(tuple(_earlier(frame, i, match.start()))) if earlier else _whom(frame, i, start, end, sure=True)
    if not whom.actors:
        return None
    return Giving(whom.actors, _giver(frame, i, match.start()), True, start, end, whom.count)


def _handed(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """(A)为B、C等10家“D”授牌, 为首批40家“D”授牌: the award stands where those stand who got it."""
    sentence = frame.sentences[i].text
    behind = pattern("giving", "handed_to_them").match(sentence[mention.span.end :])
    before = pattern("giving", "up_to_them").search(sentence[: mention.span.start])
    if not behind or not before:
        return None
    start, end = before.start("to"), mention.span.start
    whom = find_recipients(frame, i, start, end)
    if not whom.actors:
        if not pattern("giving", "only_counted").fullmatch(sentence[start:end]):
            return None
        group = _named_group(frame, start, mention.span.end, sentence[start : mention.span.end])
        whom = Recipients((group,))
    return Giving(whom.actors, _giver(frame, i, before.start()), True, start, end, whom.count)


def _honoured(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """对“C”进行表彰，A、B等16家单位受到表彰."""
    at = mention.span.end
    match = pattern("giving", "honoured_behind").match(frame.sentences[i].text[at:])
    if not match:
        return None
    start, end = at + match.start("who"), at + match.end("who")
    whom = find_recipients(frame, i, start, end, sure=True)
    return Giving(whom.actors, None, True, start, end, whom.count) if whom.actors else None


def _apposed(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """C获奖企业A、B: those who got the award stand behind it."""
    at = mention.span.end
    match = pattern("giving", "apposed").match(frame.sentences[i].text[at:])
    start = at + match.end() if match else -1
    found: list[Actor] = []
    for actor in frame.actors[i]:
        if actor.start == start and actor.node.type is EntityType.ORGANIZATION:
            found.append(actor)
            start = actor.end + 1 if frame.sentences[i].text[actor.end : actor.end + 1] in {"、", "和"} else -1
    if not found:
        return None
    return Giving(tuple(found), None, False, found[0].start, found[-1].end, is_earlier=True)


def _is_winner(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """A是C获得者."""
    sentence = frame.sentences[i].text
    behind = pattern("giving", "winner_of").match(sentence[mention.span.end :])
    copula = pattern("giving", "copula").search(sentence[: mention.span.start])
    if not behind or not copula:
        return None
    start = max(sentence.rfind(mark, 0, copula.start()) for mark in "。；，：") + 1
    whom = find_recipients(frame, i, start, copula.start())
    if not whom.actors:
        return None
    return Giving(whom.actors, None, False, start, copula.start(), whom.count, is_earlier=True)


def _got_by(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """C由A、B摘得."""
    at = mention.span.end
    match = pattern("giving", "got_by").match(frame.sentences[i].text[at:])
    if not match:
        return None
    start, end = at + match.start("who"), at + match.end("who")
    whom = find_recipients(frame, i, start, end)
    return Giving(whom.actors, None, False, start, end, whom.count) if whom.actors else None


def _to_winners(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """为C获奖企业A、B颁奖, 为获得C的A、B颁奖."""
    sentence = frame.sentences[i].text
    opening = pattern("giving", "for_award").search(sentence[: mention.span.start])
    behind = pattern("giving", "to_winners").match(sentence[mention.span.end :])
    if not opening or not behind:
        return None
    start, end = (mention.span.end + at for at in behind.span("to"))
    whom = find_recipients(frame, i, start, end)
    named = [a for a in frame.actors[i] if start <= a.start and a.end <= end and a.node.type is EntityType.ORGANIZATION]
    recipients = whom.actors or tuple(named)
    return Giving(recipients, _giver(frame, i, opening.start()), True, start, end, whom.count) if recipients else None


def _reaches_award(gap: str) -> bool:
    return bool(re.fullmatch(r"[^，。；]{0,16}|[^。；]*[、和]", gap))


def _giver(frame: Frame, i: int, at: int) -> Actor | None:
    """The body that stands right before 为…颁发; a town or district gives through its government."""
    for actor in frame.actors[i]:
        if actor.end == at and actor.node.type is not EntityType.GROUP:
            if actor.node.type is EntityType.PLACE:
                return Actor(actor.start, actor.end, organization(actor.node.name + "人民政府"), actor.surface)
            return actor
    if town := pattern("giving", "town").search(frame.sentences[i].text[:at]):
        name = town["name"] + ("办事处" if town["name"].endswith("街道") else "人民政府")
        return Actor(town.start("name"), at, organization(name), town["name"])
    return None


def _earlier(frame: Frame, i: int, at: int) -> list[Actor]:
    """Those who 荣获 an award earlier in the sentence."""
    sentence = frame.sentences[i].text[:at]
    match = pattern("giving", "got").search(sentence)
    if not match:
        return []
    end = re.search(r"[，。；]", sentence[match.start() :])
    stop = match.start() + end.start() if end else at
    start = max(sentence.rfind(mark, 0, match.start()) for mark in "，。；") + 1
    return [_group(frame, i, start, match.start(), sentence[match.end() : stop])]


def _on(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """(A决定)授予B、C第四届质量奖: the recipients stand between the verb and the award."""
    sentence = frame.sentences[i].text
    verb = max(sentence.rfind(v, 0, mention.span.start) for v in words("giving", "verbs_before_recipients"))
    if verb < 0 or re.search(r"[。；]", sentence[verb : mention.span.start]):
        return None
    start = verb + len("授予")
    if pattern("giving", "got").search(mask_quotes(sentence[start : mention.span.start])):
        return None  # 进行了表彰：甲获得A，乙获得C
    whom = find_recipients(frame, i, start, mention.span.start, sure=True)
    if whom.actors:
        there = _is_there(sentence[:verb])
        return Giving(whom.actors, _decider(frame, i, verb), there, start, whom.actors[-1].end, whom.count)
    listed = [a for a in frame.actors[i] if start <= a.start and a.end <= mention.span.start]
    listed = [a for a in listed if a.node.type is EntityType.ORGANIZATION]
    if not listed or listed[0].start > start + 1:
        return None
    if not pattern("giving", "behind_named").fullmatch(sentence[listed[-1].end : mention.span.start].rstrip("“‘")):
        return None
    return Giving(tuple(listed), _decider(frame, i, verb), _is_there(sentence[:verb]), start, listed[-1].end)


def _decider(frame: Frame, i: int, verb: int) -> Actor | None:
    """The body that stands before 决定授予."""
    sentence, decided = frame.sentences[i].text, pattern("giving", "decided")
    before = [a for a in frame.actors[i] if a.end <= verb and decided.fullmatch(sentence[a.end : verb])]
    return before[-1] if before and before[-1].node.type is EntityType.ORGANIZATION else None


def _is_there(before: str) -> bool:
    return bool(pattern("giving", "there").search(before))


def _won(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """10家获得C的企业受到表彰, 获得C的企业上台领奖."""
    sentence = frame.sentences[i].text
    match = pattern("giving", "winners").match(sentence[mention.span.end :])
    got = pattern("giving", "winning").search(sentence[: mention.span.start])
    if not match or not got:
        return None
    presented = bool(pattern("giving", "honoured").search(sentence, mention.span.end + match.end()))
    if sentence[: got.start()].endswith(words("giving", "of_a_promise")) and not presented:
        return None  # 对获得C的企业给予奖励
    start, end = got.start(), mention.span.end + match.end()
    return Giving((_named_group(frame, start, end, sentence[start:end]),), None, presented, start, end)


def _got(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """B荣获C, B领取了C."""
    sentence = frame.sentences[i].text
    before = mask_quotes(sentence)[: mention.span.start]
    verbs = [m.start() for m in pattern("giving", "got").finditer(before) if _is_verb_of(before[m.end() :])]
    if not verbs:
        return None
    verb = verbs[-1]
    if before[:verb].endswith(words("giving", "to_whom")):
        return None  # 对获得C的企业进行表彰
    start = _behind_awards(before, max(before.rfind(mark, 0, verb) for mark in "。；，：") + 1, verb)
    if start > 1 and pattern("giving", "no_recipient").fullmatch(sentence[start:verb]):
        verb, start = start - 1, max(before.rfind(mark, 0, start - 1) for mark in "。；，：") + 1
        earlier = pattern("giving", "got").search(before, start, verb)
        if earlier and earlier.start() - start >= _LEAST_SUBJECT:
            verb = earlier.start()  # 甲获得一等奖，被授予C
    passive = bool(pattern("giving", "passive").match(sentence[verb:]))
    whom = _whom(frame, i, start, verb, mention.name, passive)
    recipients = whom.actors
    is_owner = pattern("giving", "owner").fullmatch(sentence[start:verb])
    if not recipients and frame.scope.organization and is_owner:
        owner = organization(frame.scope.organization)
        recipients = (Actor(start, max(verb, start + 1), owner, sentence[start:verb]),)
    if not recipients:
        return None
    presented = bool(pattern("giving", "handed").search(sentence[verb : mention.span.start]))
    by = pattern("giving", "by_whom").match(sentence, verbs[-1], mention.span.start)
    giver = _body_in(frame, i, *by.span("by")) if by else None
    presented = presented and by is None
    return Giving(recipients, giver, presented, start, verb, whom.count)


def _body_in(frame: Frame, i: int, start: int, end: int) -> Actor | None:
    """The body that stands between 被 and 确定为."""
    inside = [a for a in frame.actors[i] if start <= a.start and a.end <= end]
    return next((a for a in inside if a.node.type is EntityType.ORGANIZATION), None)


def _behind_awards(before: str, start: int, verb: int) -> int:
    """甲获一等奖、乙、丙获二等奖: where those who got the last award begin."""
    earlier = list(pattern("giving", "got").finditer(before, start, verb))
    at = before.find("、", earlier[-1].end(), verb) if earlier else -1
    return at + 1 if at >= 0 else start


def _is_verb_of(gap: str) -> bool:
    """Whether nothing but the beginning of a list stands between a verb and the award."""
    return bool(re.fullmatch(r"[^，。；]{0,14}|[^。；]*、[^，。；]{0,8}", gap))


def _phrase_actors(frame: Frame, i: int, start: int, end: int, award: str = "") -> list[Actor]:
    """The organizations that a phrase lists, or the group that it describes."""
    phrase = frame.sentences[i].text[start:end]
    inside = [a for a in frame.actors[i] if start <= a.start and a.end <= end]
    named = [a for a in inside if a.node.type is EntityType.ORGANIZATION]
    if named and pattern("giving", "behind_named").fullmatch(phrase[named[-1].end - start :]):
        return named
    counted = pattern("giving", "counted_group").match(phrase)
    if counted or pattern("giving", "group_at_end").search(phrase):
        return [_group(frame, i, start, end, award if len(phrase) < _SHORT_PHRASE and not counted else "")]
    return named


def _group(frame: Frame, i: int, start: int, end: int, award: str = "") -> Actor:
    """The group that a phrase describes, without the words around the description."""
    phrase = frame.sentences[i].text[start:end]
    lead = pattern("giving", "group_lead").match(phrase)
    cut = lead.end() if lead else 0
    name = pattern("giving", "group_from").sub("", phrase[cut:])
    name = pattern("giving", "sent").sub("代表", name)
    name = pattern("giving", "group_tail").sub("", name) if not name.endswith("企业代表") else name
    return _named_group(frame, start + cut, end, name, award)


def _named_group(frame: Frame, start: int, end: int, phrase: str, award: str = "") -> Actor:
    """A group by the words that describe it, with 本镇 and 该区 made whole."""
    name = pattern("giving", "relative").sub(lambda match: _whole_place(frame, match), phrase)
    if award and name.endswith("有企业"):
        name = f"获得{award}的{name.removesuffix('有企业').rstrip('有')}企业"
    elif award:
        name = f"获得{award}的{name}"
    return Actor(start, end, Node(EntityType.GROUP, name, str(frame.section.index)), phrase)


def _whole_place(frame: Frame, match: re.Match[str]) -> str:
    """The place that 该区 means; 本镇 is the first town that the section names."""
    kind = match["kind"]
    if named := frame.scope.place(kind):
        return named
    if kind != "镇":
        return match.group()
    told = filled("giving", "told_place", kind=kind)
    return next((m["place"] for s in frame.sentences for m in told.finditer(s.text)), match.group())
