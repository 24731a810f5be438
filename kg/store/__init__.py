"""Where quads live: one Protocol; Oxigraph on disk and in memory behind it."""

from kg.store.base import Change, Results, Store
from kg.store.dataset import Dataset
from kg.store.open import DEFAULT_PATH, MEMORY, location, open_store
from kg.store.oxigraph import OxigraphStore
from kg.store.selection import find_graph, select

__all__ = [
    "DEFAULT_PATH",
    "MEMORY",
    "Change",
    "Dataset",
    "OxigraphStore",
    "Results",
    "Store",
    "find_graph",
    "location",
    "open_store",
    "select",
]
