"""Organizations, groups and places in each sentence, under their full names."""

from __future__ import annotations

import re

from kg.extract.claims import Node
from kg.extract.divisions import find_divisions, with_nearby
from kg.extract.frames import Actor, Analysis, Frame
from kg.extract.organizations import OrganizationMention, find_organizations
from kg.extract.patterns import pattern
from kg.model import EntityType, Span


def actors(analysis: Analysis) -> Analysis:
    """Fill `Frame.actors` from the organizations and divisions of each sentence."""
    known: dict[str, str] = {}
    for frame in analysis.frames:
        frame.scope = with_nearby(frame.scope, "".join(s.text for s in frame.sentences))
        for sentence in frame.sentences:
            frame.actors.append(_of(frame, sentence.text, known))
    return analysis


def introduced(text: str, mention: OrganizationMention) -> tuple[str, int] | None:
    """The short name that a bracket right behind a body introduces (以下简称“…”), and where it stands."""
    match = pattern("aliases", "introduced").match(text[mention.span.end :])
    return (match["alias"], mention.span.end + match.start("alias")) if match else None


_RECENT = 2  # sentences back in which 该局 may find its body
_RELATIVE = re.compile(r"[该本我全各省市区县镇]|公司|集团|企业")
_SHARED = re.compile(r"[两二三四五六七八九]地(?P<body>[\u4e00-\u9fff]{2,8}?局)")


def _of(frame: Frame, text: str, known: dict[str, str]) -> list[Actor]:
    found: list[Actor] = []
    recent = {m.name: m.name for near in frame.mentions[-_RECENT:] for m in near if m.kind != "group"}
    mentions = find_organizations(text, frame.scope, known | recent)
    frame.mentions.append(mentions)
    for mention in mentions:
        group = mention.kind == "group"
        node = Node(EntityType.GROUP, mention.name, str(frame.section.index)) if group else organization(mention.name)
        found.append(Actor(mention.span.start, mention.span.end, node, mention.surface))
        if not group and not _RELATIVE.match(mention.surface) and len(mention.surface) > 2:
            known.setdefault(mention.surface, mention.name)
        if (alias := introduced(text, mention)) and not group:
            known.setdefault(alias[0], mention.name)
    found = _shared_body(frame, text, _with_owner(frame, text, found))
    taken = [Span(a.start, a.end) for a in found]
    for span, division in find_divisions(text, frame.scope.places):
        if not any(span.overlaps(t) for t in taken):
            found.append(Actor(span.start, span.end, place(division.name), text[span.start : span.end]))
    for match in re.finditer(r"(?:该|本|我)(?P<kind>省|市|区|县|镇|街道)(?![一-龥]{0,3}[局委会办])", text):
        name = frame.scope.place(match["kind"])
        if name and not any(Span(*match.span()).overlaps(Span(a.start, a.end)) for a in found):
            found.append(Actor(match.start(), match.end(), place(name), match.group()))
    return sorted(found, key=lambda a: (a.start, a.end))


def _with_owner(frame: Frame, text: str, found: list[Actor]) -> list[Actor]:
    """The enterprise of the item is known by name, whatever its ending."""
    name = frame.scope.organization
    at = text.find(name) if len(name) > 2 else -1
    own = Actor(at, at + len(name), organization(name), name)
    if at < 0 or any(a.start < own.end and own.start < a.end for a in found):
        return found
    return [*found, own]


def _shared_body(frame: Frame, text: str, found: list[Actor]) -> list[Actor]:
    """青山区、白水区、红河县三地市场监管局: the bureau of each."""
    match = _SHARED.search(text)
    if not match:
        return found
    listed: list[Actor] = []
    for span, division in reversed(find_divisions(text[: match.start()], frame.scope.places)):
        end = listed[0].start if listed else match.start()
        if not re.fullmatch(r"[、和与及]*", text[span.end : end]):
            break
        full = find_organizations(division.name + match["body"], frame.scope, {})
        name = full[0].name if full else division.name + match["body"]
        listed.insert(0, Actor(span.start, span.end, organization(name), text[span.start : span.end]))
    if len(listed) < 2:
        return found
    listed[-1] = Actor(listed[-1].start, match.end(), listed[-1].node, listed[-1].surface)
    return [a for a in found if a.end <= listed[0].start or a.start >= match.end()] + listed


def organization(name: str) -> Node:
    """The node of an organization."""
    return Node(EntityType.ORGANIZATION, name)


def place(name: str) -> Node:
    """The node of a place."""
    return Node(EntityType.PLACE, name)
