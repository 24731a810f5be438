"""Other names that the report itself gives: brackets, 以下简称, the short form beside the full one."""

from __future__ import annotations

from kg.extract.actors import introduced, organization
from kg.extract.claims import Claim, Node, text
from kg.extract.frames import Analysis, Frame
from kg.extract.patterns import pattern
from kg.model import EntityType, Span

_FURTHEST = 100  # characters behind a name in which a bracket ends


def aliases(analysis: Analysis) -> Analysis:
    """Write alias claims: a certification in brackets, an abbreviation, 市市场监管局 beside its full name."""
    _in_brackets(analysis)
    for frame in analysis.frames:
        _introduced(analysis, frame)
        _short_forms(analysis, frame)
        _abbreviation(analysis, frame)
        _heading_form(analysis, frame)
    return analysis


def _in_brackets(analysis: Analysis) -> None:
    clean = analysis.document.clean
    for claim in list(analysis.claims):
        node = claim.object if claim.predicate == "kg:holdsCertification" else None
        if not isinstance(node, Node):
            continue
        end = max(s.end for s in claim.spans)
        if match := pattern("aliases", "bracket").match(clean[end : end + _FURTHEST]):
            span = Span(end, end + match.end())
            alias = Claim(node, "kg:alias", text(match["alias"]), claim.section, (span,), "alias.bracket")
            analysis.claims.append(alias)


def _introduced(analysis: Analysis, frame: Frame) -> None:
    """远山木业有限公司（以下简称“远山木业”）."""
    for i, sentence in enumerate(frame.sentences):
        for mention in frame.mentions[i]:
            if mention.kind != "group" and (alias := introduced(sentence.text, mention)):
                name, start = alias
                node = organization(mention.name)
                analysis.add(frame, node, "kg:alias", text(name), i, start, start + len(name), "alias.introduced")


def _short_forms(analysis: Analysis, frame: Frame) -> None:
    """A body under its full and under a relative name in one section (市市场监管局)."""
    forms: dict[Node, dict[str, tuple[int, int, int]]] = {}
    for i, actors in enumerate(frame.actors):
        for actor in actors:
            if actor.node.type is EntityType.ORGANIZATION:
                forms.setdefault(actor.node, {}).setdefault(actor.surface, (i, actor.start, actor.end))
    for node, surfaces in forms.items():
        if node.name not in surfaces:
            continue
        for surface, (i, start, end) in surfaces.items():
            if surface != node.name and surface[0] in "省市" and len(surface) > 3:
                analysis.add(frame, node, "kg:alias", text(surface), i, start, end, "alias.short")


def _abbreviation(analysis: Analysis, frame: Frame) -> None:
    """打造YS的品牌: the enterprise of the item calls itself so."""
    if not frame.scope.organization:
        return
    for i, sentence in enumerate(frame.sentences):
        for match in pattern("aliases", "abbreviation").finditer(sentence.text):
            owner = organization(frame.scope.organization)
            analysis.add(frame, owner, "kg:alias", text(match["alias"]), i, *match.span("alias"), "alias.abbreviation")


def _heading_form(analysis: Analysis, frame: Frame) -> None:
    """远山木业青山公司 in the heading is 远山木业(青山)有限公司 of the text."""
    for sentence in frame.sentences:
        for match in pattern("aliases", "legal_name").finditer(sentence.text):
            short = f"{match['stem']}{match['place']}公司"
            for heading in frame.headings:
                at = heading.text.find(short)
                if at >= 0:
                    node = organization(match.group())
                    span = heading.locate(at, at + len(short))
                    claim = Claim(node, "kg:alias", text(short), frame.section.index, (span,), "alias.heading")
                    analysis.claims.append(claim)
                    return
