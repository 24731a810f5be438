"""The reference page of the ontology, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from kg.rdf.ontology import Concept, Ontology, Term, ontology

_INTRO = """# Ontology

<!-- Made by docs/generate.py from ontology/report-kg.ttl: change the ontology, then run it. -->

The words of the graph, version {version}, namespace `https://w3id.org/report-kg/ontology#` (`kg:`).
Every term has a label and a comment in Chinese and English; nothing outside this page can enter the store.
"""

_CHAPTERS = (
    ("Classes", "What things are.", "class"),
    ("Relations", "What reports claim: the predicates of facts, and of the direct triples beside them.", "relation"),
    ("Qualifiers", "What a fact adds to its claim; they stand on the fact.", "qualifier"),
    ("Other properties", "How facts point at their words, what defines a thing, how a graph was made.", "property"),
    ("Datatypes", "Literals of more than one form.", "datatype"),
)


def ontology_page(source: Ontology | None = None) -> str:
    """The page `docs/reference/ontology.md`: every term with labels, comments, domain, range and alignment."""
    source = source or ontology()
    parts = [_INTRO.format(version=source.version)]
    for title, purpose, kind in _CHAPTERS:
        terms = [term for term in source.terms.values() if term.kind == kind]
        parts.append(f"## {title}\n\n{purpose}\n\n{_table(terms)}")
    parts.append(f"## Event types\n\nThe closed list of `kg:EventTypes`.\n\n{_concepts(source.concepts.values())}")
    return "\n".join(parts)


def _table(terms: Iterable[Term]) -> str:
    rows = ["| Term | 中文 | English | Meaning | From → to | Below |", "|---|---|---|---|---|---|"]
    rows.extend(_row(term) for term in terms)
    return "\n".join(rows) + "\n"


def _row(term: Term) -> str:
    meaning = f"{term.comment_zh}<br>{term.comment_en}"
    ends = f"{_codes(term.domain) or '–'} → {_codes(term.range) or '–'}" if term.domain or term.range else ""
    below = _codes(term.parents) + (f" see {_codes(term.see_also)}" if term.see_also else "")
    return f"| `{term.curie}` | {term.label_zh} | {term.label_en} | {meaning} | {ends} | {below.strip()} |"


def _concepts(concepts: Iterable[Concept]) -> str:
    rows = ["| Concept | 中文 | English | Also written |", "|---|---|---|---|"]
    for concept in concepts:
        also = "、".join(concept.alt_zh + concept.alt_en)
        rows.append(f"| `{concept.curie}` | {concept.label_zh} | {concept.label_en} | {also} |")
    return "\n".join(rows) + "\n"


def _codes(curies: Iterable[str]) -> str:
    return ", ".join(f"`{curie}`" for curie in curies)
