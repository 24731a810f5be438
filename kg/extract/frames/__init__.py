"""The frame of each item of a report: who and where it is about, its series, its main event, and what each sentence speaks of."""

from __future__ import annotations

from kg.extract.frames.document import analyse
from kg.extract.frames.model import Actor, Analysis, Frame

__all__ = ["Actor", "Analysis", "Frame", "analyse"]
