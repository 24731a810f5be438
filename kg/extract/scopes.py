"""The scope of a section, also where its heading has no colon to set its topic apart."""

from __future__ import annotations

import re
from functools import cache

from kg.extract.divisions import Scope, scope_of
from kg.extract.events import find_campaigns, find_events
from kg.resources import patterns


@cache
def _verbs() -> re.Pattern[str]:
    words = sorted(patterns("events")["heading_verbs"], key=lambda w: (-len(w), w))
    return re.compile("|".join(map(re.escape, words)))


def section_scope(heading: str, title: str, body: str, base: Scope) -> Scope:
    """The scope of an item of a round-up: the place or enterprise that its heading opens with, inside that of the report."""
    topic, rest = topic_of(heading)
    return scope_of(f"{topic}：{rest}" if topic else heading, title, "", body, base)


def topic_of(heading: str) -> tuple[str, str]:
    """What a heading is about and what it says of it; ("", heading) where its subject is an event or nothing is clear.

    >>> topic_of("青山区举办“质量月”启动仪式")
    ('青山区', '举办“质量月”启动仪式')
    """
    if "：" in heading or ":" in heading:
        topic, _, rest = heading.replace(":", "：", 1).partition("：")
        return topic, rest
    text = re.sub(r"^\d{4}年(?:度)?", "", heading)
    match = _verbs().search(text)
    if not match or match.start() < 2:
        return "", heading
    topic = text[: match.start()]
    if find_events(topic) or find_campaigns(topic) or len(topic) > 16 or re.search(r"[，。“”]", topic):
        return "", heading
    return topic, text[match.start() :]
