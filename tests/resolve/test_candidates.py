"""Candidates: what was seen and not understood is kept, apart from facts, with the reason."""

from __future__ import annotations

import pytest

import kg
from kg.model import Extraction
from kg.readers import document_from_text

HEAD = "江夏区启动质量月\n\n9月3日上午，2019年江夏区“质量月”启动仪式在滨江会展中心举行，副区长马立新出席。"


def candidates(text: str) -> list[tuple[str, str, str]]:
    """Type, quote and reason of the candidates of a report."""
    return [(c.type.value, c.evidence.quote, c.reason) for c in read(text).candidates]


def read(text: str) -> Extraction:
    return kg.read(document_from_text(f"{HEAD}{text}", "江夏"))


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("远山木业有限公司就在附近。", ("Organization", "远山木业有限公司", "kg:role_unknown")),
        ("江州质量创新大赛令人难忘。", ("Event", "江州质量创新大赛", "kg:only_named")),
        ("“江夏区区长质量奖”很有分量。", ("Award", "“江夏区区长质量奖”", "kg:award_unexplained")),
        ("场外停着30个项目的展车。", ("Quantity", "30个项目", "kg:count_unknown")),
    ],
)
def test_what_no_fact_speaks_of_is_a_candidate_with_its_reason(text: str, candidate: tuple[str, str, str]) -> None:
    """Named or counted, and no rule says what of it."""
    assert candidate in candidates(text)


def test_what_a_fact_speaks_of_is_none() -> None:
    """Neither under its full name nor under a short one, and the house of an event is no body without a part."""
    assert candidates("启动仪式由江夏区市场监督管理局主办，200余人参加活动。") == []


def test_a_name_is_a_candidate_once_in_a_section() -> None:
    """However often it stands there."""
    found = candidates("远山木业有限公司就在附近。远山木业有限公司的大门开着。")
    assert [quote for _, quote, _ in found] == ["远山木业有限公司"]


def test_a_candidate_is_no_fact() -> None:
    """No entity stands for it, and its quote is a slice of the text."""
    extraction = read("远山木业有限公司就在附近。")
    assert "远山木业有限公司" not in {entity.name for entity in extraction.entities}
    for candidate in extraction.candidates:
        span = candidate.evidence.span
        assert extraction.document.text[span.start : span.end] == candidate.evidence.quote
