"""Who gave an award to whom: the giver, the recipients, and whether it was handed over on the spot."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.actors import organization
from kg.extract.awards.mentions import AwardMention
from kg.extract.awards.winners import people_named
from kg.extract.claims import Node
from kg.extract.frames import Actor, Frame
from kg.extract.patterns import filled, pattern, words
from kg.extract.text import mask_quotes
from kg.model import EntityType

_SHORT_PHRASE = 8  # characters: 20家企业 needs its award to tell it from others
_NEAR_OWNER = 12
_NEAR_AWARD = 10


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
    ways = (_to_winners, _gave, _on, _won, _got)
    return next((giving for way in ways if (giving := way(frame, i, mention))), None)


def named_recipients(frame: Frame, i: int, start: int, end: int) -> list[Actor]:
    """The organizations that a phrase lists before 被评为, or the group that it counts."""
    return [a for a in _phrase_actors(frame, i, start, end) if a.node.name]


def _gave(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """(A)为B颁发C, A向B授予C; 为其另发C goes to those who got the award before."""
    before = frame.sentences[i].text[: mention.span.start]
    matches = [m for m in pattern("giving", "gave").finditer(before) if _reaches_award(before[m.end() :])]
    if not matches:
        return None
    match = matches[-1]
    start, end = match.span("to")
    earlier = match["to"] == "其"
    recipients = _earlier(frame, i, match.start()) if earlier else people_named(frame, i, start, end)
    recipients = recipients or _phrase_actors(frame, i, start, end)
    return Giving(tuple(recipients), _giver(frame, i, match.start()), True, start, end) if recipients else None


def _to_winners(frame: Frame, i: int, mention: AwardMention) -> Giving | None:
    """为C获奖企业A、B颁奖, 为获得C的A、B颁奖."""
    sentence = frame.sentences[i].text
    opening = pattern("giving", "for_award").search(sentence[: mention.span.start])
    behind = pattern("giving", "to_winners").match(sentence[mention.span.end :])
    if not opening or not behind:
        return None
    start, end = (mention.span.end + at for at in behind.span("to"))
    named = [a for a in frame.actors[i] if start <= a.start and a.end <= end and a.node.type is EntityType.ORGANIZATION]
    if not named:
        return None
    return Giving(tuple(named), _giver(frame, i, opening.start()), True, start, end)


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
    if people := people_named(frame, i, start, mention.span.start):
        return Giving(tuple(people), _decider(frame, i, verb), _is_there(sentence[:verb]), start, people[-1].end)
    listed = [a for a in frame.actors[i] if start <= a.start and a.end <= mention.span.start]
    listed = [a for a in listed if a.node.type is EntityType.ORGANIZATION]
    if not listed or listed[0].start > start + 1 or mention.span.start - listed[-1].end > _NEAR_AWARD:
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
    start, end = got.start(), mention.span.end + match.end()
    presented = bool(pattern("giving", "honoured").search(sentence[end:]))
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
    start = max(before.rfind(mark, 0, verb) for mark in "。；，：") + 1
    if start > 1 and pattern("giving", "no_recipient").fullmatch(sentence[start:verb]):
        verb, start = start - 1, max(before.rfind(mark, 0, start - 1) for mark in "。；，：") + 1
    recipients = tuple(people_named(frame, i, start, verb) or _phrase_actors(frame, i, start, verb, mention.name))
    if not recipients and frame.scope.organization and verb - start < _NEAR_OWNER:
        owner = organization(frame.scope.organization)
        recipients = (Actor(start, max(verb, start + 1), owner, sentence[start:verb]),)
    if not recipients:
        return None
    presented = bool(pattern("giving", "handed").search(sentence[verb : mention.span.start]))
    return Giving(recipients, None, presented, start, verb)


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
