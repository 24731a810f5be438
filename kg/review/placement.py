"""What became of a decision in a report: never nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Applied: it shapes the graph. Idle: its words are there, and nothing is left to do. Unplaced: look at it again."""

    APPLIED = "applied"
    IDLE = "idle"
    UNPLACED = "unplaced"

    @property
    def zh(self) -> str:
        """The word for it in Chinese."""
        return {"applied": "已生效", "idle": "无需改动", "unplaced": "未能定位"}[self.value]


@dataclass(frozen=True, slots=True, order=True)
class Placement:
    """What became of a decision in a report, told in a sentence in Chinese and in English.

    `decision` is its id, `document` the name of the report; `moved_from` the name of the report that the decision speaks
    of, where that is gone and this one has its words.
    """

    decision: str
    document: str
    status: Status
    zh: str
    en: str
    moved_from: str = ""


#: Why: status and both sentences; `{}` is filled by `told`.
_REASONS: dict[str, tuple[Status, str, str]] = {
    "removed": (Status.APPLIED, "事实已移除", "the fact was removed"),
    "changed": (Status.APPLIED, "事实已改", "the fact was changed"),
    "kept": (Status.APPLIED, "事实已认可", "the fact stands as accepted"),
    "asserted": (Status.APPLIED, "规则未得此事实，按人工决定写入", "no rule finds the fact; it stands by this decision"),
    "merged": (Status.APPLIED, "已标为同一事物", "marked as one thing"),
    "split": (Status.APPLIED, "已标为不同事物", "marked as different things"),
    "renamed": (Status.APPLIED, "已改名", "renamed"),
    "not found anymore": (Status.IDLE, "规则已不再得出此事实，无需改动", "no rule finds the fact any more; nothing is to be done"),
    "no such thing": (Status.IDLE, "报告中已读不出此事物，无需改动", "nothing of that name is read there any more"),
    "in the graph": (Status.APPLIED, "已写入图谱", "it stands in the graph"),
    "not built in": (
        Status.IDLE,
        "原文仍在；将由下次建图写入，或无需改动",
        "quote found; the next build carries it out, or nothing to do",
    ),
    "overridden": (Status.IDLE, "已由后来的决定 {} 取代", "overridden by the later {}"),
    "no quote": (Status.UNPLACED, "报告中找不到所引原文，请复核", "the quote is not in the report any more: look at it again"),
    "another name": (
        Status.UNPLACED,
        "规则现从同一处原文得出“{}”的同样事实，请复核",
        "from the same words rules now read the same of “{}”: look at it again",
    ),
    "other words": (
        Status.UNPLACED,
        "所引原文已改为“{}”，可能另有所指，请复核",
        "the quote now reads “{}” and may say something else: look at it again",
    ),
    "one reading": (
        Status.UNPLACED,
        "两方在此报告中读作同一事物，无法分开",
        "within this report both sides are read as one thing and cannot be kept apart",
    ),
    "no document": (
        Status.UNPLACED,
        "报告已不在，其他报告也没有这段原文，请复核",
        "the report is gone, and no other one has the quote: look at it again",
    ),
}  # fmt: skip


def told(decision: str, document: str, reason: str, detail: str = "", moved_from: str = "") -> Placement:
    """The placement with the sentences for a reason."""
    status, zh, en = _REASONS[reason]
    zh, en = zh.format(detail), en.format(detail)
    if moved_from:
        zh, en = (
            f"{zh}（原报告“{moved_from}”已不在，移至此报告）",
            f"{en} (moved here from {moved_from}, which is gone)",
        )
    return Placement(decision, document, status, zh, en, moved_from)
