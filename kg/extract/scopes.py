"""Whom a report or an item of it is about, also where no heading with a colon sets the topic apart."""

from __future__ import annotations

import re

from kg.extract.divisions import Scope, find_divisions, scope_of
from kg.extract.events import campaign_names, find_campaigns, find_events
from kg.extract.organizations import find_organizations
from kg.extract.patterns import filled, pattern, words
from kg.model import Document

_LONGEST_TOPIC, _SHORTEST_BRAND = 16, 4
_OPENING, _FOOTER = 400, 200  # characters of a text in which an enterprise names itself


def section_scope(heading: str, title: str, body: str, base: Scope) -> Scope:
    """The scope of an item of a round-up: the place or enterprise that its heading opens with, inside that of the report."""
    heading = pattern("stories", "enumerator").sub("", heading)
    topic, rest = topic_of(heading)
    if topic and "：" not in heading and not _names_somebody(topic, base):
        topic, rest = "", heading
    if owner := _brand(topic, body, base):
        return Scope(base.places, owner, base.organization)
    scope = scope_of(f"{topic}：{rest}" if topic else heading, title, "", body, base)
    if re.match(r"[省市区县]", scope.organization):  # 市住建委 of the report's city
        full = find_organizations(scope.organization, Scope(scope.places))
        return Scope(scope.places, _written_out(full[0].name, body, scope) if full else scope.organization)
    if scope.places == base.places and not scope.organization:
        member = _member(topic, body, base)
        owner = member if member != topic else owner_by_repetition(heading, body)
        return Scope(base.places, owner, base.organization)
    return Scope(scope.places, _member(scope.organization, body, base), base.organization)


def _brand(topic: str, body: str, base: Scope) -> str:
    """The enterprise or institution of the opening that a topic abridges (远山木业: 江州远山木业制造有限公司); "" for none."""
    known = find_divisions(topic, base.places) or pattern("scopes", "head_office").match(topic)
    if len(topic) < _SHORTEST_BRAND or known:
        return ""
    named = [m for m in find_organizations(body[:_OPENING], base) if m.kind in ("enterprise", "institution")]
    if topic in body:
        return next((m.name for m in named if m.name.partition(topic)[0] and topic in m.name), "")
    return next((m.name for m in named if _is_within(topic, m.name)), "")


def _is_within(short: str, name: str) -> bool:
    rest = iter(name)
    return len(short) < len(name) and all(character in rest for character in short)


def _member(name: str, body: str, base: Scope) -> str:
    """The member of a group that a short topic means: 南方公司 -> 远山集团南方建设有限公司; 集团总部 is the group itself."""
    if base.organization and pattern("scopes", "head_office").match(name):
        return base.organization
    if not pattern("scopes", "member").match(name) or name == base.organization:
        return name
    found = [m.name for m in find_organizations(body, base) if m.kind != "group"]
    return next((full for full in found if _abbreviates(name, full)), name)


def _written_out(name: str, body: str, scope: Scope) -> str:
    """The hospital or institute that a short name with its place means: 青山市一院 -> 青山市第一人民医院."""
    if not name.endswith("院"):
        return name
    found = (m.name for m in find_organizations(body, Scope(scope.places)) if m.kind == "institution")
    return next((full for full in found if _abbreviates(name, full)), name)


def _abbreviates(short: str, name: str) -> bool:
    """Whether the characters of a short name stand in another in their order, the last one at its end."""
    return short[-1] == name[-1] and _is_within(short, name)


def _names_somebody(topic: str, base: Scope) -> bool:
    """Whether a topic without a colon is a place, a body, or at least no phrase that only opens with a place."""
    places = find_divisions(topic, base.places)
    if places and places[0][0].start == 0:
        return places[-1][0].end == len(topic) or bool(find_organizations(topic, base))
    return True


def topic_of(heading: str) -> tuple[str, str]:
    """What a heading is about and what it says of it; ("", heading) where its subject is an event or nothing is clear.

    >>> topic_of("青山区举办“质量月”启动仪式")
    ('青山区', '举办“质量月”启动仪式')
    """
    if "：" in heading or ":" in heading:
        topic, _, rest = heading.replace(":", "：", 1).partition("：")
        return topic, rest
    if match := pattern("stories", "set_apart").match(heading):
        return match["topic"], match["rest"]
    text = re.sub(r"^\d{4}年(?:度)?", "", heading)
    match = pattern("stories", "heading_verb").search(text)
    if not match or match.start() < 2:
        return "", heading
    topic = text[: match.start()]
    is_phrase = len(topic) > _LONGEST_TOPIC or re.search(r"[，。“”]", topic)
    if find_events(topic) or find_campaigns(topic) or is_phrase:
        return "", heading
    return topic, text[match.start() :]


def owner_by_repetition(heading: str, body: str) -> str:
    """The enterprise of an item whose heading only names it somewhere: the heading's words that the body repeats.

    >>> owner_by_repetition("远山木业质量创新结硕果", "远山木业通过认证。远山木业检测中心成立。")
    '远山木业'
    """
    for match in filled("stories", "own_campaign", campaigns=campaign_names()).finditer(body):
        owner = match["owner"]
        if owner[:4] in heading and not find_events(owner):
            return owner
    best = ""
    for length in range(4, min(len(heading), 10) + 1):
        candidate = heading[:length]
        count = body.count(candidate)
        if count and not find_campaigns(candidate) and count >= body.count(best or candidate):
            best = candidate
    if not best or pattern("stories", "no_owner").search(best):
        return ""
    tail = pattern("stories", "legal_tail").match(body[body.find(best) + len(best) :])
    return best + (tail.group() if tail else "")


def _institution(title: str, body: str, footer: str) -> str:
    """The school or hospital that a title calls its own (我校, 我院): that of the footer, or the first that the text names."""
    match = pattern("stories", "own_institution").search(title)
    if not match:
        return ""
    endings = words("stories", "schools" if match["school"] else "institutes")
    owned = pattern("stories", "site_owner").search(footer)
    if owned and owned["name"].endswith(endings):
        return owned["name"]
    opening = body[:_OPENING]
    events = [m.span for m in find_events(opening)]
    found = [m for m in find_organizations(opening, Scope()) if not any(m.span in event for event in events)]
    return next((m.name for m in found if m.kind == "institution" and m.name.endswith(endings)), "")


def own_name(document: Document, organization: str, body: str) -> str:
    """The enterprise of a story told as 公司召开…: its text or footer names it; never the department that wrote it."""
    if institution := _institution(document.title, body, document.clean[-_FOOTER:]):
        return institution
    by_department = bool(organization and pattern("stories", "department").search(organization))
    if not pattern("stories", "self").match(document.title):
        return "" if by_department and organization == document.publisher else organization
    for text in (body[:_OPENING], document.clean[-_FOOTER:]):
        if match := pattern("stories", "legal_name").search(text):
            return match["name"]
    own = filled("stories", "own_month", campaigns=campaign_names()).search(body)
    if own and not find_divisions(own["name"]) and not pattern("stories", "no_own_name").search(own["name"]):
        return own["name"]
    return "" if by_department else organization
