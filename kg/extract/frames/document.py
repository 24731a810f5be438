"""The frames of a document: what each section is about before its facts are read."""

from __future__ import annotations

import re

from kg.extract.divisions import Scope, scope_of
from kg.extract.events import find_campaigns
from kg.extract.frames.main_event import choose_main
from kg.extract.frames.model import Analysis, Frame
from kg.extract.frames.series import series_of
from kg.extract.frames.targets import map_events, map_targets
from kg.extract.patterns import filled, pattern
from kg.extract.scopes import own_name, section_scope
from kg.extract.text import Sentence, sentences
from kg.model import BlockRole, Document

_READABLE = (BlockRole.BODY, BlockRole.LIST, BlockRole.TABLE)
_HEADINGS = (BlockRole.HEADING, BlockRole.TITLE)


def analyse(document: Document) -> Analysis:
    """The frames of a document's sections, its claims still empty."""
    everything = list(sentences(document))
    published = document.published or _year_of(document)
    base = _base_scope(document, _body(everything))
    frames: list[Frame] = []
    for section in document.sections:
        own = [s for s in everything if s.section == section.index]
        is_item = document.is_roundup and section.index > 0
        scope = section_scope(section.heading, document.title, _body(own), base) if is_item else base
        year = published[:4] if re.match(r"\d{4}", published) else ""
        readable = [s for s in own if s.role in _READABLE]
        frame = Frame(section, scope, year, published, readable, [s for s in own if s.role in _HEADINGS])
        if any(s.role is not BlockRole.NOTICE for s in own):
            _fill(frame)
            frame.published = frame.published or frame.year
        else:
            frame.sentences = []
        frames.append(frame)
    return Analysis(document, frames)


def _body(found: list[Sentence]) -> str:
    return "".join(s.text for s in found if s.role in _READABLE)


def _base_scope(document: Document, body: str) -> Scope:
    """The scope of the report as a whole; for a story without items also the enterprise that tells it."""
    base = scope_of("", document.title, document.publisher, "" if document.is_roundup else body, None)
    own = base.organization if base.organization in document.title + body else ""  # a source line names the press
    return Scope(base.places, own_name(document, own, body))


def _year_of(document: Document) -> str:
    """The year that a report without a date names most often, earlier years of records and reviews aside."""
    years = pattern("stories", "year").findall(document.clean)
    return max(sorted(set(years), reverse=True), key=years.count) if years else ""


def _fill(frame: Frame) -> None:
    texts = [s.text for s in frame.headings + frame.sentences]
    campaigns = [m for t in texts for m in find_campaigns(t)]
    if campaigns:
        names = [m.campaign for m in campaigns]
        frame.campaign = max(set(names), key=lambda n: (names.count(n), n))
        frame.year = _own_year(texts, frame) or frame.year
    choose_main(frame)
    _enterprise_by_event(frame)
    if frame.campaign:
        frame.series = series_of(frame)
    map_events(frame)
    map_targets(frame)


def _own_year(texts: list[str], frame: Frame) -> str:
    """The year that the section names beside its campaign."""
    beside = filled("stories", "own_year", campaign=frame.campaign)
    years = [m[1] for t in texts for m in beside.finditer(t)]
    if frame.year in years:
        return frame.year
    return max(years) if years else ""


def _enterprise_by_event(frame: Frame) -> None:
    """远山木业有限公司2023年“质量月”总结会: the item is about the enterprise that its event is named for."""
    match = pattern("stories", "named_for_enterprise").match(frame.main_name)
    if match and not frame.scope.organization:
        frame.scope = Scope(frame.scope.places, match["name"])
