"""Where quads live: one Protocol; Oxigraph on disk and in memory behind it."""

from kg.store.base import Results, Store
from kg.store.open import DEFAULT_PATH, MEMORY, open_store
from kg.store.oxigraph import OxigraphStore
from kg.store.selection import find_graph, select

__all__ = ["DEFAULT_PATH", "MEMORY", "OxigraphStore", "Results", "Store", "find_graph", "open_store", "select"]
