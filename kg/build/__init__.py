"""The hallway: the one place where the stages stand in order.

```
file -> hash; read before? skip                                            reading.identify
     -> Document -> Extraction over the report's own entities              reading.read      (any process)
     -> ledger: the Extraction, and a Profile of each entity               graph.Graph.put
     -> what people decided about it                                       graph.Graph.settle
all profiles that changed, by component -> what is one thing               graph.Graph.settle
     -> the Extraction over the things of the graph -> quads of its graph  graph.Graph.settle
     -> shapes                                                             run.build
```
Up to the ledger each report stands alone; what comes after is a function of the ledger and of what people decided,
so that any order of building, editing and withdrawing ends in the graph that one build from scratch makes.
"""

from __future__ import annotations

from kg.build.reading import check_quotes, identify_all
from kg.build.report import BuildReport
from kg.build.run import build, extract, refresh, remove, sample

__all__ = ["BuildReport", "build", "check_quotes", "extract", "identify_all", "refresh", "remove", "sample"]
