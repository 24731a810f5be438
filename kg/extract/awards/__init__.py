"""Awards, certificates and certifications: name, edition, grantor, recipients, where they were presented."""

from __future__ import annotations

from kg.extract.awards.ceremonies import at_ceremonies, on_lists_of_winners
from kg.extract.awards.certifications import certification
from kg.extract.awards.conferral import conferral
from kg.extract.awards.honours import conferred_list, in_apposition, named_as
from kg.extract.awards.mentions import find_awards
from kg.extract.awards.naming import contest_of
from kg.extract.awards.tables import tables
from kg.extract.frames import Analysis
from kg.model import BlockRole


def awards(analysis: Analysis) -> Analysis:
    """Write awardRecipient, awardGrantor, presentedAt, edition, awardYear, holdsCertification and quantity claims."""
    for frame in analysis.frames:
        contest = contest_of(frame)
        for i, sentence in enumerate(frame.sentences):
            if sentence.role is BlockRole.TABLE:
                continue
            conferred_list(analysis, frame, i)
            at_ceremonies(analysis, frame, i)
            in_apposition(analysis, frame, i)
            named_as(analysis, frame, i)
            for mention in find_awards(sentence.text, contest):
                write = certification if mention.is_certification else conferral
                write(analysis, frame, i, mention)
        tables(analysis, frame)
        on_lists_of_winners(analysis, frame)
    return analysis


__all__ = ["awards"]
