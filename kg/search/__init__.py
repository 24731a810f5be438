"""Finding by words: a full-text index over labels, further names and the text of reports, beside the store.

```
rows.py      a named graph -> the names and sentences in it, and a digest of them
text.py      characters folded, texts cut into words and sentences
words.py     what a person types -> what must stand in a sentence
spelling.py  names as pinyin
file.py      the SQLite file: its form, and whether it is of the store as it is now
update.py    graphs that changed -> rows
index.py     search and completion
opening.py   the index of a store, whatever state it is in
```
The index is derived: it may be deleted at any time, and is made again when somebody asks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.search.index import Completion, Hit, Index
    from kg.search.opening import fresh_index, index_of, open_index
    from kg.search.update import Keeper

# SQLite comes with these, which a query that needs no index does not pay for.
_HOME = {
    "Completion": "kg.search.index",
    "Hit": "kg.search.index",
    "Index": "kg.search.index",
    "Keeper": "kg.search.update",
    "fresh_index": "kg.search.opening",
    "index_of": "kg.search.opening",
    "open_index": "kg.search.opening",
}

__all__ = ["Completion", "Hit", "Index", "Keeper", "fresh_index", "index_of", "open_index"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'kg.search' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
