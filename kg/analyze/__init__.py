"""The graph as networkx sees it: the projection of a store, and where to draw its nodes.

```python
graph = project(store)                      # a networkx.MultiDiGraph
part = around(graph, "王小明", depth=2)
positions = layout(part.nodes, part.edges())
```
"""

from kg.analyze.layout import layout
from kg.analyze.projection import Report, around, object_text, project, show

__all__ = ["Report", "around", "layout", "object_text", "project", "show"]
