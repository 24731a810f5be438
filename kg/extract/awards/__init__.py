"""Awards, certificates and certifications: name, edition, grantor, recipients, where they were presented."""

from __future__ import annotations

from kg.extract.awards.ceremonies import at_ceremonies, got_what_was_told, on_lists_of_winners
from kg.extract.awards.certifications import certification
from kg.extract.awards.conferral import conferral
from kg.extract.awards.contests import award_mentions
from kg.extract.awards.headings import under_headings
from kg.extract.awards.honours import conferred_list, in_apposition, named_as
from kg.extract.awards.tables import tables
from kg.extract.frames import Analysis
from kg.model import BlockRole


def awards(analysis: Analysis) -> Analysis:
    """Write awardRecipient, awardGrantor, presentedAt, edition, awardYear, holdsCertification and quantity claims."""
    for frame in analysis.frames:
        told = award_mentions(frame)
        for i, sentence in enumerate(frame.sentences):
            if sentence.role is BlockRole.TABLE:
                continue
            conferred_list(analysis, frame, i)
            at_ceremonies(analysis, frame, i)
            in_apposition(analysis, frame, i)
            named_as(analysis, frame, i)
            for mention in told[i]:
                write = certification if mention.is_certification else conferral
                write(analysis, frame, i, mention)
        tables(analysis, frame, told)
        under_headings(analysis, frame)
        on_lists_of_winners(analysis, frame)
        got_what_was_told(analysis, frame, told)
    return analysis


__all__ = ["awards"]
