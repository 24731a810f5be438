"""Pages for people: the network, as one HTML file that opens from disk.

The page asks nothing of any network, and nothing that a report says can run as script: see `kg.views.page`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.store import Store
    from kg.views.network import GraphNetwork

__all__ = ["render_network", "view"]


def view(
    store: Store,
    output: str | Path | None = None,
    *,
    around: str | None = None,
    depth: int = 1,
    title: str = "",
) -> GraphNetwork:
    """The graph of a store as a `pyvis.network.Network`, written to `output` if that is given.

    ```python
    network = kg.view(store, "graph.html")      # what a pyvis user knows works on it and is safe:
    network.add_node("mine", label="我的注记")     # .nodes .edges .add_edge .generate_html .write_html .show
    ```

    `around` keeps only the part within `depth` steps of the nodes of that name (label, alias or CURIE). KgError where
    no node has it; OSError where the file cannot be written.
    """
    from kg.views.network import GraphNetwork
    from kg.views.scene import scene_of

    network = GraphNetwork(scene_of(store, around=around, depth=depth, title=title))
    if output is not None:
        network.write_html(str(output))
    return network


def render_network(store: Store, *, around: str | None = None, depth: int = 1, title: str = "") -> str:
    """The page itself, as text: what `view(store).generate_html()` gives, without importing pyvis."""
    from kg.views.page import render
    from kg.views.scene import scene_of

    return render(scene_of(store, around=around, depth=depth, title=title))
