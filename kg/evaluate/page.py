"""The confusion page: one HTML file that shows each mistake in its sentence, with both readings.

It has no script and fetches nothing: a Content-Security-Policy (https://www.w3.org/TR/CSP3/) forbids everything but our
own style, by its hash. Every text of reports, gold and systems is escaped and stands in the page as text only.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from kg.evaluate.evaluation import Evaluation
from kg.evaluate.mistakes import MEANING, Kind, Mistake
from kg.evaluate.score import Counts

_ASSETS = Path(__file__).resolve().parent / "assets"
_FIGURES = ("准确率 precision", "召回率 recall", "F1", "", "对 hits", "误 false", "漏 missed")
_READINGS = (("gold", "标注 gold"), ("system", "系统 system"))
#: Mistakes of a kind that stand open; the others unfold.
_OPEN = 40


def render(evaluation: Evaluation, title: str) -> str:
    """The page; the same evaluation gives the same characters."""
    style = (_ASSETS / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    parts = {
        "policy": html.escape(f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"),
        "title": _text(title),
        "style": style,
        "body": "\n".join(_body(evaluation)),
    }
    template = (_ASSETS / "page.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], template)


def _body(evaluation: Evaluation) -> Iterator[str]:
    strict, lenient = evaluation.strict, evaluation.lenient
    reports = len(strict.outcomes)
    yield f"<p>{reports} 份报告 report{'' if reports == 1 else 's'}，{len(evaluation.mistakes)} 处不同 differences</p>"
    yield from _figures(
        "",
        [
            ("全部 core and extra", strict.counts()),
            ("核心 core", strict.counts(core=True)),
            ("宽松 lenient, all", lenient.counts()),
            ("宽松 lenient, core", lenient.counts(core=True)),
        ],
    )
    kinds = evaluation.kinds()
    yield "<nav>"
    for kind in kinds:
        number = sum(mistake.kind is kind for mistake in evaluation.mistakes)
        yield f'<a href="#{_anchor(kind)}">{MEANING[kind][0]} {kind} {number}</a>'
    yield '<a href="#figures">各项数字 figures</a></nav>'
    for kind, mistakes in groupby(evaluation.mistakes, key=lambda mistake: mistake.kind):
        yield from _kind(kind, kinds[kind], list(mistakes))
    yield '<h2 id="figures">各项数字 figures</h2>'
    if reports > 1:
        yield from _figures("报告 report", [(n, outcome.counts()) for n, outcome in strict.outcomes.items()])
    yield from _figures("关系 relation", strict.relations().items())


def _figures(title: str, rows: Iterable[tuple[str, Counts]]) -> Iterator[str]:
    yield '<div class="wide"><table><thead><tr>'
    yield "".join(f"<th>{heading}</th>" for heading in (title, *_FIGURES)) + "</tr></thead><tbody>"
    for name, counts in rows:
        shares = [f"{share:.3f}" for share in (counts.precision, counts.recall, counts.f1)]
        bar = f'<meter min="0" max="1" value="{counts.f1:.3f}">{counts.f1:.3f}</meter>'
        cells = (_text(name), *shares, bar, counts.hits, counts.false, counts.missed)
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table></div>"


def _kind(kind: Kind, counts: Counts, mistakes: list[Mistake]) -> Iterator[str]:
    zh, meaning = MEANING[kind]
    told = f"误 {counts.false} · 漏 {counts.missed}"
    yield f'<section><h2 id="{_anchor(kind)}">{zh} {kind} <span class="count">{told}</span></h2><p>{meaning}</p>'
    ordered = sorted(mistakes, key=lambda mistake: mistake.fact is not None and mistake.fact.tier != "core")
    for mistake in ordered[:_OPEN]:
        yield from _mistake(mistake)
    if rest := ordered[_OPEN:]:
        yield f"<details><summary>其余 {len(rest)} 处 more</summary>"
        for mistake in rest:
            yield from _mistake(mistake)
        yield "</details>"
    yield "</section>"


def _mistake(mistake: Mistake) -> Iterator[str]:
    yield "<article>"
    for found in mistake.passages:
        yield f"<blockquote>{_text(found.before)}<mark>{_text(found.quote)}</mark>{_text(found.after)}</blockquote>"
    for evidence in () if mistake.passages else mistake.sentences:
        yield f"<blockquote><mark>{_text(evidence)}</mark></blockquote>"
    yield "<dl>"
    for (name, label), reading, other in zip(
        _READINGS, (mistake.wanted, mistake.given), (mistake.given, mistake.wanted), strict=True
    ):
        yield f'<dt>{label}</dt><dd class="{name}">{_reading(reading, other)}</dd>'
    yield "</dl>"
    tier = f" · {mistake.fact.tier} {_text(mistake.fact.fid)}" if mistake.fact else ""
    yield f'<p class="where">{_text(mistake.report)} · {mistake.section}{tier}</p></article>'


def _reading(reading: tuple[str, ...] | None, other: tuple[str, ...] | None) -> str:
    """Subject, relation and value; bold is what the other reading has otherwise."""
    if reading is None:
        return "—"
    parts = [_text(part) if other and part == other[i] else f"<b>{_text(part)}</b>" for i, part in enumerate(reading)]
    return " · ".join(parts)


def _anchor(kind: Kind) -> str:
    return kind.replace(" ", "-")


def _text(raw: str) -> str:
    """A text for HTML, without the control characters that would reorder or hide what stands beside it."""
    return html.escape("".join(c for c in raw if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf")))
