"""Two readings side by side: what changed from one to the other, and where reports contradict each other."""

from kg.compare.conflicts import Conflict, Statement, conflicts
from kg.compare.diff import Change, FactDiff, extraction_diff, fact_diff, store_diff
from kg.compare.rows import extraction_rows
from kg.compare.tell import SHOWN, records, render, summary

__all__ = [
    "SHOWN",
    "Change",
    "Conflict",
    "FactDiff",
    "Statement",
    "conflicts",
    "extraction_diff",
    "extraction_rows",
    "fact_diff",
    "records",
    "render",
    "store_diff",
    "summary",
]
