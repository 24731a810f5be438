"""Full names of ranks that stand by themselves (乙获二等奖): those of the contest, its part or the prize told before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kg.extract.awards.mentions import AwardMention, find_awards
from kg.extract.claims import Node
from kg.extract.counts import is_of_the_past
from kg.extract.frames import Frame
from kg.extract.patterns import pattern, words
from kg.model import EntityType, Span

_LEAST_PRIZE, _LEAST_CONTEST = 5, 4  # characters; a shorter name is a word for any of them


@dataclass
class _Told:
    """What was told before: the base of ranks with the contest it is, the last prize, the part of the contest."""

    base: str = ""
    contest: Node | None = None
    prize: str = ""
    part: str = ""
    editions: dict[str, set[str]] = field(
        default_factory=dict
    )  # prizes of governments, by the prize without its edition


def award_mentions(frame: Frame) -> list[list[AwardMention]]:
    """The awards that each sentence of a section names, ranks under the name of their contest or prize."""
    main = _Told(*_of_event(frame, frame.main.name if frame.main else "", frame.main))
    if frame.main:
        main.prize = _last_prize(find_awards(frame.main.name))
    told = replace(main, editions=_editions(frame))
    found: list[list[AwardMention]] = []
    for i, sentence in enumerate(frame.sentences):
        before = frame.sentences[i - 1] if i else sentence
        if not before.text.endswith(("；", ";")):
            told.part = ""
        if i and sentence.span.start != before.span.end:
            told.base, told.contest = (main.base, main.contest) if main.base else (told.base, told.contest)
        found.append(_of_sentence(frame, i, told))
    return found


def _of_sentence(frame: Frame, i: int, told: _Told) -> list[AwardMention]:
    """The mentions of a sentence in their order, each named with what was told up to it."""
    text = frame.sentences[i].text
    mentions = [_behind_winner(frame, i, mention) for mention in find_awards(text, ranks=True)]
    mentions = [_of_edition(text, mention, told.editions) for mention in mentions]
    marks: list[tuple[int, AwardMention | Node | str]] = [(m.span.start, m) for m in mentions]
    marks += [(e.span.end, node) for e, node in frame.events[i] if not _is_inside(e.span.start, e.span.end, mentions)]
    marks += [(m.start("part"), m["part"]) for m in pattern("awards", "part_of_contest").finditer(text)]
    if match := pattern("awards", "honoured_for").search(text):
        told.base, told.contest = match["prize"], None
    named: list[AwardMention] = []
    for _, mark in sorted(marks, key=lambda m: m[0]):
        if isinstance(mark, str):
            told.part = mark
        elif isinstance(mark, Node):
            base, contest = _of_event(frame, mark.name, mark)
            told.base, told.contest, told.part = (base, contest, "") if base else (told.base, told.contest, told.part)
        else:
            named += _named(text, mark, told)
    return _shared_out(text, named)


def award_of_heading(frame: Frame, text: str) -> AwardMention | None:
    """The one award that a heading names, a rank under the name of the contest that the report is of."""
    mentions = find_awards(text, ranks=True)
    if len(mentions) != 1:
        return None
    told = _Told(*_of_event(frame, frame.main.name if frame.main else "", frame.main), editions=_editions(frame))
    named = _named(text, _of_edition(text, mentions[0], told.editions), told)
    return named[0] if named else None


def _editions(frame: Frame) -> dict[str, set[str]]:
    """第三届青山区区长质量奖: the prize of which a report tells one edition is meant where it tells of 区长质量奖."""
    found: dict[str, set[str]] = {}
    names = [frame.main.name] if frame.main else []
    for text in names + [s.text for s in (*frame.headings, *frame.sentences)]:
        for mention in find_awards(text):
            prize = pattern("awards", "government_prize").search(mention.name)
            if prize and pattern("awards", "edition").search(mention.name, 0, prize.start()):
                found.setdefault(prize.group(), set()).add(mention.name.strip("“”")[: prize.end()])
    return found


def _of_edition(text: str, mention: AwardMention, told: dict[str, set[str]]) -> AwardMention:
    """区长质量奖提名奖 under the name of the one edition of the prize that the report tells of."""
    prize = pattern("awards", "government_prize").search(mention.name)
    before = text[: mention.span.start]
    if not prize or pattern("awards", "edition").search(mention.name) or pattern("awards", "earlier").search(before):
        return mention
    full = told.get(prize.group(), set())
    editions = {edition.group() for name in full if (edition := pattern("awards", "edition").search(name))}
    if is_of_the_past(before) or len(editions) != 1:
        return mention
    return replace(mention, name=max(full, key=len) + mention.name[prize.end() :])


def _shared_out(text: str, mentions: list[AwardMention]) -> list[AwardMention]:
    """甲、乙分获一等奖和二等奖: the ranks are shared out among those named, one each."""
    joined: list[AwardMention] = []
    for mention in mentions:
        last = joined[-1] if joined else None
        follows = last and text[last.span.end : mention.span.start] in {"、", "和", "及"}
        if last and follows and pattern("giving", "one_each").search(text[: last.span.start]):
            each = (*(last.each or (last.name,)), *(mention.each or (mention.name,)))
            joined[-1] = replace(last, span=Span(last.span.start, mention.span.end), each=each)
        else:
            joined.append(mention)
    return joined


def _behind_winner(frame: Frame, i: int, mention: AwardMention) -> AwardMention:
    """授予甲公司提名奖: the name of the award begins behind that of the body."""
    text, span = frame.sentences[i].text, mention.span
    given = text.endswith(words("giving", "verbs_before_recipients"), 0, span.start)
    ends = [a.end for a in frame.actors[i] if a.start == span.start and a.node.type is EntityType.ORGANIZATION]
    if not given or not ends or ends[0] >= span.end - 1:
        return mention
    name = text[ends[0] : span.end]
    is_rank = bool(pattern("awards", "rank").fullmatch(name))
    return replace(mention, span=Span(ends[0], span.end), name=name, is_rank=is_rank)


def _is_inside(start: int, end: int, mentions: list[AwardMention]) -> bool:
    return any(m.span.start <= start and end <= m.span.end for m in mentions)


def _of_event(frame: Frame, name: str, node: Node | None) -> tuple[str, Node | None]:
    """What the prizes of a contest are named for (质量知识竞赛 of 2024年“质量月”质量知识竞赛决赛); "" for other events."""
    of_ceremony = pattern("awards", "ceremony_at_end").search(name)
    if of_ceremony and node:
        node = replace(node, name=name[: of_ceremony.start()].rstrip("的"))
    bare = pattern("awards", "round_at_end").sub("", name[: of_ceremony.start()] if of_ceremony else name)
    if not pattern("awards", "contest_at_end").search(bare) or len(bare) < _LEAST_CONTEST:
        return "", None
    return pattern("awards", "before_contest").sub("", bare), node


def _named(text: str, mention: AwardMention, told: _Told) -> list[AwardMention]:
    """A mention under its full name; none for a rank of which nothing tells what it is a rank of."""
    if not mention.is_rank:
        if not mention.is_certification:
            told.prize = _last_prize([mention]) or told.prize
            _remember_stem(mention, told)
        return [_each_part(text, mention)]
    mention = _each_rank(text, mention)
    if mention.name in words("awards", "kinds_of_prize") and told.prize:
        return [_behind(pattern("awards", "rank_at_end").sub("", told.prize), mention, None)]
    if told.part and not pattern("awards", "of_the_whole").match(mention.each[0] if mention.each else mention.name):
        return [_behind(told.part, mention, None)]
    base = told.base or pattern("awards", "rank_at_end").sub("", told.prize)
    if not base:
        return [mention] if pattern("awards", "stands_alone").match(mention.name) else []
    return [_behind(base, mention, told.contest if told.base else None)]


def _behind(base: str, mention: AwardMention, contest: Node | None) -> AwardMention:
    return replace(mention, name=base + mention.name, each=tuple(base + name for name in mention.each), contest=contest)


def _remember_stem(mention: AwardMention, told: _Told) -> None:
    """质量知识竞赛一等奖: the ranks that follow are those of the same contest."""
    stem = pattern("awards", "rank_at_end").sub("", mention.name)
    is_part = pattern("awards", "part_at_end").search(stem)
    if stem != mention.name and len(stem) >= _LEAST_CONTEST and not is_part:
        told.base, told.contest, told.part = stem.strip("“”"), None, ""


def _last_prize(mentions: list[AwardMention]) -> str:
    """The last prize with a name of its own."""
    names = [m.name.strip("“”") for m in mentions if not m.is_certification]
    prizes = [n for n in names if n.endswith("奖") and len(n) >= _LEAST_PRIZE]
    return prizes[-1] if prizes else ""


def _each_rank(text: str, mention: AwardMention) -> AwardMention:
    """团体一、二、三等奖: three ranks under one word."""
    for match in pattern("awards", "ranks_listed").finditer(text, 0, mention.span.end):
        if mention.span.start <= match.end() < mention.span.end:
            who = match["who"] or ""
            ranks = [r + "等奖" for r in re.findall("[特一二三]", match["ranks"] or "")]
            ranks += [f"第{r}名" for r in re.findall("[一二三]", match["numbers"] or "")]
            ranks += [r + "军" for r in re.findall("[冠亚季]", match["places"] or "")]
            names = tuple(who + rank for rank in ranks)
            return replace(mention, each=names)
    return mention


def _each_part(text: str, mention: AwardMention) -> AwardMention:
    """焊工、电工赛项一等奖: one rank of several parts of a contest."""
    rank = pattern("awards", "rank_at_end").search(mention.name)
    end = mention.span.start + rank.start() if rank else 0
    match = pattern("awards", "parts_listed").search(text[:end]) if rank else None
    if match is None or rank is None:
        return mention
    parts = pattern("giving", "got_at_start").sub("", match["parts"]).split("、")
    names = tuple(part + match["kind"] + rank.group() for part in parts)
    return replace(mention, each=names)
