"""`kg review`: people correct the graph; decisions go to a log, and a build carries them out."""

from __future__ import annotations

from kg.cli.review.decisions import accept, add, edit, merge, reject, rename, split
from kg.cli.review.files import apply_, apply_now, export, import_, log
from kg.cli.review.listing import review

for command in (accept, reject, edit, add, merge, split, rename, log, apply_, export, import_):
    review.add_command(command)

__all__ = ["apply_now", "review"]
