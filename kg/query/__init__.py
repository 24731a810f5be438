"""Asking the graph: named queries, SPARQL, and results in the formats that people and programs read.

>>> from kg.query import named_queries
>>> "speakers" in [query.name for query in named_queries()]
True
"""

from kg.query.dataset import Dataset
from kg.query.named import Column, NamedQuery, Parameter, named_queries, named_query
from kg.query.names import find_entities
from kg.query.results import Boolean, Graph, Result, Solutions
from kg.query.run import run, run_named
from kg.query.write import FORMATS, default_format, format_name, write

__all__ = [
    "FORMATS",
    "Boolean",
    "Column",
    "Dataset",
    "Graph",
    "NamedQuery",
    "Parameter",
    "Result",
    "Solutions",
    "default_format",
    "find_entities",
    "format_name",
    "named_queries",
    "named_query",
    "run",
    "run_named",
    "write",
]
