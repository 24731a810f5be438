"""Links from the graph's things to things elsewhere (Wikidata and the like): a table that people keep, and W3C
reconciliation services that fill it."""

from kg.linking.service import Candidate, Service
from kg.linking.table import Link, read_links, write_links

__all__ = ["Candidate", "Link", "Service", "read_links", "write_links"]
