"""Identity across reports: profiles that share a key become one thing, or a proposal, or a distinction."""

from __future__ import annotations

from kg.model import EntityType
from kg.resolve.identity import award, event, organization, other, person, place, series
from kg.resolve.identity.rules import Rules

RULES: dict[EntityType, Rules] = {
    EntityType.PERSON: person.RULES,
    EntityType.ORGANIZATION: organization.RULES,
    EntityType.PLACE: place.RULES,
    EntityType.EVENT: event.RULES,
    EntityType.SERIES: series.RULES,
    EntityType.AWARD: award.RULES,
    EntityType.CERTIFICATION: award.CERTIFICATION_RULES,
    EntityType.GROUP: other.GROUP_RULES,
    EntityType.AGREEMENT: other.AGREEMENT_RULES,
    EntityType.PROJECT: other.PROJECT_RULES,
    EntityType.DOCUMENT: other.DOCUMENT_RULES,
}
"""The types that identity is about, and the rules of each."""
