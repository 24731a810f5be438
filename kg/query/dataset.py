"""The graphs that a query is asked of; see `kg.store.dataset`, where stores read it."""

from kg.store.dataset import Dataset

__all__ = ["Dataset"]
